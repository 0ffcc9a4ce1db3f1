"""The tables follow the code on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import DateTime, TableClause, column, insert, inspect, select

from fangyuan.model.events import CaseClosed, CaseMerged, CaseReopened, CasesLinked, StageEntered
from fangyuan.model.state import MERGED, MERGED_INTO
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.installation import InstallationKey
from fangyuan.store.migrating import configuration, newest, ours, standing
from fangyuan.store.tables import Base, Cases, Closings
from fangyuan.store.tables.base import table_of
from fixtures.storing import FIELDS, NOW, TYPE, begun, put


def test_an_empty_database_becomes_what_the_code_says(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    with database.begin() as uow:
        uow.projections.ensure(TYPE, FIELDS)
        context = MigrationContext.configure(uow.connection, opts={"include_name": ours, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert any(name.startswith("answers_") for name in inspect(uow.connection).get_table_names())
    database.close()


def test_the_newest_revision_is_known_by_the_names_of_files(database_url: str) -> None:
    database = Database(database_url)
    with database.begin() as uow:
        assert standing(uow.connection) == ""
        assert ScriptDirectory.from_config(configuration(uow.connection)).get_current_head() == newest()
    database.migrate()
    with database.begin() as uow:
        assert standing(uow.connection) == newest()
        command.downgrade(configuration(uow.connection), "-1")
        assert standing(uow.connection) < newest()
        uow.commit()
    database.migrate()
    with database.read() as uow:
        assert standing(uow.connection) == newest()
    database.close()


def test_two_processes_may_migrate_at_once(database_url: str) -> None:
    broken: list[Exception] = []

    def migrate() -> None:
        database = Database(database_url)
        try:
            database.migrate()
        except Exception as error:  # noqa: BLE001
            broken.append(error)
        finally:
            database.close()

    threads = [Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """SQLite refuses to change the journal of a file that another opens, and does not wait by itself: about one in 500."""
    for number in range(60):
        databases = [Database(f"sqlite:///{tmp_path / str(number)}.sqlite3") for _ in range(8)]
        with ThreadPoolExecutor(len(databases)) as together:
            assert list(together.map(_answers, databases)) == [1] * len(databases)
        for database in databases:
            database.close()


def _answers(database: Database) -> int:
    with database.read() as uow:
        return int(uow.connection.exec_driver_sql("SELECT 1").scalar_one())


def test_the_first_migration_can_be_taken_back(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    with database.begin() as uow:
        command.downgrade(configuration(uow.connection), "base")
        assert set(inspect(uow.connection).get_table_names()) <= {"alembic_version"}
    database.close()


def test_every_key_starts_with_the_tenant() -> None:
    of_the_installation = {
        "calendars",
        "pack_archives",
        "pack_arrivals",
        "pack_trials",
        "packs",
        "publisher_keys",
        "tokens",
    }
    for table in Base.metadata.tables.values():
        if table.name not in of_the_installation:
            assert next(iter(table.primary_key.columns)).name == "tenant", table.name


def test_numbers_elsewhere_are_written_in_one_way_and_none_is_lost(database_url: str) -> None:
    database = Database(database_url)
    database.migrate()
    names = ("tenant", "case_type", "source", "number", "case", "digest", "made_at")
    kept = {"XX 2026－001": "a", "xx2026-001": "b", "ＸＸ-7": "c"}
    with database.begin() as uow:
        command.downgrade(configuration(uow.connection), "0022")
        rows = [("t", "a/b", "国家", number, case, "d", NOW) for number, case in kept.items()]
        rows.append(("t", "a/b", "row", "Hash Of A Row", "e", "d", NOW))
        rows += [("t", f"a/{kind}", "national", "N 1", case, "d", NOW) for kind, case in (("b", "f"), ("c", "g"))]
        rows.append(("t", "a/c", "", "n2", "h", "d", NOW))
        at = column("made_at", DateTime(timezone=True))
        old = TableClause("case_sources", *map(column, names[:-1]), at)
        uow.connection.execute(insert(old), [dict(zip(names, row, strict=True)) for row in rows])
        command.upgrade(configuration(uow.connection), "head")
        found = _bearers(uow)
        command.downgrade(configuration(uow.connection), "0025")
        command.upgrade(configuration(uow.connection), "head")
        again = _bearers(uow)
        uow.commit()
    assert found == {
        "XX 2026－001": ["a"], "xx2026-001": ["b"], "xx-7": ["c"], "Hash Of A Row": ["e"],
        # A system is one in the jurisdiction, whichever type a case is of.
        "n1": ["f", "g"],
    }  # fmt: skip
    assert again == found
    database.close()


def _bearers(uow: UnitOfWork) -> dict[str, list[str]]:
    asked = ("xx2026-001", "xx-7", "XX 2026－001", "Hash Of A Row", "n1", "n2")
    return {number: [one.case for one in many] for number, many in uow.sources.known("t", "a/b", asked).items()}


def test_closings_that_were_taken_back_are_found_in_the_events(database_url: str) -> None:
    database = Database(database_url, InstallationKey(b"k" * 32))
    database.migrate()
    with database.begin() as uow:
        uow.projections.ensure(TYPE, FIELDS)
        main = begun(uow, number="1")
        into = main.state.case
        merged = (
            CasesLinked(relation=MERGED_INTO, case=into), CaseMerged(into=into, reason="same"),
            StageEntered(stage="done", visit=1), CaseClosed(stage="done", outcome=MERGED),
        )  # fmt: skip
        case = put(uow, *merged, before=begun(uow, number="2"))
        case = put(uow, CaseReopened(stage="entry", reason="no"), before=case, at=NOW + timedelta(days=1))
        put(uow, *merged, before=case, at=NOW + timedelta(days=2))
        before = _closings(uow)
        assert len(before[0]) == 1
        command.downgrade(configuration(uow.connection), "0024")
        command.upgrade(configuration(uow.connection), "head")
        assert _closings(uow) == before
    database.close()


def _closings(uow: UnitOfWork) -> tuple[list[Any], list[Any]]:
    closings, cases = table_of(Closings), table_of(Cases)
    known = [column for column in closings.columns if column.name != "held"]
    kept = uow.connection.execute(select(*known)).all()
    return list(kept), list(uow.connection.execute(select(cases.c.case, cases.c.merged_into).order_by(cases.c.case)))
