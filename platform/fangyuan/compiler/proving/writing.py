"""What rules write, place by place: two effects that write to one place in one round exclude each other.

The engine's own list is `engine.rules.writes`; a test holds the two together.
"""

from collections.abc import Callable, Mapping
from typing import Any

from fangyuan.model.effects import (
    Derive,
    Effect,
    ExtendClock,
    FillSlot,
    MakeDraft,
    Move,
    OpenTask,
    Rule,
    SetAnswer,
    TakeCharge,
    TurnClock,
)

Place = tuple[str, str]
"""A kind of place and its name: `("answer", "batch")`, `("slot", "leader")`, `("stage", "")`."""


def written_to(written: Rule | Effect) -> Mapping[Place, Effect]:
    """Place -> the effect that writes there first; an opinion writes where it would once approved."""
    if isinstance(written, Rule):
        return _first(written.then)
    if isinstance(written, MakeDraft):
        return _first(written.if_approved)
    told = _WRITES.get(type(written))
    return {told(written): written} if told else {}


def _first(effects: tuple[Effect, ...]) -> Mapping[Place, Effect]:
    found: dict[Place, Effect] = {}
    for effect in effects:
        for place, written in written_to(effect).items():
            found.setdefault(place, written)
    return found


_WRITES: Mapping[type[Any], Callable[[Any], Place]] = {
    SetAnswer: lambda effect: ("answer", effect.path),
    Derive: lambda effect: ("fact", effect.fact),
    TakeCharge: lambda _: ("slot", "leader"),
    FillSlot: lambda effect: ("slot", effect.slot),
    Move: lambda _: ("stage", ""),
    OpenTask: lambda effect: ("task", effect.task),
    TurnClock: lambda effect: ("clock", effect.clock),
    ExtendClock: lambda effect: ("extension", effect.clock),
}
