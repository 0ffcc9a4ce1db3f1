"""What was registered wrongly is put right: who may, when, what follows from it, and which deadline stands in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fangyuan.model.clocks import Clock, Until
from fangyuan.model.commands import CorrectAnswers, MergeCase
from fangyuan.model.durations import Duration
from fangyuan.model.effects import Flag
from fangyuan.model.events import AnswersCorrected, AnswersSubmitted
from unit.engine.procedures import FORMS, Play, asked, at_work, case_type, form, is_, on, pack, rule, words

MONTH = Duration.parse("30 days")


def fix(reason: str = "录入有误", **answers: Any) -> CorrectAnswers:
    """The whole answers of the form, as casework gives them."""
    return CorrectAnswers(reason=reason, answers={"subject_matter": "征地", **answers})


def with_clocks(*clocks: Clock) -> Play:
    """A case whose registering form also asks for a day, under these clocks."""
    forms = {**FORMS, "register": form("register", *FORMS["register"].fields, asked("wanted_on", title="希望日期"))}
    return Play(pack=pack(case_type(forms=forms, clocks=clocks)))


def test_answers_change_with_the_reason_and_what_stood_there_and_nothing_is_done_again() -> None:
    play = Play().register(answers={"subject_matter": "征地", "urgent": True})
    assert play.state.flags == ("urgent",)
    assert words(play.give("clerk", fix(subject_matter="拆迁"))) == ["answers-submitted", "answers-corrected"]
    told = play.history[-1]
    assert told.event == AnswersCorrected(form="register", paths=("subject_matter", "urgent"), reason="录入有误")
    assert told.cause.facts == {"subject_matter": "征地", "urgent": True}
    assert (play.state.answers, play.state.flags) == ({"subject_matter": "拆迁"}, ("urgent",))
    assert play.tasks() == ["screen"]
    assert play.refolded() == play.state


def test_of_what_is_private_the_event_does_not_repeat_what_stood_there() -> None:
    secret = replace(asked("phone"), sensitive=True)
    forms = {**FORMS, "register": form("register", FORMS["register"].fields[0], secret, asked("persons", "array"))}
    play = Play(pack=pack(case_type(forms=forms)))
    play.register(answers={"subject_matter": "征地", "phone": "13800000000", "persons": ["甲"]})
    play.give("clerk", fix(phone="13800000001", persons=["乙"]))
    assert play.history[-1].cause.facts == {}
    assert isinstance(play.history[-1].event, AnswersCorrected)
    assert play.history[-1].event.paths == ("phone", "persons")


def test_rules_that_ask_about_corrections_and_slots_of_the_same_name_follow() -> None:
    rules = (rule("seen", on("answers-corrected"), Flag("again"), if_=is_("subject_matter", "拆迁")),)
    forms = {**FORMS, "register": form("register", *FORMS["register"].fields, asked("units", "array"))}
    play = Play(pack=pack(case_type(rules=rules, forms=forms))).register(
        answers={"subject_matter": "征地", "units": ["U1"]}
    )
    play.give("clerk", fix(subject_matter="拆迁", units=["U2"]))
    assert (play.state.flags, play.state.slots["units"]) == (("again",), ("U2",))


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("u1-handler", fix(subject_matter="拆迁"), "not-yours"),
        ("clerk", fix(" ", subject_matter="拆迁"), "reason-missing"),
        ("clerk", fix(), "nothing-changed"),
    ],
)
def test_who_may_not_gives_no_reason_or_changes_nothing_is_refused(
    who: str, command: CorrectAnswers, code: str
) -> None:
    play = at_work()
    assert play.refusal(who, command).code == code
    assert play.may("clerk").may_correct
    assert not play.may("u1-handler").may_correct


def test_a_closed_case_is_reopened_first() -> None:
    play = at_work()
    play.give("head", MergeCase(into="C2", reason="同一事项"))
    assert play.refusal("clerk", fix(subject_matter="拆迁")).code == "closed"
    assert not play.may("clerk").may_correct


def test_a_deadline_that_rests_on_the_answer_is_not_moved_by_writing_another_day() -> None:
    play = with_clocks(Clock("wanted", "希望时限", on("case-registered"), until=Until("wanted_on", MONTH)))
    play.register(answers={"subject_matter": "征地", "wanted_on": "2026-04-01"})
    refused = play.refusal("clerk", fix(wanted_on="2026-05-01"))
    assert (refused.code, refused.path, "延期" in refused.advice) == ("deadline-rests", "wanted_on", True)
    play.give("clerk", fix(subject_matter="拆迁", wanted_on="2026-04-01"))
    assert "clock-moved" not in [one.event.word for one in play.history]


def test_a_day_that_was_missing_is_kept_once_it_is_written() -> None:
    play = with_clocks(Clock("wanted", "希望时限", on("case-registered"), until=Until("wanted_on", MONTH)))
    play.register()
    done = play.give("clerk", fix(wanted_on="2026-03-20"))
    assert "clock-moved" in words(done)


def test_whether_a_clock_was_to_begin_is_not_decided_anew_where_it_may_have_begun() -> None:
    asks = is_("urgent", True)
    begun = Clock("soon", "急件时限", on("case-registered"), within=MONTH, start_if=asks)
    later = Clock("work", "办理时限", on("stage-entered", stage="work"), within=MONTH, start_if=asks)
    play = with_clocks(begun).register(answers={"subject_matter": "征地", "urgent": True})
    assert play.refusal("clerk", fix(urgent=False)).code == "deadline-rests"
    play.give("clerk", fix(subject_matter="拆迁", urgent=True))
    free = with_clocks(later).register(answers={"subject_matter": "征地", "urgent": True})
    free.give("clerk", fix(urgent=False))
    assert free.state.answers["urgent"] is False


def test_what_is_left_blank_is_emptied_and_other_forms_keep_theirs() -> None:
    play = at_work()
    play.give("clerk", fix(urgent=True))
    play.give("clerk", fix())
    submitted = [one.event for one in play.history if isinstance(one.event, AnswersSubmitted)][-1]
    assert submitted.cleared == ("urgent",)
    assert (play.state.answers["difficulty"], "urgent" in play.state.answers) == ("hardest", False)
