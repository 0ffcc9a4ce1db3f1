"""Clocks as packs define them."""

from dataclasses import dataclass
from enum import StrEnum

from fangyuan.model.conditions import Condition, Param
from fangyuan.model.durations import Duration
from fangyuan.model.once import Part
from fangyuan.model.who import EventPatterns, Whos


class Light(StrEnum):
    """Yellow and orange come before the due date; red means overdue."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class FirstDay(StrEnum):
    """Whether the day of the event counts."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class LastDay(StrEnum):
    """What happens when the last day is not a working day."""

    ROLL_FORWARD = "roll-forward"
    ROLL_BACK = "roll-back"
    AS_IT_FALLS = "as-it-falls"


@dataclass(frozen=True, slots=True)
class Counting:
    """How days are counted, and by which calendar."""

    calendar: str = "cn"
    first_day: FirstDay = FirstDay.EXCLUDED
    end: LastDay = LastDay.ROLL_FORWARD


@dataclass(frozen=True, slots=True)
class Warning:
    """A warning so long before the due date, and the light it lights."""

    before: Duration
    light: Light
    inform: Whos = ()


@dataclass(frozen=True, slots=True)
class Address:
    """To whom an instrument goes: the clock's subject, the handling unit, or people."""

    subject: bool = False
    slot: str = ""
    whos: Whos = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: informs, and proposes an instrument (a task of the case type) to whoever decides.

    `after` is None for the rung at the due date. The instrument's task is opened for `decided_by`.
    """

    after: Duration | None
    inform: Whos = ()
    propose: str = ""
    decided_by: Whos = ()
    to: Address = Address()
    copy: Whos = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """What a clock allows: asked by whom, approved by whom, in sum at most `up_to`, so many times.

    `after_due`: it may also be asked for when the due date has passed; the run stays late all the same.
    """

    up_to: Duration
    approver: Whos
    times: int = 1
    reason_required: bool = True
    letter: str = ""
    asked_by: Whos = ()
    after_due: bool = False


@dataclass(frozen=True, slots=True)
class Until:
    """A due date out of an answer; `otherwise` counts when the answer is absent."""

    field: str
    otherwise: Duration | Param | None = None


@dataclass(frozen=True, slots=True)
class Clock(Part):
    """A deadline. Exactly one of `within`, `until`, `every` is given; a `Param` is a duration pinned with the case.

    `per` names a slot or list of units: one run each. `from_occurred_on` starts it on the day that the act happened.
    `once` starts it on the first visit only.
    """

    clock: str
    title: str
    start: EventPatterns
    stop: EventPatterns = ()
    cancel: EventPatterns = ()
    restart: EventPatterns = ()
    resume: EventPatterns = ()
    law: str = ""
    per: str = ""
    within: Duration | Param | None = None
    until: Until | None = None
    every: Duration | None = None
    met_by: EventPatterns = ()
    start_if: Condition | None = None
    counting: Counting = Counting()
    at_most: Duration | None = None
    warn: tuple[Warning, ...] = ()
    extend: Extension | None = None
    pause_while: Condition | None = None
    escalate: tuple[Rung, ...] = ()
    once: bool = False
    from_occurred_on: bool = False
