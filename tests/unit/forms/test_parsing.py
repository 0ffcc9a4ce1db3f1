"""Conditions as packs write them, and what the parser says of wrong ones."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.forms.findings import english
from fangyuan.forms.holes import HoleError, fill, parse_text
from fangyuan.forms.parsing import parse_condition
from fangyuan.forms.sentences import failed_sentence, sentence
from fangyuan.forms.titles import titles_of
from fangyuan.forms.typing import types_of
from fangyuan.model.conditions import AllOf, AnyOf, Atom, FieldRef, Not, Op, Param, Today
from fangyuan.model.durations import Duration
from fangyuan.model.problems import Severity
from fangyuan.model.who import Hole, Text
from unit.forms.examples import REGISTER

TYPES = {
    **types_of(REGISTER.fields),
    "case.repeat_count": "integer",
    "case.registered_at": "date-time",
    "odd": "plugin",
}
TITLES = titles_of(REGISTER.fields) | {"case.repeat_count": "重复次数"}


def test_everything_that_can_be_written_is_read() -> None:
    condition, problems = parse_condition(
        {
            "all": [{"urgent": {"const": True}}, {"any": [{"received_on": {"older-than": {"$param": "span"}}}]}],
            "not": {"category": {"enum": ["land"]}},
            "received_on": {"before": "today", "after": "2020-01-01"},
            "case.registered_at": {"after": {"field": "received_on"}, "newer-than": "5 days"},
            "units": {"contains": "u1", "minItems": 1},
            "odd": {"minimum": 3},
        },
        TYPES,
        {"span"},
    )
    assert problems == ()
    assert condition == AllOf(
        (
            AllOf((Atom("urgent", Op.CONST, True), AnyOf((Atom("received_on", Op.OLDER_THAN, Param("span")),)))),
            Not(Atom("category", Op.ENUM, ("land",))),
            Atom("received_on", Op.BEFORE, Today()),
            Atom("received_on", Op.AFTER, date(2020, 1, 1)),
            Atom("case.registered_at", Op.AFTER, FieldRef("received_on")),
            Atom("case.registered_at", Op.NEWER_THAN, Duration.parse("5 days")),
            Atom("units", Op.CONTAINS, "u1"),
            Atom("units", Op.MIN_ITEMS, 1),
            Atom("odd", Op.MINIMUM, 3),
        )
    )


@pytest.mark.parametrize(
    ("data", "code", "path", "hint"),
    [
        ([], "condition-is-a-list", "$", "all"),
        (3, "condition-shape", "$", "const"),
        ({"urgnt": {"const": True}}, "unknown-path", "$.urgnt", "urgent"),
        ({"case.repeat_cont": {"minimum": 3}}, "unknown-path", "$.case.repeat_cont", "case.repeat_count"),
        ({"cause": {"patern": "a"}}, "unknown-test", "$.cause.patern", "pattern"),
        ({"cause": {"minimum": 3}}, "test-of-string", "$.cause.minimum", "pattern"),
        ({"units": {"const": "u1"}}, "test-of-array", "$.units.const", "contains"),
        ({"place": {"const": "x"}}, "test-of-object", "$.place.const", "其中"),
        ({"urgent": {"minimum": 1}}, "test-of-boolean", "$.urgent.minimum", "const: true"),
        ({"received_on": {"minimum": 1}}, "test-of-date", "$.received_on.minimum", "before"),
        ({"urgent": {"const": "true"}}, "operand-type", "$.urgent.const", "boolean"),
        ({"case.repeat_count": {"const": 2.5}}, "operand-type", "$.case.repeat_count.const", "integer"),
        ({"case.repeat_count": {"minimum": "3"}}, "operand-number", "$.case.repeat_count.minimum", "数字"),
        ({"units": {"minItems": -1}}, "operand-count", "$.units.minItems", "整数"),
        ({"category": {"enum": "land"}}, "operand-list", "$.category.enum", "列表"),
        ({"cause": {"absent": "yes"}}, "operand-boolean", "$.cause.absent", "true"),
        ({"cause": {"const": {"a": 1}}}, "operand-scalar", "$.cause.const", "文字"),
        ({"cause": {"pattern": "("}}, "operand-pattern", "$.cause.pattern", "正则"),
        ({"received_on": {"before": "tomorrow"}}, "operand-date", "$.received_on.before", "today"),
        ({"received_on": {"before": "2026-02-30"}}, "operand-date", "$.received_on.before", "today"),
        ({"received_on": {"before": {"field": "cause"}}}, "operand-date-field", "$.received_on.before", "日期"),
        ({"received_on": {"before": {"field": "x"}}}, "operand-unknown-path", "$.received_on.before", "字段"),
        ({"received_on": {"older-than": "long"}}, "operand-duration", "$.received_on.older-than", "15 days"),
        ({"received_on": {"older-than": "5 workdays"}}, "operand-workdays", "$.received_on.older-than", "days"),
        (
            {"received_on": {"older-than": {"$param": "spam"}}},
            "operand-unknown-param",
            "$.received_on.older-than",
            "span",
        ),
        ({"cause": "x"}, "condition-bare-value", "$.cause", "const: x"),
        ({"cause": ["x", "y"]}, "condition-bare-value", "$.cause", "enum"),
        ({"cause": {}}, "condition-no-test", "$.cause", "absent"),
        ({"any": 3}, "condition-members", "$.any", "一条"),
        ({"all": [{"any": [{"cuase": {"absent": True}}]}]}, "unknown-path", "$.all[0].any[0].cuase", "cause"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_write(data: Any, code: str, path: str, hint: str) -> None:
    _, problems = parse_condition(data, TYPES, {"span"})
    assert [(each.code, each.path) for each in problems] == [(code, path)]
    assert hint in problems[0].advice
    assert english(problems[0])
    assert not re.search(r"\{(test|field|value|known|near|group)\}", str(problems[0]))


def test_an_option_that_does_not_exist_is_a_warning() -> None:
    _, problems = parse_condition({"category": {"const": "lamd"}}, TYPES)
    assert [(each.code, each.severity) for each in problems] == [("never-holds", Severity.WARNING)]
    assert "land" in problems[0].advice


def test_every_problem_is_told_at_once_and_nesting_has_an_end() -> None:
    deep: Any = {"cause": {"absent": True}}
    for _ in range(2000):
        deep = {"not": deep}
    _, problems = parse_condition({"x": 1, "y": 2, "not": deep}, TYPES)
    assert [each.code for each in problems].count("unknown-path") == 2
    assert "condition-depth" in [each.code for each in problems]


@given(
    data=st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["all", "any", "not", "cause", "const", "enum", "before"]), inner, max_size=3
            )
        ),
        max_leaves=8,
    )
)
def test_no_data_makes_the_parser_fail(data: Any) -> None:
    condition, problems = parse_condition(data, TYPES)
    assert all(each.path.startswith("$") for each in problems)
    assert sentence(condition, TITLES)


def test_sentences() -> None:
    condition, _ = parse_condition(
        {"any": [{"case.repeat_count": {"minimum": 3}}, {"category": {"const": "land"}, "urgent": {"const": True}}]},
        TYPES,
    )
    assert sentence(condition, TITLES) == "“重复次数”不小于 3，或者（“类别”为“土地”，并且“急件”：是）"
    assert sentence(condition, TITLES, "en") == "“重复次数” is at least 3 or (“类别” is “土地” and “急件”: yes)"
    assert sentence(AnyOf(), {}) == "从不"


def test_why_not() -> None:
    atom = Atom("category", Op.ENUM, ("land", "wages"))
    assert failed_sentence(atom, None, TITLES) == "要求“类别”为“土地”、“工资”之一，现在还没有填写"
    assert failed_sentence(Atom("received_on", Op.BEFORE, Today()), "2026-02-10", TITLES) == (
        "要求“收到日期”早于今天，现在是2026年2月10日"
    )
    assert failed_sentence(atom, "wages", TITLES, "en").endswith("now it is 工资")


def test_holes() -> None:
    text = parse_text("{{注}}第{case.repeat_count}次，编号{seq:05}，{persons.name}于{received_on}到{units}")
    assert text.parts[1] == Hole("case.repeat_count")
    tree = {
        "case": {"repeat_count": 3}, "seq": 12, "persons": [{"name": "张三"}, {"name": "李四"}],
        "received_on": "2026-02-10", "units": ["u1"],
    }  # fmt: skip
    assert fill(text, tree, {"u1": "城管局"}) == "{注}第3次，编号00012，张三、李四于2026年2月10日到城管局"
    assert fill(parse_text("{a.b}。"), {}, {}) == "。"
    assert parse_text("无") == Text(("无",))


@pytest.mark.parametrize("written", ["{", "}", "{}", "{a b}", "{a:x}"])
def test_a_hole_that_is_none(written: str) -> None:
    with pytest.raises(HoleError, match="write"):
        parse_text(written)


@given(st.text(max_size=30))
def test_any_words_survive_when_signs_are_doubled(words: str) -> None:
    assert fill(parse_text(words.replace("{", "{{").replace("}", "}}")), {}, {}) == words
