"""Working calendars that a pack brings along."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fangyuan.compiler.bounds import days
from fangyuan.compiler.layers import SHARED
from fangyuan.compiler.spots import Spot, spot_of
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.durations import Duration
from fangyuan.model.problems import Problem
from fangyuan.packs.source import Source

_FILE = SHARED["calendars"]
_WEEK, _WORKDAYS_A_WEEK = 7, 5
_COUNTS = (1, 5, 15, 30, 60, 120)
"""Numbers of workdays that are tried."""

_WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), start=1)}


def calendars(spot: Spot | None) -> dict[str, Calendar]:
    """Every calendar by id."""
    return {row.text("calendar"): _calendar(row) for row in spot.rows()} if spot else {}


def _calendar(spot: Spot) -> Calendar:
    weekend = frozenset(_WEEKDAYS[row.word] for row in spot.rows("weekend"))
    return Calendar(
        calendar=spot.text("calendar"),
        title=spot.text("title"),
        years={row.whole("year"): _year(row) for row in spot.rows("years")},
        zone=_zone(spot.get("zone")),
        weekend=weekend if spot.get("weekend") else frozenset({6, 7}),
        notify_at=time.fromisoformat(spot.text("notify-at", "09:00")),
        hours=tuple((_time(row, "from"), _time(row, "to")) for row in spot.rows("hours")),
        revision=spot.text("revision"),
    )


def check_calendars(given: Mapping[str, Calendar], source: Source) -> list[Problem]:
    """Calendars work: in each year so many workdays never take longer than the bounds of clocks reckon with."""
    problems: list[Problem] = []
    file = source.files.get(_FILE)
    for row in spot_of(file, problems).rows() if file else ():
        calendar = given[row.text("calendar")]
        if (left := _WEEK - len(calendar.weekend)) < _WORKDAYS_A_WEEK:
            (row.get("weekend") or row).say("calendar-short-week", calendar=calendar.calendar, left=left)
            continue
        for year in row.rows("years"):
            if slow := _slow(calendar, year.whole("year")):
                first, last, wanted, most = slow
                detail = {"calendar": calendar.calendar, "year": year.whole("year"), "first": first, "last": last}
                year.say("calendar-too-slow", **detail, wanted=wanted, most=most)
    return problems


def _slow(calendar: Calendar, year: int) -> tuple[date, date, int, int] | None:
    """A stretch of the year in which so many workdays take longer than they may: its first and last day."""
    edges = [date(year, 1, 1), date(year + 1, 1, 1)]
    worked = [day for n in range((edges[1] - edges[0]).days) if _works(calendar, day := edges[0] + timedelta(days=n))]
    days_of = [edges[0] - timedelta(days=1), *worked, edges[1]]
    for wanted in _COUNTS:
        most = int(days(Duration.parse(f"{wanted} workdays"))[1])
        for first, last in zip(days_of, days_of[wanted:], strict=False):
            if (last - first).days > most:
                return first + timedelta(days=1), last - timedelta(days=1), wanted, most
    return None


def _works(calendar: Calendar, day: date) -> bool:
    given = calendar.years[day.year]
    return day in given.workdays or (day.isoweekday() not in calendar.weekend and day not in given.holidays)


def _time(spot: Spot, key: str) -> time:
    return time.fromisoformat(spot.text(key))


def _zone(spot: Spot | None) -> str:
    if spot is None:
        return "Asia/Shanghai"
    try:
        ZoneInfo(spot.word)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        spot.say("bad-zone", name=spot.word)
        return "Asia/Shanghai"
    return spot.word


def _year(spot: Spot) -> CalendarYear:
    year, holidays = spot.whole("year"), spot.get("holidays")
    off = {
        day: name.word for written, name in (holidays.items() if holidays else ()) if (day := _day(name, written, year))
    }
    worked = frozenset(day for row in spot.rows("workdays") if (day := _day(row, row.word, year)))
    hours = spot.get("hours")
    shorter = {
        day: tuple((_time(row, "from"), _time(row, "to")) for row in rows.rows())
        for written, rows in (hours.items() if hours else ())
        if (day := _day(rows, written, year))
    }
    return CalendarYear(year, spot.text("status") == "published", off, worked, shorter)


def _day(spot: Spot, written: str, year: int) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        spot.say("bad-date", value=written)
        return None
    if day.year != year:
        spot.say("date-outside-year", value=written, year=year)
        return None
    return day
