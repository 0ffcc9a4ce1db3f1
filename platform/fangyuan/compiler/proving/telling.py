"""Conditions, events and effects as an author would write them: proofs are read in every language."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from fangyuan.compiler.proving.ranges import Ranges
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Param, Today, atoms
from fangyuan.model.effects import Derive, Effect, ExtendClock, FillSlot, Move, SetAnswer, TakeCharge, TurnClock
from fangyuan.model.who import EventPattern, UnitRef, Who
from fangyuan.model.writes import Place


def condition_text(condition: Condition) -> str:
    """`{urgent: {const: true}}`."""
    match condition:
        case Atom(path, op, operand):
            return f"{{{path}: {{{op.value}: {operand_text(operand)}}}}}"
        case Not(part):
            return f"{{not: {condition_text(part)}}}"
        case AllOf(()):
            return "{}"
        case AllOf(parts):
            return f"{{all: [{', '.join(map(condition_text, parts))}]}}"
        case AnyOf(parts):
            return f"{{any: [{', '.join(map(condition_text, parts))}]}}"


def proof_text(condition: Condition, ranges: Ranges) -> str:
    """The condition that never holds, and what the facts in it can be: `{case.flags: {contains: late}}; case.flags ⊆ {urgent}`."""
    paths = dict.fromkeys(test.path for test in atoms(condition))
    return "; ".join([condition_text(condition), *(text for path in paths if (text := _limits(path, ranges)))])


def _limits(path: str, ranges: Ranges) -> str:
    if path in ranges.pinned:
        return f"{path} ∈ {{{', '.join(map(operand_text, ranges.pinned[path]))}}}"
    if path in ranges.limits:
        sign = "⊆" if path == "case.flags" else "∈"
        return f"{path} {sign} {{{', '.join(map(operand_text, ranges.limits[path]))}}}"
    return ""


def operand_text(operand: Any) -> str:
    """An operand in YAML's flow style."""
    match operand:
        case bool():
            return str(operand).lower()
        case tuple():
            return f"[{', '.join(map(operand_text, operand))}]"
        case Param(name):
            return f"{{$param: {name}}}"
        case FieldRef(path):
            return f"{{field: {path}}}"
        case Today():
            return "today"
        case date():
            return operand.isoformat()
        case _:
            return "null" if operand is None else str(operand)


def event_text(pattern: EventPattern) -> str:
    """`{event: task-completed, task: screen}`; a bare word where nothing narrows it."""
    if not pattern.narrowed:
        return pattern.word
    return "{" + ", ".join([f"event: {pattern.word}", *(f"{k}: {v}" for k, v in pattern.narrowed.items())]) + "}"


def events_text(patterns: Iterable[EventPattern]) -> str:
    """Several events, one after the other."""
    return ", ".join(map(event_text, patterns))


def place_text(place: Place) -> str:
    """A place by the path under which conditions read it."""
    sort, name = place
    return {"answer": name, "fact": name, "stage": "case.stage"}.get(sort, f"{sort}.{name}")


def effect_text(effect: Effect) -> str:
    """What is written, without the place."""
    match effect:
        case SetAnswer(_, value) | Derive(_, value):
            return operand_text(value)
        case Move(stage):
            return stage
        case TakeCharge(whos):
            return ", ".join(map(_who, whos))
        case FillSlot(_, unit, whos):
            return _unit(unit) if unit else ", ".join(map(_who, whos))
        case TurnClock(act, _):
            return act.value
        case ExtendClock(_, by, _):
            return str(by or "same")
        case _:
            return type(effect).__name__


def _who(who: Who) -> str:
    return who.role or who.slot or who.field


def _unit(unit: UnitRef) -> str:
    return unit.path or unit.source.value
