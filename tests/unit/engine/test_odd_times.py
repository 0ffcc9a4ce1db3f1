"""Times that do not behave: a machine set back, events out of order, leap days, years that no calendar knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from fangyuan.engine.folding import OutOfOrder, fold, fold_all
from fangyuan.model.commands import Comment, CompleteTask, FireClock
from fangyuan.model.durations import Duration
from fangyuan.model.events import (
    ClockDue,
    ClockStopped,
    DraftRefused,
    Event,
    LetterRendered,
    Recorded,
    StageEntered,
    TaskCompleted,
)
from fangyuan.model.problems import Refused
from unit.engine.procedures import KEY, NOW, PLEDGED, Play, at_work, pack


def test_a_machine_that_is_set_back_fires_nothing_early_and_loses_nothing() -> None:
    play = at_work(difficulty="ordinary", units=("U1",))
    for who, more in (("u1-head", {"pledged_date": "2026-04-10"}), ("u1-handler", {})):
        play.sign(who, "slip", "U1", **more)
    play.act("head", "hand-over")
    run = play.state.open_clocks()[0]
    assert run.next_firing is not None
    play.now = NOW - timedelta(days=400)
    early = FireClock(clock=run.clock, subject=run.subject, number=run.number, kind=run.next_firing.kind, index=0)
    assert play.give("clockwork", early) == ()
    play.give("clerk", Comment(text="时钟被调回"))
    assert play.state.open_clocks()[0].next_firing == run.next_firing
    play.now = NOW
    play.wait(90)
    assert [event.event.word for event in play.history].count("clock-due") == 1
    assert play.refolded() == play.state


@pytest.mark.parametrize(
    "event", [ClockDue(clock="pledged", number=7, subject="U1"), ClockStopped(clock="nobody", number=1)]
)
def test_an_event_about_a_run_that_is_not_there_changes_nothing_but_the_count(event: Event) -> None:
    play = Play().register()
    after = fold(play.state, Recorded(play.state.seq + 1, event, play.now, "clockwork"))
    assert after == replace(play.state, seq=play.state.seq + 1)


@pytest.mark.parametrize(
    "event",
    [
        TaskCompleted(task="plan"),
        LetterRendered(letter="slip", copy=3, file="f", sha256="s"),
        DraftRefused(draft=9, rule="r", reason="x"),
    ],
)
def test_an_event_out_of_order_is_named_with_its_number_and_its_case(event: Event) -> None:
    play = Play().register()
    with pytest.raises(OutOfOrder, match=f"event {play.state.seq + 1} .{event.word}."):
        fold(play.state, Recorded(play.state.seq + 1, event, play.now, "clerk"))


def test_a_history_that_begins_in_the_middle_is_an_error_and_no_guess() -> None:
    play = Play().register()
    with pytest.raises(ValueError, match="case-registered"):
        fold_all(play.history[1:])
    with pytest.raises(ValueError, match="case-registered"):
        fold(None, Recorded(1, StageEntered(stage="intake", visit=1), play.now, "clerk"))


def test_a_task_is_not_done_before_what_comes_first() -> None:
    play = Play().register()
    refused = play.refusal("clerk", CompleteTask(task="closing"))
    assert refused.code == "not-open"


@pytest.mark.parametrize(
    ("begun", "length", "due", "step"),
    [
        ("2028-01-31", "1 month", "2028-02-29", "自2028-01-31起1个月，首日不计：2028-02-29"),
        ("2028-02-29", "12 months", "2029-02-28", "自2028-02-29起12个月，首日不计：2029-02-28"),
        ("2028-02-29", "1 month", "2028-03-29", "自2028-02-29起1个月，首日不计：2028-03-29"),
        ("2028-03-31", "1 month", "2028-05-01", "2028-04-30为星期日，顺延至2028-05-01"),
        ("2027-01-31", "1 month", "2027-03-01", "2027-02-28为星期日，顺延至2027-03-01"),
        ("2031-12-31", "2 months", "2032-03-01", "2032-02-29为星期日，顺延至2032-03-01"),
        ("2028-02-14", "15 days", "2028-02-29", "自2028-02-14起15日，首日不计：2028-02-29"),
        ("2027-02-14", "15 days", "2027-03-01", "自2027-02-14起15日，首日不计：2027-03-01"),
        ("2028-02-25", "3 workdays", "2028-03-01", "自2028-02-25起3个工作日，首日不计：2028-03-01"),
    ],
)
def test_leap_days_ends_of_months_and_years_that_no_calendar_knows_are_counted_and_say_so(
    begun: str, length: str, due: str, step: str
) -> None:
    """From the act that starts the clock to the morning after the due date, in a case; no date is typed in."""
    counted = replace(PLEDGED, until=None, within=Duration.parse(length))
    given = pack()
    kind = replace(given.case_types[KEY], clocks=(counted,))
    day = date.fromisoformat(begun)
    play = Play(pack=replace(given, case_types={KEY: kind}), now=datetime.combine(day, time(2), UTC)).register(
        received_on=day
    )
    play.do("head", "screen", difficulty="ordinary")
    play.act("head", "select")
    play.do("clerk", "liaise", units=["U1"], standard="到账")
    play.act("head", "assign")
    play.sign("u1-head", "slip", "U1")
    play.sign("u1-handler", "slip", "U1")
    play.act("head", "hand-over")
    (run,) = play.state.open_clocks()
    reckoning = run.history[0].reckoning
    assert (reckoning.due, reckoning.provisional) == (date.fromisoformat(due), True)
    assert step in reckoning.steps
    assert reckoning.steps[-1] == f"{due[:4]}年放假安排尚未公布，暂按双休日推算"
    assert play.wait(400).refolded() == play.state
    fell = [one.at for one in play.history if isinstance(one.event, ClockDue)]
    assert fell == [datetime.combine(date.fromisoformat(due) + timedelta(days=1), time(1), UTC)]


def test_a_case_received_tomorrow_is_refused_also_across_the_date_line() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    assert Play(now=late).register(received_on=date(2026, 3, 2)).state.received_on == date(2026, 3, 2)
    with pytest.raises(Refused):
        Play(now=late).register(received_on=date(2026, 3, 3))
