"""Clocks: started, warned, due, climbed, extended, stopped."""

from dataclasses import dataclass
from datetime import date, datetime

from fangyuan.model.events.base import Event, happening


@dataclass(frozen=True, slots=True)
class Firing:
    """Something a run will do: `kind` is warn, due or rung; `index` its place in the clock's list."""

    kind: str
    index: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a due date came about: the start, the words of each step, the revision of the calendar, whether it rests on a provisional year.

    `unrolled` is the end before it was moved to a working day: extensions and pauses count on from there.
    `promised` is the date that an answer named, for a run that rests on one.
    `begun` is the instant from which minutes and hours were counted.
    """

    start: date
    due: date | datetime
    steps: tuple[str, ...] = ()
    calendar: str = ""
    revision: str = ""
    provisional: bool = False
    unrolled: date | datetime | None = None
    promised: date | None = None
    begun: datetime | None = None


@happening("clock", "subject")
class ClockStarted(Event):
    """A run began. `due_at` is the end of the due date in the calendar's zone; `lights` the instants the light changes.

    `since` is where a run that was begun anew counts its bound from: the start of the first of them.
    """

    clock: str
    number: int
    due_at: datetime
    reckoning: Reckoning
    subject: str = ""
    title: str = ""
    law: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()
    period: int = 0
    since: date | datetime | None = None


@happening("clock", "subject")
class ClockMoved(Event):
    """The due date of a run changed, for a reason that is no extension (a calendar was published, a resumed pause)."""

    clock: str
    number: int
    due_at: datetime
    reckoning: Reckoning
    why: str
    subject: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()


@happening("clock", "subject")
class ClockRecounted(Event):
    """The day from which a run is counted was put right, and with it the due date.

    `rungs` of the ladder count as fired by it; of an obligation the `period` that runs by it, and how many were `missed`.
    `late` is the verdict on a run that has stopped; on one that goes on, whether it stays late whenever it stops.
    """

    clock: str
    number: int
    due_at: datetime
    reckoning: Reckoning
    why: str
    subject: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()
    rungs: int = 0
    period: int = 0
    missed: int = 0
    late: bool = False


@happening("clock", "subject")
class ClockPaused(Event):
    """The run stands still."""

    clock: str
    number: int
    subject: str = ""
    why: str = ""


@happening("clock", "subject")
class ClockResumed(Event):
    """The run goes on, with the due date that the pause moved."""

    clock: str
    number: int
    due_at: datetime
    reckoning: Reckoning
    subject: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()


@happening("clock", "subject")
class ClockWarned(Event):
    """A warning fired: the light is yellow or orange."""

    clock: str
    number: int
    index: int
    light: str
    subject: str = ""


@happening("clock", "subject")
class ClockDue(Event):
    """The due date passed without the clock having stopped."""

    clock: str
    number: int
    subject: str = ""
    period: int = 0


@happening("clock", "subject", "rung")
class ClockEscalated(Event):
    """A rung of the ladder fired (`rung` counts from 1): people were informed, an instrument proposed."""

    clock: str
    number: int
    rung: int
    subject: str = ""
    informed: tuple[str, ...] = ()
    proposed: str = ""
    copied: tuple[str, ...] = ()


@happening("clock", "subject")
class ClockStopped(Event):
    """What was owed was done; `late` says whether after the due date."""

    clock: str
    number: int
    subject: str = ""
    late: bool = False


@happening("clock", "subject")
class ClockCancelled(Event):
    """The run ended without a verdict; `left` where its subject had left the case, and may come back."""

    clock: str
    number: int
    subject: str = ""
    left: bool = False


@happening("clock", "subject")
class ObligationMet(Event):
    """A recurring obligation was met for its running period; `late` where the period had passed."""

    clock: str
    number: int
    period: int
    subject: str = ""
    late: bool = False


@happening("clock", "subject")
class ExtensionAsked(Event):
    """Somebody asks for more time; `approvers` may say yes or no. `asked_at` is when they did, on paper perhaps."""

    clock: str
    number: int
    by: str
    reason: str
    approvers: tuple[str, ...]
    subject: str = ""
    asked_at: datetime | None = None


@happening("clock", "subject")
class ExtensionReassigned(Event):
    """What somebody asked for lies before others, as those whom it waited for have left."""

    clock: str
    number: int
    approvers: tuple[str, ...]
    subject: str = ""
    reason: str = ""


@happening("clock", "subject")
class ClockExtended(Event):
    """The extension was approved; `due_at` is the new due date. An extended clock is not a breached clock, unless it was
    asked for (`asked_at`) when the due date had passed: `late`.
    """

    clock: str
    number: int
    by: str
    reason: str
    due_at: datetime
    reckoning: Reckoning
    subject: str = ""
    lights: tuple[tuple[datetime, str], ...] = ()
    firings: tuple[Firing, ...] = ()
    asked_at: datetime | None = None
    late: bool = False


@happening("clock", "subject")
class ExtensionRefused(Event):
    """The extension was refused, with the reason."""

    clock: str
    number: int
    reason: str
    subject: str = ""
