"""Due dates, to the day, with every step said."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.engine.clocks.calendars import (
    add_workdays,
    date_of,
    end_of,
    is_workday,
    next_workday,
    previous_workday,
    provisional,
    workdays_between,
)
from fangyuan.engine.clocks.reckoning import prolonged, reckon, without_pause
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Counting, FirstDay, LastDay
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.events import Reckoning
from unit.engine_clocks.bench import CN, PUBLISHED, beijing

COUNTING = Counting()
BACK = Counting(end=LastDay.ROLL_BACK)
AS_IT_FALLS = Counting(end=LastDay.AS_IT_FALLS)
OFFICE_HOURS = Calendar("office", "", CN.years, hours=((time(8, 30), time(12)), (time(14), time(18))))


def due(start: str, length: str, counting: Counting = COUNTING, calendar: Calendar = CN) -> Reckoning:
    due_at, reckoning = reckon(date.fromisoformat(start), Duration.parse(length), counting, calendar)
    assert not isinstance(reckoning.due, datetime)
    assert due_at == end_of(calendar, reckoning.due)
    return reckoning


# --- the numbers of the Articles, domain.md §2; 2026-02-05 and its like are days of receipt -------------------------


def test_article_22_registers_and_forwards_within_15_days() -> None:
    assert due("2026-03-02", "15 days").due == date(2026, 3, 17)


def test_article_23_answers_in_writing_within_15_days_and_says_how_the_holiday_moved_it() -> None:
    found = due("2026-02-05", "15 days")
    assert found.due == date(2026, 2, 24)
    assert found.unrolled == date(2026, 2, 20)
    assert found.steps == ("自2026-02-05起15日，首日不计：2026-02-20", "2026-02-20为春节假期，顺延至2026-02-24")


def test_article_23_objects_within_5_working_days() -> None:
    assert due("2026-03-05", "5 workdays").due == date(2026, 3, 12)


def test_article_34_decides_within_60_days() -> None:
    assert due("2026-03-02", "60 days").due == date(2026, 5, 6)
    assert due("2026-03-02", "60 days").steps[-1] == "2026-05-01为劳动节假期，顺延至2026-05-06"


def test_article_34_extends_by_at_most_30_days_counted_from_the_end_before_it_rolled() -> None:
    before = reckon(date(2026, 3, 2), Duration.parse("60 days"), Counting(), CN)
    _, after = prolonged(before, Duration.parse("30 days"), Counting(), CN)
    assert after.due == date(2026, 6, 1)
    assert after.steps[-2:] == ("自2026-05-01起延长30日：2026-05-31", "2026-05-31为星期日，顺延至2026-06-01")
    assert after.unrolled == date(2026, 3, 2) + timedelta(days=90)


def test_article_35_asks_for_review_within_30_days() -> None:
    assert due("2026-03-09", "30 days").due == date(2026, 4, 8)


def test_article_35_answers_the_review_within_30_days() -> None:
    assert due("2026-09-02", "30 days").due == date(2026, 10, 8)


def test_article_36_asks_for_re_review_within_30_days() -> None:
    assert due("2026-06-01", "30 days").due == date(2026, 7, 1)


def test_article_36_re_reviews_within_30_days_without_the_hearing() -> None:
    before = reckon(date(2026, 6, 1), Duration.parse("30 days"), Counting(), CN)
    hearing = (beijing("2026-06-10"), beijing("2026-06-18T17:00"))
    _, after = without_pause(before, hearing, DurationUnit.DAYS, Counting(), CN)
    assert after.due == date(2026, 7, 9)
    assert after.steps[-1] == "2026-06-10至2026-06-18暂停计时，8日不计：2026-07-09"


@pytest.mark.parametrize(
    ("length", "begin", "end", "due_on"),
    [
        ("15 days", "2026-03-02T09:00", "2026-03-02T17:00", "2026-03-17"),
        ("15 days", "2026-03-02T09:00", "2026-03-03T09:00", "2026-03-17"),
        ("15 days", "2026-03-02T09:00", "2026-03-10T09:00", "2026-03-24"),
        ("15 days", "2026-03-03T09:00", "2026-03-10T09:00", "2026-03-24"),
        ("5 workdays", "2026-03-02T09:00", "2026-03-10T09:00", "2026-03-16"),
    ],
)
def test_a_pause_on_the_day_of_receipt_takes_out_no_day_that_did_not_count(
    length: str, begin: str, end: str, due_on: str
) -> None:
    period = Duration.parse(length)
    before = reckon(date(2026, 3, 2), period, Counting(), CN)
    found = without_pause(before, (beijing(begin), beijing(end)), period.unit, Counting(), CN)[1]
    assert found.due == date.fromisoformat(due_on)


@given(
    st.dates(date(2026, 1, 1), date(2026, 11, 1)),
    st.integers(1, 40),
    st.sampled_from([DurationUnit.DAYS, DurationUnit.WORKDAYS]),
    st.sampled_from(list(FirstDay)),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 12)), max_size=3),
)
def test_as_many_days_count_as_the_period_has_whatever_pauses_it(
    start: date, amount: int, unit: DurationUnit, first_day: FirstDay, gaps: list[tuple[int, int]]
) -> None:
    counting = Counting(first_day=first_day, end=LastDay.AS_IT_FALLS)
    found, day, paused = reckon(start, Duration(amount, unit), counting, CN), start, set()
    for gap, length in gaps:
        begin = day + timedelta(days=gap)
        day = begin + timedelta(days=length)
        paused |= {begin + timedelta(days=i) for i in range(length)}
        instants = (beijing(f"{begin}T09:00"), beijing(f"{day}T09:30"))
        found = without_pause(found, instants, unit, counting, CN)
    at, left = start - timedelta(days=1) if first_day is FirstDay.INCLUDED else start, amount
    while left:
        at += timedelta(days=1)
        left -= at not in paused and (unit is DurationUnit.DAYS or is_workday(CN, at))
    assert found[1].due == at


def test_simple_handling_decides_within_10_working_days_and_forwards_within_3() -> None:
    assert due("2026-09-24", "10 workdays").due == date(2026, 10, 15)
    assert due("2026-09-24", "3 workdays").due == date(2026, 9, 30)


def test_deputies_proposals_are_answered_within_3_months_6_if_hard() -> None:
    assert due("2026-03-12", "3 months").due == date(2026, 6, 12)
    assert due("2026-03-12", "6 months").due == date(2026, 9, 14)


# --- working days ---------------------------------------------------------------------------------------------------


def test_make_up_days_of_2025_and_2026_are_worked() -> None:
    listed = "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"
    for day in map(date.fromisoformat, listed.split()):
        assert day.isoweekday() in (6, 7)
        assert is_workday(CN, day)


def test_5_working_days_over_the_make_up_day_of_2026_02_14() -> None:
    found = due("2026-02-12", "5 workdays")
    assert found.due == date(2026, 2, 26)
    assert "其间2026-02-14为调休上班日，计入" in found.steps
    assert "其间2026-02-15至2026-02-23为春节假期，不计" in found.steps


def test_5_working_days_over_the_make_up_day_of_2026_02_28() -> None:
    assert due("2026-02-25", "5 workdays").due == date(2026, 3, 3)


def test_the_fifth_working_day_after_labour_day_counts_the_worked_saturday() -> None:
    assert due("2026-04-30", "5 workdays").due == date(2026, 5, 11)


def test_60_days_into_the_unpublished_2027_are_provisional_and_say_so() -> None:
    found = due("2026-11-20", "60 days")
    assert found.due == date(2027, 1, 19)
    assert found.provisional
    assert found.steps[-1] == "2027年放假安排尚未公布，此日期为暂定"
    published = due("2026-11-20", "60 days", calendar=PUBLISHED)
    assert (published.due, published.provisional, published.revision) == (date(2027, 1, 25), False, "2027-1")


def test_a_year_that_no_calendar_knows_has_weekends_only_and_says_so() -> None:
    assert provisional(CN, 2031)
    found = due("2031-01-02", "5 workdays")
    assert found.due == date(2031, 1, 9)
    assert found.steps[-1] == "2031年放假安排尚未公布，暂按双休日推算"


def test_a_date_that_asks_no_calendar_is_not_provisional() -> None:
    assert not due("2031-01-02", "15 days", AS_IT_FALLS).provisional
    assert not due("2026-12-31", "15 days", AS_IT_FALLS).provisional


def test_roll_back_ends_before_the_holiday_but_never_before_the_start() -> None:
    found = due("2026-02-05", "15 days", BACK)
    assert found.due == date(2026, 2, 14)
    assert found.steps[-1] == "2026-02-20为春节假期，提前至2026-02-14"
    assert due("2026-02-15", "2 days", BACK).due == date(2026, 2, 15)


def test_what_rolls_back_rolls_back_after_a_pause_and_an_extension_too() -> None:
    before = reckon(date(2026, 6, 6), Duration.parse("42 days"), BACK, CN)
    assert before[1].due == date(2026, 7, 17)
    two_hours = (beijing("2026-06-10T09:00"), beijing("2026-06-10T11:00"))
    assert without_pause(before, two_hours, DurationUnit.DAYS, BACK, CN)[1].due == date(2026, 7, 17)
    assert prolonged(before, Duration.parse("8 days"), BACK, CN)[1].due == date(2026, 7, 24)


def test_what_rolls_back_never_ends_before_it_goes_on() -> None:
    before = reckon(date(2026, 6, 6), Duration.parse("42 days"), BACK, CN)
    pause = (beijing("2026-07-17T09:00"), beijing("2026-07-25T09:00"))
    assert without_pause(before, pause, DurationUnit.DAYS, BACK, CN)[1].due == date(2026, 7, 25)


def test_as_it_falls_stays_on_the_holiday() -> None:
    assert due("2026-02-05", "15 days", AS_IT_FALLS).due == date(2026, 2, 20)


# --- months, weeks, the first day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2028-01-31", "1 month", "2028-02-29"),
        ("2028-02-29", "12 months", "2029-02-28"),
        ("2026-03-31", "1 month", "2026-04-30"),
        ("2026-12-15", "1 month", "2027-01-15"),
        ("2026-02-28", "1 month", "2026-03-28"),
        ("2026-08-31", "6 months", "2027-02-28"),
    ],
)
def test_a_month_ends_on_the_corresponding_day_or_the_last_one(start: str, length: str, end: str) -> None:
    assert str(due(start, length, AS_IT_FALLS).due) == end


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-03-02", "15 days", "2026-03-16"),
        ("2026-03-02", "1 day", "2026-03-02"),
        ("2026-03-02", "1 workday", "2026-03-02"),
        ("2026-03-01", "1 workday", "2026-03-02"),
        ("2026-03-02", "2 weeks", "2026-03-15"),
        ("2026-02-01", "1 month", "2026-02-28"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-03-15", "1 month", "2026-04-14"),
    ],
)
def test_an_included_first_day_counts(start: str, length: str, end: str) -> None:
    found = due(start, length, Counting(first_day=FirstDay.INCLUDED, end=LastDay.AS_IT_FALLS))
    assert str(found.due) == end
    assert "首日计入" in found.steps[0]


def test_weeks_are_seven_days() -> None:
    assert due("2026-03-02", "2 weeks").due == date(2026, 3, 16)


def test_an_impossible_length_ends_at_the_last_date_instead_of_failing() -> None:
    for length in ("999999 months", "999999 weeks", "999999 days", "999999 workdays"):
        assert due("2026-03-02", length).due <= date(9901, 1, 31)  # type: ignore[operator]
    assert reckon(beijing("2026-03-02"), Duration.parse("999999 hours"), Counting(), OFFICE_HOURS)[0].year > 2100


def test_a_calendar_of_weekends_only_does_not_hang() -> None:
    never = Calendar("never", "", {}, weekend=frozenset(range(1, 8)), hours=((time(9), time(17)),))
    assert next_workday(never, date(2026, 3, 2)) == date(2026, 3, 2)
    assert due("2026-03-02", "5 workdays", calendar=never).due == date(2026, 3, 7)
    assert reckon(beijing("2026-03-02"), Duration.parse("2 hours"), Counting(), never)[0] == beijing("2026-03-02T11:00")


# --- by the clock ---------------------------------------------------------------------------------------------------


def test_minutes_run_by_the_wall_clock_without_working_hours() -> None:
    due_at, found = reckon(beijing("2026-02-14T23:50"), Duration.parse("19 minutes"), Counting(), CN)
    assert due_at == beijing("2026-02-15T00:09")
    assert found.steps == ("自2026-02-14 23:50起19分钟：2026-02-15 00:09",)
    assert found.start == date(2026, 2, 14)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-02-12T09:00", "2 hours", "2026-02-12T11:00"),
        ("2026-02-12T11:00", "2 hours", "2026-02-12T15:00"),
        ("2026-02-12T06:00", "30 minutes", "2026-02-12T09:00"),
        ("2026-02-13T17:50", "20 minutes", "2026-02-14T08:40"),
        ("2026-02-14T17:50", "20 minutes", "2026-02-24T08:40"),
        ("2026-02-12T10:00", "8 hours", "2026-02-13T10:30"),
    ],
)
def test_hours_pass_only_while_the_office_works(start: str, length: str, end: str) -> None:
    due_at, found = reckon(beijing(start), Duration.parse(length), Counting(), OFFICE_HOURS)
    assert due_at == beijing(end)
    assert "按工作时间计" in found.steps[0]


def test_a_pause_by_the_clock_takes_out_the_working_time_it_lasted() -> None:
    before = reckon(beijing("2026-02-12T09:00"), Duration.parse("2 hours"), Counting(), OFFICE_HOURS)
    pause = (beijing("2026-02-12T10:00"), beijing("2026-02-12T14:30"))
    assert without_pause(before, pause, DurationUnit.HOURS, Counting(), OFFICE_HOURS)[0] == beijing("2026-02-12T15:30")


def test_a_pause_after_the_due_date_moves_nothing() -> None:
    before = reckon(date(2026, 6, 1), Duration.parse("30 days"), Counting(), CN)
    late = (beijing("2026-07-10"), beijing("2026-07-20"))
    assert without_pause(before, late, DurationUnit.DAYS, Counting(), CN) == before


# --- properties -----------------------------------------------------------------------------------------------------

STARTS = st.dates(date(2024, 12, 1), date(2028, 3, 1))
UNITS = st.sampled_from(list(DurationUnit))
COUNTINGS = st.builds(Counting, first_day=st.sampled_from(list(FirstDay)), end=st.sampled_from(list(LastDay)))
LENGTHS = st.builds(Duration, st.integers(0, 400), UNITS)


@given(STARTS, LENGTHS, COUNTINGS)
def test_a_due_date_is_never_before_its_start_and_always_explained(
    start: date, length: Duration, how: Counting
) -> None:
    due_at, found = reckon(start, length, how, CN)
    assert date_of(CN, due_at - timedelta(microseconds=1)) >= start or length.amount == 0
    assert due_at.tzinfo is UTC
    assert found.steps
    assert all("、" in step or "，" in step or "：" in step for step in found.steps)


@given(STARTS, st.integers(1, 120), st.sampled_from([PUBLISHED, CN]))
def test_working_days_are_exactly_those_that_a_naive_counter_finds(start: date, count: int, calendar: Calendar) -> None:
    day, seen = start, 0
    while seen < count:
        day += timedelta(days=1)
        seen += is_workday(calendar, day)
    assert due(str(start), f"{count} workdays", calendar=calendar).due == day
    assert add_workdays(calendar, start, count) == day
    assert workdays_between(calendar, start + timedelta(days=1), day + timedelta(days=1)) == count


@given(STARTS, st.integers(1, 60))
def test_counting_back_undoes_counting_on_from_a_working_day(start: date, count: int) -> None:
    first = next_workday(CN, start)
    assert add_workdays(CN, add_workdays(CN, first, count), -count) == first


@given(STARTS)
def test_the_next_and_the_previous_working_day_are_the_nearest(start: date) -> None:
    after, before = next_workday(CN, start), previous_workday(CN, start)
    assert before <= start <= after
    assert is_workday(CN, after)
    assert is_workday(CN, before)
    assert workdays_between(CN, before + timedelta(days=1), after) == 0


@given(STARTS, st.integers(1, 60), st.integers(1, 60))
def test_an_extension_is_as_long_as_one_period_of_the_sum(start: date, first: int, more: int) -> None:
    before = reckon(start, Duration(first, DurationUnit.DAYS), Counting(), CN)
    after = prolonged(before, Duration(more, DurationUnit.DAYS), Counting(), CN)
    assert after[0] == reckon(start, Duration(first + more, DurationUnit.DAYS), Counting(), CN)[0]


def test_a_half_day_ends_when_its_own_hours_end() -> None:
    """2026-02-12 is worked until noon only: what is left runs on from the next working morning."""
    thursday = date(2026, 2, 12)
    year = replace(CN.years[2026], hours={thursday: ((time(8, 30), time(12)),)})
    half = replace(OFFICE_HOURS, years={**CN.years, 2026: year})
    found = reckon(beijing("2026-02-12T11:00"), Duration.parse("2 hours"), Counting(), half)[0]
    assert found == beijing("2026-02-13T09:30")
    never = replace(half, years={**CN.years, 2026: replace(year, hours={thursday: ()})})
    assert reckon(beijing("2026-02-12T11:00"), Duration.parse("1 hours"), Counting(), never)[0] == beijing(
        "2026-02-13T09:30"
    )
