"""Rounding and periods: 128/135 is 94.8 %, and February has the days that it has."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.casework.reading.figures.periods import MONTHS, parse, period_of, recent
from fangyuan.casework.reading.figures.rounding import number, percent, rounded
from fangyuan.casework.reading.figures.tallying import Amount, told
from fangyuan.model.reports import Figure, Measure


@pytest.mark.parametrize(
    ("rounding", "found", "text"),
    [
        ("half-up-0", "95", "128/135（95 %）"),
        ("half-up-1", "94.8", "128/135（94.8 %）"),
        ("", "94.8", "128/135（94.8 %）"),
        ("down-0", "94", "128/135（94 %）"),
        ("half-even-3", "94.815", "128/135（94.815 %）"),
    ],
)
def test_128_of_135_is_rounded_as_the_pack_says(rounding: str, found: str, text: str) -> None:
    assert percent(128, 135, rounding) == Decimal(found)
    assert told(Measure("rate", "", Figure.RATE, rounding=rounding), Amount(128, 135, 135)) == text


def test_nothing_of_nothing_is_no_rate() -> None:
    assert percent(0, 0, "half-up-1") is None
    assert told(Measure("rate", "", Figure.RATE), Amount()) == "—"
    assert told(Measure("days", "", Figure.DAYS), Amount()) == "—"


@given(part=st.integers(0, 10**9), whole=st.integers(1, 10**9), digits=st.integers(0, 6))
def test_rounding_is_exact_and_halves_go_up(part: int, whole: int, digits: int) -> None:
    found = rounded(Fraction(part, whole), f"half-up-{digits}")
    twice = 2 * (Fraction(found) - Fraction(part, whole)) * 10**digits
    assert -1 < twice <= 1
    assert -found.as_tuple().exponent == digits


def test_numbers_are_written_with_thousands_and_without_idle_digits() -> None:
    assert [number(each) for each in (0, 12, 10000, 1234567, 2.5, 0.1 + 0.2)] == [
        "0",
        "12",
        "10,000",
        "1,234,567",
        "2.5",
        "0.3",
    ]


@given(day=st.dates(date(1990, 1, 1), date(2200, 1, 1)), per=st.sampled_from(list(MONTHS)))
def test_every_day_lies_in_one_period_that_is_written_and_read(day: date, per: str) -> None:
    period = period_of(per, day)
    assert period.start <= day < period.end
    assert parse(per, period.key) == period
    assert period.before().end == period.start
    assert period_of(per, period.end) == period.moved(MONTHS[per])
    assert period.year_ago().start == period.start.replace(year=period.start.year - 1)
    steps = period.steps("month")
    assert (steps[0], steps[-1], len(steps)) == (period.start, period.end, MONTHS[per] + 1)
    assert period.to_date().start == date(period.start.year, 1, 1)
    assert period in recent(per, day + timedelta(days=900), period)


@given(day=st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_a_day_is_a_period_too(day: date) -> None:
    period = period_of("day", day)
    assert (period.start, period.end, parse("day", period.key)) == (day, day + timedelta(days=1), period)
    assert (period.before().end, period.back(3).start) == (day, day - timedelta(days=3))
    ago = period.year_ago().start
    assert (ago.year, ago.month, ago.day) == (
        day.year - 1,
        day.month,
        min(day.day, 28) if day.month == 2 and day.day == 29 else day.day,
    )
    assert period.to_date().start == date(day.year, 1, 1)
    assert period in recent("day", day + timedelta(days=900), period)


def test_periods_have_the_names_of_the_office() -> None:
    titles = [period_of(per, date(2024, 2, 29)).title for per in ("day", *MONTHS)]
    assert titles == ["2024年2月29日", "2024年2月", "2024年第一季度", "2024年上半年", "2024年"]
    assert (period_of("month", date(2024, 2, 29)).end - date(2024, 2, 1)).days == 29
    for per, wrong in (
        ("month", "2026-00"),
        ("quarter", "2026-Q5"),
        ("half-year", "2026-H3"),
        ("year", "26"),
        ("month", "2026-1"),
        ("day", "2026-02-29"),
        ("day", "2026-13-01"),
        ("day", "2026-3-6"),
        ("day", "0000-01-01"),
    ):
        assert parse(per, wrong) is None
