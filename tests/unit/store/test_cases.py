"""Loading, appending, and what happens when two append at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, insert, text, update
from sqlalchemy.exc import DBAPIError

from fangyuan.model.events import (
    CaseClosed,
    CaseReopened,
    ClockCancelled,
    CommentMade,
    Event,
    FlagRaised,
    ReceiptCorrected,
    SlotFilled,
    StageEntered,
)
from fangyuan.store.cases import SnapshotStale, StoredCase
from fangyuan.store.chain import verify
from fangyuan.store.comparing import differences
from fangyuan.store.database import Busy, Conflict, Database, UnitOfWork
from fangyuan.store.tables import Snapshots
from fangyuan.store.tables.base import table_of
from fixtures.storing import NOW, ROW, TENANT, answered, begun, opened, put, registration, started


def test_a_case_is_loaded_as_it_was_appended(database: Database) -> None:
    with database.begin() as uow:
        one = begun(
            uow, {"kind": "road", "persons": [{"person_id": "p1", "name": "张三", "id_card": "11010119800101123X"}]}
        )
        two = put(uow, opened("check", "anna"), started("reply", NOW), before=one)
        uow.commit()
    with database.read() as uow:
        assert uow.cases.load(TENANT, one.state.case) == two
        assert [r.event.word for r in uow.cases.events(TENANT, one.state.case)] == [
            "case-registered", "stage-entered", "answers-submitted", "task-opened", "clock-started"]  # fmt: skip
        assert [r.seq for r in uow.cases.events(TENANT, one.state.case, after=3)] == [4, 5]
        assert uow.cases.load("elsewhere", one.state.case) is None
        assert uow.cases.events("elsewhere", one.state.case) == []


def test_nothing_is_written_without_a_commit(database: Database) -> None:
    with database.begin() as uow:
        one = begun(uow)
    with database.read() as uow:
        assert uow.cases.load(TENANT, one.state.case) is None


def test_a_late_append_is_a_conflict(database: Database) -> None:
    with database.begin() as uow:
        one = begun(uow)
        uow.commit()
    with database.begin() as uow:
        put(uow, CommentMade(text="first"), before=one)
        uow.commit()
    with database.begin() as uow, pytest.raises(Conflict):
        put(uow, CommentMade(text="second"), before=one)
    with database.begin() as uow, pytest.raises(Conflict):
        begun(uow, case=one.state.case)
    with database.read() as uow:
        assert len(uow.cases.events(TENANT, one.state.case)) == 4


def test_cases_written_together_are_each_what_they_are_alone(database: Database) -> None:
    with database.begin() as uow:
        there = [begun(uow) for _ in range(2)]
        uow.commit()
    with database.begin() as uow:
        with uow.cases.many():
            made = [begun(uow, {"kind": "road", "n": n}) for n in range(3)]
            more = put(uow, CommentMade(text="that of a case that waits"), before=made[0])
            made.append(begun(uow))
            moved = [put(uow, started("reply", NOW), before=one) for one in there]
            moved[0] = put(uow, ClockCancelled(clock="reply", number=1), before=moved[0])
        uow.commit()
    with database.read() as uow:
        known = [more, *made[1:], *moved]
        assert [uow.cases.load(TENANT, one.state.case) for one in known] == known
        loading = uow.cases.loading(TENANT, [*(one.state.case for one in known), "unknown"])
        assert {case: load() for case, load in loading.items()} == {one.state.case: one for one in known}
        assert verify(uow) == []


def _changed_together(uow: UnitOfWork, cases: Iterable[StoredCase]) -> None:
    with uow.cases.many():
        for one in cases:
            put(uow, CommentMade(text="together"), before=one)


def test_of_cases_changed_together_nothing_stands_where_one_has_moved_on(database: Database) -> None:
    with database.begin() as uow:
        one, two = begun(uow), begun(uow)
        uow.commit()
    with database.begin() as uow:
        moved = put(uow, CommentMade(text="quicker"), before=two)
        uow.commit()
    with database.begin() as uow, pytest.raises(Conflict):
        _changed_together(uow, (one, two))
    with database.read() as uow:
        assert [uow.cases.load(TENANT, case.state.case) for case in (one, two)] == [one, moved]


def _together(uow: UnitOfWork, *names: str) -> None:
    with uow.cases.many():
        for name in names:
            if not name:
                raise RuntimeError
            begun(uow, case=name)


def test_of_cases_made_together_nothing_stands_where_one_was_there(database: Database) -> None:
    with database.begin() as uow:
        one = begun(uow)
        uow.commit()
    with database.begin() as uow, pytest.raises(Conflict):
        _together(uow, "fresh", one.state.case)
    with database.begin() as uow, pytest.raises(RuntimeError):
        _together(uow, "fresh", "")
    with database.read() as uow:
        assert uow.cases.load(TENANT, "fresh") is None
        assert uow.cases.load(TENANT, one.state.case) == one


def test_an_event_that_stands_already_is_a_conflict(database: Database) -> None:
    """The row of the case was put back by hand: the key of the events still holds."""
    with database.begin() as uow:
        one = begun(uow)
        put(uow, CommentMade(text="first"), before=one)
        uow.connection.execute(
            text("UPDATE cases SET seq = 3, head_hash = :head WHERE tenant = :t"), {"head": one.head_hash, "t": TENANT}
        )
        uow.commit()
    with database.begin() as uow, pytest.raises(Conflict):
        put(uow, CommentMade(text="second"), before=one)


def test_many_writers_at_once_lose_nothing(database: Database) -> None:
    with database.begin() as uow:
        one = begun(uow)
        uow.commit()
    ready = Barrier(4)

    def write(name: str) -> None:
        ready.wait()
        for n in range(5):
            while True:
                try:
                    _comment(database, one.state.case, f"{name}{n}")
                    break
                except Conflict:
                    continue

    threads = [Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as uow:
        said = [r.event.text for r in uow.cases.events(TENANT, one.state.case) if isinstance(r.event, CommentMade)]
        assert sorted(said) == sorted(f"{name}{n}" for name in "abcd" for n in range(5))
        assert verify(uow) == []


def _comment(database: Database, case: str, said: str) -> None:
    with database.read() as uow:
        before = uow.cases.load(TENANT, case)
    with database.begin() as uow:
        put(uow, CommentMade(text=said), before=before)
        uow.commit()


def test_hops_are_those_of_the_first_command(database: Database) -> None:
    with database.begin() as uow:
        made = begun(uow)
        first = uow.cases.events(TENANT, made.state.case)
        other = registration(number="2")
        recorded = [type(first[0])(seq=1, event=other, at=NOW, actor="clockwork")]
        from fangyuan.engine.folding import fold

        stored = uow.cases.append(None, recorded, fold(None, recorded[0]), ROW, hops=3)
        put(uow, StageEntered(stage="entry", visit=1), before=stored)
        uow.commit()
    with database.read() as uow:
        loaded = uow.cases.load(TENANT, other.case)
        assert loaded is not None
        assert loaded.hops == 3


def test_a_snapshot_of_another_shape_is_folded_anew(database: Database) -> None:
    with database.begin() as uow:
        one = put(uow, SlotFilled(slot="leader", holders=("anna",)), before=begun(uow, {"kind": "road"}))
        snapshots = table_of(Snapshots)
        uow.connection.execute(update(snapshots).values(format="older", body="{}"))
        uow.commit()
    with database.read() as uow:
        loaded = uow.cases.load(TENANT, one.state.case)
        assert loaded is not None
        assert loaded.state == one.state
    bare = Database(database.engine.url.render_as_string(hide_password=False), database.key)
    with bare.read() as uow, pytest.raises(SnapshotStale, match="rebuild"):
        uow.cases.load(TENANT, one.state.case)
    bare.close()


def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with database.read() as uow, pytest.raises(DBAPIError):
        uow.connection.execute(insert(table_of(Snapshots)).values(tenant="t", case="c", seq=1, format="", body=""))


def test_a_writer_that_waits_too_long_is_told(sqlite_database: str) -> None:
    database = Database(sqlite_database, busy_seconds=0.05)
    with database.begin(), pytest.raises(Busy), database.begin():
        pass
    database.close()


def test_texts_that_a_database_cannot_keep_do_no_harm(database: Database) -> None:
    awkward = "a\x00b\ud83dc' OR 1=1 --"
    with database.begin() as uow:
        one = begun(uow, {"kind": awkward, "topics": [awkward]}, number=awkward)
        put(uow, opened("check", "anna"), answered({"kind": awkward}), before=one)
        uow.commit()
    with database.read() as uow:
        loaded = uow.cases.load(TENANT, one.state.case)
        assert loaded is not None
        assert loaded.state.answers["kind"] == awkward


def test_an_append_takes_few_statements_however_long_the_case_is(database: Database) -> None:
    counts: list[int] = []
    with database.begin() as uow:
        case = begun(uow, {"kind": "road"})
        case = put(uow, *(opened("check", "anna", "ben", subject=f"unit {n}") for n in range(30)), before=case)
        seen: list[str] = []
        event.listen(uow.connection, "before_cursor_execute", lambda *said: seen.append(said[2]))
        for n in range(3):
            seen.clear()
            case = put(uow, CommentMade(text=str(n)), before=case)
            counts.append(len(seen))
    assert counts == [3, 3, 3]


MOVES: list[tuple[Event, set[str]]] = [
    (CommentMade(text="x"), set()),
    (SlotFilled(slot="leader", holders=("boss",)), {"leader"}),
    (FlagRaised(flag="x"), {"flags"}),
    (started("reply", NOW), {"due"}),
    (ClockCancelled(clock="reply", number=1), {"due"}),
    (StageEntered(stage="next", visit=1), {"stage"}),
    (CaseClosed(stage="done", outcome="settled"), {"closed"}),
    (CaseReopened(stage="next", reason="again"), {"closed"}),
    (
        ReceiptCorrected(receipt=date(2026, 2, 27), was=date(2026, 3, 1), reason="stamp"),
        {"leader", "flags", "due", "stage", "closed", "received"},
    ),
]
WRITES = {
    "leader": "leader", "flags": "flags", "due": "next_due_at", "stage": "stage", "closed": "closed_at",
    "received": "received_on",
}  # fmt: skip


def test_an_event_writes_of_the_row_of_its_case_what_it_moved(database: Database) -> None:
    """What is written brings its indexes up to date, even where it says nothing new."""
    with database.begin() as uow:
        case = begun(uow)
        sent: list[str] = []
        event.listen(uow.connection, "before_cursor_execute", lambda *said: sent.append(said[2]))
        for happened, moved in MOVES:
            sent.clear()
            case = put(uow, happened, before=case, at=NOW + timedelta(minutes=case.state.seq))
            (changed,) = (one for one in sent if one.startswith("UPDATE cases"))
            assert (type(happened), {name for name, part in WRITES.items() if f"{part}=" in changed}) == (
                type(happened), moved,
            )  # fmt: skip
            assert not list(differences(uow, case.state, lambda _: ROW))


def test_of_cases_changed_together_each_has_what_it_moved(database: Database) -> None:
    """They are changed by one statement, which writes what any of them moved."""
    with database.begin() as uow:
        cases = [begun(uow, number=str(n)) for n in range(3)]
        moved = (FlagRaised(flag="x"), StageEntered(stage="next", visit=1), CaseClosed(stage="done", outcome="settled"))
        sent: list[str] = []
        event.listen(uow.connection, "before_cursor_execute", lambda *said: sent.append(said[2]))
        with uow.cases.many():
            cases = [put(uow, happened, before=case) for case, happened in zip(cases, moved, strict=True)]
        assert sum(one.startswith("UPDATE cases") for one in sent) == 1
        assert [list(differences(uow, case.state, lambda _: ROW)) for case in cases] == [[], [], []]
