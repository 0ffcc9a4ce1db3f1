"""What the kinds of dates and times share: reading what officers write, and what ISO 8601 texts look like.

A time and a date with time are local: they belong to the zone of the calendar, as what is written on paper does.
"""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

from fangyuan.kinds.wording import MESSAGES
from fangyuan.model.kinds import Format

_DAY = re.compile(r"([0-9]{4})(?:[-/.年])([0-9]{1,2})(?:[-/.月])([0-9]{1,2})日?", re.ASCII)
_SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
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


def format_of(name: str, holds: Callable[[str], bool], code: str) -> Format:
    """The format that the judge asserts, with the messages of its code."""
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


def clock(value: time) -> str:
    """`09:30`, with seconds only where there are any."""
    return value.isoformat("seconds" if value.second else "minutes")


def said(day: date) -> str:
    """2026年2月10日, as GB/T 9704-2012 writes it."""
    return f"{day.year}年{day.month}月{day.day}日"
