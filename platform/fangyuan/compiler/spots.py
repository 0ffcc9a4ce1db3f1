"""A place in a resolved pack while it is compiled: the value, where it stands, and whom to tell what is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fangyuan.model.durations import Duration
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding, listed, nearest
from fangyuan.packs.source import SourceFile
from fangyuan.packs.trees import Node, Pointer, told


@dataclass(frozen=True, slots=True)
class Spot:
    """A node, its pointer within its file, and the list that findings go to."""

    node: Node
    at: Pointer
    problems: list[Problem]

    def get(self, key: str) -> "Spot | None":
        """The child of a mapping."""
        child = self.node.get(key)
        return None if child is None else Spot(child, (*self.at, key), self.problems)

    def items(self) -> "Iterator[tuple[str, Spot]]":
        """The children of a mapping."""
        for key, child in self.node.items():
            yield key, Spot(child, (*self.at, key), self.problems)

    def rows(self, key: str = "") -> "list[Spot]":
        """The elements of this list (of the child `key`); one value counts as a list of itself, none as no list."""
        spot = self.get(key) if key else self
        if spot is None:
            return []
        if not isinstance(spot.node.value, list):
            return [spot]
        return [Spot(child, (*spot.at, index), self.problems) for index, child in enumerate(spot.node.value)]

    def text(self, key: str, default: str = "") -> str:
        """The text of a child."""
        return self.node.text(key, default)

    def flag(self, key: str) -> bool:
        """Whether a child is true."""
        child = self.node.get(key)
        return child is not None and child.value is True

    def whole(self, key: str, default: int = 0) -> int:
        """A whole number of a child."""
        child = self.node.get(key)
        return child.value if child is not None and isinstance(child.value, int) else default

    @property
    def value(self) -> Any:
        """The value as plain data."""
        return self.node.plain()

    @property
    def word(self) -> str:
        """The value as text."""
        return str(self.node.value)

    def say(self, code: str, **detail: object) -> None:
        """Remembers a finding about this place."""
        self.problems.append(finding(code, self.node.at, told(self.at), **detail))

    def unknown(self, code: str, name: str, known: Iterable[str], **detail: object) -> None:
        """Remembers that a name leads nowhere, with the likely one."""
        names = list(known)
        self.say(code, name=name, near=nearest(name, names), known=listed(names), **detail)

    def named(self, key: str, code: str, known: Iterable[str]) -> str:
        """The name that a child gives; a finding where nothing has it."""
        child = self.get(key)
        if child is None:
            return ""
        return child.itself(code, known)

    def itself(self, code: str, known: Iterable[str]) -> str:
        """This text as a name; a finding where nothing has it."""
        names = list(known)
        if self.word not in names:
            self.unknown(code, self.word, names)
        return self.word

    def duration(self, key: str) -> Duration | None:
        """A child's duration, or nothing; shapes have been checked before."""
        written = self.text(key)
        return Duration.parse(written) if written else None


def spot_of(file: SourceFile, problems: list[Problem]) -> Spot:
    """The root of a file."""
    return Spot(file.tree, (), problems)
