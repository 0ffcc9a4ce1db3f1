"""Nobody whom a confidential case is kept from is given a part in it, by any field, rule, letter, task, clock or act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fangyuan.engine.shielding import reaching_paths
from fangyuan.model.commands import Comment, CompleteTask, LinkCase, ReassignTask, TakeAction
from fangyuan.model.effects import Dispatch, DispatchKind, FillSlot, SetAnswer
from fangyuan.model.events import CaseDispatched, DispatchRecalled, Notified, TaskWithdrawn
from fangyuan.model.fields import Offer
from fangyuan.model.procedure import Action, Confidential, Stage, Task
from fangyuan.model.who import UnitFrom, UnitRef
from unit.engine.procedures import (
    ACTIONS,
    FORMS,
    HANDLE,
    KEY,
    REMINDER,
    RULES,
    STAGES,
    Play,
    asked,
    case_type,
    form,
    is_,
    on,
    pack,
    role,
    rule,
    slot,
)

KEPT = Confidential(is_("purpose", "accusation"), ("accused",))
ROWS = Task("each", "办理一项", who=role("handler", unit=UnitRef(UnitFrom.SUBJECT, "items.unit")), per="items")


def secret(*, purpose: str = "accusation", accused: str = "U1", rules: Any = (), **more: Any) -> Play:
    """A matter about a unit or a person, screened and selected; `purpose: advice` is not confidential yet."""
    forms = {
        **FORMS,
        "register": form("register", asked("subject_matter"), asked("purpose"), asked("accused")),
        "liaison": form(
            "liaison", asked("units", "array", title="承办单位"), asked("items", "array"), asked("lead_unit")
        ),
        "screening": form("screening", asked("difficulty"), asked("purpose")),
    }
    found_out = rule("found-out", on("comment-made"), SetAnswer("purpose", "accusation"))
    send = Action(
        "send", "发出", ("signing", "work"), who=role("head"),
        dispatch=Dispatch(DispatchKind.ASSIGN, KEY, "units", wait=True, lead_field="lead_unit"),
    )  # fmt: skip
    kind = case_type(
        forms=forms, confidential=KEPT, rules=(*RULES, found_out, *rules), actions=(*ACTIONS, send), **more
    )
    play = Play(pack=pack(kind)).register(answers={"subject_matter": "x", "purpose": purpose, "accused": accused})
    play.do("head", "screen", difficulty="x", purpose=purpose)
    play.act("head", "select")
    return play


def assigned(*units: str, **more: Any) -> Play:
    """The matter with the units that were named, and their slips asked for."""
    play = secret(**more)
    play.do("clerk", "liaise", units=list(units), standard="x")
    play.act("head", "assign")
    return play


@pytest.mark.parametrize("accused", ["U1", "u1-head"])
@pytest.mark.parametrize("named", ["units", "lead_unit"])
def test_an_act_that_gives_the_matter_to_whom_it_is_about_is_refused(accused: str, named: str) -> None:
    play = secret(accused=accused)
    given = [accused] if named == "units" else accused
    problem = play.refusal("clerk", CompleteTask(task="liaise", answers={named: given}))
    assert (problem.code, problem.path) == ("kept-from", named)
    assert "被反映的单位" in problem.message
    assert ("甲局" if accused == "U1" else "u1-head") in problem.message
    assert ("承办单位" in problem.message) is (named == "units")


def test_a_row_that_gives_one_item_to_the_unit_is_refused_and_another_unit_is_not() -> None:
    work = Stage("liaison", "对接", (Task("liaise", "对接", who=role("clerk"), form="liaison"), ROWS))
    stages = (STAGES[0], work, *STAGES[2:])
    play = secret(stages=stages)
    rows = [{"id": "a", "unit": "U2"}, {"id": "b", "unit": "U1"}]
    problem = play.refusal("clerk", CompleteTask(task="liaise", answers={"items": rows}))
    assert (problem.code, problem.path) == ("kept-from", "items.unit")
    play.do("clerk", "liaise", items=[rows[0]])
    assert play.tasks() == ["each[a]"]


def test_an_instrument_is_not_used_on_the_unit_it_is_about() -> None:
    play = assigned("U2", instruments=(replace(REMINDER, letter=""),))
    play.act("head", "hand-over")
    problem = play.refusal("clerk", CompleteTask(task="reminder", subject="U1", answers={"reminder_text": "请报告"}))
    assert (problem.code, problem.path) == ("kept-from", "subject")
    assert "甲局" in problem.message
    play.do("clerk", "reminder", "U2", reminder_text="请报告")


def test_the_class_and_the_unit_of_one_form_are_looked_at_together() -> None:
    forms = {**FORMS, "screening": form("screening", asked("difficulty"), asked("purpose"), asked("units", "array"))}
    kind = case_type(forms=forms, confidential=Confidential(is_("purpose", "accusation"), ("subject_matter",)))
    play = Play(pack=pack(kind)).register(answers={"subject_matter": "U1"})
    asks = CompleteTask(task="screen", answers={"purpose": "accusation", "units": ["U1"]})
    assert play.refusal("head", asks).path == "units"
    play.do("head", "screen", purpose="advice", units=["U1"])
    assert play.state.slots["units"] == ("U1",)


def test_where_the_unit_is_named_as_the_accused_it_is_no_part_of_the_way() -> None:
    notify = Action("tell", "告知", ("liaison",), who=role("head", unit=UnitRef(UnitFrom.FIELD, "accused")))
    assert "accused" in reaching_paths(case_type(actions=(*ACTIONS, notify)))
    play = secret()
    assert play.state.answers["accused"] == "U1"


def test_a_rule_that_gives_it_to_the_unit_is_refused_with_the_act() -> None:
    given = rule("given", on("action-taken", action="assign"), SetAnswer("lead_unit", "U1"))
    play = secret(rules=(given,))
    play.do("clerk", "liaise", units=["U2"], standard="x")
    assert play.refusal("head", TakeAction(action="assign")).path == "lead_unit"


def test_a_slot_that_a_rule_fills_leaves_the_unit_out() -> None:
    filled = rule("filled", on("action-taken", action="assign"), FillSlot("units", UnitRef(UnitFrom.FIELD, "accused")))
    play = secret(rules=(filled,))
    play.do("clerk", "liaise", standard="x", units=["U2"])
    play.act("head", "assign")
    assert play.state.slots["units"] == ("U2",)


def test_found_out_later_the_unit_loses_its_tasks_clocks_and_place_and_the_office_is_told() -> None:
    play = assigned("U1", "U2", purpose="advice")
    play.act("head", "hand-over")
    assert {"handle[U1]", "slip[U1]"} <= set(play.tasks())
    events = play.give("clerk", Comment(text="查明系检举控告"))
    gone = [one for one in events if isinstance(one, TaskWithdrawn) and one.subject == "U1"]
    assert {one.task for one in gone} == {"slip", "handle"}
    assert not any("U1" in one for one in play.tasks())
    assert {"handle[U2]", "slip[U2]"} <= set(play.tasks())
    assert {(run.subject, run.status) for run in play.state.clocks.values()} == {("U1", "cancelled"), ("U2", "running")}
    assert play.state.slots["units"] == ("U2",)
    [told] = [one for one in events if isinstance(one, Notified) and "甲局" in one.text]
    assert set(told.to) == {"clerk", "admin"}
    assert play.refolded() == play.state
    play.give("clerk", Comment(text="又说一次"))
    assert not any(isinstance(one.event, Notified) and "甲局" in one.event.text for one in play.history[-2:])


def test_the_unit_comes_back_when_the_case_is_confidential_no_more() -> None:
    cleared = rule("cleared", on("action-taken", action="assign"), SetAnswer("purpose", "advice"))
    play = secret(purpose="advice", rules=(cleared,))
    play.do("clerk", "liaise", units=["U1", "U2"], standard="x")
    play.give("clerk", Comment(text="查明系检举控告"))
    assert play.state.slots["units"] == ("U2",)
    play.act("head", "assign")
    assert {"slip[U1]", "slip[U2]"} <= set(play.tasks())


def test_what_had_been_sent_to_the_unit_is_called_back_without_saying_why() -> None:
    play = assigned("U1", "U2", purpose="advice")
    kind = play.pack.case_types[KEY]
    unled = tuple(
        replace(one, dispatch=replace(one.dispatch, lead_field="")) if one.dispatch else one for one in kind.actions
    )
    play.pack = pack(replace(kind, actions=unled))
    for event in play.act("head", "send"):
        if isinstance(event, CaseDispatched):
            play.give("clockwork", LinkCase(relation="child", case=f"C-{event.to}", number=event.to, key=event.key))
    events = play.give("clerk", Comment(text="查明系检举控告"))
    [back] = [one for one in events if isinstance(one, DispatchRecalled)]
    assert back.to == "U1"
    [told] = [one for one in play.decision.outgoing if one.case == "C-U1"]
    assert told.command is not None
    assert "检举" not in str(told.command)
    assert "保密" not in str(told.command)


def test_nobody_gives_a_task_or_a_letter_to_the_unit_by_hand() -> None:
    play = assigned("U2")
    play.act("head", "hand-over")
    problem = play.refusal("clerk", ReassignTask(task="handle", subject="U2", to="u1-handler", reason="x"))
    assert problem.code == "unknown-person"
    asks = CompleteTask(task="reminder", subject="U1", answers={"reminder_text": "x"})
    assert play.refusal("clerk", asks).code == "kept-from"
    play.do("clerk", "reminder", "U2", reminder_text="x")


def test_a_rung_says_nothing_to_a_holder_of_a_slot_who_is_kept_out() -> None:
    play = assigned("U1", "U2", purpose="advice")
    play.act("head", "hand-over")
    play.give("clerk", Comment(text="查明系检举控告"))
    play.wait(45)
    assert not any("U1" in one for one in play.tasks())
    assert "reminder[U2]" in play.tasks()


def test_every_way_of_naming_somebody_is_known() -> None:
    found = reaching_paths(
        case_type(instruments=(REMINDER, replace(HANDLE, task="x", per="others", who=slot("leader"))))
    )
    assert {"units", "others", "leader"} <= found
    leads = replace(asked("lead"), offer=Offer(among="units"))
    forms = {
        **FORMS,
        "liaison": form(
            "liaison", asked("units", "array"), leads, replace(leads, path="x", name="x", offer=Offer(among="y"))
        ),
    }
    assert {"units", "lead"} <= reaching_paths(case_type(forms=forms)), "one of those whom it reaches is reached"
    assert "x" not in reaching_paths(case_type(forms=forms))


def test_nothing_is_done_about_a_unit_that_has_no_part_in_the_case() -> None:
    play = assigned("U2", purpose="advice")
    play.act("head", "hand-over")
    about = CompleteTask(task="reminder", subject="U1", answers={"reminder_text": "x"})
    assert play.refusal("clerk", about).code == "no-part"
    play.do("clerk", "reminder", "U2", reminder_text="x")
    play.do("clerk", "reminder", reminder_text="about the case as a whole")
