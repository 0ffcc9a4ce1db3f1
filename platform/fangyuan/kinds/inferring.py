"""Which kind a plain JSON Schema property is, when the pack does not say."""

from collections.abc import Mapping
from typing import Any

from fangyuan.model.fields import Schema

KIND = "x-fangyuan-kind"
CODE_LIST = "x-fangyuan-code-list"
ATTACHMENT = "x-fangyuan-attachment"
LONG = 200
"""From so many characters on a text is asked for in a box of several lines."""

_FORMATS = {
    "date": "date",
    "time": "time",
    "date-time": "date-time",
    "month": "month",
    "email": "email",
    "idn-email": "email",
    "phone": "phone",
    "id-card": "id-card",
    "fangyuan-duration": "duration",
    "date-range": "date-range",
    "geolocation": "geolocation",
    "identity": "identity",
    "sex": "sex",
}
_TYPES = {"integer": "integer", "number": "decimal", "boolean": "boolean", "object": "group", "null": "hidden"}


def type_of(schema: Schema) -> str:
    """The one JSON type of a property, `null` aside; guessed from its keywords where it has none."""
    declared = schema.get("type")
    if isinstance(declared, list):
        declared = next((each for each in declared if each != "null"), "null")
    if isinstance(declared, str):
        return declared
    values = [schema["const"]] if "const" in schema else list(schema.get("enum", ())) or constants(schema)
    if values:
        return json_type(values[0])
    hinted = next((kind for word, kind in _HINTS.items() if word in schema), "")
    return hinted or _type_of_branches(schema) or "string"


def _type_of_branches(schema: Schema) -> str:
    """The type that every variant of a schema has, or nothing."""
    lists = [schema[word] for word in ("oneOf", "anyOf", "allOf") if isinstance(schema.get(word), list)]
    branches = [each for branch in lists for each in branch]
    types = {type_of(each) for each in branches if isinstance(each, Mapping) and each}
    return types.pop() if len(types) == 1 else ""


_HINTS = {
    "properties": "object",
    "patternProperties": "object",
    "required": "object",
    "items": "array",
    "prefixItems": "array",
    "contains": "array",
    "minItems": "array",
    "maxItems": "array",
    "minimum": "number",
    "maximum": "number",
    "multipleOf": "number",
    "exclusiveMinimum": "number",
    "exclusiveMaximum": "number",
}


def json_type(value: Any) -> str:
    """The JSON type of a Python value."""
    if value is None:
        return "null"
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (Mapping, "object")):
        if isinstance(value, kind):
            return name
    return "array"


def constants(schema: Schema) -> list[Any]:
    """The values of `oneOf` or `anyOf` when every branch is a constant with a title, as options are written."""
    for word in ("oneOf", "anyOf"):
        branches = schema.get(word)
        if isinstance(branches, list) and branches and all(isinstance(b, Mapping) and "const" in b for b in branches):
            return [branch["const"] for branch in branches]
    return []


def infer(schema: Schema) -> str:
    """The name of the kind of a property."""
    named = schema.get(KIND)
    if isinstance(named, str):
        return named
    if CODE_LIST in schema:
        return "code-list"
    if ATTACHMENT in schema:
        return "attachment"
    if schema.get("enum") or constants(schema):
        return "select"
    if "const" in schema:
        return "hidden"
    return _by_type(schema)


def _by_type(schema: Schema) -> str:
    kind = type_of(schema)
    if kind == "array":
        return _of_list(schema)
    if kind == "string":
        return _FORMATS.get(str(schema.get("format", "")), "") or _text(schema)
    return _TYPES.get(kind, "text")


def _of_list(schema: Schema) -> str:
    items = schema.get("items")
    if not isinstance(items, Mapping):
        return "text"
    if KIND not in items and (items.get("enum") or constants(items)):
        return "multi-select"
    kind = infer(items)
    return "table" if kind == "group" else kind


def _text(schema: Schema) -> str:
    longest = schema.get("maxLength")
    return "long-text" if isinstance(longest, int) and longest >= LONG else "text"
