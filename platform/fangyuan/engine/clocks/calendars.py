"""Working days of a calendar, and the line between dates (of its zone) and instants (UTC).

A year that a calendar does not know counts as provisional: weekends only. Reckonings say so; nothing fails.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.world import World

DAY = timedelta(days=1)
WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


def calendar_of(world: World, name: str) -> Calendar:
    """The installed calendar of that id; one that knows no year where none is installed."""
    return world.calendars.get(name) or Calendar(calendar=name, title=name, years={})


def due_on(due_at: datetime, zone: ZoneInfo) -> date:
    """The date of a deadline: one that ends at 24:00 belongs to the day before that midnight."""
    return (due_at.astimezone(zone) - timedelta(microseconds=1)).date()


def by_the_clock(due_at: datetime, zone: ZoneInfo) -> bool:
    """Whether a deadline is a time of the day, counted in minutes or hours; one of days ends at 24:00."""
    return due_at.astimezone(zone).time() != time.min


def written_due(due_at: datetime, zone: ZoneInfo) -> str:
    """`2026-03-02`, or `2026-03-02 09:50` of a deadline by the clock."""
    if by_the_clock(due_at, zone):
        return f"{due_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return due_on(due_at, zone).isoformat()


def provisional(calendar: Calendar, year: int) -> bool:
    """Whether the days off of a year are not published yet, or unknown."""
    known = calendar.years.get(year)
    return known is None or not known.published


def is_workday(calendar: Calendar, day: date) -> bool:
    """Whether a date is worked: make-up days first, then holidays, then weekends."""
    year = _year(calendar, day)
    if day in year.workdays:
        return True
    return day not in year.holidays and day.isoweekday() not in calendar.weekend


def next_workday(calendar: Calendar, day: date) -> date:
    """The date itself where it is worked, else the first worked one after it."""
    return day if _never_works(calendar) else _walk(calendar, day, DAY)


def previous_workday(calendar: Calendar, day: date) -> date:
    """The date itself where it is worked, else the last worked one before it."""
    return day if _never_works(calendar) else _walk(calendar, day, -DAY)


def add_workdays(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day after a date (before it where negative); the date itself does not count."""
    step = DAY if count >= 0 else -DAY
    if _never_works(calendar):
        return day + step * abs(count)
    for _ in range(abs(count)):
        day = _walk(calendar, day + step, step)
    return day


def workdays_between(calendar: Calendar, first: date, end: date) -> int:
    """How many working days lie in [first, end)."""
    return sum(is_workday(calendar, first + DAY * n) for n in range((end - first).days))


def name_of_day(calendar: Calendar, day: date) -> str:
    """Why a date is not worked, in Chinese: the holiday's name, or the day of the week; 调休上班日 for a make-up day."""
    year = _year(calendar, day)
    if day in year.workdays:
        return "调休上班日"
    return f"{year.holidays[day]}假期" if day in year.holidays else f"星期{WEEKDAYS[day.weekday()]}"


def zone_of(calendar: Calendar) -> ZoneInfo:
    """The zone whose dates the calendar counts."""
    return ZoneInfo(calendar.zone)


def date_of(calendar: Calendar, at: datetime) -> date:
    """The date that an instant has in the calendar's zone."""
    return at.astimezone(zone_of(calendar)).date()


def instant(calendar: Calendar, day: date, at: time = time(0)) -> datetime:
    """The UTC instant of a time of day in the calendar's zone."""
    return datetime.combine(day, at, zone_of(calendar)).astimezone(UTC)


def end_of(calendar: Calendar, day: date) -> datetime:
    """24:00 of a date: when a deadline of that date has passed."""
    return instant(calendar, day + DAY)


def notice_on(calendar: Calendar, day: date) -> datetime:
    """When firings of a date happen, so that nobody is written to at midnight."""
    return instant(calendar, day, calendar.notify_at)


def layered(base: Calendar, own: Calendar) -> Calendar:
    """A calendar with the dates of a jurisdiction's own laid over it: the own ones win, all else is the base's.

    The revision names both, so that a due date tells which dates it was counted by.
    """
    years = {
        year: _laid(base.years.get(year) or CalendarYear(year, published=False), own.years[year]) for year in own.years
    }
    return replace(base, years={**base.years, **years}, revision=f"{base.revision}+{own.revision}")


def _laid(base: CalendarYear, own: CalendarYear) -> CalendarYear:
    kept = {day: name for day, name in base.holidays.items() if day not in own.workdays}
    return replace(
        base,
        holidays={**kept, **own.holidays},
        workdays=(base.workdays - frozenset(own.holidays)) | own.workdays,
        hours={**base.hours, **own.hours},
    )


def _year(calendar: Calendar, day: date) -> CalendarYear:
    return calendar.years.get(day.year) or CalendarYear(day.year, published=False)


def _never_works(calendar: Calendar) -> bool:
    """A calendar whose every weekday is weekend would be searched for ever."""
    return calendar.weekend >= frozenset(range(1, 8))


def _walk(calendar: Calendar, day: date, step: timedelta) -> date:
    while not is_workday(calendar, day):
        day += step
    return day
