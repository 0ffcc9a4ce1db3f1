"""Canonical JSON: one text for one value, so that a hash over it means something."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from json import JSONEncoder
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")


def canonical(value: Any) -> str:
    """Sorted keys, no spaces, UTF-8 as it stands; NaN and infinities are refused with a ValueError."""
    return _keepable(_CANONICAL(value))


def compact(value: Any) -> str:
    """Like `canonical`, but with the keys in the order they have: for snapshots, which nobody hashes."""
    return _keepable(_COMPACT(value))


def plain(value: Any) -> Any:
    """What JSON knows instead of a value that it does not know; TypeError where there is nothing."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Mapping():
            return dict(value)
        case set() | frozenset():
            return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be kept in an event; give text, numbers, lists or mappings")


_COMPACT = JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=plain, check_circular=False
).encode
_CANONICAL = JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=plain, sort_keys=True, check_circular=False
).encode


def _keepable(text: str) -> str:
    """Half a surrogate pair, which UTF-8 cannot carry, stands as its escape."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
    return text
