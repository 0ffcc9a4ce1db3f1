"""Files: attachments and signatures, posted as JSON in a hidden input once the bytes have been taken in."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Parsed

_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
REFERENCE: Mapping[str, Any] = {
    "type": "object",
    "required": ["file", "name", "size", "sha256", "type"],
    "additionalProperties": False,
    "properties": {
        "file": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
        "name": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[^/\\]+$"},
        "size": {"type": "integer", "minimum": 0},
        "sha256": _SHA256,
        "type": {"type": "string", "minLength": 1, "maxLength": 150},
    },
}


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def size_of(value: int) -> str:
    """A number of bytes as a person reads it."""
    amount = float(value)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"


class Attachment(Kind):
    """References to files that were taken in: {file, name, size, sha256, type}; the bytes lie elsewhere."""

    name = "attachment"
    schema_type = "object"
    template = "attachment.html"
    fragment: Schema = REFERENCE
    shapes = True

    def split(self, raw: Sequence[str]) -> list[str]:
        """Each posted text is one file."""
        return list(raw)

    def read(self, text: str, field: Field) -> Parsed:
        """The reference; its shape is judged with the rest of the form."""
        value = _object(text)
        if value is None or not set(REFERENCE["required"]) <= set(value):
            return failed("not-a-file")
        return Parsed({name: value[name] for name in REFERENCE["required"]})

    def write(self, value: Any, field: Field) -> str:
        """The reference as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The name of the file and its size."""
        return f"{value['name']}（{size_of(value['size'])}）" if isinstance(value, Mapping) else str(value)


class Signature(Kind):
    """A signature: confirmed on the screen, drawn, or on paper; `file` names the picture or the scan."""

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
            "name": {"type": "string", "maxLength": 200},
            "file": {"type": "string", "maxLength": 200, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
            "sha256": _SHA256,
        },
    }
    _TITLES = {"confirmed": "已确认签名", "drawn": "已手写签名", "paper": "已在纸上签名"}

    def split(self, raw: Sequence[str]) -> list[str]:
        """Each posted text is one signature."""
        return list(raw)

    def read(self, text: str, field: Field) -> Parsed:
        """A JSON object, or a method alone where no picture belongs to it."""
        if text.strip() in self._TITLES:
            return Parsed({"method": text.strip()})
        value = _object(text)
        return failed("not-a-signature") if value is None or "method" not in value else Parsed(value)

    def write(self, value: Any, field: Field) -> str:
        """The signature as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """How it was signed."""
        return self._TITLES.get(str(value.get("method")), "") if isinstance(value, Mapping) else str(value)
