"""What others do costs an officer nothing: notices, cases and versions are found by an index, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.events import CaseClosed, SlotFilled
from fangyuan.store import packs
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.lists import Listing
from fangyuan.store.rows import CaseRow
from fangyuan.store.sight import Sight
from fangyuan.store.tables import Cases, Inbox, Parties
from fangyuan.store.tables.base import Base, table_of
from fixtures.storing import FIELDS, NOW, TENANT, TYPE, begun, opened, put
from unit.store.test_cost_of_many_figures import steps_counted
from unit.store.test_lease_order import rows_looked_at

MOMENT = Moment.of(NOW, "Asia/Shanghai")
DIRECTOR = Sight("director", None, frozenset({"board"}))
ANNA = Sight("anna")
FEW, MANY = 8, 11
Ask = Callable[[UnitOfWork], Any]


def listing(sight: Sight, *conditions: Atom, **asked: Any) -> Listing:
    condition = {"condition": conditions[0]} if conditions else {}
    return Listing(TENANT, sight, MOMENT, (TYPE,), FIELDS, **condition, **asked)


def doubled(uow: UnitOfWork, times: int, like: str, of: type[Base], key: str) -> None:
    """The rows whose key begins so, copied so often that there are two to the power of `times` of each."""
    table = table_of(of)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    taken = ", ".join(f'"{key}" || :more' if column.name == key else f'"{column.name}"' for column in table.columns)
    copy = text(f'INSERT INTO {table.name} ({names}) SELECT {taken} FROM {table.name} WHERE "{key}" LIKE :like')
    for n in range(times):
        uow.connection.execute(copy, {"more": f"-{n}", "like": f"{like}%"})


def cost(uow: UnitOfWork, ask: Ask) -> int:
    """Steps of SQLite, or rows that PostgreSQL looks at."""
    if uow.connection.dialect.name == "sqlite":
        with steps_counted(uow) as steps:
            ask(uow)
        return len(steps)
    said: list[tuple[str, Any]] = []
    event.listen(uow.connection, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    ask(uow)
    return sum(rows_looked_at(uow, statement, given) for statement, given in tuple(said))


def others(uow: UnitOfWork, times: int) -> None:
    """Cases that others lead and work on, open ones and ones that were closed last year, and what others were told."""
    for number, leader in enumerate(("boss", "chief")):
        lead = SlotFilled(slot="leader", holders=(leader,))
        put(uow, lead, opened("check", "ben"), before=begun(uow, number=f"{leader}", case=f"x{leader}"))
        closed = put(uow, lead, before=begun(uow, number=f"{leader} closed", case=f"y{leader}"))
        put(uow, CaseClosed(stage="end"), before=closed, at=NOW - timedelta(days=400 + number))
    for table in (Cases, Parties):
        for like in ("x", "y"):
            doubled(uow, times, like, table, "case")
    uow.inbox.add(TENANT, ["ben"], "", {"text": "x"}, NOW)
    doubled(uow, times, "", Inbox, "id")


def mine(uow: UnitOfWork) -> None:
    """One case that concerns Anna, one that is kept from the director, and what Anna was told."""
    put(uow, opened("check", "anna"), before=begun(uow, number="mine"))
    away = CaseRow(fields=FIELDS, confidential=True, excluded=frozenset({"director"}))
    put(uow, SlotFilled(slot="leader", holders=("accused",)), before=begun(uow, number="secret", row=away), row=away)
    put(uow, CaseClosed(stage="end"), before=begun(uow, number="done"))
    put(uow, SlotFilled(slot="leader", holders=("abe",)), before=begun(uow, number="led", unit="far"))
    uow.inbox.add(TENANT, ["anna"], "", {"text": "y"}, NOW)


def closed_lately(uow: UnitOfWork) -> int:
    return uow.cases.count(listing(DIRECTOR, Atom("case.closed_at", Op.AFTER, date(2026, 2, 28))))


def led_by_nobody(uow: UnitOfWork) -> int:
    return uow.cases.count(listing(ANNA, Atom("case.leader", Op.CONST, "anna")))


def watched(uow: UnitOfWork) -> list[str]:
    asked = listing(ANNA, Atom("case.closed", Op.CONST, False), sort=("case.due",))
    return [line.number for line in uow.cases.page(asked).rows]


def led_first(uow: UnitOfWork) -> list[str]:
    asked = listing(DIRECTOR, sort=("case.leader", "case.due"), limit=1, counted=False)
    return [line.leader for line in uow.cases.page(asked).rows]


ASKED: dict[str, tuple[Ask, Any]] = {
    "inbox": (lambda uow: [one.body["text"] for one in uow.inbox.page(TENANT, "anna")], ["y"]),
    "open cases of versions": (lambda uow: uow.packs.open_cases(TENANT, DIRECTOR), {"sha256:0": 5}),
    "open cases of a type": (lambda uow: uow.packs.open_cases_of(TENANT, TYPE, DIRECTOR), 5),
    "leaders": (lambda uow: uow.cases.leaders(listing(DIRECTOR)), ["abe", "boss", "chief"]),
    "closed lately": (closed_lately, 1),
    "led by nobody": (led_by_nobody, 0),
    "watched": (watched, ["mine"]),
    "led first": (led_first, ["abe"]),
}


def test_what_others_do_costs_an_officer_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "COUNT_CAP", 4)
    costs: dict[str, list[int]] = {what: [] for what in ASKED}
    for times in (FEW, MANY):
        with database.begin() as uow:
            uow.packs.save("sha256:0", "sample", "1", "{}", NOW)
            others(uow, times)
            mine(uow)
            uow.connection.exec_driver_sql("ANALYZE")
            for what, (ask, answer) in ASKED.items():
                assert ask(uow) == answer, what
                costs[what].append(cost(uow, ask))
    assert {what: cost for what, cost in costs.items() if cost[1] > 1.3 * cost[0] + 2} == {}


def test_who_leads_is_told_of_what_may_be_seen_alone(database: Database) -> None:
    with database.begin() as uow:
        others(uow, 1)
        mine(uow)
        assert uow.cases.leaders(listing(Sight("boss", None))) == ["abe", "accused", "boss", "chief"]
        assert uow.cases.leaders(listing(DIRECTOR)) == ["abe", "boss", "chief"]
        assert uow.cases.leaders(listing(DIRECTOR, Atom("case.closed", Op.CONST, False))) == ["abe", "boss", "chief"]
        assert uow.cases.leaders(listing(ANNA)) == []
        assert uow.cases.leaders(listing(Sight("ben"))) == ["boss", "chief"]
