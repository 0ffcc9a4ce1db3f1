"""A day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.dates import format_of, is_date, read_date, said
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, ExportValue, Parsed


class Date(Kind):
    """A day."""

    name = "date"
    template = "date.html"
    example = Example({"type": "string", "title": "收到日期", "format": "date"}, "2026-02-10", {"": ["2026-02-30"]})
    fragment: Schema = {"format": "date"}
    formats = (format_of("date", is_date, "not-a-date"),)

    def read(self, text: str, field: Field) -> Parsed:
        """The day as `2026-02-10`."""
        day = read_date(narrow(text).replace(" ", ""))
        return failed("not-a-date") if day is None else Parsed(day.isoformat())

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """2026年2月10日, as GB/T 9704-2012 writes it."""
        if not isinstance(value, str) or not is_date(value):
            return str(value)
        return said(date.fromisoformat(value))

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """A date, so that a ledger can sort by it."""
        one = isinstance(value, str) and is_date(value)
        return date.fromisoformat(value) if one else super().export(value, field, names)
