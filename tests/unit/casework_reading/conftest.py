"""An office on SQLite and on PostgreSQL, furnished once a worker and copied, and a count of the queries that a read takes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, event, make_url

from fangyuan.casework.office import Office
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from fixtures.databases import NewDatabase, new_database
from fixtures.reading import Bench, furnished

READS = ("SELECT", "WITH")
PACKS: dict[str, Pack] = {}


def opened(url: str, files: Path) -> Office:
    """An office; packs that were compiled in this process are on its shelf already."""
    office = Office(Database(url, InstallationKey(b"k" * 32), fold), load_kinds(), FileShelf(files))
    for pack in PACKS.values():
        office.packs.put(pack)
    return office


def prepare(url: str, files: Path) -> None:
    """Makes the tables, the organisation and the packs."""
    office = opened(url, files)
    office.database.migrate()
    furnished(office, PACKS)
    if url.startswith("sqlite"):
        with office.database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    office.database.close()


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of a furnished office."""
    folder = tmp_path_factory.mktemp("furnished")
    prepare(f"sqlite:///{folder / 'office.sqlite3'}", folder)
    return folder / "office.sqlite3"


@pytest.fixture(scope="session")
def furnished_postgres(postgres_server: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a PostgreSQL database of a furnished office."""
    with new_database(postgres_server) as url:
        prepare(url, tmp_path_factory.mktemp("furnished"))
        yield str(make_url(url).database)


@pytest.fixture
def sqlite_office(furnished_sqlite: Path, tmp_path: Path) -> str:
    shutil.copy(furnished_sqlite, tmp_path / "office.sqlite3")
    return f"sqlite:///{tmp_path / 'office.sqlite3'}"


@pytest.fixture
def postgres_office(furnished_postgres: str, new_postgres: NewDatabase) -> str:
    return new_postgres(furnished_postgres)


@pytest.fixture(params=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    made = opened(str(request.getfixturevalue(f"{request.param}_office")), tmp_path / "files")
    yield made
    made.database.close()


@pytest.fixture
def bench(office: Office) -> Bench:
    return Bench(office)


@pytest.fixture
def queries(office: Office) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """Counts the reading statements that a call sends to the database."""
    sent: list[str] = []

    def listen(*said: Any) -> None:
        sent.append(said[2])

    def count(call: Callable[[], Any]) -> int:
        sent.clear()
        call()
        return sum(one.lstrip().upper().startswith(READS) for one in sent)

    event.listen(office.database.engine, "before_cursor_execute", listen)
    yield count
    event.remove(office.database.engine, "before_cursor_execute", listen)
