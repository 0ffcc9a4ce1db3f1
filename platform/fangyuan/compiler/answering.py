"""Whether the answers, parameters and units that a scenario makes up are ones that the pack has."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from fangyuan.compiler.spots import Spot
from fangyuan.kinds.choices import every
from fangyuan.model.durations import Duration
from fangyuan.model.fields import Field, Form
from fangyuan.model.later import later
from fangyuan.model.pack import Parameter
from fangyuan.model.procedure import CaseType

if TYPE_CHECKING:
    from fangyuan.forms import validating
else:
    validating = later("fangyuan.forms.validating")

_OFFICE = "office"
"""The unit that every scenario has."""


def check_parameters(spot: Spot | None, known: Mapping[str, Parameter]) -> None:
    """Parameters that the pack has not, and values that none of its offices could fill in."""
    for name, given in spot.items() if spot else ():
        parameter = known.get(name)
        if parameter is None:
            given.unknown("unknown-parameter", name, known)
        elif not _is_taken(parameter, given):
            given.say("parameter-value", name=name, title=parameter.title, value=given.word)


def _is_taken(parameter: Parameter, given: Spot) -> bool:
    if parameter.schema.get("x-fangyuan-kind") == "duration":
        try:
            Duration.parse(given.word)
        except ValueError:
            return False
    return validating.fault_in(parameter.schema, given.value) is None


def check_units(rows: Sequence[Spot]) -> None:
    """Units below a unit that the scenario has not."""
    names = [_OFFICE, *(row.text("unit") for row in rows)]
    for row in rows:
        row.named("parent", "unknown-unit", names)


def check_answers(step: Spot, kinds: Collection[CaseType]) -> None:
    """Answers to questions that the form of the step does not ask, and choices that it does not offer.

    A step that expects to be refused may say anything.
    """
    answers, expect = step.get("answers"), step.get("expect")
    forms = list(_forms(step, kinds))
    if answers is None or not forms or any(form.open for form in forms) or (expect and expect.get("refused")):
        return
    _check([field for form in forms for field in form.fields], answers)


def _forms(step: Spot, kinds: Collection[CaseType]) -> Iterator[Form]:
    """The forms that a step may fill in: several types may have a task of one name."""
    for kind in kinds:
        done = kind.tasks.get(step.text("do")) or next(
            (action for action in kind.actions if action.action == step.text("act")), None
        )
        if done is not None and done.form in kind.forms:
            yield kind.forms[done.form]


def _check(fields: Sequence[Field], answers: Spot) -> None:
    for name, given in answers.items():
        asked = [field for field in fields if field.name == name]
        if not asked:
            given.unknown("unknown-field", name, [field.name for field in fields])
        for value in given.rows():
            _check_value(asked, value)


def _check_value(asked: Sequence[Field], value: Spot) -> None:
    """One answer, or one row of a list."""
    below = [child for field in asked for child in field.children]
    if isinstance(value.value, Mapping):
        if below and not any(field.open for field in asked):
            _check(below, value)
        return
    offered = [one.value for field in asked for one in every(field.options)]
    if asked and all(field.options for field in asked) and isinstance(value.value, str) and value.value not in offered:
        value.unknown("unknown-option", value.word, map(str, offered))
