"""Firings are leased in the order of each case's dates; what ends its sweeper again and again comes last, alone."""

from __future__ import annotations

from datetime import timedelta

from fangyuan.model.events import ClockCancelled
from fangyuan.store.database import Database
from fixtures.storing import NOW, TENANT, begun, put, started

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
