"""What type an answer has, in the few words that conditions care about."""

from collections.abc import Iterable, Mapping
from typing import Any

from fangyuan.model.fields import Field

STRING, INTEGER, NUMBER, BOOLEAN = "string", "integer", "number", "boolean"
ARRAY, OBJECT, DATE, DATE_TIME, ANY = "array", "object", "date", "date-time", "any"

FieldTypes = Mapping[str, "str | Field"]
"""Path -> a type of this module, a JSON type, the name of a kind, or the field itself (then its options count too)."""

_KINDS = {
    "text": STRING, "long-text": STRING, "id-card": STRING, "phone": STRING, "email": STRING, "address": STRING,
    "unit": STRING, "officer": STRING, "row": STRING, "region": STRING, "code-list": STRING, "duration": STRING, "time": STRING,
    "month": STRING, "decimal": NUMBER, "money": NUMBER, "table": ARRAY, "multi-select": ARRAY, "group": OBJECT,
    "person": OBJECT, "signature": OBJECT, "attachment": OBJECT,
}  # fmt: skip
_TYPES = frozenset({STRING, INTEGER, NUMBER, BOOLEAN, ARRAY, OBJECT, DATE, DATE_TIME})


def type_of_field(field: Field) -> str:
    """The type of a field's answer."""
    if field.many:
        return ARRAY
    if field.json_type == STRING:
        form = field.schema.get("format")
        return form if form in (DATE, DATE_TIME) else STRING
    return field.json_type if field.json_type in _TYPES else ANY


def type_of(given: str | Field) -> str:
    """The type behind an entry of `FieldTypes`; a word that nobody knows may be anything."""
    if isinstance(given, Field):
        return type_of_field(given)
    return given if given in _TYPES else _KINDS.get(given, ANY)


def types_of(fields: Iterable[Field]) -> dict[str, str | Field]:
    """Path -> field, for every field of a form."""
    return {field.path: field for top in fields for field in top.walk()}


def type_of_value(value: Any) -> str:
    """The type of a constant."""
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    return NUMBER if isinstance(value, float) else STRING if isinstance(value, str) else ANY
