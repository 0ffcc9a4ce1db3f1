"""Tasks: who is asked, how many must act, in which order, and for whom one may write."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fangyuan.model.commands import (
    ClaimTask,
    CompleteTask,
    ReassignTask,
    ReturnTask,
    Sign,
)
from fangyuan.model.events import NobodyMatched, Signed, TaskCompleted, TaskOpened, TaskReassigned
from fangyuan.model.fields import WhenHidden
from fangyuan.model.outputs import Letter
from fangyuan.model.procedure import Order, Stage, Task, TaskMode
from fangyuan.model.who import UnitFrom, UnitRef, Who
from unit.engine.procedures import (
    FORMS,
    PEOPLE,
    STAGES,
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


def play_with(task: Task, *more: Task, **world_more: object) -> Play:
    """A case whose first stage asks for `register` and then for these tasks."""
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], task, *more)), *STAGES[1:])
    return Play(pack=pack(case_type(stages=stages)), **world_more).register()  # type: ignore[arg-type]


# --- one unit, one slip, four signatures -------------------------------------------------------------------------------


def test_one_slip_a_unit_and_four_signatures_a_slip() -> None:
    play = at_work()
    for name in ("director", "committee", "u1-head"):
        assert words(play.sign(name, "slip", "U1")) == ["signed"]
    events = play.sign("u1-handler", "slip", "U1", pledged_date="2026-04-10")
    assert words(events) == ["answers-submitted", "signed", "task-completed", "letter-issued", "emitted"]
    assert play.state.tasks["slip", "U1", 1].status == "done"
    assert play.state.tasks["slip", "U2", 1].open
    assert play.state.answers["tasks"] == {"slip": {"U1": {"pledged_date": "2026-04-10"}}}
    assert play.state.marks == {"pledged": 1}


def test_answers_of_several_signers_are_merged() -> None:
    play = at_work()
    play.sign("director", "slip", "U1", pledged_date="2026-04-10")
    play.sign("committee", "slip", "U1", remark="请抓紧")
    assert play.state.answers["tasks"]["slip"]["U1"] == {"pledged_date": "2026-04-10", "remark": "请抓紧"}


def test_the_last_signature_is_refused_while_nobody_has_answered_what_is_asked() -> None:
    play = at_work()
    for name in ("director", "committee", "u1-head"):
        play.sign(name, "slip", "U1")
    problem = play.refusal("u1-handler", Sign(task="slip", subject="U1"))
    assert (problem.code, problem.path) == ("required", "pledged_date")
    assert "承诺日期" in problem.message


def test_what_the_answers_hide_is_not_asked_for() -> None:
    slip = form("slip", asked("pledged_date", required=True, visible=is_("remark", "有期限")), asked("remark"))
    play = at_work(pack=pack(case_type(forms={**FORMS, "slip": slip}), letters={"slip": Letter("slip", "单", "x", {})}))
    for name in ("director", "committee", "u1-head", "u1-handler"):
        play.sign(name, "slip", "U1")
    assert play.state.tasks["slip", "U1", 1].status == "done"


def test_the_other_units_handler_may_not_sign() -> None:
    problem = at_work().refusal("u2-handler", Sign(task="slip", subject="U1"))
    assert problem.code == "not-yours"
    assert "director" in problem.advice


def test_nobody_signs_the_same_place_twice() -> None:
    play = at_work()
    play.sign("director", "slip", "U1")
    problem = play.refusal("director", Sign(task="slip", subject="U1"))
    assert problem.code == "not-yours"
    assert "已经办好" in problem.message


def test_a_done_task_says_by_whom() -> None:
    play = Play().register()
    play.do("head", "screen")
    problem = play.refusal("head", CompleteTask(task="screen"))
    assert problem.code == "not-open"
    assert "head" in problem.message


def test_a_task_that_is_not_there_yet_is_not_open() -> None:
    assert Play().register().refusal("clerk", CompleteTask(task="closing")).code == "not-open"


# --- modes -------------------------------------------------------------------------------------------------------------


def test_any_asks_for_one_person_of_any_description() -> None:
    play = play_with(Task("check", "核对", who=(*role("head"), *role("committee"))))
    play.do("committee", "check")
    assert play.state.tasks["check", "", 1].status == "done"


def test_all_in_sequence_asks_one_after_the_other() -> None:
    task = Task("pass", "会签", who=(*role("head"), *role("committee")), mode=TaskMode.ALL, order=Order.SEQUENCE)
    play = play_with(task)
    problem = play.refusal("committee", Sign(task="pass"))
    assert "还没有轮到" in problem.message
    play.sign("head", "pass")
    play.sign("committee", "pass")
    assert play.state.tasks["pass", "", 1].status == "done"


def test_all_over_each_unit_asks_every_head() -> None:
    who = (Who(role="unit-head", unit=UnitRef(UnitFrom.EACH, "units")),)
    stages = (*STAGES[:2], Stage("signing", "交办", (Task("join", "会签", who=who, mode=TaskMode.ALL),)), *STAGES[3:])
    play = at_work(pack=pack(case_type(stages=stages)))
    [state] = play.state.open_tasks()
    assert [(place.who, place.unit, place.people) for place in state.slots] == [
        (0, "U1", ("u1-head",)),
        (1000, "U2", ("u2-head",)),
    ]
    play.sign("u1-head", "join")
    assert play.tasks() == ["join"]
    play.sign("u2-head", "join")
    assert play.tasks() == []


def test_a_vote_is_over_with_the_quorum_and_nobody_votes_twice() -> None:
    people = (*PEOPLE, *(person(f"m{n}", "member") for n in range(5)))
    play = play_with(Task("vote", "表决", who=role("member"), mode=TaskMode.VOTE, at_least=3), world=world(people))
    play.sign("m0", "vote")
    assert play.refusal("m0", Sign(task="vote")).code == "not-yours"
    play.sign("m1", "vote")
    assert play.tasks() == ["vote"]
    play.sign("m4", "vote")
    assert play.tasks() == []


def test_a_vote_without_enough_voters_asks_the_office() -> None:
    play = play_with(Task("vote", "表决", who=role("head"), mode=TaskMode.VOTE, at_least=3))
    assert "settle-nobody[vote]" in play.tasks()


def test_a_repeated_task_counts_and_stays_open() -> None:
    play = at_work()
    play.act("head", "hand-over")
    play.do("clerk", "entry", said="一")
    [_, _, completed] = play.do("director", "entry", said="二")[:3]
    assert isinstance(completed, TaskCompleted)
    assert completed.n == 2
    assert play.state.tasks["entry", "", 1].count == 2
    assert play.state.answers["tasks"]["entry"] == {"1": {"said": "一"}, "2": {"said": "二"}}
    assert "entry" in play.tasks()


# --- what opens a task -------------------------------------------------------------------------------------------------


def test_a_condition_opens_a_task_when_it_begins_to_hold() -> None:
    extra = Task("expert", "专家论证", who=role("head"), condition=is_("difficulty", "hard"))
    play = play_with(Task("screen", "筛选", who=role("head"), form="screening"), extra)
    assert "expert" not in play.tasks()
    play.do("head", "screen", difficulty="hard")
    assert "expert" in play.tasks()


def test_what_does_not_apply_need_not_come_first() -> None:
    expert = Task("expert", "专家论证", who=role("head"), condition=is_("difficulty", "hard"))
    after = Task("sum-up", "小结", who=role("head"), after=("expert",))
    assert "sum-up" in play_with(expert, after).tasks()


def test_a_unit_that_joins_later_gets_its_task_and_one_that_leaves_loses_it() -> None:
    play = at_work(units=("U1",))
    assert play.tasks() == ["slip[U1]"]
    relate = Task("relate", "调整单位", who=role("clerk"), form="liaison")
    stages = (*STAGES[:2], replace(STAGES[2], tasks=(*STAGES[2].tasks, relate)), *STAGES[3:])
    play = at_work(units=("U1",), pack=pack(case_type(stages=stages)))
    play.do("clerk", "relate", units=["U2"], standard="到账")
    assert play.tasks() == ["slip[U2]"]
    assert play.state.slots["units"] == ("U2",)


def test_who_is_named_in_the_registration_is_asked_at_once() -> None:
    forms = {**FORMS, "register": form("register", asked("subject_matter"), asked("officer"))}
    check = Task("check", "核对", who=(Who(field="officer"),))
    stages = (Stage("intake", "登记", (STAGES[0].tasks[0], check)), *STAGES[1:])
    play = Play(pack=pack(case_type(stages=stages, forms=forms)))
    play.register(answers={"subject_matter": "x", "officer": "deputy-b"})
    assert play.state.tasks["check", "", 1].slots[0].people == ("deputy-b",)
    assert "nobody-matched" not in words(one.event for one in play.history)


# --- nobody, others, back ----------------------------------------------------------------------------------------------


def test_where_nobody_matches_the_office_is_asked_to_name_somebody() -> None:
    people = [one for one in PEOPLE if one.person != "committee"]
    play = at_work(units=("U1",), world=world(people))
    assert play.tasks() == ["slip[U1]", "settle-nobody[slip:U1]"]
    settle = play.state.open_tasks()[1]
    assert settle.slots[0].people == ("clerk", "admin")
    assert "委室负责人" in settle.title
    assert any(isinstance(one.event, NobodyMatched) for one in play.history)
    play.give("clerk", ReassignTask(task="slip", subject="U1", to="deputy-a"))
    assert play.state.tasks["slip", "U1", 1].slots[1].people == ("deputy-a",)


def test_naming_somebody_closes_the_offices_task() -> None:
    people = [one for one in PEOPLE if one.person != "head"]
    play = Play(world=world(people)).register()
    assert play.tasks() == ["screen", "settle-nobody[screen]"]
    play.give("admin", ReassignTask(task="screen", to="deputy-a"))
    play.do("deputy-a", "screen")
    assert play.tasks() == []


def test_places_of_a_leader_follow_the_leader() -> None:
    from fangyuan.model.commands import ApproveDraft

    play = Play().register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    play.do("clerk", "liaise", units=["U1"], standard="到账")
    play.act("head", "assign")
    play.act("head", "hand-over")
    assert play.state.tasks["plan", "", 1].slots[0].people == ()
    events = play.give("director", ApproveDraft(draft=1))
    assert [e.task for e in events if isinstance(e, TaskReassigned)] == ["slip", "plan", "entry"]
    assert play.state.tasks["plan", "", 1].slots[0].people == ("director",)
    assert not [task for task in play.tasks() if task.startswith("settle")]


def test_claiming_shows_others_that_a_task_is_taken() -> None:
    people = (*PEOPLE, person("head-b", "head"))
    play = Play(world=world(people)).register()
    play.give("head", ClaimTask(task="screen"))
    assert play.state.tasks["screen", "", 1].claimed_by == "head"
    assert play.give("head", ClaimTask(task="screen")) == ()
    assert play.refusal("head-b", ClaimTask(task="screen")).code == "already-claimed"
    assert play.refusal("clerk", ClaimTask(task="screen")).code == "not-yours"


def test_giving_a_task_to_another() -> None:
    play = Play().register()
    assert play.refusal("committee", ReassignTask(task="screen", to="deputy-a")).code == "not-yours"
    assert play.refusal("head", ReassignTask(task="screen", to="nobody")).code == "unknown-person"
    play.give("head", ReassignTask(task="screen", to="deputy-a", reason="出差"))
    play.do("deputy-a", "screen")
    assert play.state.tasks["screen", "", 1].status == "done"


def test_sending_back_asks_for_a_reason_and_opens_the_task_again() -> None:
    play = Play().register()
    play.do("head", "screen")
    assert play.refusal("u1-head", ReturnTask(task="screen", reason="不清楚")).code == "not-yours"
    assert play.refusal("head", ReturnTask(task="screen", reason="")).code == "reason-missing"
    play.give("head", ReturnTask(task="screen", reason="不清楚"))
    state = play.state.tasks["screen", "", 1]
    assert (state.open, state.returned, state.signatures) == (True, "不清楚", ())
    assert play.refusal("head", ReturnTask(task="screen", reason="再退")).code == "not-open"


# --- on paper ----------------------------------------------------------------------------------------------------------


def test_a_signature_on_paper_is_written_down_with_its_scan() -> None:
    play = at_work()
    command = Sign(task="slip", subject="U1", on_behalf_of="u1-head", scan="file-1")
    events = play.give("clerk", command)
    [signed] = [event for event in events if isinstance(event, Signed)]
    assert (signed.person, signed.method) == ("u1-head", "paper")
    signature = play.state.tasks["slip", "U1", 1].signatures[0]
    assert (signature.person, signature.recorded_by, signature.scan) == ("u1-head", "clerk", "file-1")


@pytest.mark.parametrize(
    ("actor", "command", "code"),
    [
        ("clerk", Sign(task="slip", subject="U1", on_behalf_of="u1-head"), "scan-missing"),
        ("clerk", Sign(task="slip", subject="U1", on_behalf_of="u2-head", scan="f"), "not-yours"),
        ("clerk", Sign(task="slip", subject="U1", on_behalf_of="ghost", scan="f"), "unknown-person"),
        ("stranger", Sign(task="slip", subject="U1", on_behalf_of="u1-head", scan="f"), "not-yours"),
    ],
)
def test_writing_down_for_another_has_its_limits(actor: str, command: Sign, code: str) -> None:
    assert at_work().refusal(actor, command).code == code


# --- instruments -------------------------------------------------------------------------------------------------------


def test_an_instrument_may_be_started_by_whom_the_pack_names() -> None:
    play = at_work()
    assert [task.task for task in play.may("clerk").instruments] == ["reminder"]
    events = play.do("clerk", "reminder", "U1", reminder_text="请尽快签字")
    assert words(events)[:4] == ["task-opened", "answers-submitted", "signed", "task-completed"]
    play.do("clerk", "reminder", "U1", reminder_text="再催")
    assert play.state.answers["tasks"]["reminder"] == {
        "U1/1": {"reminder_text": "请尽快签字"},
        "U1/2": {"reminder_text": "再催"},
    }
    assert [letter.context["text"] for letter in play.state.letters.values()] == ["请尽快签字", "再催"]
    assert play.refusal("stranger", CompleteTask(task="reminder")).code == "not-open"


def test_who_is_resolved_once_and_recorded() -> None:
    play = at_work()
    opened = [one.event for one in play.history if isinstance(one.event, TaskOpened) and one.event.task == "slip"]
    assert opened[0].need == 4
    assert [place.people for place in opened[0].slots] == [("director",), ("committee",), ("u1-head",), ("u1-handler",)]
    assert slot("leader")[0].slot == "leader"


# --- answers that are kept while they are hidden -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "expected"), [(True, {"urgent": True}), (False, {"urgent": False, "note": "旧", "box": {"inner": "旧"}})]
)
def test_what_is_to_be_kept_while_hidden_can_be_emptied_while_it_is_shown(shown: bool, expected: object) -> None:
    keeping = {"visible": is_("urgent", True), "when_hidden": WhenHidden.KEEP}
    inner = replace(asked("inner", **keeping), path="box.inner")
    box = asked("box", "object", children=(inner, replace(asked("other"), path="box.other")))
    asking = (asked("urgent", "boolean"), asked("note", **keeping), box)
    forms = {**FORMS, "register": form("register", *asking), "screening": form("screening", *asking)}
    given = {"urgent": True, "note": "旧", "box": {"inner": "旧", "other": "旧"}}
    play = Play(pack=pack(case_type(forms=forms, summary=()))).register(answers=given)
    play.do("head", "screen", urgent=shown)
    assert play.state.answers == expected
