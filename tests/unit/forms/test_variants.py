"""Variants of an object shown one at a time, and lists whose places differ."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.forms.conditions import holds
from fangyuan.forms.judging import receive, submit
from fangyuan.forms.reading import read, write
from fangyuan.forms.variants import CHOOSER, chosen
from fangyuan.model.fields import Form
from unit.forms.examples import KINDS, MOMENT, codes_of, made, rule

PERSON = {
    "title": "个人",
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "card": {"x-fangyuan-kind": "id-card"}},
}
FIRM = {
    "title": "单位",
    "type": "object",
    "required": ["firm"],
    "properties": {"firm": {"type": "string"}, "seats": {"type": "integer"}},
}
PLAIN = made(
    {"type": "object", "properties": {"who": {"title": "来访人", "oneOf": [PERSON, FIRM]}, "note": {"type": "string"}}}
)


def told_apart(word: str = "oneOf", base: bool = False) -> Form:
    branches = [
        {
            **branch,
            "required": [*branch["required"], "sort"],
            "properties": {"sort": {"const": sort}, **branch["properties"]},
        }
        for sort, branch in (("p", PERSON), ("f", FIRM))
    ]
    who: dict[str, Any] = {"type": "object", word: branches}
    if base:
        who["properties"] = {"sort": {"title": "类型", "enum": ["p", "f"]}}
    return made({"type": "object", "properties": {"who": who}})


def told(form: Form, answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in submit(form, answers, {}, MOMENT, KINDS).problems]


def test_a_chooser_stands_before_the_variants_and_no_answer_holds_it() -> None:
    who = PLAIN.fields[0]
    assert [each.name for each in who.children] == [CHOOSER, "name", "card", "firm", "seats"]
    assert [option.title for option in who.children[0].options] == ["个人", "单位"]
    judged = submit(PLAIN, {"who": {CHOOSER: "2", "name": "甲", "firm": "乙厂"}}, {}, MOMENT, KINDS)
    assert (judged.answers, judged.problems) == ({"who": {"firm": "乙厂"}}, ())
    assert "who.name" in judged.hidden


def test_without_a_choice_nothing_is_cleared_and_the_schema_decides() -> None:
    assert told(PLAIN, {"who": {"firm": "乙厂", "seats": 3}}) == []
    assert told(PLAIN, {"who": {"name": "甲", "firm": "乙厂"}}) == [("who", "several-variants-fit")]


def test_what_is_wrong_with_the_chosen_variant_stands_beside_its_fields() -> None:
    assert told(PLAIN, {"who": {CHOOSER: "1", "name": "甲", "card": "12"}}) == [("who.card", "not-an-id-card")]
    assert told(PLAIN, {"who": {CHOOSER: "2", "seats": 3}}) == [("who.firm", "required")]


@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
@pytest.mark.parametrize("base", [True, False])
def test_a_field_with_a_constant_in_each_variant_chooses(word: str, base: bool) -> None:
    form = told_apart(word, base)
    sort = form.fields[0].children[0]
    assert [option.value for option in sort.options] == ["p", "f"]
    if not base:
        assert ([option.title for option in sort.options], sort.required) == (["个人", "单位"], True)
    assert CHOOSER not in [each.name for each in form.fields[0].children]
    judged = submit(form, {"who": {"sort": "f", "name": "甲", "firm": "乙厂"}}, {}, MOMENT, KINDS)
    assert (judged.answers, judged.problems) == ({"who": {"sort": "f", "firm": "乙厂"}}, ())
    assert told(form, {"who": {"sort": "p", "firm": "乙厂"}}) == [("who.name", "required")]


@pytest.mark.parametrize(
    "answers",
    [{}, {"who": {"name": "甲"}}, {"who": {"firm": "乙厂", "seats": 2}}, {"note": "x", "who": {"name": "甲"}}],
)
def test_a_page_shows_the_variant_that_is_filled_in_and_gives_it_back(answers: dict[str, Any]) -> None:
    shown = chosen(PLAIN.fields, answers)
    option = shown["who"][CHOOSER]
    assert option == ("2" if "firm" in answers.get("who", {}) else "1")
    by_name = {each.name: each for each in PLAIN.fields[0].children}
    assert holds(by_name["firm"].visible, shown, MOMENT) is (option == "2")
    reading, judged = receive(PLAIN, write(PLAIN, shown, KINDS), {}, MOMENT, KINDS)
    assert reading.problems == ()
    assert judged.answers == answers


def test_variants_in_rows_are_chosen_row_by_row() -> None:
    form = made({"type": "object", "properties": {"rows": {"type": "array", "items": {"oneOf": [PERSON, FIRM]}}}})
    rows = [{CHOOSER: "1", "name": "甲", "firm": "x"}, {CHOOSER: "2", "firm": "乙厂", "name": "y"}]
    judged = submit(form, {"rows": rows}, {}, MOMENT, KINDS)
    assert (judged.answers, judged.problems) == ({"rows": [{"name": "甲"}, {"firm": "乙厂"}]}, ())
    assert read(form, {"rows.0.~variant": ["2"]}, KINDS).answers == {}


def test_fields_that_every_variant_has_are_always_shown() -> None:
    form = made({"type": "object", "oneOf": [
        {"properties": {"a": {"type": "string"}, "all_have": {"type": "string"}}},
        {"properties": {"b": {"type": "string"}, "all_have": {"type": "string"}}},
    ]})  # fmt: skip
    assert [each.name for each in form.fields if each.visible is None] == [CHOOSER, "all_have"]
    assert form.layout.children[0].children[0].field == CHOOSER


def test_a_rule_of_a_variant_s_field_counts_beside_the_choice() -> None:
    ruled = {"properties": {"a": {"type": "string", "x-fangyuan-rule": rule("SHOW", "n", const=1)}}}
    form = made(
        {
            "type": "object",
            "properties": {"n": {"type": "integer"}},
            "oneOf": [ruled, {"properties": {"b": {"type": "string"}}}],
        }
    )
    a = next(each for each in form.fields if each.name == "a")
    assert a.visible is not None
    assert holds(a.visible, {"n": 1, CHOOSER: "1"}, MOMENT)
    assert not holds(a.visible, {"n": 2, CHOOSER: "1"}, MOMENT)
    assert not holds(a.visible, {"n": 1, CHOOSER: "2"}, MOMENT)


TUPLE = made({"type": "object", "properties": {"span": {
    "type": "array", "title": "起止", "minItems": 1, "items": False,
    "prefixItems": [{"type": "string", "format": "date", "title": "起"}, {"type": "integer", "title": "天数"}, {"enum": ["am", "pm"]}],
}}})  # fmt: skip


def test_each_place_of_a_list_has_a_field() -> None:
    span = TUPLE.fields[0]
    assert [(each.path, each.title, each.kind, each.required) for each in span.children] == [
        ("span.~1", "起", "date", True), ("span.~2", "天数", "integer", False), ("span.~3", "第3项", "select", False),
    ]  # fmt: skip
    assert (span.kind, span.json_type, span.many) == ("group", "array", False)


@pytest.mark.parametrize("value", [["2026-02-10"], ["2026-02-10", 3], ["2026-02-10", 3, "pm"]])
def test_a_list_with_places_goes_through_a_page_unchanged(value: list[Any]) -> None:
    posted = write(TUPLE, {"span": value}, KINDS)
    assert set(posted) == {f"span.~{index + 1}" for index in range(len(value))}
    assert receive(TUPLE, posted, {}, MOMENT, KINDS)[1].answers == {"span": value}
    assert told(TUPLE, {"span": value}) == []


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (["gestern"], ("span.~1", "not-a-date")),
        ([None, 3], ("span.~1", "required")),
        (["2026-02-10", None, "pm"], ("span.~2", "required")),
        (["2026-02-10", 3, "pm", 4], ("span", "too-many-rows")),
        (["2026-02-10", 3.5], ("span.~2", "not-an-integer")),
        ("2026-02-10", ("span", "wrong-type")),
    ],
)
def test_what_is_wrong_with_a_place_stands_beside_it(value: Any, problem: tuple[str, str]) -> None:
    assert told(TUPLE, {"span": value}) == [problem]


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"type": ["string", "integer"]}, "several-types"),
        ({"anyOf": [{"type": "string"}, {"type": "object"}]}, "several-types"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}, "list-of-lists"),
        ({"type": "array", "prefixItems": [{"type": "string"}]}, "tuple-open"),
        ({"type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"}}, "tuple-open"),
    ],
)
def test_what_no_page_could_ask_for_is_told(schema: Any, code: str) -> None:
    assert codes_of({"type": "object", "properties": {"f": schema}}) == [code]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["integer", "null"]},
        {"anyOf": [{"type": "integer"}, {"type": "number"}]},
        {"type": "array", "prefixItems": [{"type": "string"}], "maxItems": 1},
    ],
)
def test_what_a_page_can_ask_for_is_not(schema: Any) -> None:
    assert codes_of({"type": "object", "properties": {"f": schema}}) == []


SECRET = made({"type": "object", "properties": {"open": {"type": "boolean"}, "t": {
    "type": "array", "minItems": 2, "items": False,
    "prefixItems": [
        {"type": "string"},
        {"type": "string", "x-fangyuan-rule": {"effect": "SHOW", "condition": {"open": {"const": True}}}},
        {"type": "object", "properties": {
            "s": {"type": "string", "x-fangyuan-rule": {"effect": "SHOW", "condition": {"open": {"const": True}}}},
            "n": {"type": "integer", "x-fangyuan-rule": {"effect": "REQUIRE", "condition": {"t.~1": {"const": "n"}}}},
        }},
    ],
}}})  # fmt: skip


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        (["a", "secret"], ["a"]),
        (["a", "secret", {"s": "secret", "n": 1}], ["a", None, {"n": 1}]),
        (["a", None, {"n": 1}], ["a", None, {"n": 1}]),
        (["a"], ["a"]),
    ],
)
def test_a_hidden_place_of_a_list_is_cleared_and_not_asked_for(places: list[Any], kept: list[Any]) -> None:
    judged = submit(SECRET, {"open": False, "t": places}, {}, MOMENT, KINDS)
    assert (judged.answers["t"], judged.problems) == (kept, ())
    assert submit(SECRET, judged.answers, {}, MOMENT, KINDS).answers == judged.answers


def test_a_place_that_is_seen_stays_and_is_judged() -> None:
    whole = {"open": True, "t": ["a", "b", {"s": "x", "n": 1}]}
    assert submit(SECRET, whole, {}, MOMENT, KINDS).answers == whole
    assert told(SECRET, {"open": True, "t": ["a", 3]}) == [("t.~2", "wrong-type")]
    assert told(SECRET, {"open": True, "t": ["a"]}) == [("t.~2", "required")]
    assert told(SECRET, {"t": ["n"]}) == [("t.~3", "required")]
    assert told(SECRET, {"t": ["n", None, {}]}) == [("t.~3.n", "required")]
    assert told(SECRET, {"open": False, "t": ["a", "b", {"n": 1.5}]}) == [("t.~3.n", "not-an-integer")]


@pytest.mark.parametrize("base", [True, False])
def test_nothing_is_told_of_the_fields_of_a_variant_that_is_not_shown(base: bool) -> None:
    form = told_apart(base=base)
    assert told(form, {"who": {}}) == [("who.sort", "required")]
    assert told(form, {"who": {"sort": "z"}}) == [("who.sort", "not-an-option")]
    assert told(form, {"who": {"sort": "p", "firm": float("nan")}}) == [("who.name", "required")]


def test_a_wrong_answer_of_a_field_that_is_not_shown_stops_nothing() -> None:
    hidden = {"type": "string", "x-fangyuan-rule": rule("SHOW", "n", const=1)}
    form = made({"type": "object", "properties": {"n": {"type": "integer"}, "a": hidden}})
    for value in (float("nan"), "x" * 30_000, object()):
        assert told(form, {"n": 2, "a": value}) == []
        assert len(told(form, {"n": 1, "a": value})) == 1


def test_what_is_wrong_with_hidden_fields_alone_is_told_all_the_same() -> None:
    hidden = {"type": "string", "x-fangyuan-rule": rule("SHOW", "n", const=1)}
    properties = {"n": {"type": "integer"}, "a": hidden}
    form = made({"type": "object", "properties": properties, "anyOf": [{"required": ["a"]}]})
    assert told(form, {"n": 2}) == [("a", "required")]
