"""Clocks inside a case: what a rung proposes, who asks for more time and who grants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fangyuan.model.clocks import Address, Clock, Extension
from fangyuan.model.commands import (
    ApproveExtension,
    AskExtension,
    Command,
    FireClock,
    HandOver,
    Recuse,
    RefuseExtension,
)
from fangyuan.model.durations import Duration
from fangyuan.model.effects import ClockAct, TurnClock
from fangyuan.model.events import ClockEscalated
from fangyuan.model.outputs import Letter
from fangyuan.model.procedure import Action
from fangyuan.store.rows import CaseRow, rows_of
from unit.engine.procedures import (
    ACTIONS,
    LETTERS,
    PLEDGED,
    SUBJECT,
    Play,
    at_work,
    case_type,
    on,
    pack,
    role,
    rule,
    slot,
    words,
)


def handed_over(**more: object) -> Play:
    play = at_work(**more)  # type: ignore[arg-type]
    play.act("head", "hand-over")
    return play


def pledged(play: Play, unit: str, day: str) -> None:
    for name in ("director", "committee", f"{unit.lower()}-head"):
        play.sign(name, "slip", unit)
    play.sign(f"{unit.lower()}-handler", "slip", unit, pledged_date=day)


def test_every_unit_has_its_own_run_by_its_own_pledge() -> None:
    play = at_work()
    pledged(play, "U1", "2026-03-20")
    play.act("head", "hand-over")
    due = {run.subject: run.history[-1].reckoning.due.isoformat() for run in play.state.open_clocks()}
    assert due == {"U1": "2026-03-20", "U2": "2026-04-01"}
    play.do("u1-handler", "handle", "U1")
    assert {run.subject: run.status for run in play.state.clocks.values()} == {"U1": "stopped", "U2": "running"}


def test_a_rung_informs_and_opens_the_instrument_for_whoever_decides() -> None:
    play = handed_over(units=("U1",)).wait(31)
    rungs = [one.event.rung for one in play.history if isinstance(one.event, ClockEscalated)]
    assert rungs == [1]
    [state] = [task for task in play.state.open_tasks() if task.task == "reminder"]
    assert (state.subject, state.proposed_to, state.slots[0].people) == ("U1", "U1", ("clerk",))
    assert state.instrument


def test_a_second_rung_does_not_open_a_second_one_while_the_first_is_open() -> None:
    play = handed_over(units=("U1",)).wait(40)
    assert [one.event.rung for one in play.history if isinstance(one.event, ClockEscalated)] == [1, 2]
    assert play.tasks().count("reminder[U1]") == 1


def test_the_instrument_is_a_task_with_its_letter() -> None:
    play = handed_over(units=("U1",)).wait(31)
    play.do("clerk", "reminder", "U1", reminder_text="请报告")
    [letter] = play.state.letters.values()
    assert (letter.letter, letter.subject, letter.to) == ("reminder", "U1", "甲局")
    play.wait(9)
    assert play.state.tasks["reminder", "U1", 2].open, "the next rung may propose it again"


def test_a_rung_may_address_the_holders_of_a_slot_or_people() -> None:
    first, second = PLEDGED.escalate
    rungs = (replace(first, to=Address(slot="units")), replace(second, to=Address(whos=role("deputy"))))
    clock = replace(PLEDGED, per="", escalate=rungs)
    play = handed_over(pack=pack(case_type(clocks=(clock,)))).wait(31)
    assert [task for task in play.tasks() if task.startswith("reminder")] == ["reminder[U1]", "reminder[U2]"]
    play.wait(9)
    extra = [task for task in play.state.open_tasks() if task.task == "reminder" and not task.subject]
    assert [task.proposed_to for task in extra] == ["deputy-a、deputy-b"]


def test_warnings_and_rungs_reach_inboxes() -> None:
    play = handed_over(units=("U1",))
    play.wait(25)
    assert any(one.event.word == "clock-warned" for one in play.history)
    told = [one.event for one in play.history if one.event.word == "notified"]
    assert ("clerk",) in [event.to for event in told]  # type: ignore[attr-defined]
    play.wait(6)
    assert [message.to for message in play.decision.messages if message.channel == "inbox"] == ["clerk"]


def test_a_firing_that_is_past_changes_nothing() -> None:
    play = handed_over(units=("U1",))
    stale = FireClock(clock="pledged", subject="U1", number=1, kind="due", index=0)
    assert play.give("clockwork", stale) == ()
    assert play.give("clockwork", replace(stale, number=9)) == ()


def test_an_extension_is_asked_by_one_and_granted_by_another() -> None:
    play = handed_over(units=("U1",))
    ask = AskExtension(clock="pledged", subject="U1", by="20 days", reason="等待评估")
    assert play.refusal("clerk", ask).code == "not-yours"
    play.give("u1-handler", ask)
    assert [run.subject for run in play.may("director").extensions] == ["U1"]
    assert play.refusal("u1-handler", ApproveExtension(clock="pledged", subject="U1")).code == "not-yours"
    play.give("director", ApproveExtension(clock="pledged", subject="U1"))
    run = play.state.clocks["pledged", "U1", 1]
    assert run.history[-1].reckoning.due.isoformat() == "2026-04-21"
    again = play.refusal("u1-handler", replace(ask, by="5 days"))
    assert "只能延期一次" in again.message
    [choice] = play.may("u1-handler").may_ask_extension
    assert "只能延期一次" in choice.why_not


EVERYBODY = (*role("handler", unit=SUBJECT), *role("director"))
DAYS = Duration.parse("30 days")
BY_WHOMEVER = replace(PLEDGED, extend=Extension(DAYS, EVERYBODY, asked_by=EVERYBODY))
BY_THE_DIRECTOR = replace(PLEDGED, extend=Extension(DAYS, role("director"), asked_by=EVERYBODY))


@pytest.mark.parametrize(
    ("clock", "asker", "approver"),
    [(BY_WHOMEVER, "director", "u1-handler"), (BY_THE_DIRECTOR, "director", "clerk")],
    ids=["falls to another approver", "falls to the office"],
)
def test_nobody_approves_what_they_asked_for_themselves(clock: Clock, asker: str, approver: str) -> None:
    play = handed_over(units=("U1",), pack=pack(case_type(clocks=(clock,))))
    play.give(asker, AskExtension(clock="pledged", subject="U1", by="20 days", reason="等待评估"))
    run = play.state.clocks["pledged", "U1", 1]
    assert run.asked is not None
    assert asker not in run.asked[2]
    assert approver in run.asked[2]
    assert play.may(asker).extensions == ()
    approve = ApproveExtension(clock="pledged", subject="U1")
    assert play.refusal(asker, approve).code == "not-yours"
    assert play.refusal(asker, RefuseExtension(clock="pledged", subject="U1", reason="不必")).code == "not-yours"
    assert "clock-extended" in words(play.give(approver, approve))
    assert play.refolded() == play.state


@pytest.mark.parametrize(
    "act",
    [HandOver(person="director", to="u1-handler", reason="调离"), Recuse(to="u1-handler", reason="亲属")],
    ids=["handed over", "recused"],
)
def test_what_somebody_asked_for_falls_to_the_office_and_stands_in_its_list(act: Command) -> None:
    """The one approver leaves, and whoever asked stands in."""
    play = handed_over(units=("U1",), pack=pack(case_type(clocks=(BY_WHOMEVER,))))
    play.give("u1-handler", AskExtension(clock="pledged", subject="U1", by="20 days", reason="等待评估"))
    play.give("director", act)
    rows = {row["person"] for row in rows_of(play.state, CaseRow()).todo.values() if row["kind"] == "extension"}
    assert "clerk" in rows
    assert "u1-handler" not in rows
    approve = ApproveExtension(clock="pledged", subject="U1")
    assert play.refusal("u1-handler", approve).code == "not-yours"
    assert "clock-extended" in words(play.give("clerk", approve))
    assert play.refolded() == play.state


def test_a_refused_extension_leaves_the_due_date() -> None:
    play = handed_over(units=("U1",))
    play.give("u1-handler", AskExtension(clock="pledged", subject="U1", by="20 days", reason="等待评估"))
    before = play.state.clocks["pledged", "U1", 1].due_at
    play.give("director", RefuseExtension(clock="pledged", subject="U1", reason="理由不足"))
    assert play.state.clocks["pledged", "U1", 1].due_at == before
    assert play.refusal("director", ApproveExtension(clock="pledged", subject="U1")).code == "not-open"


def test_the_letter_of_an_extension_says_why_until_when_and_who_approved() -> None:
    letter = Letter(
        "extension-notice",
        "延期告知书",
        "x.docx",
        {"why": "extension.reason", "due": "extension.due", "by": "extension.approved_by", "what": "extension.title"},
        required={"why": "第三十四条", "by": "第三十四条"},
    )
    clock = replace(PLEDGED, extend=Extension(Duration.parse("30 days"), slot("leader"), letter="extension-notice"))
    play = handed_over(
        units=("U1",), pack=pack(case_type(clocks=(clock,)), letters={**LETTERS, "extension-notice": letter})
    )
    play.give("u1-handler", AskExtension(clock="pledged", subject="U1", by="20 days", reason="等待评估"))
    events = play.give("director", ApproveExtension(clock="pledged", subject="U1"))
    assert "letter-issued" in words(events)
    [issued] = play.state.letters.values()
    assert issued.context == {"why": "等待评估", "due": "2026-04-21", "by": "director", "what": "承诺时限"}


def test_sending_back_lets_the_pledge_go_on() -> None:
    play = handed_over(units=("U1",))
    play.do("u1-handler", "handle", "U1")
    play.act("head", "resolve")
    play.act("head", "back", back_reason="不实")
    assert play.state.clocks["pledged", "U1", 1].status == "running"
    assert ("pledged", "U1", 2) not in play.state.clocks, "once: no second run"


def joining() -> Play:
    again = Action("relate", "调整单位", ("work",), who=role("clerk"), form="liaison")
    return handed_over(units=("U1",), pack=pack(case_type(actions=(*ACTIONS, again))))


def test_a_unit_that_joins_late_gets_its_clock_and_one_that_leaves_loses_it() -> None:
    play = joining()
    play.wait(3)
    play.act("clerk", "relate", units=["U1", "U2"], standard="到账")
    assert {run.subject: run.status for run in play.state.clocks.values()} == {"U1": "running", "U2": "running"}
    assert play.state.clocks["pledged", "U2", 1].history[0].reckoning.start.isoformat() == "2026-03-05"
    play.act("clerk", "relate", units=["U2"], standard="到账")
    assert {run.subject: run.status for run in play.state.clocks.values()} == {"U1": "cancelled", "U2": "running"}
    assert "handle[U1]" not in play.tasks()


def test_a_run_that_stopped_is_not_begun_again_by_an_answer() -> None:
    play = joining()
    play.do("u1-handler", "handle", "U1")
    play.act("clerk", "relate", units=["U1"], standard="改了")
    assert [run.status for run in play.state.clocks.values()] == ["stopped"]


# --- when it occurred --------------------------------------------------------------------------------------------------


def test_only_what_the_registration_brings_about_counts_from_the_day_of_receipt() -> None:
    ten = Clock(
        "at-receipt", "受理", start=on("case-registered"), within=Duration.parse("10 days"), from_occurred_on=True
    )
    clocks = (
        ten,
        replace(ten, clock="by-rule", start=()),
        replace(ten, clock="later", start=on("task-completed", task="screen")),
    )
    rules = (rule("counts", on("case-registered"), TurnClock(ClockAct.START, "by-rule")),)
    play = Play(pack=pack(case_type(clocks=clocks, rules=rules))).register(received_on=date(2026, 2, 1))
    play.do("head", "screen", difficulty="ordinary")
    starts = {run.clock: run.history[0].reckoning.start for run in play.state.clocks.values()}
    received, same_minute = date(2026, 2, 1), date(2026, 3, 2)
    assert starts == {"at-receipt": received, "by-rule": received, "later": same_minute}


def test_a_late_firing_turns_no_clock_back_behind_what_was_done_meanwhile() -> None:
    """A firing that was set aside is carried out after an officer's act has paused the clock that it lets go on."""
    ten, sixty = (
        Clock(name, name, start=on("case-registered"), within=Duration.parse(length), cancel=on("case-closed"))
        for name, length in (("ten", "10 days"), ("sixty", "60 days"))
    )
    rules = (
        rule("pause", on("task-completed", task="screen"), TurnClock(ClockAct.PAUSE, "sixty")),
        rule("resume", on("clock-due", clock="ten"), TurnClock(ClockAct.RESUME, "sixty")),
    )
    play = Play(pack=pack(case_type(clocks=(ten, sixty), rules=rules))).register()
    begun = play.now
    play.now += timedelta(days=15)
    play.do("head", "screen", difficulty="难")
    play.now += timedelta(days=5)
    firing = play.state.clocks["ten", "", 1].next_firing
    assert firing is not None
    play.give("clockwork", FireClock(clock="ten", subject="", number=1, kind=firing.kind, index=firing.index))
    run = play.state.clocks["sixty", "", 1]
    assert run.status == "running"
    assert run.pauses == ((begun + timedelta(days=15), begun + timedelta(days=15)),)
    assert run.due_at >= run.history[0].due_at
    assert play.refolded() == play.state
