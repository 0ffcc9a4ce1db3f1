"""Whether the days and instants of a scenario exist, follow one another, and end within a life's work."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from fangyuan.compiler.spots import Spot
from fangyuan.model.calendars import USUAL_CALENDAR, Calendar
from fangyuan.model.durations import Duration, DurationUnit

T = TypeVar("T", bound=date)

_YEARS: Final = range(1900, 2200)
"""Years that a procedure can speak of; at the edges of the calendar an instant has no other time zones."""

LONGEST: Final = 30
"""How many years a scenario may last: a clock that beats daily fires eleven thousand times in them."""

_DAYS = ("received-on", "occurred-on")


def check_dates(spot: Spot, calendars: Mapping[str, Calendar]) -> None:
    """Finds what no calendar has in the days of a scenario; an instant without an offset is one of the usual calendar."""
    for delegation in world.rows("delegations") if (world := spot.get("world")) else ():
        for key in ("since", "until"):
            _read(delegation.get(key), date.fromisoformat, "bad-date")
    for step in spot.rows("steps"):
        for key in _DAYS:
            _read(step.get(key), date.fromisoformat, "bad-date")
        _check_due(step)
    start = _read(spot.get("start"), _instant, "bad-instant")
    if start is None:
        for step in spot.rows("steps"):
            _read(step.get("wait-until"), datetime.fromisoformat, "bad-instant")
    else:
        _check_waits(spot.rows("steps"), start, _zone(calendars))


def _zone(calendars: Mapping[str, Calendar]) -> ZoneInfo:
    """The zone of the usual calendar, else of the first one, else a calendar's default."""
    first = next(iter(calendars.values()), Calendar("", "", {}))
    return ZoneInfo(calendars.get(USUAL_CALENDAR, first).zone)


def later(now: datetime, duration: Duration) -> datetime:
    """So much later; raises OverflowError or ValueError where no calendar goes, and for workdays, which belong to clocks."""
    if duration.unit is DurationUnit.WORKDAYS:
        raise ValueError("a scenario cannot wait for workdays")
    if duration.unit is DurationUnit.MONTHS:
        return now + relativedelta(months=duration.amount)
    return now + timedelta(**{str(duration.unit): duration.amount})


def _check_due(step: Spot) -> None:
    """When the clocks of an expectation end."""
    expect = step.get("expect")
    for _, clock in clocks.items() if expect and (clocks := expect.get("clocks")) else ():
        due = clock.get("due") if isinstance(clock.node.value, dict) else None
        if due is not None and due.value is not None:
            _read(due, date.fromisoformat, "bad-date")


def _check_waits(steps: list[Spot], now: datetime, zone: ZoneInfo) -> None:
    """Time only goes on, and not for ever."""
    last = later(now, Duration(12 * LONGEST, DurationUnit.MONTHS))
    for step in steps:
        if until := step.get("wait-until"):
            found = _read(until, datetime.fromisoformat, "bad-instant")
            now = _waited(until, found if found.tzinfo else found.replace(tzinfo=zone), now, last) if found else now
        elif wait := step.get("wait"):
            now = _after(wait, now, last)


def _waited(spot: Spot, until: datetime, now: datetime, last: datetime) -> datetime:
    """The instant that a scenario has waited for."""
    if until < now:
        spot.say("waits-back", value=spot.word, now=now.astimezone(until.tzinfo).isoformat(timespec="minutes"))
    elif until > last:
        spot.say("waits-too-long", most=LONGEST)
    return min(max(now, until), last)


def _after(spot: Spot, now: datetime, last: datetime) -> datetime:
    """The instant after a wait of so long."""
    duration = Duration.parse(spot.word)
    if duration.unit is DurationUnit.WORKDAYS:
        spot.say("waits-for-workdays", value=spot.word)
        return now
    try:
        until = later(now, duration)
    except (OverflowError, ValueError):
        until = datetime.max.replace(tzinfo=UTC)
    return _waited(spot, until, now, last)


def _read(spot: Spot | None, read: Callable[[str], T], code: str) -> T | None:
    """What a day or instant means; nothing, and a finding, for one that no calendar has."""
    if spot is None:
        return None
    try:
        found = read(spot.word)
    except ValueError:
        found = None
    if found is None or found.year not in _YEARS:
        spot.say(code, value=spot.word)
        return None
    return found


def _instant(written: str) -> datetime:
    """An instant with its offset."""
    found = datetime.fromisoformat(written)
    if found.tzinfo is None:
        raise ValueError("without an offset")
    return found
