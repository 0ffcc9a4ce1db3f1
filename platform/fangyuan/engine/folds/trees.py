"""Answers put into a tree and taken out of it, without changing the tree that was there."""

from collections.abc import Iterable, Mapping
from typing import Any

Tree = Mapping[str, Any]

WHOSE = "person_id"
"""What of a row says which person it is of."""


def merged(tree: Tree, more: Tree) -> dict[str, Any]:
    """The tree with `more` laid over it: mappings are joined, everything else (lists too) is replaced."""
    result = dict(tree)
    for name, value in more.items():
        old = result.get(name)
        result[name] = merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return result


def without(tree: Tree, paths: Iterable[str]) -> dict[str, Any]:
    """The tree without the values at these dotted paths; a mapping that becomes empty goes too."""
    result = dict(tree)
    for path in paths:
        result = _without(result, path.split("."))
    return result


def at_path(path: str, value: Any) -> dict[str, Any]:
    """A tree that holds one value: `a.b` -> `{"a": {"b": value}}`."""
    first, _, rest = path.partition(".")
    return {first: at_path(rest, value) if rest else value}


def overwritten(before: Tree, after: Tree) -> dict[str, Any]:
    """The texts of a tree that do not stand at their places in another, with whose rows they are (`person_id`).

    >>> overwritten({"a": "old", "n": 1, "b": "same", "rows": [{"person_id": "p", "phone": "110"}]}, {"b": "same"})
    {'a': 'old', 'rows': [{'person_id': 'p', 'phone': '110'}]}
    """
    there = ((name, value, after.get(name)) for name, value in before.items())
    changed = {name: value for name, value, now in there if value is not now and value != now}
    kept = {name: _gone(value, after.get(name)) for name, value in changed.items()}
    return {name: value for name, value in kept.items() if value}


def _gone(before: Any, after: Any) -> Any:
    """What of a value says something else now; nothing that is no text. Whose row it is goes along, and is no text itself."""
    if isinstance(before, Mapping):
        whose = {WHOSE: before[WHOSE]} if isinstance(before.get(WHOSE), str) else {}
        texts = {name: value for name, value in before.items() if name != WHOSE}
        gone = overwritten(texts, after if isinstance(after, Mapping) else {})
        return {**whose, **gone} if gone else None
    if isinstance(before, (list, tuple)):
        rows = after if isinstance(after, (list, tuple)) else ()
        return [gone for row in before if row not in rows and (gone := _gone(row, None))] or None
    return before if isinstance(before, str) and len(before) > 1 else None


def _without(tree: Tree, parts: list[str]) -> dict[str, Any]:
    result = dict(tree)
    inner = result.get(parts[0])
    if len(parts) == 1:
        result.pop(parts[0], None)
    elif isinstance(inner, Mapping):
        left = _without(inner, parts[1:])
        result = {**result, parts[0]: left} if left else {k: v for k, v in result.items() if k != parts[0]}
    return result
