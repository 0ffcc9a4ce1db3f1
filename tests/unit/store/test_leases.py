"""Work is taken once, retried, set aside; counters and keys hold under concurrency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import event

from fangyuan.model.commands import LinkCase
from fangyuan.model.decisions import Message, Outgoing
from fangyuan.model.events import ClockDue, ClockStopped
from fangyuan.store.database import Conflict, Database
from fangyuan.store.firings import DueFiring
from fangyuan.store.leasing import MAX_ATTEMPTS
from fixtures.storing import NOW, TENANT, begun, put, started

LATER = NOW + timedelta(days=10)


def at_once(count: int, act: Callable[[int], None]) -> None:
    """Does it in so many threads, all starting together; an error in one fails the test."""
    ready, broken = Barrier(count), []

    def run(n: int) -> None:
        ready.wait()
        try:
            act(n)
        except Exception as error:  # noqa: BLE001
            broken.append(error)

    threads = [Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []


def _due(database: Database, count: int) -> list[str]:
    with database.begin() as uow:
        made = [
            put(uow, started("reply", NOW + timedelta(hours=n)), before=begun(uow, number=str(n))) for n in range(count)
        ]
        uow.commit()
    return [case.state.case for case in made]


def test_what_is_due_is_taken_in_order_and_once(database: Database) -> None:
    cases = _due(database, 5)
    with database.begin() as uow:
        assert uow.firings.next_at() == NOW
        first = uow.firings.lease(NOW + timedelta(hours=3), limit=2)
        assert [one.case for one in first] == cases[:2]
        assert first[0] == DueFiring(TENANT, cases[0], "reply", "", 1, "due", 0, NOW)
        assert [one.case for one in uow.firings.lease(NOW + timedelta(hours=3))] == cases[2:4]
        assert uow.firings.lease(NOW + timedelta(hours=3)) == []
        uow.firings.release(first[0])
        assert [one.case for one in uow.firings.lease(NOW + timedelta(hours=3))] == cases[:1]
        uow.commit()


def test_a_lease_runs_out(database: Database) -> None:
    _due(database, 1)
    with database.begin() as uow:
        assert len(uow.firings.lease(NOW, seconds=60)) == 1
        assert uow.firings.lease(NOW + timedelta(seconds=59)) == []
        (again,) = uow.firings.lease(NOW + timedelta(seconds=60))
        assert again.attempts == 2


def test_two_sweepers_at_once_take_nothing_twice(database: Database) -> None:
    cases = _due(database, 40)
    taken: list[str] = []

    def sweep(_: int) -> None:
        while True:
            with database.begin() as uow:
                due = uow.firings.lease(LATER, limit=3)
                uow.commit()
            taken.extend(one.case for one in due)
            if not due:
                return

    at_once(3, sweep)
    assert sorted(taken) == sorted(cases)


def test_a_firing_that_happened_gives_way_to_the_next(database: Database) -> None:
    with database.begin() as uow:
        case = put(uow, started("reply", NOW), before=begun(uow))
        (due,) = uow.firings.lease(NOW)
        after = put(uow, ClockDue(clock="reply", number=1), before=case)
        assert not any(run.next_firing for run in after.state.clocks.values())
        uow.firings.done(due)
        assert uow.firings.lease(LATER) == []
        assert uow.firings.next_at() is None
        restarted = put(uow, started("reply", LATER, number=2), before=after)
        assert [one.number for one in uow.firings.lease(LATER)] == [2]
        put(uow, ClockStopped(clock="reply", number=2), before=restarted)
        assert uow.firings.next_at() is None


def test_what_breaks_is_put_off_and_then_left_for_a_person(database: Database) -> None:
    _due(database, 1)
    with database.begin() as uow:
        put(uow, started("reply", LATER), before=begun(uow, number="later"))
        now = NOW
        for attempt in range(1, MAX_ATTEMPTS + 1):
            (due,) = uow.firings.lease(now, limit=1)
            assert due.attempts == attempt
            assert uow.firings.failed(due, now, "broken\x00") is (attempt == MAX_ATTEMPTS)
            assert uow.firings.lease(now, limit=1) == []
            now += timedelta(minutes=2**attempt)
        assert uow.firings.poisoned(TENANT) == 1
        assert len(uow.firings.lease(LATER)) == 1
        assert uow.firings.retry(TENANT) == 1
        (again,) = uow.firings.lease(LATER)
        assert again.attempts == 1


def test_a_sweep_costs_what_is_due_not_what_is_open(database: Database) -> None:
    _due(database, 30)
    with database.begin() as uow:
        seen: list[str] = []
        event.listen(uow.connection, "before_cursor_execute", lambda *said: seen.append(said[2]))
        assert len(uow.firings.lease(NOW + timedelta(hours=20), limit=100)) == 21
        assert len(seen) == 1


def test_messages_leave_once_and_nothing_of_them_stays(database: Database) -> None:
    with database.begin() as uow:
        uow.outbox.add(TENANT, "c1", [Message("mail", "anna", {"text": "一"}), Message("render", "", {"copy": 2})], NOW)
        uow.outbox.add(TENANT, "c1", [], NOW)
        one, two = uow.outbox.lease(NOW)
        assert (one.message, one.case, one.tenant, one.attempts) == (
            Message("mail", "anna", {"text": "一"}),
            "c1",
            TENANT,
            1,
        )
        assert uow.outbox.lease(NOW) == []
        uow.outbox.done(one)
        assert uow.outbox.failed(two, NOW, "no printer") is False
        assert uow.outbox.lease(NOW + timedelta(minutes=1)) == []
        (again,) = uow.outbox.lease(NOW + timedelta(minutes=2))
        assert (again.id, again.attempts) == (two.id, 2)
        assert uow.outbox.retry(TENANT) == 0


def test_a_command_with_the_same_key_waits_once(database: Database) -> None:
    link = Outgoing("k1", LinkCase(relation="child", case="c2"), case="c1", hops=3)
    open_one = Outgoing("k2", None, case_type="a/b", unit="u", answers={"x": 1})
    with database.begin() as uow:
        uow.commands.add(TENANT, "c2", [link, open_one], NOW)
        uow.commands.add(TENANT, "c2", [link], NOW)
        first, second = uow.commands.lease(NOW)
        assert [first.outgoing, second.outgoing] == [link, open_one]
        assert (first.tenant, first.origin) == (TENANT, "c2")
        uow.commands.done(first)
        uow.commands.failed(second, NOW, "refused")
        assert uow.commands.lease(NOW) == []
        assert len(uow.commands.lease(NOW + timedelta(minutes=2))) == 1
        assert uow.commands.retry(TENANT) == 0


def test_numbers_are_drawn_without_a_gap(database: Database) -> None:
    drawn: list[int] = []

    def draw(n: int) -> None:
        for _ in range(10):
            with database.begin() as uow:
                number = uow.counters.next(TENANT, "case", 2026)
                if n == 0:
                    continue
                uow.commit()
            drawn.append(number)

    at_once(4, draw)
    assert sorted(drawn) == list(range(1, 31))
    with database.begin() as uow:
        assert uow.counters.next(TENANT, "case", 2027) == 1
        assert uow.counters.next(TENANT, "letter", 2026) == 1
        assert uow.counters.range(TENANT, "letter", 2026, 5) == 2
        assert uow.counters.next(TENANT, "letter", 2026) == 7
        assert uow.counters.next("elsewhere", "case", 2026) == 1


def test_of_two_submits_with_one_key_one_counts(database: Database) -> None:
    won: list[int] = []

    def submit(n: int) -> None:
        with database.begin() as uow:
            if uow.keys.add(TENANT, "form-1", f"c{n}", n, NOW):
                uow.commit()
                won.append(n)

    at_once(4, submit)
    assert len(won) == 1
    with database.begin() as uow:
        assert uow.keys.find(TENANT, "form-1") == (f"c{won[0]}", won[0])
        assert uow.keys.find("elsewhere", "form-1") is None
        assert uow.keys.forget("page-", LATER) == 0
        assert uow.keys.forget("form-", LATER) == 1
        assert uow.keys.find(TENANT, "form-1") is None


def test_the_inbox_is_ones_own(database: Database) -> None:
    with database.begin() as uow:
        for n in range(3):
            uow.inbox.add(TENANT, ["anna", "ben"], "c1", {"text": str(n)}, NOW)
        newest, *rest = uow.inbox.page(TENANT, "anna")
        assert (newest.body, len(rest)) == ({"text": "2"}, 2)
        assert [notice.body["text"] for notice in uow.inbox.page(TENANT, "anna", before=newest.id)] == ["1", "0"]
        uow.inbox.read(TENANT, "ben", [newest.id], NOW)
        assert uow.inbox.unread(TENANT, "anna") == 3
        uow.inbox.read(TENANT, "anna", [newest.id], NOW)
        assert uow.inbox.unread(TENANT, "anna") == 2
        assert uow.inbox.page(TENANT, "anna")[0].read_at == NOW


def test_a_lost_race_leaves_nothing_behind(database: Database) -> None:
    with database.begin() as uow:
        case = begun(uow)
        uow.commit()
    results: list[Any] = []

    def write(n: int) -> None:
        try:
            with database.begin() as uow:
                uow.outbox.add(TENANT, case.state.case, [Message("mail", str(n), {})], NOW)
                put(uow, started(f"clock{n}", LATER), before=case)
                uow.commit()
            results.append("written")
        except Conflict:
            results.append("conflict")

    at_once(3, write)
    assert sorted(results) == ["conflict", "conflict", "written"]
    with database.begin() as uow:
        assert len(uow.outbox.lease(NOW)) == 1
        assert len(uow.firings.lease(LATER)) == 1


@pytest.mark.parametrize("count", [0, 1])
def test_a_limit_is_kept(database: Database, count: int) -> None:
    _due(database, 3)
    with database.begin() as uow:
        assert len(uow.firings.lease(LATER, limit=count)) == count
