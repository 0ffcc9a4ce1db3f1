"""A value that travels with the page unseen."""

import json
from typing import Any

from fangyuan.kinds.choices import written
from fangyuan.kinds.inferring import type_of
from fangyuan.kinds.kind import Kind, item_schema
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example, Parsed


class Hidden(Kind):
    """A value that travels with the page unseen: a constant of the schema, or an id that the platform made."""

    name = "hidden"
    template = "hidden.html"
    example = Example({"const": "v1", "title": "表单版本"}, "v1", {"": ["v2"]})

    def read(self, text: str, field: Field) -> Parsed:
        """The constant where the schema has one and it was posted, whatever its type; else the text."""
        schema = item_schema(field)
        if "const" in schema and text == written(schema["const"]):
            return Parsed(schema["const"])
        kind = type_of(schema) if field.many else field.json_type
        return super().read(text, field) if kind == "string" else _json(text)

    def write(self, value: Any, field: Field) -> str:
        """Texts as they are, all else as JSON."""
        return written(value)


def _json(text: str) -> Parsed:
    try:
        return Parsed(json.loads(text))
    except (ValueError, RecursionError):
        return Parsed(text)
