"""What a submit accepts is what jsonschema accepts for the effective schema, over schemas nobody thought of."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fangyuan.forms.judging import effective_schema, submit
from fangyuan.forms.reading import read, write
from fangyuan.forms.validating import format_checker
from unit.forms.examples import KINDS, MOMENT, made
from unit.forms.formables import answers_to, objects

MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CHECKER = format_checker(KINDS)


def pruned(answers: Any, hidden: frozenset[str], path: str = "") -> Any:
    """The answers without hidden places, by another way than the judge's."""
    if isinstance(answers, dict):
        inner = {name: f"{path}.{name}".lstrip(".") for name in answers}
        return {name: pruned(answers[name], hidden, where) for name, where in inner.items() if where not in hidden}
    if isinstance(answers, list):
        return [pruned(row, hidden, f"{path}.{index}") for index, row in enumerate(answers)]
    return answers


@MANY
@given(st.data())
def test_submit_accepts_what_jsonschema_accepts(data: st.DataObject) -> None:
    schema = data.draw(objects())
    answers = data.draw(answers_to(schema))
    if not isinstance(answers, dict):
        answers = {}
    form = made(schema)
    judged = submit(form, answers, {}, MOMENT, KINDS)
    if any(each.code == "unknown-field" for each in judged.problems):
        event("unknown field")
        return
    effective = effective_schema(form, answers, {}, MOMENT)
    right = Draft202012Validator(effective, format_checker=CHECKER).is_valid(judged.answers)
    event("accepted" if right else "refused")
    assert (not judged.problems) is right
    assert judged.answers == pruned(answers, judged.hidden)
    assert all(each.message and "{" not in each.message for each in judged.problems)


@MANY
@given(st.data())
def test_judging_twice_changes_nothing(data: st.DataObject) -> None:
    schema = data.draw(objects())
    answers = data.draw(answers_to(schema))
    form = made(schema)
    once = submit(form, answers if isinstance(answers, dict) else {}, {}, MOMENT, KINDS)
    assert submit(form, once.answers, {}, MOMENT, KINDS).answers == once.answers


@MANY
@given(st.data())
def test_an_unchanged_page_gives_the_same_answers(data: st.DataObject) -> None:
    schema = data.draw(objects())
    answers = data.draw(answers_to(schema))
    form = made(schema)
    judged = submit(form, answers if isinstance(answers, dict) else {}, {}, MOMENT, KINDS)
    if judged.problems:
        return
    reading = read(form, write(form, judged.answers, KINDS), KINDS)
    assert reading.problems == ()
    assert reading.answers == without_blanks(judged.answers)


def without_blanks(answers: Any) -> Any:
    """A page cannot post an empty object or an empty list, and a row without answers is no row."""
    if isinstance(answers, dict):
        inner = {name: without_blanks(value) for name, value in answers.items()}
        return {name: value for name, value in inner.items() if value not in ({}, [])}
    if isinstance(answers, list):
        return [row for row in map(without_blanks, answers) if row not in ({}, [])]
    return answers
