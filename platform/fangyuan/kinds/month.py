"""A month."""

import re
from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.dates import format_of, is_month
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Parsed

_MONTH = re.compile(r"([0-9]{4})(?:[-/.年])([0-9]{1,2})月?", re.ASCII)


class Month(Kind):
    """A month."""

    name = "month"
    template = "month.html"
    example = Example({"type": "string", "title": "统计月份", "format": "month"}, "2026-02", {"": ["2026-13"]})
    fragment: Schema = {"format": "month"}
    formats = (format_of("month", is_month, "not-a-month"),)

    def read(self, text: str, field: Field) -> Parsed:
        """The month as `2026-02`."""
        found = _MONTH.fullmatch(narrow(text).replace(" ", ""))
        written = f"{found[1]}-{int(found[2]):02}" if found else ""
        return Parsed(written) if is_month(written) else failed("not-a-month")

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """2026年2月."""
        return f"{value[:4]}年{int(value[5:])}月" if isinstance(value, str) and is_month(value) else str(value)
