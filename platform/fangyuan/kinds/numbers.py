"""Numbers in digits of either width, with or without thousands separators."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import ExportValue, Parsed

_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?", re.ASCII)
_EXACT = 2**53


def ungrouped(text: str) -> str:
    """`1,234.5` as `1234.5`; a text that is not grouped by threes stays as it is."""
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


class Integer(Kind):
    """A whole number that every reader (the browser too) holds exactly."""

    name = "integer"
    schema_type = "integer"
    template = "integer.html"

    def read(self, text: str, field: Field) -> Parsed:
        """Digits with an optional sign."""
        digits = ungrouped(narrow(text))
        if not _INTEGER.fullmatch(digits):
            return failed("not-an-integer")
        if len(digits) > 17 or abs(int(digits)) > _EXACT:
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


class Number(Integer):
    """A number with decimals."""

    name = "decimal"
    schema_type = "number"
    template = "decimal.html"

    def read(self, text: str, field: Field) -> Parsed:
        """Digits with an optional sign, decimals and exponent; whole numbers stay whole."""
        digits = ungrouped(narrow(text))
        if not _DECIMAL.fullmatch(digits):
            return failed("not-a-number")
        if _INTEGER.fullmatch(digits) and len(digits) < 17:
            return Parsed(int(digits))
        value = float(digits)
        return failed("too-large-a-number") if value in (float("inf"), float("-inf")) else Parsed(value)

    def write(self, value: Any, field: Field) -> str:
        """The shortest text that reads back as the same number."""
        return repr(value)


class Money(Number):
    """An amount with at most two decimals."""

    name = "money"
    template = "money.html"
    fragment: Schema = {"multipleOf": 0.01, "minimum": -1e13, "maximum": 1e13}

    def read(self, text: str, field: Field) -> Parsed:
        """A decimal; currency signs around it are ignored."""
        parsed = super().read(narrow(text).strip("¥￥$元 "), field)
        if parsed.problem:
            return failed("not-money")
        cents = Decimal(repr(parsed.value)).as_tuple().exponent
        return failed("not-money") if isinstance(cents, int) and cents < -2 else parsed

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """With thousands separators and two decimals."""
        return f"{value:,.2f}" if isinstance(value, (int, float)) else str(value)
