"""Units that come into a case after a clock began for all that were there: they owe the same from the day they come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.effects import ClockAct, TurnClock
from fangyuan.model.events import ClockDue
from fangyuan.model.procedure import Action
from unit.engine.procedures import ACTIONS, Play, at_work, case_type, is_, on, pack, role, rule

REARRANGE = Action("relate", "调整单位", ("work", "closing"), who=role("clerk"), form="liaison")
ASSIGNED = Clock(
    "answer",
    "答复",
    start=on("assigned"),
    stop=on("reported"),
    cancel=on("called-off"),
    per="units",
    within=Duration.parse("10 days"),
)


def assigned(clock: Clock = ASSIGNED, units: tuple[str, ...] = ("U1",), **more: Any) -> Play:
    """A case in work, as the action that led there says once for all its units."""
    said = [replace(one, emits="assigned") if one.action == "hand-over" else one for one in ACTIONS]
    off = Action("call-off", "不再要求答复", ("work",), who=role("head"), emits="called-off")
    kind = case_type(actions=(*said, REARRANGE, off), clocks=(clock,), **{"rules": (), **more})
    play = at_work("ordinary", units, pack=pack(kind))
    play.act("head", "hand-over")
    return play


def statuses(play: Play) -> dict[str, str]:
    return {run.subject: run.status for run in play.state.clocks.values()}


def test_a_unit_that_joins_after_the_packs_own_word_has_its_clock_from_that_day() -> None:
    play = assigned()
    play.wait(3)
    play.act("clerk", "relate", units=["U1", "U2"], standard="到账")
    assert statuses(play) == {"U1": "running", "U2": "running"}
    starts = {key[1]: str(run.history[0].reckoning.start) for key, run in play.state.clocks.items()}
    assert starts == {"U1": "2026-03-02", "U2": "2026-03-05"}
    assert play.refolded() == play.state
    play.wait(30)
    assert {one.event.subject for one in play.history if isinstance(one.event, ClockDue)} == {"U1", "U2"}


def test_a_unit_that_joins_when_all_others_are_done_owes_its_part_all_the_same() -> None:
    play = assigned()
    play.do("u1-handler", "handle", "U1")
    play.act("clerk", "relate", units=["U1", "U2"], standard="到账")
    assert statuses(play) == {"U1": "stopped", "U2": "running"}


def test_what_was_called_off_for_all_or_belongs_to_a_stage_that_is_past_begins_for_nobody_new() -> None:
    play = assigned()
    play.act("head", "call-off")
    play.act("clerk", "relate", units=["U1", "U2"], standard="到账")
    assert statuses(play) == {"U1": "cancelled"}
    past = assigned()
    past.do("u1-handler", "handle", "U1")
    past.wait(1)
    past.act("head", "resolve")
    past.act("clerk", "relate", units=["U1", "U2"], standard="到账")
    assert statuses(past) == {"U1": "stopped"}, "nobody reports in the stage that follows"


def test_a_clock_that_a_rule_began_for_all_is_begun_for_who_comes_later() -> None:
    starts = rule("counts", on("assigned"), TurnClock(ClockAct.START, "answer"))
    play = assigned(replace(ASSIGNED, start=()), rules=(starts,))
    play.wait(2)
    play.act("clerk", "relate", units=["U1", "U2"], standard="到账")
    assert statuses(play) == {"U1": "running", "U2": "running"}


def test_a_condition_that_failed_when_the_clock_began_is_not_asked_again_by_an_answer() -> None:
    only_paid = replace(ASSIGNED, start_if=is_("standard", "到账"))
    play = assigned(only_paid)
    assert statuses(play) == {"U1": "running"}
    other = assigned(replace(only_paid, start_if=is_("standard", "别的")))
    other.act("clerk", "relate", units=["U1", "U2"], standard="别的")
    assert statuses(other) == {"U2": "running"}


def test_a_word_said_about_one_unit_begins_no_clock_of_another() -> None:
    play = assigned(replace(ASSIGNED, start=on("reported"), stop=on("called-off"), cancel=()))
    play.do("u1-handler", "handle", "U1")
    play.act("clerk", "relate", units=["U1", "U2"], standard="到账")
    assert statuses(play) == {"U1": "running"}
