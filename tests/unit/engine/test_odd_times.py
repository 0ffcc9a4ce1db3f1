"""Times that do not behave: a machine set back, events out of order, leap days, years that no calendar knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from fangyuan.engine.folding import OutOfOrder, fold, fold_all
from fangyuan.model.commands import Comment, CompleteTask, FireClock
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
from unit.engine.procedures import NOW, Play, at_work, words


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
    ("now", "due"),
    [
        (datetime(2028, 2, 29, 2, tzinfo=UTC), "2028-04-05"),
        (datetime(2031, 12, 31, 2, tzinfo=UTC), "2032-02-04"),
    ],
)
def test_leap_days_and_years_that_no_calendar_knows_still_have_a_due_date_that_says_so(now: datetime, due: str) -> None:
    play = Play(now=now).register(received_on=now.date())
    play.do("head", "screen", difficulty="ordinary")
    play.act("head", "select")
    play.do("clerk", "liaise", units=["U1"], standard="到账")
    play.act("head", "assign")
    play.give("head", Comment(text="未签"))
    for who in ("u1-head", "u1-handler", "committee"):
        with_date = {"pledged_date": due} if who == "u1-head" else {}
        if any(choice.state.task == "slip" for choice in play.may(who).tasks):
            play.sign(who, "slip", "U1", **with_date)
    play.act("head", "hand-over")
    (run,) = play.state.open_clocks()
    assert (run.history[0].reckoning.due, due in run.history[0].reckoning.steps[0]) == (date.fromisoformat(due), True)
    assert play.wait(60).refolded() == play.state
    assert "clock-due" in words([one.event for one in play.history])


def test_a_case_received_tomorrow_is_refused_also_across_the_date_line() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    assert Play(now=late).register(received_on=date(2026, 3, 2)).state.received_on == date(2026, 3, 2)
    with pytest.raises(Refused):
        Play(now=late).register(received_on=date(2026, 3, 3))
