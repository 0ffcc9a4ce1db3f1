"""Work that goes to others: signers added, tasks withdrawn, delegates, recusals, charges and units handed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fangyuan.engine.rights import may_see
from fangyuan.model.commands import (
    AddSigner,
    ApproveDraft,
    AskExtension,
    ClaimTask,
    Command,
    CompleteTask,
    HandOver,
    ReassignTask,
    Recuse,
    ReturnTask,
    Sign,
    SucceedUnit,
    WithdrawTask,
)
from fangyuan.model.events import Signed, TaskWithdrawn
from fangyuan.model.procedure import Action, Slot, SlotKind, Stage, Task, TaskMode
from fangyuan.model.world import Delegation, Post, Unit
from unit.engine.procedures import (
    ACTIONS,
    FORMS,
    PEOPLE,
    STAGES,
    UNITS,
    Play,
    asked,
    at_work,
    case_type,
    form,
    is_,
    pack,
    person,
    role,
    slot,
    words,
    world,
)


def with_units(*fields: str) -> Play:
    """At work, where the answers of these names are known to be units."""
    kinds = {name: replace(asked(name, "array"), kind="unit") for name in fields}
    typed = case_type()
    return at_work(pack=pack(replace(typed, fields={**typed.fields, **kinds})))


def signed_by_all(play: Play, unit: str) -> None:
    for name in ("director", "committee", f"{unit.lower()}-head"):
        play.sign(name, "slip", unit)
    play.sign(f"{unit.lower()}-handler", "slip", unit, pledged_date="2026-04-10")


def in_force(to: str, principal: str, since: date = date(2026, 3, 1), until: date = date(2026, 3, 5)) -> Delegation:
    return Delegation(person=principal, to=to, since=since, until=until, reason="出差")


def delegating(play: Play, *delegations: Delegation) -> Play:
    play.world = replace(play.world, directory=replace(play.world.directory, delegations=delegations))
    return play


# --- signers added -----------------------------------------------------------------------------------------------------


def test_one_more_signer_is_waited_for() -> None:
    play = at_work()
    assert words(play.give("clerk", AddSigner(task="slip", subject="U1", to="deputy-a", reason="分管"))) == [
        "signer-added"
    ]
    signed_by_all(play, "U1")
    assert play.state.tasks["slip", "U1", 1].open, "the added signer has not signed"
    assert "task-completed" in words(play.sign("deputy-a", "slip", "U1"))
    assert play.refolded() == play.state


def test_a_task_for_any_waits_for_both_once_a_signer_was_added() -> None:
    play = Play().register()
    play.give("head", AddSigner(task="screen", to="director"))
    assert words(play.do("head", "screen", difficulty="hard")) == ["answers-submitted", "signed"]
    assert not play.may("head").tasks
    assert "task-completed" in words(play.sign("director", "screen"))
    assert play.state.answers["difficulty"] == "hard"


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("u2-handler", AddSigner(task="slip", subject="U1", to="deputy-a"), "not-yours"),
        ("clerk", AddSigner(task="slip", subject="U1", to="nobody"), "unknown-person"),
        ("clerk", AddSigner(task="slip", subject="U1", to="director"), "already-asked"),
        ("clerk", AddSigner(task="handle", subject="U1", to="director"), "not-open"),
    ],
)
def test_who_may_not_be_added_and_by_whom(who: str, command: Command, code: str) -> None:
    problem = at_work().refusal(who, command)
    assert problem.code == code
    assert problem.advice, "a refusal says what to do next"


def test_a_task_of_many_entries_takes_no_signers() -> None:
    play = at_work()
    play.act("head", "hand-over")
    assert play.refusal("clerk", AddSigner(task="entry", to="head")).code == "not-open"
    assert "entry" not in [state.task for state in play.may("clerk").addable]
    assert "plan" in [state.task for state in play.may("clerk").addable]


# --- tasks withdrawn ---------------------------------------------------------------------------------------------------


def test_what_the_procedure_can_do_without_is_withdrawn_with_the_reason() -> None:
    play = at_work()
    play.act("head", "hand-over")
    (event,) = play.give("clerk", WithdrawTask(task="entry", reason="不再需要记录"))
    assert isinstance(event, TaskWithdrawn)
    assert event.dropped
    play.do("director", "plan")
    assert "entry" not in play.tasks(), "it does not come back in this visit"
    assert play.refolded() == play.state


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("clerk", WithdrawTask(task="plan", reason="不要了"), "needed"),
        ("clerk", WithdrawTask(task="entry", reason=" "), "reason-missing"),
        ("u1-handler", WithdrawTask(task="entry", reason="不要了"), "not-yours"),
        ("clerk", WithdrawTask(task="slip", reason="不要了"), "not-open"),
    ],
)
def test_what_may_not_be_withdrawn(who: str, command: Command, code: str) -> None:
    play = at_work()
    play.act("head", "hand-over")
    assert play.refusal(who, command).code == code


def test_what_comes_after_a_dropped_task_opens() -> None:
    extra = Task("visit", "走访", who=role("clerk"), optional=True)
    after = Task("note", "小结", who=role("clerk"), after=("visit",))
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], extra, after)), *STAGES[1:])
    play = Play(pack=pack(case_type(stages=stages))).register()
    assert "note" not in play.tasks()
    play.give("clerk", WithdrawTask(task="visit", reason="已当面谈过"))
    assert "note" in play.tasks()


def test_a_task_whose_condition_holds_no_more_is_asked_for_no_more_and_opens_again() -> None:
    survey = Task("survey", "踏勘", who=role("clerk"), condition=is_("difficulty", "hard"))
    screen = replace(STAGES[0].tasks[1], repeat=True)
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], screen, survey)), *STAGES[1:])
    fix = Action("fix", "更正", ("intake",), who=role("head"), form="screening")
    play = Play(pack=pack(case_type(stages=stages, actions=(fix, *ACTIONS)))).register()
    play.act("head", "fix", difficulty="hard")
    assert "survey" in play.tasks()
    assert "task-withdrawn" in words(play.act("head", "fix", difficulty="ordinary"))
    assert "survey" not in play.tasks()
    play.act("head", "fix", difficulty="hard")
    assert "survey" in play.tasks()
    assert play.refolded() == play.state


def test_work_that_was_begun_is_not_taken_away_by_a_condition() -> None:
    survey = Task(
        "survey", "踏勘", who=(*role("clerk"), *role("head")), mode=TaskMode.ALL, condition=is_("difficulty", "hard")
    )
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], survey)), *STAGES[1:])
    fix = Action("fix", "更正", ("intake",), who=role("head"), form="screening")
    play = Play(pack=pack(case_type(stages=stages, actions=(fix, *ACTIONS)))).register()
    play.act("head", "fix", difficulty="hard")
    play.sign("clerk", "survey")
    play.act("head", "fix", difficulty="ordinary")
    assert "survey" in play.tasks()


# --- delegates -----------------------------------------------------------------------------------------------------------


def test_a_delegate_acts_for_the_principal_while_the_delegation_holds() -> None:
    play = delegating(at_work(), in_force("stranger", "director"))
    assert [choice.state.subject for choice in play.may("stranger").tasks] == ["U1", "U2"]
    signed = next(event for event in play.sign("stranger", "slip", "U1") if isinstance(event, Signed))
    assert (signed.person, signed.instead_of) == ("stranger", "director")
    assert play.state.tasks["slip", "U1", 1].signatures[0].instead_of == "director"
    assert play.refusal("director", Sign(task="slip", subject="U1")).code == "not-yours"


def test_a_delegation_ends_by_itself() -> None:
    play = delegating(at_work(), in_force("stranger", "director"))
    play.wait(4)
    assert not play.may("stranger").tasks
    assert play.refusal("stranger", Sign(task="slip", subject="U1")).code == "not-yours"
    assert play.may("director").tasks


def test_a_claim_ends_with_the_delegation_under_which_it_was_made() -> None:
    play = delegating(Play().register(), in_force("u2-handler", "head"))
    play.give("u2-handler", ClaimTask(task="screen"))
    assert play.refusal("head", ClaimTask(task="screen")).code == "already-claimed"
    assert [one.lapsed for one in play.may("head").tasks] == [False]
    play.wait(10)
    assert [one.lapsed for one in play.may("head").tasks] == [True]
    assert not may_see(play.pack, play.state, play.who("u2-handler"), play.world, play.now)
    play.give("head", ClaimTask(task="screen"))
    assert play.state.tasks["screen", "", 1].claimed_by == "head"


def test_a_delegate_has_the_actions_the_drafts_and_the_desk_of_the_principal() -> None:
    play = delegating(Play().register(), in_force("stranger", "head"), in_force("u2-handler", "director"))
    assert "drop" in [choice.action.action for choice in play.may("stranger").actions]
    play.do("stranger", "screen", difficulty="hardest")
    play.act("stranger", "select")
    assert [draft.draft for draft in play.may("u2-handler").drafts] == [1]
    play.give("u2-handler", ApproveDraft(draft=1))
    assert play.state.leader == "director", "who decides for somebody does not become them"


def test_a_delegate_passes_nothing_on() -> None:
    play = delegating(at_work(), in_force("head", "director"), in_force("stranger", "head"))
    assert not play.may("stranger").tasks
    assert play.may("head").tasks


def test_nobody_votes_twice_but_may_vote_for_another() -> None:
    vote = Task("vote", "表决", who=role("deputy"), mode=TaskMode.VOTE, at_least=2)
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], vote)), *STAGES[1:])
    play = delegating(Play(pack=pack(case_type(stages=stages))).register(), in_force("deputy-a", "deputy-b"))
    play.sign("deputy-a", "vote")
    play.sign("deputy-a", "vote")
    state = play.state.tasks["vote", "", 1]
    assert state.status == "done"
    assert sorted(one.instead_of or one.person for one in state.signatures) == ["deputy-a", "deputy-b"]


# --- recusals ------------------------------------------------------------------------------------------------------------


def test_who_is_recused_takes_no_part_and_a_stand_in_has_their_posts_in_this_case() -> None:
    play = at_work()
    play.give("director", Recuse(reason="亲属关系", to="deputy-a"))
    assert play.state.leader == "deputy-a"
    assert play.refusal("director", Sign(task="slip", subject="U1")).code == "recused"
    assert not play.may("director").tasks
    assert not play.may("director").actions
    assert [c.state.subject for c in play.may("deputy-a").tasks] == ["U1", "U2"]
    play.sign("deputy-a", "slip", "U1")
    assert play.refolded() == play.state


def test_a_recused_head_is_replaced_also_for_actions_to_come() -> None:
    play = Play().register()
    play.give("clerk", Recuse(person="head", to="committee", reason="当事人近亲属"))
    play.do("committee", "screen", difficulty="ordinary")
    play.act("committee", "select")
    assert play.state.stage == "liaison"


def test_where_others_hold_the_same_post_nobody_need_be_named() -> None:
    people = (*PEOPLE, person("head-2", "head"))
    play = Play(world=world(people)).register()
    play.give("head", Recuse(reason="同学"))
    assert [choice.state.task for choice in play.may("head-2").tasks] == ["screen"]
    assert play.refusal("clerk", ReassignTask(task="screen", to="head")).code == "unknown-person"


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("head", Recuse(reason=""), "reason-missing"),
        ("head", Recuse(reason="亲属"), "successor-missing"),
        ("head", Recuse(reason="亲属", to="head"), "same-person"),
        ("head", Recuse(reason="亲属", to="nobody"), "unknown-person"),
        ("u1-handler", Recuse(reason="亲属", person="head", to="deputy-a"), "not-yours"),
        ("stranger", Recuse(reason="亲属", to="deputy-a"), "not-yours"),
    ],
)
def test_recusals_that_are_refused(who: str, command: Command, code: str) -> None:
    assert Play().register().refusal(who, command).code == code


def test_nobody_is_recused_twice_or_names_one_who_was() -> None:
    play = Play().register()
    play.give("clerk", Recuse(person="head", to="committee", reason="亲属"))
    assert play.refusal("clerk", Recuse(person="head", to="deputy-a", reason="亲属")).code == "already-recused"
    assert play.refusal("clerk", Recuse(person="committee", to="head", reason="亲属")).code == "unknown-person"


def test_a_stand_in_who_is_recused_too_hands_everything_on() -> None:
    play = Play().register()
    play.give("clerk", Recuse(person="head", to="committee", reason="亲属"))
    play.give("committee", Recuse(to="deputy-a", reason="亲属"))
    assert [choice.state.task for choice in play.may("deputy-a").tasks] == ["screen"]
    assert "drop" in [choice.action.action for choice in play.may("deputy-a").actions]


# --- charges handed over -------------------------------------------------------------------------------------------------


def test_everything_that_waits_goes_to_another() -> None:
    play = at_work()
    play.give("clerk", HandOver(person="director", to="deputy-b", reason="分工调整"))
    assert play.state.leader == "deputy-b"
    assert [c.state.subject for c in play.may("deputy-b").tasks] == ["U1", "U2"]
    assert not play.may("director").tasks
    assert play.give("clerk", HandOver(person="director", to="deputy-b", reason="分工调整")) == ()
    assert play.refolded() == play.state


def test_drafts_and_extensions_that_wait_go_along() -> None:
    play = Play().register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    play.give("director", HandOver(person="director", to="deputy-b", reason="请假"))
    assert [draft.draft for draft in play.may("deputy-b").drafts] == [1]
    later = at_work()
    signed_by_all(later, "U1")
    later.act("head", "hand-over")
    later.give("u1-handler", AskExtension(clock="pledged", subject="U1", by="10 days", reason="等待"))
    later.give("clerk", HandOver(person="director", to="deputy-b", reason="分工调整"))
    assert [run.clock for run in later.may("deputy-b").extensions] == ["pledged"]


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("u1-handler", HandOver(person="director", to="deputy-a", reason="调整"), "not-yours"),
        ("clerk", HandOver(person="director", to="director", reason="调整"), "same-person"),
        ("clerk", HandOver(person="director", to="nobody", reason="调整"), "unknown-person"),
        ("clerk", HandOver(person="nobody", to="director", reason="调整"), "unknown-person"),
        ("clerk", HandOver(person="director", to="deputy-a", reason=""), "reason-missing"),
    ],
)
def test_charges_that_are_not_handed_over(who: str, command: Command, code: str) -> None:
    assert at_work().refusal(who, command).code == code


def test_a_slot_that_an_answer_fills_changes_with_its_answer() -> None:
    forms = {**FORMS, "liaison": form("liaison", asked("units", "array"), asked("officer"))}
    stages = (*STAGES[:1], Stage("liaison", "对接", (STAGES[1].tasks[0], Task("call", "联系", who=slot("officer")))))
    slots = {"units": Slot("units", SlotKind.UNIT, many=True), "officer": Slot("officer", SlotKind.OFFICER)}
    typed = case_type(forms=forms, stages=(*stages, *STAGES[2:]), slots=slots)
    play = Play(pack=pack(typed)).register()
    play.do("head", "screen")
    play.act("head", "select")
    play.do("clerk", "liaise", officer="deputy-a", units=["U1"])
    play.give("clerk", HandOver(person="deputy-a", to="deputy-b", reason="调整"))
    assert play.state.answers["officer"] == "deputy-b"
    assert play.state.slots["officer"] == ("deputy-b",)
    assert play.state.tasks["call", "", 1].slots[0].people == ("deputy-b",)


def test_who_takes_over_a_second_seat_of_a_vote_leaves_it_to_others() -> None:
    vote = Task("vote", "表决", who=role("deputy"), mode=TaskMode.VOTE, at_least=1)
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], vote)), *STAGES[1:])
    play = Play(pack=pack(case_type(stages=stages))).register()
    play.give("clerk", HandOver(person="deputy-b", to="deputy-a", reason="调离"))
    assert [place.people for place in play.state.tasks["vote", "", 1].slots] == [("deputy-a",), ()]


def test_a_signer_who_was_added_must_sign_whoever_else_has() -> None:
    task = Task("check", "审核", who=(*role("committee"), *role("head")))
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], task)), *STAGES[1:])
    play = Play(pack=pack(case_type(stages=stages))).register()
    play.give("head", AddSigner(task="check", to="director", reason="请主任也签"))
    play.do("head", "check")
    play.do("committee", "check")
    assert "check" in play.tasks()
    play.do("director", "check")
    assert play.state.tasks["check", "", 1].status == "done"
    assert play.refolded() == play.state


def test_who_stands_in_for_an_added_signer_must_sign() -> None:
    task = Task("check", "审核", who=role("committee"))
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], task)), *STAGES[1:])
    play = Play(pack=pack(case_type(stages=stages))).register()
    play.give("committee", AddSigner(task="check", to="deputy-a", reason="请分管领导也签"))
    play.give("deputy-a", Recuse(reason="亲属", to="deputy-b"))
    play.do("committee", "check")
    assert play.state.tasks["check", "", 1].status == "open"
    play.do("deputy-b", "check")
    assert play.state.tasks["check", "", 1].status == "done"


# --- units that merge ----------------------------------------------------------------------------------------------------


def merged_world() -> object:
    """U1 was merged into U2; its handler has moved along, its head has left."""
    people = [replace(one, active=False) if one.person == "u1-head" else one for one in PEOPLE]
    people = [replace(one, posts=(Post("handler", "U3"),)) if one.person == "u1-handler" else one for one in people]
    return world((*people, person("u3-head", "unit-head", "U3")), (*UNITS, Unit("U3", "T", "丙局")))


def test_a_unit_that_merges_takes_its_tasks_clocks_and_answers_along() -> None:
    play = with_units("units")
    signed_by_all(play, "U1")
    play.act("head", "hand-over")
    play.world = merged_world()  # type: ignore[assignment]
    play.give("clerk", SucceedUnit(unit="U1", to="U3", reason="机构改革"))
    assert play.state.answers["units"] == ["U3", "U2"]
    assert play.state.slots["units"] == ("U3", "U2")
    assert {"handle[U3]", "slip[U2]"} <= set(play.tasks())
    assert [run.subject for run in play.state.clocks.values()] == ["U3", "U2"]
    assert "U3" in play.state.answers["tasks"]["slip"]
    assert play.state.tasks["handle", "U3", 1].slots[0].people == ("u1-handler",)
    assert play.refolded() == play.state
    assert play.give("clerk", SucceedUnit(unit="U1", to="U3", reason="机构改革")) == ()


def test_places_of_people_who_did_not_move_along_go_to_the_new_units_people() -> None:
    play = with_units("units")
    play.world = merged_world()  # type: ignore[assignment]
    play.give("clerk", SucceedUnit(unit="U1", to="U3", reason="机构改革"))
    people = {one for place in play.state.tasks["slip", "U3", 1].slots for one in place.people}
    assert people == {"director", "committee", "u3-head", "u1-handler"}


def handling(us: str, them: str) -> Play:
    """Handed over to both units, the one by the one date, the other by the other."""
    play = with_units("units")
    for unit, pledged in (("U1", us), ("U2", them)):
        for name in ("director", "committee", f"{unit.lower()}-head"):
            play.sign(name, "slip", unit, **({"pledged_date": pledged} if name == "director" else {}))
        play.sign(f"{unit.lower()}-handler", "slip", unit)
    play.act("head", "hand-over")
    return play


def runs(play: Play) -> dict[tuple[str, int], tuple[str, str]]:
    return {
        (run.subject, run.number): (run.status, str(run.history[-1].reckoning.due))
        for run in play.state.clocks.values()
    }


def test_what_the_merged_unit_still_owed_the_successor_owes_though_its_own_is_done() -> None:
    play = handling("2026-03-20", "2026-04-20")
    play.do("u2-handler", "handle", "U2", result="乙局已办")
    play.give("clerk", SucceedUnit(unit="U1", to="U2", reason="机构改革"))
    state = play.state.tasks["handle", "U2", 1]
    assert (state.status, state.returned) == ("open", "甲局并入本单位，其承办的“办理”尚未办结")
    assert play.state.tasks["handle", "U1", 1].status == "withdrawn"
    assert runs(play)["U2", 2] == ("running", "2026-03-20")
    assert runs(play)["U2", 1][1] == "2026-04-20"
    assert not next(a for a in play.may("head").actions if a.action.action == "resolve").allowed
    assert play.refolded() == play.state
    play.do("u2-handler", "handle", "U2", result="都已办结")
    assert [key for key, run in runs(play).items() if run[0] == "running"] == []


@pytest.mark.parametrize(("us", "them"), [("2026-03-20", "2026-04-20"), ("2026-04-20", "2026-03-20")])
def test_of_two_dates_the_nearer_one_holds_for_the_successor(us: str, them: str) -> None:
    play = handling(us, them)
    done = play.give("clerk", SucceedUnit(unit="U1", to="U2", reason="机构改革"))
    assert [run.due_at.date() for run in play.state.open_clocks()] == [date(2026, 3, 20)]
    assert [run.subject for run in play.state.open_clocks()] == ["U2"]
    assert [event.word for event in done][:2] == ["clock-cancelled", "unit-succeeded"]
    assert play.refolded() == play.state


def test_what_the_successor_has_done_and_the_merged_unit_has_not_is_open_again() -> None:
    play = with_units("units")
    signed_by_all(play, "U2")
    play.give("clerk", SucceedUnit(unit="U1", to="U2", reason="合并"))
    assert play.state.answers["units"] == ["U2"]
    assert [t for t in play.tasks() if t.startswith("slip")] == ["slip[U2]"]
    assert play.refolded() == play.state


def test_what_the_merged_unit_has_done_does_not_end_what_the_successor_owes() -> None:
    play = with_units("units")
    signed_by_all(play, "U1")
    play.give("clerk", SucceedUnit(unit="U1", to="U2", reason="合并"))
    assert [t for t in play.tasks() if t.startswith("slip")] == ["slip[U2]"]
    assert play.state.tasks["slip", "U1", 1].status == "done"


def test_an_instrument_of_the_merged_unit_stands_beside_that_of_the_successor() -> None:
    play = handling("2026-03-10", "2026-03-10").wait(10)
    play.do("clerk", "reminder", "U2", reminder_text="请报送")
    play.give("clerk", SucceedUnit(unit="U1", to="U2", reason="合并"))
    reminders = {key: state.status for key, state in play.state.tasks.items() if key[0] == "reminder"}
    assert reminders == {("reminder", "U2", 1): "done", ("reminder", "U2", 2): "open"}


def test_the_owner_of_a_case_may_merge_too() -> None:
    play = Play(world=world(units=(*UNITS, Unit("O2", "T", "新办公室")))).register()
    play.give("admin", SucceedUnit(unit="O", to="O2", reason="合并"))
    assert play.state.unit == "O2"


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("u1-handler", SucceedUnit(unit="U1", to="U2", reason="合并"), "not-yours"),
        ("clerk", SucceedUnit(unit="U1", to="U1", reason="合并"), "unknown-unit"),
        ("clerk", SucceedUnit(unit="U1", to="U9", reason="合并"), "unknown-unit"),
        ("clerk", SucceedUnit(unit="U1", to="U2", reason=""), "reason-missing"),
    ],
)
def test_units_that_do_not_merge(who: str, command: Command, code: str) -> None:
    assert at_work().refusal(who, command).code == code


# --- what is offered -----------------------------------------------------------------------------------------------------


def test_what_is_offered_can_be_done() -> None:
    play = at_work()
    play.act("head", "hand-over")
    for name in [one.person for one in PEOPLE]:
        offered = play.may(name)
        for state in offered.addable:
            again = replace(play, history=list(play.history))
            again.give(name, AddSigner(task=state.task, subject=state.subject, to="stranger"))
        for state in offered.withdrawable:
            again = replace(play, history=list(play.history))
            again.give(name, WithdrawTask(task=state.task, subject=state.subject, reason="不需要"))
        for state in offered.returnable:
            again = replace(play, history=list(play.history))
            again.give(name, ReturnTask(task=state.task, subject=state.subject, reason="更正"))
        if offered.may_recuse:
            again = replace(play, history=list(play.history))
            again.give(name, Recuse(reason="亲属", to="deputy-b" if name != "deputy-b" else "deputy-a"))
        else:
            assert play.refusal(name, Recuse(reason="亲属", to="deputy-b")).code in ("not-yours", "recused")


def test_a_recused_officer_does_not_act_on_by_writing_down_for_another() -> None:
    people = (*PEOPLE, person("head-2", "head"), person("clerk-2", "clerk"))
    on_paper = CompleteTask(task="screen", answers={"difficulty": "ordinary"}, on_behalf_of="head-2", scan="f")
    play = Play(world=world(people)).register()
    play.give("clerk", Recuse(reason="亲属"))
    assert play.refusal("clerk", on_paper).code == "recused"
    play.give("clerk-2", on_paper)
    assert play.state.tasks["screen", "", 1].status == "done"


def test_a_recused_registrar_looks_after_the_case_no_more() -> None:
    people = (*PEOPLE, person("clerk-2", "clerk"))
    play = Play(world=world(people)).register()
    play.give("clerk", Recuse(reason="亲属"))
    assert play.refusal("clerk", ClaimTask(task="screen")).code == "recused"
    assert not play.may("clerk").may_recuse_others


def test_what_a_unit_reported_is_not_asked_for_again_when_it_merges_back_into_the_unit_that_it_had_taken_in() -> None:
    play = with_units("units")
    signed_by_all(play, "U1")
    signed_by_all(play, "U2")
    play.act("head", "hand-over")
    play.give("admin", SucceedUnit(unit="U1", to="U2", reason="机构改革"))
    play.do("u2-handler", "handle", "U2", result="已办")
    play.give("admin", SucceedUnit(unit="U2", to="U1", reason="恢复建制"))
    assert play.state.answers["units"] == ["U1"]
    assert "handle[U1]" not in play.tasks()
    assert play.state.tasks["handle", "U1", 1].status == "done"
    assert play.refolded() == play.state
