"""Minutes and hours: by the wall clock, or by the calendar's working hours where it has any."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from fangyuan.engine.clocks.calendars import DAY, date_of, instant, is_workday
from fangyuan.model.calendars import Calendar
from fangyuan.model.durations import Duration, DurationUnit

Window = tuple[datetime, datetime]

LONGEST_SEARCH = 366
"""Days searched for the next working window before the wall clock is used: no calendar closes for a year."""


def span(duration: Duration) -> timedelta:
    """The length of a duration in minutes or hours; ValueError for any other."""
    if not duration.by_the_clock:
        raise ValueError(f"not counted by the clock: {duration}")
    return timedelta(minutes=duration.amount * (60 if duration.unit is DurationUnit.HOURS else 1))


def later(calendar: Calendar, at: datetime, length: timedelta) -> datetime:
    """The instant that so much time after `at` has passed; time outside working hours does not pass."""
    for opens, closes in _windows(calendar, at, forward=True):
        begin = max(opens, at)
        if begin + length <= closes:
            return begin + length
        length -= max(closes - begin, timedelta(0))
        at = max(at, closes)
    return at + length


def earlier(calendar: Calendar, at: datetime, length: timedelta) -> datetime:
    """The instant from which so much time passes until `at`."""
    for opens, closes in _windows(calendar, at, forward=False):
        end = min(closes, at)
        if end - length >= opens:
            return end - length
        length -= max(end - opens, timedelta(0))
        at = min(at, opens)
    return at - length


def worked_between(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    """How much time that counts lies between two instants."""
    if not _hours(calendar):
        return max(end - begin, timedelta(0))
    total = timedelta(0)
    day, last = date_of(calendar, begin), date_of(calendar, end)
    while day <= last:
        for opens, closes in _of_day(calendar, day):
            total += max(min(closes, end) - max(opens, begin), timedelta(0))
        day += DAY
    return total


def _windows(calendar: Calendar, at: datetime, *, forward: bool) -> Iterator[Window]:
    """The working windows from the day of `at` on (back), in order; none without hours, or after a year without any."""
    if not _hours(calendar):
        return
    day, idle = date_of(calendar, at), 0
    while idle < LONGEST_SEARCH:
        windows = _of_day(calendar, day)
        idle = 0 if windows else idle + 1
        yield from windows if forward else reversed(windows)
        day += DAY if forward else -DAY


def _of_day(calendar: Calendar, day: date) -> list[Window]:
    if not is_workday(calendar, day):
        return []
    own = calendar.years[day.year].hours.get(day) if day.year in calendar.years else None
    hours = _hours(calendar) if own is None else _in_order(own)
    return [(instant(calendar, day, opens), instant(calendar, day, closes)) for opens, closes in hours]


def _hours(calendar: Calendar) -> list[tuple[time, time]]:
    return _in_order(calendar.hours)


def _in_order(hours: Iterable[tuple[time, time]]) -> list[tuple[time, time]]:
    return sorted((opens, closes) for opens, closes in hours if opens < closes)
