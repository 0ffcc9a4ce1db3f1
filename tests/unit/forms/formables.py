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
    made = st.fixed_dictionaries({word: st.just(value) for word, value in required.items()}, optional=optional)
    return made.map(uncrossed)


def uncrossed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without an upper bound that lies below the lower one: a form with both is refused."""
    crossed = [high for low, high in BOUNDS if low in schema and high in schema and schema[low] > schema[high]]
    return {word: value for word, value in schema.items() if word not in crossed}


BOUNDS = (
    ("minLength", "maxLength"),
    ("minimum", "maximum"),
    ("minItems", "maxItems"),
    ("minContains", "maxContains"),
    ("minProperties", "maxProperties"),
)

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
FILE = {"file": "f-1", "name": "答复.pdf", "size": 100, "sha256": "0" * 64, "type": "application/pdf"}
KINDRED = st.sampled_from(
    [
        {"type": "string", "x-fangyuan-kind": "phone", "x-fangyuan-sensitive": True},
        {"type": "string", "x-fangyuan-code-list": "categories", "x-fangyuan-index": True},
        {"type": "object", "x-fangyuan-attachment": {"types": ["pdf"], "max-size": "1 KB"}},
        {"type": "number", "x-fangyuan-kind": "money", "multipleOf": 0.5},
    ]
)
"""Fields of kinds that the pack names."""

LEAVES = st.one_of(
    TEXTS, FIGURES, CHOICES, KINDRED, st.just({"type": "boolean"}), WORDS.map(lambda word: {"const": word})
)
SAID = st.fixed_dictionaries(
    {},
    optional={
        "title": st.just("标题"),
        "description": st.just("说明"),
        "default": WORDS,
        "examples": st.just(["x"]),
        "readOnly": st.booleans(),
        "x-fangyuan-hint": st.just("提示"),
        "x-fangyuan-print": st.booleans(),
        "x-fangyuan-prefill": st.just("today"),
        "x-fangyuan-when-hidden": st.sampled_from(["keep", "clear"]),
    },
)
"""Words that change nothing about what is valid."""


def lists(items: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A list of such."""
    return st.fixed_dictionaries(
        {"type": st.just("array"), "items": items},
        optional={
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(1, 3),
            "uniqueItems": st.booleans(),
            "contains": WORDS.map(lambda word: {"const": word}),
            "minContains": st.integers(0, 2),
            "maxContains": st.integers(1, 2),
        },
    ).map(uncrossed)


TUPLES = st.fixed_dictionaries(
    {
        "type": st.just("array"),
        "prefixItems": st.lists(st.one_of(TEXTS, FIGURES, CHOICES), min_size=1, max_size=3),
        "items": st.just(False),
    },
    optional={"minItems": st.integers(0, 2)},
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
            "dependentSchemas": st.dictionaries(name, demand, max_size=1),
            "minProperties": st.integers(0, 2),
            "maxProperties": st.integers(1, 4),
            "propertyNames": st.just({"maxLength": 5}),
            "patternProperties": st.sampled_from(
                [{"^p": {"type": "string", "maxLength": 2}}, {"^[ab]$": {"minLength": 1}}]
            ),
            "additionalProperties": st.sampled_from([True, False, {"type": "string"}]),
            "unevaluatedProperties": st.sampled_from([True, False]),
        },
    ).map(uncrossed)


def visibility(base: str, about: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A rule of one field about an earlier one of `about`; rules in a circle have a test of their own."""
    return st.fixed_dictionaries(
        {
            "effect": st.sampled_from(["SHOW", "HIDE", "REQUIRE", "ENABLE", "DISABLE"]),
            "condition": st.sampled_from(sorted(about)).flatmap(
                lambda name: st.sampled_from(tests_of(about[name])).map(lambda test: {base + name: test})
            ),
        }
    )


def tests_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """What a condition may ask of an answer to such a schema."""
    always: list[dict[str, Any]] = [{"absent": True}, {"absent": False}]
    if "format" in schema or "x-fangyuan-kind" in schema:
        return always
    more: dict[str, list[dict[str, Any]]] = {
        "string": [{"const": "x"}, {"enum": ["xy", "土地"]}, {"pattern": "^x"}],
        "integer": [{"minimum": 2}, {"const": 3}],
        "number": [{"maximum": 2}],
        "boolean": [{"const": True}],
        "array": [{"minItems": 2}],
    }
    return always + more.get(schema.get("type", ""), [])


@st.composite
def objects(draw: st.DrawFn, depth: int = 1, base: str = "") -> dict[str, Any]:
    """An object with fields, lists of rows and objects inside it."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    kinds: list[st.SearchStrategy[Any]] = [LEAVES, LEAVES, lists(LEAVES), TUPLES]
    properties = {}
    for index, name in enumerate(names):
        inner = [objects(depth - 1, f"{base}{name}."), lists(objects(depth - 1, f"{base}{name}."))] if depth else []
        properties[name] = {**draw(SAID), **draw(st.one_of(*kinds, *inner))}
        if index and draw(st.integers(0, 2)) == 0:
            properties[name]["x-fangyuan-rule"] = draw(
                visibility(base, {each: properties[each] for each in names[:index]})
            )
        elif index and "prefixItems" in properties[name]:
            for each in properties[name]["prefixItems"]:
                about = {other: properties[other] for other in names[:index]}
                each["x-fangyuan-rule"] = draw(visibility(base, about))
    properties |= draw(worked_out()) if draw(st.integers(0, 4)) == 0 else {}
    required = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    made = {"type": "object", "properties": properties, "required": required}
    made |= draw(conditions(names)) if draw(st.booleans()) else {}
    made |= draw(branches(properties)) if draw(st.integers(0, 4)) == 0 else {}
    return {**made, **draw(variants())} if draw(st.integers(0, 5)) == 0 else made


def worked_out() -> st.SearchStrategy[dict[str, Any]]:
    """A field that is worked out, from another beside it or from nothing."""
    logic: list[dict[str, Any]] = [{"+": [{"var": "n1"}, 1]}, {"+": [1, 1]}]
    figures = st.sampled_from(logic).map(lambda each: {"type": "number", "x-fangyuan-compute": each})
    return figures.map(lambda each: {"n1": {"type": "integer"}, "sum": each})


@st.composite
def branches(draw: st.DrawFn, properties: dict[str, Any]) -> dict[str, Any]:
    """A field of its own for each branch of an `if` about a word, or for an answer that is there."""
    name = draw(st.sampled_from(sorted(properties)))
    word = draw(WORDS)
    test = {
        "properties": {name: draw(st.sampled_from([{"const": word}, {"enum": [word, "x"]}, {"not": {"const": word}}]))}
    }
    test |= {"required": [name]} if draw(st.booleans()) else {}
    own = {each: {"type": "string", "maxLength": 4} for each in ("with", "without")}
    then = {"properties": {"with": own["with"]}, **({"required": ["with"]} if draw(st.booleans()) else {})}
    if draw(st.integers(0, 3)) == 0:
        return {"dependentSchemas": {name: then}}
    return {"if": test, "then": then, "else": {"properties": {"without": own["without"]}}}


@st.composite
def variants(draw: st.DrawFn) -> dict[str, Any]:
    """Two variants with a field of their own each, told apart by a constant or not at all."""
    told_apart = draw(st.booleans())
    branches = []
    for name in ("first", "second"):
        sort = {"sort": {"const": name}} if told_apart else {}
        properties = {**sort, name: draw(st.one_of(TEXTS, FIGURES))}
        branches.append({"title": name, "properties": properties, "required": list(properties)})
    return {draw(st.sampled_from(["oneOf", "anyOf"])): branches}


@st.composite
def forms(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A form twice: as a pack writes it, some of it behind `$ref`, and with everything in its place, to draw answers from."""
    plain = draw(objects())
    named, written = {}, {}
    for name, inner in plain["properties"].items():
        behind = "x-fangyuan-rule" not in inner and draw(st.integers(0, 3)) == 0
        named.update({name: inner} if behind else {})
        written[name] = {"$ref": f"#/$defs/{name}", "title": "引用"} if behind else inner
    return {**plain, "properties": written, **({"$defs": named} if named else {})}, plain


@st.composite
def answers_to(draw: st.DrawFn, schema: dict[str, Any]) -> Any:
    """Answers that are often right: wrong ones come along now and then."""
    if draw(st.integers(0, 29)) == 0:
        return draw(VALUES)
    if "const" in schema:
        return schema["const"]
    if "oneOf" in schema and "properties" not in schema:
        return draw(st.sampled_from(schema["oneOf"]))["const"]
    for word, values in FITTING.items():
        if word in schema:
            return draw(st.sampled_from(values(schema[word])))
    match schema["type"]:
        case "object":
            named = {name: inner for name, inner in spoken_of(draw, schema).items() if draw(st.integers(0, 3))}
            return {name: draw(answers_to(inner)) for name, inner in named.items()}
        case "array":
            return [draw(answers_to(inner)) for inner in draw(rows_of(schema))]
        case kind:
            return draw({"boolean": st.booleans(), "string": WORDS}.get(kind, NUMBERS))


FITTING = {
    "enum": list,
    "x-fangyuan-attachment": lambda _: [FILE, {**FILE, "size": 2000}],
    "x-fangyuan-code-list": lambda _: ["land", "land-1", "water"],
}
"""Words that say what fits: word -> its value -> answers."""


def rows_of(schema: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    """The schemas of the entries of a list."""
    places = schema.get("prefixItems")
    return st.integers(0, len(places or "123")).map(
        lambda count: places[:count] if places else [schema["items"]] * count
    )


def spoken_of(draw: st.DrawFn, schema: dict[str, Any]) -> dict[str, Any]:
    """The properties of an object, those of one of its variants too; now and then a name that only a pattern knows."""
    branches = [each for word in ("oneOf", "anyOf") for each in schema.get(word, ()) if "title" in each]
    chosen = draw(st.sampled_from(branches))["properties"] if branches else {}
    free = {"p1": {"type": "string"}} if is_open(schema) and draw(st.integers(0, 4)) == 0 else {}
    parts = [schema.get("then", {}), schema.get("else", {}), *schema.get("dependentSchemas", {}).values()]
    only = {name: inner for each in parts for name, inner in each.get("properties", {}).items()}
    return {**schema["properties"], **only, **chosen, **free}


def is_open(schema: dict[str, Any]) -> bool:
    """Whether names are welcome that no field has."""
    words = ("additionalProperties", "patternProperties", "unevaluatedProperties")
    return any(schema.get(word, False) is not False for word in words)
