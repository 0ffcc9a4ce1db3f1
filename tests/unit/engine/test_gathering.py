"""A case that gathers others says what was decided to each of them, and to nobody where it is kept from somebody."""

from __future__ import annotations

import pytest

from fangyuan.model.commands import LinkCase
from fangyuan.model.effects import Flag, TellListed
from fangyuan.model.events import GatheringSpoke
from fangyuan.model.level_commands import HearGathering
from fangyuan.model.procedure import Confidential
from unit.engine.procedures import Play, case_type, is_, on, pack, rule, text

SAYS = rule(
    "says",
    on("flag-raised", flag="decided"),
    TellListed("decided", text("限期整改"), {"subject_matter": "subject_matter"}),
)
DECIDES = rule("decides", on("task-completed", task="screen"), Flag("decided"))


def gathering(confidential: Confidential | None = None) -> Play:
    """A case to which officers tied another, and that a third sent here and waits for."""
    play = Play(pack=pack(case_type(rules=(DECIDES, SAYS), confidential=confidential))).register()
    play.give("clockwork", LinkCase(relation="parent", case="P", number="0", key="P:1:0"))
    play.give("clerk", LinkCase(relation="joint", case="C2", number="2"))
    return play


def told(play: Play) -> dict[str, HearGathering]:
    """What each case was told, by its id."""
    play.do("head", "screen", difficulty="simple")
    return {one.case: one.command for one in play.decision.outgoing if isinstance(one.command, HearGathering)}


def test_each_case_that_is_listed_is_told_with_what_goes_along_and_not_whoever_waits_for_this_one() -> None:
    [(case, word)] = told(gathering()).items()
    assert case == "C2"
    assert (word.case, word.said, word.text, word.answers) == ("C1", "decided", "限期整改", {"subject_matter": "征地"})


@pytest.mark.parametrize("accused", ["subject_matter", "note"])
def test_what_is_confidential_says_nothing_also_where_nobody_is_known_to_keep_it_from(accused: str) -> None:
    secret = Confidential(is_("subject_matter", "征地"), (accused,), ())
    assert told(gathering(secret)) == {}


def test_it_is_heard_with_its_words_and_rules_answer_it() -> None:
    hears = rule("hears", on("gathering-spoke", said="decided"), Flag("must-act"))
    play = Play(pack=pack(case_type(rules=(hears,)))).register()
    word = HearGathering(
        case="M", number="会1", said="decided", text="限期整改", answers={"subject_matter": "拆迁", "none": 1}
    )
    assert GatheringSpoke(case="M", number="会1", said="decided", text="限期整改") in play.give("clockwork", word)
    assert (play.state.flags, play.state.answers["subject_matter"], "none" in play.state.answers) == (
        ("must-act",),
        "拆迁",
        False,
    )
    assert play.refolded() == play.state
