"""Backward planning from a deadline (倒排工期): the latest days on which each step must begin and end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fangyuan.engine.clocks.calendars import DAY, next_workday, previous_workday
from fangyuan.engine.clocks.counting import back
from fangyuan.model.calendars import Calendar
from fangyuan.model.durations import Duration


@dataclass(frozen=True, slots=True)
class Planned:
    """A step: it takes so long, begins in the morning of `begin` and is over at the end of `due`, both at the latest."""

    step: str
    length: Duration
    begin: date
    due: date


def plan_back(deadline: date, steps: Sequence[tuple[str, Duration]], calendar: Calendar) -> tuple[Planned, ...]:
    """The plan in the order of the steps; the last one ends on the last working day up to the deadline.

    >>> week = [("调查", Duration.parse("2 workdays")), ("答复", Duration.parse("1 workday"))]
    >>> [str(one.begin) for one in plan_back(date(2026, 3, 6), week, Calendar("cn", "", {}))]
    ['2026-03-04', '2026-03-06']
    """
    due, plan = previous_workday(calendar, deadline), []
    for step, length in reversed(steps):
        before = min(previous_workday(calendar, back(due, length, calendar)), due)
        plan.append(Planned(step, length, _morning_after(before, due, calendar), due))
        due = before
    return tuple(reversed(plan))


def _morning_after(before: date, due: date, calendar: Calendar) -> date:
    """The first working day after the step before it; the due day itself for a step that takes no time."""
    return min(next_workday(calendar, before + DAY), due)
