"""Signatures."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.cleaning import line
from fangyuan.kinds.files import REFERENCE, SHA256, object_of
from fangyuan.kinds.kind import LONGEST, Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import ABSENT, Example, Parsed

_FILE: Mapping[str, Any] = REFERENCE["properties"]


class Signature(Kind):
    """A signature: confirmed on the screen, drawn as a picture, or made on paper, perhaps with its scan.

    A page posts the way, and after it the reference of the picture or the scan once the bytes have been taken in.
    """

    name = "signature"
    schema_type = "object"
    template = "signature.html"
    shapes = True
    fragment: Schema = {
        "type": "object",
        "required": ["method"],
        "additionalProperties": False,
        "properties": {
            "method": {"enum": ["confirmed", "drawn", "paper"]},
            "name": {"type": "string", "maxLength": 255},
            "file": _FILE["file"],
            "sha256": SHA256,
            "size": _FILE["size"],
            "type": {"enum": ["image/png", "image/jpeg", "application/pdf"]},
        },
        # Of a picture everything is said, or nothing: what an act names is compared with what was taken in.
        "dependentRequired": dict.fromkeys(REFERENCE["required"], REFERENCE["required"]),
        "if": {"required": ["method"], "properties": {"method": {"const": "drawn"}}},
        "then": {"required": REFERENCE["required"]},
    }
    example = Example({"title": "签名", "x-fangyuan-kind": "signature"}, {"method": "confirmed"}, {"": ["drawn"]})
    _TITLES = {"confirmed": "已确认签名", "drawn": "已手写签名", "paper": "已在纸上签名"}

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """The way of signing and the last file that came with it; a picture that was drawn must be there."""
        if field.many:
            return super().parse(raw, field)
        texts = [line(text) for text in raw if line(text)]
        ways = [text for text in texts if not text.startswith("{")]
        files = [text for text in texts if text.startswith("{")]
        if not texts:
            return ABSENT
        if any(len(text) > LONGEST for text in texts):
            return failed("not-a-signature")
        return self._made(ways[-1] if ways else "", files[-1] if files else "{}")

    def split(self, raw: Sequence[str]) -> list[str]:
        """Of several signatures each posted text is one."""
        return list(raw)

    def read(self, text: str, field: Field) -> Parsed:
        """A signature in one text: the way alone, or a JSON object."""
        word = line(text)
        return self._made("", word) if word.startswith("{") else self._made(word, "{}")

    def _made(self, way: str, file: str) -> Parsed:
        known = object_of(file)
        if known is None:
            return failed("not-a-signature")
        signed = {**known, **({"method": way} if way else {})}
        if signed.get("method") == "confirmed":
            signed = {"method": "confirmed"}
        if signed.get("method") not in self._TITLES:
            return failed("not-a-signature")
        return failed("not-drawn") if signed["method"] == "drawn" and "file" not in signed else Parsed(signed)

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """The way, and the rest as JSON where there is a file."""
        if not isinstance(value, Mapping):
            return []
        file = {name: each for name, each in value.items() if name != "method"}
        way = [str(value["method"])] if "method" in value else []
        return [*way, json.dumps(file, ensure_ascii=False)] if file else way

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """How it was signed."""
        return self._TITLES.get(str(value.get("method")), "") if isinstance(value, Mapping) else str(value)
