"""A whole number."""

import re
from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.numbers import EXACT, ungrouped
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example, ExportValue, Parsed

_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)


class Integer(Kind):
    """A whole number that every reader (the browser too) holds exactly."""

    name = "integer"
    schema_type = "integer"
    template = "integer.html"
    example = Example({"type": "integer", "title": "涉及人数", "minimum": 1, "maximum": 99999}, 12, {"": ["十二点五"]})

    def read(self, text: str, field: Field) -> Parsed:
        """Digits with an optional sign."""
        digits = ungrouped(narrow(text))
        if not _INTEGER.fullmatch(digits):
            return failed("not-an-integer")
        if len(digits) > 17 or abs(int(digits)) > EXACT:
            return failed("too-large-a-number")
        return Parsed(int(digits))

    def write(self, value: Any, field: Field) -> str:
        """The digits; a whole number that came as `3.0` is written `3`."""
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """The digits."""
        return self.write(value, field)

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """The number itself, so that a ledger can sum it."""
        return value if isinstance(value, (int, float)) else super().export(value, field, names)
