"""The facts that the platform derives about a case, by path and type: what conditions, texts and columns may name."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from fangyuan.model.fields import Field
from fangyuan.model.procedure import Slot, SlotKind, Task

FactTypes = Mapping[str, "str | Field"]

RESERVED = frozenset(
    {
        "case",
        "task",
        "tasks",
        "slot",
        "actor",
        "unit",
        "clock",
        "tenant",
        "subject",
        "letter",
        "extension",
        "entry",
        "kind_of",
    }
)
"""Names at the root of the tree of facts that belong to the platform; no field may have one."""

STANDING = MappingProxyType(
    {
        "case.number": "string",
        "case.stage": "string",
        "case.visit": "integer",
        "case.repeat_count": "integer",
        "case.people": "integer",
        "case.flags": "array",
        "case.leader": "string",
        "case.received_on": "date",
        "case.registered_at": "date-time",
        "case.closed": "boolean",
        "case.closed_at": "date-time",
        "case.outcome": "string",
        "case.unit": "string",
        "case.children": "integer",
        "case.waiting": "integer",
        "case.related": "integer",
        "case.parent": "string",
        "case.owed": "boolean",
        "actor.role": "array",
        "actor.unit": "array",
        "actor.person": "string",
        "actor.name": "string",
        "unit.unit": "string",
        "unit.level": "string",
        "unit.kind": "string",
        "unit.title": "string",
        "unit.phone": "string",
        "tenant.title": "string",
        "tenant.code": "string",
        "tenant.level": "string",
    }
)
"""Facts that every case has and that change by acts alone."""

PASSING = MappingProxyType({"case.age_days": "integer"})
"""Facts that change by the mere passing of time; only rules on clock events and views may test them."""

_OF_A_TASK = {
    "done": "boolean",
    "done_here": "boolean",
    "opened": "boolean",
    "open": "boolean",
    "count": "integer",
    "done_count": "integer",
    "last": "date-time",
}
_OF_A_LETTER = {
    "drafted": "boolean",
    "issued": "boolean",
    "sealed": "boolean",
    "delivered": "boolean",
    "count": "integer",
}
_OF_A_CLOCK = {"running": "boolean", "status": "string", "due": "date"}
_OF_A_CLOCK_PASSING = {"light": "string", "overdue": "boolean"}

OF_A_LETTER = MappingProxyType(
    {
        "letter.number": "string",
        "letter.date": "date",
        "letter.title": "string",
        "letter.copy": "integer",
        "subject.id": "string",
        "subject.title": "string",
        "extension.title": "string",
        "extension.reason": "string",
        "extension.by": "string",
        "extension.due": "date",
        "extension.approved_by": "string",
    }
)
"""What a letter's context may name beside the facts of its case."""


def of_tasks(tasks: Iterable[Task]) -> dict[str, str]:
    """`task.<id>.done` and its like."""
    return {f"task.{task.task}.{word}": kind for task in tasks for word, kind in _OF_A_TASK.items()}


def of_entries(fields: Mapping[str, Field], task: str) -> dict[str, Field]:
    """`entry.<field>`: what a task that may be done more than once was just completed with."""
    before = f"tasks.{task}."
    return {f"entry.{path.removeprefix(before)}": own for path, own in fields.items() if path.startswith(before)}


def of_letters(letters: Iterable[str]) -> dict[str, str]:
    """`letter.<id>.issued` and its like."""
    return {f"letter.{letter}.{word}": kind for letter in letters for word, kind in _OF_A_LETTER.items()}


def of_slots(slots: Mapping[str, Slot]) -> dict[str, str]:
    """`slot.<name>`: one holder is text, many are a list."""
    return {f"slot.{name}": "array" if slot.many else "string" for name, slot in slots.items()}


def of_kinds(fields: Mapping[str, Field], slots: Mapping[str, Slot]) -> dict[str, str]:
    """`kind_of.<path>`: of what kind the unit is that a field or a slot names; of several a list."""
    held = {name: slot.many for name, slot in slots.items() if slot.kind is SlotKind.UNIT}
    named = {
        path: field.many for path, field in fields.items() if field.kind == "unit" and not path.startswith("tasks.")
    }
    return {f"kind_of.{path}": "array" if many else "string" for path, many in {**held, **named}.items()}


def of_clocks(clocks: Iterable[str]) -> dict[str, str]:
    """What of a clock changes by acts alone."""
    return {f"clock.{clock}.{word}": kind for clock in clocks for word, kind in _OF_A_CLOCK.items()}


def passing(clocks: Iterable[str]) -> dict[str, str]:
    """Everything that changes by the mere passing of time."""
    lights = {f"clock.{clock}.{word}": kind for clock in clocks for word, kind in _OF_A_CLOCK_PASSING.items()}
    return {**PASSING, **lights}
