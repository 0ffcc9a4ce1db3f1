"""Working calendars: installed per installation, with revisions, outside the pin of a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

USUAL_CALENDAR = "cn"
"""The calendar that counts where several are there and none is named."""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year: days off that are no weekend, and weekend days that are worked (make-up days, 调休).

    `hours` holds the working hours of single dates that differ from the calendar's, such as half days; they count only
    where the calendar has hours.
    """

    year: int
    published: bool
    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: frozenset[date] = frozenset()
    hours: Mapping[date, tuple[tuple[time, time], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar: `weekend` holds ISO weekdays (6, 7); firings of dated clocks happen at `notify_at` in `zone`."""

    calendar: str
    title: str
    years: Mapping[int, CalendarYear]
    zone: str = "Asia/Shanghai"
    weekend: frozenset[int] = frozenset({6, 7})
    notify_at: time = time(9)
    hours: tuple[tuple[time, time], ...] = ()
    revision: str = ""
