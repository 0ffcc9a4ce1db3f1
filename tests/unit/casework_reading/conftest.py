"""An office on SQLite and on PostgreSQL, and a count of the queries that a read takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from fangyuan.casework.office import Office
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from fixtures.reading import Bench, furnished

READS = ("SELECT", "WITH")


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    database = Database(database_url, InstallationKey(b"k" * 32), fold)
    database.migrate()
    yield Office(database, load_kinds(), FileShelf(tmp_path / "files"))
    database.close()


@pytest.fixture
def bench(office: Office) -> Bench:
    return furnished(office)


@pytest.fixture
def queries(office: Office) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """Counts the statements that a call sends to the database."""
    sent: list[str] = []
    listen = lambda *said: sent.append(said[2])  # noqa: E731
    event.listen(office.database.engine, "before_cursor_execute", listen)

    def count(call: Callable[[], Any]) -> int:
        sent.clear()
        call()
        return sum(one.lstrip().upper().startswith(READS) for one in sent)

    yield count
    event.remove(office.database.engine, "before_cursor_execute", listen)
