"""A file's content with the place of every value: what reading makes, and what resolving merges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fangyuan.model.problems import Mark

Scalar = str | int | float | bool | None
Pointer = tuple[str | int, ...]
Marks = Mapping[Pointer, Mark]


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place; a mapping's children by key, a list's in order. `key` is the place of its key."""

    value: "Scalar | dict[str, Node] | list[Node]"
    mark: Mark
    key: Mark | None = None

    @property
    def at(self) -> Mark:
        """Where a reader looks for it: its key in a mapping, else the value."""
        return self.key or self.mark

    def plain(self) -> Any:
        """The value as plain dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def marks(self) -> dict[Pointer, Mark]:
        """The place of every value by its pointer; the root's is `()`."""
        found: dict[Pointer, Mark] = {}
        self._mark((), found)
        return found

    def get(self, key: str) -> "Node | None":
        """The child of a mapping, or nothing."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def text(self, key: str, default: str = "") -> str:
        """The text of a child; the default where there is none."""
        child = self.get(key)
        return child.value if child is not None and isinstance(child.value, str) else default

    def items(self) -> "list[tuple[str, Node]]":
        """The children of a mapping; empty for anything else."""
        return list(self.value.items()) if isinstance(self.value, dict) else []

    def rows(self) -> "list[Node]":
        """The elements of a list; a single value counts as a list of itself."""
        return self.value if isinstance(self.value, list) else [self]

    def having(self, **children: "Node") -> "Node":
        """A mapping with these children added or replaced (underscores in names stand for hyphens)."""
        kept = self.value if isinstance(self.value, dict) else {}
        return Node(
            {**kept, **{name.replace("_", "-"): child for name, child in children.items()}}, self.mark, self.key
        )

    def without(self, *keys: str) -> "Node":
        """A mapping without these children."""
        return Node({key: child for key, child in self.items() if key not in keys}, self.mark, self.key)

    def _mark(self, pointer: Pointer, found: dict[Pointer, Mark]) -> None:
        found[pointer] = self.key or self.mark
        if isinstance(self.value, dict):
            for key, child in self.value.items():
                child._mark((*pointer, key), found)
        elif isinstance(self.value, list):
            for index, child in enumerate(self.value):
                child._mark((*pointer, index), found)


def grow(data: Any, mark: Mark, marks: Marks | None = None, pointer: Pointer = ()) -> Node:
    """The inverse of `plain` and `marks`; `mark` stands where no place is known."""
    here = (marks or {}).get(pointer, mark)
    if isinstance(data, Mapping):
        return Node({str(key): grow(child, here, marks, (*pointer, key)) for key, child in data.items()}, here)
    if isinstance(data, Sequence) and not isinstance(data, str):
        return Node([grow(child, here, marks, (*pointer, index)) for index, child in enumerate(data)], here)
    return Node(data, here)


def told(pointer: Sequence[str | int]) -> str:
    """A pointer as a JSON path: `$.stages[1].tasks`."""
    return "$" + "".join(f"[{part}]" if isinstance(part, int) else _step(part) for part in pointer)


def _step(key: str) -> str:
    return f".{key}" if key.replace("-", "").replace("_", "").isalnum() else f'["{key}"]'
