"""What a workbook asks of the files of a pack, put in the order in which places still mean what they meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import inf

from fangyuan.casework.workbooks.rows import Row
from fangyuan.packs.splicing import Add, Drop, Edit, Put, Sort, edited
from fangyuan.packs.trees import Pointer

_List = tuple[str, Pointer]


@dataclass(slots=True)
class Edits:
    """Values to write, items to take away, to add and to move. Every pointer is one of the pack as it was read."""

    puts: dict[str, list[Edit]] = field(default_factory=dict)
    drops: set[tuple[str, Pointer]] = field(default_factory=set)
    adds: dict[str, list[tuple[Add | Put, float | None]]] = field(default_factory=dict)
    numbers: dict[_List, dict[int, float]] = field(default_factory=dict)
    lengths: dict[_List, int] = field(default_factory=dict)

    def put(self, file: str, edit: Edit) -> None:
        """Writes a value."""
        self.puts.setdefault(file, []).append(edit)

    def add(self, file: str, edit: Add | Put, number: float | None) -> int:
        """Adds an item, at the end or where its number says. Returns the place that it has until anything is moved."""
        others = self.adds.setdefault(file, [])
        before = sum(isinstance(one, Add) and one.at == edit.at for one, _ in others)
        others.append((edit, number))
        return self.lengths.get((file, edit.at), 0) + before

    def move(self, row: Row, number: float) -> None:
        """Gives the item of a row another place in its list, counted from one."""
        self.numbers.setdefault((row.file, row.at[:-1]), {})[int(row.at[-1])] = number

    def count(self, rows: Iterator[Row]) -> None:
        """Learns how long the lists are whose items are rows."""
        for row in rows:
            if row.at and isinstance(row.at[-1], int):
                key = row.file, row.at[:-1]
                self.lengths[key] = max(self.lengths.get(key, 0), row.at[-1] + 1)

    def of_files(self) -> Mapping[str, list[Edit]]:
        """By file: values first, then what goes, the last of a list first, then what comes, then what moves, the deepest first."""
        found: dict[str, list[Edit]] = {file: list(edits) for file, edits in self.puts.items()}
        for file, at in sorted(self.drops, key=_order, reverse=True):
            if not any((file, at[:length]) in self.drops for length in range(1, len(at))):
                found.setdefault(file, []).append(Drop(at))
        for file, added in self.adds.items():
            found.setdefault(file, []).extend(self._added(file, added))
        for file, at in sorted(self._moved(), key=lambda one: -len(one[1])):
            order = self._sorted(file, at)
            if order != tuple(range(len(order))):
                found.setdefault(file, []).append(Sort(self._now(file, at), order))
        return found

    def _added(self, file: str, added: list[tuple[Add | Put, float | None]]) -> Iterator[Edit]:
        for edit in self._folded(file, added):
            at = self._now(file, edit.at)
            yield Add(at, edit.value) if isinstance(edit, Add) else Put(at, edit.value)

    def _folded(self, file: str, added: list[tuple[Add | Put, float | None]]) -> list[Add | Put]:
        """What is added into an item that is itself new becomes a part of it: it is written as one."""
        made: list[Add | Put] = []
        hosts: dict[Pointer, int] = {}
        for edit, _ in added:
            host = next((at for at in hosts if edit.at[: len(at)] == at), None)
            if host is not None:
                one = made[hosts[host]]
                made[hosts[host]] = replace(one, value=edited(one.value, edit.at[len(host) :], edit))
                continue
            if isinstance(edit, Add):
                before = sum(isinstance(one, Add) and one.at == edit.at for one in made)
                hosts[(*edit.at, self.lengths.get((file, edit.at), 0) + before)] = len(made)
            made.append(edit)
        return made

    def _moved(self) -> set[_List]:
        """Lists of which an item has a new number."""
        numbered = {
            (file, edit.at) for file, added in self.adds.items() for edit, number in added if number is not None
        }
        return {*self.numbers, *numbered}

    def _now(self, file: str, at: Pointer) -> Pointer:
        """Where a place is once the others are gone."""
        steps = (
            sum((file, (*at[:depth], before)) not in self.drops for before in range(step))
            if isinstance(step, int)
            else step
            for depth, step in enumerate(at)
        )
        return tuple(steps)

    def _sorted(self, file: str, at: Pointer) -> tuple[int, ...]:
        """The order of a list's items after drops and adds: one that moves up goes before what has its number, one down behind."""
        given = self.numbers.get((file, at), {})
        kept = [place for place in range(self.lengths.get((file, at), 0)) if (file, (*at, place)) not in self.drops]
        keys: list[tuple[float, int]] = []
        for place in kept:
            number = given.get(place, place + 1.0)
            keys.append((number, (number > place + 1) - (number < place + 1)))
        for edit, wanted in self.adds.get(file, ()):
            if edit.at == at and isinstance(edit, Add):
                keys.append((inf, 1) if wanted is None else (wanted, -1))
        return tuple(sorted(range(len(keys)), key=keys.__getitem__))


def _order(dropped: tuple[str, Pointer]) -> tuple[str, list[tuple[str, int]]]:
    """Items of one list by their place, keys of one mapping by name."""
    file, at = dropped
    return file, [(step, 0) if isinstance(step, str) else ("", step) for step in at]
