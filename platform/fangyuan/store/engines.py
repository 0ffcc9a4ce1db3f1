"""Connections to SQLite or PostgreSQL, and how a transaction begins on them."""

import re
import sqlite3
import time
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

WRITING = "fangyuan_writing"
"""The execution option that says whether a transaction on SQLite may write; it may where nothing is said."""

_PATIENCE = 0.01
_READS = re.compile(r"\s*(?:(?P<named>WITH)|SELECT|EXPLAIN|PRAGMA)\b", re.IGNORECASE)
_WRITES = re.compile(r"\)\s*(?:INSERT|REPLACE|UPDATE|DELETE)\b", re.IGNORECASE)
"""What a statement does after the questions that it begins with (`WITH … AS (…)`), which only read."""


def in_memory(url: URL) -> bool:
    """Whether no other process finds the database."""
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def engine_of(url: URL, busy_seconds: float) -> Engine:
    """An engine whose transactions begin as the house needs them."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": busy_seconds})
        event.listen(engine, "connect", partial(_open_sqlite, busy_seconds))
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "before_cursor_execute", _keep_from_writing)
        return engine
    if url.get_backend_name() != "postgresql":
        raise ValueError(f"{url.get_backend_name()} is not supported; use sqlite:///… or postgresql://…")
    waiting = f"-c lock_timeout={int(busy_seconds * 1000)}"
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, connect_args={"options": waiting}, pool_pre_ping=True, isolation_level="READ COMMITTED")


def _open_sqlite(busy_seconds: float, connection: sqlite3.Connection, _: Any) -> None:
    """Leaves transactions to `_begin_sqlite`; an act is on the disk when its commit returns."""
    connection.isolation_level = None
    _into_wal(connection, time.monotonic() + busy_seconds)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _into_wal(connection: sqlite3.Connection, until: float) -> None:
    """Two that open a new file at once are in each other's way, and SQLite tells the later one so without any waiting."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= until:
                raise
            time.sleep(_PATIENCE)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once, so that it can never fail in the middle."""
    begin = "BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITING, True) else "BEGIN"
    try:
        connection.connection.cursor().execute(begin)
    except sqlite3.OperationalError as error:
        raise OperationalError(begin, None, error) from error


def _keep_from_writing(connection: Connection, _cursor: Any, statement: str, said: Any, *_: Any) -> None:
    """A reader writes nothing. SQLite could see to that itself (`query_only`), but forgets with each turn of that switch all
    the statements that it had made ready, and there are two turns in every act.
    """
    if not connection.get_execution_options().get(WRITING, True) and not _reads(statement):
        raise OperationalError(statement, said, sqlite3.OperationalError("attempt to write a readonly database"))


def _reads(statement: str) -> bool:
    found = _READS.match(statement)
    return found is not None and not (found["named"] and _WRITES.search(statement))
