"""The light of a deadline in SQL: what `ClockRun.light` says, out of the instants that the rows keep."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, literal, or_, type_coerce
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from fangyuan.model.clocks import Light
from fangyuan.store.tables import Instant

Columns = ReadOnlyColumnCollection[str, Any]


def at(instant: datetime) -> ColumnElement[datetime]:
    """An instant as a parameter of a statement."""
    return literal(instant, Instant())


def light_of(due: ColumnElement[Any], rows: Columns, now: ColumnElement[Any]) -> ColumnElement[str]:
    """Red from the due date on, or while a missed period is not made good; else the light that came last, else green."""
    orange_later = or_(rows.yellow_at.is_(None), rows.yellow_at > now, rows.yellow_at <= rows.orange_at)
    return type_coerce(
        case(
            (or_(due <= now, rows.red_at <= now), Light.RED.value),
            (and_(rows.orange_at <= now, orange_later), Light.ORANGE.value),
            (rows.yellow_at <= now, Light.YELLOW.value),
            else_=Light.GREEN.value,
        ),
        String(),
    )


def light_now(
    due: datetime | None, red: datetime | None, yellow: datetime | None, orange: datetime | None, now: datetime
) -> Light:
    """The same of values that were read."""
    if any(since is not None and since <= now for since in (due, red)):
        return Light.RED
    lit = [(when, light) for when, light in ((yellow, Light.YELLOW), (orange, Light.ORANGE)) if when and when <= now]
    return max(lit, key=lambda pair: pair[0])[1] if lit else Light.GREEN


def counted(rows: Any) -> Mapping[Light, int]:
    """Every light with its count, in the order of the lights."""
    found = {Light(light): int(count) for light, count in rows}
    return {light: found.get(light, 0) for light in Light}
