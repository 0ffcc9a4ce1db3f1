"""An action sends back the work of those it names, and of nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.model.commands import TakeAction
from fangyuan.model.events import Emitted, LetterIssued, TaskReturned
from fangyuan.model.procedure import Action
from unit.engine.procedures import ACTIONS, FORMS, Play, asked, at_work, case_type, form, pack, role


def at_the_units(**more: Any) -> Play:
    """Both units have reported; an action sends back the reports of those that it names."""
    back = Action(
        "redo", "退回重报", ("work",), who=role("head"), form="back", per="back_units", returns=("handle",),
        **{"reason": "back_reason", "emits": "redone", **more},
    )  # fmt: skip
    forms = {**FORMS, "back": form("back", asked("back_units", "array", title="退回的单位"), asked("back_reason"))}
    play = at_work(pack=pack(case_type(actions=(*ACTIONS, back), forms=forms)))
    play.act("head", "hand-over")
    for unit in ("U1", "U2"):
        play.do(f"{unit.lower()}-handler", "handle", unit, result="好")
    return play


def statuses(play: Play) -> dict[str, str]:
    return {run.subject: run.status for run in play.state.clocks.values() if run.clock == "pledged"}


def test_only_the_named_unit_does_it_again_and_only_its_clock_goes_on() -> None:
    play = at_the_units()
    assert statuses(play) == {"U1": "stopped", "U2": "stopped"}
    events = play.act("head", "redo", back_units=["U2"], back_reason="没有照片")
    [back] = [one for one in events if isinstance(one, TaskReturned)]
    assert (back.task, back.subject, back.reason) == ("handle", "U2", "没有照片")
    assert [(one.mark, one.subject) for one in events if isinstance(one, Emitted)] == [("redone", "U2")]
    assert statuses(play) == {"U1": "stopped", "U2": "running"}
    assert "handle[U2]" in play.tasks()
    assert "handle[U1]" not in play.tasks()
    assert play.state.answers["tasks"]["handle"]["U1"] == {"result": "好"}
    assert play.refolded() == play.state


def test_several_may_be_named_and_each_gets_a_letter_of_its_own() -> None:
    play = at_the_units(letter="reminder", reason="")
    events = play.act("head", "redo", back_units=["U1", "U2"])
    assert [one.subject for one in events if isinstance(one, LetterIssued)] == ["U1", "U2"]
    assert {one.reason for one in events if isinstance(one, TaskReturned)} == {"退回重报"}
    assert statuses(play) == {"U1": "running", "U2": "running"}


@pytest.mark.parametrize(("named", "code"), [([], "nobody-named"), (["U2", "U1"], "nothing-to-return")])
def test_nothing_goes_back_where_nobody_is_named_or_nothing_is_done(named: list[str], code: str) -> None:
    play = at_the_units()
    play.act("head", "redo", back_units=["U1"])
    problem = play.refusal("head", TakeAction(action="redo", answers={"back_units": named}))
    assert (problem.code, problem.path) == (code, "back_units")


def test_an_action_about_the_whole_case_returns_the_task_of_the_case() -> None:
    back = Action("reopen-plan", "重定方案", ("work",), who=role("head"), returns=("plan",))
    play = at_work(pack=pack(case_type(actions=(*ACTIONS, back))))
    play.act("head", "hand-over")
    assert play.refusal("head", TakeAction(action="reopen-plan")).code == "nothing-to-return"
    play.do("director", "plan")
    play.act("head", "reopen-plan")
    assert "plan" in play.tasks()
