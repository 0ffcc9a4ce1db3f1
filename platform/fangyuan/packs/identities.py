"""Checks that a pack uses an id once: what a child says twice would otherwise be merged without a word."""

from collections.abc import Iterable, Iterator

from fangyuan.model.problems import Problem
from fangyuan.packs import layout
from fangyuan.packs.problems import finding
from fangyuan.packs.source import Source
from fangyuan.packs.trees import Node

_LISTS = (("stages", "stage"), ("actions", "action"), ("instruments", "task"))


def repeated(source: Source) -> Iterator[Problem]:
    """Every id that stands twice in this pack alone."""
    shared: dict[str, list[Node]] = {}
    for file in source.files.values():
        part = layout.part_of(file.path)
        if part is None or file.data is None:
            continue
        if part.part == "case-type":
            yield from _in_case_type(file.tree)
        elif part.key and file.path.startswith("case-types/"):
            yield from _twice(file.tree.rows(), part.key)
        elif part.key:
            shared.setdefault(part.key, []).extend(file.tree.rows())
    for key, items in shared.items():
        yield from _twice(items, key)


def _in_case_type(head: Node) -> Iterator[Problem]:
    for key, name in _LISTS:
        yield from _twice(_rows(head, key), name)
    yield from _twice([task for stage in _rows(head, "stages") for task in _rows(stage, "tasks")], "task")


def _rows(node: Node, key: str) -> list[Node]:
    child = node.get(key)
    return child.rows() if child is not None else []


def _twice(items: Iterable[Node], key: str) -> Iterator[Problem]:
    seen: dict[str, Node] = {}
    for item in items:
        name = item.text(key)
        if name and name in seen:
            yield finding("duplicate-id", item.at, id=name, first=seen[name].at)
        seen.setdefault(name, item)
