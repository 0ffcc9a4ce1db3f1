"""What is offered is what is allowed, and nobody sees what is kept from them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fangyuan.engine.rights import field_right, may_register, may_see
from fangyuan.engine.why import explain, weighings
from fangyuan.model.commands import ApproveDraft, Comment, CompleteTask, Reveal, Sign, TakeAction
from fangyuan.model.effects import Dispatch, DispatchKind, Notify, SetAnswer
from fangyuan.model.events import CommentMade, Notified, PrivateDataSeen
from fangyuan.model.pack import FieldRight, Role, Scope
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import Action, Confidential
from unit.engine.procedures import (
    ACTIONS,
    FORMS,
    KEY,
    PEOPLE,
    ROLES,
    RULES,
    UNITS,
    Play,
    asked,
    at_work,
    case_type,
    form,
    is_,
    on,
    pack,
    person,
    role,
    rule,
    text,
    world,
)


def test_an_action_that_waits_for_something_says_for_what() -> None:
    play = Play().register()
    [select, drop] = play.may("head").actions
    assert (select.allowed, drop.allowed) == (False, True)
    assert select.problem is not None
    assert select.problem.message == "还不能“列入”：“筛选”还没有办结"
    assert play.refusal("head", TakeAction(action="select")) == select.problem


def test_a_guard_on_an_answer_says_what_it_saw() -> None:
    guarded = Action("go", "继续", ("intake",), to="liaison", who=role("head"), condition=is_("difficulty", "hard"))
    play = Play(pack=pack(case_type(actions=(guarded,)))).register()
    message = play.refusal("head", TakeAction(action="go")).message
    assert "难度" in message
    assert "还没有填写" in message


def test_actions_of_others_are_not_offered() -> None:
    play = Play().register()
    assert play.may("clerk").actions == ()
    assert play.refusal("clerk", TakeAction(action="drop")).code == "not-yours"
    assert play.refusal("head", TakeAction(action="archive")).code == "not-in-stage"
    assert play.refusal("head", TakeAction(action="nonsense")).code == "not-in-stage"


def test_an_action_without_people_belongs_to_whoever_works_in_its_stage() -> None:
    free = Action("note", "备注", ("intake", "signing"))
    play = at_work(pack=pack(case_type(actions=(*case_type().actions, free))))
    for name in ("u1-handler", "committee", "director"):
        assert [choice.action.action for choice in play.may(name).actions] == ["note"]
    assert play.may("clerk").actions == ()


@pytest.mark.parametrize("name", [one.person for one in PEOPLE])
def test_what_is_offered_can_be_done_and_what_is_not_is_refused(name: str) -> None:
    play = at_work()
    offered = {(choice.state.task, choice.state.subject) for choice in play.may(name).tasks}
    for state in play.state.open_tasks():
        trial = replace(play, history=list(play.history))
        if (state.task, state.subject) in offered:
            trial.sign(name, state.task, state.subject)
        else:
            assert trial.refusal(name, Sign(task=state.task, subject=state.subject)).code == "not-yours"
    for choice in play.may(name).actions:
        trial = replace(play, history=list(play.history))
        if choice.allowed:
            trial.act(name, choice.action.action)
        else:
            with pytest.raises(Refused):
                trial.act(name, choice.action.action)


def test_the_desk_lists_what_may_be_recorded_returned_and_given_to_others() -> None:
    play = Play().register()
    play.do("head", "screen")
    assert [state.task for state in play.may("head").returnable] == ["register", "screen"]
    assert play.may("u1-head").returnable == ()
    play = at_work()
    assert len(play.may("clerk").recordable) == 2
    assert [state.task for state in play.may("u1-head").reassignable] == ["slip"]
    assert play.may("stranger").recordable == {}


def test_who_may_register() -> None:
    held = pack()
    kind = held.case_types[KEY]
    known = {one.person: one for one in PEOPLE}
    assert may_register(held, kind, known["clerk"])
    assert not may_register(held, kind, known["head"])
    assert not may_register(held, replace(kind, abstract=True), known["clerk"])


# --- who sees ----------------------------------------------------------------------------------------------------------


def test_scopes_reach_own_unit_subtree_and_tenant() -> None:
    roles = {**ROLES, **{f"r-{scope}": Role(f"r-{scope}", "", scope) for scope in Scope}}
    units = (*UNITS[:1], replace(UNITS[1], parent="O"), UNITS[2])
    far = replace(person("far", "r-tenant"), tenant="ELSE", posts=())
    people = (
        *PEOPLE,
        *(person(f"{scope}-o", f"r-{scope}", "O") for scope in Scope),
        *(person(f"{scope}-u1", f"r-{scope}", "U1") for scope in Scope),
        far,
    )
    play = Play(pack=pack(roles=roles), world=world(people, units)).register(unit="U1")

    def sees(name: str) -> bool:
        return may_see(play.pack, play.state, play.who(name), play.world)

    assert [scope for scope in Scope if sees(f"{scope}-u1")] == [Scope.UNIT, Scope.SUBTREE, Scope.TENANT]
    assert [scope for scope in Scope if sees(f"{scope}-o")] == [Scope.SUBTREE, Scope.TENANT]
    assert not sees("far")
    assert sees("clerk"), "who registered it"


def test_who_has_a_task_sees_the_case() -> None:
    play = at_work(units=("U1",), pack=pack(roles={}))
    assert may_see(play.pack, play.state, play.who("u1-handler"), play.world)
    assert not may_see(play.pack, play.state, play.who("u2-handler"), play.world)


# --- kept from those it is about (Regulation 2022, Art. 30) -----------------------------------------------------------


def confidential(**answers: object) -> Play:
    forms = {**FORMS, "register": form("register", asked("subject_matter"), asked("purpose"), asked("accused"))}
    kept = Confidential(is_("purpose", "accusation"), ("accused",))
    tell = rule("tell", on("task-completed"), Notify(role("unit-head", level=""), text("x")))
    found_out = rule("found-out", on("comment-made"), SetAnswer("purpose", "accusation"))
    send = Action(
        "send", "发出", ("intake",), who=role("head"), dispatch=Dispatch(DispatchKind.FORWARD, KEY, "accused")
    )
    kind = case_type(forms=forms, confidential=kept, rules=(*RULES, tell, found_out), actions=(*ACTIONS, send))
    play = Play(pack=pack(kind))
    return play.register(answers={"subject_matter": "x", **answers})


@pytest.mark.parametrize("accused", ["U1", "u1-head"])
def test_an_accusation_never_reaches_the_accused(accused: str) -> None:
    play = confidential(purpose="accusation", accused=accused)
    assert not may_see(play.pack, play.state, play.who("u1-head"), play.world)
    assert play.may("u1-head").tasks == ()
    assert play.refusal("u1-head", Comment(text="看看")).code == "not-yours"
    told = [name for one in play.history if isinstance(one.event, Notified) for name in one.event.to]
    assert told == ["u2-head"]
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    units = ["U1"] if accused != "U1" else ["U2"]
    play.do("clerk", "liaise", units=units, standard="x")
    play.act("head", "assign")
    places = [slot.people for state in play.state.open_tasks() if state.task == "slip" for slot in state.slots]
    assert places
    assert not any("u1-head" in people for people in places)


def test_an_accusation_found_out_later_takes_the_work_away() -> None:
    play = confidential(purpose="advice", accused="u1-head")
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    play.give("director", ApproveDraft(draft=1))
    play.do("clerk", "liaise", units=["U1"], standard="x")
    play.act("head", "assign")
    assert play.may("u1-head").tasks
    assert "settle-nobody[slip:U1]" not in play.tasks()
    play.give("clerk", Comment(text="查明系检举控告"))
    assert not play.may("u1-head").tasks
    assert [slot.people for slot in play.state.open_tasks()[0].slots][2:] == [(), ("u1-handler",)]
    assert "settle-nobody[slip:U1]" in play.tasks()


def test_an_accusation_is_never_sent_to_the_accused() -> None:
    play = confidential(purpose="accusation", accused="U1")
    play.do("head", "screen", difficulty="x")
    problem = play.refusal("head", TakeAction(action="send"))
    assert problem.code == "kept-from"
    assert "甲局" in problem.message


def test_any_other_case_does() -> None:
    play = confidential(purpose="advice", accused="U1")
    told = [name for one in play.history if isinstance(one.event, Notified) for name in one.event.to]
    assert told == ["u1-head", "u2-head"]


# --- fields ------------------------------------------------------------------------------------------------------------


def test_rights_on_fields_come_from_roles_the_best_one_counts() -> None:
    roles = {
        **ROLES,
        "clerk": replace(ROLES["clerk"], fields={"persons.phone": FieldRight.SEE}),
        "head": replace(ROLES["head"], fields={"persons": FieldRight.HIDE}),
    }
    forms = {**FORMS, "register": form("register", asked("subject_matter"), asked("secret", sensitive=True))}
    play = Play(pack=pack(case_type(forms=forms), roles=roles)).register()

    def right(name: str, path: str) -> FieldRight:
        return field_right(play.pack, play.state, play.world, play.who(name), path)

    assert right("clerk", "persons.0.phone") is FieldRight.SEE
    assert right("head", "persons.0.phone") is FieldRight.HIDE
    assert right("clerk", "secret") is FieldRight.MASK
    assert right("clerk", "subject_matter") is FieldRight.SEE
    assert play.refusal("head", Reveal(path="persons.0.phone", reason="核对")).code == "hidden"
    assert play.refusal("clerk", Reveal(path="secret", reason="")).code == "reason-missing"
    assert play.give("clerk", Reveal(path="secret", reason="核对")) == (PrivateDataSeen(path="secret", reason="核对"),)


def test_remarks_reach_those_they_mention() -> None:
    play = Play().register()
    [event] = play.give("clerk", Comment(text="请看", mentions=("head", "head")))
    assert event == CommentMade(text="请看", mentions=("head",))
    assert [(m.to, m.body["text"]) for m in play.decision.messages] == [("head", "clerk：请看")]
    for nobody in ("ghost", "stranger"):
        assert play.refusal("clerk", Comment(text="请看", mentions=("head", nobody))).code == "mention-cannot-see"
    assert play.refusal("clerk", Comment(text=" ")).code == "text-missing"
    assert play.refusal("stranger", Comment(text="x")).code == "not-yours"


# --- why ---------------------------------------------------------------------------------------------------------------


def test_why_and_why_not() -> None:
    play = Play().register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    [fired] = explain(play.state, "director-leads", play.history)
    assert (fired.fired, fired.on, fired.facts, fired.caused) == (
        True,
        "stage-entered",
        {"difficulty": "hardest"},
        ("draft-made",),
    )
    [not_fired] = explain(play.state, "deputy-leads")
    assert (not_fired.fired, not_fired.failed, not_fired.saw) == (False, "difficulty", "hardest")
    assert explain(play.state, "no-such-rule") == ()
    assert [one.rule for one in weighings(play.state)][-1] == "urgent"


def test_every_event_says_what_caused_it() -> None:
    play = Play().register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    kinds = {one.event.word: (one.cause.kind, one.cause.id) for one in play.history}
    assert kinds["draft-made"] == ("rule", "director-leads")
    assert kinds["stage-left"] == ("action", "select")
    taken = next(one for one in play.history if one.event.word == "action-taken")
    assert taken.cause.facts == {"task.screen.done": True}


def test_words_of_an_unknown_type_or_case_are_refused() -> None:
    play = Play()
    assert play.refusal("clerk", CompleteTask(task="x")).code == "unknown-type"
    held = Play().register()
    held.pack = replace(held.pack, case_types={})
    assert held.refusal("clerk", Comment(text="x")).code == "unknown-type"
