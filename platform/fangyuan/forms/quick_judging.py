"""Whether a schema is one of JSON Schema 2020-12, told quickly: by a validator in Rust, which says yes or no.

The reference walks the meta-schema's eight files in Python, which costs more than all else that is done with a form. What
this finds wrong is left to the reference to tell.
"""

from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator


def is_schema(schema: Any) -> bool:
    """Whether nothing is wrong with a schema of the newest draft."""
    try:
        return _validator().is_valid(schema)
    except ValueError:  # It is no JSON: a key is a number, or a value a date.
        return False


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(dict(Draft202012Validator.META_SCHEMA), offline=True)
