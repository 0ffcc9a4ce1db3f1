"""Starting, stopping, restarting, resuming, pausing and meeting."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from fangyuan.engine.clocks.reacting import react, turn
from fangyuan.engine.clocks.recalculating import recalculate
from fangyuan.model.clocks import Light, Until
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.effects import ClockAct
from fangyuan.model.events import (
    AnswersSubmitted,
    CaseRegistered,
    ClockMoved,
    ClockStarted,
    ClockStopped,
    Event,
    StageEntered,
)
from unit.engine_clocks.bench import (
    CN,
    LADDER,
    PUBLISHED,
    WARNINGS,
    WORLD,
    Bench,
    beijing,
    clock,
    days,
    on,
    words,
)

SIXTY = clock(within=days("60 days"), law="《信访工作条例》第三十四条", warn=WARNINGS, escalate=LADDER)
MONTHLY = clock(every=days("1 month"), met_by=on("told"), escalate=LADDER[:2])
PLEDGED = clock(
    clock="pledged",
    per="units",
    within=None,
    until=Until("tasks.sign-slip.pledged_date", days("60 days")),
    stop=on("reported"),
    resume=on("sent-back"),
    warn=WARNINGS,
    escalate=LADDER,
)

RE_REVIEW = clock(within=days("30 days"), pause_while=Atom("hearing_open", Op.CONST, True), warn=WARNINGS)


def slips(**dates: str) -> dict[str, Any]:
    return {"tasks": {"sign-slip": [{"_subject": unit, "pledged_date": when} for unit, when in dates.items()]}}


def only(events: list[Event]) -> Event:
    assert len(events) == 1, events
    return events[0]


def test_a_run_starts_with_its_law_its_due_date_its_lights_and_its_firings() -> None:
    bench = Bench((SIXTY,))
    started = only(bench.say("go", "2026-03-02T15:00"))
    assert isinstance(started, ClockStarted)
    assert (started.number, started.title, started.law) == (1, "办理期限", "《信访工作条例》第三十四条")
    assert started.due_at == beijing("2026-05-07T00:00")
    assert started.lights == ((beijing("2026-04-26"), "yellow"), (beijing("2026-04-28"), "orange"))
    assert [(f.kind, f.index, f.at) for f in started.firings] == [
        ("warn", 0, beijing("2026-04-26")),
        ("warn", 1, beijing("2026-04-28")),
        ("due", 0, beijing("2026-05-07")),
        ("rung", 0, beijing("2026-05-07")),
        ("rung", 1, beijing("2026-05-12")),
        ("rung", 2, beijing("2026-05-26")),
    ]


def test_the_light_is_green_then_yellow_then_orange_and_red_only_after_the_due_date() -> None:
    bench = Bench((SIXTY,))
    bench.say("go", "2026-03-02")
    seen = {
        at: bench.run().light(beijing(at))
        for at in ("2026-04-25", "2026-04-26", "2026-05-06T23:59", "2026-05-07T00:00")
    }
    assert list(seen.values()) == [Light.GREEN, Light.YELLOW, Light.ORANGE, Light.RED]


def test_a_start_while_the_run_is_open_does_nothing_and_after_its_end_begins_the_next() -> None:
    bench = Bench((SIXTY,))
    bench.say("go", "2026-03-02")
    assert bench.say("go", "2026-03-09") == []
    bench.say("done", "2026-03-10")
    started = only(bench.say("go", "2026-03-11"))
    assert isinstance(started, ClockStarted)
    assert started.number == 2


def test_a_clock_that_starts_once_does_not_start_on_the_next_visit() -> None:
    bench = Bench((replace(SIXTY, once=True),))
    bench.say("go", "2026-03-02")
    bench.say("done", "2026-03-03")
    assert bench.say("go", "2026-03-04") == []


def test_a_start_may_hang_on_a_condition() -> None:
    bench = Bench((replace(SIXTY, start_if=Atom("anonymous", Op.ABSENT, True)),), facts={"anonymous": True})
    assert bench.say("go", "2026-03-02") == []
    bench.facts = {}
    assert words(bench.say("go", "2026-03-02")) == ["clock-started"]


def test_a_stop_says_whether_it_was_late() -> None:
    for at, late in (("2026-05-06T23:59", False), ("2026-05-07T00:01", True)):
        bench = Bench((SIXTY,))
        bench.say("go", "2026-03-02")
        stopped = only(bench.say("done", at))
        assert isinstance(stopped, ClockStopped)
        assert stopped.late is late
        assert bench.run().light(beijing("2027-01-01")) is (Light.RED if late else Light.ORANGE)


def test_a_day_before_the_run_began_hides_no_breach() -> None:
    bench = Bench((replace(SIXTY, from_occurred_on=True),))
    bench.say("go", "2026-03-02")
    assert only(bench.say("done", "2026-08-01", occurred_on="2025-08-01")).late


def test_an_act_done_in_time_and_written_down_later_is_not_late() -> None:
    bench = Bench((replace(SIXTY, from_occurred_on=True),))
    bench.say("go", "2026-03-05", occurred_on="2026-03-02")
    assert bench.due() == "2026-05-06"
    stopped = only(bench.say("done", "2026-05-20", occurred_on="2026-05-06"))
    assert isinstance(stopped, ClockStopped)
    assert not stopped.late
    assert bench.run().light(beijing("2026-06-01")) is Light.ORANGE


def test_a_clock_not_marked_so_starts_when_the_act_is_written_down() -> None:
    bench = Bench((SIXTY,))
    bench.say("go", "2026-03-05", occurred_on="2026-03-02")
    assert bench.run().history[0].reckoning.start == date(2026, 3, 5)


def test_what_a_registration_starts_is_counted_from_the_day_of_receipt() -> None:
    definition = clock(start=on("case-registered"), within=days("15 days"), from_occurred_on=True)
    bench = Bench((definition,))
    registered = CaseRegistered(
        case="c", tenant="t", unit="office", case_type="x/y", pack="", number="1", received_on=date(2026, 1, 5)
    )
    started = only(bench.happens(registered, "2026-01-06T08:00", occurred_on="2026-01-05"))
    assert isinstance(started, ClockStarted)
    assert started.reckoning.start == date(2026, 1, 5)
    assert started.reckoning.due == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("occurred_on", "due"),
    [
        ("2026-03-03", "2026-03-03T10:19"),
        ("", "2026-03-03T10:19"),
        ("2026-03-02", "2026-03-03T09:19"),
        ("2026-02-13", "2026-02-14T09:19"),
        ("2026-02-14", "2026-02-24T09:19"),
    ],
)
def test_minutes_from_the_day_of_the_act_begin_now_or_when_that_day_was_over(occurred_on: str, due: str) -> None:
    """Never at the midnight before it, when the matter could not have come in."""
    hours = replace(CN, hours=((time(9), time(17)),))
    minutes = clock(within=days("19 minutes"), from_occurred_on=True, restart=on("again"), at_most=days("30 minutes"))
    bench = Bench((minutes,), world=replace(WORLD, calendars={"cn": hours}))
    bench.say("go", "2026-03-03T10:00", occurred_on=occurred_on)
    assert bench.run().due_at == beijing(due)
    began = bench.run().history[0].reckoning.begun
    assert recalculate((minutes,), bench.case, replace(hours, revision="next"), beijing("2026-03-03T10:01")) == ()
    bench.say("again", "2026-03-03T10:05", occurred_on="2026-03-03")
    assert bench.run(number=2).since == began
    assert bench.run(number=2).due_at == min(beijing("2026-03-03T10:24"), beijing(due) + timedelta(minutes=11))


def test_a_cancel_ends_without_a_verdict_and_cannot_be_resumed() -> None:
    bench = Bench((replace(SIXTY, cancel=on("case-closed"), resume=on("sent-back")),))
    bench.say("go", "2026-03-02")
    assert words(bench.say("case-closed", "2026-06-02")) == ["clock-cancelled"]
    assert (bench.run().status, bench.run().late, bench.run().next_firing) == ("cancelled", False, None)
    assert bench.say("sent-back", "2026-06-03") == []


def test_events_about_one_clock_do_not_touch_another() -> None:
    bench = Bench((SIXTY, clock(clock="other", start=on("go"), stop=on("end"), within=days("5 days"))))
    bench.say("go", "2026-03-02")
    bench.say("end", "2026-03-03")
    assert (bench.run().status, bench.run(name="other").status) == ("running", "stopped")


# --- one run a subject ----------------------------------------------------------------------------------------------


def test_each_unit_has_its_own_run_until_its_own_pledge() -> None:
    bench = Bench((PLEDGED,), facts=slips(U1="2026-04-10", U2="2026-05-15"))
    assert words(bench.say("go", "2026-02-10")) == ["clock-started", "clock-started"]
    assert (bench.due("U1", "pledged"), bench.due("U2", "pledged")) == ("2026-04-10", "2026-05-15")
    assert bench.run("U1", name="pledged").history[0].reckoning.steps == ("按填写的日期：2026-04-10",)


def test_an_event_that_carries_a_subject_starts_and_stops_that_subject_alone() -> None:
    bench = Bench((PLEDGED,), facts=slips(U1="2026-04-10", U2="2026-05-15"))
    assert words(bench.say("go", "2026-02-10", "U2")) == ["clock-started"]
    bench.say("go", "2026-02-11", "U1")
    bench.say("reported", "2026-03-01", "U1")
    assert (bench.run("U1", name="pledged").status, bench.run("U2", name="pledged").status) == ("stopped", "running")
    assert bench.say("go", "2026-02-10", "U9") == []


def test_an_answer_may_list_the_subjects() -> None:
    bench = Bench((replace(PLEDGED, per="handling_units"),), facts={"handling_units": ["U2"], **slips(U2="2026-04-10")})
    bench.say("go", "2026-02-10")
    assert {run.subject for run in bench.case.clocks.values()} == {"U2"}


def test_each_row_of_a_list_has_the_date_of_its_own_row() -> None:
    rows = [{"id": "1", "due": "2026-03-13"}, {"id": "2", "due": "2026-02-11"}, {"id": "3"}]
    steps = replace(PLEDGED, per="steps", until=Until("steps.due", days("60 days")))
    bench = Bench((steps,), facts={"steps": rows})
    bench.say("go", "2026-01-12")
    assert [bench.due(row, "pledged") for row in "123"] == ["2026-03-13", "2026-02-11", "2026-03-13"]


def test_a_unit_that_has_not_pledged_has_the_days_that_count_instead_and_never_another_units_date() -> None:
    bench = Bench((PLEDGED,), facts=slips(U2="2026-05-15"))
    bench.say("go", "2026-03-02")
    assert bench.due("U1", "pledged") == "2026-05-06"


def test_a_pledge_that_comes_later_takes_the_place_of_those_days_but_never_of_another_pledge() -> None:
    bench = Bench((PLEDGED,))
    bench.say("go", "2026-03-02", "U1")
    submitted = AnswersSubmitted(form="slip", answers={}, task="sign-slip", subject="U1", at="tasks.sign-slip.U1")
    bench.facts = slips(U1="2026-04-10")
    moved = only(bench.happens(submitted, "2026-03-05"))
    assert isinstance(moved, ClockMoved)
    assert (moved.why, bench.due("U1", "pledged")) == ("已填写日期", "2026-04-10")
    bench.facts = slips(U1="2026-12-31")
    assert bench.happens(submitted, "2026-03-06") == []


def test_a_blank_answer_without_other_days_starts_nothing() -> None:
    bench = Bench(
        (replace(PLEDGED, until=Until("tasks.sign-slip.pledged_date")),), facts=slips(U1="下周", U2="2026-05-15")
    )
    started = only(bench.say("go", "2026-03-02"))
    assert isinstance(started, ClockStarted)
    assert started.subject == "U2"


def test_a_pledge_beyond_the_bound_is_held_to_it_and_says_so() -> None:
    bench = Bench((replace(PLEDGED, at_most=days("90 days")),), facts=slips(U1="2027-12-31", U2="2026-05-15"))
    bench.say("go", "2026-03-02")
    assert bench.due("U1", "pledged") == "2026-06-01"
    assert bench.run("U1", name="pledged").history[0].reckoning.steps[-1] == "最长90日，以2026-06-01为限"
    assert bench.due("U2", "pledged") == "2026-05-15"


def test_a_pledge_that_comes_later_is_held_to_the_bound_too() -> None:
    bench = Bench((replace(PLEDGED, at_most=days("90 days")),))
    bench.say("go", "2026-03-02", "U1")
    bench.facts = slips(U1="2027-12-31")
    moved = only(bench.happens(_slip(), "2026-03-05"))
    assert isinstance(moved, ClockMoved)
    assert (bench.due("U1", "pledged"), moved.reckoning.steps[-1]) == ("2026-06-01", "最长90日，以2026-06-01为限")
    bench.facts = slips(U1="2026-04-10")
    assert bench.happens(_slip(), "2026-03-06") == [], "never another pledge"


def test_an_earlier_pledge_counts_where_the_bound_had_cut_the_days_without_one() -> None:
    bench = Bench((replace(PLEDGED, until=Until("d", days("60 days")), at_most=days("30 days"), per=""),))
    bench.say("go", "2026-03-02")
    assert bench.due(name="pledged") == "2026-04-01"
    bench.facts = {"d": "2026-03-20"}
    bench.happens(_slip(), "2026-03-05")
    assert bench.due(name="pledged") == "2026-03-20"


def test_a_pledge_of_the_date_that_counted_without_one_is_kept_when_a_year_is_published() -> None:
    definition = replace(PLEDGED, until=Until("d", days("60 days")), per="")
    bench = Bench((definition,))
    bench.say("go", "2026-11-20")
    bench.facts = {"d": "2027-01-19"}
    assert words(bench.happens(_slip(), "2026-11-23")) == ["clock-moved"]
    assert bench.happens(_slip(), "2026-11-24") == []
    (moved,) = recalculate((definition,), bench.case, PUBLISHED, beijing("2026-11-25"))
    assert moved.due_at == bench.run(name="pledged").due_at, "only the rungs, which are counted in working days, move"
    assert moved.firings != bench.run(name="pledged").firings
    assert bench.due(name="pledged") == "2027-01-19"


def _slip() -> AnswersSubmitted:
    return AnswersSubmitted(form="slip", answers={})


# --- resume and restart ---------------------------------------------------------------------------------------------


def test_a_return_resumes_the_same_run_with_its_due_date_kept() -> None:
    bench = Bench((PLEDGED,), facts=slips(U1="2026-04-10", U2="2026-05-15"))
    bench.say("go", "2026-02-10")
    bench.say("reported", "2026-03-20", "U1")
    assert words(bench.say("sent-back", "2026-03-25")) == ["clock-resumed"]
    run = bench.run("U1", name="pledged")
    assert (run.number, run.status, run.due_at, run.stopped_at) == (1, "running", beijing("2026-04-11T00:00"), None)
    assert bench.say("go", "2026-03-25") == [], "the stage is entered again, and the run goes on"
    assert [change.change for change in run.history] == ["clock-started", "clock-resumed"]


def test_a_return_after_the_due_date_fires_it_once_and_only_the_rungs_still_to_come() -> None:
    bench = Bench((PLEDGED,), facts=slips(U1="2026-04-10"))
    bench.say("go", "2026-02-10", "U1")
    bench.say("reported", "2026-04-01", "U1")
    bench.say("sent-back", "2026-04-20")
    fired = bench.sweep("2026-04-20T10:00")
    assert [event.word for _, event in fired] == ["clock-due"]
    assert [(f.kind, f.index) for f in bench.run("U1", name="pledged").firings] == [("rung", 2)]


def test_a_restart_begins_the_next_run_anew() -> None:
    bench = Bench((replace(SIXTY, restart=on("clarified")),))
    assert bench.say("clarified", "2026-03-01") == [], "what never ran is not restarted"
    bench.say("go", "2026-03-02")
    assert words(bench.say("clarified", "2026-03-20")) == ["clock-cancelled", "clock-started"]
    assert (bench.run().number, bench.due()) == (2, "2026-05-19")
    assert bench.run(number=1).status == "cancelled"
    bench.say("done", "2026-03-21")
    assert words(bench.say("clarified", "2026-03-22")) == ["clock-started"]


def test_one_word_may_both_begin_and_restart_a_clock() -> None:
    bench = Bench((replace(SIXTY, restart=on("go")),))
    assert words(bench.say("go", "2026-03-02")) == ["clock-started"]
    assert words(bench.say("go", "2026-03-09")) == ["clock-cancelled", "clock-started"]


def test_one_word_may_both_begin_and_end_a_clock() -> None:
    bench = Bench((replace(SIXTY, stop=on("go")),))
    assert words(bench.say("go", "2026-03-02")) == ["clock-started"]
    assert words(bench.say("go", "2026-03-09")) == ["clock-stopped"]
    assert words(bench.say("go", "2026-03-10")) == ["clock-started"]


def test_a_restarted_run_that_is_already_past_due_fires_that_once_and_no_ladder() -> None:
    bench = Bench((replace(PLEDGED, per="", restart=on("clarified")),), facts=slips(U1="2026-04-10"))
    bench.say("go", "2026-02-10")
    bench.say("clarified", "2026-04-20")
    assert [event.word for _, event in bench.sweep("2026-12-01")] == ["clock-due"]
    assert bench.run(name="pledged").firings == ()


# --- effects of rules, and odd orders -------------------------------------------------------------------------------


def test_rules_may_start_pause_resume_stop_and_cancel() -> None:
    bench = Bench((SIXTY,))
    said = []
    for act, at in (
        (ClockAct.PAUSE, "2026-03-01"),
        (ClockAct.START, "2026-03-02"),
        (ClockAct.START, "2026-03-02"),
        (ClockAct.PAUSE, "2026-03-03"),
        (ClockAct.PAUSE, "2026-03-04"),
        (ClockAct.RESUME, "2026-03-05"),
        (ClockAct.STOP, "2026-03-06"),
        (ClockAct.RESUME, "2026-03-07"),
        (ClockAct.CANCEL, "2026-03-08"),
        (ClockAct.CANCEL, "2026-03-09"),
    ):
        turned = turn(act, SIXTY, bench.case, {}, WORLD, beijing(at))
        for event in turned:
            bench.record(event, beijing(at))
        said.append(words(turned))
    assert said == [
        [], ["clock-started"], [], ["clock-paused"], [], ["clock-resumed"], ["clock-stopped"], ["clock-resumed"],
        ["clock-cancelled"], [],
    ]  # fmt: skip


def test_stopping_what_never_ran_and_words_of_other_clocks_do_nothing() -> None:
    bench = Bench((SIXTY, PLEDGED, MONTHLY, RE_REVIEW))
    for mark in ("done", "told", "reported", "sent-back", "nothing"):
        assert bench.say(mark, "2026-03-02") == []


def test_a_stage_may_start_a_clock() -> None:
    bench = Bench((replace(SIXTY, start=on("stage-entered", stage="supervision")),))
    assert bench.happens(StageEntered(stage="liaison", visit=1), "2026-03-02") == []
    assert words(bench.happens(StageEntered(stage="supervision", visit=1), "2026-03-02")) == ["clock-started"]


def test_a_calendar_that_is_not_installed_is_no_error() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    started = react((SIXTY,), Bench(()).case, StageEntered(stage="x", visit=1), {}, replace(WORLD, calendars={}), now)
    assert started == ()
    bench = Bench((SIXTY,), world=replace(WORLD, calendars={}))
    bench.say("go", "2026-03-02")
    assert bench.run().history[0].reckoning.provisional


@pytest.mark.parametrize("definition", [SIXTY, PLEDGED, MONTHLY, RE_REVIEW])
def test_folding_the_log_again_gives_the_same_runs(definition: Any) -> None:
    bench = Bench((definition,), facts=slips(U1="2026-04-10"))
    bench.say("go", "2026-03-02")
    bench.say("told", "2026-03-10")
    bench.sweep("2026-06-01")
    bench.say("reported", "2026-06-02")
    assert bench.refolded() == bench.case
