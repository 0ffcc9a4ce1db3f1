"""Schemas that become forms, and answers to them, right and wrong."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "c", "d"])
WORDS = st.sampled_from(["x", "xy", "土地", "2026-02-10", "13800000000", "0"])
NUMBERS = st.one_of(st.integers(-4, 9), st.sampled_from([0.5, 2.0]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(WORDS, NUMBERS, st.booleans()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


def some(required: dict[str, Any], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A schema with these words, and any of those."""
    return st.fixed_dictionaries({word: st.just(value) for word, value in required.items()}, optional=optional)


TEXTS = some(
    {"type": "string"},
    minLength=st.integers(0, 3),
    maxLength=st.integers(1, 4),
    pattern=st.sampled_from(["^x", "[0-9]+", "土"]),
    format=st.sampled_from(["date", "phone", "email"]),
    enum=st.lists(WORDS, min_size=1, max_size=3, unique=True),
)
FIGURES = st.sampled_from(["integer", "number"]).flatmap(
    lambda kind: some(
        {"type": kind},
        minimum=st.integers(-3, 3),
        maximum=st.integers(0, 8),
        exclusiveMinimum=st.integers(-3, 3),
        exclusiveMaximum=st.integers(0, 8),
        multipleOf=st.sampled_from([1, 2, 3]),
    )
)
CHOICES = st.lists(WORDS, min_size=1, max_size=3, unique=True).map(
    lambda words: {"oneOf": [{"const": word, "title": word} for word in words]}
)
LEAVES = st.one_of(TEXTS, FIGURES, CHOICES, st.just({"type": "boolean"}), WORDS.map(lambda word: {"const": word}))


def lists(items: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A list of such."""
    return st.fixed_dictionaries(
        {"type": st.just("array"), "items": items},
        optional={
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(1, 3),
            "uniqueItems": st.booleans(),
            "contains": WORDS.map(lambda word: {"const": word}),
        },
    )


def conditions(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """What a form may say of several fields at once."""
    name = st.sampled_from(names)
    demand = st.lists(name, min_size=1, max_size=2, unique=True).map(lambda some_: {"required": some_})
    test = st.tuples(name, WORDS).map(lambda pair: {"required": [pair[0]], "properties": {pair[0]: {"const": pair[1]}}})
    part = st.one_of(demand, test)
    return st.fixed_dictionaries(
        {},
        optional={
            "if": test,
            "then": demand,
            "else": demand,
            "allOf": st.lists(part, min_size=1, max_size=2),
            "anyOf": st.lists(part, min_size=1, max_size=2),
            "not": test,
            "dependentRequired": st.dictionaries(name, st.lists(name, min_size=1, max_size=1), max_size=1),
            "minProperties": st.integers(0, 2),
            "maxProperties": st.integers(1, 4),
        },
    )


def visibility(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A rule of one field about an earlier one; rules in a circle have a test of their own."""
    return st.fixed_dictionaries(
        {
            "effect": st.sampled_from(["SHOW", "HIDE", "REQUIRE"]),
            "condition": st.tuples(st.sampled_from(names), st.booleans()).map(
                lambda pair: {pair[0]: {"absent": pair[1]}}
            ),
        }
    )


@st.composite
def objects(draw: st.DrawFn, depth: int = 1, base: str = "") -> dict[str, Any]:
    """An object with fields, lists of rows and objects inside it."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    kinds: list[st.SearchStrategy[Any]] = [LEAVES, lists(LEAVES)]
    properties = {}
    for index, name in enumerate(names):
        inner = [objects(depth - 1, f"{base}{name}."), lists(objects(depth - 1, f"{base}{name}."))] if depth else []
        properties[name] = dict(draw(st.one_of(*kinds, *inner)))
        if index and draw(st.integers(0, 2)) == 0:
            properties[name]["x-fangyuan-rule"] = draw(visibility([base + each for each in names[:index]]))
    required = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    return {"type": "object", "properties": properties, "required": required} | draw(conditions(names))


@st.composite
def answers_to(draw: st.DrawFn, schema: dict[str, Any]) -> Any:
    """Answers that are often right: wrong ones come along now and then."""
    if draw(st.integers(0, 19)) == 0:
        return draw(VALUES)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if "oneOf" in schema:
        return draw(st.sampled_from(schema["oneOf"]))["const"]
    match schema["type"]:
        case "object":
            named = {name: inner for name, inner in schema["properties"].items() if draw(st.integers(0, 3))}
            return {name: draw(answers_to(inner)) for name, inner in named.items()}
        case "array":
            return [draw(answers_to(schema["items"])) for _ in range(draw(st.integers(0, 3)))]
        case "boolean":
            return draw(st.booleans())
        case "string":
            return draw(WORDS)
        case _:
            return draw(NUMBERS)
