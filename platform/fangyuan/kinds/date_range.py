"""From one day to another."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fangyuan.kinds.cleaning import line, narrow
from fangyuan.kinds.dates import is_date, read_date, said
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import ABSENT, Example, Format, Parsed

_BETWEEN = re.compile(r"[至到~]|(?<=[0-9])/(?=[0-9]{4}-)")


def is_date_range(text: str) -> bool:
    """An ISO 8601 interval of two days that exist, `2026-02-10/2026-02-28`, the first not after the second."""
    first, mark, last = text.partition("/")
    return bool(mark) and is_date(first) and is_date(last) and first <= last


class DateRange(Kind):
    """Two days, both of which belong to the range; kept as the ISO 8601 interval `2026-02-10/2026-02-28`."""

    name = "date-range"
    template = "date-range.html"
    fragment: Schema = {"format": "date-range"}
    formats = (Format("date-range", is_date_range, "not-a-date-range", *MESSAGES["not-a-date-range"]),)
    example = Example(
        {"type": "string", "title": "公示期", "x-fangyuan-kind": "date-range"},
        "2026-02-10/2026-02-28",
        {"": ["2026-02-28", "2026-02-10"]},
    )

    def parse(self, raw: Sequence[str], field: Field) -> Parsed:
        """A page posts two texts, the first day and the last; anybody else may write both in one."""
        if field.many or len(raw) < 2:
            return super().parse(raw, field)
        first, last = (narrow(text[:100]).replace(" ", "") for text in raw[:2])
        if not first and not last:
            return ABSENT
        return _made(first, last) if first and last else failed("half-a-date-range")

    def read(self, text: str, field: Field) -> Parsed:
        """Both days in one text: `2026-02-10/2026-02-28`, 2026年2月10日至2026年2月28日."""
        days = _BETWEEN.split(narrow(line(text)).replace(" ", ""))
        return _made(*days) if len(days) == 2 else failed("not-a-date-range")

    def format(self, value: Any, field: Field) -> Sequence[str]:
        """The two days; of several ranges each in one text."""
        return [str(each) for each in self._each(value)] if field.many else str(value).split("/")

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """2026年2月10日至2026年2月28日."""
        if not isinstance(value, str) or not is_date_range(value):
            return str(value)
        return "至".join(said(date.fromisoformat(day)) for day in value.split("/"))


def _made(first: str, last: str) -> Parsed:
    begins, ends = read_date(first), read_date(last)
    if begins is None or ends is None:
        return failed("not-a-date-range")
    return Parsed(f"{begins}/{ends}") if begins <= ends else failed("date-range-turned")
