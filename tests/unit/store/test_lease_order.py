"""Firings are leased in the order of each case's dates; what ends its sweeper again and again comes last, alone. Looking for what
is due costs what is taken of it, and neither what is open nor what else is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, text

from fangyuan.model.events import ClockCancelled
from fangyuan.store.database import Database, UnitOfWork
from fixtures.storing import NOW, TENANT, begun, put, started
from unit.store.test_cost_of_many_figures import steps_counted

HOUR = timedelta(hours=1)
LATER = NOW + timedelta(days=40)


def test_of_one_case_only_the_earliest_firing_is_taken(database: Database) -> None:
    with database.begin() as uow:
        case = put(uow, started("reply", NOW + HOUR), started("notify", NOW), before=begun(uow))
        assert [one.clock for one in uow.firings.lease(LATER)] == ["notify"]
        assert uow.firings.lease(LATER) == []
        put(uow, ClockCancelled(clock="notify", number=1), before=case)
        assert [one.clock for one in uow.firings.lease(LATER)] == ["reply"]


def test_a_firing_that_broke_holds_up_its_own_case_alone(database: Database) -> None:
    with database.begin() as uow:
        put(uow, started("notify", NOW), started("reply", NOW + HOUR), before=begun(uow))
        put(uow, started("reply", NOW + HOUR), before=begun(uow, number="2"))
        broken, other = uow.firings.lease(LATER)
        uow.firings.failed(broken, LATER, "KeyError: 'x'")
        uow.firings.done(other)
        assert uow.firings.lease(LATER) == []
        (aside,) = uow.firings.set_aside()
        assert (aside.case, aside.name, aside.waits_for_person) == (broken.case, "notify", False)
        assert uow.firings.retry(TENANT, LATER) == 1
        assert [one.clock for one in uow.firings.lease(LATER)] == ["notify"]
        assert uow.firings.set_aside() == []


def test_work_under_way_is_not_taken_from_its_sweeper_by_a_retry(database: Database) -> None:
    with database.begin() as uow:
        put(uow, started("reply", NOW), before=begun(uow))
        (due,) = uow.firings.lease(NOW)
        uow.firings.failed(due, NOW, "broken")
        (again,) = uow.firings.lease(NOW + HOUR)
        assert again.attempts == 2
        assert uow.firings.retry(TENANT, NOW + HOUR) == 0


def test_what_nobody_came_back_from_comes_last_and_alone(database: Database) -> None:
    with database.begin() as uow:
        for number in range(3):
            put(uow, started("reply", NOW), before=begun(uow, number=str(number)))
        now = LATER
        for _ in range(2):
            assert len(uow.firings.lease(now)) == 3
            now += HOUR
        late = begun(uow, number="late")
        put(uow, started("reply", NOW + HOUR), before=late)
        assert [one.case for one in uow.firings.lease(now)] == [late.state.case]
        assert [one.attempts for one in uow.firings.lease(now)] == [3]
        assert [one.attempts for one in uow.firings.lease(now)] == [3]


def test_what_is_over_never_takes_away_the_next_period_of_the_same_clock(database: Database) -> None:
    with database.begin() as uow:
        case = put(uow, started("report", NOW, number=1), before=begun(uow))
        (due,) = uow.firings.lease(NOW)
        put(uow, started("report", NOW + HOUR, number=1), before=case)
        uow.firings.done(due)
        uow.firings.failed(due, NOW, "too late")
        assert [one.at for one in uow.firings.lease(LATER)] == [NOW + HOUR]


_MORE = """INSERT INTO firings (tenant, "case", clock, subject, number, kind, place, fires_at, attempts, poisoned, error)
SELECT tenant, "case" || :more, clock, subject, number, kind, place, fires_at, attempts, poisoned, error
FROM firings WHERE fires_at = :at"""


def _doubled(uow: UnitOfWork, fires_at: datetime, times: int) -> None:
    """One case whose clock fires then, copied so often that there are two to the power of `times`."""
    put(uow, started("reply", fires_at), before=begun(uow, number=str(fires_at)))
    of = fires_at.replace(tzinfo=None) if uow.connection.dialect.name == "sqlite" else fires_at
    at = str(of) + ".000000" if uow.connection.dialect.name == "sqlite" else of
    for n in range(times):
        uow.connection.execute(text(_MORE), {"more": f"-{n}", "at": at})


def _cost(database: Database, due: int, waiting: int) -> int:
    """Steps of SQLite, or rows that PostgreSQL looks at, to take ten of so many that are due among so many that are not."""
    with database.begin() as uow:
        _doubled(uow, NOW, due)
        _doubled(uow, LATER + HOUR, waiting)
        uow.connection.exec_driver_sql("ANALYZE firings")
        if uow.connection.dialect.name == "sqlite":
            with steps_counted(uow) as steps:
                assert len(uow.firings.lease(NOW, limit=10)) == 10
            return len(steps)
        said: list[tuple[str, Any]] = []
        event.listen(uow.connection, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
        undone = uow.connection.begin_nested()
        assert len(uow.firings.lease(NOW, limit=10)) == 10
        undone.rollback()
        taking, given = next(one for one in said if one[0].startswith("UPDATE firings"))
        return rows_looked_at(uow, taking, given)


def rows_looked_at(uow: UnitOfWork, statement: str, given: Any) -> int:
    """How many rows PostgreSQL looks at to carry a statement out."""
    explained = uow.connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given).scalar_one()
    return sum(_looked_at(explained[0]["Plan"]))


def _looked_at(plan: dict[str, Any]) -> Iterator[int]:
    if "Scan" in plan["Node Type"]:
        yield int((plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"])
    for inner in plan.get("Plans", ()):
        yield from _looked_at(inner)


def test_what_is_not_due_costs_a_sweep_nothing(database: Database) -> None:
    assert _cost(database, 6, 14) <= _cost(database, 6, 12) * 1.3


def test_what_else_is_due_at_the_same_instant_costs_a_portion_nothing(database: Database) -> None:
    assert _cost(database, 10, 13) <= _cost(database, 6, 13) * 1.3
