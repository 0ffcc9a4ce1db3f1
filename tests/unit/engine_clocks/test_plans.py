"""Backward plans from a deadline, and reckoning again when a year is published."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.engine.clocks.calendars import is_workday
from fangyuan.engine.clocks.extending import grant
from fangyuan.engine.clocks.planning import explained, plan_back
from fangyuan.engine.clocks.recalculating import recalculate
from fangyuan.model.clocks import Until
from fangyuan.model.conditions import Atom, Op, Param
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.events import AnswersSubmitted
from fangyuan.model.problems import Refused
from unit.engine_clocks.bench import CN, EXTENSION, LADDER, PUBLISHED, WARNINGS, Bench, beijing, clock, days

SIXTY = clock(within=days("60 days"), warn=WARNINGS, escalate=LADDER, extend=EXTENSION)


def test_a_plan_counts_back_over_the_spring_festival() -> None:
    steps = [("调查", days("5 workdays")), ("会商", days("2 workdays")), ("答复", days("3 workdays"))]
    plan = plan_back(date(2026, 3, 1), steps, CN)
    assert [(one.step, str(one.begin), str(one.due)) for one in plan] == [
        ("调查", "2026-02-10", "2026-02-14"),
        ("会商", "2026-02-24", "2026-02-25"),
        ("答复", "2026-02-26", "2026-02-28"),
    ]


def test_a_step_whose_day_is_set_moves_the_steps_before_it_alone() -> None:
    steps = [("调查", days("2 workdays")), ("会商", days("1 month")), ("答复", days("3 workdays"))]
    plan = plan_back(date(2028, 4, 3), steps, CN, {1: date(2028, 3, 31)})
    assert [(str(one.begin), str(one.due), str(one.latest)) for one in plan] == [
        ("2028-02-28", "2028-02-29", "2028-02-29"),
        ("2028-03-01", "2028-03-31", "2028-03-29"),
        ("2028-03-30", "2028-04-03", "2028-04-03"),
    ]
    assert explained(plan[1], CN) == (
        "往前排：最迟2028-03-29做完；填写的是2028-03-31，晚于往前排的日期，用1个月，最迟2028-03-01开始；"
        "2028年放假安排尚未公布，为暂定"
    )


@given(
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.lists(st.builds(Duration, st.integers(0, 30), st.sampled_from([DurationUnit.WORKDAYS, DurationUnit.DAYS]))),
)
def test_a_plan_fits_before_its_deadline_and_its_steps_follow_each_other(
    deadline: date, lengths: list[Duration]
) -> None:
    plan = plan_back(deadline, [(str(n), length) for n, length in enumerate(lengths)], CN)
    assert all(one.begin <= one.due <= deadline and is_workday(CN, one.due) for one in plan)
    assert all(earlier.due < later.begin or not later.length.amount for earlier, later in pairwise(plan))


def test_a_published_year_moves_the_runs_that_rested_on_it() -> None:
    bench = Bench((SIXTY,))
    bench.say("go", "2026-11-20")
    assert bench.run().history[0].reckoning.provisional
    (moved,) = recalculate((SIXTY,), bench.case, PUBLISHED, beijing("2026-11-25"))
    assert (str(moved.reckoning.due), moved.reckoning.provisional) == ("2027-01-25", False)
    assert moved.reckoning.steps[-1] == "2027-01-19为试验假假期，顺延至2027-01-25"
    bench.record(moved, beijing("2026-11-25"))
    assert [str(change.reckoning.due) for change in bench.run().history] == ["2027-01-19", "2027-01-25"]
    assert bench.run().history[-1].why == "工作日历已公布，重新计算"
    assert recalculate((SIXTY,), bench.case, PUBLISHED, beijing("2026-11-26")) == ()


def test_a_run_whose_date_stays_is_only_freed_of_its_provisional_mark() -> None:
    bench = Bench((SIXTY,))
    bench.say("go", "2026-11-06")
    (moved,) = recalculate((SIXTY,), bench.case, PUBLISHED, beijing("2026-11-25"))
    assert moved.due_at == bench.run().due_at
    assert not moved.reckoning.provisional


def test_runs_that_rest_on_published_years_or_have_ended_stay() -> None:
    bench = Bench((SIXTY,))
    bench.say("go", "2026-03-02")
    assert recalculate((SIXTY,), bench.case, PUBLISHED, beijing("2026-03-03")) == ()
    bench = Bench((SIXTY,))
    bench.say("go", "2026-11-20")
    bench.say("done", "2026-11-21")
    assert recalculate((SIXTY,), bench.case, PUBLISHED, beijing("2026-11-25")) == ()


def test_the_same_revision_and_another_calendar_move_nothing() -> None:
    bench = Bench((SIXTY,))
    bench.say("go", "2026-11-20")
    assert recalculate((SIXTY,), bench.case, CN, beijing("2026-11-25")) == ()
    assert recalculate((SIXTY,), bench.case, replace(PUBLISHED, calendar="other"), beijing("2026-11-25")) == ()


def test_extensions_and_pauses_are_reckoned_again_in_their_order() -> None:
    definition = replace(SIXTY, pause_while=Atom("hearing_open", Op.CONST, True), law="第三十六条")
    bench = Bench((definition,))
    bench.say("go", "2026-11-20")
    for held, at in ((True, "2026-11-23"), (False, "2026-11-27")):
        bench.facts = {"hearing_open": held}
        bench.happens(AnswersSubmitted(form="hearing", answers={}), at)
    (extended,) = grant(definition, bench.run(), days("10 days"), "鉴定", bench.world, beijing("2026-12-01"))
    bench.record(extended, beijing("2026-12-01"))
    assert [str(change.reckoning.due) for change in bench.run().history] == ["2027-01-19", "2027-01-25", "2027-02-02"]
    published = replace(PUBLISHED, revision="2027-2")
    (moved,) = recalculate((definition,), bench.case, published, beijing("2026-12-02"))
    assert moved.reckoning.unrolled == date(2027, 2, 2)
    assert not moved.reckoning.provisional


def test_a_recurring_run_is_moved_in_its_period_and_an_answered_date_never() -> None:
    monthly = clock(every=days("1 month"), met_by=())
    bench = Bench((monthly,))
    bench.say("go", "2026-12-18")
    (moved,) = recalculate((monthly,), bench.case, PUBLISHED, beijing("2026-12-20"))
    assert str(moved.reckoning.due) == "2027-01-25"
    answered = clock(until=Until("d"))
    bench = Bench((answered,), facts={"d": "2027-01-19"})
    bench.say("go", "2026-12-18")
    assert recalculate((answered,), bench.case, PUBLISHED, beijing("2026-12-20")) == ()


def test_a_length_that_is_a_parameter_is_the_one_pinned_with_the_case() -> None:
    by_parameter = replace(SIXTY, within=Param("handle-within"))
    bench = Bench((SIXTY,))
    bench.say("go", "2026-11-20")
    pinned = replace(bench.case, parameters={"handle-within": "60 days"})
    (moved,) = recalculate((by_parameter,), pinned, PUBLISHED, beijing("2026-11-25"))
    assert str(moved.reckoning.due) == "2027-01-25"
    with pytest.raises(Refused, match="handle-within"):
        recalculate((by_parameter,), bench.case, PUBLISHED, beijing("2026-11-25"))
