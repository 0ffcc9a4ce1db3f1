"""Periods of reports: days, months, quarters, half-years, years; by local dates, the last day included."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""How long a period is, if it is longer than a day."""

A_DAY = "day"
_ONE = timedelta(days=1)

_WRITTEN = {"month": "{y:04}-{n:02}", "quarter": "{y:04}-Q{n}", "half-year": "{y:04}-H{n}", "year": "{y:04}"}
_READ = {"month": r"(\d{4})-(\d\d)", "quarter": r"(\d{4})-Q(\d)", "half-year": r"(\d{4})-H(\d)", "year": r"(\d{4})()"}
_QUARTERS, _HALVES = "一二三四", "上下"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day until before the day `end`. `per` is day, month, quarter, half-year or year."""

    per: str
    start: date
    end: date

    @property
    def number(self) -> int:
        """Which one of its year it is, from 1."""
        return (self.start.month - 1) // MONTHS[self.per] + 1

    @property
    def key(self) -> str:
        """How addresses write it: 2026-03-06, 2026-03, 2026-Q1, 2026-H1, 2026."""
        if self.per == A_DAY:
            return self.start.isoformat()
        return _WRITTEN[self.per].format(y=self.start.year, n=self.number)

    @property
    def title(self) -> str:
        """How people call it: 2026年3月."""
        if self.per == A_DAY:
            return f"{self.start.year}年{self.start.month}月{self.start.day}日"
        named = {"month": f"{self.number}月", "year": ""}
        if self.per == "quarter":
            named["quarter"] = f"第{_QUARTERS[self.number - 1]}季度"
        if self.per == "half-year":
            named["half-year"] = f"{_HALVES[self.number - 1]}半年"
        return f"{self.start.year}年{named[self.per]}"

    def moved(self, months: int) -> "Period":
        """The period of the same length so many months later; of a short month the last day."""
        start = _month(self.start, months)
        if self.per == A_DAY:
            return _day(start.replace(day=min(self.start.day, monthrange(start.year, start.month)[1])))
        return Period(self.per, start, _month(start, MONTHS[self.per]))

    def before(self) -> "Period":
        """The period before it (环比)."""
        return self.back(1)

    def back(self, periods: int) -> "Period":
        """So many periods earlier."""
        if self.per == A_DAY:
            return _day(self.start - periods * _ONE)
        return self.moved(-MONTHS[self.per] * periods)

    def year_ago(self) -> "Period":
        """The same period of the year before (同比)."""
        return self.moved(-12)

    def to_date(self) -> "Period":
        """From the first day of its year until its end (本年累计)."""
        return Period(self.per, date(self.start.year, 1, 1), self.end)

    def steps(self, step: str) -> tuple[date, ...]:
        """The first days of the steps that it touches, and the day after the last one."""
        at = period_of(step, self.start).start
        found = [at]
        while at < self.end:
            at = _month(at, MONTHS[step])
            found.append(at)
        return tuple(found)


def _day(day: date) -> Period:
    return Period(A_DAY, day, day + _ONE)


def _month(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def period_of(per: str, day: date) -> Period:
    """The period in which a day lies."""
    if per == A_DAY:
        return _day(day)
    length = MONTHS[per]
    start = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(per, start, _month(start, length))


def parse(per: str, written: str) -> Period | None:
    """A period as addresses write it; nothing where it is no such period."""
    if per == A_DAY:
        return _written_day(written)
    found = re.fullmatch(_READ[per], written)
    if not found:
        return None
    year, number = int(found[1]), int(found[2] or 1)
    if not (1000 < year < 9000 and 1 <= number <= 12 // MONTHS[per]):
        return None
    return period_of(per, date(year, (number - 1) * MONTHS[per] + 1, 1))


def _written_day(written: str) -> Period | None:
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", written)
    year, month, day = map(int, found.groups()) if found else (0, 0, 0)
    if not (1000 < year < 9000 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return _day(date(year, month, day))


def recent(per: str, today: date, chosen: Period) -> tuple[Period, ...]:
    """The periods that are offered: the newest first, the chosen one among them."""
    many = {A_DAY: 31, "month": 24, "quarter": 12, "half-year": 8, "year": 6}[per]
    current = period_of(per, today)
    offered = {current.back(n) for n in range(many)} | {chosen}
    return tuple(sorted(offered, key=lambda one: one.start, reverse=True))
