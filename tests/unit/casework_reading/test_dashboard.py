"""The dashboard: every number is what a plain count over the events gives, and leads to as many cases."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.merging import merge
from fangyuan.casework.reading.figures.behind_dashboard import dashboard_cases
from fangyuan.casework.reading.figures.dashboard import dashboard_page
from fangyuan.casework.reading.pages import DashboardNumber, DashboardPage
from fangyuan.model.commands import CompleteTask, Reopen, TakeAction
from fangyuan.model.events import CaseClosed, CaseRegistered, Recorded
from fangyuan.model.problems import Refused
from fangyuan.model.state import CaseState
from fixtures.numbers import numbers_of_board, wrong_on_the_board
from fixtures.reading import AT_EAST, CLERK, DIRECTOR, OUTSIDER, STRANGER, WINDOW, Bench, day, on

TODAY = on("2026-03-31")
NOW = day("2026-03-31T09:00")
SHANGHAI = ZoneInfo("Asia/Shanghai")
TOPICS = ("乱收费", "态度差", "等候久", "不作为")
MONDAY, TOMORROW, NEXT_MONDAY, APRIL = on("2026-03-30"), on("2026-04-01"), on("2026-04-06"), on("2026-04-01")
SPANS = ((TODAY, TOMORROW), (MONDAY, NEXT_MONDAY), (on("2026-03-01"), APRIL))


@dataclass(frozen=True, slots=True)
class Plain:
    """What the events and the clocks of one case say."""

    received: date
    closed: date | None
    topic: str
    units: tuple[str, ...]
    due: datetime | None

    @property
    def late(self) -> bool:
        return self.due is not None and self.due <= NOW

    @property
    def due_on(self) -> date | None:
        """Midnight ends the day before."""
        return (self.due - timedelta(seconds=1)).astimezone(SHANGHAI).date() if self.due else None

    @classmethod
    def of(cls, events: list[Recorded], state: CaseState) -> Plain:
        (begun,) = (one.event for one in events if isinstance(one.event, CaseRegistered))
        closed = next((one.at.astimezone(SHANGHAI).date() for one in events if isinstance(one.event, CaseClosed)), None)
        running = [run.due_at for run in state.clocks.values() if run.status == "running"]
        units = tuple(state.answers.get("units") or ())
        return cls(begun.received_on, closed, state.answers["topic"], units, min(running, default=None))


@dataclass(frozen=True, slots=True)
class Busy:
    """An office after six weeks, with what its events say."""

    bench: Bench
    cases: tuple[Plain, ...]

    def page(self, me: Identity = DIRECTOR, board: str = "monthly") -> DashboardPage:
        return dashboard_page(self.bench.office, me, board, NOW)

    def behind(self, one: DashboardNumber, me: Identity = DIRECTOR) -> tuple[int, int]:
        found = dashboard_cases(self.bench.office, me, one.asked or {}, 1, NOW)
        return found.total, len(found.rows)

    def number(self, holds: Callable[[Plain], bool]) -> int:
        return sum(map(holds, self.cases))


@pytest.fixture
def busy(bench: Bench) -> Busy:
    """Some complaints are handed out, some of them answered and closed."""
    chance, ids = random.Random(8), []
    for _ in range(24):
        begun = day(f"{TODAY - timedelta(days=chance.randrange(45))}T08:30")
        case = bench.complain(begun, topic=chance.choice(TOPICS))
        ids.append(case)
        units = chance.sample(["east", "west"], chance.randint(0, 2))
        if units:
            bench.hand_out(case, *units, now=begun)
        if units == ["east"]:
            answer = {"finding": "属实", "answered_on": "2026-02-01"}
            bench.act(AT_EAST, case, CompleteTask(task="answer", subject="east", answers=answer), begun)
            bench.act(WINDOW, case, TakeAction(action="finish"), begun + timedelta(minutes=9))
    with bench.office.database.read() as uow:
        states = uow.cases.states("t1", ids)
        return Busy(bench, tuple(Plain.of(uow.cases.events("t1", case), states[case]) for case in ids))


def counts(page: DashboardPage) -> dict[str, list[int]]:
    return {line.figure: [one.count for one in line.by_span] for line in page.flows}


def test_what_came_in_went_out_is_due_and_late_is_what_the_events_say(busy: Busy) -> None:
    def dated(when: Callable[[Plain], date | None], among: Callable[[Plain], bool] = lambda one: True) -> list[int]:
        days = [found for one in busy.cases if among(one) and (found := when(one)) is not None]
        return [sum(start <= found < end for found in days) for start, end in SPANS]

    page = busy.page()
    assert counts(page) == {
        "received": dated(lambda one: one.received),
        "closed": dated(lambda one: one.closed),
        "open": [],
        "due": dated(lambda one: one.due_on, lambda one: not one.late),
        "overdue": dated(lambda one: one.due_on, lambda one: one.late),
    }
    assert all(any(numbers) for name, numbers in counts(page).items() if name != "open")
    now = {line.figure: line.now.count for line in page.flows if line.now}
    assert now == {"open": busy.number(lambda one: one.closed is None), "overdue": busy.number(lambda one: one.late)}
    came, went = Counter(one.received for one in busy.cases), Counter(one.closed for one in busy.cases)
    assert [(one.received.count, one.closed.count) for one in page.trend] == [
        (came[one.day], went[one.day]) for one in page.trend
    ]
    assert (page.trend[0].day, page.trend[-1].day, len(page.trend)) == (on("2026-03-02"), TODAY, 30)


def test_topics_and_places_of_thirty_days_with_what_grows(busy: Busy) -> None:
    recent = [one for one in busy.cases if one.received >= on("2026-03-02")]
    topics, units = busy.page().topics
    told = Counter(one.topic for one in recent)
    assert {line.title: line.cases.count for line in topics.lines} == dict(told.most_common(3))
    assert topics.others is not None
    assert topics.others.cases.count == len(recent) - sum(line.cases.count for line in topics.lines)
    for line in topics.lines:
        since = [
            sum(one.topic == line.title and one.received >= TODAY - timedelta(days=n) for one in recent)
            for n in (6, 13)
        ]
        assert (line.week.count, line.change) == (since[0], 2 * since[0] - since[1])
    each = Counter(unit for one in recent for unit in one.units or ("",))
    assert {line.title: line.cases.count for line in units.lines} == {
        {"east": "东区", "west": "西区", "": "（未填）"}[unit]: count for unit, count in each.items()
    }


@pytest.mark.parametrize("me", [DIRECTOR, AT_EAST])
def test_every_number_leads_to_as_many_cases(busy: Busy, me: Identity) -> None:
    """Those of every day of the course of time, of the last week and of what has no line of its own as well."""
    assert sum(one.count > 0 for one in numbers_of_board(busy.page(me))) >= 40
    assert wrong_on_the_board(busy.bench.office, me, NOW) == []


def test_a_day_that_is_over_leads_to_what_it_shows_after_a_merger_and_a_reopening(busy: Busy) -> None:
    """The course of time is told as of now, on the page and behind it."""
    bench, yesterday = busy.bench, day("2026-03-30T09:00")
    main, twin = (bench.complain(yesterday, topic="乱收费") for _ in range(2))
    ended = bench.complain(yesterday)
    bench.hand_out(ended, "east", now=yesterday)
    answer = {"finding": "属实", "answered_on": "2026-03-30"}
    bench.act(AT_EAST, ended, CompleteTask(task="answer", subject="east", answers=answer), yesterday)
    bench.act(WINDOW, ended, TakeAction(action="finish"), yesterday)
    before = busy.page().trend[-2]
    merge(bench.office, WINDOW, twin, bench.number(main), "同一件事", day("2026-03-31T08:00"))
    bench.act(WINDOW, ended, Reopen(stage="answering", reason="答复不实"), day("2026-03-31T08:10"))
    after = busy.page().trend[-2]
    assert (after.received.count, after.closed.count) == (before.received.count - 1, before.closed.count - 1)
    for me in (DIRECTOR, AT_EAST):
        assert wrong_on_the_board(bench.office, me, NOW) == []


def test_only_what_the_officer_sees_is_counted(busy: Busy) -> None:
    mine = busy.number(lambda one: "east" in one.units and one.closed is None)
    assert [line.now.count for line in busy.page(AT_EAST).flows if line.figure == "open" and line.now] == [mine]
    with pytest.raises(Refused):
        busy.page(CLERK)
    assert [one.title for one in busy.page(CLERK, "").boards] == ["设备报修"]
    assert busy.page(STRANGER, "").boards == ()
    assert sum(one.count for one in numbers_of_board(busy.page(OUTSIDER, ""))) == 0


def test_a_family_that_no_pack_speaks_of_has_a_board_of_its_own(busy: Busy) -> None:
    busy.bench.register(now=NOW)
    page = busy.page(CLERK, "")
    assert [topic.title for topic in page.topics] == ["类别"]
    assert counts(page)["received"] == [1, 1, 1]
    assert (
        sum(one.count for one in numbers_of_board(page) if one.asked and busy.behind(one, CLERK) != (one.count,) * 2)
        == 0
    )


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"figure": "nothing"},
        {"figure": "received", "span": "ever"},
        {"figure": "received", "topic": "persons.name"},
    ],
)
def test_a_number_that_is_not_there_is_refused(busy: Busy, asked: dict[str, str]) -> None:
    with pytest.raises(Refused):
        dashboard_cases(busy.bench.office, DIRECTOR, {"board": "monthly", **asked}, 1, NOW)
