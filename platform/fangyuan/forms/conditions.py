"""Weighs conditions against a tree of answers and facts.

An absent field makes an atom false, except `absent: true`; `not` negates the result. The empty text is absent, null is a
value. A value of another type than an atom asks for makes it false. Through lists any element will do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import values_at
from fangyuan.forms.patterns import PatternTooSlow, matches
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Param, Today, atoms
from fangyuan.model.durations import Duration, DurationUnit

Tree = Mapping[str, Any]


def holds(condition: Condition, tree: Tree, moment: Moment) -> bool:
    """Whether the condition is true of the tree at the moment."""
    match condition:
        case AllOf(parts):
            return all(holds(part, tree, moment) for part in parts)
        case AnyOf(parts):
            return any(holds(part, tree, moment) for part in parts)
        case Not(part):
            return not holds(part, tree, moment)
        case Atom():
            return _atom_holds(condition, tree, moment)


def first_failed(condition: Condition, tree: Tree, moment: Moment) -> Atom | None:
    """The first atom that made the condition false; None when it holds (or is an empty `any`).

    Of alternatives it is the first of the first; of a negation the first atom that is true and should not be.
    """
    place = failed_at(condition, tree, moment)
    return list(atoms(condition))[place] if place >= 0 else None


def failed_at(condition: Condition, tree: Tree, moment: Moment) -> int:
    """The place of that atom among the atoms of the condition, left to right; -1 where there is none."""
    if holds(condition, tree, moment):
        return -1
    match condition:
        case AllOf(parts) | AnyOf(parts):
            return next(
                (start + at for start, part in _placed(parts) if (at := failed_at(part, tree, moment)) >= 0), -1
            )
        case Not(part):
            inner = list(atoms(part))
            return next((at for at, atom in enumerate(inner) if holds(atom, tree, moment)), 0 if inner else -1)
        case Atom():
            return 0


def required_part(condition: Condition, place: int) -> Condition | None:
    """What a condition requires in which the test at a place stands: it alone, or the alternatives or the `not` around it."""
    if not 0 <= place < len(list(atoms(condition))):
        return None
    while isinstance(condition, AllOf):
        start, condition = next(found for found in reversed(list(_placed(condition.parts))) if found[0] <= place)
        place -= start
    return condition


def _placed(parts: Sequence[Condition]) -> Iterator[tuple[int, Condition]]:
    """Each part that has atoms, with the place of its first one."""
    start = 0
    for part in parts:
        count = len(list(atoms(part)))
        if count:
            yield start, part
        start += count


def seen_by(atom: Atom, tree: Tree) -> Any:
    """What an atom saw, for sentences: nothing, the one value, or the list of values."""
    values = [value for value in values_at(tree, atom.path) if value != ""]
    return (values[0] if len(values) == 1 else values) if values else None


def all_seen(condition: Condition | None, tree: Tree) -> dict[str, Any]:
    """Everything that a condition looks at, by path; what is not there is left out."""
    found = {atom.path: values_at(tree, atom.path) for atom in (atoms(condition) if condition else ())}
    return {path: values[0] if len(values) == 1 else list(values) for path, values in found.items() if values}


def _atom_holds(atom: Atom, tree: Tree, moment: Moment) -> bool:
    values = [value for value in values_at(tree, atom.path) if value != ""]
    if atom.op is Op.ABSENT:
        return bool(atom.operand) is not bool(values)
    if not values:
        return False
    test = _TESTS[atom.op]
    operands = _operands(atom.operand, tree, moment)
    return any(test(value, operand, moment) for operand in operands for value in values)


def _operands(operand: Any, tree: Tree, moment: Moment) -> tuple[Any, ...]:
    """What an operand stands for now: none where a parameter or a field has nothing, several through a list."""
    match operand:
        case Param(name):
            given = moment.parameters.get(name)
            return () if given is None else (tuple(given) if isinstance(given, list) else given,)
        case FieldRef(path):
            return tuple(value for value in values_at(tree, path) if value != "")
        case Today():
            return (moment.today,)
        case _:
            return (operand,)


def equal(left: Any, right: Any) -> bool:
    """Equality of JSON Schema: 1 is 1.0, true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (date, datetime)):
        return bool(left.isoformat() == right or left == right)
    return bool(left == right)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _numbers(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any, Moment], bool]:
    return lambda value, operand, _: _number(value) and _number(operand) and compare(value, operand)


def _items(compare: Callable[[int, Any], bool]) -> Callable[[Any, Any, Moment], bool]:
    return lambda value, operand, _: (
        isinstance(value, (list, tuple)) and _number(operand) and compare(len(value), operand)
    )


def _enum(value: Any, operand: Any, _: Moment) -> bool:
    return isinstance(operand, (list, tuple)) and any(equal(value, each) for each in operand)


def _pattern(value: Any, operand: Any, _: Moment) -> bool:
    try:
        return isinstance(value, str) and isinstance(operand, str) and matches(operand, value)
    except PatternTooSlow:
        return False


def _contains(value: Any, operand: Any, _: Moment) -> bool:
    return isinstance(value, (list, tuple)) and any(equal(each, operand) for each in value)


def _before(value: Any, operand: Any, moment: Moment) -> bool:
    pair = _comparable(value, operand, moment)
    return pair is not None and pair[0] < pair[1]


def _after(value: Any, operand: Any, moment: Moment) -> bool:
    pair = _comparable(value, operand, moment)
    return pair is not None and pair[0] > pair[1]


def _comparable(value: Any, operand: Any, moment: Moment) -> tuple[Any, Any] | None:
    """Two instants when both sides have a time of the day, else two dates of the zone."""
    left, right = read_when(value), read_when(operand)
    if left is None or right is None:
        return None
    if isinstance(left, datetime) and isinstance(right, datetime):
        return instant(left, moment), instant(right, moment)
    return day(left, moment), day(right, moment)


def _older(value: Any, operand: Any, moment: Moment) -> bool:
    pair = _against_ago(value, operand, moment)
    return pair is not None and pair[0] < pair[1]


def _newer(value: Any, operand: Any, moment: Moment) -> bool:
    pair = _against_ago(value, operand, moment)
    return pair is not None and pair[0] > pair[1]


def _against_ago(value: Any, operand: Any, moment: Moment) -> tuple[Any, Any] | None:
    """The value and the point so long before now: instants for minutes and hours, dates for the rest."""
    left, back = read_when(value), _duration(operand)
    if left is None or back is None or back.unit is DurationUnit.WORKDAYS:
        return None
    if back.by_the_clock:
        return instant(left, moment), moment.now - timedelta(**{back.unit.value: back.amount})
    try:
        ago = moment.today - relativedelta(**{back.unit.value: back.amount})  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        ago = date.min
    return day(left, moment), ago


def _duration(operand: Any) -> Duration | None:
    if isinstance(operand, Duration):
        return operand
    try:
        return Duration.parse(operand) if isinstance(operand, str) else None
    except ValueError:
        return None


def read_when(value: Any) -> date | datetime | None:
    """A date or an instant out of a value or its ISO 8601 text, or None."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not 10 <= len(value) <= 40:
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return None


def instant(when: date | datetime, moment: Moment) -> datetime:
    """An instant: a time without offset is local in the zone, a date is its first instant."""
    if not isinstance(when, datetime):
        when = datetime.combine(when, time())
    return when if when.tzinfo else when.replace(tzinfo=moment.zone)


def day(when: date | datetime, moment: Moment) -> date:
    """The date of the zone."""
    if not isinstance(when, datetime):
        return when
    return (when.astimezone(moment.zone) if when.tzinfo else when).date()


_TESTS: dict[Op, Callable[[Any, Any, Moment], bool]] = {
    Op.CONST: lambda value, operand, _: equal(value, operand),
    Op.ENUM: _enum,
    Op.MINIMUM: _numbers(lambda value, bound: bool(value >= bound)),
    Op.MAXIMUM: _numbers(lambda value, bound: bool(value <= bound)),
    Op.EXCLUSIVE_MINIMUM: _numbers(lambda value, bound: bool(value > bound)),
    Op.EXCLUSIVE_MAXIMUM: _numbers(lambda value, bound: bool(value < bound)),
    Op.PATTERN: _pattern,
    Op.CONTAINS: _contains,
    Op.MIN_ITEMS: _items(lambda length, bound: bool(length >= bound)),
    Op.MAX_ITEMS: _items(lambda length, bound: bool(length <= bound)),
    Op.BEFORE: _before,
    Op.AFTER: _after,
    Op.OLDER_THAN: _older,
    Op.NEWER_THAN: _newer,
}
