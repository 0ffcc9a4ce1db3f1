"""The meta-schema in one piece lets through what the published one lets through, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fangyuan.forms.quick_judging import is_schema

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
