"""Answers put into a tree and taken out of it, without changing the tree that was there."""

from collections.abc import Iterable, Mapping
from typing import Any

Tree = Mapping[str, Any]


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


def _without(tree: Tree, parts: list[str]) -> dict[str, Any]:
    result = dict(tree)
    inner = result.get(parts[0])
    if len(parts) == 1:
        result.pop(parts[0], None)
    elif isinstance(inner, Mapping):
        left = _without(inner, parts[1:])
        result = {**result, parts[0]: left} if left else {k: v for k, v in result.items() if k != parts[0]}
    return result
