"""What is written down later than it arrived is shown as a late entry."""

from datetime import date

from fangyuan.casework.reading.case import case_page
from fangyuan.casework.registering import register
from unit.casework.offices import ANSWERS, CLERK, REPAIR, Place


def test_a_case_that_arrived_days_before_it_was_registered_is_a_late_entry(place: Place) -> None:
    done = register(place.office, CLERK, REPAIR, ANSWERS, date(2026, 2, 27), "k1", place.now)
    first = case_page(place.office, CLERK, done.case, place.now).timeline[-1]
    assert (first.word, first.late_entry, first.occurred_on) == ("case-registered", True, date(2026, 2, 27))


def test_a_case_that_is_registered_on_the_day_it_arrives_is_none(place: Place) -> None:
    done = register(place.office, CLERK, REPAIR, ANSWERS, date(2026, 3, 2), "k1", place.now)
    first = case_page(place.office, CLERK, done.case, place.now).timeline[-1]
    assert (first.word, first.late_entry) == ("case-registered", False)
