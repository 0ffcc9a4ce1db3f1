"""Conditions and facts in the narrow shape that durable_rules takes safely: one flat fact of numbers, words and marks.

A rule becomes a conjunction of atoms over aliases. Equality and order on numbers, equality on words and truth values
and presence stay what they are; whatever else a condition can say is computed in Python and arrives as 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fangyuan.engine.rules.subset import LARGEST, LONGEST
from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import values_at
from fangyuan.model.conditions import AllOf, Atom, Condition, Op

Tree = Mapping[str, Any]

NUMBER, WORD, TRUTH, PRESENCE, COMPUTED = "number", "word", "truth", "presence", "computed"

MOST_DECIMALS = 6
MOST_PARTS = 100
"""A condition of more parts is computed as a whole."""

_ORDER = {
    Op.MINIMUM: "$gte",
    Op.MAXIMUM: "$lte",
    Op.EXCLUSIVE_MINIMUM: "$gt",
    Op.EXCLUSIVE_MAXIMUM: "$lt",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of an alias comes from: a path as one sort of value, or a condition to be computed.

    `key` is the path, or the condition's writing: to Python `const: true` and `const: 1` would be the same condition.
    """

    sort: str
    key: str
    computed: Condition | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One atom of a flat rule: what is compared, how (`$eq`, `$gte`, `$ex` …), and with what."""

    source: Source
    op: str
    operand: Any = 1


class Unsuited(Exception):
    """A value that the flat fact cannot carry faithfully: the rules that ask for it go the Python way."""


def flat(condition: Condition) -> tuple[Part, ...]:
    """The parts that all must be true for the condition to hold; none for a condition that always does."""
    conjuncts = tuple(_conjuncts(condition))
    if len(conjuncts) > MOST_PARTS:
        return (_computed(condition),)
    return tuple(dict.fromkeys(_part(each) for each in conjuncts))


def scale_of(parts: Iterable[Part]) -> int:
    """By how many decimal places the numbers of one path are shifted so that all operands are whole."""
    return max((_decimals(part.operand) for part in parts if part.source.sort == NUMBER), default=0)


def scaled(value: float, places: int) -> int:
    """A number as a whole one, shifted by decimal places; Unsuited where that loses something."""
    if isinstance(value, int):
        whole: int | Decimal = value * 10**places
    else:
        # The shortest writing of a float is the number that its author meant.
        whole = Decimal(repr(value)).scaleb(places)
    if isinstance(whole, Decimal):
        if not whole.is_finite() or whole != whole.to_integral_value():
            raise Unsuited
        whole = int(whole)
    if abs(whole) > LARGEST:
        raise Unsuited
    return whole


def value_of(source: Source, places: int, tree: Tree, moment: Moment) -> int | str | None:
    """What the flat fact says under a source's alias; None leaves the alias out. Raises Unsuited."""
    if source.computed is not None:
        return int(holds(source.computed, tree, moment))
    values = [value for value in values_at(tree, source.key) if value != ""]
    if source.sort == PRESENCE:
        return 1 if values else None
    if not values:
        return None
    if len(values) > 1:
        raise Unsuited
    return _READERS[source.sort](values[0], places)


def _conjuncts(condition: Condition) -> Iterable[Condition]:
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _conjuncts(part)
    else:
        yield condition


def _part(condition: Condition) -> Part:
    return (_native(condition) if isinstance(condition, Atom) else None) or _computed(condition)


def _computed(condition: Condition) -> Part:
    return Part(Source(COMPUTED, repr(condition), condition), "$eq")


def _native(atom: Atom) -> Part | None:
    operand = atom.operand
    if atom.op is Op.ABSENT:
        return Part(Source(PRESENCE, atom.path), "$nex" if operand else "$ex")
    if isinstance(operand, bool):
        return Part(Source(TRUTH, atom.path), "$eq", int(operand)) if atom.op is Op.CONST else None
    if isinstance(operand, int | float):
        op = "$eq" if atom.op is Op.CONST else _ORDER.get(atom.op)
        return Part(Source(NUMBER, atom.path), op, operand) if op and _fits(operand) else None
    if isinstance(operand, str) and atom.op is Op.CONST and _sendable(operand):
        return Part(Source(WORD, atom.path), "$eq", operand)
    return None


def _fits(operand: float) -> bool:
    """Whether an operand stays exact at any scale that its path may get."""
    try:
        scaled(operand, MOST_DECIMALS)
    except Unsuited:
        return False
    return True


def _decimals(operand: float) -> int:
    if isinstance(operand, int):
        return 0
    exponent = Decimal(repr(operand)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _sendable(word: str) -> bool:
    """Whether the word is neither blank nor too long, and is text that can be encoded."""
    try:
        return 0 < len(word.encode()) <= LONGEST
    except UnicodeEncodeError:
        return False


def _number(value: Any, places: int) -> int | None:
    if isinstance(value, bool) or _plainly_other(value, str):
        return None
    if not isinstance(value, int | float):
        raise Unsuited
    return scaled(value, places)


def _word(value: Any, _: int) -> str | None:
    """A word that cannot be sent equals none of the operands, which all can."""
    if _plainly_other(value, int | float):
        return None
    if not isinstance(value, str):
        raise Unsuited
    return value if _sendable(value) else None


def _truth(value: Any, _: int) -> int | None:
    return int(value) if isinstance(value, bool) else None


def _plainly_other(value: Any, sorts: Any) -> bool:
    """Whether a value is certainly of another type than asked for; a date may equal its text, so it is not."""
    return value is None or (isinstance(value, list | tuple | Mapping | sorts) and not isinstance(value, date))


_READERS = {NUMBER: _number, WORD: _word, TRUTH: _truth}
