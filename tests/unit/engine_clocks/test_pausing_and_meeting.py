"""Pauses, whose time is not counted, and obligations that come back every period."""

from dataclasses import replace

import pytest

from fangyuan.engine.clocks.extending import grant
from fangyuan.engine.clocks.scheduling import RUNG
from fangyuan.model.clocks import LastDay, Light, Rung
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.events import AnswersSubmitted, ClockStopped, ObligationMet
from unit.engine_clocks.bench import EXTENSION, LADDER, WARNINGS, Bench, beijing, clock, days, on, words

SIXTY = clock(within=days("60 days"), warn=WARNINGS, escalate=LADDER)
MONTHLY = clock(every=days("1 month"), met_by=on("told"), escalate=LADDER[:2], extend=EXTENSION)


HEARING = Atom("hearing_open", Op.CONST, True)
RE_REVIEW = clock(within=days("30 days"), pause_while=HEARING, warn=WARNINGS, escalate=LADDER)


def submitted() -> AnswersSubmitted:
    return AnswersSubmitted(form="hearing", answers={})


def test_article_36_the_time_of_the_hearing_is_not_counted() -> None:
    bench = Bench((RE_REVIEW,))
    bench.say("go", "2026-06-01")
    bench.facts = {"hearing_open": True}
    assert words(bench.happens(submitted(), "2026-06-10")) == ["clock-paused"]
    assert bench.happens(submitted(), "2026-06-12") == [], "it stands already"
    assert bench.sweep("2026-09-01") == [], "nothing fires in a pause"
    bench.facts = {"hearing_open": False}
    assert words(bench.happens(submitted(), "2026-06-18")) == ["clock-resumed"]
    run = bench.run()
    assert bench.due() == "2026-07-09"
    assert run.pauses == ((beijing("2026-06-10"), beijing("2026-06-18")),)
    assert run.history[-1].why == "暂停结束"
    assert [str(change.reckoning.due) for change in run.history] == ["2026-07-01", "2026-07-09"]


@pytest.mark.parametrize(
    ("begin", "end", "due"),
    [
        ("2026-07-06", "2026-07-09T17:00", "2026-07-09"),
        ("2026-07-05", "2026-07-09T17:00", "2026-07-09"),
        ("2026-07-06", "2026-07-10T17:00", "2026-07-10"),
        ("2026-07-06", "2026-07-11T10:00", "2026-07-13"),
        ("2026-07-06T09:00", "2026-07-06T17:00", "2026-07-06"),
        ("2026-07-03", "2026-07-06T17:00", "2026-07-08"),
    ],
)
def test_a_hearing_on_the_last_day_after_a_sunday_never_ends_after_the_due_date(begin: str, end: str, due: str) -> None:
    bench = Bench((RE_REVIEW,))
    bench.say("go", "2026-06-05")
    assert bench.due() == "2026-07-06", "30 days end on Sunday, 2026-07-05"
    bench.facts = {"hearing_open": True}
    bench.happens(submitted(), begin)
    bench.facts = {}
    bench.happens(submitted(), end)
    assert bench.due() == due
    assert bench.run().due_at > beijing(end)
    assert "clock-due" not in [event.word for _, event in bench.sweep(f"{due}T23:59")]


def test_the_light_stands_still_with_the_clock_and_is_red_only_for_what_was_overdue_before() -> None:
    bench = Bench((RE_REVIEW,))
    bench.say("go", "2026-06-01")
    bench.facts = {"hearing_open": True}
    bench.happens(submitted(), "2026-06-22")
    assert [bench.run().light(beijing(day)) for day in ("2026-06-22", "2026-08-01")] == [Light.YELLOW, Light.YELLOW]
    late = Bench((RE_REVIEW,))
    late.say("go", "2026-06-01")
    late.facts = {"hearing_open": True}
    late.happens(submitted(), "2026-07-03")
    assert late.run().light(beijing("2026-07-04")) is Light.RED


def test_two_pauses_add_up_and_weekends_are_not_counted_twice() -> None:
    bench = Bench((replace(RE_REVIEW, within=days("10 workdays")),))
    bench.say("go", "2026-03-02")
    assert bench.due() == "2026-03-16"
    for begin, end in (("2026-03-06", "2026-03-09"), ("2026-03-11", "2026-03-13")):
        bench.facts = {"hearing_open": True}
        bench.happens(submitted(), begin)
        bench.facts = {}
        bench.happens(submitted(), end)
    assert bench.due() == "2026-03-19", "one working day, then two"


def test_a_clock_without_a_pause_does_not_pause() -> None:
    bench = Bench((SIXTY,), facts={"hearing_open": True})
    bench.say("go", "2026-06-01")
    assert bench.happens(submitted(), "2026-06-10") == []


def test_a_run_that_starts_within_the_pause_stands_at_once() -> None:
    bench = Bench((RE_REVIEW,), facts={"hearing_open": True})
    assert words(bench.say("go", "2026-06-01")) == ["clock-started", "clock-paused"]


def test_an_overdue_run_that_pauses_keeps_its_due_date_and_owes_the_rungs_after_the_pause() -> None:
    bench = Bench((RE_REVIEW,))
    bench.say("go", "2026-06-01")
    bench.sweep("2026-07-02")
    bench.facts = {"hearing_open": True}
    bench.happens(submitted(), "2026-07-03")
    bench.facts = {}
    bench.happens(submitted(), "2026-07-20")
    assert bench.due() == "2026-07-01"
    assert [event.word for _, event in bench.sweep("2026-07-20")] == ["clock-escalated"]


def test_a_stop_within_a_pause_is_in_time_even_after_the_due_date() -> None:
    bench = Bench((RE_REVIEW,))
    bench.say("go", "2026-06-01")
    bench.facts = {"hearing_open": True}
    bench.happens(submitted(), "2026-06-10")
    (stopped,) = bench.say("done", "2026-07-20")
    assert isinstance(stopped, ClockStopped)
    assert not stopped.late


def test_a_run_that_was_stopped_in_its_pause_and_returned_keeps_what_the_pause_took_out() -> None:
    bench = Bench((replace(RE_REVIEW, resume=on("returned")),))
    bench.say("go", "2026-06-01")
    bench.facts = {"hearing_open": True}
    bench.happens(submitted(), "2026-06-10")
    bench.say("done", "2026-06-18")
    bench.facts = {}
    assert words(bench.say("returned", "2026-06-22")) == ["clock-resumed"]
    assert bench.due() == "2026-07-09", "eight days of pause; not the days between stop and return"
    bench.say("done", "2026-06-23")
    bench.say("returned", "2026-06-24")
    assert bench.due() == "2026-07-09", "taken out once"
    assert {change.why for change in bench.run().history[1:]} == {"退回后继续计时"}
    assert bench.refolded() == bench.case


# --- recurring ------------------------------------------------------------------------------------------------------


def test_an_obligation_met_early_counts_for_the_running_period_and_once() -> None:
    bench = Bench((MONTHLY,))
    bench.say("go", "2026-03-02")
    assert bench.due() == "2026-04-02"
    met = bench.say("told", "2026-03-10")
    assert words(met) == ["obligation-met", "clock-moved"]
    assert isinstance(met[0], ObligationMet)
    assert (met[0].period, met[0].late, bench.due()) == (1, False, "2026-05-06")
    assert bench.say("told", "2026-03-20") == [], "the first period is met already"
    assert bench.sweep("2026-04-10") == []
    assert words(bench.say("told", "2026-04-10")) == ["obligation-met", "clock-moved"]
    assert bench.due() == "2026-06-02"


def test_an_obligation_met_after_its_day_is_late_also_before_anybody_swept() -> None:
    for at, late in (("2026-04-02T23:59", False), ("2026-04-03T08:30", True), ("2026-05-20", True)):
        bench = Bench((MONTHLY,))
        bench.say("go", "2026-03-02")
        met = bench.say("told", at)[0]
        assert isinstance(met, ObligationMet)
        assert (met.period, met.late) == (1, late), at


def test_an_obligation_met_in_time_and_written_down_late_is_in_time() -> None:
    bench = Bench((replace(MONTHLY, from_occurred_on=True),))
    bench.say("go", "2026-03-02")
    met = bench.say("told", "2026-04-03T08:30", occurred_on="2026-04-02")[0]
    assert isinstance(met, ObligationMet)
    assert not met.late


def test_the_anchor_stays_the_31st_through_short_months() -> None:
    as_it_falls = replace(MONTHLY, counting=replace(MONTHLY.counting, end=LastDay.AS_IT_FALLS), escalate=())
    bench = Bench((as_it_falls,))
    bench.say("go", "2026-01-31")
    ends = [bench.due()]
    for at in ("2026-02-10", "2026-03-10", "2026-04-10"):
        bench.say("told", at)
        ends.append(bench.due())
    assert ends == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_missed_period_never_hides_the_next_and_stays_red_until_it_is_made_good() -> None:
    bench = Bench((MONTHLY,))
    bench.say("go", "2026-03-02")
    fired = bench.sweep("2026-05-08")
    assert [(at, event.word, getattr(event, "period", None)) for at, event in fired] == [
        ("2026-04-03 09:00", "clock-due", 1),
        ("2026-04-03 09:00", "clock-escalated", None),
        ("2026-04-03 09:00", "clock-moved", None),
        ("2026-04-10 09:00", "clock-escalated", None),
        ("2026-05-07 09:00", "clock-due", 2),
        ("2026-05-07 09:00", "clock-escalated", None),
        ("2026-05-07 09:00", "clock-moved", None),
    ]
    run = bench.run()
    assert (run.missed, run.period, bench.due(), run.light(beijing("2026-05-08"))) == (2, 3, "2026-06-02", Light.RED)
    met = bench.say("told", "2026-05-09")
    assert isinstance(met[0], ObligationMet)
    assert (met[0].period, met[0].late) == (2, True)
    assert (bench.run().missed, bench.due(), bench.run().light(beijing("2026-05-10"))) == (0, "2026-06-02", Light.GREEN)
    assert [(f.kind, f.index) for f in bench.run().firings] == [("due", 0), ("rung", 0), ("rung", 1)]


def test_an_obligation_that_ends_while_behind_ends_late() -> None:
    bench = Bench((MONTHLY,))
    bench.say("go", "2026-03-02")
    bench.sweep("2026-04-05")
    (stopped,) = bench.say("done", "2026-04-06")
    assert isinstance(stopped, ClockStopped)
    assert stopped.late


def test_an_extended_period_keeps_its_whole_ladder_and_what_the_last_one_owes() -> None:
    bench = Bench((MONTHLY,))
    bench.say("go", "2026-03-02")
    bench.sweep("2026-04-03")
    (extended,) = grant(MONTHLY, bench.run(), days("3 days"), "汛期", bench.world, beijing("2026-04-03"))
    bench.record(extended, beijing("2026-04-03"))
    assert [(f.kind, f.index, str(f.at.date())) for f in bench.run().firings] == [
        ("rung", 1, "2026-04-10"),
        ("due", 0, "2026-05-07"),
        ("rung", 0, "2026-05-07"),
        ("rung", 1, "2026-05-12"),
    ]
    assert bench.run().light(beijing("2026-04-04")) is Light.RED, "the missed period is still to be made good"


def test_a_ladder_longer_than_its_period_is_climbed_to_the_end_whatever_stands_still_meanwhile() -> None:
    """In the third week the second rungs of the first two weeks are still to come."""
    weekly = clock(
        every=days("1 week"), met_by=on("told"), escalate=(Rung(None), Rung(days("10 days"))), pause_while=HEARING
    )
    bench = Bench((weekly,))
    bench.say("go", "2026-06-01")
    bench.sweep("2026-06-17T10:00")
    before = bench.run().firings
    assert [firing.index for firing in before if firing.kind == RUNG] == [1, 0, 1, 1]
    for stands in (True, False):
        bench.facts = {"hearing_open": stands}
        bench.happens(submitted(), "2026-06-17T11:00")
    assert bench.run().firings == before
