"""What the kinds of files share: a reference, posted as JSON in a hidden input once the bytes have been taken in."""

import json
from collections.abc import Mapping
from typing import Any

SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
REFERENCE: Mapping[str, Any] = {
    "type": "object",
    "required": ["file", "name", "size", "sha256", "type"],
    "additionalProperties": False,
    "properties": {
        "file": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
        "name": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[^/\\]+$"},
        "size": {"type": "integer", "minimum": 0},
        "sha256": SHA256,
        "type": {"type": "string", "minLength": 1, "maxLength": 150},
    },
}


def object_of(text: str) -> dict[str, Any] | None:
    """A JSON object, or None."""
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
