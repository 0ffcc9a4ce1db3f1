"""Titles that nobody can read as they are: blank ones, and texts with signs that turn the writing round on the screen."""

import re
from collections.abc import Iterator

from fangyuan.model.problems import Mark, Problem
from fangyuan.packs.layout import part_of
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source
from fangyuan.packs.trees import Node, Pointer, told

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SUSPECT = re.compile(
    r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\\[uUxN]|title[\"']?[ \t]*:[ \t]*(?:[\"'][\s\u3000]*[\"']|[|>])"
)
"""What the text of a file has if there is anything to find in it; a sign may also be written as an escape."""


def check_unseen(source: Source) -> Iterator[Problem]:
    """Every finding in the pack's own files."""
    if not any(map(_SUSPECT.search, source.own_texts.values())):
        return
    for file in source.files.values():
        if file.data is not None:
            for at, node in _texts(file.tree, ()):
                if part_of(node.at.file) is not None:
                    yield from _in_text(at, str(node.value), node.at)


def _in_text(at: Pointer, text: str, mark: Mark) -> Iterator[Problem]:
    found = _TURNING.search(text)
    if found is not None:
        yield finding("turning-sign", mark, told(at), text=_TURNING.sub("", text)[:40], sign=f"U+{ord(found[0]):04X}")
    elif at[-1:] == ("title",) and not text.strip():
        yield finding("blank-title", mark, told(at))


def _texts(node: Node, at: Pointer) -> Iterator[tuple[Pointer, Node]]:
    if isinstance(node.value, str):
        yield at, node
    for key, child in node.items():
        yield from _texts(child, (*at, key))
    for place, child in enumerate(node.value if isinstance(node.value, list) else ()):
        yield from _texts(child, (*at, place))
