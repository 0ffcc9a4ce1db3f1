"""The quick judges let through what the references let through, and nothing else: of schemas and of answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fangyuan.forms.quick_judging import is_schema
from fangyuan.forms.validating import TwoJudges, validator
from fangyuan.kinds import load_kinds

WORDS = sorted(
    {
        *(
            "$id",
            "$schema",
            "$ref",
            "$anchor",
            "$dynamicRef",
            "$comment",
            "$defs",
            "definitions",
            "dependencies",
            "title",
        ),
        *(
            "type",
            "const",
            "enum",
            "multipleOf",
            "minimum",
            "maxLength",
            "minItems",
            "uniqueItems",
            "required",
            "pattern",
        ),
        *(
            "prefixItems",
            "items",
            "contains",
            "properties",
            "patternProperties",
            "additionalProperties",
            "propertyNames",
        ),
        *("if", "then", "not", "allOf", "anyOf", "dependentSchemas", "dependentRequired", "unevaluatedItems", "format"),
        *("default", "readOnly", "examples", "contentSchema", "$vocabulary", "$recursiveRef", "x-fangyuan-kind"),
    }
)
SCALARS = st.sampled_from(["string", "object", "#/$defs/a", "a b", "", "[", 0, 1, -1, 2.5, True, False, None])
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from([*WORDS, "field"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def published(schema: Any) -> bool:
    """What the meta-schema itself says; formats are no part of it."""
    return not list(Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema))


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.sampled_from(WORDS), ANYTHING, max_size=4))
def test_it_says_what_the_published_one_says(schema: dict[str, Any]) -> None:
    assert is_schema(schema) == published(schema)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "value", ["x", 1, -1, 0.5, True, None, [], ["a"], ["a", "a"], [{}], [1], {}, {"a": {}}, {"a": 1}]
)
def test_it_asks_of_every_word_what_the_published_one_asks(word: str, value: Any) -> None:
    assert is_schema({word: value}) == published({word: value})
    assert is_schema({"properties": {"a": {word: value}}}) == published({"properties": {"a": {word: value}}})


def test_it_is_judged_itself() -> None:
    assert is_schema(Draft202012Validator.META_SCHEMA)
    assert is_schema(True)
    assert not is_schema([])


KINDS = load_kinds()
NUMBERS = st.one_of(
    st.integers(-3, 3), st.sampled_from([0.5, 1.0, 2**53 + 1, 2.0**53, 10**30, -(10**30), 1e308, 1.15, 0.1])
)
TEXTS = st.sampled_from(["", "a", "三楼打印机", "2026-02-29", "2026-03-02", "𠮷𠮷", "a\u0301", "x@y.cn", "\ud800", "1"])
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS, st.just(date(2026, 3, 2))),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=6,
)
PLAIN_VALUES = st.one_of(
    st.none(), st.booleans(), st.sampled_from([0, 1, 1.0, 0.5, 2**53 + 1, "", "a", "1", [1], {"a": 1}])
)
BOUNDS = st.sampled_from([0, 1, 2, 0.5, 2**53, 10**30])
COUNTS = st.integers(0, 2)
WORDS_OF_VALUES = {
    "type": st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object", ["string", "null"]]),
    "enum": st.lists(PLAIN_VALUES, min_size=1, max_size=3), "const": PLAIN_VALUES,
    "minLength": COUNTS, "maxLength": COUNTS, "minItems": COUNTS, "maxItems": COUNTS,
    "minimum": BOUNDS, "maximum": BOUNDS, "exclusiveMinimum": BOUNDS, "exclusiveMaximum": BOUNDS,
    "multipleOf": st.sampled_from([1, 0.01]), "pattern": st.sampled_from(["^a", "[0-9]"]),
    "format": st.sampled_from(["date", "email", "uri", "id-card", "uuid", "time", "duration", "nobody"]),
    "required": st.lists(st.sampled_from("abc"), max_size=2, unique=True), "uniqueItems": st.booleans(),
    "x-fangyuan-kind": st.just("text"),
}  # fmt: skip


def schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas of words that are left to Rust, and of some that are not."""
    named, listed = st.dictionaries(st.sampled_from("abc"), inner, max_size=3), st.lists(inner, min_size=1, max_size=2)
    holding = {
        "properties": named, "patternProperties": st.fixed_dictionaries({"^a": inner}), "items": inner,
        "additionalProperties": inner, "unevaluatedProperties": inner, "allOf": listed, "anyOf": listed, "oneOf": listed,
        "not": inner, "if": inner, "then": inner, "else": inner, "prefixItems": listed, "propertyNames": inner,
    }  # fmt: skip
    words = {**WORDS_OF_VALUES, **holding}
    return st.lists(st.sampled_from(sorted(words)), max_size=4, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({word: words[word] for word in chosen})
    )


SCHEMAS = st.recursive(st.one_of(st.booleans(), schemas(st.booleans())), schemas, max_leaves=5)


@settings(deadline=None, max_examples=120)
@given(schemas(SCHEMAS), st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3), min_size=1, max_size=4))
def test_both_judges_together_say_of_answers_what_the_reference_says(
    schema: dict[str, Any], instances: list[dict[str, Any]]
) -> None:
    two, reference = TwoJudges.of(schema, KINDS), validator(schema, KINDS)
    for answers in instances:
        assert two.is_valid(answers) == reference.is_valid(answers), (schema, answers)


LARGE = [10**30, 10**30 + 1, 1e30, 2**64, 2**64 + 1, 2**53, 2**53 + 1, 1e16, -0.0, 0, None]


@pytest.mark.parametrize("word", ["maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "const", "enum"])
@pytest.mark.parametrize("said", [*LARGE[:-1], float("nan"), float("inf")])
def test_large_numbers_are_compared_to_the_last_digit(word: str, said: float) -> None:
    schema = {"properties": {"a": {word: [said] if word == "enum" else said}}}
    two, reference = TwoJudges.of(schema, KINDS), validator(schema, KINDS)
    assert [two.is_valid({"a": one}) for one in LARGE] == [reference.is_valid({"a": one}) for one in LARGE]


@pytest.mark.parametrize("said", [date(2026, 3, 2), "\ud800", {1: 2}])
def test_a_schema_that_the_quick_one_does_not_take_is_judged_by_the_reference(said: Any) -> None:
    two = TwoJudges.of({"properties": {"a": {"type": "string", "default": said}}}, KINDS)
    assert two.quick is None
    assert two.is_valid({"a": "x"})
    assert not two.is_valid({"a": 1})


def test_most_of_what_is_right_is_let_through_without_the_reference() -> None:
    fields = {
        "device": {"type": "string", "minLength": 1}, "noticed_on": {"type": "string", "format": "date"},
        "code": {"type": "string", "pattern": "^[0-9]+$"}, "amount": {"type": "number", "minimum": 0},
    }  # fmt: skip
    two = TwoJudges.of({"type": "object", "properties": fields, "required": ["device"]}, KINDS)
    assert two.quick is not None
    holds, rest = two.quick
    right = {"device": "三楼打印机", "noticed_on": "2026-03-02", "amount": 1.5, "code": "12"}
    assert holds(right)
    assert rest.is_valid(right)
    assert not holds({"noticed_on": "2026-03-02"})
    assert not holds({"device": "x", "noticed_on": "2026-02-30"})
    assert holds({**right, "code": "x"})
    assert not rest.is_valid({**right, "code": "x"})
