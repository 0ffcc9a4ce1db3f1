"""Works out computed answers with JsonLogic, each after what it reads. Never from the wall clock: `today` is the moment's."""

import math
from collections.abc import Iterator, Mapping, MutableMapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from json_logic import jsonLogic

from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import joined
from fangyuan.forms.seeing import Tree, overlaid
from fangyuan.model.fields import Answers, Field, Form

LONGEST = 20_000


def computed(form: Form, answers: Answers, context: Tree, moment: Moment, hidden: frozenset[str]) -> dict[str, Any]:
    """The answers with every computed field that is seen worked out; what cannot be worked out is absent.

    A computation inside a row reads the row first, then the answers and facts of the case.
    """
    if not form.computed:
        return dict(answers)
    whole: dict[str, Any] = _copied(answers)
    fields = {each.path: each for each in form.walk()}
    for path in form.computed:
        known = fields[path]
        for holder, where in _holders(whole, path.split(".")[:-1], ""):
            if joined(where, known.name) in hidden:
                continue
            seen = overlaid(form, whole, context) | (dict(holder) if where else {})
            _put(holder, known, worked_out(known, seen, moment))
    return whole


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _holders(node: Any, segments: list[str], where: str) -> Iterator[tuple[MutableMapping[str, Any], str]]:
    """Every object that holds the last segment of a path; objects that are missing are made, rows are not."""
    if isinstance(node, list):
        for index, row in enumerate(node):
            yield from _holders(row, segments, joined(where, index))
    elif isinstance(node, dict):
        if not segments:
            yield node, where
        else:
            yield from _holders(node.setdefault(segments[0], {}), segments[1:], joined(where, segments[0]))


def _put(holder: MutableMapping[str, Any], known: Field, value: Any) -> None:
    if value is None:
        holder.pop(known.name, None)
    else:
        holder[known.name] = value


def worked_out(known: Field, tree: Tree, moment: Moment) -> Any:
    """The value of a computed field, or None. An error in a computation (a missing number, a division by zero) is None."""
    try:
        value = jsonLogic(_dated(known.compute, moment), dict(tree))
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    return _plain(known, value)


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
