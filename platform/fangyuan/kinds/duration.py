"""A length of time as packs write it: `15 days`, `5 workdays`."""

import re
from collections.abc import Mapping
from typing import Any

from fangyuan.kinds.cleaning import narrow
from fangyuan.kinds.kind import Kind
from fangyuan.kinds.wording import MESSAGES, failed
from fangyuan.model.durations import Duration as Length
from fangyuan.model.durations import DurationUnit
from fangyuan.model.fields import Field, Schema
from fangyuan.model.kinds import Example, Format, Parsed

CHINESE = {
    DurationUnit.MINUTES: "分钟",
    DurationUnit.HOURS: "小时",
    DurationUnit.DAYS: "天",
    DurationUnit.WORKDAYS: "个工作日",
    DurationUnit.WEEKS: "周",
    DurationUnit.MONTHS: "个月",
}
_WORDS = {
    "分钟": DurationUnit.MINUTES,
    "分": DurationUnit.MINUTES,
    "小时": DurationUnit.HOURS,
    "天": DurationUnit.DAYS,
    "日": DurationUnit.DAYS,
    "个工作日": DurationUnit.WORKDAYS,
    "工作日": DurationUnit.WORKDAYS,
    "周": DurationUnit.WEEKS,
    "个月": DurationUnit.MONTHS,
    "月": DurationUnit.MONTHS,
}
_WRITTEN = re.compile(rf"([0-9]{{1,6}})({'|'.join(_WORDS)})", re.ASCII)


def is_duration(text: str) -> bool:
    """As packs write it."""
    try:
        Length.parse(text)
    except ValueError:
        return False
    return True


def in_words(length: Length) -> str:
    """`5 workdays` -> 5个工作日."""
    return f"{length.amount}{CHINESE[length.unit]}"


class Duration(Kind):
    """A whole number of one unit."""

    name = "duration"
    template = "duration.html"
    example = Example({"type": "string", "title": "答复期限", "x-fangyuan-kind": "duration"}, "15 days", {"": ["很快"]})
    fragment: Schema = {"format": "fangyuan-duration"}
    formats = (Format("fangyuan-duration", is_duration, "not-a-duration", *MESSAGES["not-a-duration"]),)

    def read(self, text: str, field: Field) -> Parsed:
        """`15 days`, or 15天, 5个工作日, 1个月."""
        typed = narrow(text)
        if is_duration(typed):
            return Parsed(str(Length.parse(typed)))
        found = _WRITTEN.fullmatch(typed.replace(" ", ""))
        return Parsed(str(Length(int(found[1]), _WORDS[found[2]]))) if found else failed("not-a-duration")

    def write(self, value: Any, field: Field) -> str:
        """15天: what stands in the input is read as it is said."""
        return self.say(value, field, {})

    def say(self, value: Any, field: Field, names: Mapping[str, str]) -> str:
        """15天."""
        if not isinstance(value, str) or not is_duration(value):
            return str(value)
        return in_words(Length.parse(value))
