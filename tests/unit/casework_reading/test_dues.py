"""Deadlines as pages and lists tell them: a day, or a time of the day with the minutes to it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fangyuan.casework.reading.dues import due_at, due_of
from fangyuan.engine.clocks.calendars import written_due
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Light
from fangyuan.model.state import ClockRun

CALENDAR = Calendar("cn", "日历", {})
ZONE = ZoneInfo(CALENDAR.zone)
BEGAN = datetime(2026, 3, 2, 1, 20, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize(("passed", "left"), [(22, 8), (29.5, 1), (30, 0), (33, -3)])
def test_a_deadline_counted_in_minutes_is_a_time_and_the_minutes_to_it(passed: float, left: int) -> None:
    now = BEGAN + timedelta(minutes=passed)
    run = ClockRun("answer", 1, BEGAN, BEGAN + HALF_AN_HOUR)
    for due in (due_of(run, CALENDAR, now), due_at(run.due_at, run.light(now), CALENDAR, now)):
        assert (due.minutes, due.when) == (left, run.due_at)
        assert (due.light is Light.RED) == (left <= 0)


def test_of_a_run_that_has_ended_the_minutes_are_those_that_were_left() -> None:
    run = ClockRun("answer", 1, BEGAN, BEGAN + HALF_AN_HOUR, status="stopped", stopped_at=BEGAN + timedelta(minutes=19))
    assert due_of(run, CALENDAR, BEGAN + timedelta(days=9)).minutes == 11


def test_a_deadline_counted_in_days_stays_a_day() -> None:
    midnight = datetime(2026, 3, 5, tzinfo=ZONE).astimezone(UTC)
    due = due_at(midnight, Light.GREEN, CALENDAR, BEGAN)
    assert (due.minutes, due.when, due.workdays) == (None, date(2026, 3, 4), 2)


def test_a_deadline_is_written_as_what_it_is() -> None:
    assert written_due(BEGAN + HALF_AN_HOUR, ZONE) == "2026-03-02 09:50"
    assert written_due(datetime(2026, 3, 5, tzinfo=ZONE), ZONE) == "2026-03-04"
