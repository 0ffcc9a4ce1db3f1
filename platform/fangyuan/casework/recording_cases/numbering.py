"""Sensitive numbers give way to others that the procedure treats alike: no condition tells the two apart."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from fangyuan.model.conditions import Atom, Param
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType

Limits = Mapping[str, Collection[float]]

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def limits_of(kind: CaseType, parameters: Mapping[str, Any]) -> Limits:
    """The numbers that the conditions of a case type hold answers against: path -> numbers."""
    limits: dict[str, set[float]] = {}
    for atom in _atoms((kind.stages, kind.tasks, kind.actions, kind.clocks, kind.rules, kind.forms)):
        operand = parameters.get(atom.operand.name) if isinstance(atom.operand, Param) else atom.operand
        numbers: tuple[Any, ...] = operand if isinstance(operand, tuple) else (operand,)
        limits.setdefault(atom.path, set()).update(number for number in numbers if _is_number(number))
    return limits


def _atoms(value: Any) -> Iterator[Atom]:
    if isinstance(value, Atom):
        yield value
    elif isinstance(value, Mapping):
        yield from _atoms(tuple(value.values()))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _atoms(inner)
    elif is_dataclass(value):
        for own in fields(value):
            yield from _atoms(getattr(value, own.name))


def same_side(own: Field, value: Any, limits: Collection[float]) -> Any:
    """Another number between the same two limits; the number itself where it is a limit, or no number."""
    known = {*limits, *(own.schema[bound] for bound in _BOUNDS if bound in own.schema)}
    if not _is_number(value) or value in known:
        return value
    below = max((limit for limit in known if limit < value), default=None)
    above = min((limit for limit in known if limit > value), default=None)
    if below is not None and above is not None:
        return _between(below, above, whole=isinstance(value, int))
    return _beside(below, above)


def _between(below: float, above: float, *, whole: bool) -> float:
    return int((below + above) // 2) if whole else (below + above) / 2


def _beside(below: float | None, above: float | None) -> float:
    if below is not None:
        return below + 1
    return 1 if above is None else above - 1


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
