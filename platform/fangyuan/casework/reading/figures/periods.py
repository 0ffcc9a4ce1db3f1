"""Periods of reports: months, quarters, half-years, years; by local dates, the last day included."""

import re
from dataclasses import dataclass
from datetime import date

MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""How long a period is."""

_WRITTEN = {"month": "{y:04}-{n:02}", "quarter": "{y:04}-Q{n}", "half-year": "{y:04}-H{n}", "year": "{y:04}"}
_READ = {"month": r"(\d{4})-(\d\d)", "quarter": r"(\d{4})-Q(\d)", "half-year": r"(\d{4})-H(\d)", "year": r"(\d{4})()"}
_QUARTERS, _HALVES = "一二三四", "上下"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day until before the day `end`. `per` is month, quarter, half-year or year."""

    per: str
    start: date
    end: date

    @property
    def number(self) -> int:
        """Which one of its year it is, from 1."""
        return (self.start.month - 1) // MONTHS[self.per] + 1

    @property
    def key(self) -> str:
        """How addresses write it: 2026-03, 2026-Q1, 2026-H1, 2026."""
        return _WRITTEN[self.per].format(y=self.start.year, n=self.number)

    @property
    def title(self) -> str:
        """How people call it: 2026年3月."""
        named = {"month": f"{self.number}月", "year": ""}
        if self.per == "quarter":
            named["quarter"] = f"第{_QUARTERS[self.number - 1]}季度"
        if self.per == "half-year":
            named["half-year"] = f"{_HALVES[self.number - 1]}半年"
        return f"{self.start.year}年{named[self.per]}"

    def moved(self, months: int) -> "Period":
        """The period of the same length so many months later."""
        start = _month(self.start, months)
        return Period(self.per, start, _month(start, MONTHS[self.per]))

    def before(self) -> "Period":
        """The period before it (环比)."""
        return self.moved(-MONTHS[self.per])

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


def _month(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def period_of(per: str, day: date) -> Period:
    """The period in which a day lies."""
    length = MONTHS[per]
    start = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(per, start, _month(start, length))


def parse(per: str, written: str) -> Period | None:
    """A period as addresses write it; nothing where it is no such period."""
    found = re.fullmatch(_READ[per], written)
    if not found:
        return None
    year, number = int(found[1]), int(found[2] or 1)
    if not (1000 < year < 9000 and 1 <= number <= 12 // MONTHS[per]):
        return None
    return period_of(per, date(year, (number - 1) * MONTHS[per] + 1, 1))


def recent(per: str, today: date, chosen: Period) -> tuple[Period, ...]:
    """The periods that are offered: the newest first, the chosen one among them."""
    many = {"month": 24, "quarter": 12, "half-year": 8, "year": 6}[per]
    current = period_of(per, today)
    offered = {current.moved(-MONTHS[per] * n) for n in range(many)} | {chosen}
    return tuple(sorted(offered, key=lambda one: one.start, reverse=True))
