"""What effects write to. Effects of two rules that write to one place in one round exclude each other.

An answer and everything within it are one place, and so are a slot and the answer of its name, which fills it.
"""

from collections.abc import Callable, Iterable, Mapping
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


def written_by(effects: Iterable[Effect]) -> Mapping[Place, Effect]:
    """Place -> the effect that writes there first; an opinion writes where it would once approved. What only adds, nowhere."""
    found: dict[Place, Effect] = {}
    for effect in effects:
        for place, written in _written(effect).items():
            found.setdefault(place, written)
    return found


def way_to(place: Place) -> tuple[Place, ...]:
    """A place and all that it is a part of, the narrowest first; a slot goes by the answer that fills it."""
    kind, name = place
    if kind not in _PATHS:
        return (place,)
    steps = name.split(".")
    return tuple((_PATHS[kind], ".".join(steps[:length])) for length in range(len(steps), 0, -1))


def meet(one: Place, other: Place) -> bool:
    """Whether what is written to the one is written over by the other."""
    there, here = way_to(one), way_to(other)
    return there[0] in here or here[0] in there


def _written(effect: Effect) -> Mapping[Place, Effect]:
    if isinstance(effect, MakeDraft):
        return written_by(effect.if_approved)
    told = _WRITES.get(type(effect))
    return {told(effect): effect} if told else {}


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

_PATHS: Mapping[str, str] = {"answer": "answer", "slot": "answer", "fact": "fact"}
"""The kinds of places that lie within each other, and the tree they lie in."""
