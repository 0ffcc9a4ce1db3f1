"""Whether a schema is one of JSON Schema 2020-12, and whether answers are valid, told quickly: by a validator in Rust.

It says yes or no. The reference walks schemas in Python, which costs more than all else that is done with a form. What this
finds wrong is left to the reference to tell, and so are all words of which the two might think differently.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker

from fangyuan.forms.keywords import ANNOTATIONS
from fangyuan.model.fields import Schema

Quick = Callable[[Any], bool]

_ALIKE = ANNOTATIONS | {
    "type", "required", "enum", "const", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "minItems", "maxItems", "format", "$schema",
}  # fmt: skip
"""Words that mean the same to both, whatever stands beside them; formats are the reference's own functions."""

_EXACT = 2**53
"""As far as every whole number is one of floating point too."""

_APART = frozenset({"patternProperties", "unevaluatedProperties"})
"""Words for which a schema cannot be judged in two parts."""


def is_schema(schema: Any) -> bool:
    """Whether nothing is wrong with a schema of the newest draft."""
    return _says_yes(_validator(), schema)


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(dict(Draft202012Validator.META_SCHEMA), offline=True)


def quick_part(schema: Schema, formats: FormatChecker) -> tuple[Quick, Schema] | None:
    """What says quickly whether an object is valid by as much of its schema as both think alike of, and the rest of the schema.

    An object for which both hold is valid. None where the schema cannot be parted, or where it is no JSON.
    """
    if not _APART.isdisjoint(schema) or not _is_alike(schema.get("additionalProperties", True)):
        return None
    named = schema.get("properties", {})
    alike = {word: value for word, value in schema.items() if word != "properties" and _is_alike({word: value})}
    rest = {word: value for word, value in schema.items() if word != "properties" and word not in alike}
    hard = {name: inner for name, inner in named.items() if not _is_alike(inner)}
    alike["properties"] = {name: name in hard or inner for name, inner in named.items()}
    known: dict[str, Callable[[str], bool]] = {name: partial(_conforms, formats, name) for name in formats.checkers}
    try:
        judge = jsonschema_rs.Draft202012Validator(alike, formats=known, validate_formats=True, offline=True)
    except ValueError:  # It holds what is no JSON, such as a date, where the reference does not look.
        return None
    return partial(_says_yes, judge), rest | ({"properties": hard} if hard else {})


def _is_alike(schema: Any) -> bool:
    """Whether both think alike of everything in a schema."""
    if not isinstance(schema, Mapping):
        return isinstance(schema, bool)
    return all(
        (word in _ALIKE and _is_exact(value)) or word.startswith("x-") or _holds_alike(word, value)
        for word, value in schema.items()
    )


def _is_exact(value: Any) -> bool:
    """Whether no number in it is so large that the quick one might round it, or none that JSON has."""
    match value:
        case int() | float():
            return abs(value) <= _EXACT
        case list() | tuple():
            return all(map(_is_exact, value))
        case Mapping():
            return all(map(_is_exact, value.values()))
        case _:
            return True


def _holds_alike(word: str, value: Any) -> bool:
    """The same of a word that holds schemas."""
    match word, value:
        case "items" | "additionalProperties", _:
            return _is_alike(value)
        case "properties", Mapping():
            return all(map(_is_alike, value.values()))
        case "allOf" | "anyOf", list():
            return all(map(_is_alike, value))
        case _:
            return False


def _says_yes(judge: jsonschema_rs.Draft202012Validator, value: Any) -> bool:
    try:
        return judge.is_valid(value)
    except ValueError:  # It is no JSON: a key is a number, a value a date, a text has half a character.
        return False


def _conforms(formats: FormatChecker, name: str, text: str) -> bool:
    return formats.conforms(text, name)
