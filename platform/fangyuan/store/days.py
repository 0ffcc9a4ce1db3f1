"""Days in SQL: the local date of an instant, and how many days lie between two dates, alike on both databases."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.functions import GenericFunction

from fangyuan.forms.conditions import instant
from fangyuan.forms.moment import Moment

_SINCE, _UNTIL = datetime(1990, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
"""Between these a zone's own changes count; before and after, what held at the ends."""


class local_day(GenericFunction[date]):  # noqa: N801
    """The date of an instant in a zone.

    All that the zone says stands in parameters, so that a statement that holds it is compiled once and kept.
    """

    name = "fangyuan_local_day"
    type = Date()
    inherit_cache = True

    def __init__(self, when: ColumnElement[Any], zone: tzinfo) -> None:
        """`when` is a column of instants."""
        (_, first), *changes = offsets(zone)
        later = ((f"{since.replace(tzinfo=None).isoformat(' ')}.000000", ahead) for since, ahead in changes)
        told = (each for since, ahead in later for each in (since, _moved(ahead)))
        super().__init__(when, str(zone), _moved(first), *told)


class days_between(GenericFunction[int]):  # noqa: N801
    """How many days it is from the first date to the second."""

    name = "fangyuan_days_between"
    type = Integer()
    inherit_cache = True


def first_instant(day: date, moment: Moment) -> datetime:
    """The first instant of a day in the zone of the moment."""
    return instant(day, moment).astimezone(UTC)


@lru_cache(maxsize=16)
def offsets(zone: tzinfo) -> tuple[tuple[datetime, int], ...]:
    """(from when on, seconds ahead of UTC) of a zone, the earliest first; the first counts for all before, too."""
    found = [(_SINCE, _ahead(_SINCE, zone))]
    at = _SINCE
    while at < _UNTIL:
        following = at + timedelta(days=1)
        if _ahead(following, zone) != found[-1][1]:
            found.append(_change(at, following, zone))
        at = following
    return tuple(found)


def _ahead(at: datetime, zone: tzinfo) -> int:
    return int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds())


def _change(before: datetime, after: datetime, zone: tzinfo) -> tuple[datetime, int]:
    """The second at which the zone changed between two instants."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if _ahead(middle, zone) == _ahead(after, zone):
            after = middle
        else:
            before = middle
    return after, _ahead(after, zone)


def _moved(ahead: int) -> str:
    """What SQLite adds to an instant of UTC."""
    return f"{ahead:+d} seconds"


@compiles(local_day, "sqlite")
def _local_day_sqlite(made: local_day, compiler: Any, **how: Any) -> str:
    column, _, first, *changes = (compiler.process(one, **how) for one in made.clauses)
    days = [f"date({column}, {moved})" for moved in (first, *changes[1::2])]
    if not changes:
        return days[0]
    bounds = zip(changes[::2], days, strict=False)
    cases = " ".join(f"WHEN {column} < {bound} THEN {day}" for bound, day in bounds)
    return f"(CASE {cases} ELSE {days[-1]} END)"


@compiles(local_day, "postgresql")
def _local_day_postgresql(made: local_day, compiler: Any, **how: Any) -> str:
    when, zone, *_ = made.clauses
    return f"(({compiler.process(when, **how)}) AT TIME ZONE {compiler.process(zone, **how)})::date"


@compiles(days_between, "sqlite")
def _days_sqlite(made: days_between, compiler: Any, **how: Any) -> str:
    first, second = (compiler.process(one, **how) for one in made.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_postgresql(made: ClauseElement, compiler: Any, **how: Any) -> str:
    first, second = (compiler.process(one, **how) for one in made.clauses)  # type: ignore[attr-defined]
    return f"(({second}) - ({first}))"
