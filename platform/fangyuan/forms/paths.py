"""Dotted paths into trees of answers and facts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def values_at(tree: Any, path: str) -> tuple[Any, ...]:
    """Every value at a dotted path: a path through a list means each element, a list at the leaf is one value.

    A whole number as a segment names one element (`persons.0.name`).
    """
    found: list[Any] = [tree]
    for segment in path.split("."):
        found = [value for node in found for value in _below(node, segment)]
        if not found:
            break
    return tuple(found)


def _below(node: Any, segment: str) -> Iterator[Any]:
    if isinstance(node, (dict, Mapping)):
        if segment in node:
            yield node[segment]
    elif isinstance(node, (list, tuple)):
        if (index := place_of(segment)) is not None:
            if index < len(node):
                yield node[index]
        else:
            for element in node:
                yield from _below(element, segment)


def plain(path: str) -> str:
    """The path without the numbers of rows: `persons.0.name` is an answer of the field `persons.name`."""
    return ".".join(segment for segment in path.split(".") if not segment.isdecimal())


def place(index: int) -> str:
    """The name of a place of a list whose places differ: `~1` is the first."""
    return f"~{index + 1}"


def place_of(segment: str) -> int | None:
    """The index that a segment means: the number of a row from 0, or the place `~1` from 1; None for a name."""
    if segment.isdecimal():
        return int(segment)
    return int(segment[1:]) - 1 if segment.startswith("~") and segment[1:].isdecimal() else None


def joined(parent: str, segment: str | int) -> str:
    """A path below another, or a first path where the parent is empty."""
    return f"{parent}.{segment}" if parent else str(segment)


def is_at_or_below(path: str, parent: str) -> bool:
    """Whether a path is another, or leads through it; everything is below the empty path."""
    return not parent or path == parent or path.startswith(parent + ".")


def upwards(path: str) -> Iterator[str]:
    """A path and everything that it leads through, the closest first.

    >>> list(upwards("persons.phone"))
    ['persons.phone', 'persons']
    """
    while path:
        yield path
        path = path.rpartition(".")[0]


def dotted(segments: Sequence[str | int]) -> str:
    """A path out of its segments."""
    return ".".join(map(str, segments))


def texts_in(tree: Any) -> Iterator[str]:
    """Every text at the leaves of a tree of answers.

    >>> list(texts_in({"a": ["x", {"b": "y"}], "n": 1}))
    ['x', 'y']
    """
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for value in tree.values():
            yield from texts_in(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from texts_in(value)
