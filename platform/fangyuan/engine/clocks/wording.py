"""Durations and counts as Chinese sentences say them."""

from datetime import date, datetime

from fangyuan.model.durations import Duration, DurationUnit

_UNITS = {
    DurationUnit.MINUTES: "分钟",
    DurationUnit.HOURS: "小时",
    DurationUnit.DAYS: "日",
    DurationUnit.WORKDAYS: "个工作日",
    DurationUnit.WEEKS: "周",
    DurationUnit.MONTHS: "个月",
}
_TIMES = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


def said(duration: Duration) -> str:
    """`15日`, `5个工作日`, `1个月`."""
    return f"{duration.amount}{_UNITS[duration.unit]}"


def times(count: int) -> str:
    """`一次`, `两次`, `12次`."""
    return f"{_TIMES[count] if count < len(_TIMES) else count}次"


def written(when: date | datetime) -> str:
    """`2026-02-05`; an instant (already in the calendar's zone) as `2026-02-05 09:10`."""
    return f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else when.isoformat()
