"""When a duty falls due: its rule counted from one fixed Monday, moved for days off, opened in the morning."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr

from fangyuan.engine.clocks.calendars import (
    DAY,
    add_workdays,
    calendar_of,
    date_of,
    is_workday,
    next_workday,
    notice_on,
    previous_workday,
)
from fangyuan.model.calendars import USUAL_CALENDAR, Calendar
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.events import DayBegan
from fangyuan.model.outputs import Duty
from fangyuan.model.procedure import CaseType
from fangyuan.model.rotas import DAY as DAY_OF_DUTY
from fangyuan.model.rotas import TURN
from fangyuan.model.world import World

ANCHOR = datetime(2024, 1, 1)  # noqa: DTZ001
"""Rules count from here, a Monday and the first day of a month, a quarter and a year, so that every second week or every
third month means the same in each installation. A rule knows dates alone; their zone is the calendar's."""

MARGIN = timedelta(days=31)
"""No run of days off moves an occurrence further than this."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A duty's date by its rule, the date it was moved to, and the instant at which it opens (UTC): then, or ahead of it."""

    occurs_on: date
    on: date
    at: datetime


def calendar_for(duty: Duty, world: World) -> Calendar:
    """The calendar that the duty names, else the usual one, else the first there is."""
    if duty.calendar:
        return calendar_of(world, duty.calendar)
    return world.calendars.get(USUAL_CALENDAR) or next(iter(world.calendars.values()), calendar_of(world, ""))


def hears_days(case_type: CaseType) -> bool:
    """Whether a rule or a clock of the type does something on a morning."""
    heard = [pattern for rule in case_type.rules for pattern in rule.on]
    for clock in case_type.clocks:
        heard += (*clock.start, *clock.stop, *clock.cancel, *clock.restart, *clock.resume, *clock.met_by)
    return any(pattern.word == DayBegan.word for pattern in heard)


def morning(calendar: Calendar, now: datetime) -> datetime | None:
    """The instant at which the day of `now` began for the calendar; None while it has not."""
    at = notice_on(calendar, date_of(calendar, now))
    return at if at <= now else None


def occurrences(duty: Duty, calendar: Calendar, after: datetime, until: datetime) -> Iterator[Occurrence]:
    """What opens after one instant and not later than another, in the order of the rule's dates."""
    rule = rrulestr(duty.rrule, dtstart=ANCHOR)
    first, last = (date_of(calendar, at) for at in (after, until))
    begin, end = (datetime.combine(day, ANCHOR.time()) for day in (first - MARGIN, last + MARGIN + _reach(duty)))
    for found in rule.between(begin, end, inc=True):
        moved = moved_to(duty, calendar, found.date())
        if moved is not None and after < (at := notice_on(calendar, _opens_on(duty, calendar, moved))) <= until:
            yield Occurrence(found.date(), moved, at)


def days_of(duty: Duty, calendar: Calendar, first: date, last: date) -> Iterator[Occurrence]:
    """What falls on the days from `first` to `last`, whenever it opens."""
    until = notice_on(calendar, last)
    for one in occurrences(duty, calendar, notice_on(calendar, first - _reach(duty) - DAY), until):
        if first <= one.on <= last:
            yield one


def written(duty: Duty, one: Occurrence, turn: str) -> dict[str, str]:
    """What the duty writes into the answers of the case that it opens; nothing of a turn that is nobody's."""
    values = {DAY_OF_DUTY: one.on.isoformat(), TURN: turn}
    return {path: values[word] for path, word in duty.answers.items() if values[word]}


def _opens_on(duty: Duty, calendar: Calendar, day: date) -> date:
    """The day on which it opens: the day itself, or ahead of it."""
    if duty.ahead is None:
        return day
    if duty.ahead.unit is DurationUnit.WORKDAYS:
        return add_workdays(calendar, day, -duty.ahead.amount)
    return day - _long(duty.ahead)


def _reach(duty: Duty) -> timedelta:
    """How far ahead it may open at most: holidays make working days longer."""
    if duty.ahead is None:
        return timedelta()
    return 3 * _long(duty.ahead) if duty.ahead.unit is DurationUnit.WORKDAYS else _long(duty.ahead)


def _long(ahead: Duration) -> timedelta:
    return ahead.amount * (7 * DAY if ahead.unit is DurationUnit.WEEKS else DAY)


def moved_to(duty: Duty, calendar: Calendar, day: date) -> date | None:
    """Where a date goes when it is not worked; nowhere where the duty is skipped then."""
    if duty.if_holiday == "as-it-falls" or is_workday(calendar, day):
        return day
    if duty.if_holiday == "skip":
        return None
    return previous_workday(calendar, day) if duty.if_holiday == "previous-workday" else next_workday(calendar, day)
