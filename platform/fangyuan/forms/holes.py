"""Texts with holes, `{path.to.field}`: an own small parser, never `str.format`. `{{` and `}}` stand for the signs."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fangyuan.forms.paths import values_at
from fangyuan.kinds.dates import is_date
from fangyuan.model.who import Hole, Text

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]")
_PATH = re.compile(r"[^\s{}:]+(?::0?[0-9]{1,2})?")


class HoleError(ValueError):
    """A text has a hole that is none; the message says which."""


def parse_text(written: str) -> Text:
    """Words and holes in order; raises HoleError for a sign that stands alone and for an empty hole."""
    parts: list[str | Hole] = []
    for found in _PART.finditer(written):
        part = _part(found)
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)
    return Text(tuple(parts))


def _part(found: re.Match[str]) -> str | Hole:
    token = found[0]
    if token in ("{{", "}}"):
        return token[0]
    if found[1] is None and token not in ("{", "}"):
        return token
    path = (found[1] or "").strip()
    if not _PATH.fullmatch(path):
        raise HoleError(f"{token!r} is no hole; write {{path.to.field}}, or {{{{ for the sign itself")
    return Hole(path)


def fill(text: Text, tree: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """The text with its holes filled; nothing where an answer is missing. `{seq:05}` writes a number in five digits.

    `names` gives titles of units, people and codes by id. Several values are joined by 、.
    """
    return "".join(part if isinstance(part, str) else _filling(part, tree, names or {}) for part in text.parts)


def _filling(hole: Hole, tree: Mapping[str, Any], names: Mapping[str, str]) -> str:
    path, _, width = hole.path.partition(":")
    said = [_said(value, width, names) for value in values_at(tree, path)]
    return "、".join(part for part in said if part)


def _said(value: Any, width: str, names: Mapping[str, str]) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() if width:
            return f"{value:{width}d}"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return f"{_day(value.date())} {value:%H:%M}"
        case date():
            return _day(value)
        case str() if is_date(value):
            return _day(date.fromisoformat(value))
        case list() | tuple():
            return "、".join(_said(each, width, names) for each in value)
        case Mapping():
            return _said(value.get("name"), width, names)
        case _:
            return names.get(str(value), str(value))


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
