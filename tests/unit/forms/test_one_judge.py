"""Over schemas nobody thought of: a submit accepts what jsonschema accepts, and an unchanged page gives the answers back.

`FANGYUAN_FORMS=100000 pytest tests/unit/forms/test_one_judge.py` looks at that many more, other ones each time.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fangyuan.forms.judging import Judged, effective_schema, receive, submit
from fangyuan.forms.reading import write
from fangyuan.forms.validating import accepts, format_checker
from fangyuan.forms.variants import chosen
from fangyuan.model.fields import Field, Form
from unit.forms.examples import KINDS, MOMENT, made
from unit.forms.formables import answers_to, forms

PARTS = range(4)
EXAMPLES = 260
MORE = int(os.environ.get("FANGYUAN_FORMS", "0"))
CHECKER = format_checker(KINDS)
KEYWORDS = """
    title description default examples readOnly $ref $defs type enum const oneOf anyOf allOf not if then else
    required dependentRequired dependentSchemas properties patternProperties additionalProperties propertyNames
    unevaluatedProperties minProperties maxProperties items prefixItems contains minContains maxContains uniqueItems
    minItems maxItems minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
    x-fangyuan-code-list x-fangyuan-sensitive x-fangyuan-compute x-fangyuan-index x-fangyuan-attachment x-fangyuan-print
    x-fangyuan-hint x-fangyuan-prefill x-fangyuan-kind x-fangyuan-rule x-fangyuan-when-hidden
    SHOW HIDE ENABLE DISABLE REQUIRE keep clear
"""
"""Every word that a form may use, and what a rule may do."""

WANTED = frozenset(KEYWORDS.split())


@pytest.mark.parametrize("part", PARTS)
def test_forms_that_nobody_thought_of(part: int) -> None:
    drawn: Counter[str] = Counter()
    ends: Counter[bool] = Counter()

    @seed(part if not MORE else int.from_bytes(os.urandom(4)))
    @settings(
        max_examples=EXAMPLES + MORE // len(PARTS), deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        written, plain = data.draw(forms())
        answers = data.draw(answers_to(plain))
        drawn.update(set(words_in(written)) & WANTED)
        form = made(written)
        judged = submit(form, answers if isinstance(answers, dict) else {}, {}, MOMENT, KINDS)
        accepts_what_jsonschema_accepts(form, answers if isinstance(answers, dict) else {}, judged)
        judging_twice_changes_nothing(form, judged)
        ends[not judged.problems] += 1
        if not judged.problems:
            gives_the_answers_back(form, judged)

    hold()
    assert WANTED - set(drawn) == set(), "words that no form was drawn with"
    assert min(ends[True], ends[False]) > EXAMPLES / 20, "forms that all end alike would prove nothing"


def accepts_what_jsonschema_accepts(form: Form, answers: dict[str, Any], judged: Judged) -> None:
    assert all(each.message and "{" not in each.message for each in judged.problems)
    if any(
        each.code == "unknown-field" and each.path.rpartition(".")[2] in answers_named(answers)
        for each in judged.problems
    ):
        return
    effective = effective_schema(form, answers, {}, MOMENT)
    seen = pruned(judged.answers, judged.hidden)
    assert (not judged.problems) is Draft202012Validator(effective, format_checker=CHECKER).is_valid(seen)


def judging_twice_changes_nothing(form: Form, judged: Judged) -> None:
    assert submit(form, judged.answers, {}, MOMENT, KINDS).answers == judged.answers


def gives_the_answers_back(form: Form, judged: Judged) -> None:
    # What is hidden and kept was not judged, so a page may read it otherwise.
    # Nor was what stands in a branch that is not in effect.
    judged_here = in_effect(form, pruned(judged.answers, judged.hidden))
    shown = without_blanks(begun(form.fields, known_only(form.fields, judged_here)))
    reading, again = receive(form, write(form, shown, KINDS), {}, MOMENT, KINDS)
    assert reading.problems == ()
    # Without an empty list that only a program can send, a field that asks for it may be hidden.
    assert again.answers == without_blanks(submit(form, shown, {}, MOMENT, KINDS).answers)
    # A page also says which variant is meant; what is filled in of that one comes back.
    picked = chosen(form.fields, shown)
    kept = submit(form, picked, {}, MOMENT, KINDS).answers
    assert receive(form, write(form, picked, KINDS), {}, MOMENT, KINDS)[1].answers == without_blanks(kept)


def in_effect(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers without those of another type than their field's, which only a branch not in effect lets through."""
    types = {field.name: field.json_type for field in form.fields if field.json_type}
    return {
        name: value
        for name, value in answers.items()
        if name not in types or Draft202012Validator({"type": types[name]}).is_valid(value)
    }


def words_in(schema: Any) -> Iterator[str]:
    """Every word of a schema: its keys, and its values that are words too."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            yield key
            yield from words_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from words_in(value)
    elif isinstance(schema, str):
        yield schema


def answers_named(answers: Any) -> set[str]:
    """Every name in a tree of answers."""
    if isinstance(answers, dict):
        return set(answers).union(*(answers_named(value) for value in answers.values()))
    return set().union(*map(answers_named, answers)) if isinstance(answers, list) else set()


def pruned(answers: Any, hidden: frozenset[str], path: str = "") -> Any:
    """The answers without hidden places, by another way than the judge's."""
    if isinstance(answers, dict):
        inner = {name: f"{path}.{name}".lstrip(".") for name in answers}
        return {name: pruned(answers[name], hidden, where) for name, where in inner.items() if where not in hidden}
    if isinstance(answers, list) and any(each.startswith(f"{path}.~") for each in hidden):
        inside = {f"{path}.~{index + 1}": value for index, value in enumerate(answers)}
        places = [None if where in hidden else pruned(value, hidden, where) for where, value in inside.items()]
        while places and places[-1] is None:
            places.pop()
        return places
    if isinstance(answers, list):
        return [pruned(row, hidden, f"{path}.{index}") for index, row in enumerate(answers)]
    return answers


def known_only(fields: tuple[Field, ...], answers: dict[str, Any]) -> dict[str, Any]:
    """The answers that fields ask for: what an open object holds besides comes from elsewhere, and a page has no place for it."""
    by_name = {each.name: each for each in fields}
    left = {}
    for name, value in answers.items():
        each = by_name.get(name)
        if each is not None and each.children and isinstance(value, dict):
            value = known_only(each.children, value)
        elif each is not None and each.children and each.many and isinstance(value, list):
            value = [known_only(each.children, row) if isinstance(row, dict) else row for row in value]
        left.update({} if each is None else {name: value})
    return left


def begun(fields: tuple[Field, ...], answers: dict[str, Any]) -> dict[str, Any]:
    """The answers without optional groups and rows that hold constants and what is worked out alone, though somebody could
    fill in more: a page cannot tell them from groups that nobody has begun."""
    left = {}
    for each in (one for one in fields if one.name in answers):
        value = answers[each.name]
        if each.children and each.many and isinstance(value, list):
            rows = [begun(each.children, row) if isinstance(row, dict) else row for row in value]
            value = [row for row in rows if not isinstance(row, dict) or any(asked(one, row) for one in each.children)]
        elif each.children and isinstance(value, (dict, list)):
            named = (
                value
                if isinstance(value, dict)
                else dict(zip((one.name for one in each.children), value, strict=False))
            )
            inner = begun(each.children, named)
            nothing = not any(asked(one, inner) for one in each.children)
            if nothing and not each.required and any(fillable(one) for one in each.children):
                continue
            value = inner if isinstance(value, dict) else value
        left[each.name] = value
    return left


def asked(each: Field, answers: dict[str, Any]) -> bool:
    return answers.get(each.name) is not None and fillable(each)


def fillable(each: Field) -> bool:
    if each.children:
        return any(map(fillable, each.children))
    return each.kind not in ("hidden", "static") and each.compute is None


def without_blanks(answers: Any) -> Any:
    """A page cannot post an empty object or an empty list, and a row without answers is no row."""
    if isinstance(answers, dict):
        inner = {name: without_blanks(value) for name, value in answers.items()}
        return {name: value for name, value in inner.items() if value not in ({}, [])}
    if isinstance(answers, list):
        return [row for row in map(without_blanks, answers) if row not in ({}, [])]
    return answers


@pytest.mark.parametrize(
    ("text", "whole", "part"),
    [
        ("http://例子.example/目录?问=答#段", True, True),
        ("http://example.org/a%20b", True, True),
        ("目录/文件", False, True),
        ("http://example.org/有 空格", False, False),
        ("http://example.org/\ue000", False, False),
        ("\\\\机关\\共享", False, False),
    ],
)
def test_an_address_may_be_written_in_chinese(text: str, whole: bool, part: bool) -> None:
    assert accepts({"properties": {"at": {"type": "string", "format": "iri"}}}, {"at": text}, KINDS) is whole
    assert accepts({"properties": {"at": {"type": "string", "format": "iri-reference"}}}, {"at": text}, KINDS) is part
