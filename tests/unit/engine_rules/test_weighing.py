"""Rules of one event: one snapshot, weight, overruling, derivation in rounds, and why not."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from fangyuan.engine.rules.durable import EngineFault
from fangyuan.engine.rules.reference import Reference
from fangyuan.engine.rules.shadowing import Watched
from fangyuan.engine.rules.weighing import Rulebook, Weighed
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import ALWAYS, AllOf, AnyOf, Atom, Condition, Not, Op
from fangyuan.model.effects import (
    MOST_ROUNDS,
    Block,
    ClockAct,
    Derive,
    Effect,
    FillSlot,
    Flag,
    MakeDraft,
    Move,
    Notify,
    Rule,
    SetAnswer,
    TakeCharge,
    TurnClock,
)
from fangyuan.model.events import Verdict
from fangyuan.model.who import EventPattern, Text, Who
from fangyuan.model.writes import written_by

MOMENT = Moment.of(datetime(2026, 2, 10, 1, tzinfo=UTC), "Asia/Shanghai")
SUBMITTED = EventPattern("answers-submitted")


def rule(name: str, *then: Effect, when: Condition = ALWAYS, priority: int = 0, on: EventPattern = SUBMITTED) -> Rule:
    return Rule(name, name, (on,), when, then, priority=priority)


def weigh(
    *rules: Rule, tree: dict[str, Any] | None = None, word: str = "answers-submitted", **narrowed: str
) -> Weighed:
    return Rulebook(rules).weigh(word, narrowed, tree or {}, MOMENT)


def names(weighed: Weighed) -> list[str]:
    return [rule.rule for rule, _ in weighed.effects]


def draft(*then: Effect) -> MakeDraft:
    return MakeDraft(Text(("建议",)), (Who(role="director"),), then)


def test_effects_come_by_priority_and_then_in_the_order_of_the_file() -> None:
    found = weigh(rule("a", Flag("a")), rule("b", Flag("b1"), Flag("b2"), priority=5), rule("c", Flag("c")))
    assert [effect for _, effect in found.effects] == [Flag("b1"), Flag("b2"), Flag("a"), Flag("c")]
    assert found.rounds == 1


def test_only_rules_of_the_event_are_weighed() -> None:
    screen = rule("screen", Flag("s"), on=EventPattern("task-completed", {"task": "screen"}))
    other = rule("other", Flag("o"), on=EventPattern("stage-entered"))
    assert names(weigh(screen, other, word="task-completed", task="screen")) == ["screen"]
    assert weigh(screen, other, word="task-completed", task="plan") == Weighed()


def test_a_second_write_to_a_place_is_overruled_and_says_by_whom() -> None:
    found = weigh(
        rule("low", SetAnswer("batch", "office"), priority=1), rule("high", SetAnswer("batch", "director"), priority=9)
    )
    assert [effect for _, effect in found.effects] == [SetAnswer("batch", "director")]
    assert found.verdicts == (
        Verdict(rule="high", fired=True),
        Verdict(rule="low", fired=False, overruled_by="high"),
    )


def test_what_is_not_contested_of_an_overruled_rule_is_done() -> None:
    found = weigh(rule("a", Move("x")), rule("b", Move("y"), Flag("f")))
    assert [effect for _, effect in found.effects] == [Move("x"), Flag("f")]
    assert found.verdicts[1] == Verdict(rule="b", fired=True, overruled_by="a")


def test_an_opinion_writes_where_it_would_once_approved() -> None:
    director = TakeCharge((Who(role="director"),))
    found = weigh(rule("a", draft(director), priority=2), rule("b", TakeCharge((Who(role="deputy"),))))
    assert names(found) == ["a"]
    assert found.verdicts[1].overruled_by == "a"
    drafted = draft(director, SetAnswer("batch", 1), director)
    assert written_by((drafted,)) == {("slot", "leader"): director, ("answer", "batch"): SetAnswer("batch", 1)}


DIRECTOR = (Who(role="director"),)
WHOLE, PART, OTHER_PART = SetAnswer("person", None), SetAnswer("person.name", "甲"), SetAnswer("person.age", 7)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (WHOLE, PART),
        (PART, WHOLE),
        (SetAnswer("leader", "x"), TakeCharge(DIRECTOR)),
        (FillSlot("units", who=DIRECTOR), SetAnswer("units", "y")),
        (draft(PART), WHOLE),
        (Derive("hot", True), Derive("hot.much", True)),
    ],
)
def test_a_part_is_one_place_with_its_whole_and_a_slot_with_its_answer(first: Effect, second: Effect) -> None:
    found = weigh(rule("light", second), rule("weighty", first, priority=5))
    assert [verdict.fired for verdict in found.verdicts] == [True, False]
    assert found.verdicts[1].overruled_by == "weighty"


def test_parts_beside_each_other_are_written_by_both_and_a_rule_writes_into_what_it_wrote() -> None:
    found = weigh(rule("a", PART), rule("b", OTHER_PART), rule("c", SetAnswer("personal", 1)))
    assert names(found) == ["a", "b", "c"]
    assert names(weigh(rule("a", WHOLE, PART), rule("b", OTHER_PART))) == ["a", "a"]


def test_messages_and_flags_do_not_exclude_each_other() -> None:
    tell = Notify((Who(role="clerk"),), Text(("x",)))
    assert len(weigh(rule("a", tell, Flag("f")), rule("b", tell, Flag("f"))).effects) == 4


def test_acts_on_different_clocks_do_not_exclude_each_other() -> None:
    stop, pause = TurnClock(ClockAct.STOP, "handle"), TurnClock(ClockAct.PAUSE, "handle")
    found = weigh(rule("a", stop), rule("b", pause), rule("c", TurnClock(ClockAct.STOP, "review")))
    assert names(found) == ["a", "c"]


def test_rules_of_one_round_see_one_snapshot() -> None:
    writes = rule("writes", SetAnswer("category", "land"), priority=5)
    reads = rule("reads", Flag("land"), when=Atom("category", Op.CONST, "land"))
    found = weigh(writes, reads, tree={"category": "housing"})
    assert names(found) == ["writes"]
    assert found.verdicts[1] == Verdict(rule="reads", fired=False, failed="category", saw="housing", test=0)


def test_derived_facts_start_another_round() -> None:
    old = rule("old", Derive("history.old", True), when=Atom("years", Op.MINIMUM, 5))
    hard = rule("hard", Derive("hard", True), Flag("h"), when=Atom("history.old", Op.CONST, True), priority=9)
    lead = rule("lead", Flag("lead"), when=AllOf((Atom("hard", Op.CONST, True), Atom("years", Op.ABSENT, False))))
    tree = {"years": 6, "history": {"since": "2020"}}
    found = weigh(lead, hard, old, tree=tree)
    assert names(found) == ["hard", "lead"]
    assert found.derived == {"history.old": True, "hard": True}
    assert {verdict.rule: verdict.round for verdict in found.verdicts} == {"hard": 2, "lead": 3, "old": 1}
    assert tree == {"years": 6, "history": {"since": "2020"}}


def test_what_a_rule_saw_is_kept_whatever_comes_of_it_and_with_what_was_derived_before() -> None:
    marks = rule("marks", Derive("urgent", True), when=Atom("category", Op.CONST, "land"))
    reads = rule("reads", Derive("far", True), when=Atom("urgent", Op.CONST, True))
    found = weigh(marks, reads, tree={"category": "land"})
    assert [verdict.facts for verdict in found.verdicts] == [{"category": "land"}, {"urgent": True}]


def test_a_rule_fires_once_even_where_it_derives_against_itself() -> None:
    flip = rule("flip", Derive("x", True), Flag("f"), when=Not(Atom("x", Op.CONST, True)))
    back = rule("back", Derive("x", False), when=Atom("x", Op.CONST, True))
    found = weigh(flip, back)
    assert names(found) == ["flip"]
    assert found.rounds == 3
    assert not found.cut


def test_derivation_ends_after_ten_rounds_and_says_that_it_was_cut() -> None:
    chain = [rule("r0", Derive("f0", True))]
    chain += [rule(f"r{n}", Derive(f"f{n}", True), when=Atom(f"f{n - 1}", Op.CONST, True)) for n in range(1, 15)]
    found = weigh(*chain)
    assert found.rounds == MOST_ROUNDS == 10
    assert found.cut == tuple(f"r{n}" for n in range(11))
    assert [verdict.fired for verdict in found.verdicts] == [True] * 10 + [False] * 5
    assert not weigh(*chain[:10]).cut, "nothing waits for what the tenth round derived"


def test_every_rule_that_did_not_fire_names_the_first_condition_that_failed_and_what_it_saw() -> None:
    when = AllOf(
        (Atom("加急", Op.CONST, True), AnyOf((Atom("重复次数", Op.MINIMUM, 3), Atom("persons.age", Op.MINIMUM, 60))))
    )
    tree = {"加急": True, "重复次数": 2, "persons": [{"age": 30}, {"age": 40}]}
    assert weigh(rule("a", Flag("f"), when=when), tree=tree).verdicts == (
        Verdict(rule="a", fired=False, failed="重复次数", saw=2, test=1),
    )
    assert weigh(rule("a", Flag("f"), when=when)).verdicts[0].failed == "加急"
    assert weigh(rule("a", Flag("f"), when=AnyOf())).verdicts == (Verdict(rule="a", fired=False),)


def test_a_block_is_among_the_effects_and_named() -> None:
    stop = Block(Text(("先填写牵头单位",)))
    found = weigh(rule("a", Flag("f")), rule("b", stop))
    assert [(r.rule, effect) for r, effect in found.blocks] == [("b", stop)]


def test_a_closed_book_still_weighs() -> None:
    book = Rulebook([rule("a", Flag("f"))])
    for _ in range(2):
        assert names(book.weigh("answers-submitted", {}, {}, MOMENT)) == ["a"]
        book.close()
    assert book.differences == 0


class Wrong:
    """A matcher that is never right, or always fails."""

    def __init__(self, fault: bool) -> None:
        self.fault, self.closed = fault, False

    def matches(self, tree: Any, moment: Moment) -> tuple[str, ...]:
        if self.fault:
            raise EngineFault("gone")
        return ("nothing",)

    def close(self) -> None:
        self.closed = True


def test_where_the_engine_and_the_reference_differ_the_reference_counts(caplog: pytest.LogCaptureFixture) -> None:
    wrong = Wrong(fault=False)
    watched = Watched(wrong, Reference([rule("a")]))
    with caplog.at_level(logging.ERROR):
        assert watched.matches({}, MOMENT) == watched.matches({}, MOMENT) == ("a",)
    assert (watched.differences, watched.faults, wrong.closed) == (2, 0, False)
    assert "differ" in caplog.text


def test_an_engine_that_fails_is_not_asked_again() -> None:
    wrong = Wrong(fault=True)
    watched = Watched(wrong, Reference([rule("a")]))
    assert watched.matches({}, MOMENT) == watched.matches({}, MOMENT) == ("a",)
    assert (watched.faults, wrong.closed) == (1, True)
