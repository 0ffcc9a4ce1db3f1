"""Lists show what a person may see, in order, page by page, with counts and lights."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from fangyuan.forms.moment import Moment
from fangyuan.model.clocks import Light
from fangyuan.model.conditions import AllOf, Atom, Not, Op
from fangyuan.model.events import (
    CaseClosed,
    ClockExtended,
    ClockStopped,
    DraftMade,
    ExtensionAsked,
    FlagRaised,
    Reckoning,
    SlotFilled,
    TaskClaimed,
)
from fangyuan.store import lists
from fangyuan.store.cases import StoredCase
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.lists import Listing
from fangyuan.store.places import NotIndexed
from fangyuan.store.rows import CaseRow
from fangyuan.store.sight import EVERYTHING, Sight
from fangyuan.store.texts import TextQuery
from fangyuan.store.todo import Asking
from fixtures.storing import FIELDS, NOW, ROW, TENANT, TYPE, answered, begun, opened, put, registration, started
from unit.store.conftest import KEY

MOMENT = Moment.of(NOW, "Asia/Shanghai")
SOON = timedelta(hours=36)


def listing(**asked: Any) -> Listing:
    known: dict[str, Any] = {
        "tenant": TENANT,
        "sight": EVERYTHING,
        "moment": MOMENT,
        "case_types": (TYPE,),
        "fields": FIELDS,
    }
    return Listing(**{**known, **asked})


def numbers(uow: UnitOfWork, **asked: Any) -> list[str]:
    """The cases of a page; asked again it says the same, by the statement that was kept."""
    page, *again = (uow.cases.page(listing(**asked)) for _ in range(3))
    assert again == [page, page]
    return [line.number for line in page.rows]


def test_a_line_says_what_a_ledger_shows(database: Database) -> None:
    with database.begin() as uow:
        case = begun(
            uow,
            {
                "amount": 12.5,
                "happened": "2026-02-03",
                "topics": ["a", "b"],
                "persons": [{"name": "张三", "id_card": "110"}],
            },
        )
        put(
            uow,
            FlagRaised(flag="collective"),
            SlotFilled(slot="leader", holders=("boss",)),
            started("reply", NOW + SOON),
            before=case,
        )
        uow.commit()
    with database.read() as uow:
        (line,) = uow.cases.page(listing()).rows
        assert (line.number, line.leader, line.flags, line.light) == ("1", "boss", ("collective",), Light.YELLOW)
        assert line.answers == {
            "amount": 12.5,
            "happened": date(2026, 2, 3),
            "topics": ("a", "b"),
            "persons.name": ("张三",),
        }
        assert line.clocks["reply"].due_at == NOW + SOON
        assert line.clocks["reply"].light is Light.YELLOW
        assert uow.cases.by_number(TENANT, "1") == line.case
        assert uow.cases.by_number("elsewhere", "1") is None
        assert uow.cases.tenant_of(line.case) == TENANT
        assert set(uow.cases.lines(TENANT, [line.case, "none"], MOMENT, EVERYTHING)) == {line.case}


def test_a_sensitive_answer_is_found_by_equality(database: Database) -> None:
    with database.begin() as uow:
        begun(uow, {"persons": [{"id_card": "1101"}, {"id_card": "1102"}]}, number="a")
        begun(uow, {"persons": [{"id_card": "1103"}]}, number="b")
        assert numbers(uow, condition=Atom("persons.id_card", Op.CONST, "1102")) == ["a"]
        assert numbers(uow, condition=Not(Atom("persons.id_card", Op.ENUM, ("1103", "1104")))) == ["a"]
        with pytest.raises(NotIndexed):
            numbers(uow, sort=("persons.id_card",))


SORTS = [("-case.registered_at",), ("amount",), ("-amount", "case.number"), ("kind", "-amount"), ("case.due",), ()]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 3, 4])
def test_pages_follow_one_another_without_gap_or_overlap(database: Database, sort: tuple[str, ...], limit: int) -> None:
    with database.begin() as uow:
        for n in range(9):
            case = begun(uow, {"amount": n % 3, "kind": "x"} if n % 4 else {}, number=str(n))
            if n % 2:
                put(uow, started("reply", NOW + timedelta(days=n % 3)), before=case)
        whole = numbers(uow, sort=sort, limit=100)
        assert sorted(whole) == [str(n) for n in range(9)]
        walked: list[str] = []
        cursor: tuple[Any, ...] = ()
        while True:
            page = uow.cases.page(listing(sort=sort, limit=limit, cursor=cursor))
            assert page.total == 9
            walked += [line.number for line in page.rows]
            cursor = page.next
            if not cursor:
                break
        assert walked == whole
        assert numbers(uow, sort=sort, limit=4, offset=4) == whole[4:8]


def test_blanks_come_last_whichever_way(database: Database) -> None:
    with database.begin() as uow:
        for number, answers in (("none", {}), ("two", {"amount": 2}), ("one", {"amount": 1})):
            begun(uow, answers, number=number)
        assert numbers(uow, sort=("amount",)) == ["one", "two", "none"]
        assert numbers(uow, sort=("-amount",)) == ["two", "one", "none"]


def test_a_long_list_is_counted_up_to_a_cap(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "COUNT_CAP", 3)
    with database.begin() as uow:
        for n in range(5):
            begun(uow, number=str(n))
        page = uow.cases.page(listing(limit=2))
        assert (page.total, page.capped) == (3, True)
        assert uow.cases.count(listing(condition=Atom("case.number", Op.ENUM, ("1", "2")))) == 2


def test_the_number_of_queries_does_not_depend_on_the_rows(database: Database) -> None:
    seen: list[str] = []
    with database.begin() as uow:
        event.listen(uow.connection, "before_cursor_execute", lambda *said: seen.append(said[2]))
        counts = []
        for n in range(3):
            for m in range(1 + n * 5):
                put(uow, started("reply", NOW + SOON), before=begun(uow, {"kind": "x"}, number=f"{n}.{m}"))
            seen.clear()
            uow.cases.page(listing())
            counts.append(len(seen))
    assert counts == [2, 2, 2]


def test_a_missed_period_is_red_in_lists_until_it_is_made_good_whatever_is_due_sooner(database: Database) -> None:
    red = AllOf((Atom("case.light", Op.CONST, "red"), Atom("case.overdue", Op.CONST, True)))
    with database.begin() as uow:
        case = begun(uow, number="behind")
        missed = started("monthly", NOW + timedelta(days=20), lights=((NOW - SOON, "red"),))
        case = put(uow, missed, started("reply", NOW + timedelta(days=9)), opened("check", "anna"), before=case)
        begun(uow, number="well")
        assert numbers(uow, condition=red) == ["behind"]
        assert numbers(uow, condition=Atom("clock.monthly.overdue", Op.CONST, True)) == ["behind"]
        (line,) = uow.cases.page(listing(condition=red)).rows
        assert [line.light, line.clocks["monthly"].light, line.clocks["reply"].light] == ["red", "red", "green"]
        assert uow.cases.lights(listing()) == {Light.GREEN: 1, Light.YELLOW: 0, Light.ORANGE: 0, Light.RED: 1}
        put(uow, ClockStopped(clock="monthly", number=1, late=True), before=case)
        assert numbers(uow, condition=red) == []


def test_what_was_made_longer_when_it_was_over_is_counted_as_late_under_a_green_light(database: Database) -> None:
    given: dict[str, Any] = {
        "clock": "reply",
        "number": 1,
        "by": "9 days",
        "reason": "等待评估",
        "reckoning": Reckoning(NOW.date(), NOW),
    }
    with database.begin() as uow:
        for number, late in (("over", True), ("in time", False)):
            case = put(uow, started("reply", NOW - SOON), before=begun(uow, number=number))
            case = put(uow, ClockExtended(**given, due_at=NOW + timedelta(days=9), late=late), before=case)
            assert numbers(uow, condition=Atom("clock.reply.overdue", Op.CONST, True)) == ["over"]
            put(uow, ClockStopped(clock="reply", number=1, late=late), before=case)
        lines = {line.number: line.clocks["reply"] for line in uow.cases.page(listing()).rows}
        assert {number: (line.light, line.late) for number, line in lines.items()} == {
            "over": ("green", True), "in time": ("green", False),
        }  # fmt: skip
        assert numbers(uow, condition=Atom("clock.reply.overdue", Op.CONST, True)) == ["over"]


def test_lights_are_those_of_the_clocks(database: Database) -> None:
    with database.begin() as uow:
        for hours in (-30, -1, 0, 1, 23, 24, 25, 47, 48, 49, 100):
            put(uow, started("reply", NOW + timedelta(hours=hours)), before=begun(uow, number=str(hours)))
        begun(uow, number="no clock")
        gone = put(uow, started("reply", NOW), before=begun(uow, number="stopped"))
        put(uow, ClockStopped(clock="reply", number=1, late=True), CaseClosed(stage="end"), before=gone)
        lines = {line.number: line for line in uow.cases.page(listing()).rows}
        for line in lines.values():
            stored = uow.cases.load(TENANT, line.case)
            assert stored is not None
            runs = stored.state.open_clocks()
            assert line.light is (runs[0].light(NOW) if runs else Light.GREEN), line.number
        assert uow.cases.lights(listing()) == {Light.GREEN: 3, Light.YELLOW: 3, Light.ORANGE: 3, Light.RED: 3}
        red = AllOf((Atom("case.light", Op.CONST, "red"), Atom("case.overdue", Op.CONST, True)))
        assert sorted(numbers(uow, condition=red)) == ["-1", "-30", "0"]
        assert sorted(numbers(uow, condition=Atom("clock.reply.light", Op.CONST, "orange"))) == ["1", "23", "24"]
        assert numbers(uow, condition=Atom("clock.reply.running", Op.CONST, False)) == ["stopped"]
        assert uow.cases.grouped(listing(), "case.closed") == {True: 1, False: 12}


def test_the_end_of_a_due_date_belongs_to_that_date(database: Database) -> None:
    """Due on 5 March in Shanghai ends at 16:00 UTC of the fifth, which is midnight of the sixth there."""
    with database.begin() as uow:
        put(uow, started("reply", datetime(2026, 3, 5, 16, tzinfo=UTC)), before=begun(uow))
        for path in ("clock.reply.due", "case.due"):
            assert numbers(uow, condition=Atom(path, Op.BEFORE, date(2026, 3, 6))) == ["1"]
            assert numbers(uow, condition=Atom(path, Op.BEFORE, date(2026, 3, 5))) == []
            assert numbers(uow, condition=Atom(path, Op.AFTER, date(2026, 3, 4))) == ["1"]
            assert numbers(uow, condition=Atom(path, Op.AFTER, date(2026, 3, 5))) == []


def _sightings(uow: UnitOfWork) -> StoredCase:
    begun(uow, number="theirs", unit="other")
    put(uow, opened("help", "zoe", unit="aid"), before=begun(uow, number="helped", unit="other"))
    away = CaseRow(fields=FIELDS, confidential=True, excluded=frozenset({"accused", "bureau"}))
    return begun(uow, number="secret", unit="office", row=away)


def test_people_see_their_units_what_reaches_them_and_nothing_kept_from_them(database: Database) -> None:
    with database.begin() as uow:
        secret = _sightings(uow)

        def seen(person: str, units: frozenset[str] | None, *posts: str) -> list[str]:
            return sorted(numbers(uow, sight=Sight(person, units, frozenset(posts))))

        assert seen("anna", frozenset({"office"})) == ["secret"]
        assert seen("anna", frozenset({"aid"})) == ["helped"]
        assert seen("zoe", frozenset()) == ["helped"]
        assert seen("anna", None) == ["helped", "secret", "theirs"]
        assert seen("accused", None) == ["helped", "theirs"]
        assert seen("chief", None, "bureau") == ["helped", "theirs"]
        assert not uow.cases.sees(TENANT, secret.state.case, Sight("accused", None))
        assert uow.cases.sees(TENANT, secret.state.case, Sight("anna", None))
        assert not uow.cases.sees("elsewhere", secret.state.case, EVERYTHING)
        assert uow.cases.lines(TENANT, [secret.state.case], MOMENT, Sight("accused", None)) == {}
        assert uow.cases.count(listing(sight=Sight("accused", None))) == 2
        put(uow, answered({}), before=secret, row=ROW)
        assert seen("accused", None) == ["helped", "secret", "theirs"]


def test_words_are_looked_for_as_they_are(database: Database) -> None:
    with database.begin() as uow:
        begun(uow, number="a", row=CaseRow(title="积水 100%_x"))
        begun(uow, number="b", row=CaseRow(title="积水 100 Ax"))
        assert numbers(uow, sought=TextQuery("100%")) == ["a"]
        assert numbers(uow, sought=TextQuery("_X")) == ["a"]
        assert sorted(numbers(uow, sought=TextQuery("积水"))) == ["a", "b"]


def _work(uow: UnitOfWork) -> StoredCase:
    case = put(
        uow, started("reply", NOW + SOON), started("unit", NOW + timedelta(hours=2), subject="bureau"),
        opened("check", "anna", "ben"), opened("answer", "ben", subject="bureau", unit="bureau"),
        before=begun(uow, number="w"),
    )  # fmt: skip
    asked = ExtensionAsked(clock="reply", number=1, by="5 days", reason="rain", approvers=("boss",))
    return put(uow, DraftMade(draft=1, rule="lead", opinion="yes", approvers=("boss",)), asked, before=case)


def test_work_is_what_is_asked_of_whom(database: Database) -> None:
    with database.begin() as uow:
        case = _work(uow)

        def work(person: str = "", **asked: Any) -> list[tuple[str, str, str]]:
            asking = Asking(TENANT, Sight(person or "boss", None), NOW, person=person, **asked)
            assert uow.todo.count(asking) == len(uow.todo.page(asking))
            return [(line.kind, line.task, line.light.value) for line in uow.todo.page(asking)]

        assert work("anna") == [("task", "check", "yellow")]
        assert work("ben") == [("task", "answer", "orange"), ("task", "check", "yellow")]
        assert work("boss") == [("draft", "lead", "yellow"), ("extension", "reply", "yellow")]
        assert work("boss", kinds=("draft",)) == [("draft", "lead", "yellow")]
        assert work("ben", light=Light.ORANGE) == [("task", "answer", "orange")]
        assert work(units=frozenset({"office"})) == [("task", "check", "yellow")]
        assert work(people=frozenset({"anna", "ben"})) == [("task", "answer", "orange"), ("task", "check", "yellow")]
        assert uow.todo.lights(Asking(TENANT, EVERYTHING, NOW, person="ben"))[Light.ORANGE] == 1
        case = put(uow, TaskClaimed(task="check", person="ben"), before=case)
        assert work(units=frozenset({"office"}), unclaimed=True) == []
        assert uow.todo.page(Asking(TENANT, EVERYTHING, NOW, person="anna"))[0].claimed_by == "ben"
        put(uow, CaseClosed(stage="end"), before=case, row=CaseRow(confidential=True, excluded=frozenset({"ben"})))
        assert work("ben") == []
        assert len(work("anna")) == 1


def test_several_types_are_listed_together_without_answers(database: Database) -> None:
    with database.begin() as uow:
        begun(uow, number="1")
        other = registration(number="2", case_type="sample/other")
        put(uow, other, row=CaseRow())
        assert sorted(numbers(uow, case_types=(TYPE, "sample/other"), fields=())) == ["1", "2"]
        assert sorted(numbers(uow, case_types=(), fields=())) == ["1", "2"]
        with pytest.raises(NotIndexed, match="one case type"):
            numbers(uow, case_types=())


@pytest.mark.parametrize(
    ("condition", "index", "found_by"),
    [
        (Atom("case.unit", Op.CONST, "office"), "ix_cases_unit", "tenant=? AND unit=?"),
        (Atom("case.closed", Op.CONST, False), "ix_cases_closed", "tenant=? AND case_type=? AND closed_at=?"),
    ],
)
def test_cases_of_a_unit_and_open_ones_are_found_by_an_index(
    tmp_path: Path, condition: Atom, index: str, found_by: str
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'office.sqlite3'}", KEY)
    database.migrate()
    with database.begin() as uow:
        uow.projections.ensure(TYPE, FIELDS)
        begun(uow, number="here", unit="office")
        put(uow, CaseClosed(stage="end"), before=begun(uow, number="there", unit="branch"))
        sent: list[Any] = []
        event.listen(uow.connection, "before_cursor_execute", lambda *said: sent.append((said[2], said[3])))
        assert uow.cases.count(listing(condition=condition)) == 1
        (asked,) = [one for one in sent if "count(*)" in one[0]]
        served = asked[0].replace("FROM cases LEFT", f"FROM cases INDEXED BY {index} LEFT")
        plan = uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {served}", asked[1]).all()
        assert any(f"{index} ({found_by})" in row[3] for row in plan), plan
    database.close()


def test_a_unit_that_is_blank_and_a_case_that_is_closed_are_found(database: Database) -> None:
    with database.begin() as uow:
        begun(uow, number="here", unit="office")
        put(uow, CaseClosed(stage="end"), before=begun(uow, number="there", unit="branch"))
        assert uow.cases.count(listing(condition=Atom("case.unit", Op.ENUM, ("", "branch")))) == 1
        assert uow.cases.count(listing(condition=Not(Atom("case.unit", Op.CONST, "")))) == 2
        assert numbers(uow, condition=Atom("case.closed", Op.CONST, True)) == ["there"]
        assert numbers(uow, condition=Not(Atom("case.closed", Op.CONST, True))) == ["here"]
        assert numbers(uow, condition=Not(Atom("case.closed", Op.CONST, False))) == ["there"]
        either = Atom("case.closed", Op.ENUM, (True, False, "no"))
        assert sorted(numbers(uow, condition=either)) == ["here", "there"]
