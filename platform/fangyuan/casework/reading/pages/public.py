"""What leaves the house for whoever a matter is of: the slip that they take home, and the page that they ask after it on."""

from dataclasses import dataclass
from datetime import date, datetime

from fangyuan.casework.reading.pages.clocks import Due
from fangyuan.casework.reading.pages.naming import Named
from fangyuan.casework.reading.pages.receptions import Told


@dataclass(frozen=True, slots=True)
class SlipPage:
    """The slip of a case. `code` is there where it is printed now; `prints` are (instant, by whom, with a new code).

    `address` is blank where the jurisdiction does not answer on the public page, or not of this case: then `answers` is
    False, and nothing may be promised on the paper.
    """

    case: str
    number: str
    case_type: str
    tenant: str
    unit: Named
    phone: str
    handler: str
    handler_phone: str
    received_on: date
    registered_at: datetime
    note: str
    address: str
    prints: tuple[tuple[datetime, str, bool], ...] = ()
    code: str = ""
    answers: bool = True
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class PublicStep:
    """A stage in plain words, and when the matter came to it."""

    words: str
    since: datetime
    now: bool = False


@dataclass(frozen=True, slots=True)
class PublicClock:
    """A deadline: `status` as of its run, `ended_on` when it was met or ended, `unit` whose it is where it is one unit's."""

    title: str
    law: str
    unit: str
    due: Due
    status: str
    ended_on: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class PublicAct:
    """Something that the person may do; `why_not` says why not now."""

    action: str
    title: str
    hint: str
    law: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """How a matter stands, told to whoever it is of: nothing about anybody else."""

    number: str
    case_type: str
    tenant: str
    unit: str
    phone: str
    received_on: date
    registered_at: datetime
    closed_at: datetime | None
    outcome: str
    note: str
    steps: tuple[PublicStep, ...] = ()
    clocks: tuple[PublicClock, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    acts: tuple[PublicAct, ...] = ()
