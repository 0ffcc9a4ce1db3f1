"""Whether a form says what its author means: keywords and formats that somebody knows, and bounds that an answer can meet."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from fangyuan.forms.findings import listed, near
from fangyuan.forms.keywords import ANNOTATIONS, IDENTITY, NAMED, ONE, SEVERAL, schemas_in

Say = Callable[..., None]

_ASSERTING: Final = frozenset(
    {
        "const", "contentEncoding", "contentMediaType", "contentSchema", "dependentRequired", "enum", "exclusiveMaximum",
        "exclusiveMinimum", "format", "maxContains", "maxItems", "maxLength", "maxProperties", "maximum", "minContains",
        "minItems", "minLength", "minProperties", "minimum", "multipleOf", "pattern", "required", "type", "uniqueItems",
    }
)  # fmt: skip
_OLDER: Final = frozenset({"additionalItems", "dependencies"})
"""Keywords of earlier drafts that still are met with."""

KEYWORDS: Final = _ASSERTING | _OLDER | ANNOTATIONS | IDENTITY | NAMED | ONE | SEVERAL

FORMATS: Final = frozenset(
    {
        "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri",
        "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference", "uri-template",
        "uuid",
    }
)  # fmt: skip
"""Those of JSON Schema 2020-12, section 7.3 of its validation vocabulary."""

_PAIRS: Final = (
    ("minLength", "maxLength"),
    ("minimum", "maximum"),
    ("minItems", "maxItems"),
    ("minContains", "maxContains"),
    ("minProperties", "maxProperties"),
)


def check_spelling(tree: Mapping[str, Any], kept: Iterable[str], say: Say) -> None:
    """Looks through every schema of a form; `kept` are the formats of the installation's field kinds."""
    formats = FORMATS | set(kept)
    for schema, at in schemas_in(tree):
        for word in schema:
            if isinstance(word, str) and word not in KEYWORDS and not word.startswith("x-"):
                say("unknown-keyword", (*at, word), word=word, near=near(word, KEYWORDS))
        written = schema.get("format")
        if isinstance(written, str) and written not in formats:
            say("unknown-format", (*at, "format"), format=written, near=near(written, formats), known=listed(FORMATS))
        for low, high in _PAIRS:
            if _is_number(schema.get(low)) and _is_number(schema.get(high)) and schema[low] > schema[high]:
                say("bounds-crossed", (*at, low), low=f"{low}: {schema[low]}", high=f"{high}: {schema[high]}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
