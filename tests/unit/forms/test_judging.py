"""The judge: what is let in, pruned, computed, asked for, and what is said of wrong answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fangyuan.forms.building import build_form
from fangyuan.forms.judging import effective_schema, receive, submit
from fangyuan.forms.wording import message
from fangyuan.model.fields import Form
from fangyuan.model.problems import Severity
from unit.forms.examples import FILE, GOOD, KINDS, MOMENT, REGISTER, made, rule


def judged(answers: Any, form: Form = REGISTER, context: Any = None) -> Any:
    return submit(form, answers, context or {}, MOMENT, KINDS)


def told(answers: Any, form: Form = REGISTER) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in judged(answers, form).problems]


def test_good_answers_pass() -> None:
    answers = GOOD | {
        "amount": 1.15,
        "place": {"town": "城关镇"},
        "units": ["u1"],
        "files": [FILE],
        "category": "land-1",
    }
    result = judged(answers)
    assert (result.problems, result.warnings) == ((), ())
    assert result.answers == answers


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"cause": None}, "cause", "required"),
        ({"cause": " \u200b"}, "cause", "required"),
        ({"cause": "路"}, "cause", "too-short"),
        ({"cause": "路" * 61}, "cause", "too-long"),
        ({"cause": "路" * 20_001}, "cause", "too-long"),
        ({"cause": 3}, "cause", "wrong-type"),
        ({"category": "water"}, "category", "not-an-option"),
        ({"received_on": "2026-02-30"}, "received_on", "not-a-date"),
        ({"received_on": "20260210"}, "received_on", "not-a-date"),
        ({"urgent": "yes"}, "urgent", "not-a-boolean"),
        ({"amount": 1.155}, "amount", "not-a-multiple"),
        ({"amount": float("nan")}, "amount", "not-finite"),
        ({"amount": 1e15}, "amount", "too-large"),
        ({"place": {}}, "place.town", "required"),
        ({"place": "城关镇"}, "place", "wrong-type"),
        ({"units": "u1"}, "units", "wrong-type"),
        ({"persons": []}, "persons", "too-few-rows"),
        ({"persons": [{"card": "11010519491231002X"}]}, "persons.0.name", "required"),
        ({"persons": [{"name": "张三"}, {"name": "李四", "card": "12"}]}, "persons.1.card", "not-an-id-card"),
        ({"persons": [{"name": "张三", "person_id": "../x"}]}, "persons.0.person_id", "wrong-format"),
        ({"files": [{**FILE, "type": "text/html"}]}, "files.0", "file-type"),
        ({"files": [{**FILE, "size": 2000}]}, "files.0.size", "too-large"),
        ({"files": [{**FILE, "name": "../../etc/passwd"}]}, "files.0.name", "pattern"),
        ({"files": [FILE] * 3}, "files", "too-many-rows"),
        ({"nobody": 1}, "nobody", "unknown-field"),
        ({"persons": [{"name": "张三", "age": 3}]}, "persons.0.age", "unknown-field"),
        ({"persons": [{"name": f"张{n}"} for n in range(501)]}, "persons", "too-many-rows"),
        ({"units": [object()]}, "units.0", "not-an-object"),
    ],
)
def test_a_problem_stands_beside_its_field(change: dict[str, Any], path: str, code: str) -> None:
    result = judged(GOOD | change)
    assert [(each.path, each.code) for each in result.problems] == [(path, code)]
    problem = result.problems[0]
    assert problem.message
    assert "{" not in problem.message
    assert message(problem, "en") not in ("", problem.message)
    assert message(problem, "zh") == problem.message


def test_the_rest_of_the_answers_is_kept() -> None:
    result = judged(GOOD | {"cause": "路" * 20_001, "nobody": 1, "units": ["u1", float("inf")]})
    assert result.answers["persons"] == [{"name": "张三"}]
    assert result.answers["units"] == ["u1"]
    assert [each.code for each in result.problems] == ["too-long", "unknown-field", "not-finite"]


def test_problems_stand_in_the_order_of_the_fields() -> None:
    assert told({}) == [("cause", "required"), ("received_on", "required"), ("persons", "required")]
    assert judged({}).problems[0].message == "请填写“事由”"


def test_too_deep_is_refused_and_does_not_crash() -> None:
    form = made({"type": "object", "properties": {"free": {"type": "object", "additionalProperties": True}}})
    deep: Any = 1
    for _ in range(5000):
        deep = {"x": deep}
    result = judged({"free": deep}, form)
    assert [each.code for each in result.problems] == ["too-deep"]
    json.dumps(result.answers)


@pytest.mark.parametrize("answers", [None, [], "x", 3])
def test_answers_that_are_none(answers: Any) -> None:
    assert ("", "not-an-object") in told(answers)


def test_odd_but_right_is_a_warning() -> None:
    result = judged(GOOD | {"persons": [{"name": "张三", "card": "110105194912310021"}]})
    assert result.problems == ()
    assert [(each.path, each.code, each.severity) for each in result.warnings] == [
        ("persons.0.card", "id-card-checksum", Severity.WARNING)
    ]


def test_hidden_answers_are_cleared_and_not_judged() -> None:
    result = judged(GOOD | {"urgent": False, "phone": "电话"})
    assert result.problems == ()
    assert "phone" not in result.answers
    assert result.hidden == {"phone", "persons.0.proof"}
    assert told(GOOD | {"urgent": True, "phone": "电话"}) == [("phone", "not-a-phone")]


def test_a_condition_inside_a_row_is_weighed_row_by_row() -> None:
    rows = [
        {"name": "甲", "deputy": True, "proof": "1"},
        {"name": "乙", "deputy": False, "proof": "2"},
        {"name": "丙", "proof": "3"},
    ]
    result = judged(GOOD | {"persons": rows})
    assert result.answers["persons"] == [rows[0], {"name": "乙", "deputy": False}, {"name": "丙"}]
    assert result.hidden == {"phone", "persons.1.proof", "persons.2.proof"}


FLOW = {
    "type": "object",
    "required": ["a", "b", "c"],
    "properties": {
        "a": {"type": "boolean"},
        "b": {"type": "string", "x-fangyuan-rule": rule("SHOW", "a", const=True)},
        "c": {"type": "string", "x-fangyuan-rule": rule("SHOW", "b", const="x")},
        "d": {"type": "string", "x-fangyuan-rule": {"effect": "SHOW", "condition": {"b": {"absent": True}}}},
        "k": {"type": "integer", "x-fangyuan-when-hidden": "keep", "x-fangyuan-rule": rule("SHOW", "a", const=True)},
        "r": {"type": "string", "x-fangyuan-rule": rule("REQUIRE", "a", const=True)},
        "g": {
            "type": "object",
            "x-fangyuan-rule": rule("SHOW", "a", const=True),
            "properties": {"x": {"type": "string", "x-fangyuan-rule": rule("REQUIRE", "b", const="x")}},
        },
    },
}


def test_hiding_goes_on_through_what_depends_on_hidden_answers() -> None:
    form = made(FLOW)
    result = judged({"a": False, "b": "x", "c": "y", "d": "z", "k": 5, "g": {"x": "1"}}, form)
    assert result.problems == ()
    assert result.answers == {"a": False, "d": "z", "k": 5}
    assert result.hidden == {"b", "c", "k", "g"}


def test_what_is_kept_is_not_judged_while_it_is_hidden() -> None:
    form = made(FLOW)
    assert told({"a": False, "k": "text"}, form) == []
    assert ("k", "not-an-integer") in told({"a": True, "b": "q", "r": "r", "k": "text"}, form)


def test_require_asks_for_an_answer_and_for_the_object_around_it() -> None:
    form = made(FLOW)
    assert told({"a": True, "b": "q"}, form) == [("r", "required")]
    assert told({"a": True, "b": "x", "c": "1", "r": "1"}, form) == [("g", "required")]
    assert told({"a": True, "b": "x", "c": "1", "r": "1", "g": {}}, form) == [("g.x", "required")]


def test_rules_in_a_circle_come_to_an_end_though_no_pack_may_have_them() -> None:
    own = circular({"a": rule("HIDE", "a", const="x")})
    assert judged({"a": "x"}, own).answers == {}
    assert judged({"a": "y"}, own).answers == {"a": "y"}
    either = circular({"a": rule("HIDE", "b", const="x"), "b": rule("HIDE", "a", const="x")})
    assert judged({"a": "x"}, either).answers == {"a": "x"}
    assert judged({"a": "x", "b": "x"}, either).answers == {}


def circular(rules: dict[str, Any]) -> Form:
    properties = {name: {"type": "string", "x-fangyuan-rule": each} for name, each in rules.items()}
    form, problems = build_form("f", {"type": "object", "properties": properties}, None, kinds=KINDS)
    assert [each.code for each in problems] == ["visibility-circle"]
    return form


def test_the_effective_schema_has_no_hidden_property() -> None:
    schema = effective_schema(made(FLOW), {"a": False}, {}, MOMENT)
    assert set(schema["properties"]) == {"a", "d", "r"}
    assert schema["required"] == ["a"]


def test_facts_of_the_case_count_and_earlier_answers_of_the_same_form_do_not() -> None:
    form = _with_facts()
    assert submit(form, {"b": "1"}, {"a": "x"}, MOMENT, KINDS).answers == {}
    assert submit(form, {"b": "1"}, {"case": {"stage": "open"}}, MOMENT, KINDS).answers == {"b": "1"}
    assert submit(form, {"a": "x", "b": "1"}, {}, MOMENT, KINDS).answers == {"a": "x", "b": "1"}


def _with_facts() -> Form:
    from fangyuan.forms.parsing import parse_condition

    condition = {"any": [{"a": {"const": "x"}}, {"case.stage": {"const": "open"}}]}
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "b": {"type": "string", "x-fangyuan-rule": {"effect": "SHOW", "condition": condition}},
        },
    }
    form, problems = build_form(
        "f", schema, None, lambda data, types: parse_condition(data, {**types, "case.stage": "string"}), kinds=KINDS
    )
    assert problems == ()
    return form


def test_computed_answers_are_worked_out_on_the_server_always() -> None:
    form = made(
        {
            "type": "object",
            "properties": {
                "rows": {"type": "array", "items": {"type": "object", "properties": {
                    "n": {"type": "integer"}, "price": {"type": "number"},
                    "sum": {"type": "number", "x-fangyuan-kind": "money", "x-fangyuan-compute": {"*": [{"var": "n"}, {"var": "price"}]}},
                }}},
                "total": {"type": "number", "x-fangyuan-compute": {
                    "reduce": [{"var": "rows"}, {"+": [{"var": "accumulator"}, {"var": "current.sum"}]}, 0]}},
                "big": {"type": "string", "x-fangyuan-rule": rule("SHOW", "total", minimum=10)},
                "day": {"type": "string", "format": "date", "x-fangyuan-compute": {"today": []}},
                "half": {"type": "number", "x-fangyuan-compute": {"/": [1, {"var": "nothing"}]}},
                "nothing": {"type": "number"},
            },
        }
    )  # fmt: skip
    result = judged(
        {"rows": [{"n": 3, "price": 0.1, "sum": 999}, {"n": 2, "price": 5}], "total": 1, "big": "x", "half": 7}, form
    )
    assert result.problems == ()
    assert result.answers == {
        "rows": [{"n": 3, "price": 0.1, "sum": 0.3}, {"n": 2, "price": 5, "sum": 10}],
        "total": 10.3,
        "big": "x",
        "day": "2026-02-11",
    }
    assert "big" not in judged({"rows": [{"n": 1, "price": 1}], "big": "x"}, form).answers


def test_a_pasted_table_is_compared_by_its_first_column() -> None:
    """What is typed is text and nothing else, even where it looks like logic."""
    texts = {"type": "array", "items": {"type": "string"}}
    ours, theirs = {"map": [{"var": "rows"}, {"var": "id"}]}, {"column": [{"var": "pasted"}, 1]}
    form = made(
        {
            "type": "object",
            "properties": {
                "rows": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}},
                "pasted": {"type": "string"},
                "lacking": texts | {"x-fangyuan-compute": {"without": [ours, theirs]}},
                "extra": texts | {"x-fangyuan-compute": {"without": [theirs, {"merge": [ours, ["none"]]}]}},
                "differs": {"type": "boolean", "x-fangyuan-compute": {"!!": [{"merge": [{"var": "lacking"}, {"var": "extra"}]}]}},
            },
        }
    )  # fmt: skip
    rows = [{"id": "A-1"}, {"id": "b 2"}, {"id": '{"var": "rows"}'}, {}]

    def compared(pasted: str) -> list[Any]:
        answers = judged({"rows": rows, "pasted": pasted, "lacking": ["typed"]}, form).answers
        return [answers.get(name) for name in ("lacking", "extra", "differs")]

    assert compared('Ａ-1\tx\r\n\r\nB 2\ty\nC\tz\nC\n{"var": "rows"}\t') == [[], ["C"], True]
    assert compared("none") == [["A-1", "b 2", '{"var": "rows"}'], [], True]
    assert compared("D，一，二\nE x") == [["A-1", "b 2", '{"var": "rows"}'], ["D", "E"], True]
    assert [compared('A-1\t\nb 2\t\n{"var": "rows"}\t')[2], compared("")[1]] == [False, []]


AT_MOST_ONE_A = {"contains": {"const": "a"}, "minContains": 0, "maxContains": 1}
MARKED = {"type": "object", "properties": {"m": {"title": "标记", "oneOf": [{"const": "x", "title": "甲"}]}}}
AT_MOST_ONE_MARKED = {
    "contains": {"properties": {"m": {"const": "x"}}, "required": ["m"]},
    "minContains": 0,
    "maxContains": 1,
}


def test_too_many_rows_of_a_kind_are_told_in_the_words_of_their_field() -> None:
    form = made({"type": "object", "properties": {"f": {"type": "array", "items": MARKED, **AT_MOST_ONE_MARKED}}})
    [told] = judged({"f": [{"m": "x"}, {"m": "x"}, {}]}, form).problems
    assert told.message == "“标记”为“甲”的最多 1 项，现在有 2 项，请核对"


@pytest.mark.parametrize(
    ("schema", "answers", "problems"),
    [
        ({"not": {"const": "x"}}, {"f": "x"}, [("f", "forbidden")]),
        ({"type": "array", "items": {"type": "string"}, "contains": {"const": "a"}}, {"f": ["b"]}, [("f", "contains")]),
        ({"type": "array", "items": {"type": "string"}, **AT_MOST_ONE_A}, {"f": ["a", "a"]}, [("f", "contains-too-many")]),
        ({"type": "array", "items": MARKED, **AT_MOST_ONE_MARKED}, {"f": [{"m": "x"}, {"m": "x"}]}, [("f", "too-many-alike")]),
        ({"type": "array", "items": {"type": "string"}, "uniqueItems": True}, {"f": ["b", "b"]}, [("f", "not-unique")]),
        ({"type": "array", "prefixItems": [{"type": "string"}], "items": False}, {"f": ["b", "c"]}, [("f", "too-many-rows")]),
        ({"anyOf": [{"type": "integer", "maximum": 0, "const": 0}, {"type": "integer", "minimum": 3}]}, {"f": 2}, [("f", "too-small")]),
        ({"oneOf": [{"const": "a", "title": "甲"}]}, {"f": "b"}, [("f", "not-an-option")]),
        ({"oneOf": [{"type": "integer"}, {"minimum": 3}]}, {"f": 5}, [("f", "several-variants-fit")]),
        ({"type": "integer", "exclusiveMaximum": 3}, {"f": 3}, [("f", "not-below")]),
        ({"const": "a"}, {"f": "b"}, [("f", "constant")]),
        (
            {"type": "object", "patternProperties": {"^a": {"type": "integer"}}, "additionalProperties": False},
            {"f": {"b": 1}},
            [("f.b", "unknown-field")],
        ),
        ({"type": "object", "minProperties": 2, "additionalProperties": True}, {"f": {"b": 1}}, [("f", "too-few-answers")]),
        ({"type": "string", "pattern": "^(?=x?)(a|aa)+$"}, {"f": "a" * 60 + "!"}, [("f", "pattern-too-slow")]),
        ({"type": "string", "format": "uuid"}, {"f": "x"}, [("f", "wrong-format")]),
        (
            {"type": "object", "propertyNames": {"maxLength": 3}, "additionalProperties": True},
            {"f": {"abc": 1, "abcd": 2}},
            [("f.abcd", "name-not-allowed")],
        ),
        (
            {"type": "object", "properties": {"a": {}, "b": {}, "c": {}}, "not": {"required": ["a", "b"]}},
            {"f": {"a": 1, "b": 2, "c": 3}},
            [("f.a", "forbidden"), ("f.b", "forbidden")],
        ),
    ],
)  # fmt: skip
def test_keywords_without_a_widget_are_enforced_beside_the_field(schema: Any, answers: Any, problems: Any) -> None:
    assert told(answers, made({"type": "object", "properties": {"f": schema}})) == problems


@pytest.mark.parametrize(
    ("schema", "answers", "problems"),
    [
        ({"not": {"required": ["a", "b"]}}, {"a": "1", "b": "2"}, [("a", "forbidden"), ("b", "forbidden")]),
        ({"not": {"properties": {"b": {"const": "2"}}, "required": ["b"]}}, {"a": "1", "b": "2"}, [("b", "forbidden")]),
        ({"not": {"anyOf": [{"required": ["a"]}, {"not": {"required": ["b"]}}]}}, {"b": "2", "a": "1"},
         [("a", "forbidden"), ("b", "forbidden")]),
        ({"not": {"not": {"required": ["b"]}}}, {}, [("b", "forbidden")]),
        ({"not": {"maxProperties": 1}}, {"a": "1"}, [("", "forbidden")]),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": "1", "b": "2"},
         [("a", "several-variants-fit"), ("b", "several-variants-fit")]),
        ({"propertyNames": {"enum": ["a"]}}, {"a": "1", "b": "2"}, [("b", "name-not-allowed")]),
    ],
)  # fmt: skip
def test_what_the_whole_form_forbids_stands_beside_the_fields_it_speaks_of(
    schema: Any, answers: Any, problems: Any
) -> None:
    properties = {name: {"type": "string"} for name in ("a", "b", "c")}
    assert told(answers, made({"type": "object", "properties": properties, **schema})) == problems


def test_conditions_of_the_schema_itself() -> None:
    form = made(
        {
            "type": "object",
            "properties": {
                "a": {"type": "string"},
                "b": {"type": "string"},
                "c": {"type": "string"},
                "d": {"type": "string"},
            },
            "dependentRequired": {"a": ["b"]},
            "if": {"required": ["b"], "properties": {"b": {"const": "x"}}},
            "then": {"required": ["c"]},
            "else": {"required": ["d"]},
        }
    )
    assert told({"a": "1", "d": "1"}, form) == [("b", "required")]
    assert told({"b": "x"}, form) == [("c", "required")]
    assert told({}, form) == [("d", "required")]


def test_a_condition_of_the_schema_on_a_hidden_answer_fails_instead_of_becoming_empty() -> None:
    form = made(
        {
            "type": "object",
            "properties": {
                "a": {"type": "string", "x-fangyuan-rule": rule("SHOW", "b", const=True)},
                "b": {"type": "boolean"},
                "c": {},
            },
            "if": {"required": ["a"], "properties": {"a": {"const": "x"}}},
            "then": {"required": ["c"]},
        }
    )
    assert told({"a": "x"}, form) == []
    assert told({"a": "x", "b": True}, form) == [("c", "required")]


def test_a_page_is_read_and_judged_at_once() -> None:
    reading, result = receive(REGISTER, {"cause": ["路"], "received_on": ["昨天"], "phone": ["错"]}, {}, MOMENT, KINDS)
    assert [(each.path, each.code) for each in result.problems] == [
        ("received_on", "not-a-date"), ("cause", "too-short"), ("persons", "required"),
    ]  # fmt: skip
    assert reading.raw["phone"] == ["错"]


def group_of(**more: Any) -> Form:
    inside = {
        "n": {"type": "integer"},
        "twice": {"type": "number", "x-fangyuan-compute": {"+": [1, 1]}},
        "sort": {"const": "g"},
    }
    group = {"type": "object", "required": ["n"], "properties": inside}
    return made({"type": "object", "properties": {"s": {"type": "boolean"}, "g": {**group, **more}}})


def test_a_group_that_nobody_need_fill_in_stays_away_though_something_in_it_is_worked_out() -> None:
    form = group_of()
    assert (judged({}, form).answers, told({}, form)) == ({}, [])
    assert judged({"g": {"n": 1}}, form).answers == {"g": {"n": 1, "twice": 2}}
    assert told({"g": {}}, form) == [("g.n", "required")]
    blank = {"s": ["true"], "g.n": [""], "g.sort": ["g"], "g.twice": ["2"]}
    reading, result = receive(form, blank, {}, MOMENT, KINDS)
    assert (reading.answers, result.answers, result.problems) == ({"s": True}, {"s": True}, ())
    filled = receive(form, blank | {"g.n": ["3"]}, {}, MOMENT, KINDS)[1]
    assert filled.answers["g"] == {"n": 3, "twice": 2, "sort": "g"}


def test_nothing_is_worked_out_inside_what_is_hidden() -> None:
    form = group_of(**{"x-fangyuan-rule": rule("SHOW", "s", const=True)})
    assert judged({"s": False, "g": {"n": 1}}, form).answers == {"s": False}
    assert judged({"s": True, "g": {"n": 1}}, form).answers == {"s": True, "g": {"n": 1, "twice": 2}}


def test_a_required_group_and_one_that_is_worked_out_as_a_whole_come_by_themselves() -> None:
    two = {"type": "number", "x-fangyuan-compute": {"+": [1, 1]}}
    none = {"type": "number", "x-fangyuan-compute": {"/": [1, {"var": "n"}]}}
    group = {"type": "object", "properties": {"two": two}}
    asked = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}, "two": two}}
    whole = {"sums": group, "nothing": {"type": "object", "properties": {"none": none}}, "n": {"type": "integer"}}
    form = made({"type": "object", "required": ["asked"], "properties": {**whole, "asked": asked}})
    assert judged({}, form).answers == {"sums": {"two": 2}, "asked": {"two": 2}}
    assert told({}, form) == [("asked.n", "required")]


def test_a_place_of_a_list_is_worked_out_in_its_place() -> None:
    more = {"type": "number", "x-fangyuan-compute": {"+": [{"var": "n"}, 1]}}
    places = [
        {"type": "integer"},
        {"type": "number", "x-fangyuan-compute": {"+": [1, 1]}},
        {"type": "object", "properties": {"n": {"type": "integer"}, "m": more}},
    ]
    form = made({"type": "object", "properties": {"t": {"type": "array", "prefixItems": places, "items": False}}})
    assert judged({}, form).answers == {}
    assert judged({"t": [1]}, form).answers == {"t": [1, 2]}
    assert judged({"t": [1, 9, {"n": 4}]}, form).answers == {"t": [1, 2, {"n": 4, "m": 5}]}
