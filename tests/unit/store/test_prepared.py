"""Statements on the driver's own cursor write, read and fail as those that the library carries out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Double,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    delete,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.prepared import first, scalar, write
from fangyuan.store.tables.base import Base, Big, Instant, Words

TYPES = {
    "text": Text(), "words": Words(), "big": Big, "whole": Double(), "sure": Boolean(), "day": Date(), "at": Instant(),
    "tree": JSON(), "bare": LargeBinary(),
}  # fmt: skip
EVERY = Table("every_type", MetaData(), Column("key", Text, primary_key=True), *(Column(*one) for one in TYPES.items()))
ADD = insert(EVERY)
ONE = select(EVERY).where(EVERY.c.key == bindparam("of"))

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=5)
trees = st.recursive(st.none() | st.booleans() | texts | st.integers(-9, 9), st.lists, max_leaves=4)
zones = st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours)))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "words": st.text(max_size=5),
    "big": st.integers(-(2**63), 2**63 - 1),
    "whole": st.floats(allow_nan=False),
    "sure": st.booleans(),
    "day": st.dates(date(1000, 1, 1)),
    "at": st.datetimes(datetime(1000, 1, 2), datetime(9000, 1, 1), timezones=zones),  # noqa: DTZ001
    "tree": st.dictionaries(texts, trees, max_size=2),
    "bare": st.binary(max_size=5),
}
rows = st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()})


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A transaction that ends without a trace, with a table that has every type."""
    with database.begin() as uow:
        EVERY.create(uow.connection)
        yield uow.connection


def test_every_type_of_the_house_is_tried() -> None:
    kinds = {type(column.type) for table in Base.metadata.tables.values() for column in table.columns}
    assert kinds <= {type(column.type) for column in EVERY.columns}


def test_what_is_written_and_read_is_what_the_library_writes_and_reads(connection: Connection) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(made=st.lists(rows, min_size=1, max_size=3))
    def holds(made: list[dict[str, Any]]) -> None:
        connection.execute(delete(EVERY))
        assert write(connection, ADD, [{"key": f"ours {n}", **row} for n, row in enumerate(made)]) == len(made)
        connection.execute(ADD, [{"key": f"theirs {n}", **row} for n, row in enumerate(made)])
        for number in range(len(made)):
            ours, theirs = (connection.execute(ONE, {"of": f"{who} {number}"}).one() for who in ("ours", "theirs"))
            assert ours[1:] == theirs[1:]
            assert first(connection, ONE, {"of": f"theirs {number}"}) == theirs

    holds()


def test_nothing_that_is_found_is_nothing(connection: Connection) -> None:
    assert first(connection, ONE, {"of": "nobody"}) is None


def test_values_of_the_statement_itself_go_along(connection: Connection) -> None:
    write(connection, ADD, [{"key": "a", "big": 1}, {"key": "b", "big": 1}])
    moved = update(EVERY).where(EVERY.c.big == 1).values(day=date(2026, 3, 1), at=datetime(2026, 3, 1, tzinfo=UTC))
    assert write(connection, moved, [{}]) == 2
    found = first(connection, ONE, {"of": "b"})
    assert found is not None
    assert (found.big, found.day, found.at) == (1, date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC))
    assert scalar(connection, text("SELECT count(*) FROM every_type WHERE big = :one"), {"one": 1}) == 2


def test_a_list_of_unknown_length_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match="only the library"):
        first(connection, select(EVERY).where(EVERY.c.key.in_(["a", "b"])), {})


def test_what_breaks_is_told_as_the_library_tells_it(connection: Connection) -> None:
    write(connection, ADD, [{"key": "a"}])
    told = []
    for send in (connection.execute, lambda statement, row: write(connection, statement, [row])):
        with pytest.raises(IntegrityError) as broken, connection.begin_nested():
            send(ADD, {"key": "a"})
        told.append((str(broken.value.orig), broken.value.statement, type(broken.value.orig)))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM cases",
        "\n  update cases SET stage = 'x'",
        "INSERT INTO counters (tenant, kind, year, last) VALUES ('t', 'case', 1, 1)",
        "WITH known AS (SELECT tenant FROM cases)\nDELETE FROM cases WHERE tenant IN (SELECT tenant FROM known)",
        "CREATE TABLE more (one INTEGER)",
        "DROP TABLE drafts",
    ],
)
def test_a_reader_writes_nothing(database: Database, statement: str) -> None:
    for send in (lambda uow: write(uow.connection, text(statement), [{}]), lambda uow: execute(uow, statement)):
        with database.read() as uow, pytest.raises(DBAPIError, match=r"readonly|read-only"):
            send(uow)


def execute(uow: UnitOfWork, statement: str) -> None:
    uow.connection.exec_driver_sql(statement)


def test_a_reader_reads_what_begins_with_a_name(database: Database) -> None:
    named = "WITH known AS (SELECT 1 AS one), more AS (SELECT one + 1 AS two FROM known) SELECT two FROM more"
    with database.read() as uow:
        assert scalar(uow.connection, text(named), {}) == 2


def test_readers_and_writers_in_turn_tell_sqlite_nothing_but_what_they_want(sqlite_database: str) -> None:
    """A switch that is turned between them makes it prepare every statement anew."""
    database, sent = Database(sqlite_database), []
    for _ in range(2):
        with database.begin() as uow:
            bare: Any = uow.connection.connection.driver_connection
            bare.set_trace_callback(sent.append)
            uow.commit()
        with database.read() as uow:
            first(uow.connection, text("SELECT 1 AS one"), {})
    database.close()
    assert [one.partition(" ")[0] for one in sent[-5:]] == ["BEGIN", "COMMIT", "BEGIN", "SELECT", "ROLLBACK"]


def test_whoever_listens_hears_every_statement(connection: Connection) -> None:
    heard: list[Any] = []
    event.listen(connection, "before_cursor_execute", lambda *said: heard.append(("before", *said[2:4], said[5])))
    event.listen(connection, "after_cursor_execute", lambda *said: heard.append(("after", *said[2:4], said[5])))
    write(connection, ADD, [{"key": "a"}, {"key": "b"}])
    first(connection, ONE, {"of": "a"})
    assert [(when, said.split()[0], many) for when, said, _, many in heard] == [
        ("before", "INSERT", True), ("after", "INSERT", True), ("before", "SELECT", False), ("after", "SELECT", False),
    ]  # fmt: skip


def test_a_connection_that_broke_is_not_used_again(postgres_database: str) -> None:
    database = Database(postgres_database)
    with database.begin() as uow:
        own = scalar(uow.connection, text("SELECT pg_backend_pid()"), {})
        with database.begin() as other:
            scalar(other.connection, text("SELECT pg_terminate_backend(:own)"), {"own": own})
        with pytest.raises(DBAPIError) as broken:
            first(uow.connection, text("SELECT 1"), {})
    assert broken.value.connection_invalidated
    with database.read() as uow:
        assert scalar(uow.connection, text("SELECT 1"), {}) == 1
    database.close()
