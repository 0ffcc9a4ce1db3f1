"""Attachments."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.files import REFERENCE, object_of, size_of
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Parsed

_PICTURE = {"file": "example", "name": "现场照片.jpg", "size": 204_800, "sha256": "0" * 64, "type": "image/jpeg"}
_PROGRAM = {**_PICTURE, "name": "现场.exe", "type": "application/x-msdownload"}


class Attachment(Kind):
    """References to files that were taken in: {file, name, size, sha256, type}; the bytes lie elsewhere."""

    name = "attachment"
    schema_type = "object"
    template = "attachment.html"
    fragment: Schema = REFERENCE
    shapes = True
    example = Example(
        {
            "type": "array", "title": "附件", "x-fangyuan-kind": "attachment",
            "x-fangyuan-attachment": {"types": ["pdf", "jpg", "png", "docx"], "max-size": "20 MB", "max-files": 3},
        },
        [_PICTURE],
        {"": [json.dumps(_PROGRAM, ensure_ascii=False)]},
    )  # fmt: skip

    def split(self, raw: Sequence[str]) -> list[str]:
        """Each posted text is one file."""
        return list(raw)

    def read(self, text: str, field: Field) -> Parsed:
        """The reference; its shape is judged with the rest of the form."""
        value = object_of(text)
        if value is None or not set(REFERENCE["required"]) <= set(value):
            return failed("not-a-file")
        return Parsed({name: value[name] for name in REFERENCE["required"]})

    def write(self, value: Any, field: Field) -> str:
        """The reference as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The name of the file and its size."""
        if not isinstance(value, Mapping) or not isinstance(value.get("size"), int):
            return str(value)
        return f"{value.get('name', '')}（{size_of(value['size'])}）"
