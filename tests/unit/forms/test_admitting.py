"""What is let in from outside: how many names and levels, which names, and where a list's problems stand."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.forms.building import build_form
from fangyuan.forms.judging import receive, submit
from fangyuan.forms.reading import write
from fangyuan.model.fields import Form
from unit.forms.examples import KINDS, MOMENT, made

FREE = made({"type": "object", "additionalProperties": True, "properties": {"note": {"type": "string"}}})


def told(form: Form, answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in submit(form, answers, {}, MOMENT, KINDS).problems]


def test_a_form_of_more_fields_than_an_open_object_may_have_names() -> None:
    names = [f"f{number}" for number in range(600)]
    form = made({"type": "object", "required": names, "properties": {name: {"type": "string"} for name in names}})
    answers = dict.fromkeys(names, "x")
    judged = submit(form, answers, {}, MOMENT, KINDS)
    assert (judged.problems, judged.answers) == ((), answers)


def test_names_that_are_too_many_are_told_and_fields_come_first() -> None:
    answers = {**{f"n{number}": 1 for number in range(501)}, "note": "留下"}
    judged = submit(FREE, answers, {}, MOMENT, KINDS)
    assert [(each.path, each.code, each.detail["limit"]) for each in judged.problems] == [
        ("", "too-many-answers", "500")
    ]
    assert judged.answers["note"] == "留下"
    assert len(judged.answers) == 500
    assert told(FREE, {"free": dict.fromkeys(map(str, range(501)), 1)}) == [("free", "too-many-answers")]
    closed = made({"type": "object", "properties": {"note": {"type": "string"}}})
    assert told(closed, answers)[0] == ("", "too-many-answers")


def test_names_in_an_open_object_are_made_harmless() -> None:
    answers = {"甲\u202e乙\x00": 1, "inner": {"\u200bx": 2}, "a\nb": 3}
    judged = submit(FREE, answers, {}, MOMENT, KINDS)
    assert (judged.problems, judged.answers) == ((), {"甲乙": 1, "inner": {"x": 2}, "a\nb": 3})


@pytest.mark.parametrize(
    ("answers", "path", "code"),
    [
        ({"n" * 201: 1}, "n" * 60, "name-too-long"),
        ({"note": "x", "no\u200bte": "y"}, "note", "name-not-allowed"),
        ({"no\u200bte": "y", "note": "x"}, "note", "name-not-allowed"),
        ({"甲": 1, "甲\u202e": 2}, "甲", "name-not-allowed"),
        ({"\u200b": 1}, "?", "name-not-allowed"),
    ],
)
def test_names_that_are_refused(answers: dict[str, Any], path: str, code: str) -> None:
    judged = submit(FREE, {**answers, "other": 1}, {}, MOMENT, KINDS)
    assert [(each.path, each.code) for each in judged.problems] == [(path, code)]
    assert judged.answers == {name: value for name, value in answers.items() if name in ("note", "甲")} | {"other": 1}


NESTS: dict[str, Any] = {
    "object": lambda inner: ({"type": "object", "properties": {"f": inner}}, lambda answer: {"f": answer}),
    "table": lambda inner: (
        {"type": "array", "items": {"type": "object", "properties": {"f": inner}}},
        lambda answer: [{"f": answer}],
    ),
    "places": lambda inner: (
        {"type": "array", "prefixItems": [inner, {"type": "string"}], "items": False},
        lambda answer: [answer, "x"],
    ),
}
"""Ways of nesting: a schema around another, and an answer around another."""


@pytest.mark.parametrize("way", NESTS)
def test_what_compiles_can_be_submitted(way: str) -> None:
    schema: Any = {"type": "array", "items": {"type": "string"}}
    answer: Any = ["x"]
    compiled = 0
    for _ in range(15):
        schema, around = NESTS[way](schema)
        answer = around(answer)
        form, problems = build_form("f", {"type": "object", "properties": {"f": schema}}, None, kinds=KINDS)
        if "form-too-deep" in [each.code for each in problems]:
            break
        compiled += 1
        assert told(form, {"f": answer}) == []
        assert receive(form, write(form, {"f": answer}, KINDS), {}, MOMENT, KINDS)[1].answers == {"f": answer}
    assert 6 <= compiled < 15


def test_what_is_open_inside_the_deepest_field_has_levels_of_its_own() -> None:
    schema: Any = {"type": "object", "additionalProperties": True}
    answer: Any = {"a": {"b": [{"c": 1}]}}
    for _ in range(9):
        schema, answer = NESTS["table"](schema)[0], [{"f": answer}]
    form = made({"type": "object", "properties": {"f": schema}})
    assert told(form, {"f": answer}) == []


LISTS = made({"type": "object", "properties": {
    "n": {"type": "array", "items": {"type": "integer"}},
    "rows": {"type": "array", "items": {"type": "object", "properties": {
        "phone": {"type": "string", "x-fangyuan-kind": "phone"},
        "card": {"type": "string", "x-fangyuan-kind": "id-card"},
        "inner": {"type": "array", "items": {"type": "object", "properties": {"k": {"type": "integer"}}}},
    }}},
}})  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"n": [float("nan"), 1, "x"]}, {("n.0", "not-finite"), ("n.2", "not-an-integer")}),
        ({"n": [" ", "", 1, None, "x", 2, 1.5]}, {("n.4", "not-an-integer"), ("n.6", "not-an-integer")}),
        ({"rows": [None, {"phone": "1"}, object(), {"phone": "2"}]},
         {("rows.1.phone", "not-a-phone"), ("rows.2", "not-an-object"), ("rows.3.phone", "not-a-phone")}),
        ({"rows": ["", {"inner": [{"k": 1}, " ", {"k": "x"}]}]}, {("rows.1.inner.2.k", "not-an-integer")}),
    ],
)  # fmt: skip
def test_problems_stand_where_the_entry_was_sent(answers: dict[str, Any], problems: set[tuple[str, str]]) -> None:
    assert set(told(LISTS, answers)) == problems


def test_warnings_stand_where_the_entry_was_sent() -> None:
    judged = submit(LISTS, {"rows": ["", {"card": "110105194912310021"}]}, {}, MOMENT, KINDS)
    assert [(each.path, each.code) for each in judged.warnings] == [("rows.1.card", "id-card-checksum")]
