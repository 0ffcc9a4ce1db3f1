"""Ways round a bound of the law that do not look like one, and changes that look like one and only tighten."""

from __future__ import annotations

import pytest

from packs.examples import INVALID
from packs.fooling import codes

CHILD = INVALID / "bound-stretched-by-calendar"
CALENDAR = "calendars/cn.yaml"
YEAR = "years: [{year: 2026, status: published, %s}]"


@pytest.mark.parametrize(
    "words",
    [
        "weekend: [sat, sun, mon]",
        "zone: America/New_York",
        YEAR % "holidays: {2026-06-01: 休}",
        YEAR % "workdays: []",
        "replace: true\ntitle: 新\nweekend: [sat, sun]\nyears: [{year: 2026, status: published, holidays: {2026-07-01: 休}}]",
        "years: [{year: 2026, remove: true, status: published}]",
    ],
)
def test_a_childs_calendar_may_not_give_a_bounded_clock_more_days_off(words: str) -> None:
    assert codes({CALENDAR: f"calendar: cn\n{words}\n"}, CHILD) & {"bound-stretched", "unknown-key"}


@pytest.mark.parametrize(
    "words",
    [
        "title: 本县日历",
        "weekend: [sun]",
        "zone: Asia/Shanghai",
        YEAR % "workdays: [2026-01-04, 2026-10-10]",
        "years: [{year: 2027, status: provisional, holidays: {2027-01-01: 元旦}}]",
    ],
)
def test_a_childs_calendar_may_be_tighter_and_know_a_further_year(words: str) -> None:
    assert codes({CALENDAR: f"calendar: cn\n{words}\n"}, CHILD) == set()
