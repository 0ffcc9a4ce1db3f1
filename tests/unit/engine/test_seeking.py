"""People who have left: what waited for them goes to those who hold their posts now, else the office is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fangyuan.engine.opening import SETTLE
from fangyuan.model.commands import (
    AddSigner,
    ApproveDraft,
    ApproveExtension,
    AskExtension,
    ReassignTask,
    SeekPeople,
)
from fangyuan.model.events import Event
from fangyuan.model.procedure import Task, TaskMode
from fangyuan.model.world import CLOCKWORK, Person
from unit.engine.procedures import PEOPLE, STAGES, Play, at_work, case_type, pack, person, role, words, world


def leave(play: Play, *names: str, come: Iterable[Person] = ()) -> tuple[Event, ...]:
    """These have left and others came; then the worker looks through the case."""
    known = (*PEOPLE, *come)
    play.world = world(people=[replace(one, active=one.active and one.person not in names) for one in known])
    return play.give(CLOCKWORK.person, SeekPeople())


def people_of(play: Play, task: str, subject: str = "") -> list[tuple[str, ...]]:
    (state,) = [one for one in play.state.open_tasks() if (one.task, one.subject) == (task, subject)]
    return [place.people for place in state.slots]


def settling(play: Play) -> list[str]:
    return [one.subject for one in play.state.open_tasks() if one.task == SETTLE]


def test_a_task_goes_to_whoever_has_the_post_now_and_nothing_happens_twice() -> None:
    play = Play().register()
    assert people_of(play, "screen") == [("head",)]
    assert words(leave(play, "head", come=[person("head2", "head")])) == ["task-reassigned"]
    assert people_of(play, "screen") == [("head2",)]
    assert play.give(CLOCKWORK.person, SeekPeople()) == ()
    play.do("head2", "screen", difficulty="hardest")
    assert play.refolded() == play.state


def test_a_task_for_which_nobody_is_left_asks_the_office_until_somebody_has_the_post() -> None:
    play = Play().register()
    assert words(leave(play, "head")) == ["task-reassigned", "nobody-matched", "task-opened"]
    assert (people_of(play, "screen"), settling(play)) == ([()], ["screen"])
    assert leave(play, "head") == ()
    assert words(leave(play, "head", come=[person("head2", "head")])) == ["task-reassigned", "task-withdrawn"]
    assert (people_of(play, "screen"), settling(play)) == ([("head2",)], [])


def test_what_others_can_do_as_well_stays_with_them_and_the_office_can_name_somebody() -> None:
    play = Play()
    play.world = world(people=[*PEOPLE, person("head2", "head")])
    play.register()
    assert leave(play, "head", come=[person("head2", "head")]) == ()
    assert people_of(play, "screen") == [("head", "head2")]
    leave(play, "head", "head2", come=[person("head2", "head")])
    play.give("clerk", ReassignTask(task="screen", slot=0, to="director"))
    assert settling(play) == []
    play.do("director", "screen", difficulty="hardest")


def test_an_act_of_somebody_else_gives_what_waits_for_nobody_to_the_new_holder_too() -> None:
    play = at_work()
    play.world = world(people=[replace(one, active=one.person != "u1-handler") for one in PEOPLE])
    play.world = world(people=[*play.world.directory.people.values(), person("u1-new", "handler", "U1")])
    play.sign("director", "slip", "U1", remark="请抓紧")
    state = next(one for one in play.state.open_tasks() if (one.task, one.subject) == ("slip", "U1"))
    assert [place.people for place in state.slots][-1] == ("u1-new",)


def test_each_seat_of_a_vote_goes_to_one_newcomer_and_a_quorum_that_is_there_asks_nobody() -> None:
    vote = Task("meet", "集体审议", who=role("member"), mode=TaskMode.VOTE)
    stages = tuple(replace(one, tasks=(*one.tasks, vote)) if one.stage == "intake" else one for one in STAGES)
    members = [person(f"m{n}", "member") for n in range(1, 6)]
    play = Play(pack=pack(case_type(stages=stages)))
    play.world = world(people=[*PEOPLE, *members])
    play.register()
    leave(play, "m1", come=members)
    assert people_of(play, "meet") == [(), ("m2",), ("m3",), ("m4",), ("m5",)]
    assert settling(play) == []
    leave(play, "m1", "m2", "m3", come=[*members, person("n1", "member"), person("n2", "member")])
    assert people_of(play, "meet") == [("n1",), ("n2",), (), ("m4",), ("m5",)]
    leave(play, "m1", "m2", "m3", "m4", "m5", come=[*members, person("n1", "member"), person("n2", "member")])
    assert (people_of(play, "meet"), settling(play)) == ([("n1",), ("n2",), (), (), ()], ["meet"])


def test_a_signer_who_was_added_and_left_is_for_the_office_to_replace() -> None:
    play = Play().register()
    play.give("head", AddSigner(task="screen", to="director", reason="会签"))
    assert words(leave(play, "director")) == ["task-reassigned", "nobody-matched", "task-opened"]
    assert settling(play) == ["screen"]


def test_the_question_to_the_office_goes_to_the_office_as_it_is_now() -> None:
    play = Play().register()
    leave(play, "head")
    asked = set(people_of(play, SETTLE, "screen")[0])
    assert "clerk" in asked
    leave(play, "head", *asked, come=[person("clerk2", "clerk")])
    assert people_of(play, SETTLE, "screen") == [("clerk2",)]


def test_an_opinion_goes_to_the_new_approver_or_asks_the_office_for_one() -> None:
    play = Play().register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    assert play.state.drafts[1].approvers == ("director",)
    assert words(leave(play, "director")) == ["draft-reassigned", "nobody-matched", "task-opened"]
    assert settling(play) == ["draft:1"]
    leave(play, "director", come=[person("director2", "director")])
    assert (play.state.drafts[1].approvers, settling(play)) == (("director2",), [])
    play.give("director2", ApproveDraft(draft=1))
    assert play.refolded() == play.state


def test_an_opinion_can_be_decided_by_the_new_approver_before_the_worker_came_by() -> None:
    play = Play().register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    gone = [replace(one, active=one.person != "director") for one in PEOPLE]
    play.world = world(people=[*gone, person("director2", "director")])
    assert play.refusal("head", ApproveDraft(draft=1)).code == "not-yours"
    assert "draft-approved" in words(play.give("director2", ApproveDraft(draft=1)))


def waiting_extension() -> Play:
    play = at_work()
    for unit in ("U1", "U2"):
        for name in ("director", "committee", f"{unit.lower()}-head"):
            play.sign(name, "slip", unit)
        play.sign(f"{unit.lower()}-handler", "slip", unit, pledged_date="2026-04-20")
    play.act("head", "hand-over")
    play.give("u1-handler", AskExtension(clock="pledged", subject="U1", by="10 days", reason="情况复杂"))
    return play


def test_an_extension_goes_to_the_office_where_its_approver_has_left() -> None:
    play = waiting_extension()
    assert "extension-reassigned" in words(leave(play, "director"))
    asked = play.state.clocks["pledged", "U1", 1].asked
    assert asked is not None
    assert "clerk" in asked[2]
    assert "director" not in asked[2]
    assert play.refolded() == play.state
    assert "clock-extended" in words(play.give("clerk", ApproveExtension(clock="pledged", subject="U1")))


def test_nobody_but_the_worker_asks_for_it() -> None:
    play = Play().register()
    assert play.refusal("clerk", SeekPeople()).code == "not-yours"
