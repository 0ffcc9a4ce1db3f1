"""Days in SQL: the local date of an instant, and how many days lie between two dates, alike on both databases."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.functions import GenericFunction

from fangyuan.forms.conditions import instant
from fangyuan.forms.moment import Moment

_SINCE, _UNTIL = datetime(1990, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
"""Between these a zone's own changes count; before and after, what held at the ends."""


class local_day(GenericFunction[date]):  # noqa: N801
    """The date of an instant in a zone."""

    name = "fangyuan_local_day"
    type = Date()
    inherit_cache = False

    def __init__(self, when: ColumnElement[Any], zone: tzinfo) -> None:
        """`when` is a column of instants."""
        self.zone = zone
        super().__init__(when)


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


@compiles(local_day, "sqlite")
def _local_day_sqlite(made: local_day, compiler: Any, **how: Any) -> str:
    (when,) = made.clauses
    column = compiler.process(when, **how)
    *changes, last = [f"date({column}, '{ahead:+d} seconds')" for _, ahead in offsets(made.zone)]
    if not changes:
        return last
    bounds = [f"{since.replace(tzinfo=None).isoformat(' ')}.000000" for since, _ in offsets(made.zone)[1:]]
    cases = " ".join(f"WHEN {column} < '{bound}' THEN {day}" for bound, day in zip(bounds, changes, strict=True))
    return f"(CASE {cases} ELSE {last} END)"


@compiles(local_day, "postgresql")
def _local_day_postgresql(made: local_day, compiler: Any, **how: Any) -> str:
    (when,) = made.clauses
    zone = compiler.process(literal(str(made.zone)), **how)
    return f"(({compiler.process(when, **how)}) AT TIME ZONE {zone})::date"


@compiles(days_between, "sqlite")
def _days_sqlite(made: days_between, compiler: Any, **how: Any) -> str:
    first, second = (compiler.process(one, **how) for one in made.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _days_postgresql(made: ClauseElement, compiler: Any, **how: Any) -> str:
    first, second = (compiler.process(one, **how) for one in made.clauses)  # type: ignore[attr-defined]
    return f"(({second}) - ({first}))"
