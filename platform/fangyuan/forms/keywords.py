"""The keywords of draft 2020-12 by what stands under them."""

from collections.abc import Iterator, Mapping
from typing import Any

ONE = frozenset(
    {
        "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems",
        "unevaluatedProperties",
    }
)  # fmt: skip
"""Keywords that hold one schema."""

SEVERAL = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
"""Keywords that hold a list of schemas."""

NAMED = frozenset({"properties", "patternProperties", "dependentSchemas"})
"""Keywords that hold schemas by name."""

INSIDE = frozenset(
    {
        "additionalProperties", "contains", "items", "patternProperties", "prefixItems", "properties", "propertyNames",
        "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip
"""Keywords whose schemas judge a part of the answer, not the answer itself."""

IDENTITY = frozenset(
    {
        "$anchor", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$recursiveAnchor", "$recursiveRef", "$ref",
        "$schema", "$vocabulary", "definitions", "id",
    }
)  # fmt: skip
"""Keywords that only say where schemas are, and have done their work once every reference is put in its place."""

ANNOTATIONS = frozenset(
    {"title", "description", "default", "examples", "readOnly", "writeOnly", "deprecated", "$comment"}
)
"""Keywords that assert nothing."""

TOGETHER = (
    frozenset({"properties", "patternProperties", "additionalProperties"}),
    frozenset({"if", "then", "else"}),
    frozenset({"contains", "minContains", "maxContains"}),
    frozenset({"prefixItems", "items"}),
)
"""Keywords that mean something only with their neighbours of the same schema."""


def schemas_in(
    schema: Any, at: tuple[str | int, ...] = ()
) -> Iterator[tuple[Mapping[str, Any], tuple[str | int, ...]]]:
    """Every schema in a schema, itself first, with the keys that lead to it."""
    if not isinstance(schema, Mapping):
        return
    yield schema, at
    for key, value in schema.items():
        if key in ONE:
            yield from schemas_in(value, (*at, key))
        elif key in SEVERAL and isinstance(value, list):
            for index, each in enumerate(value):
                yield from schemas_in(each, (*at, key, index))
        elif key in NAMED and isinstance(value, Mapping):
            for name, each in value.items():
                yield from schemas_in(each, (*at, key, name))
