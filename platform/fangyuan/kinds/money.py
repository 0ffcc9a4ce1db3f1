"""An amount of money."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.decimal_number import DecimalNumber
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Parsed


class Money(DecimalNumber):
    """An amount with at most two decimals."""

    name = "money"
    template = "money.html"
    fragment: Schema = {"multipleOf": 0.01, "minimum": -1e13, "maximum": 1e13}
    example = Example({"type": "number", "title": "补偿金额", "x-fangyuan-kind": "money"}, 1234.5, {"": ["12.345"]})

    def read(self, text: str, field: Field) -> Parsed:
        """A decimal; currency signs around it are ignored."""
        parsed = super().read(narrow(text).strip("¥￥$元 "), field)
        if parsed.problem:
            return parsed if parsed.code == "too-many-digits" else failed("not-money")
        cents = Decimal(repr(parsed.value)).as_tuple().exponent
        return failed("not-money") if isinstance(cents, int) and cents < -2 else parsed

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """With thousands separators and two decimals."""
        return f"{Decimal(repr(value)):,.2f}" if isinstance(value, (int, float)) else str(value)
