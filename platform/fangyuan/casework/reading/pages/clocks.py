"""Deadlines and the runs of clocks."""

from dataclasses import dataclass
from datetime import date, datetime

from fangyuan.casework.reading.pages.naming import Named
from fangyuan.model.clocks import Light


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as it stands: `workdays` to go (negative: overdue by so many), counted in the clock's calendar.

    `minutes` to go (negative: overdue) where the deadline is a time of the day; None for one that is a day.
    """

    light: Light
    on: date
    workdays: int
    title: str = ""
    at: datetime | None = None
    provisional: bool = False
    minutes: int | None = None

    @property
    def when(self) -> date | datetime:
        """What the deadline is: an instant where it is a time of the day, else a date."""
        return self.at if self.at is not None and self.minutes is not None else self.on


@dataclass(frozen=True, slots=True)
class DueLine:
    """One due date a clock had, and how it came about; `until` is its instant where it is a time of the day."""

    on: date
    at: datetime
    why: str
    by: str
    steps: tuple[str, ...]
    provisional: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskedExtension:
    """An extension that waits for an answer. `numbers`: the letters that granting it issues with a number. `may_record_for`:
    those who may have given it on paper, for whom the viewer may write it down.
    """

    by: str
    reason: str
    approvers: tuple[str, ...]
    mine: bool
    numbers: tuple[Named, ...] = ()
    may_record_for: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockView:
    """A run of a clock, with everything its box opens. `status`: running, paused, stopped, cancelled. `over`: more time may
    be asked for only if it was asked for on paper before the due date passed.
    """

    clock: str
    subject: Named
    number: int
    title: str
    law: str
    status: str
    due: Due
    history: tuple[DueLine, ...]
    late: bool = False
    stopped_on: date | None = None
    may_ask: bool = False
    why_not_ask: str = ""
    up_to: str = ""
    asked: AskedExtension | None = None
    rungs_fired: int = 0
    period: int = 0
    over: bool = False
