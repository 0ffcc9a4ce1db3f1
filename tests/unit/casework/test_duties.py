"""Recurring work opens by itself, once, on the right morning, for the right people, and ends in one click."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select, text

from fangyuan.casework.acting import act
from fangyuan.casework.doctoring import examine
from fangyuan.casework.installing import activate, install
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.recurring import MOST, RETRY, open_duties
from fangyuan.casework.rehearsing.simulating import simulate
from fangyuan.casework.verifying import verify
from fangyuan.compiler.loading import load
from fangyuan.engine.recurring import occurrences
from fangyuan.kinds import load_kinds
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.commands import TakeAction
from fangyuan.model.outputs import Duty
from fangyuan.model.problems import PackRejected
from fangyuan.packs.shapes import problems_of
from fangyuan.store.tables import Inbox
from fangyuan.store.tables.base import table_of
from unit.casework.offices import CLERK, MINIMAL, Place, at, make_place

ROUND = """
case-type: round
title: 巡检
number: "{tenant.code}XJ{year}-{seq:03}"
stages:
  - {stage: open, title: 巡检, tasks: [{task: look, title: 看一遍, who: {role: clerk}}]}
  - {stage: done, title: 办结, final: true}
actions:
  - {action: finish, title: 办结, from: open, close: done, who: {role: clerk}, if: {task.look.done: {const: true}}}
"""
WEEKLY = """
- duty: weekly
  title: 每周巡检
  every: {rrule: "FREQ=WEEKLY;BYDAY=MO", if-holiday: next-workday}
  opens: {case-type: round}
  who: {role: clerk}
  within: 2 workdays
  nil-report: true
"""


def pack_with_duties(tmp_path: Path, duties: str) -> Path:
    """The minimal pack with a second case type and recurring work."""
    folder = tmp_path / "pack"
    shutil.copytree(MINIMAL, folder)
    (folder / "case-types" / "round").mkdir()
    (folder / "case-types" / "round" / "case-type.yaml").write_text(ROUND, "utf-8")
    (folder / "duties.yaml").write_text(duties, "utf-8")
    return folder


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """An office that begins its weekly rounds on Monday 2026-03-02, at the minute when one would have opened."""
    made = make_place(database_url, tmp_path)
    source, _ = load(pack_with_duties(tmp_path, WEEKLY), (), made.office.kinds)
    made.pack = install(made.office, source, made.now, trial=False).pack
    activate(made.office, "t", made.pack, made.now)
    yield made
    made.office.database.close()


def _rounds(place: Place) -> list[str]:
    with place.office.database.read() as uow:
        found = uow.connection.execute(
            text("select \"case\" from cases where case_type = 'minimal/round' order by number")
        )
        return [str(case) for case in found.scalars()]


def test_a_duty_opens_a_case_on_its_morning_and_once(place: Place) -> None:
    assert place.work(at("2026-03-09T08:59+08:00")).opened == 0
    assert place.work(at("2026-03-09T09:00+08:00")).opened == 1
    assert place.work(at("2026-03-09T09:01+08:00")).opened == 0
    (case,) = _rounds(place)
    assert place.words(case)[:2] == ["case-registered", "duty-opened"]
    state = place.state(case)
    assert (state.number, state.unit) == ("SLXJ2026-001", "office")
    (task,) = state.open_tasks()
    assert task.slots[0].people == ("clerk",)
    with place.office.database.read() as uow:
        (notice,) = uow.inbox.page("t", "clerk")
    assert "每周巡检" in notice.body["text"]


def test_its_page_tells_what_opened_it_and_offers_the_report_of_nothing(place: Place) -> None:
    now = at("2026-03-09T09:00+08:00")
    place.work(now)
    (case,) = _rounds(place)
    page = case_page(place.office, CLERK, case, now)
    assert "duty-opened" in [item.word for item in page.timeline]
    assert "nil-report" in [action.action for action in page.actions]


def test_the_case_type_without_a_clock_is_given_the_time_of_the_duty(place: Place) -> None:
    place.work(at("2026-03-09T09:00+08:00"))
    (case,) = _rounds(place)
    (run,) = place.state(case).clocks.values()
    assert (run.clock, run.due_at) == ("duty-weekly", at("2026-03-12T00:00+08:00"))
    place.work(at("2026-03-12T09:00+08:00"))
    assert place.words(case).count("clock-due") == 1


def test_a_nil_report_closes_it_in_one_click(place: Place) -> None:
    place.work(at("2026-03-09T09:00+08:00"))
    (case,) = _rounds(place)
    act(place.office, CLERK, case, TakeAction(action="nil-report"), place.now)
    state = place.state(case)
    assert state.closed
    assert "action-taken" in place.words(case)
    assert [run.status for run in state.clocks.values()] == ["stopped"]
    assert not state.open_tasks()


def test_what_a_downtime_missed_is_opened_in_order_now_each_with_its_own_morning(place: Place) -> None:
    """Received on the day of the round and due as of then; but nobody is said to have been told before anybody was there."""
    now = at("2026-03-31T15:00+08:00")
    assert place.work(now).opened == 4
    rounds = [place.state(case) for case in _rounds(place)]
    assert [one.received_on for one in rounds] == [date(2026, 3, day) for day in (9, 16, 23, 30)]
    assert {one.registered_at for one in rounds} == {now}
    assert {run.started_at for run in rounds[0].clocks.values()} == {at("2026-03-09T09:00+08:00")}
    with place.office.database.read() as uow:
        first = uow.cases.events("t", rounds[0].case)
        told = set(uow.connection.execute(select(table_of(Inbox).c.at)).scalars())
    assert {one.at for one in first} == {now}
    assert {one.cause.due_at for one in first if one.event.word == "duty-opened"} == {at("2026-03-09T09:00+08:00")}
    assert told == {now}
    assert verify(place.office).problems == ()


def test_after_a_very_long_downtime_only_the_newest_are_opened(place: Place) -> None:
    assert place.work(at("2027-03-02T10:00+08:00")).opened == MOST
    assert place.work(at("2027-03-02T10:01+08:00")).opened == 0


def test_two_workers_open_it_once(place: Place) -> None:
    now = at("2026-03-16T10:00+08:00")
    threads = [Thread(target=open_duties, args=(place.office, now)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    open_duties(place.office, now)
    assert len(_rounds(place)) == 2


def test_a_new_version_of_the_pack_opens_nothing_a_second_time(place: Place) -> None:
    place.work(at("2026-03-09T09:30+08:00"))
    activate(place.office, "t", place.pack, place.now)
    assert place.work(at("2026-03-09T09:31+08:00")).opened == 0
    assert place.work(at("2026-03-16T09:31+08:00")).opened == 1


def test_a_duty_that_cannot_open_is_named_and_tried_again(place: Place, tmp_path: Path) -> None:
    with place.office.database.begin() as uow:
        uow.connection.execute(text("update units set active = false"))
        uow.connection.execute(text("update people set active = false"))
        uow.connection.execute(text("update directory_revisions set revision = revision + 1"))
        uow.commit()
    now = at("2026-03-09T10:00+08:00")
    assert place.work(now).opened == 0
    (line,) = examine(place.office, tmp_path)["set-aside"]
    assert "minimal/weekly" in line
    with place.office.database.begin() as uow:
        uow.connection.execute(text("update units set active = true"))
        uow.connection.execute(text("update people set active = true"))
        uow.connection.execute(text("update directory_revisions set revision = revision + 1"))
        uow.commit()
    assert place.work(now).opened == 0
    assert place.work(now + RETRY).opened == 1
    assert examine(place.office, tmp_path)["set-aside"] == []


SPRING = CalendarYear(
    2026, True, {date(2026, 2, day): "春节" for day in range(15, 24)}, frozenset({date(2026, 2, 14), date(2026, 2, 28)})
)
CN = Calendar("cn", "", {2026: SPRING})


@pytest.mark.parametrize(
    ("if_holiday", "moved"),
    [
        ("as-it-falls", ["2026-02-20"]),
        ("previous-workday", ["2026-02-14"]),
        ("next-workday", ["2026-02-24"]),
        ("skip", []),
    ],
)
def test_a_date_in_the_spring_festival_is_moved_as_the_duty_says(if_holiday: str, moved: list[str]) -> None:
    duty = Duty("m", "", "FREQ=MONTHLY;BYMONTHDAY=20", (), if_holiday=if_holiday)
    found = occurrences(duty, CN, at("2026-02-01T00:00+08:00"), at("2026-03-01T00:00+08:00"))
    assert [one.on.isoformat() for one in found] == moved


def _version(place: Place, folder: Path, number: str, duties: str) -> None:
    """Installs and activates a version of the pack with other recurring work."""
    folder.mkdir()
    pack = pack_with_duties(folder, duties)
    head = pack / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("version: 1.0.0", f"version: {number}"), "utf-8")
    source, _ = load(pack, (), place.office.kinds)
    made = install(place.office, source, place.time.at, trial=False).pack
    activate(place.office, "t", made, place.time.at)


def test_a_version_asks_for_no_rounds_of_before_it(place: Place, tmp_path: Path) -> None:
    """Neither of a duty that it adds, nor on the days to which it moves one; what it leaves alone goes on."""
    place.work(at("2026-03-16T10:00+08:00"))
    assert len(_rounds(place)) == 2
    place.time.at = at("2026-03-25T10:00+08:00")
    _version(place, tmp_path / "same", "1.1.0", WEEKLY.replace("每周巡检", "每周一巡检"))
    place.work(at("2026-04-01T10:00+08:00"))
    assert len(_rounds(place)) == 4, "the two Mondays that nobody opened meanwhile are made up for"
    more = WEEKLY.replace("BYDAY=MO", "BYDAY=TU") + WEEKLY.replace("duty: weekly", "duty: daily").replace(
        "FREQ=WEEKLY;BYDAY=MO", "FREQ=DAILY"
    )
    _version(place, tmp_path / "more", "1.2.0", more)
    place.work(at("2026-04-01T11:00+08:00"))
    assert len(_rounds(place)) == 4
    place.work(at("2026-04-08T10:00+08:00"))
    assert _days(place, "weekly")[-1] == "2026-04-07"
    assert _days(place, "daily") == [
        "2026-04-02",
        "2026-04-03",
        "2026-04-04",
        "2026-04-05",
        "2026-04-06",
        "2026-04-07",
        "2026-04-08",
    ]


def _days(place: Place, duty: str) -> list[str]:
    """The days of the rule on which a duty was opened."""
    with place.office.database.read() as uow:
        asked = text("select occurs_on from duties_opened where duty = :duty order by occurs_on")
        return [str(day) for day in uow.connection.execute(asked, {"duty": f"minimal/{duty}"}).scalars()]


@pytest.mark.parametrize(
    ("rrule", "dates"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-01-31"]),
        ("FREQ=MONTHLY;INTERVAL=3", ["2026-01-01"]),
        ("FREQ=MONTHLY;INTERVAL=6", ["2026-01-01"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10", ["2026-01-10"]),
        ("FREQ=MONTHLY;BYMONTHDAY=29,30", ["2026-01-29", "2026-01-30"]),
    ],
)
def test_weeks_months_quarters_and_half_years_fall_alike_everywhere(rrule: str, dates: list[str]) -> None:
    found = occurrences(Duty("d", "", rrule, ()), CN, at("2025-12-31T12:00+08:00"), at("2026-01-31T12:00+08:00"))
    assert [one.occurs_on.isoformat() for one in found] == dates


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=3",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;INTERVAL=99999999",
        "FREQ=YEARLY;INTERVAL=999",
        "FREQ=MONTHLY;COUNT=3",
        "FREQ=MONTHLY;UNTIL=20250101",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
        "RRULE:FREQ=MONTHLY",
    ],
)
def test_a_rule_that_never_or_always_occurs_is_refused(tmp_path: Path, rrule: str) -> None:
    folder = pack_with_duties(tmp_path, WEEKLY.replace("FREQ=WEEKLY;BYDAY=MO", rrule))
    with pytest.raises(PackRejected, match="不是有效的 RRULE"):
        load(folder, (), load_kinds())


def scenario(*steps: dict[str, object], **said: object) -> dict[str, object]:
    """A scenario of the weekly rounds, from a Monday morning on."""
    world = {"people": [{"clerk": "clerk", "name": "甲"}, {"chief": "chief", "name": "乙"}]}
    return {"scenario": "巡检", "start": "2026-03-02T10:00+08:00", "world": world, "duties": True, "steps": list(steps)}


def test_a_scenario_sees_duties_open_as_time_passes(tmp_path: Path) -> None:
    source, pack = load(pack_with_duties(tmp_path, WEEKLY), (), load_kinds())
    assert problems_of(source) == ()
    steps = [
        {"wait": "6 days"},
        {
            "wait": "1 day",
            "expect": {"duties": "weekly", "stage": "open", "events": "duty-opened", "notified": "clerk"},
        },
        {"as": "clerk", "case": "duty", "do": "look"},
        {"as": "clerk", "case": "duty", "act": "finish", "expect": {"closed": True}},
        {"wait": "7 days"},
        {"as": "clerk", "case": "duty", "act": "nil-report", "expect": {"closed": True}},
    ]
    done = simulate(pack, scenario(*steps), load_kinds(), date(2026, 3, 31))
    assert done.mismatches == ()
    opened = [line for line in done.lines if line.kind == "duty-opened"]
    assert [f"{line.at:%m-%d %H:%M}" for line in opened] == ["03-09 09:00", "03-16 09:00", "03-23 09:00", "03-30 09:00"]
    assert {line.people for line in opened} == {("甲",)}


def test_a_duty_that_has_not_opened_is_missed_by_the_scenario(tmp_path: Path) -> None:
    _, pack = load(pack_with_duties(tmp_path, WEEKLY), (), load_kinds())
    steps = [
        {"wait": "7 days"},
        {"expect": {"duties": "monthly"}},
    ]
    (mismatch,) = simulate(pack, scenario(*steps), load_kinds(), date(2026, 3, 10)).mismatches
    assert "monthly" in mismatch.message
