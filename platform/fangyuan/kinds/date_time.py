"""A day and a time of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.dates import clock, format_of, is_date_time, read_date, read_time, said
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Parsed


class DateTime(Kind):
    """A day and a time of it."""

    name = "date-time"
    template = "date-time.html"
    example = Example(
        {"type": "string", "title": "会议时间", "format": "date-time"}, "2026-02-10T09:30", {"": ["2026-02-10"]}
    )
    fragment: Schema = {"format": "date-time"}
    formats = (format_of("date-time", is_date_time, "not-a-date-time"),)

    def read(self, text: str, field: Field) -> Parsed:
        """Both as `2026-02-10T09:30`; between them a blank, a `T` or the 日 of the date."""
        typed = narrow(text)
        if is_date_time(typed):
            return Parsed(typed)
        head, mark, tail = typed.replace("T", " ").partition("日" if "日" in typed else " ")
        day, at = read_date(head.strip() + mark.strip()), read_time(tail.replace(" ", ""))
        if day is None or at is None:
            return failed("not-a-date-time")
        return Parsed(f"{day.isoformat()}T{clock(at)}")

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """2026年2月10日 09:30."""
        if not isinstance(value, str) or not is_date_time(value):
            return str(value)
        at = datetime.fromisoformat(value)
        return f"{said(at.date())} {at:%H:%M}"
