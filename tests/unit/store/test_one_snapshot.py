"""Reading inside one snapshot: one moment of the database, asked once; a writing unit of work always asks again."""

from __future__ import annotations

from contextlib import ExitStack

from fangyuan.model.world import Tenant
from fangyuan.store.database import Database


def put(database: Database, tenant: str) -> None:
    with database.begin() as uow:
        uow.directory.put_tenants([Tenant(tenant, tenant, tenant, "county")])
        uow.commit()


def names(database: Database) -> set[str]:
    with database.read() as uow:
        return set(uow.directory.tenants())


def test_all_readers_of_a_snapshot_share_it_and_leave_it_open(database: Database) -> None:
    with database.one_snapshot() as outer:
        with database.read() as first, database.read() as second:
            assert first is second is outer
        assert names(database) == set(outer.directory.tenants())
    with database.read() as afterwards:
        assert afterwards is not outer


def test_what_was_found_once_is_not_asked_again_but_by_a_writer(database: Database) -> None:
    asked: list[str] = []

    def find() -> int:
        asked.append("asked")
        return len(asked)

    with database.read() as reader:
        assert [reader.once("x", find), reader.once("x", find)] == [1, 1]
    with database.begin() as writer:
        assert [writer.once("x", find), writer.once("x", find)] == [2, 3]


def test_a_snapshot_of_one_database_is_not_lent_to_another(sqlite_url: str, database: Database) -> None:
    other = Database(sqlite_url)
    with other.one_snapshot() as lent, database.read() as own:
        assert lent is not own
    other.close()


def test_after_the_snapshot_new_rows_are_seen(database: Database) -> None:
    with database.one_snapshot():
        before = names(database)
    put(database, "neu")
    assert names(database) == before | {"neu"}


def test_the_revision_follows_a_change_as_the_loaded_directory_does(database: Database) -> None:
    put(database, "one")
    with database.read() as uow:
        first, (loaded, _) = uow.directory.revision("one"), uow.directory.load("one")
    assert first == loaded
    put(database, "one")
    with database.read() as uow:
        assert uow.directory.revision("one") not in (first, None)


def test_a_snapshot_until_written_ends_with_the_first_transaction_that_writes(database: Database) -> None:
    with database.one_snapshot(until_written=True) as lent:
        before = names(database)
        with database.read() as own:
            assert own is lent
        put(database, "mine")
        put(database, "of-others")
        with database.read() as afterwards:
            assert afterwards is not lent
        assert names(database) == before | {"mine", "of-others"}
    assert names(database) == before | {"mine", "of-others"}


def test_whoever_reads_in_a_snapshot_until_written_goes_on_reading_it(database: Database) -> None:
    with database.one_snapshot(until_written=True), database.read() as reading:
        before = set(reading.directory.tenants())
        put(database, "meanwhile")
        assert set(reading.directory.tenants()) == before
        assert names(database) == before | {"meanwhile"}
    assert names(database) == before | {"meanwhile"}


def test_other_snapshots_outlast_what_is_written_beside_them(database: Database) -> None:
    with database.one_snapshot() as lent:
        before = names(database)
        put(database, "beside")
        with database.read() as again:
            assert again is lent
        assert names(database) == before
    assert names(database) == before | {"beside"}


def test_a_reader_sees_one_moment_and_a_writer_on_its_connection_what_others_wrote_since(database: Database) -> None:
    with database.read() as reading:
        before = set(reading.directory.tenants())
        put(database, "one")
        assert set(reading.directory.tenants()) == before
    with ExitStack() as stack:
        at_once = [stack.enter_context(database.read()) for _ in range(3)]
        assert [set(one.directory.tenants()) for one in at_once] == [before | {"one"}] * 3
    if database.engine.dialect.name == "postgresql":  # SQLite lets nobody else write beside a writer
        with ExitStack() as stack:
            writers = [stack.enter_context(database.begin()) for _ in range(3)]
            assert all(set(one.directory.tenants()) == before | {"one"} for one in writers)
            put(database, "two")
            assert all(set(one.directory.tenants()) == before | {"one", "two"} for one in writers)


def test_a_snapshot_until_written_inside_another_is_the_same(database: Database) -> None:
    with database.one_snapshot(until_written=True) as outer, database.one_snapshot(until_written=True) as inner:
        assert inner is outer
        before = names(database)
        put(database, "meanwhile")
        assert names(database) == before | {"meanwhile"}
    with database.one_snapshot() as page, database.one_snapshot(until_written=True) as act:
        assert act is page
