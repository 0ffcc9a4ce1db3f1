"""What an act finds that others have overtaken: opinions of closed cases, steps after a returned one, late papers, votes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fangyuan.model.clocks import Clock
from fangyuan.model.commands import (
    AddSigner,
    ApproveDraft,
    CompleteTask,
    Object,
    ReassignTask,
    Reopen,
    ReportClosed,
    ReportProgress,
    ReturnTask,
    SucceedUnit,
    TakeAction,
)
from fangyuan.model.durations import Duration
from fangyuan.model.effects import Effect, MakeDraft, Move, Notify, OpenTask, TakeCharge
from fangyuan.model.procedure import Action, Objection, Order, Stage, Task, TaskMode
from fangyuan.model.world import Unit
from unit.engine.procedures import (
    FORMS,
    PEOPLE,
    REGISTER,
    STAGES,
    Play,
    asked,
    case_type,
    done,
    form,
    on,
    pack,
    person,
    role,
    rule,
    text,
    world,
)
from unit.engine.test_across_cases import sending, sent


def drafted(*then: Effect) -> Play:
    """A case in which the director is asked about an opinion."""
    draft = MakeDraft(text("建议"), role("director"), then)
    return Play(pack=pack(case_type(rules=(rule("mv", on("task-completed", task="register"), draft),)))).register()


@pytest.mark.parametrize("then", [(Move("work"),), (TakeCharge(role("director")), OpenTask("plan"))])
def test_an_opinion_ends_with_the_case_and_revives_nothing(then: tuple[Effect, ...]) -> None:
    play = drafted(*then)
    play.act("head", "drop")
    assert play.state.closed
    assert play.state.drafts[1].status == "lapsed"
    assert play.may("director").drafts == ()
    assert play.refusal("director", ApproveDraft(draft=1)).code == "not-open"
    play.give("clerk", Reopen(stage="intake", reason="有新情况"))
    assert play.refusal("director", ApproveDraft(draft=1)).code == "not-open"


def test_an_opinion_that_would_move_the_case_lapses_where_the_case_has_moved_on() -> None:
    play, staying = drafted(Move("work")), drafted(TakeCharge(role("director")))
    for one in (play, staying):
        one.do("head", "screen", difficulty="x")
        one.act("head", "select")
    assert play.state.drafts[1].status == "lapsed"
    assert staying.state.drafts[1].status == "waiting"
    staying.give("director", ApproveDraft(draft=1))
    assert staying.state.leader


def one_stage(*tasks: Task, automatic: str = "") -> Play:
    """A registered case of one stage with these tasks, which perhaps ends by itself."""
    actions = (Action("fin", "完", ("intake",), close="closed", automatic=True, condition=done(automatic)),)
    stages = (Stage("intake", "登记", (REGISTER, *tasks)), STAGES[-1])
    kind = case_type(stages=stages, actions=actions if automatic else (), rules=(), clocks=(), instruments=())
    return Play(pack=pack(kind)).register()


FIRST = Task("a", "甲", who=role("clerk"))


def test_the_next_step_waits_again_where_the_one_before_it_is_returned() -> None:
    play = one_stage(FIRST, Task("b", "乙", who=role("head"), after=("a",)), automatic="b")
    play.do("clerk", "a")
    play.give("admin", ReturnTask(task="a", reason="错"))
    assert play.refusal("head", CompleteTask(task="b")).code == "not-open"
    assert not play.state.closed
    play.do("clerk", "a")
    play.do("head", "b")
    assert play.state.closed


def test_a_step_that_was_begun_is_kept_but_not_ended_before_the_returned_one() -> None:
    both = (*role("head"), *role("director"))
    second = Task("b", "乙", who=both, mode=TaskMode.ALL, order=Order.SEQUENCE, after=("a",))
    play = one_stage(FIRST, second)
    play.do("clerk", "a")
    play.do("head", "b")
    play.give("admin", ReturnTask(task="a", reason="错"))
    assert play.refusal("director", CompleteTask(task="b")).code == "not-open"
    play.do("clerk", "a")
    play.do("director", "b")
    assert next(state for state in play.state.tasks.values() if state.task == "b").status == "done"


@pytest.mark.parametrize(("at_least", "need", "votes"), [(3, 3, 3), (None, 2, 2)])
def test_one_more_voter_leaves_the_quorum_within_reach(at_least: int | None, need: int, votes: int) -> None:
    ballot = Task("ballot", "表决", who=role("deputy"), mode=TaskMode.VOTE)
    play = one_stage(replace(ballot, at_least=at_least) if at_least else ballot)
    play.give("clerk", AddSigner(task="ballot", to="committee", reason="人数不足"))
    state = next(state for state in play.state.open_tasks() if state.task == "ballot")
    assert (state.need, len(state.slots)) == (need, 3)
    for voter in ("deputy-a", "deputy-b", "committee")[:votes]:
        play.do(voter, "ballot")
    assert play.state.tasks[state.key].status == "done"


def test_an_objection_made_on_paper_in_time_is_in_time_whenever_it_is_entered() -> None:
    term = Clock(
        "obj", "异议期", start=on("case-registered"), stop=on("x"), within=Duration.parse("5 workdays"),
        from_occurred_on=True,
    )  # fmt: skip
    kind = case_type(clocks=(term,), rules=(), objection=Objection(clock="obj"))
    play = Play(pack=pack(kind)).register("clerk", parent="P1", key="k", received_on=date(2026, 3, 2))
    play.wait(10)
    assert play.refusal("head", Object(reason="不归我")).code == "too-late"
    assert play.refusal("head", Object(reason="不归我", occurred_on=date(2026, 3, 10))).code == "too-late"
    events = play.give("head", Object(reason="不归我", occurred_on=date(2026, 3, 5)))
    assert [event.word for event in events] == ["objection-made"]


def test_many_units_are_no_loop() -> None:
    units = [Unit(f"X{n}", "T", f"承办单位{n}") for n in range(130)]
    people = [*PEOPLE, *(person(f"h{n}", "handler", f"X{n}") for n in range(130))]
    every = rule("per", on("clock-started"), Notify(role("clerk"), text("时限开始")))
    office = [Unit("O", "T", "办公室", kind="office"), *units]
    play = Play(world=world(people, office), pack=pack(case_type(rules=(every,)))).register()
    play.do("head", "screen", difficulty="x")
    play.act("head", "select")
    play.do("clerk", "liaise", units=[unit.unit for unit in units], standard="s")
    play.act("head", "assign")
    words = [event.word for event in play.act("head", "hand-over")]
    assert words.count("notified") >= 130


def test_somebody_is_named_for_an_opinion_whose_approver_nobody_is() -> None:
    draft = MakeDraft(text("建议"), role("nobody-holds-this"), (TakeCharge(role("director")),))
    play = Play(pack=pack(case_type(rules=(rule("mv", on("task-completed", task="register"), draft),)))).register()
    (asked,) = [state for state in play.state.open_tasks() if state.subject == "draft:1"]
    name = ReassignTask(task=asked.task, subject=asked.subject, to="director", reason="由主任审批")
    assert play.refusal("u1-handler", name).code == "not-yours"
    events = play.give("clerk", name)
    assert [event.word for event in events] == ["draft-reassigned", "task-withdrawn"]
    assert play.state.drafts[1].approvers == ("director",)
    play.give("director", ApproveDraft(draft=1))
    assert play.state.leader == "director"


def test_a_reopened_report_is_waited_for_again() -> None:
    theirs = Play().register("clerk", parent="P1", key="P1:9:0")
    theirs.act("head", "drop")
    theirs.give("clerk", Reopen(stage="intake", reason="有新证据"))
    (order,) = [one for one in theirs.decision.outgoing if isinstance(one.command, ReportProgress)][:1]
    assert (order.case, order.command.reopened) == ("P1", True)


def test_the_parent_takes_the_report_that_follows_a_reopening() -> None:
    play = sent(returns={"answer": "reply"})
    play.give("clockwork", ReportClosed(case="C-U1", outcome="x", answers={"reply": "第一次"}))
    assert play.state.answers["answer"] == "第一次"
    again = ReportProgress(case="C-U1", stage="work", title="办理", reopened=True)
    assert [event.word for event in play.give("clockwork", again)] == ["child-progressed", "notified"]
    assert play.give("clockwork", again) == ()
    assert [tie.closed for tie in play.state.links if tie.case == "C-U1"] == [False]
    play.give("clockwork", ReportClosed(case="C-U1", outcome="x", answers={"reply": "更正"}))
    assert play.state.answers["answer"] == "更正"
    assert play.refolded() == play.state


def test_nothing_is_sent_to_a_unit_that_is_gone() -> None:
    play = sending()
    units = {key: replace(unit, active=key != "U1") for key, unit in play.world.directory.units.items()}
    play.world = replace(play.world, directory=replace(play.world.directory, units=units))
    problem = play.refusal("head", TakeAction(action="send"))
    assert (problem.code, "撤并" in problem.message) == ("unknown-unit", True)


def test_a_case_in_which_only_an_answer_names_the_unit_follows_it() -> None:
    naming = form("register", asked("subject_matter"), replace(asked("chosen", "array"), kind="unit"))
    play = Play(pack=pack(case_type(forms={**FORMS, "register": naming}, rules=())))
    play.register(answers={"subject_matter": "征地", "chosen": ["U1"]})
    words = [event.word for event in play.give("admin", SucceedUnit(unit="U1", to="U2", reason="机构改革"))]
    assert words == ["unit-succeeded", "answers-submitted"]
    assert list(play.state.answers["chosen"]) == ["U2"]
