"""Every number of an Article (Regulation 2022) stands in the shared pack, on the right clock; the counting has its own tests."""

from functools import cache
from pathlib import Path

import pytest

from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.clocks import Clock, FirstDay, LastDay
from fangyuan.model.pack import Pack

DEFINITIONS = Path(__file__).parents[2] / "definitions"
HANDLING, INTAKE = "petition-base/handling-petition", "petition-base/petition"


@cache
def base() -> Pack:
    return load(DEFINITIONS / "petition-base", (DEFINITIONS,), load_kinds())[1]


def clock(name: str, kind: str = HANDLING) -> Clock:
    return base().case_types[kind].clock(name)


def test_article_22_and_23_the_intake_tells_within_15_days_and_no_pack_may_make_it_longer() -> None:
    for kind in (INTAKE, "petition-base/bureau-petition", "petition-base/congress-petition", HANDLING):
        assert (str(clock("notify", kind).within), str(clock("notify", kind).at_most)) == ("15 days", "15 days")


def test_article_23_an_assignment_is_objected_to_within_5_working_days() -> None:
    assert (str(clock("objection").within), str(clock("objection").at_most)) == ("5 workdays", "5 workdays")


def test_article_34_60_days_and_once_at_most_30_more_with_the_heads_approval_a_reason_and_a_letter() -> None:
    handle = clock("handle")
    assert (str(handle.within), str(handle.at_most)) == ("60 days", "90 days")
    assert handle.extend is not None
    assert (str(handle.extend.up_to), handle.extend.times, handle.extend.reason_required) == ("30 days", 1, True)
    assert [who.role for who in handle.extend.approver] == ["unit-head"]
    assert handle.extend.letter in base().letters


def test_article_35_a_review_is_asked_for_and_answered_within_30_days() -> None:
    assert [str(clock(name).within) for name in ("ask-review", "review")] == ["30 days", "30 days"]
    assert str(clock("review").at_most) == "30 days"


def test_article_36_a_re_review_likewise() -> None:
    assert [str(clock(name).within) for name in ("ask-re-review", "re-review")] == ["30 days", "30 days"]
    assert str(clock("re-review").at_most) == "30 days"


def test_article_36_the_hearing_pauses_the_re_review_and_no_other_clock_of_the_pack() -> None:
    paused = {
        (key, one.clock)
        for key, kind in base().case_types.items()
        for one in kind.clocks
        if one.pause_while is not None
    }
    assert paused == {(HANDLING, "re-review")}
    hearing = base().case_types[HANDLING].action("open-hearing")
    assert hearing.source == ("re-review",)


@pytest.mark.parametrize("name", ["notify", "handle", "ask-review", "review", "ask-re-review", "re-review"])
def test_where_the_regulation_is_silent_the_first_day_is_excluded_and_the_last_rolls_on(name: str) -> None:
    counting = clock(name).counting
    assert (counting.first_day, counting.end, counting.calendar) == (FirstDay.EXCLUDED, LastDay.ROLL_FORWARD, "cn")


def test_every_clock_of_the_pack_says_on_what_it_rests() -> None:
    assert [(key, one.clock) for key, kind in base().case_types.items() for one in kind.clocks if not one.law] == []
