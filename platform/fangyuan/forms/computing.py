"""Works out computed answers with JsonLogic, each after what it reads. Never from the wall clock: `today` is the moment's."""

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from json_logic import jsonLogic

from fangyuan.forms.lists import LISTS, is_list_operation
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import joined, place_of
from fangyuan.forms.seeing import Tree, overlaid
from fangyuan.forms.variants import CHOOSER
from fangyuan.model.fields import Answers, Field, Form
from fangyuan.model.once import once_each

LONGEST = 20_000
Holder = dict[str, Any] | list[Any]
"""What holds the answer of a field: an object, or a list whose places differ."""


def computed(form: Form, answers: Answers, context: Tree, moment: Moment, hidden: frozenset[str]) -> dict[str, Any]:
    """The answers with every computed field that is seen worked out; what cannot be worked out is absent.

    A computation inside a row reads the row first, then the answers and facts of the case.
    """
    if not form.computed:
        return dict(answers)
    whole: dict[str, Any] = _copied(answers)
    fields = _by_path(form)
    for path in form.computed:
        known = fields[path]
        for holder, where in _holders(whole, _above(path, fields), "", hidden):
            if joined(where, known.name) in hidden:
                continue
            beside = dict(holder) if where and isinstance(holder, dict) else {}
            _put(holder, known, worked_out(known, overlaid(form, whole, context) | beside, moment))
    return whole


@once_each
def _by_path(form: Form) -> Mapping[str, Field]:
    return {each.path: each for each in form.walk()}


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _above(path: str, fields: Mapping[str, Field]) -> tuple[Field, ...]:
    """The fields that a field stands in, the outermost first."""
    segments = path.split(".")
    return tuple(fields[".".join(segments[:count])] for count in range(1, len(segments)))


def _holders(node: Any, above: tuple[Field, ...], where: str, hidden: frozenset[str]) -> Iterator[tuple[Holder, str]]:
    """Every object, or list of places, that holds a field below these, with its path; nothing in what is hidden.

    An object that is missing is made where it must be there anyway, and stays only when something was worked out in it.
    """
    if not above:
        yield node, where
        return
    outer, inner = above[0], above[1:]
    path = joined(where, outer.name)
    value = None if path in hidden else _value(node, outer)
    if outer.many:
        for index, row in enumerate(value if isinstance(value, list) else ()):
            if isinstance(row, dict):
                yield from _holders(row, inner, joined(path, index), hidden)
    elif isinstance(value, list if outer.json_type == "array" else dict) and not _only_chosen(value):
        yield from _holders(value, inner, path, hidden)
    elif path not in hidden and (value is None or _only_chosen(value)) and _comes_by_itself(outer):
        made: Holder = [] if outer.json_type == "array" else dict(value or {})
        yield from _holders(made, inner, path, hidden)
        if made and not _only_chosen(made):
            _put(node, outer, made)


def _only_chosen(value: Any) -> bool:
    """Whether a page has said of an object which variant is meant, and nothing else."""
    return isinstance(value, dict) and set(value) == {CHOOSER}


def _comes_by_itself(known: Field) -> bool:
    """Whether an object that nobody filled in is there all the same: it is required, or all of it is worked out."""
    return known.required or all(
        each.compute is not None or each.kind == "static" or (bool(each.children) and _comes_by_itself(each))
        for each in known.children
    )


def _value(holder: Holder, known: Field) -> Any:
    """What stands in an object under a field's name, or in a list at its place."""
    if isinstance(holder, dict):
        return holder.get(known.name)
    index = place_of(known.name)
    return holder[index] if index is not None and index < len(holder) else None


def _put(holder: Holder, known: Field, value: Any) -> None:
    if isinstance(holder, dict):
        holder.pop(known.name, None)
        holder.update({} if value is None else {known.name: value})
        return
    index = place_of(known.name) or 0
    holder.extend([None] * (index + 1 - len(holder)))
    holder[index] = value
    while holder and holder[-1] is None:
        holder.pop()


def worked_out(known: Field, tree: Tree, moment: Moment) -> Any:
    """The value of a computed field, or None. An error in a computation (a missing number, a division by zero) is None."""
    try:
        value = _value_of(_dated(known.compute, moment), dict(tree))
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    return _plain(known, value)


def _value_of(logic: Any, tree: dict[str, Any]) -> Any:
    """What the logic comes to; operations on lists first, since the library does not know them."""
    return jsonLogic(_listed(logic, tree), tree)


def _listed(logic: Any, tree: dict[str, Any]) -> Any:
    """The logic with every operation on lists as the texts that it comes to."""
    if isinstance(logic, list):
        return [_listed(each, tree) for each in logic]
    if is_list_operation(logic):
        operation, operands = next(iter(logic.items()))
        return LISTS[operation](
            *(_value_of(each, tree) for each in (operands if isinstance(operands, list) else [operands]))
        )
    return (
        {operation: _listed(each, tree) for operation, each in logic.items()} if isinstance(logic, Mapping) else logic
    )


def _dated(logic: Any, moment: Moment) -> Any:
    """The logic with `today` as the date of the moment."""
    if isinstance(logic, list):
        return [_dated(each, moment) for each in logic]
    if not isinstance(logic, Mapping):
        return logic
    if "today" in logic:
        return {"date": [moment.today.isoformat()]}
    return {operation: _dated(operands, moment) for operation, operands in logic.items()}


def _plain(known: Field, value: Any) -> Any:
    """The value as JSON has it; whole numbers stay whole, decimals are rounded as `multipleOf` says."""
    match value:
        case bool():
            return value
        case float() | int():
            return _rounded(known, value)
        case str():
            return value[:LONGEST] or None
        case datetime():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case timedelta():
            return value.days
        case list() if known.many:
            return [_plain(known, each) for each in value][:LONGEST]
        case _:
            return None


def _rounded(known: Field, value: float) -> float | None:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    step = known.schema.get("multipleOf")
    if isinstance(step, float) and 0 < step < 1:
        steps = (Decimal(repr(value)) / Decimal(repr(step))).to_integral_value(ROUND_HALF_UP)
        value = float(steps * Decimal(repr(step)))
    return int(value) if isinstance(value, float) and value.is_integer() else value
