"""Ties that officers make by hand: of three kinds alone, in both cases, undone with a reason."""

from __future__ import annotations

import pytest

from fangyuan.engine.facts import facts_of
from fangyuan.model.commands import Command, LinkCase, UnlinkCase
from fangyuan.model.state import BY_HAND
from unit.engine.procedures import Play, words
from unit.engine.test_across_cases import child, orders, sent

RELATIONS = ("child", "parent", "merged", "merged-into", "reports-to", "supervised-by", "leads", "led-by", "agenda", "")


@pytest.mark.parametrize("relation", BY_HAND)
def test_a_tie_stands_in_both_cases_until_it_is_undone(relation: str) -> None:
    here, there = Play().register(), Play().register()
    here.give("clerk", LinkCase(relation=relation, case="C2", number="2"))
    (told,) = orders(here, "C2")
    assert told == LinkCase(relation=relation, case="C1", number=here.state.number)
    there.give("clockwork", LinkCase(relation=relation, case="C9", number="9"))
    assert there.decision.outgoing == (), "what is told says nothing back"
    assert [(tie.relation, tie.case) for play in (here, there) for tie in play.state.links] == [
        (relation, "C2"),
        (relation, "C9"),
    ]
    assert words(here.give("clerk", UnlinkCase(case="C2", reason="不是同一事项"))) == ["cases-unlinked"]
    assert orders(here, "C2") == [UnlinkCase(case="C1", reason="不是同一事项")]
    there.give("clockwork", UnlinkCase(case="C9", reason="不是同一事项"))
    assert (here.state.links, there.state.links, there.decision.outgoing) == ((), (), ())
    assert here.refolded() == here.state


def test_a_condition_may_count_what_officers_tied_and_nothing_else() -> None:
    def counted(play: Play) -> int:
        return facts_of(play.state, play.world, play.now)["case"]["related"]  # type: ignore[no-any-return]

    play = sent()
    assert (counted(play), len(play.state.links) > 0) == (0, True), "what was sent on was not tied by hand"
    play.give("clerk", LinkCase(relation="related", case="C7"))
    play.give("clerk", LinkCase(relation="repeat", case="C8"))
    assert counted(play) == 2
    play.give("clerk", UnlinkCase(case="C7", reason="不是同一类"))
    assert counted(play) == 1


@pytest.mark.parametrize("relation", RELATIONS)
def test_no_officer_says_what_follows_from_the_procedure_alone(relation: str) -> None:
    forged = LinkCase(relation=relation, case="C2", number="2", key="C2:1:0", asks=("units",))
    assert Play().register().refusal("head", forged).code == "unknown-relation"


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("u1-handler", LinkCase(relation="repeat", case="C2"), "not-yours"),
        ("clerk", LinkCase(relation="repeat", case="C1"), "same-case"),
        ("clerk", LinkCase(relation="joint", case="C7"), "already-linked"),
        ("u1-handler", UnlinkCase(case="C7", reason="不是同一事项"), "not-yours"),
        ("clerk", UnlinkCase(case="C7", reason=" "), "reason-missing"),
        ("clerk", UnlinkCase(case="C2", reason="不是同一事项"), "not-linked"),
    ],
)
def test_ties_that_are_refused(who: str, command: Command, code: str) -> None:
    play = Play().register()
    play.give("clerk", LinkCase(relation="repeat", case="C7"))
    assert play.refusal(who, command).code == code


def test_what_the_procedure_tied_is_not_undone() -> None:
    play = sent()
    assert play.refusal("head", UnlinkCase(case="C-U1", reason="发错了")).code == "not-linked"
    assert child().refusal("clerk", UnlinkCase(case="P1", reason="发错了")).code == "not-linked"
    play.give("clockwork", UnlinkCase(case="C-U1", reason="发错了"))
    assert [tie.case for tie in play.state.links] == ["C-U1", "C-U2"]
