"""What nobody fills in: static text, hidden constants, computed values."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fangyuan.kinds.choices import written
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.numbers import Number
from fangyuan.model.fields import Field
from fangyuan.model.kinds import ABSENT, ExportValue, Parsed


class Static(Kind):
    """Words between the fields; it has no answer."""

    name = "static"
    schema_type = "null"
    template = "static.html"

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """Nothing is ever posted."""
        return ABSENT

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """Nothing is ever posted."""
        return []


class Hidden(Kind):
    """A value that travels with the page unseen: a constant of the schema, or an id that the platform made."""

    name = "hidden"
    template = "hidden.html"

    def read(self, text: str, field: Field) -> Parsed:
        """The constant where the schema has one and it was posted, whatever its type; else the text."""
        if "const" in field.schema and text == written(field.schema["const"]):
            return Parsed(field.schema["const"])
        return super().read(text, field) if field.json_type == "string" else _json(text)

    def write(self, value: Any, field: Field) -> str:
        """Texts as they are, all else as JSON."""
        return written(value)


def _json(text: str) -> Parsed:
    try:
        return Parsed(json.loads(text))
    except (ValueError, RecursionError):
        return Parsed(text)


class Computed(Number):
    """A value that the platform works out; what a page posts for it is ignored."""

    name = "computed"
    schema_type = "number"
    template = "computed.html"

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """Computed again on the server, always."""
        return ABSENT

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """What the page shows."""
        return [written(value)]

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The value as text."""
        return written(value)

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """Numbers stay numbers."""
        return value if isinstance(value, (int, float, str)) else super().export(value, field, names)
