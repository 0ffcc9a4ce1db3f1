"""Reckoning again under a new revision of a calendar: everything that made up a run's due date is made up once more."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.engine.clocks.calendars import layered
from fangyuan.engine.clocks.extending import grant
from fangyuan.engine.clocks.recalculating import recalculate
from fangyuan.engine.clocks.scheduling import RUNG
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.clocks import Clock, Rung, Until
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.events import AnswersSubmitted, ClockMoved
from fangyuan.model.problems import Refused
from unit.engine_clocks.bench import CN, EXTENSION, PUBLISHED, WORLD, Bench, beijing, clock, days, on

SUBMITTED = AnswersSubmitted(form="slip", answers={})
HEARING = Atom("hearing_open", Op.CONST, True)
PLEDGED = clock(until=Until("d", days("60 days")), extend=EXTENSION)
MONTHLY = clock(every=days("1 month"), met_by=on("told"), extend=EXTENSION)


def extended(bench: Bench, definition: Clock, by: str, at: str) -> None:
    (granted,) = grant(definition, bench.run(), days(by), "鉴定", WORLD, beijing(at))
    bench.record(granted, beijing(at))


def again(bench: Bench, definition: Clock, at: str) -> ClockMoved:
    (moved,) = recalculate((definition,), bench.case, PUBLISHED, beijing(at))
    bench.record(moved, beijing(at))
    return moved


def test_a_promised_date_that_was_extended_is_reckoned_again_from_the_promise() -> None:
    bench = Bench((PLEDGED,), facts={"d": "2026-12-20"})
    bench.say("go", "2026-12-01")
    extended(bench, PLEDGED, "30 days", "2026-12-05")
    assert (bench.due(), bench.run().history[-1].reckoning.provisional) == ("2027-01-19", True)
    moved = again(bench, PLEDGED, "2026-12-06")
    assert (str(moved.reckoning.due), moved.reckoning.provisional) == ("2027-01-25", False)
    assert moved.reckoning.steps[0] == "按填写的日期：2026-12-20"


def test_a_promised_date_without_other_days_is_freed_of_its_provisional_mark() -> None:
    definition = clock(until=Until("d"), extend=EXTENSION)
    bench = Bench((definition,), facts={"d": "2026-12-20"})
    bench.say("go", "2026-12-01")
    extended(bench, definition, "25 days", "2026-12-05")
    moved = again(bench, definition, "2026-12-06")
    assert (str(moved.reckoning.due), moved.reckoning.provisional) == ("2027-01-14", False)


def test_a_promise_that_came_later_is_kept_after_it_was_extended_and_reckoned_again_twice() -> None:
    bench = Bench((PLEDGED,))
    bench.say("go", "2026-12-01")
    bench.facts = {"d": "2026-12-20"}
    bench.happens(SUBMITTED, "2026-12-03")
    extended(bench, PLEDGED, "30 days", "2026-12-05")
    assert again(bench, PLEDGED, "2026-12-06").reckoning.unrolled == date(2027, 1, 19)
    assert bench.due() == "2027-01-25"
    assert bench.refolded() == bench.case


@pytest.mark.parametrize("how", ["paused", "returned", "resumed before", "extended"])
def test_a_date_promised_whatever_became_of_the_run_before_counts_and_stays(how: str) -> None:
    definition = replace(PLEDGED, pause_while=HEARING, resume=on("back"))
    bench = Bench((definition,))
    bench.say("go", "2026-12-01")

    def answered(at: str, **facts: object) -> None:
        bench.facts = {**bench.facts, **facts}
        bench.happens(SUBMITTED, at)

    promise = {"d": "2027-01-20"}
    if how == "extended":
        extended(bench, definition, "10 days", "2026-12-02")
        answered("2026-12-03", **promise)
    elif how == "returned":
        bench.say("done", "2026-12-02")
        answered("2026-12-03", **promise)
        bench.say("back", "2026-12-04")
    else:
        answered("2026-12-02", hearing_open=True)
        answered("2026-12-03", **(promise if how == "paused" else {}))
        answered("2026-12-05", hearing_open=False)
        answered("2026-12-06", **promise)
    assert bench.due() == "2027-01-20"
    assert sum(change.reckoning.promised is not None for change in bench.run().history) == 1
    with suppress(ValueError):
        again(bench, definition, "2026-12-07")
    assert bench.due() == "2027-01-20", "a date that was promised is not rolled by a later calendar"
    assert bench.refolded() == bench.case


def test_a_period_is_reckoned_again_without_the_extensions_of_earlier_ones() -> None:
    bench = Bench((MONTHLY,))
    bench.say("go", "2026-11-18")
    extended(bench, MONTHLY, "10 days", "2026-11-20")
    bench.say("told", "2026-12-10")
    assert (bench.run().period, bench.due()) == (2, "2027-01-18")
    assert str(again(bench, MONTHLY, "2026-12-12").reckoning.due) == "2027-01-25"


def test_a_restarted_run_is_reckoned_again_from_its_own_start_within_the_bound_of_the_first() -> None:
    restarted = clock(within=days("30 days"), at_most=days("60 days"), restart=on("clarified"))
    bench = Bench((restarted,))
    bench.say("go", "2026-11-20")
    bench.say("clarified", "2027-01-05")
    assert bench.due() == "2027-01-19"
    moved = again(bench, restarted, "2027-01-06")
    assert str(moved.reckoning.due) == "2027-01-25", "60 days from 2026-11-20, moved off the days off"
    assert (moved.reckoning.start, moved.reckoning.provisional) == (date(2027, 1, 5), False)


def test_a_pause_that_no_law_names_uses_up_the_bound_when_it_is_reckoned_again() -> None:
    definition = clock(within=days("60 days"), at_most=days("60 days"), pause_while=HEARING)
    bench = Bench((definition,))
    bench.say("go", "2026-11-20")
    for held, at in ((True, "2026-12-01"), (False, "2026-12-21")):
        bench.facts = {"hearing_open": held}
        bench.happens(SUBMITTED, at)
    assert bench.due() == "2027-01-19"
    assert str(again(bench, definition, "2026-12-22").reckoning.due) == "2027-01-25"


def test_a_promise_beyond_the_bound_stays_within_it_when_it_is_reckoned_again() -> None:
    definition = clock(until=Until("d", days("10 days")), at_most=days("60 days"))
    bench = Bench((definition,), facts={"d": "2028-12-31"})
    bench.say("go", "2026-11-20")
    assert bench.due() == "2027-01-19"
    assert str(again(bench, definition, "2026-12-22").reckoning.due) == "2027-01-25"


def test_reminders_counted_in_working_days_follow_a_year_though_the_due_date_stays() -> None:
    """Due on 2026-12-30, published long ago; the chief is told three working days later, which only 2027 can say."""
    definition = clock(within=days("15 days"), escalate=(Rung(days("3 workdays")),))
    bench = Bench((definition,))
    bench.say("go", "2026-12-15")
    assert rung(bench) == "2027-01-05"
    moved = again(bench, definition, "2026-12-16")
    assert str(moved.reckoning.due) == "2026-12-30"
    assert rung(bench) == "2027-01-04", "the first of January is worked in the published year"
    assert recalculate((definition,), bench.case, PUBLISHED, beijing("2026-12-17")) == ()


def rung(bench: Bench) -> str:
    """The day of the one rung that is still to come."""
    (at,) = (firing.at for firing in bench.run().firings if firing.kind == RUNG)
    return str(at)[:10]


def test_days_off_added_to_a_published_year_move_the_runs_that_were_counted_without_them() -> None:
    definition = clock(within=days("30 days"))
    bench = Bench((definition,))
    bench.say("go", "2026-06-08")
    assert (bench.due(), bench.run().history[-1].reckoning.provisional) == ("2026-07-08", False)
    county = Calendar("cn", "", {2026: CalendarYear(2026, True, {date(2026, 7, 8): "本县节日"})}, revision="own")
    (moved,) = recalculate((definition,), bench.case, layered(CN, county), beijing("2026-06-10"))
    assert (str(moved.reckoning.due), moved.reckoning.revision) == ("2026-07-09", "2026-1+own")
    bench.record(moved, beijing("2026-06-10"))
    assert recalculate((definition,), bench.case, layered(CN, county), beijing("2026-06-11")) == ()
    (back,) = recalculate((definition,), bench.case, CN, beijing("2026-06-12"))
    assert str(back.reckoning.due) == "2026-07-08", "and a county's dates taken back move it back"


DEFINITIONS = (
    clock(
        within=days("30 days"), at_most=days("50 days"), restart=on("clarified"), resume=on("back"), extend=EXTENSION
    ),
    clock(within=days("10 workdays"), restart=on("clarified"), resume=on("back"), extend=EXTENSION, law="第一条"),
    clock(until=Until("d", days("20 days")), at_most=days("70 days"), resume=on("back"), extend=EXTENSION),
    clock(every=days("1 month"), met_by=on("told"), extend=EXTENSION),
)
HAPPENING = st.lists(
    st.tuples(
        st.sampled_from(["hearing", "over", "clarified", "done", "back", "told", "slip", "more"]), st.integers(1, 9)
    ),
    max_size=10,
)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(DEFINITIONS), st.booleans(), HAPPENING)
def test_the_same_days_off_under_another_revision_move_nothing_whatever_happened(
    one: Clock, lawful: bool, happening: list[tuple[str, int]]
) -> None:
    definition = replace(one, pause_while=HEARING, law="第三十六条" if lawful else "")
    bench = Bench((definition,))
    bench.say("go", "2026-06-01")
    at = date(2026, 6, 1)
    for what, later in happening:
        at += timedelta(days=later)
        now = f"{at:%Y-%m-%d}"
        bench.sweep(now)
        changed: dict[str, dict[str, object]] = {
            "hearing": {"hearing_open": True},
            "over": {"hearing_open": False},
            "done": {"hearing_open": False},
            "slip": {"d": now},
        }
        bench.facts = {**bench.facts, **changed.get(what, {})}
        if what == "more":
            with suppress(Refused):
                extended(bench, definition, "5 days", now)
        else:
            bench.happens(SUBMITTED, now)
            bench.say(what, now)
    assert recalculate((definition,), bench.case, replace(CN, revision="same days"), beijing("2026-12-01")) == ()
