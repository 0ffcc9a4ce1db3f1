"""A list that is asked again is answered by the statement that was kept, with the rows and lights of the moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import AllOf, Atom, Condition, Not, Op, Param
from fangyuan.model.events import SlotFilled
from fangyuan.store import lists
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.lists import Listing
from fangyuan.store.projection import IndexedField
from fangyuan.store.sight import Sight
from fixtures.storing import FIELDS, NOW, TENANT, TYPE, begun, put, started

RED = Atom("case.light", Op.CONST, "red")
OWN_TYPE = "sample/kept"


def listing(condition: Condition, now: datetime = NOW, **asked: Any) -> Listing:
    moment = Moment.of(now, "Asia/Shanghai", asked.pop("parameters", {}))
    known = {"sight": Sight("director", None), "case_types": (TYPE,), "fields": FIELDS, "condition": condition}
    return Listing(TENANT, moment=moment, **{**known, **asked})


def numbers(uow: UnitOfWork, condition: Condition, now: datetime = NOW, **asked: Any) -> list[str]:
    return sorted(line.number for line in uow.cases.page(listing(condition, now, **asked)).rows)


@contextmanager
def carried_out(uow: UnitOfWork) -> Iterator[list[bool]]:
    """For each statement about cases whether it was kept ready, which the library knows nothing of."""
    kept: list[bool] = []

    def heard(_: Any, __: Any, statement: str, ___: Any, context: Any, ____: bool) -> None:
        if "FROM clock_runs" not in statement.split("WHERE", maxsplit=1)[0]:
            kept.append(context is None)

    event.listen(uow.connection, "before_cursor_execute", heard)
    yield kept
    event.remove(uow.connection, "before_cursor_execute", heard)


def asked_thrice(uow: UnitOfWork, condition: Condition, person: str, **asked: Any) -> list[bool]:
    with carried_out(uow) as kept:
        for _ in range(3):
            uow.cases.page(listing(condition, sight=Sight(person, None), **asked))
    return kept


def test_what_is_asked_again_is_kept_ready_but_for_what_goes_by_the_hour_or_is_sealed(database: Database) -> None:
    with database.begin() as uow:
        begun(uow, {"amount": 1, "persons": [{"id_card": "1101"}]})
        assert asked_thrice(uow, AllOf(), "one") == [False, True, True]
        assert asked_thrice(uow, Atom("amount", Op.CONST, 1), "two") == [False, True, True]
        assert asked_thrice(uow, Atom("persons.id_card", Op.CONST, "1101"), "three") == [False, False, False]
        assert asked_thrice(uow, Atom("case.registered_at", Op.OLDER_THAN, "2 hours"), "four") == [False] * 3


def test_a_kept_list_tells_what_there_is_and_the_lights_of_the_moment(database: Database) -> None:
    soon = NOW + timedelta(hours=1)
    with database.begin() as uow:
        put(uow, started("reply", soon), before=begun(uow, number="1"))
        assert [numbers(uow, RED) for _ in range(3)] == [[], [], []]
        assert numbers(uow, RED, soon) == ["1"]
        (line,) = uow.cases.page(listing(AllOf(), soon)).rows
        assert line.light == "red"
        put(uow, started("reply", NOW), before=begun(uow, number="2"))
        assert (numbers(uow, RED), numbers(uow, RED, soon)) == (["2"], ["1", "2"])


def test_lists_that_python_thinks_equal_are_told_apart(database: Database) -> None:
    with database.begin() as uow:
        begun(uow, {"amount": 1}, number="1")
        begun(uow, {"urgent": True}, number="2")
        for _ in range(3):
            assert numbers(uow, Atom("amount", Op.CONST, 1)) == ["1"]
            assert numbers(uow, Atom("amount", Op.CONST, True)) == []
            assert numbers(uow, Atom("urgent", Op.CONST, True)) == ["2"]
            assert numbers(uow, Atom("urgent", Op.CONST, 1)) == []
            most = Atom("amount", Op.CONST, Param("most"))
            assert [numbers(uow, most, parameters={"most": value}) for value in (1, 2, True)] == [["1"], [], []]


def test_a_day_later_what_is_old_is_another_question(database: Database) -> None:
    old = Atom("case.age_days", Op.MINIMUM, 2)
    with database.begin() as uow:
        begun(uow, number="1")
        for _ in range(3):
            assert (numbers(uow, old), numbers(uow, old, NOW + timedelta(days=1))) == ([], ["1"])


def walked(uow: UnitOfWork, sort: tuple[str, ...]) -> list[str]:
    """All cases in one go, and page by page, each of which begins where the last one ended."""
    found: list[str] = []
    after: tuple[Any, ...] = ()
    while len(found) < 8:
        page = uow.cases.page(listing(AllOf(), sort=sort, limit=3, cursor=after))
        found += [line.number for line in page.rows]
        after = page.next
    beside = [uow.cases.page(listing(AllOf(), sort=sort, limit=3, offset=offset)).rows for offset in (0, 3, 6)]
    assert [line.number for rows in beside for line in rows] == found
    return found


SORTS = [
    ("amount",), ("-amount", "case.number"), ("case.due",), ("-case.registered_at",), (), ("case.leader", "amount"),
    ("-case.leader",), ("case.unit", "-case.leader"),
    ("urgent", "case.number"), ("-urgent",), ("case.overdue", "case.number"), ("-case.closed",), ("clock.reply.running",),
]  # fmt: skip


def test_a_narrowed_list_is_in_order_however_many_are_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = Not(Atom("kind", Op.CONST, "x"))
    with database.begin() as uow:
        for n in range(8):
            case = begun(
                uow,
                {"amount": n * 3 % 7, "kind": "x" if n % 4 == 3 else "y", **({"urgent": n < 5} if n % 3 else {})},
                number=str(n),
            )
            if n % 2:
                case = put(uow, started("reply", NOW + timedelta(days=9 - n)), before=case)
            if n % 3:
                put(uow, SlotFilled(slot="leader", holders=("abe" if n < 4 else "boss",)), before=case)
        for sort in SORTS:
            whole = [line.number for line in uow.cases.page(listing(AllOf(), sort=sort)).rows]
            assert whole == walked(uow, sort)
            wanted = [number for number in whole if number not in ("3", "7")]
            for cap in (3, 5, 6, 100):
                monkeypatch.setattr(lists, "COUNT_CAP", cap)
                pages = [uow.cases.page(listing(some, sort=sort, limit=4, offset=offset)) for offset in (0, 4, 40)]
                assert [line.number for page in pages for line in page.rows] == wanted
                assert {(page.total, page.capped) for page in pages} == {(min(6, cap), cap < 6)}
                following = uow.cases.page(listing(some, sort=sort, limit=4, cursor=pages[0].next))
                assert ([line.number for line in following.rows], following.total) == (wanted[4:], min(6, cap))


def test_another_table_of_answers_is_another_list(database: Database) -> None:
    fields = (IndexedField("amount", "integer"),)
    with database.begin() as uow:
        uow.projections.ensure(OWN_TYPE, fields)
        begun(uow, {"amount": 1})
        for _ in range(3):
            assert numbers(uow, AllOf()) == ["1"]
            assert numbers(uow, AllOf(), case_types=(OWN_TYPE,), fields=fields) == []
