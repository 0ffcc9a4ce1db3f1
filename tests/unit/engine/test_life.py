"""A case from its registration to its end."""

from __future__ import annotations

from datetime import date, timedelta

from fangyuan.model.commands import Comment, CompleteTask, LinkCase, Register, Reopen
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.events import CaseClosed, CaseRegistered, StageEntered, TaskWithdrawn
from fangyuan.model.procedure import Action, Stage, Task
from unit.engine.procedures import ACTIONS, KEY, STAGES, Play, at_work, case_type, done, pack, role, words


def test_registering_opens_the_first_stage_and_does_its_first_task() -> None:
    play = Play().register(answers={"subject_matter": "征地", "urgent": True})
    assert play.state.stage == "intake"
    assert play.state.answers == {"subject_matter": "征地", "urgent": True}
    assert play.state.tasks["register", "", 1].status == "done"
    assert play.tasks() == ["screen"]
    assert play.state.flags == ("urgent",)


def test_the_number_is_a_placeholder_that_the_commit_fills() -> None:
    play = Play().register()
    [wanted] = play.decision.numbers
    assert play.state.number == wanted.placeholder == "\ue000case\ue001"
    assert wanted.kind == "case:demo/matter"


def test_parameters_are_pinned_but_for_those_that_are_resolved_when_used() -> None:
    from fangyuan.model.pack import Parameter
    from unit.engine.procedures import world

    known = {
        "quota": Parameter("quota", "", {"type": "integer"}),
        "hotline": Parameter("hotline", "", {"type": "string", "x-fangyuan-kind": "phone"}),
    }
    play = Play(pack=pack(parameters=known), world=world(parameters={"quota": 3, "hotline": "0530-1"})).register()
    assert play.state.parameters == {"quota": 3}


def test_who_may_not_register_is_told_so() -> None:
    play = Play()
    command = Register(case="C1", case_type=KEY, unit="O", answers={}, received_on=date(2026, 3, 1))
    assert play.refusal("stranger", command).code == "not-yours"


def test_a_matter_cannot_have_been_received_tomorrow() -> None:
    command = Register(case="C1", case_type=KEY, unit="O", answers={}, received_on=date(2026, 3, 3))
    assert Play().refusal("clerk", command).code == "in-the-future"


def test_a_matter_cannot_have_been_received_in_the_first_year() -> None:
    command = Register(case="C1", case_type=KEY, unit="O", answers={}, received_on=date(1, 1, 1))
    problem = Play().refusal("clerk", command)
    assert (problem.code, problem.path) == ("long-ago", "received_on")


def test_no_act_occurs_before_the_matter_was_received() -> None:
    day = date(2025, 3, 1)
    registering = Register(
        case="C1", case_type=KEY, unit="O", answers={}, received_on=date(2026, 3, 1), occurred_on=day
    )
    assert Play().refusal("clerk", registering).code == "before-receipt"
    problem = Play().register().refusal("head", CompleteTask(task="screen", answers={}, occurred_on=day))
    assert (problem.code, problem.path) == ("before-receipt", "occurred_on")
    assert problem.message == "发生日期不能早于收到日期（2026-03-01）"


def test_registering_in_a_unit_that_nobody_knows_is_refused() -> None:
    command = Register(case="C1", case_type=KEY, unit="X", answers={}, received_on=date(2026, 3, 1))
    assert Play().refusal("clerk", command).code == "unknown-unit"


def test_an_abstract_type_takes_no_cases() -> None:
    command = Register(case="C1", case_type=KEY, unit="O", answers={}, received_on=date(2026, 3, 1))
    assert Play(pack=pack(case_type(abstract=True))).refusal("clerk", command).code == "abstract"


def test_a_case_that_was_sent_here_is_tied_to_where_it_came_from() -> None:
    play = Play().register("clockwork", answers={"subject_matter": "转来"}, parent="P1", key="P1:7:0")
    assert play.state.parent == "P1"
    assert [(tie.relation, tie.case) for tie in play.state.links] == [("parent", "P1")]
    [told] = play.decision.outgoing
    link = LinkCase(relation="child", case="C1", number=play.state.number, key="P1:7:0")
    assert (told.case, told.command) == ("P1", link)


def test_a_matter_sent_here_waits_for_the_receivers_own_clerk() -> None:
    play = Play().register("clockwork", answers={"subject_matter": "转来", "note": "急"}, parent="P1", key="k")
    assert play.tasks() == ["register"]
    assert play.state.answers == {"subject_matter": "转来", "note": "急"}
    play.do("clerk", "register", subject_matter="转来，已核对")
    assert play.tasks() == ["screen"]


def test_the_whole_way_to_the_end() -> None:
    play = at_work()
    play.act("head", "hand-over")
    assert play.state.stage == "work"
    for unit in ("U1", "U2"):
        play.do(f"{unit.lower()}-handler", "handle", unit, result="已办")
    play.act("head", "resolve")
    play.do("clerk", "closing", outcome="settled")
    play.act("head", "archive")
    assert play.state.closed
    assert play.state.outcome == "settled"
    assert play.state.open_tasks() == ()
    assert not [run for run in play.state.clocks.values() if run.open]


def test_an_action_may_name_the_outcome() -> None:
    play = Play().register()
    events = play.act("head", "drop")
    [closed] = [event for event in events if isinstance(event, CaseClosed)]
    assert closed.outcome == "dropped"
    assert words(events)[:3] == ["action-taken", "stage-left", "task-withdrawn"]


def test_leaving_a_stage_withdraws_its_open_tasks_but_for_kept_ones_and_instruments() -> None:
    play = at_work()
    play.act("head", "hand-over")
    assert play.tasks() == ["slip[U1]", "slip[U2]", "plan", "handle[U1]", "handle[U2]", "entry"]
    for unit in ("u1", "u2"):
        play.do(f"{unit}-handler", "handle", unit.upper())
    events = play.act("head", "resolve")
    assert [event.task for event in events if isinstance(event, TaskWithdrawn)] == ["entry"]
    assert play.tasks() == ["slip[U1]", "slip[U2]", "plan", "closing"]


def test_another_visit_opens_new_tasks_and_keeps_those_that_say_so() -> None:
    play = at_work()
    play.act("head", "hand-over")
    play.do("director", "plan")
    for unit in ("u1", "u2"):
        play.do(f"{unit}-handler", "handle", unit.upper(), result="第一次")
    play.act("head", "resolve")
    play.act("head", "back", back_reason="不实")
    assert play.state.visit == 2
    assert play.state.tasks["handle", "U1", 2].open
    assert play.state.tasks["handle", "U1", 1].status == "done"
    assert ("plan", "", 2) not in play.state.tasks
    assert play.state.answers["tasks"]["handle"]["U1"] == {"result": "第一次"}, "earlier answers stay, as prefill"
    assert play.may("head").actions[0].failed is not None, "the new visit's tasks are not done"


def test_a_closed_case_takes_no_more_work_but_remarks() -> None:
    play = Play().register()
    play.act("head", "drop")
    assert play.may("head").tasks == ()
    play.give("head", Comment(text="存档"))
    assert play.state.closed


def test_reopening_takes_a_right_a_reason_and_a_stage_that_goes_on() -> None:
    play = Play().register()
    assert play.refusal("clerk", Reopen(stage="intake", reason="新证据")).code == "not-closed"
    play.act("head", "drop")
    assert play.refusal("u1-head", Reopen(stage="intake", reason="新证据")).code == "not-yours"
    assert play.refusal("clerk", Reopen(stage="intake", reason=" ")).code == "reason-missing"
    assert play.refusal("clerk", Reopen(stage="closed", reason="新证据")).code == "not-in-stage"
    play.give("clerk", Reopen(stage="intake", reason="新证据"))
    assert not play.state.closed
    assert play.state.outcome == ""
    assert play.tasks() == ["register"]


def test_an_action_out_of_a_final_stage_reopens() -> None:
    again = Action("again", "重启", ("closed",), to="intake", who=role("head"))
    play = Play(pack=pack(case_type(actions=(*ACTIONS, again)))).register()
    play.act("head", "drop")
    events = play.act("head", "again")
    assert words(events)[:4] == ["action-taken", "case-reopened", "stage-left", "stage-entered"]
    assert not play.state.closed


def test_a_task_of_the_final_stage_is_still_done() -> None:
    stages = (*STAGES[:-1], Stage("closed", "归档", (Task("file", "装订", who=role("clerk")),), final=True))
    play = Play(pack=pack(case_type(stages=stages))).register()
    play.act("head", "drop")
    assert play.tasks() == ["file"]
    play.do("clerk", "file")
    assert play.tasks() == []


def test_an_automatic_action_is_taken_as_soon_as_its_condition_holds() -> None:
    auto = Action("go", "自动转入", ("intake",), to="liaison", automatic=True, condition=done("screen"))
    play = Play(pack=pack(case_type(actions=(auto,)))).register()
    events = play.do("head", "screen")
    assert play.state.stage == "liaison"
    assert [event.stage for event in events if isinstance(event, StageEntered)] == ["liaison"]


def test_an_automatic_action_that_stays_says_its_word_once() -> None:
    ready = Action("ready", "就绪", ("intake",), automatic=True, condition=done("screen"), emits="ready")
    play = Play(pack=pack(case_type(actions=(ready,)))).register()
    play.do("head", "screen")
    play.give("head", Comment(text="看过"))
    assert play.state.marks == {"ready": 1}


def test_an_automatic_action_is_nobodys_to_take() -> None:
    auto = Action("go", "自动转入", ("intake",), to="liaison", automatic=True, condition=Atom("note", Op.CONST, "x"))
    from fangyuan.model.commands import TakeAction

    play = Play(pack=pack(case_type(actions=(auto,)))).register()
    assert play.refusal("head", TakeAction(action="go")).code == "not-yours"


def test_blanks_in_a_form_that_is_given_again_empty_the_answer() -> None:
    from fangyuan.model.commands import ReturnTask

    play = Play().register(answers={"subject_matter": "征地", "urgent": True})
    play.give("head", ReturnTask(task="register", reason="请更正"))
    play.do("clerk", "register", subject_matter="拆迁")
    assert play.state.answers == {"subject_matter": "拆迁"}


def test_registration_says_what_the_case_is() -> None:
    play = Play().register()
    first = play.history[0].event
    assert isinstance(first, CaseRegistered)
    assert (first.case, first.tenant, first.unit, first.case_type, first.pack) == ("C1", "T", "O", KEY, play.pack.hash)


def test_a_late_entry_keeps_the_day_on_which_it_happened() -> None:
    play = Play().register(received_on=date(2026, 2, 20), occurred_on=date(2026, 2, 20))
    assert {one.occurred_on for one in play.history} == {date(2026, 2, 20)}
    command = Comment(text="x", occurred_on=play.now.date() + timedelta(days=1))
    assert play.refusal("clerk", command).code == "in-the-future"
