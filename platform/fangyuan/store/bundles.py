"""Rows that are written together: one statement a table for all the cases of a transaction that makes many."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Insert, Table, TextClause

from fangyuan.store.prepared import write
from fangyuan.store.tables.base import replacing

Written = Insert | TextClause


class Bundle:
    """Carries inserts out at once; inside `gathering` it keeps them, and carries them out when the block ends.

    Only what nobody reads before the end of the block may be gathered: rows of cases that the same block makes.
    """

    def __init__(self, connection: Connection) -> None:
        """Gathers nothing yet."""
        self.connection = connection
        self._waiting: dict[Written, list[dict[str, Any]]] = {}
        self.is_gathering = False

    def add(self, statement: Written, rows: Sequence[dict[str, Any]]) -> None:
        """Inserts rows; the statement is one that is made once, since rows wait by it."""
        if not rows:
            return
        if self.is_gathering:
            self._waiting.setdefault(statement, []).extend(rows)
        else:
            write(self.connection, statement, rows)

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
            self._waiting.clear()

    def write(self) -> None:
        """Carries out what waits, in the order in which the tables were first named."""
        waiting, self._waiting = self._waiting, {}
        for statement, rows in waiting.items():
            write(self.connection, statement, rows)
