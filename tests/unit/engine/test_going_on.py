"""What was done and is taken back, or was owed when a case closed, is owed again with the date it had."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fangyuan.model.clocks import Clock
from fangyuan.model.commands import Reopen, ReturnTask
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.durations import Duration
from fangyuan.model.effects import ClockAct, Rule, TurnClock
from fangyuan.model.events import ClockDue
from fangyuan.model.procedure import Action
from unit.engine.procedures import (
    ACTIONS,
    ALWAYS,
    KEY,
    PLEDGED,
    STAGES,
    Play,
    at_work,
    case_type,
    on,
    pack,
    role,
    words,
)


@pytest.fixture
def play() -> Play:
    """A case in work: U1 has pledged 2026-03-20, U2 2026-04-20."""
    given = pack()
    kind = given.case_types[KEY]
    ends = Action("unreachable", "联系不上", ("work",), close="closed", who=role("head"), outcome="dropped")
    made = at_work(pack=replace(given, case_types={KEY: replace(kind, actions=(*kind.actions, ends))}))
    for unit, head, day in (("U1", "u1-head", "2026-03-20"), ("U2", "u2-head", "2026-04-20")):
        for who in ("director", "committee", head, f"{head[:2]}-handler"):
            made.sign(who, "slip", unit, **({"pledged_date": day} if who == head else {}))
    made.act("head", "hand-over")
    return made


def runs(play: Play) -> dict[str, tuple[str, str]]:
    return {key[1]: (run.status, str(run.history[-1].reckoning.due)) for key, run in play.state.clocks.items()}


def test_a_report_that_is_returned_for_correction_is_owed_again_and_falls_due(play: Play) -> None:
    assert runs(play) == {"U1": ("running", "2026-03-20"), "U2": ("running", "2026-04-20")}
    play.do("u1-handler", "handle", "U1", result="已办")
    assert runs(play)["U1"] == ("stopped", "2026-03-20")
    happened = play.give("head", ReturnTask(task="handle", subject="U1", reason="没有说清"))
    assert words(list(happened)) == ["task-returned", "clock-resumed"]
    assert runs(play) == {"U1": ("running", "2026-03-20"), "U2": ("running", "2026-04-20")}
    assert play.state.clocks[("pledged", "U1", 1)].history[-1].why == "退回后继续计时"
    play.wait(40)
    fell = [one.event.subject for one in play.history if isinstance(one.event, ClockDue)]
    assert fell.count("U1") == 1
    assert play.refolded() == play.state


def test_a_task_that_stopped_no_clock_takes_none_back(play: Play) -> None:
    play.do("u1-handler", "handle", "U1", result="已办")
    play.do("u2-handler", "handle", "U2", result="已办")
    play.give("head", ReturnTask(task="handle", subject="U1", reason="没有说清"))
    assert {subject: status for subject, (status, _) in runs(play).items()} == {"U1": "running", "U2": "stopped"}


def test_a_reopened_case_owes_what_it_owed_when_it_closed_and_the_work_that_is_done_again(play: Play) -> None:
    play.do("u1-handler", "handle", "U1", result="已办")
    before = runs(play)
    play.do("u2-handler", "handle", "U2", result="已办")
    play.give("head", ReturnTask(task="handle", subject="U2", reason="没有说清"))
    assert runs(play) == before
    play.act("head", "unreachable")
    assert {subject: status for subject, (status, _) in runs(play).items()} == {"U1": "stopped", "U2": "cancelled"}
    play.wait(3)
    happened = words(list(play.give("clerk", Reopen(stage="work", reason="新证据"))))
    assert happened[:3] == ["case-reopened", "clock-resumed", "clock-resumed"]
    assert "handle[U1]" in play.tasks()
    assert runs(play) == {"U1": ("running", "2026-03-20"), "U2": ("running", "2026-04-20")}
    assert play.state.clocks[("pledged", "U2", 1)].history[-1].why == "重新办理后继续计时"
    play.wait(60)
    assert [one.event.subject for one in play.history if isinstance(one.event, ClockDue)] == ["U1", "U2"]
    assert play.refolded() == play.state


def reopened(clock: Clock, stage: str = "work", **more: Any) -> str:
    """How U1's run stands after both reported, the case was ended, and is opened again in a stage."""
    given = case_type(clocks=(clock,), **more)
    ends = Action("unreachable", "联系不上", ("work",), close="closed", who=role("head"), outcome="dropped")
    play = at_work(pack=pack(replace(given, actions=(*given.actions, ends))))
    for unit, head in (("U1", "u1-head"), ("U2", "u2-head")):
        for who in ("director", "committee", head, f"{head[:2]}-handler"):
            play.sign(who, "slip", unit, **({"pledged_date": "2026-04-20"} if who == head else {}))
    play.act("head", "hand-over")
    for unit in ("U1", "U2"):
        play.do(f"{unit.lower()}-handler", "handle", unit, result="已办")
    if not play.state.closed:
        play.act("head", "unreachable")
    play.wait(3)
    play.give("clerk", Reopen(stage=stage, reason="没有履行"))
    assert play.refolded() == play.state
    return runs(play)["U1"][0]


def test_a_clock_goes_on_only_where_the_stage_asks_again_for_what_stops_it() -> None:
    assert reopened(PLEDGED, "work") == "running"
    assert reopened(PLEDGED, "intake") == "stopped"


def test_a_clock_whose_only_stop_is_a_kept_task_that_is_done_is_not_owed_again() -> None:
    kept = tuple(
        replace(one, tasks=tuple(replace(task, keep=True) if task.task == "handle" else task for task in one.tasks))
        for one in STAGES
    )
    assert reopened(PLEDGED, "work", stages=kept) == "stopped"


def test_a_clock_that_the_closing_stopped_goes_on_as_the_closing_is_taken_back() -> None:
    assert reopened(replace(PLEDGED, stop=on("case-closed")), "intake") == "running"


def test_a_clock_that_the_pack_begins_anew_there_is_left_to_the_pack() -> None:
    again = replace(PLEDGED, once=False)
    assert reopened(again, "work") == "running"
    begins = Rule(
        "again", "再计时", on("task-completed", task="entry"), ALWAYS, (TurnClock(ClockAct.START, "pledged"),)
    )
    late = replace(again, start=on("stage-entered", stage="signing"), stop=on("task-completed", task="handle"))
    assert reopened(late, "work") == "running"
    assert reopened(late, "work", rules=(*case_type().rules, begins)) == "stopped"


TEN_DAYS = replace(PLEDGED, until=None, within=Duration.parse("10 days"), once=True)
REARRANGE = Action("rearrange", "调整", ("work",), who=role("clerk"), form="liaison")
AT_ONCE = Action("go", "直办", ("intake",), to="work", who=role("head"))


def rearranged() -> Play:
    kind = case_type(actions=(*ACTIONS, REARRANGE, AT_ONCE), clocks=(TEN_DAYS,), rules=())
    return Play(pack=pack(kind)).register()


def test_a_unit_that_joins_a_list_that_was_empty_gets_its_clock_with_its_task() -> None:
    play = rearranged()
    play.act("head", "go")
    assert runs(play) == {}
    play.act("clerk", "rearrange", units=["U1"], standard="到账")
    assert runs(play) == {"U1": ("running", "2026-03-12")}
    assert "handle[U1]" in play.tasks()


def test_a_unit_that_was_taken_out_and_is_put_back_gets_a_clock_again() -> None:
    play = rearranged()
    play.act("head", "go")
    play.act("clerk", "rearrange", units=["U1", "U2"], standard="到账")
    play.wait(3).act("clerk", "rearrange", units=["U1"], standard="到账")
    assert runs(play)["U2"] == ("cancelled", "2026-03-12")
    play.wait(1).act("clerk", "rearrange", units=["U1", "U2"], standard="到账")
    assert [(run.number, run.status) for run in play.state.clocks.values() if run.subject == "U2"] == [
        (1, "cancelled"),
        (2, "running"),
    ]
    play.act("clerk", "rearrange", units=["U1", "U2"], standard="实付到账")
    assert len(play.state.clocks) == 3
    assert play.refolded() == play.state


def test_a_pause_that_a_rule_began_is_not_ended_by_the_clocks_own_condition() -> None:
    held = replace(TEN_DAYS, per="", pause_while=Atom("standard", Op.CONST, "听证"))
    waits = Rule("waits", "等鉴定", on("task-opened", task="plan"), ALWAYS, (TurnClock(ClockAct.PAUSE, "pledged"),))
    kind = case_type(actions=(*ACTIONS, REARRANGE, AT_ONCE), clocks=(held,), rules=(waits,))
    play = Play(pack=pack(kind)).register()
    happened = words(list(play.act("head", "go")))
    assert ("clock-paused" in happened, "clock-resumed" in happened) == (True, False)
    play.act("clerk", "rearrange", units=["U1"], standard="到账")
    assert [run.status for run in play.state.clocks.values()] == ["paused"]
