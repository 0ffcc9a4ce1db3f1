"""A mistyped day of receipt is put right: who asks, who grants, which days are taken, and what is counted again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fangyuan.model.clocks import Clock, Extension, Light, Rung, Warning
from fangyuan.model.commands import (
    ApproveDraft,
    ApproveExtension,
    AskExtension,
    Command,
    RefuseDraft,
    RefuseExtension,
)
from fangyuan.model.durations import Duration
from fangyuan.model.events import ReceiptCorrected
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import Receipt
from fangyuan.model.receipt_commands import CorrectReceipt
from unit.engine.procedures import Play, case_type, on, pack, role, words

TOLD = Clock(
    "told",
    "告知时限",
    start=on("case-registered"),
    stop=on("task-completed", task="screen"),
    within=Duration.parse("15 days"),
    warn=(Warning(Duration.parse("3 days"), Light.YELLOW),),
    escalate=(Rung(None), Rung(Duration.parse("2 days"))),
    extend=Extension(Duration.parse("10 days"), role("head")),
    from_occurred_on=True,
)
ENTERED = replace(TOLD, clock="entered", title="从录入起算", stop=(), from_occurred_on=False)
MONTHLY = replace(
    TOLD, clock="monthly", title="每月汇报", within=None, every=Duration.parse("1 month"), warn=(), escalate=()
)

WRONG, RIGHT = date(2025, 3, 1), date(2026, 3, 1)


GRANTED = Receipt(role("head"))


def registered(*clocks: Clock, received_on: date = WRONG, receipt: Receipt = GRANTED) -> Play:
    """Registered on 2 March 2026 with a day of receipt of the year before."""
    return Play(pack=pack(case_type(clocks=clocks or (TOLD,), receipt=receipt))).register(received_on=received_on)


def fix(day: date = RIGHT, **more: Any) -> CorrectReceipt:
    return CorrectReceipt(received_on=day, reason="年份写错", **{"scan": "envelope", **more})


def run_of(play: Play, clock: str = "told") -> Any:
    return next(run for run in play.state.clocks.values() if run.clock == clock)


def due_of(play: Play, clock: str = "told") -> date:
    due: date = run_of(play, clock).history[-1].reckoning.due
    return due


def test_one_asks_and_another_grants_and_the_clock_counts_from_the_right_day() -> None:
    play = registered(TOLD, ENTERED)
    entered = run_of(play, "entered")
    assert (due_of(play), run_of(play).light(play.now)) == (date(2025, 3, 17), Light.RED)
    play.wait(0)
    assert run_of(play).fired_rungs == 2
    assert words(play.give("clerk", fix())) == ["draft-made"]
    assert "告知时限到期日由2025-03-17改为2026-03-16" in play.state.drafts[1].opinion
    assert play.state.received_on == WRONG
    assert not play.may("clerk").drafts
    assert [draft.draft for draft in play.may("head").drafts] == [1]
    happened = play.give("head", ApproveDraft(draft=1, opinion="改成别的"))
    assert words(happened) == ["draft-approved", "receipt-corrected", "clock-recounted"]
    assert ReceiptCorrected(receipt=RIGHT, was=WRONG, reason="年份写错") in happened
    told = run_of(play)
    assert (play.state.received_on, due_of(play), told.light(play.now)) == (RIGHT, date(2026, 3, 16), Light.GREEN)
    assert (told.fired_rungs, told.fired_due, [f.kind for f in told.firings]) == (
        0,
        False,
        ["warn", "due", "rung", "rung"],
    )
    assert run_of(play, "entered") == entered
    play.wait(20)
    assert run_of(play).fired_rungs == 2
    assert play.refolded() == play.state


def test_what_has_stopped_is_judged_by_the_right_day_on_a_closed_case_too() -> None:
    play = registered()
    play.do("head", "screen", difficulty="simple")
    assert run_of(play).late
    play.give("clerk", fix())
    play.give("head", ApproveDraft(draft=1))
    stopped = run_of(play)
    assert (stopped.status, stopped.late, stopped.light(play.now)) == ("stopped", False, Light.GREEN)
    play.give("clerk", fix(date(2026, 1, 1)))
    play.give("head", ApproveDraft(draft=2))
    assert (run_of(play).late, run_of(play).light(play.now)) == (True, Light.RED)
    assert play.refolded() == play.state


def test_an_extension_is_laid_over_the_new_date_and_no_longer_counts_as_late() -> None:
    play = registered(replace(TOLD, extend=Extension(Duration.parse("10 days"), role("head"), after_due=True)))
    play.give("clerk", AskExtension(clock="told", by="5 days", reason="缺材料"))
    play.give("head", ApproveExtension(clock="told"))
    assert run_of(play).overran
    play.give("clerk", fix())
    play.give("head", ApproveDraft(draft=1))
    assert (due_of(play), run_of(play).overran) == (date(2026, 3, 23), False)  # the 21st is a Saturday
    play.do("head", "screen", difficulty="simple")
    assert not run_of(play).late


def test_an_obligation_goes_on_in_the_period_of_the_right_day() -> None:
    play = registered(MONTHLY).wait(0)
    assert (run_of(play, "monthly").missed, run_of(play, "monthly").period) == (11, 12)
    play.give("clerk", fix())
    play.give("head", ApproveDraft(draft=1))
    monthly = run_of(play, "monthly")
    assert (monthly.missed, monthly.period, due_of(play, "monthly")) == (0, 1, date(2026, 4, 1))
    assert play.refolded() == play.state


@pytest.mark.parametrize(
    ("who", "command", "told"),
    [
        ("clerk", fix(date(2026, 3, 3)), "收到日期不能晚于今天"),
        ("clerk", fix(WRONG), "登记的收到日期就是2025-03-01"),
        ("clerk", fix(date(1900, 1, 1)), "收到日期不能早于100年前"),
        ("clerk", fix(scan=None), "更正收到日期要附上能看出收到日期的材料"),
        ("clerk", replace(fix(), reason=" "), "请写明更正的理由"),
        ("u1-head", fix(), "您不能更正这件事项的收到日期"),
    ],
)
def test_what_is_refused(who: str, command: CorrectReceipt, told: str) -> None:
    play = registered()
    with pytest.raises(Refused) as refused:
        play.give(who, command)
    assert refused.value.problems[0].message == told
    assert play.state.seq == len(play.history)


def test_no_day_after_the_entry_nor_after_what_was_done_on_a_day_that_was_said() -> None:
    play = registered().wait(10)
    play.do("head", "screen", difficulty="simple")
    with pytest.raises(Refused, match="登记的那一天（2026-03-02）"):
        play.give("clerk", fix(date(2026, 3, 5)))


def test_a_request_waits_once_and_is_refused_or_granted_by_somebody_else() -> None:
    play = registered()
    play.give("clerk", fix())
    with pytest.raises(Refused, match="已有更正收到日期的申请等待批准"):
        play.give("clerk", fix(date(2026, 3, 2)))
    with pytest.raises(Refused, match="不由您审批"):
        play.give("clerk", ApproveDraft(draft=1))
    assert words(play.give("head", RefuseDraft(draft=1, reason="看不清"))) == ["draft-refused"]
    assert (play.state.received_on, due_of(play)) == (WRONG, date(2025, 3, 17))
    play.give("clerk", fix(date(2026, 3, 2)))


PAPER: Any = {"on_behalf_of": "head", "scan": "signed"}


@pytest.mark.parametrize(
    "decided",
    [
        ApproveDraft(draft=1, **PAPER),
        RefuseDraft(draft=1, reason="看不清", **PAPER),
        ApproveExtension(clock="told", **PAPER),
        RefuseExtension(clock="told", reason="不必", **PAPER),
    ],
    ids=lambda one: type(one).__name__,
)
def test_whoever_asked_does_not_write_down_what_was_decided_on_it_but_a_second_person_does(decided: Command) -> None:
    """Else one person alone moves the day of receipt or a due date, with any paper."""
    play = registered(received_on=RIGHT)
    known = play.world.directory.people
    mate = replace(known["clerk"], person="mate", name="mate")
    play.world = replace(play.world, directory=replace(play.world.directory, people={**known, "mate": mate}))
    play.give("clerk", fix(date(2026, 2, 25)))
    play.give("clerk", AskExtension(clock="told", by="5 days", reason="缺材料"))
    asker, other = play.may("clerk"), play.may("mate")
    assert (asker.recordable_drafts, asker.recordable_extensions) == ({}, {})
    assert (other.recordable_drafts, other.recordable_extensions) == ({1: ("head",)}, {("told", ""): ("head",)})
    assert play.refusal("clerk", decided).code == "asked-by-oneself"
    assert play.give("mate", decided)
    assert play.refolded() == play.state


def test_who_may_do_so_directly_waits_for_nobody() -> None:
    play = registered(receipt=Receipt(directly=role("head"), scan=False))
    assert (play.may("head").sets_receipt, play.may("clerk").sets_receipt) == (True, False)
    assert words(play.give("head", fix(scan=None))) == ["receipt-corrected", "clock-recounted"]
    assert play.state.received_on == RIGHT


def test_without_a_word_of_the_pack_the_office_grants_and_never_whoever_asks() -> None:
    play = registered(receipt=Receipt())
    play.give("clerk", fix())
    assert "clerk" not in play.state.drafts[1].approvers
    assert play.state.drafts[1].approvers
