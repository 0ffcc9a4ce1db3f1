"""Conditions as WHERE clauses: the same meaning as `forms.conditions.holds`, over columns instead of trees.

Every clause is true or false, never NULL, so that `not` means what it means everywhere else. What the columns cannot
answer exactly (patterns, comparisons within lists, a sensitive answer by anything but equality) raises NotIndexed.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from dateutil.relativedelta import relativedelta
from sqlalchemy import BigInteger, ColumnElement, Date, Double, and_, false, func, literal, not_, or_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from fangyuan.forms.conditions import day, instant, read_when
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Param, Today
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.store.lights import at
from fangyuan.store.places import NotIndexed, Place, Places
from fangyuan.store.projection import SEPARATOR, element

Clause = ColumnElement[bool]
_BIGGEST = 2**63


class position(GenericFunction[int]):  # noqa: N801
    """Where a text begins in another, from 1; 0 where it does not; case counts, and nothing is a wildcard."""

    name = "fangyuan_position"
    inherit_cache = True


@compiles(position, "sqlite")
def _position_sqlite(made: Any, compiler: Any, **how: Any) -> str:
    return f"instr({compiler.process(made.clauses, **how)})"


@compiles(position, "postgresql")
def _position_postgresql(made: Any, compiler: Any, **how: Any) -> str:
    return f"strpos({compiler.process(made.clauses, **how)})"


def where(condition: Condition, places: Places) -> Clause:
    """The clause of a condition; raises NotIndexed for an atom that no column answers."""
    match condition:
        case AllOf(parts):
            return and_(true(), *(where(part, places) for part in parts))
        case AnyOf(parts):
            return or_(false(), *(where(part, places) for part in parts))
        case Not(part):
            return not_(where(part, places))
        case Atom(path, Op.ABSENT, operand):
            present = places[path].expression.is_not(None)
            return not_(present) if operand else present
        case Atom(path, op, operand):
            # By its text: 1 equals true in Python, and in no condition.
            return places.once(path, (op, repr(operand)), lambda: _atom(condition, places[path], places))


def _atom(atom: Atom, place: Place, places: Places) -> Clause:
    """A test of a value that is there, true for any of the operands."""
    if isinstance(atom.operand, FieldRef):
        return _present(place, _against_field(atom, place, places[atom.operand.path]))
    tests = [_test(atom.op, place, operand, places) for operand in _operands(atom.operand, places)]
    return _present(place, or_(false(), *tests))


def _present(place: Place, test: Clause) -> Clause:
    return test if place.never_null else and_(place.expression.is_not(None), test)


def _operands(operand: Any, places: Places) -> Iterable[Any]:
    """What an operand stands for now, as `holds` has it."""
    match operand:
        case Param(name):
            given = places.moment.parameters.get(name)
            return () if given is None else (tuple(given) if isinstance(given, list) else given,)
        case Today():
            return (places.moment.today,)
    return (operand,)


def _test(op: Op, place: Place, operand: Any, places: Places) -> Clause:
    match op:
        case Op.CONST:
            return _equal(place, operand)
        case Op.ENUM:
            each = operand if isinstance(operand, (list, tuple)) else ()
            return or_(false(), *(_equal(place, one) for one in each))
        case Op.CONTAINS:
            return _holds_element(place, operand) if place.leaf else false()
        case Op.MIN_ITEMS | Op.MAX_ITEMS:
            return _length(op, place, operand)
        case Op.MINIMUM | Op.MAXIMUM | Op.EXCLUSIVE_MINIMUM | Op.EXCLUSIVE_MAXIMUM:
            return _compare(op, place, operand, places)
        case Op.BEFORE | Op.AFTER | Op.OLDER_THAN | Op.NEWER_THAN:
            return _when(op, place, operand, places)
    raise NotIndexed(f"{place.path}: a list cannot be filtered by {op.value!r}; use const, enum or a comparison")


def _equal(place: Place, operand: Any) -> Clause:
    """Equality of JSON Schema: 1 is 1.0, true is not 1; another type is never equal."""
    if place.leaf:
        return false()
    if place.many:
        return _holds_element(place, operand)
    if place.blind:
        known = isinstance(operand, (str, int, float))
        return place.expression == place.blind(element(operand)) if known else false()
    return _equal_scalar(place, operand)


def _equal_scalar(place: Place, operand: Any) -> Clause:
    match place.type, operand:
        case "boolean", bool() if place.bare is not None:
            return place.bare.is_not(None) if operand else place.bare.is_(None)
        case "boolean", bool():
            return place.expression.is_(operand)
        case "string", str():
            return place.equalled == operand if operand else false()
        case (("integer" | "number"), int() | float()) if not isinstance(operand, bool):
            return place.expression == _number(operand)
        case "date", str() if not place.days_since:
            found = _date(operand)
            return false() if found is None else place.expression == literal(found, Date())
        case "date-time", _:
            raise NotIndexed(f"{place.path}: an instant is compared with before and after, not with const")
    return false()


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def _holds_element(place: Place, operand: Any) -> Clause:
    if not isinstance(operand, (str, int, float)):
        return false()
    one = place.blind(element(operand)) if place.blind else operand
    return position(place.expression, f"{SEPARATOR}{element(one)}{SEPARATOR}") > 0


def _length(op: Op, place: Place, operand: Any) -> Clause:
    """A list between separators has one separator more than elements."""
    if not place.leaf or isinstance(operand, bool) or not isinstance(operand, (int, float)):
        return false()
    bare = func.length(func.replace(place.expression, SEPARATOR, ""))
    length = func.length(place.expression) - bare - 1
    return length >= _number(operand) if op is Op.MIN_ITEMS else length <= _number(operand)


_COMPARE: dict[Op, Callable[[Any, Any], Any]] = {
    Op.MINIMUM: lambda value, bound: value >= bound,
    Op.MAXIMUM: lambda value, bound: value <= bound,
    Op.EXCLUSIVE_MINIMUM: lambda value, bound: value > bound,
    Op.EXCLUSIVE_MAXIMUM: lambda value, bound: value < bound,
    Op.BEFORE: lambda value, bound: value < bound,
    Op.AFTER: lambda value, bound: value > bound,
}


def _compare(op: Op, place: Place, operand: Any, places: Places) -> Clause:
    if isinstance(operand, bool) or not isinstance(operand, (int, float)):
        return false()
    if place.days_since:
        return _age(op, place, operand, places)
    _only_scalars(op, place)
    if place.type not in ("integer", "number"):
        return false()
    return cast("Clause", _COMPARE[op](place.expression, _number(operand)))


def _age(op: Op, place: Place, operand: float, places: Places) -> Clause:
    """So many days old is received on such a date: the column stays bare, so that its index serves."""
    whole = int(operand // 1)
    between = operand != whole
    match op:
        case Op.MINIMUM:
            return place.expression <= literal(places.days_ago(whole + between), Date())
        case Op.EXCLUSIVE_MINIMUM:
            return place.expression < literal(places.days_ago(whole), Date())
        case Op.MAXIMUM:
            return place.expression >= literal(places.days_ago(whole), Date())
    return place.expression > literal(places.days_ago(whole + between), Date())


def _number(operand: float) -> ColumnElement[Any]:
    """A number as a parameter: whole ones exactly, as long as a column could hold them."""
    if isinstance(operand, float) and operand.is_integer() and abs(operand) < _BIGGEST:
        operand = int(operand)
    if isinstance(operand, int) and -_BIGGEST <= operand < _BIGGEST:
        return literal(operand, BigInteger())
    try:
        return literal(float(operand), Double())
    except OverflowError:
        return literal(float("inf") if operand > 0 else float("-inf"), Double())


def _only_scalars(op: Op, place: Place) -> None:
    if place.many or place.blind:
        what = "a sensitive answer" if place.blind else "a list"
        raise NotIndexed(
            f"{place.path}: {what} can only be tested with const, enum, contains and absent, not {op.value!r}"
        )


def _when(op: Op, place: Place, operand: Any, places: Places) -> Clause:
    """Dates of the zone, or instants where both sides have a time of the day."""
    _only_scalars(op, place)
    if place.type not in ("date", "date-time") or place.days_since:
        if place.type == "string":
            raise NotIndexed(f"{place.path}: give the field the format date or date-time, so that it can be compared")
        return false()
    if op in (Op.BEFORE, Op.AFTER):
        bound = read_when(operand)
    else:
        op, bound = (Op.BEFORE if op is Op.OLDER_THAN else Op.AFTER), _ago(operand, places)
        if isinstance(bound, datetime) and place.type == "date":
            return _midnight(op, place, bound, places)
    return false() if bound is None else _bounded(op, place, bound, places)


def _ago(operand: Any, places: Places) -> date | datetime | None:
    """The point so long before now: an instant for minutes and hours, else a date."""
    if isinstance(operand, str):
        try:
            operand = Duration.parse(operand)
        except ValueError:
            return None
    if not isinstance(operand, Duration) or operand.unit is DurationUnit.WORKDAYS:
        return None
    if operand.by_the_clock:
        return places.moment.now - timedelta(**{operand.unit.value: operand.amount})
    try:
        return places.moment.today - relativedelta(**{operand.unit.value: operand.amount})  # type: ignore[arg-type]
    except (OverflowError, ValueError):
        return date.min


def _bounded(op: Op, place: Place, bound: date | datetime, places: Places) -> Clause:
    moment = places.moment
    if place.type == "date" or isinstance(bound, datetime):
        limit = literal(day(bound, moment), Date()) if place.type == "date" else at(instant(bound, moment))
        return cast("Clause", _COMPARE[op](place.expression, limit))
    if op is Op.BEFORE:
        first = at(_midnight_of(bound, places))
        return place.expression <= first if place.ends_day else place.expression < first
    if bound == date.max:
        return false()
    following = at(_midnight_of(bound + timedelta(days=1), places))
    return place.expression > following if place.ends_day else place.expression >= following


def _midnight(op: Op, place: Place, bound: datetime, places: Places) -> Clause:
    """A date counts as its first instant when it is held against an instant."""
    local = bound.astimezone(places.moment.zone)
    limit = literal(local.date(), Date())
    if op is Op.AFTER:
        return place.expression > limit
    return place.expression <= limit if local.time() > time() else place.expression < limit


def _midnight_of(when: date, places: Places) -> datetime:
    """The first instant of a date in the zone; the ends of the calendar have no other zone."""
    try:
        return instant(when, places.moment).astimezone(UTC)
    except OverflowError:
        return datetime.combine(when, time(), UTC)


def _against_field(atom: Atom, place: Place, other: Place) -> Clause:
    """Two columns of the same type; sensitive ones and lists hold nothing that could be compared."""
    if place.type != other.type or atom.op not in (Op.BEFORE, Op.AFTER) or place.type not in ("date", "date-time"):
        raise NotIndexed(f"{atom.path}: two answers are compared with before or after, and only if both are dates")
    _only_scalars(atom.op, place)
    _only_scalars(atom.op, other)
    return _present(other, cast("Clause", _COMPARE[atom.op](place.expression, other.expression)))
