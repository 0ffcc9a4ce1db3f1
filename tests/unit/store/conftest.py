"""A migrated database for each test, on SQLite and on PostgreSQL; the tables are made once a worker and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from fangyuan.engine.folding import fold
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fixtures.databases import NewDatabase, new_database
from fixtures.storing import FIELDS, TYPE

KEY = InstallationKey(b"k" * 32)


def _prepare(url: str) -> None:
    database = Database(url)
    database.migrate()
    with database.begin() as uow:
        uow.projections.ensure(TYPE, FIELDS)
        uow.commit()
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables."""
    path = tmp_path_factory.mktemp("prepared") / "prepared.sqlite3"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def prepared_postgres(postgres_server: URL) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables, for copying."""
    with new_database(postgres_server) as url:
        _prepare(url)
        yield str(make_url(url).database)


@pytest.fixture
def sqlite_database(prepared_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite database."""
    path = tmp_path / "test.sqlite3"
    shutil.copy(prepared_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_database(prepared_postgres: str, new_postgres: NewDatabase) -> str:
    """The URL of a migrated PostgreSQL database."""
    return new_postgres(prepared_postgres)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database with the projection of the sample case type."""
    made = Database(request.getfixturevalue(f"{request.param}_database"), KEY, fold)
    yield made
    made.close()
