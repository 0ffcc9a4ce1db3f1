"""`at-most` holds whatever lengthens a clock: extensions, pauses that no law names, restarts, roll-over, all together."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.engine.clocks.extending import grant
from fangyuan.engine.clocks.reacting import turn
from fangyuan.engine.clocks.reckoning import reckon
from fangyuan.model.clocks import Extension
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.effects import ClockAct
from fangyuan.model.events import Emitted, Event, StageEntered
from fangyuan.model.problems import Refused
from fangyuan.model.who import Who
from unit.engine_clocks.bench import CN, WORLD, Bench, beijing, clock, days, on, words

MORE = Extension(days("90 days"), (Who(role="head"),), times=9)
BOUNDED = clock(within=days("30 days"), at_most=days("40 days"), restart=on("clarified"), extend=MORE)
PAUSED = replace(BOUNDED, pause_while=Atom("hearing_open", Op.CONST, True))


def test_a_restart_gives_no_more_time_than_the_bound_in_all() -> None:
    bench = Bench((BOUNDED,))
    bench.say("go", "2026-03-02")
    bench.say("clarified", "2026-03-20")
    assert bench.due() == "2026-04-13", "40 days from the first start, Saturday rolled on; not 30 from the second"
    assert any("最长40日" in step for step in bench.run().history[-1].reckoning.steps)
    bench.say("clarified", "2026-04-10")
    assert bench.due() == "2026-04-13"
    assert (bench.run().number, bench.run().since) == (3, date(2026, 3, 2))


def test_a_restart_within_the_bound_has_its_whole_time() -> None:
    bench = Bench((BOUNDED,))
    bench.say("go", "2026-03-02")
    bench.say("clarified", "2026-03-06")
    assert bench.due() == "2026-04-07", "30 days end on a holiday, and roll on"


def test_a_restart_after_the_bound_is_due_at_once_and_fires_once() -> None:
    bench = Bench((BOUNDED,))
    bench.say("go", "2026-03-02")
    bench.say("clarified", "2026-05-20")
    assert bench.due() == "2026-04-13"
    assert words([event for _, event in bench.sweep("2026-12-01")]).count("clock-due") == 1


def test_a_restarted_run_is_extended_within_the_same_bound() -> None:
    bench = Bench((BOUNDED,))
    bench.say("go", "2026-03-02")
    bench.say("clarified", "2026-03-06")
    with pytest.raises(Refused, match="总期限最长40日"):
        grant(BOUNDED, bench.run(), days("20 days"), "x", WORLD, beijing("2026-03-10T10:00"))


def test_a_pause_that_no_law_names_uses_up_the_bound() -> None:
    bench = Bench((replace(PAUSED, law=""),))
    bench.say("go", "2026-03-02")
    bench.facts = {"hearing_open": True}
    bench.say("hearing", "2026-03-10")
    bench.facts = {"hearing_open": False}
    bench.say("hearing", "2026-05-10")
    assert bench.due() == "2026-04-13"
    assert any("最长40日" in step for step in bench.run().history[-1].reckoning.steps)


def test_a_pause_that_the_law_names_does_not() -> None:
    bench = Bench((replace(PAUSED, law="第三十六条"),))
    bench.say("go", "2026-03-02")
    bench.facts = {"hearing_open": True}
    bench.say("hearing", "2026-03-10")
    bench.facts = {"hearing_open": False}
    bench.say("hearing", "2026-05-10")
    assert bench.due() == "2026-06-01", "30 days and the 61 of the hearing"


LAWFUL = replace(PAUSED, law="第三十六条", extend=None)


def _hearing(bench: Bench, begin: str, end: str) -> None:
    bench.facts = {"hearing_open": True}
    bench.say("hearing", begin)
    bench.facts = {}
    bench.say("hearing", end)


def test_a_restarted_run_leaves_out_the_lawful_pauses_of_the_runs_before_it() -> None:
    bench = Bench((LAWFUL,))
    bench.say("go", "2026-03-02")
    _hearing(bench, "2026-03-10", "2026-04-10")
    bench.say("clarified", "2026-04-13")
    assert bench.due() == "2026-05-12", "40 days and the 31 of the hearing"
    _hearing(bench, "2026-04-15", "2026-04-16")
    assert bench.due() == "2026-05-13"
    bench.say("clarified", "2026-05-06")
    assert bench.due() == "2026-05-13", "a second restart forgets none of both"
    assert bench.run().history[0].reckoning.start == date(2026, 5, 6)
    assert bench.refolded() == bench.case


def test_a_restarted_run_that_is_stopped_and_returned_takes_no_pause_of_the_runs_before_it() -> None:
    bench = Bench((replace(LAWFUL, at_most=days("90 days"), resume=on("returned")),))
    bench.say("go", "2026-03-02")
    _hearing(bench, "2026-03-10", "2026-03-20")
    bench.say("clarified", "2026-03-23")
    due = bench.due()
    bench.say("done", "2026-03-25")
    bench.say("returned", "2026-03-26")
    assert bench.due() == due == "2026-04-22"


def test_a_restart_within_a_lawful_pause_leaves_out_the_pause_until_then() -> None:
    bench = Bench((LAWFUL,))
    bench.say("go", "2026-03-02")
    bench.facts = {"hearing_open": True}
    bench.say("hearing", "2026-03-10")
    bench.say("clarified", "2026-04-20")
    assert bench.due() == "2026-05-20", "the bound is the 40 days and the 41 of the hearing so far"


def test_a_pause_of_one_unit_gives_no_more_time_to_another() -> None:
    bench = Bench((replace(LAWFUL, per="units"),))
    bench.say("go", "2026-03-02")
    for act, at in ((ClockAct.PAUSE, "2026-03-05"), (ClockAct.RESUME, "2026-04-04")):
        told = Emitted(mark="x", subject="U2")
        for event in turn(act, bench.clocks[0], bench.case, bench.facts, WORLD, beijing(at), event=told):
            bench.record(event, beijing(at))
    for unit, due in (("U1", "2026-04-13"), ("U2", "2026-05-11")):
        bench.say("clarified", "2026-04-10", unit)
        assert bench.due(unit) == due


def _turn(bench: Bench, act: ClockAct, day: date, why: str = "", event: Event | None = None) -> None:
    now = beijing(day.isoformat())
    for followed in turn(act, bench.clocks[0], bench.case, bench.facts, WORLD, now, why=why, event=event):
        bench.record(followed, now)


def test_a_rule_that_stops_and_one_that_starts_put_the_end_off_no_further_than_the_bound() -> None:
    bench = Bench((BOUNDED,))
    bench.say("go", "2026-03-02")
    for day in (20, 25, 30):
        _turn(bench, ClockAct.STOP, date(2026, 3, day), "halt")
        _turn(bench, ClockAct.START, date(2026, 3, day), "again", Emitted(mark="clarified"))
        assert bench.due() == "2026-04-13", "40 days from the first start"
    assert (bench.run().number, bench.run().since) == (4, date(2026, 3, 2))


def test_a_rule_that_starts_on_a_stage_entered_anew_begins_a_new_duty() -> None:
    bench = Bench((BOUNDED,))
    bench.say("go", "2026-03-02")
    _turn(bench, ClockAct.STOP, date(2026, 3, 20), "halt")
    _turn(bench, ClockAct.START, date(2026, 3, 20), "again", StageEntered(stage="handling", visit=2))
    assert (bench.due(), bench.run().since) == ("2026-04-20", None)


def _extend(bench: Bench, length: int, day: date) -> None:
    now = beijing(day.isoformat())
    try:
        granted = grant(bench.clocks[0], bench.run(), days(f"{length} days"), "x", WORLD, now)
    except Refused:
        return
    for event in granted:
        bench.record(event, now)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["restart", "pause", "extend"]), st.integers(1, 30)), max_size=6))
def test_whatever_happens_no_run_ends_after_the_bound(happening: list[tuple[str, int]]) -> None:
    unlawful = replace(BOUNDED, law="")
    bench = Bench((unlawful,))
    bench.say("go", "2026-03-02")
    last, _ = reckon(date(2026, 3, 2), days("40 days"), unlawful.counting, CN)
    at = date(2026, 3, 2)
    for what, length in happening:
        at += timedelta(days=length)
        if what == "restart":
            bench.say("clarified", at.isoformat())
        elif what == "pause" and bench.run().status == "running":
            _turn(bench, ClockAct.PAUSE, at)
            at += timedelta(days=length)
            _turn(bench, ClockAct.RESUME, at)
        else:
            _extend(bench, length, at)
        assert bench.run().due_at <= last
