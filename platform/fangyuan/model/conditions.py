"""The one syntax tree of conditions, read by Python, durable_rules, the browser, SQL and sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fangyuan.model.durations import Duration


class Op(StrEnum):
    """The atoms; the first nine mean what JSON Schema's keyword of the same name means."""

    CONST = "const"
    ENUM = "enum"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    EXCLUSIVE_MINIMUM = "exclusiveMinimum"
    EXCLUSIVE_MAXIMUM = "exclusiveMaximum"
    PATTERN = "pattern"
    CONTAINS = "contains"
    MIN_ITEMS = "minItems"
    MAX_ITEMS = "maxItems"
    BEFORE = "before"
    AFTER = "after"
    OLDER_THAN = "older-than"
    NEWER_THAN = "newer-than"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Param:
    """`{$param: name}`: filled from the parameters pinned with the case."""

    name: str


@dataclass(frozen=True, slots=True)
class FieldRef:
    """The other side of `before`/`after` when it is a field of the same case."""

    path: str


@dataclass(frozen=True, slots=True)
class Today:
    """The date of the event's now in the calendar's zone."""


Scalar = str | int | float | bool | None
Operand = Scalar | tuple[Scalar, ...] | date | Duration | Param | FieldRef | Today


@dataclass(frozen=True, slots=True)
class Atom:
    """One test of one field: `path` is dotted; a path through a list means any element.

    For `contains` the operand is a scalar that one element must equal. For `absent` it is a bool.
    """

    path: str
    op: Op
    operand: Operand


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is; empty is true."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is; empty is false."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """Negates the result of its part (so an absent field under a negated atom gives true)."""

    part: "Condition"


Condition = Atom | AllOf | AnyOf | Not

ALWAYS = AllOf()


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every atom of the tree, left to right."""
    match condition:
        case Atom():
            yield condition
        case Not(part):
            yield from atoms(part)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)
