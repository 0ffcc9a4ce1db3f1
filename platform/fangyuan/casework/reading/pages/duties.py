"""Recurring work, and work that broke and waits."""

from dataclasses import dataclass
from datetime import date, datetime

from fangyuan.casework.reading.pages.clocks import Due
from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The report, and the period of it, that a case hands in which recurring work opened."""

    report: Named
    period: Named


@dataclass(frozen=True, slots=True)
class DutyCase:
    """A case that a duty has opened and nobody has ended. `may_report_nil`: the viewer may end it in one step.

    `period` is the one of the duty's report that this case hands in, whenever it is done.
    """

    case: str
    seq: int
    number: str
    matter: str
    opened_on: date
    due: Due | None
    asked: tuple[Named, ...]
    may_report_nil: bool
    period: Named | None = None


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty: by whom, when it comes next, what of it is open now.

    `report` is the report that it hands in, `period` that of the last time it came; before the first time, that of the first.
    """

    duty: str
    title: str
    case_type: Named
    who: tuple[Named, ...]
    coming: tuple[date, ...]
    open: tuple[DutyCase, ...]
    report: Named | None = None
    period: Named | None = None


@dataclass(frozen=True, slots=True)
class DutiesPage:
    """The duties of the viewer's jurisdiction."""

    duties: tuple[DutyView, ...]


@dataclass(frozen=True, slots=True)
class AsideView:
    """A piece of work that broke: `sort` is firings, commands, outbox or duties; `waits` for a person, else tried again."""

    sort: str
    name: str
    case: str
    number: str
    at: datetime
    attempts: int
    error: str
    waits: bool


@dataclass(frozen=True, slots=True)
class AsidePage:
    """What broke in the viewer's jurisdiction and was not done since."""

    items: tuple[AsideView, ...]
