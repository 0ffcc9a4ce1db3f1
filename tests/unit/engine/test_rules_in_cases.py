"""Rules at work: one snapshot an event, effects in a queue, and nothing that goes round for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fangyuan.model.clocks import Clock, Rung
from fangyuan.model.commands import ApproveDraft, ApproveExtension, AskExtension, Comment, CompleteTask, RefuseDraft
from fangyuan.model.durations import Duration
from fangyuan.model.effects import (
    Block,
    ClockAct,
    Derive,
    Effect,
    ExtendClock,
    FillSlot,
    Flag,
    IssueLetter,
    MakeDraft,
    Move,
    Notify,
    OpenTask,
    PluginEffect,
    Require,
    SetAnswer,
    TakeCharge,
    TurnClock,
)
from fangyuan.model.events import (
    ChargeTaken,
    CommentMade,
    DraftMade,
    NobodyMatched,
    Notified,
    RulesWeighed,
    SlotFilled,
)
from fangyuan.model.who import Hole, UnitFrom, UnitRef
from unit.engine.procedures import (
    PLEDGED,
    RULES,
    Play,
    asked,
    at_work,
    case_type,
    is_,
    on,
    pack,
    role,
    rule,
    text,
    words,
)

SCREENED = on("task-completed", task="screen")


def with_rules(*rules: object, **more: object) -> Play:
    return Play(pack=pack(case_type(rules=rules, **more))).register()


def test_a_rule_sets_an_answer_and_the_same_value_is_no_event() -> None:
    play = with_rules(
        rule("a", SCREENED, SetAnswer("batch", "one")), rule("b", on("answers-submitted"), SetAnswer("x", 1))
    )
    events = play.do("head", "screen", difficulty="hard")
    assert play.state.answers["batch"] == "one"
    assert play.state.answers["x"] == 1
    assert words(events).count("answers-submitted") == 2, "x was there already, batch is new"


def test_null_empties_an_answer() -> None:
    play = with_rules(rule("a", SCREENED, SetAnswer("subject_matter", None)))
    play.do("head", "screen")
    assert "subject_matter" not in play.state.answers


def test_the_weightier_rule_writes_and_the_other_is_overruled() -> None:
    play = with_rules(
        rule("light", SCREENED, SetAnswer("batch", "light")),
        rule("heavy", SCREENED, SetAnswer("batch", "heavy"), priority=9),
    )
    events = play.do("head", "screen")
    assert play.state.answers["batch"] == "heavy"
    [weighed] = [event for event in events if isinstance(event, RulesWeighed)]
    assert {v.rule: (v.fired, v.overruled_by) for v in weighed.verdicts} == {
        "heavy": (True, ""),
        "light": (False, "heavy"),
    }


def test_derived_facts_reach_other_rules_of_the_same_event() -> None:
    play = with_rules(
        rule("one", SCREENED, Derive("serious", True)), rule("two", SCREENED, Flag("serious"), if_=is_("serious", True))
    )
    play.do("head", "screen")
    assert play.state.flags == ("serious",)


def test_rules_of_one_event_see_one_snapshot() -> None:
    play = with_rules(
        rule("one", SCREENED, SetAnswer("batch", "x"), priority=2),
        rule("two", SCREENED, Flag("late"), if_=is_("batch", "x"), priority=1),
    )
    play.do("head", "screen")
    assert play.state.flags == ()


def test_events_that_effects_cause_are_handled_after_those_that_wait() -> None:
    play = with_rules(
        rule("one", SCREENED, SetAnswer("batch", "x")),
        rule("two", on("answers-submitted"), Flag("chained"), if_=is_("batch", "x")),
    )
    play.do("head", "screen")
    assert play.state.flags == ("chained",)


def test_a_circle_is_refused_with_its_chain() -> None:
    there = rule("there", on("stage-entered", stage="intake"), Move("liaison"), if_=is_("difficulty", "x"))
    back = rule("back", on("stage-entered", stage="liaison"), Move("intake"))
    play = with_rules(rule("begin", SCREENED, Move("liaison")), there, back)
    problem = play.refusal("head", CompleteTask(task="screen", answers={"difficulty": "x"}))
    assert problem.code == "too-many-events"
    assert "stage-entered → stage-entered" in problem.message


def test_derivations_that_go_on_too_long_are_refused_with_their_chain() -> None:
    chain = [rule(f"r{n}", SCREENED, Derive(f"f{n + 1}", True), if_=is_(f"f{n}", True)) for n in range(1, 12)]
    play = with_rules(rule("r0", SCREENED, Derive("f1", True), if_=is_("difficulty", "x")), *chain)
    problem = play.refusal("head", CompleteTask(task="screen", answers={"difficulty": "x"}))
    assert problem.code == "too-many-rounds"
    assert "r0 → r1 → r2" in problem.message
    play.do("head", "screen", difficulty="y")


def test_many_units_are_no_circle() -> None:
    from fangyuan.model.world import Unit
    from unit.engine.procedures import PEOPLE, UNITS, world

    many = tuple(Unit(f"V{n}", "T", f"第{n}单位") for n in range(150))
    play = Play(world=world(PEOPLE, (*UNITS, *many))).register()
    play.do("head", "screen")
    play.act("head", "select")
    play.do("clerk", "liaise", units=[unit.unit for unit in many], standard="到账")
    play.act("head", "assign")
    play.act("head", "hand-over")
    assert len([task for task in play.state.open_tasks() if task.task == "handle"]) == 150
    assert len(play.state.open_clocks()) == 150


def test_block_refuses_the_act_with_the_packs_words() -> None:
    play = with_rules(rule("no", SCREENED, Block(text("“", Hole("subject_matter"), "”不能这样办"))))
    problem = play.refusal("head", CompleteTask(task="screen"))
    assert (problem.code, problem.message) == ("blocked", "“征地”不能这样办")


def test_require_names_the_blank_field() -> None:
    play = with_rules(rule("ask", SCREENED, Require(("difficulty",))))
    problem = play.refusal("head", CompleteTask(task="screen"))
    assert (problem.code, problem.path, problem.message) == ("required", "difficulty", "请先填写“难度”")
    play.do("head", "screen", difficulty="hard")


def test_notify_tells_people_and_fills_their_inboxes() -> None:
    play = with_rules(rule("tell", SCREENED, Notify(role("clerk"), text("请看:", Hole("subject_matter")))))
    events = play.do("head", "screen")
    [told] = [event for event in events if isinstance(event, Notified)]
    assert told == Notified(to=("clerk",), text="请看:征地")
    [message] = play.decision.messages
    assert (message.channel, message.to, message.body["text"]) == ("inbox", "clerk", "请看:征地")


def test_what_leaves_the_case_shows_sensitive_answers_covered_and_an_opinion_keeps_them() -> None:
    matter = Hole("subject_matter")
    secret = {"subject_matter": asked("subject_matter", sensitive=True)}
    play = with_rules(
        rule("tell", SCREENED, Notify(role("clerk"), text("请看:", matter))),
        rule("advise", SCREENED, MakeDraft(text("建议:", matter), role("ghost"))),
        rule("stop", on("comment-made"), Block(text("先办:", matter))),
        fields=secret,
    )
    events = play.do("head", "screen")
    assert [event.text for event in events if isinstance(event, Notified)] == ["请看:征*"]
    assert [event.purpose for event in events if isinstance(event, NobodyMatched)] == ["建议:征*"]
    assert [event.opinion for event in events if isinstance(event, DraftMade)] == ["建议:征地"]
    assert play.refusal("clerk", Comment(text="一")).message == "先办:征*"


def test_nobody_to_tell_is_recorded() -> None:
    play = with_rules(rule("tell", SCREENED, Notify(role("ghost"), text("喂"))))
    assert any(isinstance(event, NobodyMatched) for event in play.do("head", "screen"))


def test_a_slot_is_filled_by_a_rule() -> None:
    owner = UnitRef(UnitFrom.OWNER)
    play = with_rules(
        rule("unit", SCREENED, FillSlot("units", unit=owner)),
        rule("who", SCREENED, FillSlot("leader", who=role("deputy"))),
    )
    events = play.do("head", "screen")
    assert play.state.slots == {"units": ("O",), "leader": ("deputy-a",)}
    assert len([event for event in events if isinstance(event, SlotFilled)]) == 2


def test_an_instrument_is_opened_once() -> None:
    play = with_rules(rule("remind", on("comment-made"), OpenTask("reminder")))
    play.give("clerk", Comment(text="催"))
    play.give("clerk", Comment(text="再催"))
    assert play.tasks().count("reminder") == 1
    play.do("clerk", "reminder", reminder_text="催")
    play.give("clerk", Comment(text="三催"))
    assert ("reminder", "", 2) in play.state.tasks


def test_an_extra_step_stands_in_no_stage() -> None:
    play = with_rules(rule("again", on("comment-made"), OpenTask("screen")))
    play.do("head", "screen")
    play.give("clerk", Comment(text="再看一次"))
    assert ("screen", "", 1001) in play.state.tasks
    assert play.may("head").actions[0].failed is not None, "screened again means not done yet"


def test_a_rule_starts_a_clock() -> None:
    play = with_rules(
        rule("go", SCREENED, FillSlot("units", unit=UnitRef(UnitFrom.OWNER)), TurnClock(ClockAct.START, "pledged"))
    )
    play.do("head", "screen")
    assert [run.subject for run in play.state.open_clocks()] == ["O"]


def test_a_rule_pauses_a_clock() -> None:
    rules = (*RULES, rule("halt", on("comment-made"), TurnClock(ClockAct.PAUSE, "pledged")))
    play = at_work(pack=pack(case_type(rules=rules)))
    play.act("head", "hand-over")
    play.give("clerk", Comment(text="停"))
    assert {run.status for run in play.state.clocks.values()} == {"paused"}


def test_a_rule_extends_within_the_limits_and_says_when_it_cannot() -> None:
    longer = ExtendClock("pledged", Duration.parse("20 days"), text("雨季"))
    rules = (*RULES, rule("longer", on("task-completed", task="entry"), longer))
    play = at_work(units=("U1",), pack=pack(case_type(rules=rules)))
    play.act("head", "hand-over")
    play.do("clerk", "entry")
    run = play.state.clocks["pledged", "U1", 1]
    assert run.extensions == ("20 days",)
    [told] = [event for event in play.do("clerk", "entry") if isinstance(event, Notified)]
    assert play.state.clocks["pledged", "U1", 1].due_at == run.due_at
    assert "未能延期" in told.text


def test_a_rule_extends_another_clock_by_as_much_for_the_unit_whose_time_was_extended() -> None:
    along = rule("along", on("clock-extended", clock="pledged"), ExtendClock("told", None, text("一并延长")))
    told = replace(PLEDGED, clock="told", title="告知")
    play = at_work(units=("U1", "U2"), pack=pack(case_type(rules=(*RULES, along), clocks=(PLEDGED, told))))
    play.act("head", "hand-over")
    play.give("u1-handler", AskExtension(clock="pledged", subject="U1", by="15 days", reason="雨季"))
    play.give("director", ApproveExtension(clock="pledged", subject="U1"))
    extended = {(run.clock, run.subject): run.extensions for run in play.state.clocks.values()}
    assert extended["told", "U1"] == ("15 days",) == extended["pledged", "U1"]
    assert extended["told", "U2"] == () == extended["pledged", "U2"]


def test_a_letter_by_rule() -> None:
    play = with_rules(rule("letter", SCREENED, IssueLetter("slip", role("clerk"))))
    problem = play.refusal("head", CompleteTask(task="screen"))
    assert problem.code == "letter-incomplete"
    assert "pledged" in problem.message


def test_a_plugins_effect_needs_its_plugin() -> None:
    effect = PluginEffect("greet", {"text": "您好"})
    play = with_rules(rule("greet", SCREENED, effect))
    assert play.refusal("head", CompleteTask(task="screen")).code == "plugin-missing"
    play.plugins = {
        "greet": lambda e, case, facts, now: (CommentMade(text=f"{e.data['text']}{facts['subject_matter']}"),)
    }
    events = play.do("head", "screen")
    assert CommentMade(text="您好征地") in events


# --- opinions ----------------------------------------------------------------------------------------------------------


def test_nothing_follows_an_opinion_before_it_is_approved() -> None:
    play = Play().register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    assert play.state.leader == ""
    assert play.refusal("head", ApproveDraft(draft=1)).code == "not-yours"
    events = play.give("director", ApproveDraft(draft=1, opinion="同意,由我牵头"))
    assert play.state.leader == "director"
    assert play.state.answers["batch"] == "director"
    assert (play.state.drafts[1].status, play.state.drafts[1].opinion) == ("approved", "同意,由我牵头")
    assert words(events)[:3] == ["draft-approved", "charge-taken", "slot-filled"]
    assert play.refusal("director", ApproveDraft(draft=1)).code == "not-open"


def test_a_refused_opinion_has_a_reason_and_no_consequence() -> None:
    play = Play().register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    assert play.refusal("director", RefuseDraft(draft=1, reason="")).code == "reason-missing"
    play.give("director", RefuseDraft(draft=1, reason="另行研究"))
    assert play.state.drafts[1].status == "refused"
    assert play.state.leader == ""


def test_of_several_candidates_the_approver_chooses() -> None:
    play = Play().register()
    play.do("head", "screen", difficulty="hard")
    play.act("head", "select")
    assert play.state.drafts[1].candidates == ("deputy-a", "deputy-b")
    problem = play.refusal("director", ApproveDraft(draft=1))
    assert problem.code == "choice-missing"
    assert "deputy-b" in problem.message
    play.give("director", ApproveDraft(draft=1, chosen="deputy-b"))
    assert play.state.leader == "deputy-b"


def test_charge_without_an_approver_is_settled_among_the_candidates() -> None:
    play = with_rules(rule("lead", SCREENED, TakeCharge(role("deputy"))))
    play.do("head", "screen")
    assert play.state.drafts[1].approvers == ("deputy-a", "deputy-b")
    play.give("deputy-a", ApproveDraft(draft=1, chosen="deputy-a"))
    assert play.state.leader == "deputy-a"


def test_charge_of_the_only_one_is_taken_at_once() -> None:
    play = with_rules(rule("lead", SCREENED, TakeCharge(role("head"))))
    events = play.do("head", "screen")
    assert ChargeTaken(person="head", role="head") in events


def test_where_nobody_may_approve_the_office_is_told_and_whoever_matches_later_may() -> None:
    from unit.engine.procedures import PEOPLE, person, world

    people = [one for one in PEOPLE if one.person != "director"]
    play = Play(world=world(people)).register()
    play.do("head", "screen", difficulty="hardest")
    play.act("head", "select")
    assert "settle-nobody[draft:1]" in play.tasks()
    play.world = world([*people, person("new-director", "director")])
    assert [draft.draft for draft in play.may("new-director").drafts] == [1]
    play.give("new-director", ApproveDraft(draft=1))
    assert play.state.leader == "new-director"
    assert "settle-nobody[draft:1]" not in play.tasks()


def test_the_same_opinion_is_not_laid_before_them_twice() -> None:
    draft = MakeDraft(text("建议:", Hole("subject_matter")), role("director"))
    play = with_rules(rule("advise", on("comment-made"), draft))
    play.give("clerk", Comment(text="一"))
    events = play.give("clerk", Comment(text="二"))
    assert not [event for event in events if isinstance(event, DraftMade)]


def test_two_opinions_of_one_rule_are_told_apart() -> None:
    one = MakeDraft(text("甲"), role("director"), (Flag("one"),))
    two = MakeDraft(text("乙"), role("director"), (Flag("two"),))
    play = with_rules(rule("advise", SCREENED, one, two))
    play.do("head", "screen")
    assert [draft.rule for draft in play.state.drafts.values()] == ["advise", "advise#2"]
    play.give("director", ApproveDraft(draft=2))
    assert play.state.flags == ("two",)


@pytest.mark.parametrize(
    "effect",
    [Require(("difficulty",)), Block(text("不予办理")), IssueLetter("slip")],
    ids=["asks for what is blank", "blocks", "brings an incomplete letter"],
)
def test_a_rule_that_cannot_do_its_part_holds_up_no_due_date(effect: Effect) -> None:
    """Nobody reads the refusal of a firing: the office is told, the ladder goes on, and nothing is half done."""
    rungs = (Rung(None, role("head")), Rung(Duration.parse("5 days"), role("director")))
    length = Duration.parse("10 days")
    clock = Clock("h", "办理时限", start=on("case-registered"), cancel=on("case-closed"), within=length, escalate=rungs)
    play = with_rules(rule("r", on("clock-due", clock="h"), Flag("late"), effect, Flag("after")), clocks=(clock,))
    play.wait(11)
    assert play.decision.numbers == ()
    play.wait(9)
    happened = words(one.event for one in play.history)
    assert (happened.count("clock-due"), happened.count("clock-escalated")) == (1, 2)
    assert set(play.state.flags) == {"late", "after"}
    assert play.state.letters == {}
    (told,) = [one for one in play.history if isinstance(one.event, Notified) and "没有办成" in one.event.text]
    assert set(told.event.to) == {"clerk", "admin"}
    assert (told.cause.kind, told.cause.id) == ("rule", "r")
    assert play.refolded() == play.state
