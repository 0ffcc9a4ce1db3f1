"""Numbers that only the commit can draw: put where a decision left placeholders."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from operator import is_
from typing import Any

from fangyuan.model.decisions import Decision, NumberWanted
from fangyuan.model.once import once_each
from fangyuan.model.who import Hole, Text
from fangyuan.model.world import Tenant

_NUMBERLESS = frozenset({int, float, bool, type(None), date, datetime})

Draw = Callable[[str, int], int]
"""Takes the kind of a counter and gives its next number, from 1."""


def numbered(decision: Decision, tenant: Tenant, year: int, draw: Draw) -> Decision:
    """The decision with every placeholder replaced by the number that was drawn for it."""
    drawn = {
        one.placeholder: written(one, tenant, one.year or year, draw(one.kind, one.year or year))
        for one in decision.numbers
    }
    if not drawn:
        return decision
    return replace(
        decision,
        events=_swapped(decision.events, drawn),
        outgoing=_swapped(decision.outgoing, drawn),
        messages=_swapped(decision.messages, drawn),
    )


def written(wanted: NumberWanted, tenant: Tenant, year: int, seq: int) -> str:
    """A number by its pattern: `{year}`, `{seq}` or `{seq:05}`, `{tenant.code}`, and what is known of the unit."""
    known: dict[str, Any] = {"year": year, "seq": seq, "tenant.code": tenant.code, "tenant.title": tenant.title}
    known |= wanted.known
    return "".join(part if isinstance(part, str) else _hole(part, known) for part in _parts(wanted.pattern))


def _parts(pattern: Text) -> tuple[str | Hole, ...]:
    """The pattern's parts; a pattern that says nothing counts by year."""
    return pattern.parts or (Hole("year"), "-", Hole("seq"))


def _hole(hole: Hole, known: Mapping[str, Any]) -> str:
    """One hole, with its width where it has one (`seq:05`)."""
    name, _, width = hole.path.partition(":")
    return format(known[name], width) if name in known else ""


def _swapped(value: Any, drawn: Mapping[str, str]) -> Any:
    """The same value with every placeholder in its texts replaced; whatever holds none is given back itself."""
    if type(value) in _NUMBERLESS:
        return value
    if isinstance(value, str):
        for placeholder, number in drawn.items():
            value = value.replace(placeholder, number)
        return value
    if isinstance(value, list) or (isinstance(value, tuple) and not hasattr(value, "_fields")):
        items = [_swapped(item, drawn) for item in value]
        return value if all(map(is_, items, value)) else type(value)(items)
    if isinstance(value, dict | Mapping):
        inner = {key: _swapped(item, drawn) for key, item in value.items()}
        return value if all(map(is_, inner.values(), value.values())) else inner
    if is_dataclass(value) and not isinstance(value, type):
        return _swapped_in(value, drawn)
    return value


def _swapped_in(value: Any, drawn: Mapping[str, str]) -> Any:
    """A dataclass with the placeholders in its fields replaced; most have none, and are not made anew."""
    changed = {}
    for name in _names(type(value)):
        old = getattr(value, name)
        new = _swapped(old, drawn)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value


@once_each
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.init)
