"""What a rule may do: a closed list; a plugin's effect travels as `PluginEffect`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fangyuan.model.conditions import Condition, Scalar
from fangyuan.model.durations import Duration
from fangyuan.model.who import EventPatterns, Text, UnitRef, Whos


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """`set: {path: value}`; the slot it writes is the path."""

    path: str
    value: Scalar


MOST_ROUNDS = 10
"""How many rounds the rules of one event are weighed in, each seeing the facts derived before it."""


@dataclass(frozen=True, slots=True)
class Derive:
    """A fact other rules of the same event may use, in the next round."""

    fact: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class MakeDraft:
    """An opinion for approval; what was to follow follows only when it is approved."""

    opinion: Text
    approver: Whos
    if_approved: tuple["Effect", ...] = ()


@dataclass(frozen=True, slots=True)
class TakeCharge:
    """Writes the built-in slot `case.leader`."""

    who: Whos


@dataclass(frozen=True, slots=True)
class FillSlot:
    """`assign: {slot: …, to: …}`: puts a unit or an officer into a slot of the case."""

    slot: str
    unit: UnitRef | None = None
    who: Whos = ()


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Opens a task of the case type (an instrument, an extra step)."""

    task: str


@dataclass(frozen=True, slots=True)
class Move:
    """Moves the case to a stage."""

    stage: str


class ClockAct(StrEnum):
    """What an effect does to a clock."""

    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class TurnClock:
    """`start-clock: handle` and its like."""

    act: ClockAct
    clock: str


@dataclass(frozen=True, slots=True)
class ExtendClock:
    """Extends by a duration, or (None) by as much as the extension that the rule hears of; within the clock's own limits."""

    clock: str
    by: Duration | None
    reason: Text


@dataclass(frozen=True, slots=True)
class Notify:
    """Tells people: a text, in-app at once, further channels by the installation."""

    to: Whos
    text: Text


@dataclass(frozen=True, slots=True)
class IssueLetter:
    """Issues a letter of the pack."""

    letter: str
    to: Whos = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Raises a flag, shown as a tag and testable as `case.flags`."""

    flag: str


@dataclass(frozen=True, slots=True)
class Block:
    """Refuses the act, with a message that says what to do."""

    message: Text


@dataclass(frozen=True, slots=True)
class Require:
    """Refuses the act while one of these fields is blank."""

    fields: tuple[str, ...]


class DispatchKind(StrEnum):
    """Forward: no report. Assign: a period and a closing report. Supervise: of an assignment that exists."""

    FORWARD = "forward"
    ASSIGN = "assign"
    SUPERVISE = "supervise"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Sends the matter to another unit or level as a case of an interface (`pack/type`).

    `answers` says what goes along (theirs: ours), `returns` what comes back (ours: theirs). Of several units the one at
    `lead_field` leads: the others know it, and its report alone is written into the answers.
    """

    kind: DispatchKind
    case_type: str
    to_field: str = ""
    to_unit: str = ""
    report: bool = False
    wait: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    letter: str = ""
    returns: Mapping[str, str] = field(default_factory=dict)
    lead_field: str = ""


@dataclass(frozen=True, slots=True)
class TellSent:
    """Says a word to the cases that were assigned from here and go on; about a unit, to that of the unit alone.

    They hear it as `sender-spoke`, with the text; `answers` are written into theirs (theirs: ours).
    """

    say: str
    text: Text
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TellListed:
    """Says a word to the cases that this one gathers: those on its agenda, and those that officers tied to it.

    They hear it as `gathering-spoke`, with the text; `answers` are written into theirs (theirs: ours).
    """

    say: str
    text: Text
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PluginEffect:
    """An effect that a plugin brings; `data` as the pack wrote it."""

    word: str
    data: Any


Effect = (
    SetAnswer
    | Derive
    | MakeDraft
    | TakeCharge
    | FillSlot
    | OpenTask
    | Move
    | TurnClock
    | ExtendClock
    | Notify
    | IssueLetter
    | Flag
    | Block
    | Require
    | Dispatch
    | TellSent
    | TellListed
    | PluginEffect
)


@dataclass(frozen=True, slots=True)
class Rule:
    """When one of `on` happens and `condition` holds, `then`; higher `priority` first, then file order."""

    rule: str
    title: str
    on: EventPatterns
    condition: Condition
    then: tuple[Effect, ...]
    because: str = ""
    priority: int = 0
