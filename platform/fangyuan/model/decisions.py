"""What a decision returns: events, and everything that must leave the case in the same commit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.model.commands import Command
from fangyuan.model.events import Happened
from fangyuan.model.state import CaseState
from fangyuan.model.who import Text


@dataclass(frozen=True, slots=True)
class NumberWanted:
    """A number that casework draws from a locked counter inside the commit, and puts where `placeholder` stands.

    `kind` names the counter (with tenant and year); `pattern` has the holes `{year}`, `{seq}`, `{seq:05}`, `{tenant.code}`
    and those whose values are `known` already (`{month}`, `{unit.code}`, `{unit.title}`). `year` is that of the day on
    which what is numbered was done, where it is written down later; else it is this year's. `given` is the number that
    the paper has already: it is not drawn, but taken, and the counter goes on behind it; `as_written` even where it
    follows no pattern. `path` is where it was given, for a refusal. `shared` where another unit is called alike,
    or another kind of letter numbered alike: those numbers read the same and come from a counter of their own.
    """

    placeholder: str
    kind: str
    pattern: Text
    known: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    given: str = ""
    as_written: bool = False
    path: str = "number"
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A command to another case, carried out in its own transaction by the worker.

    `case` names the receiver, or is empty where `case_type` (an interface, `pack/type`) and `unit` say what to open.
    `key` is made of the originating case, its event's seq and an index; `hops` counts how far it has come. `asks` are
    the paths of the opened case that its report is to carry.
    """

    key: str
    command: Command | None
    case: str = ""
    case_type: str = ""
    unit: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    hops: int = 0
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A side effect that leaves through the outbox: `channel` is inbox, mail, webhook, render …"""

    channel: str
    to: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """Events to append (in order), commands to other cases, side effects, numbers to draw.

    `state` is the case as these events leave it, which was folded on the way; None where nothing happened, and where they
    hold a number that is still to be drawn.
    """

    events: tuple[Happened, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    messages: tuple[Message, ...] = ()
    numbers: tuple[NumberWanted, ...] = ()
    state: CaseState | None = None
