"""A number with decimals."""

import re
from decimal import Decimal
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.integer import Integer
from fangyuan.kinds.numbers import ungrouped
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field
from fangyuan.model.kinds import Example, Parsed

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?[0-9]{1,16}", re.ASCII)


class DecimalNumber(Integer):
    """A number with decimals, exactly as it was typed: one with more digits than a number can hold is refused."""

    name = "decimal"
    schema_type = "number"
    template = "decimal.html"
    example = Example({"type": "number", "title": "面积（亩）", "minimum": 0}, 12.5, {"": ["约十二"]})

    def read(self, text: str, field: Field) -> Parsed:
        """Digits with an optional sign, decimals and exponent; whole numbers stay whole."""
        digits = ungrouped(narrow(text))
        if not _DECIMAL.fullmatch(digits):
            return failed("not-a-number")
        if _WHOLE.fullmatch(digits):
            return Parsed(int(digits))
        value = float(digits)
        if value in (float("inf"), float("-inf")):
            return failed("too-large-a-number")
        return Parsed(value) if Decimal(digits) == Decimal(repr(value)) else failed("too-many-digits")

    def write(self, value: Any, field: Field) -> str:
        """The shortest text that reads back as the same number."""
        return repr(value)
