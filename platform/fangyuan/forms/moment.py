"""When a condition is weighed, and the parameters that hold then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """`now` is an aware UTC instant, `today` its date in the calendar's `zone`, `parameters` are pinned with the case."""

    now: datetime
    today: date
    parameters: Mapping[str, Any] = field(default_factory=dict)
    zone: tzinfo = UTC

    @classmethod
    def of(cls, now: datetime, zone: str | tzinfo, parameters: Mapping[str, Any] | None = None) -> "Moment":
        """The moment of an instant in a zone, which may be given by name (`Asia/Shanghai`)."""
        place = ZoneInfo(zone) if isinstance(zone, str) else zone
        return cls(now, now.astimezone(place).date(), parameters or {}, place)
