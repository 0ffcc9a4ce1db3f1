"""Backward planning from a deadline (倒排工期): the latest days on which each step must begin and end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fangyuan.engine.clocks.calendars import DAY, next_workday, previous_workday, provisional
from fangyuan.engine.clocks.counting import back, skipped
from fangyuan.engine.clocks.wording import said
from fangyuan.model.calendars import Calendar
from fangyuan.model.durations import Duration, DurationUnit


@dataclass(frozen=True, slots=True)
class Planned:
    """A step: it takes so long, begins in the morning of `begin` and is over at the end of `due`.

    `latest` is the day on which it must be over for the steps after it; `due` is that day unless somebody set another.
    """

    step: str
    length: Duration
    begin: date
    due: date
    latest: date


def plan_back(
    deadline: date, steps: Sequence[tuple[str, Duration]], calendar: Calendar, fixed: Mapping[int, date] | None = None
) -> tuple[Planned, ...]:
    """The plan in the order of the steps; the last one ends on the last working day up to the deadline.

    Steps whose number is in `fixed` end on that day, and the steps before them are counted back from it.

    >>> week = [("调查", Duration.parse("2 workdays")), ("答复", Duration.parse("1 workday"))]
    >>> [str(one.begin) for one in plan_back(date(2026, 3, 6), week, Calendar("cn", "", {}))]
    ['2026-03-04', '2026-03-06']
    """
    latest, plan = previous_workday(calendar, deadline), []
    for number, (step, length) in reversed(list(enumerate(steps))):
        due = (fixed or {}).get(number, latest)
        before = min(previous_workday(calendar, back(due, length, calendar)), due)
        plan.append(Planned(step, length, _morning_after(before, due, calendar), due, latest))
        latest = before
    return tuple(reversed(plan))


def explained(planned: Planned, calendar: Calendar) -> str:
    """How the dates of a step came about, in a sentence; a date that somebody set is told beside the one counted back."""
    counted = f"往前排：最迟{planned.latest}做完"
    if planned.due != planned.latest:
        later = "，晚于往前排的日期" if planned.due > planned.latest else ""
        counted = f"{counted}；填写的是{planned.due}{later}"
    passed = skipped(planned.begin, planned.due, calendar) if planned.length.unit is DurationUnit.WORKDAYS else ()
    years = range(planned.begin.year, planned.due.year + 1)
    unsure = [f"{year}年放假安排尚未公布，为暂定" for year in years if provisional(calendar, year)]
    return "；".join((f"{counted}，用{said(planned.length)}，最迟{planned.begin}开始", *passed, *unsure))


def _morning_after(before: date, due: date, calendar: Calendar) -> date:
    """The first working day after the step before it; the due day itself for a step that takes no time."""
    return min(next_workday(calendar, before + DAY), due)
