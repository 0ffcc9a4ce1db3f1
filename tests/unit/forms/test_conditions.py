"""What a condition means."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.forms.conditions import first_failed, holds, seen_by
from fangyuan.forms.parsing import parse_condition
from fangyuan.forms.paths import plain, values_at
from fangyuan.forms.patterns import PatternTooSlow, is_pattern, matches, patience, runs_in_re2
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Not, Op
from unit.forms.examples import MOMENT

TREE: dict[str, Any] = {
    "n": 3,
    "word": "土地",
    "yes": True,
    "blank": "",
    "day": "2026-02-10",
    "when": "2026-02-11T00:30",
    "late": "2025-12-31",
    "list": ["a", "b"],
    "rows": [{"x": 1, "in": [{"y": 1}]}, {"x": 5}, {"in": [{"y": 2}]}],
    "tasks": {"sign-slip": [{"_subject": "u1", "pledged": "2026-03-01"}, {"_subject": "u2"}]},
    "empty": [],
}


def weighed(data: Any) -> bool:
    condition, problems = parse_condition(data)
    assert problems == ()
    return holds(condition, TREE, MOMENT)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"n": {"const": 3.0}},
        {"n": {"minimum": 3, "maximum": 3}},
        {"n": {"exclusiveMinimum": 2}},
        {"word": {"enum": ["工资", "土地"]}},
        {"word": {"pattern": r"^[\u4e00-\u9fa5]+$"}},
        {"nothing": {"absent": True}},
        {"blank": {"absent": True}},
        {"word": {"absent": False}},
        {"empty": {"absent": False, "maxItems": 0}},
        {"list": {"contains": "a"}},
        {"list": {"minItems": 2, "maxItems": 2}},
        {"rows.x": {"minimum": 5}},
        {"rows.x": {"maximum": 1}},
        {"rows.in.y": {"const": 2}},
        {"rows.1.x": {"const": 5}},
        {"tasks.sign-slip.pledged": {"after": "2026-02-28"}},
        {"day": {"before": "today"}},
        {"day": {"after": {"field": "late"}}},
        {"day": {"before": {"field": "tasks.sign-slip.pledged"}}},
        {"when": {"after": {"field": "day"}}},
        {"late": {"older-than": "1 month"}},
        {"day": {"newer-than": "2 days"}},
        {"when": {"newer-than": "31 minutes"}},
        {"when": {"older-than": "29 minutes"}},
        {"n": {"minimum": {"$param": "many"}}},
        {"late": {"newer-than": {"$param": "long-span"}}},
        {"not": {"nothing": {"const": 1}}},
        {"any": [{"n": {"const": 9}}, {"yes": {"const": True}}]},
        {"all": []},
        {"not": {"any": []}},
    ],
)
def test_it_holds(data: Any) -> None:
    assert weighed(data)


@pytest.mark.parametrize(
    "data",
    [
        {"any": []},
        {"nothing": {"const": 1}},
        {"nothing": {"maximum": 1}},
        {"nothing": {"absent": False}},
        {"blank": {"const": ""}},
        {"yes": {"const": 1}},
        {"n": {"const": True}},
        {"word": {"minimum": 1}},
        {"yes": {"minimum": 0}},
        {"word": {"before": "today"}},
        {"day": {"before": "2026-02-10"}},
        {"day": {"after": "2026-02-10"}},
        {"day": {"older-than": "1 day"}},
        {"day": {"newer-than": "1 day"}},
        {"day": {"before": {"field": "nothing"}}},
        {"n": {"minimum": {"$param": "nobody-set-this"}}},
        {"not": {"all": []}},
        {"list": {"const": "a"}},
        {"n": {"minimum": 3}, "yes": {"const": False}},
    ],
)
def test_it_does_not_hold(data: Any) -> None:
    assert not weighed(data)


def test_the_first_atom_that_failed_is_named() -> None:
    condition, _ = parse_condition({"n": {"minimum": 1}, "any": [{"word": {"const": "x"}}, {"yes": {"const": False}}]})
    failed = first_failed(condition, TREE, MOMENT)
    assert failed == Atom("word", Op.CONST, "x")
    assert failed is not None
    assert seen_by(failed, TREE) == "土地"
    assert first_failed(parse_condition({"not": {"yes": {"const": True}}})[0], TREE, MOMENT) == Atom(
        "yes", Op.CONST, True
    )
    assert first_failed(AllOf(), TREE, MOMENT) is None
    assert first_failed(AnyOf(), TREE, MOMENT) is None


def test_a_path_through_a_list_means_each_element_and_a_list_at_the_leaf_is_one_value() -> None:
    assert values_at(TREE, "rows.x") == (1, 5)
    assert values_at(TREE, "list") == (["a", "b"],)
    assert values_at(TREE, "rows.in.y") == (1, 2)
    assert values_at(TREE, "n.x") == ()
    assert plain("persons.0.phones.12.x") == "persons.phones.x"


def test_a_pattern_that_backtracks_for_ever_is_stopped() -> None:
    assert matches(r"(a+)+$", "a" * 5000 + "!") is False
    assert not runs_in_re2(r"(?=(a+)+$)b?")
    with pytest.raises(PatternTooSlow):
        matches(r"^(?=x?)(a|aa)+$", "a" * 60 + "!")
    assert not holds(Atom("x", Op.PATTERN, r"^(?=x?)(a|aa)+$"), {"x": "a" * 60 + "!"}, MOMENT)
    assert not is_pattern("(")


def test_patterns_share_one_budget_and_a_text_is_compared_once() -> None:
    slow, look_ahead = "^(?=x?)(a|aa)+$", "(?=a)a"
    with patience() as patient:
        assert matches(look_ahead, "a")
        with pytest.raises(PatternTooSlow):
            matches(slow, "a" * 60 + "!")
        left = patient.left
        with pytest.raises(PatternTooSlow):
            matches(slow, "a" * 60 + "!")
        assert patient.left == left
        assert patient.slow() == {"a" * 60 + "!"}
        with patience() as inner:
            assert inner is patient
        patient.left = 0
        assert matches(look_ahead, "a"), "what is known needs no time"
        assert matches("^a+$", "aaa"), "what re2 runs needs no budget"
        with pytest.raises(PatternTooSlow):
            matches(look_ahead, "b")
    assert not matches(look_ahead, "b")


SCALARS = st.one_of(
    st.integers(-5, 5), st.sampled_from([0.0, 1.0, 2.5]), st.sampled_from(["a", "ab", "ba", "土地"]), st.booleans()
)
NUMBERS = st.one_of(st.integers(-5, 5), st.sampled_from([0.5, 2.5]))
LISTS = st.lists(SCALARS, max_size=4)
ATOMS: dict[Op, tuple[st.SearchStrategy[Any], Any]] = {
    Op.CONST: (SCALARS, lambda x: {"const": x}),
    Op.ENUM: (st.lists(SCALARS, min_size=1, max_size=3).map(tuple), lambda x: {"enum": list(x)}),
    Op.MINIMUM: (NUMBERS, lambda x: {"type": "number", "minimum": x}),
    Op.MAXIMUM: (NUMBERS, lambda x: {"type": "number", "maximum": x}),
    Op.EXCLUSIVE_MINIMUM: (NUMBERS, lambda x: {"type": "number", "exclusiveMinimum": x}),
    Op.EXCLUSIVE_MAXIMUM: (NUMBERS, lambda x: {"type": "number", "exclusiveMaximum": x}),
    Op.PATTERN: (st.sampled_from(["^a", "b$", "a.", "[\u4e00-\u9fa5]"]), lambda x: {"type": "string", "pattern": x}),
    Op.CONTAINS: (SCALARS, lambda x: {"type": "array", "contains": {"const": x}}),
    Op.MIN_ITEMS: (st.integers(0, 4), lambda x: {"type": "array", "minItems": x}),
    Op.MAX_ITEMS: (st.integers(0, 4), lambda x: {"type": "array", "maxItems": x}),
}


@given(value=st.one_of(SCALARS, LISTS), op=st.sampled_from(list(ATOMS)), data=st.data())
def test_an_atom_of_json_schema_means_what_jsonschema_says(value: Any, op: Op, data: st.DataObject) -> None:
    operand = data.draw(ATOMS[op][0])
    schema = {"required": ["f"], "properties": {"f": ATOMS[op][1](operand)}}
    atom = Atom("f", op, operand)
    for tree in ({"f": value}, {}):
        assert holds(atom, tree, MOMENT) is jsonschema.Draft202012Validator(schema).is_valid(tree)
    any_row = {"contains": schema}
    rows = [{"f": value}, {}]
    assert holds(Atom("rows.f", op, operand), {"rows": rows}, MOMENT) is jsonschema.Draft202012Validator(
        any_row
    ).is_valid(rows)


@given(parts=st.lists(st.booleans(), max_size=4))
def test_groups(parts: list[bool]) -> None:
    each = tuple(Atom("yes", Op.CONST, part) for part in parts)
    assert holds(AllOf(each), TREE, MOMENT) is all(parts)
    assert holds(AnyOf(each), TREE, MOMENT) is any(parts)
    assert holds(Not(AllOf(each)), TREE, MOMENT) is not all(parts)
