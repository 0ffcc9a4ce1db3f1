"""What requests about turns and appointments say."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fangyuan.web.api.bodies import Id, OnCase, Reason, Seen
from fangyuan.web.api.operations import Body
from fangyuan.web.api.schemas import within

Note = Annotated[str, within(maxLength=200)]
Clock = Annotated[str, within(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingTurn(Body):
    """Whose a day is. `occurs_on` is the date of the rule, as `listRotas` says it; with `n` the act is refused when more was
    said of the day since.
    """

    occurs_on: date
    person: Id
    reason: Note = ""
    n: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwappingTurns(Body):
    """Two days of two officers, who change places. `n` and `other_n` as in `giveTurn`; of the two both or none."""

    occurs_on: date
    other: date
    reason: Reason
    n: Seen | None = None
    other_n: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringSwap(Body):
    """Whether the two change places, of what `listRotas` says is asked."""

    agreed: bool
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingTurns(Body):
    """Until which day everything stays as it is expected."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingTime(OnCase):
    """A time of a day of recurring work (`pack/duty`), as `getAppointment` offers it."""

    duty: Id
    occurs_on: date
    time: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellingAppointment(OnCase):
    """Why they need not come."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingAppointment(OnCase):
    """Whether they came."""

    kept: bool
    reason: Note = ""
