"""Numbers that the papers of letters have already, given with the act that issues the letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fangyuan.engine.issuing import of_action, of_effects, of_extension, of_task
from fangyuan.model.commands import ApproveExtension, AskExtension, Register, TakeAction
from fangyuan.model.effects import Dispatch, DispatchKind, IssueLetter
from fangyuan.model.events import LetterIssued
from fangyuan.model.outputs import Letter, LetterStep
from fangyuan.model.procedure import Action
from fangyuan.model.who import Hole
from unit.engine.procedures import (
    ACTIONS,
    KEY,
    LETTERS,
    PLEDGED,
    REGISTER,
    RULES,
    STAGES,
    Play,
    at_work,
    case_type,
    on,
    pack,
    role,
    rule,
    text,
)

NUMBER = text("函〔", Hole("year"), "〕", Hole("seq"), "号")
SENT = Letter("sent", "转办函", "letters/slip.docx", {"date": "letter.date"}, NUMBER)
TOLD = replace(SENT, letter="told", title="告知书")
SIGNED = replace(SENT, letter="signed", title="意见书", path=(LetterStep("draft"), LetterStep("sign", role("head"))))
SEALED = replace(SENT, letter="sealed", title="答复书", path=(LetterStep("draft"), LetterStep("seal", role("clerk"))))
BARE = replace(SENT, letter="bare", title="便笺", number=text())
ALL = {**LETTERS, **{one.letter: one for one in (SENT, TOLD, SIGNED, SEALED, BARE)}}
SEND = Action(
    "send", "发出", ("signing",), who=role("head"),
    dispatch=Dispatch(DispatchKind.ASSIGN, "demo/matter", to_field="units", letter="sent"),
)  # fmt: skip
TELLS = rule("tells", on("action-taken", action="send"), IssueLetter("told"), IssueLetter("signed"))


def at_sending() -> Play:
    return at_work(pack=pack(case_type(actions=(*ACTIONS, SEND), rules=(*RULES, TELLS)), letters=ALL))


def given(play: Play) -> list[tuple[str, str]]:
    return [(one.kind, one.given) for one in play.decision.numbers]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ({"sent": "12、13号", "told": " 7 "}, ["12", "13号", "7"]),
        ({"sent": "12，13", "told": "7"}, ["12", "13", "7"]),
        ({"sent": "12"}, ["12", "", ""]),
        ({"told": "7"}, ["", "", "7"]),
        ({}, ["", "", ""]),
    ],
)
def test_each_copy_takes_the_number_of_its_paper_and_what_is_not_given_is_drawn(
    typed: dict[str, str], taken: list[str]
) -> None:
    play = at_sending()
    play.give("head", TakeAction(action="send", numbers=typed))
    kinds = ["letter:sent", "letter:sent", "letter:told"]
    assert given(play) == list(zip(kinds, taken, strict=True))


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ({"sent": "1、2、3"}, "number-unused", "只出2份《转办函》，文号“3”没有用上"),
        ({"slip": "12"}, "number-unused", "没有出《交办单》，文号“12”没有用上"),
        ({"signed": "12"}, "number-unused", "没有出《意见书》"),
        ({"nowhere": "12"}, "number-unused", "没有名为“nowhere”的文书"),
        ({"sent": "1" * 61}, "number-unreadable", "不是文号"),
        ({"sent": "一\u202e1"}, "number-unreadable", "不是文号"),
    ],
)
def test_a_number_that_no_letter_of_the_act_takes_is_refused_beside_where_it_was_given(
    typed: dict[str, str], code: str, told: str
) -> None:
    problem = at_sending().refusal("head", TakeAction(action="send", numbers=typed))
    assert (problem.code, problem.path) == (code, f"numbers.{next(iter(typed))}")
    assert told in problem.message


def test_a_letter_that_has_a_paper_is_of_the_day_on_which_that_was_written() -> None:
    play, day = at_sending(), date(2026, 3, 1)
    issued = play.give("head", TakeAction(action="send", numbers={"sent": "12"}, occurred_on=day, as_written=True))
    dates = [one.context["date"] for one in issued if isinstance(one, LetterIssued)]
    today = play.now.date().isoformat()
    assert dates == ["2026-03-01", today, today]
    assert [(one.year, one.as_written, one.path) for one in play.decision.numbers] == [
        (2026, True, "numbers.sent"), (None, False, "number"), (None, False, "number"),
    ]  # fmt: skip


def test_what_registers_a_case_takes_the_numbers_of_its_letters_too() -> None:
    first = replace(REGISTER, letter="told")
    stages = tuple(replace(one, tasks=tuple(first if t is REGISTER else t for t in one.tasks)) for one in STAGES)
    play = Play(pack=pack(case_type(stages=stages), letters=ALL)).register(numbers={"told": "3"})
    assert ("letter:told", "3") in given(play)
    lost = Register(case="C9", case_type=KEY, unit="O", answers={"subject_matter": "征地"}, received_on=date(2026, 3, 1),
                    numbers={"sent": "3"})  # fmt: skip
    assert Play(pack=play.pack).refusal("clerk", lost).code == "number-unused"


def test_granting_more_time_takes_the_number_of_its_letter() -> None:
    assert PLEDGED.extend
    clock = replace(PLEDGED, extend=replace(PLEDGED.extend, letter="sealed"))
    play = at_work(pack=pack(case_type(clocks=(clock,)), letters=ALL))
    play.act("head", "hand-over")
    play.give("u1-handler", AskExtension(clock="pledged", subject="U1", by="10 days", reason="材料不齐"))
    play.give("director", ApproveExtension(clock="pledged", subject="U1", numbers={"sealed": "5"}))
    assert given(play) == [("letter:sealed", "5")]


def test_a_page_asks_for_the_numbers_of_what_its_act_issues_at_once_and_of_nothing_else() -> None:
    known = pack(case_type(actions=(*ACTIONS, SEND), rules=(*RULES, TELLS)), letters=ALL)
    kind = known.case_types[KEY]
    assert of_action(known, kind, SEND) == ("sent", "told")
    assert of_action(known, kind, ACTIONS[0]) == ()
    assert of_task(known, kind, replace(REGISTER, letter="sealed")) == ("sealed",)
    assert [of_task(known, kind, replace(REGISTER, letter=one)) for one in ("signed", "bare", "")] == [(), (), ()]
    assert PLEDGED.extend
    assert of_extension(known, kind, replace(PLEDGED, extend=replace(PLEDGED.extend, letter="told"))) == ("told",)
    assert of_effects(known, (IssueLetter("told"), IssueLetter("signed"))) == ("told",)


def test_a_page_asks_for_what_rules_and_automatic_actions_issue_after_its_act() -> None:
    opened = rule("opened", on("task-opened", task="slip"), IssueLetter("told"))
    said = rule("said", on("sent-back"), IssueLetter("sent"))
    leaves = Action("leaves", "自动", ("intake",), automatic=True, letter="sealed")
    known = pack(case_type(actions=(*ACTIONS, leaves), rules=(*RULES, opened, said)), letters=ALL)
    kind = known.case_types[KEY]
    actions = {one.action: one for one in kind.actions}
    assert of_action(known, kind, actions["assign"]) == ("told",)
    assert of_action(known, kind, actions["back"]) == ("sent",)
    assert of_task(known, kind, REGISTER) == ("sealed",)
