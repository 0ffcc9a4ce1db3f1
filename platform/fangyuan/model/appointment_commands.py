"""What officers do about when somebody is to come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fangyuan.model.commands import Command
from fangyuan.model.who import Whos


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Command):
    """Tells them to come, or to come at another time. Casework has found the day and keeps the place.

    `case_types` are those that may be booked, `who` may do it, `answers` are written into the case, `person` has the turn.
    """

    duty: str
    title: str
    occurs_on: date
    day: date
    time: str
    person: str = ""
    case_types: tuple[str, ...] = ()
    who: Whos = ()
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAppointment(Command):
    """They need not come; `cleared` are the answers that told when."""

    reason: str
    who: Whos = ()
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAppointment(Command):
    """Whether they came."""

    kept: bool
    reason: str = ""
    who: Whos = ()
