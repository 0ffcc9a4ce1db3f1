"""Dates, times and months as officers write them, stored as ISO 8601 texts.

A time and a date with time are local: they belong to the zone of the calendar, as what is written on paper does.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import ExportValue, Format, Parsed

_DAY = re.compile(r"([0-9]{4})(?:[-/.年])([0-9]{1,2})(?:[-/.月])([0-9]{1,2})日?", re.ASCII)
_SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})(?:[-/.年])([0-9]{1,2})月?", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2})[::时]([0-9]{1,2})(?:[::分]([0-9]{1,2})?)?[分秒]?", re.ASCII)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_ISO_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)
_ISO_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def is_date(text: str) -> bool:
    """`2026-02-10`, and a day that exists."""
    return bool(_ISO_DATE.fullmatch(text)) and _made(date.fromisoformat, text)


def is_time(text: str) -> bool:
    """`09:30` or `09:30:15`; an offset may follow."""
    return bool(_ISO_TIME.fullmatch(text)) and _made(time.fromisoformat, text)


def is_date_time(text: str) -> bool:
    """A date, `T` and a time."""
    day, _, clock = text.partition("T")
    return is_date(day) and is_time(clock)


def is_month(text: str) -> bool:
    """`2026-02`."""
    return bool(_ISO_MONTH.fullmatch(text)) and text[:4] != "0000"


def _made(make: Any, *parts: Any) -> bool:
    try:
        make(*parts)
    except ValueError:
        return False
    return True


def _format(name: str, holds: Any, code: str) -> Format:
    return Format(name, holds, code, *MESSAGES[code])


def read_date(text: str) -> date | None:
    """A day out of `2026-2-10`, `2026/2/10`, `2026.2.10`, `2026年2月10日`, `20260210`, or None."""
    found = _DAY.fullmatch(text) or _SOLID.fullmatch(text)
    if found is None:
        return None
    try:
        year, month, day = map(int, found.groups())
        return date(year, month, day)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """A time of the day out of `9:30`, `09:30:15`, `9时30分`, or None."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        hour, minute, second = (int(part or 0) for part in found.groups())
        return time(hour, minute, second)
    except ValueError:
        return None


def _clock(value: time) -> str:
    return value.isoformat("seconds" if value.second else "minutes")


class Date(Kind):
    """A day."""

    name = "date"
    template = "date.html"
    fragment: Schema = {"format": "date"}
    formats = (_format("date", is_date, "not-a-date"),)

    def read(self, text: str, field: Field) -> Parsed:
        """The day as `2026-02-10`."""
        day = read_date(narrow(text).replace(" ", ""))
        return failed("not-a-date") if day is None else Parsed(day.isoformat())

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """2026年2月10日, as GB/T 9704-2012 writes it."""
        if not isinstance(value, str) or not is_date(value):
            return str(value)
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"

    def export(self, value: Any, field: Field, names: Mapping[str, str]) -> ExportValue:
        """A date, so that a ledger can sort by it."""
        one = isinstance(value, str) and is_date(value)
        return date.fromisoformat(value) if one else super().export(value, field, names)


class Time(Kind):
    """A time of the day."""

    name = "time"
    template = "time.html"
    fragment: Schema = {"format": "time"}
    formats = (_format("time", is_time, "not-a-time"),)

    def read(self, text: str, field: Field) -> Parsed:
        """The time as `09:30`."""
        typed = narrow(text).replace(" ", "")
        if is_time(typed):
            return Parsed(typed)
        clock = read_time(typed)
        return failed("not-a-time") if clock is None else Parsed(_clock(clock))


class DateTime(Kind):
    """A day and a time of it."""

    name = "date-time"
    template = "date-time.html"
    fragment: Schema = {"format": "date-time"}
    formats = (_format("date-time", is_date_time, "not-a-date-time"),)

    def read(self, text: str, field: Field) -> Parsed:
        """Both as `2026-02-10T09:30`; between them a blank, a `T` or the 日 of the date."""
        typed = narrow(text)
        if is_date_time(typed):
            return Parsed(typed)
        head, mark, tail = typed.replace("T", " ").partition("日" if "日" in typed else " ")
        day, clock = read_date(head.strip() + mark.strip()), read_time(tail.replace(" ", ""))
        if day is None or clock is None:
            return failed("not-a-date-time")
        return Parsed(f"{day.isoformat()}T{_clock(clock)}")

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """2026年2月10日 09:30."""
        if not isinstance(value, str) or not is_date_time(value):
            return str(value)
        at = datetime.fromisoformat(value)
        return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


class Month(Kind):
    """A month."""

    name = "month"
    template = "month.html"
    fragment: Schema = {"format": "month"}
    formats = (_format("month", is_month, "not-a-month"),)

    def read(self, text: str, field: Field) -> Parsed:
        """The month as `2026-02`."""
        found = _MONTH.fullmatch(narrow(text).replace(" ", ""))
        written = f"{found[1]}-{int(found[2]):02}" if found else ""
        return Parsed(written) if is_month(written) else failed("not-a-month")

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """2026年2月."""
        return f"{value[:4]}年{int(value[5:])}月" if isinstance(value, str) and is_month(value) else str(value)
