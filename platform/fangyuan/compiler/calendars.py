"""Working calendars that a pack brings along."""

from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fangyuan.compiler.spots import Spot
from fangyuan.model.calendars import Calendar, CalendarYear

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
