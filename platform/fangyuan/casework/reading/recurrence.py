"""A recurrence rule (RFC 5545) as people say it: 每月 25 日, 每周一, 每年 1、4、7、10 月的 10 日."""

from collections.abc import Mapping

DAYS: Mapping[str, str] = {"MO": "一", "TU": "二", "WE": "三", "TH": "四", "FR": "五", "SA": "六", "SU": "日"}
FREQUENCIES: Mapping[str, str] = {"DAILY": "天", "WEEKLY": "周", "MONTHLY": "月", "YEARLY": "年"}
HOLIDAYS: Mapping[str, str] = {
    "next-workday": "遇节假日顺延到下一个工作日",
    "previous-workday": "遇节假日提前到上一个工作日",
    "skip": "遇节假日不做",
}
_SAID = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY"})


def said(rrule: str, if_holiday: str = "") -> str:
    """The rule in Chinese; one with words that are rarer is given as it is written."""
    words = dict(part.partition("=")[::2] for part in rrule.removeprefix("RRULE:").split(";"))
    days = words.get("BYDAY", "").split(",") if words.get("BYDAY") else []
    if not set(words) <= _SAID or words.get("FREQ") not in FREQUENCIES or not set(days) <= set(DAYS):
        return rrule
    told = _when(words, days)
    return "，".join(filter(None, (told, HOLIDAYS.get(if_holiday, ""))))


def _when(words: Mapping[str, str], days: list[str]) -> str:
    unit, count = FREQUENCIES[words["FREQ"]], int(words.get("INTERVAL", "1"))
    months, dates = words.get("BYMONTH", "").replace(",", "、"), words.get("BYMONTHDAY", "")
    if months:
        every = f"每年 {months} 月" if count == 1 else f"每 {count} 年的 {months} 月"
    else:
        every = f"每{unit}" if count == 1 else f"每 {count} {'个月' if unit == '月' else unit}"
    weekdays = "、".join(DAYS[day] for day in days)
    if weekdays and unit == "周" and count == 1:
        return f"每周{weekdays}"
    on = "、".join("最后一天" if day == "-1" else f"{day} 日" for day in dates.split(",") if day)
    return " ".join(filter(None, (every, on, f"周{weekdays}" if weekdays else "")))
