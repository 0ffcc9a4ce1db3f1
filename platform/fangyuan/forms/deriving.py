"""Fills in what follows from the rest of an answer, as its kind knows: what was said is never overwritten."""

from collections.abc import Callable, Mapping
from typing import Any

from fangyuan.kinds import Kinds
from fangyuan.model.fields import Field, Form
from fangyuan.model.once import once_each

Complete = Callable[[Any, Field], Any]


def derived(form: Form, answers: dict[str, Any], kinds: Kinds) -> dict[str, Any]:
    """The answers with what their kinds complete; those of a form without such kinds come back themselves."""
    knowing = _knowing(form, kinds)
    return _members(form.fields, answers, knowing) if knowing else answers


@once_each
def _knowing(form: Form, kinds: Kinds) -> Mapping[str, Complete]:
    return {
        each.kind: complete for each in form.walk() if (complete := getattr(kinds.get(each.kind), "complete", None))
    }


def _members(fields: tuple[Field, ...], answers: Mapping[str, Any], knowing: Mapping[str, Complete]) -> dict[str, Any]:
    found = dict(answers)
    for each in fields:
        if each.name in found:
            found[each.name] = _value(each, found[each.name], knowing)
    return found


def _value(each: Field, value: Any, knowing: Mapping[str, Complete]) -> Any:
    """One answer: its parts first, then itself."""
    if each.children and isinstance(value, list):
        value = [_members(each.children, row, knowing) if isinstance(row, Mapping) else row for row in value]
    elif each.children and isinstance(value, Mapping):
        value = _members(each.children, value, knowing)
    complete = knowing.get(each.kind)
    return complete(value, each) if complete else value
