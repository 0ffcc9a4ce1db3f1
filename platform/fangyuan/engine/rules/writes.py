"""What an effect writes to: two effects that write to one place in one round exclude each other."""

from collections.abc import Callable
from typing import Any

from fangyuan.model.effects import (
    Derive,
    Effect,
    ExtendClock,
    FillSlot,
    MakeDraft,
    Move,
    OpenTask,
    SetAnswer,
    TakeCharge,
    TurnClock,
)

Place = tuple[str, str]
"""A kind of place and its name: `("answer", "batch")`, `("slot", "leader")`, `("stage", "")`."""


def places_of(effect: Effect) -> tuple[Place, ...]:
    """The places that an effect writes to; an opinion writes where it would once approved. None for what only adds."""
    if isinstance(effect, MakeDraft):
        return tuple(dict.fromkeys(place for following in effect.if_approved for place in places_of(following)))
    told = _WRITES.get(type(effect))
    return (told(effect),) if told else ()


_WRITES: dict[type[Any], Callable[[Any], Place]] = {
    SetAnswer: lambda effect: ("answer", effect.path),
    Derive: lambda effect: ("fact", effect.fact),
    TakeCharge: lambda _: ("slot", "leader"),
    FillSlot: lambda effect: ("slot", effect.slot),
    Move: lambda _: ("stage", ""),
    OpenTask: lambda effect: ("task", effect.task),
    TurnClock: lambda effect: ("clock", effect.clock),
    ExtendClock: lambda effect: ("extension", effect.clock),
}
