"""Working calendars: years with their days off, and what publishing one would move."""

from dataclasses import dataclass
from datetime import date

from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days off in a row under one name, both included."""

    first: date
    last: date
    title: str


@dataclass(frozen=True, slots=True)
class YearView:
    """A year as the tenant counts by it: `own` are dates of its own, laid over those of the installation.

    `hours` are days with working hours of their own, such as half days, as texts.
    """

    year: int
    published: bool
    known: bool
    days_off: tuple[DaysOff, ...]
    workdays: tuple[date, ...]
    hours: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar with its years, the newest first. `weekend` holds ISO weekdays; `notify_at` is when people are told."""

    calendar: Named
    zone: str
    weekend: tuple[int, ...]
    notify_at: str
    years: tuple[YearView, ...]


@dataclass(frozen=True, slots=True)
class CalendarsPage:
    """The calendars; `publishes`: the viewer may publish for all, `keeps`: may keep dates of the own jurisdiction."""

    calendars: tuple[CalendarView, ...]
    publishes: bool
    keeps: bool


@dataclass(frozen=True, slots=True)
class YearForm:
    """A year as it stands, line by line, to be changed; `base` is the revision that it was read from."""

    calendar: Named
    year: int
    published: bool
    days_off: str
    workdays: str
    hours: str
    base: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """A deadline that moves; both dates are the last that count."""

    number: str
    title: str
    due_from: date
    due_to: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class YearPublished:
    """What publishing would do, or did: `moves` of the viewer's own jurisdiction, how many elsewhere.

    `settled` dates stay and are provisional no more; `failed` cases could not be moved.
    """

    calendar: str
    year: int
    moves: tuple[MoveView, ...]
    elsewhere: int
    settled: int
    failed: tuple[str, ...]
