"""Rows that are written together: one statement a table for all the cases of a transaction that writes many."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Delete, Insert, Table, TextClause, Update

from fangyuan.store.prepared import write
from fangyuan.store.tables.base import replacing

Written = Insert | Delete | TextClause
Of = TypeVar("Of", Update, Written)
_Waiting = dict[Of, list[dict[str, Any]]]
_Place = tuple[str, ...]
_Changing = dict[Update, list[tuple[_Place, dict[str, Any], frozenset[str]]]]


class RowsMissing(Exception):
    """Rows that were to be changed together are not all as they were."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows that wait by the statement that will carry them out: changed first, then left out, then added."""

    changing: _Changing = field(default_factory=dict)
    leaving: _Waiting[Written] = field(default_factory=dict)
    waiting: _Waiting[Written] = field(default_factory=dict)

    def take(self, other: "Gathered") -> None:
        """What waits there waits here as well."""
        for mine, theirs in ((self.leaving, other.leaving), (self.waiting, other.waiting)):
            for statement, rows in theirs.items():
                mine.setdefault(statement, []).extend(rows)
        for change, placed in other.changing.items():
            self.changing.setdefault(change, []).extend(placed)


class Bundle:
    """Carries inserts out at once; inside `gathering` it keeps them, and carries them out when the block ends.

    Only what nobody reads before the end of the block may be gathered.
    """

    def __init__(self, connection: Connection) -> None:
        """Gathers nothing yet."""
        self.connection = connection
        self._kept = Gathered()
        self._cases: set[Hashable] = set()
        self.is_gathering = False

    def add(self, statement: Written, rows: Sequence[dict[str, Any]]) -> None:
        """Inserts rows; the statement is one that is made once, since rows wait by it."""
        self._keep(self._kept.waiting, statement, rows)

    def drop(self, statement: Delete | TextClause, rows: Sequence[dict[str, Any]]) -> None:
        """Deletes rows, before any that wait are inserted."""
        self._keep(self._kept.leaving, statement, rows)

    def change(self, statement: Update, row: dict[str, Any], place: _Place, moved: frozenset[str]) -> None:
        """Changes a row; raises RowsMissing, at the latest when the block ends, where it is not as the statement wants it.

        Those of a block are changed in the order of their places, so that no two blocks wait for each other. Of the row
        it is written what has `moved`, in it or in another of its block.
        """
        if self.is_gathering:
            self._kept.changing.setdefault(statement, []).append((place, row, moved))
        else:
            self._change(statement, [_part(row, moved)])

    def turn_to(self, case: Hashable) -> None:
        """What follows is of this case: what waits of it already is written first."""
        if case in self._cases:
            self.write()
        if self.is_gathering:
            self._cases.add(case)

    def put(self, table: Table, row: dict[str, Any]) -> None:
        """Inserts a row, or replaces what the row with its key holds in these columns."""
        self.add(replacing(self.connection.dialect.name, table, tuple(row)), [row])

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Rows of the block are written when it ends; nothing of them where it fails."""
        self.is_gathering = True
        try:
            yield
            self.write()
        finally:
            self.is_gathering = False
            self._taken()

    def gathered(self, work: Callable[[], object]) -> Gathered:
        """The rows of some work, which is given nothing to read of them, for a transaction of their own."""
        self.is_gathering = True
        try:
            work()
        finally:
            self.is_gathering = False
            kept = self._taken()
        return kept

    def write(self, more: Iterable[Gathered] = ()) -> None:
        """Carries out what waits, here and there: changes, then deletions, then inserts, in the order in which they were first
        named.
        """
        kept = self._taken()
        for one in more:
            kept.take(one)
        for change, placed in kept.changing.items():
            moved = frozenset[str]().union(*(one for _, _, one in placed))
            self._change(change, [_part(row, moved) for _, row, _ in sorted(placed, key=itemgetter(0))])
        for waiting in (kept.leaving, kept.waiting):
            for statement, rows in waiting.items():
                write(self.connection, statement, rows)

    def _taken(self) -> Gathered:
        """What waits, which does so no longer."""
        found, self._kept = self._kept, Gathered()
        self._cases.clear()
        return found

    def _change(self, statement: Update, rows: list[dict[str, Any]]) -> None:
        if write(self.connection, statement, rows) != len(rows):
            raise RowsMissing

    def _keep(self, kept: _Waiting[Written], statement: Written, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        if self.is_gathering:
            kept.setdefault(statement, []).extend(rows)
        else:
            write(self.connection, statement, rows)


def _part(row: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in names}
