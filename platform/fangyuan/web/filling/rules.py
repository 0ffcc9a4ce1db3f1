"""Conditions as the browser reads them: the same closed language, written as JSON.

Groups are `{"all": […]}`, `{"any": […]}`, `{"not": …}`; an atom is `{"path", "op", "value"}`. What the browser cannot
know (facts of the case) was decided here and travels as `{"const": true or false}`; so no fact leaves the server.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Operand, Param, Today, atoms
from fangyuan.model.durations import Duration
from fangyuan.model.fields import Field, Option

Rule = dict[str, Any]


def written(condition: Condition, inside: Callable[[str], bool], parameters: Mapping[str, Any],
            decided: Callable[[Atom], bool]) -> str:  # fmt: skip
    """The JSON of a condition; `inside` tells a path of the form itself, `decided` judges every other atom."""
    return json.dumps(_rule(condition, inside, parameters, decided), ensure_ascii=False, separators=(",", ":"))


def is_fixed(condition: Condition, inside: Callable[[str], bool]) -> bool:
    """Whether the JSON of a condition is the same in every request: it speaks of the form alone, with no parameter."""
    return all(inside(atom.path) and not isinstance(atom.operand, Param) for atom in atoms(condition))


def spoken(condition: Condition, fields: Mapping[str, Field]) -> Condition:
    """The condition with the titles of choices in place of their values, to be told to people."""
    match condition:
        case AllOf(parts):
            return AllOf(tuple(spoken(part, fields) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(spoken(part, fields) for part in parts))
        case Not(part):
            return Not(spoken(part, fields))
        case Atom(path, op, operand):
            titles = _titles(fields[path].options) if path in fields else {}
            told = tuple(titles.get(one, one) for one in operand) if isinstance(operand, tuple) else operand
            return Atom(path, op, titles.get(told, told) if isinstance(told, str) else told)


def _titles(options: Iterable[Option]) -> dict[object, str]:
    return {
        value: title for one in options for value, title in ((one.value, one.title), *_titles(one.children).items())
    }


def _rule(condition: Condition, inside: Callable[[str], bool], parameters: Mapping[str, Any],
          decided: Callable[[Atom], bool]) -> Rule:  # fmt: skip
    match condition:
        case AllOf(parts):
            return {"all": [_rule(part, inside, parameters, decided) for part in parts]}
        case AnyOf(parts):
            return {"any": [_rule(part, inside, parameters, decided) for part in parts]}
        case Not(part):
            return {"not": _rule(part, inside, parameters, decided)}
        case Atom(path, op, operand):
            if not inside(path):
                return {"const": decided(condition)}
            return {"path": path, "op": op.value, "value": _operand(operand, parameters)}


def _operand(operand: Operand, parameters: Mapping[str, Any]) -> Any:
    """Dates, durations, fields and today become little objects; everything else is itself."""
    match operand:
        case Param(name):
            return {"given": parameters.get(name)}
        case date():
            return {"date": operand.isoformat()}
        case Duration():
            return {"amount": operand.amount, "unit": operand.unit.value}
        case FieldRef(path):
            return {"field": path}
        case Today():
            return {"today": True}
        case tuple():
            return list(operand)
        case _:
            return operand
