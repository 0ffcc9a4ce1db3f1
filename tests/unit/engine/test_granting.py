"""What `acts` of a role grants or takes away; who writes down what others did on paper; which word on a field is closest."""

from dataclasses import replace

import pytest

from fangyuan.engine.field_rights import right_on
from fangyuan.engine.rights import field_right, may_see
from fangyuan.model.commands import (
    AddSigner,
    ApproveDraft,
    Command,
    Comment,
    CorrectAnswers,
    HandOver,
    LinkCase,
    MergeCase,
    PrintSlip,
    ReassignTask,
    Recuse,
    Reopen,
    ReturnTask,
    Reveal,
    Sign,
    TakeAction,
    WithdrawTask,
)
from fangyuan.model.events import SlipPrinted
from fangyuan.model.letter_commands import RecordDelivery
from fangyuan.model.pack import ACTS, FieldRight, Grant, Pack, Role, Scope
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import Public
from unit.engine.procedures import ROLES, Play, at_work, case_type, pack


def _play(role: str, acts: dict[str, Grant]) -> Play:
    """A case with its slips out, where a role's acts are these."""
    return at_work(pack=pack(roles={**ROLES, role: replace(ROLES[role], acts=acts)}))


# --- on paper --------------------------------------------------------------------------------------------------------


def test_one_unit_does_not_write_down_the_answer_of_another() -> None:
    play = _play("clerk", {})
    signed = Sign(task="slip", subject="U2", on_behalf_of="u2-handler", scan="f")
    for who in ("u1-head", "u1-handler", "clerk"):
        assert play.refusal(who, signed).code == "not-yours"
    assert play.may("u1-head").recordable == {("slip", "U1", 1): ("u1-head", "u1-handler")}
    assert play.may("clerk").recordable == {("slip", unit, 1): ("director", "committee") for unit in ("U1", "U2")}


def test_whoever_works_in_the_stage_writes_down_for_their_own_unit() -> None:
    play = _play("clerk", {})
    play.give("u1-handler", Sign(task="slip", subject="U1", on_behalf_of="u1-head", scan="f"))
    assert play.state.tasks["slip", "U1", 1].signatures[0].recorded_by == "u1-handler"


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        (Grant(), ""),
        (Grant(tasks=("slip",)), ""),
        (Grant(stages=("signing",)), ""),
        (Grant(tasks=("plan",)), "not-yours"),
        (Grant(stages=("work",)), "not-yours"),
        (Grant(allowed=False), "not-yours"),
    ],
)
def test_a_role_may_be_granted_to_write_down_for_others_here_and_not_there(grant: Grant, code: str) -> None:
    play = _play("clerk", {"record": grant})
    command = Sign(task="slip", subject="U2", on_behalf_of="u2-handler", scan="f")
    if code:
        assert play.refusal("clerk", command).code == code
    else:
        play.give("clerk", command)
    assert (("slip", "U2", 1) in play.may("u1-head").recordable) is False


@pytest.mark.parametrize(
    "command",
    [TakeAction(action="hand-over"), ApproveDraft(draft=1), WithdrawTask(task="slip", subject="U1", reason="x")],
)
def test_nothing_is_decided_in_the_name_of_another_without_a_right_and_the_paper(command: Command) -> None:
    play = at_work()
    named = replace(command, on_behalf_of="head")
    assert play.refusal("u1-handler", replace(named, scan="f")).code == "not-yours"
    refused = play.refusal("clerk", named)
    assert (refused.code, refused.path) == ("scan-missing", "scan")


def test_an_action_that_was_taken_on_paper_is_written_down() -> None:
    play = at_work()
    play.give("clerk", TakeAction(action="hand-over", on_behalf_of="head", scan="f"))
    assert play.state.stage == "work"


# --- the other acts --------------------------------------------------------------------------------------------------

COMMANDS: dict[str, tuple[str, Command, str]] = {
    "return": ("head", ReturnTask(task="register", reason="不清楚"), ""),
    "withdraw": ("head", WithdrawTask(task="slip", subject="U1", reason="不再需要"), "needed"),
    "merge": ("head", MergeCase(into="C2", reason="同一事项"), ""),
    "reopen": ("clerk", Reopen(stage="intake", reason="新证据"), ""),
    "recuse": ("clerk", Recuse(person="committee", reason="亲属", to="head"), ""),
    "hand-over": ("clerk", HandOver(person="u1-head", to="u1-handler", reason="分工调整"), ""),
    "deliver": ("clerk", RecordDelivery(copy=1, method="post", result="signed"), "not-open"),
    "reassign": ("clerk", ReassignTask(task="slip", subject="U1", to="u1-handler"), ""),
    "add-signer": ("clerk", AddSigner(task="slip", subject="U1", to="deputy-a"), ""),
    "link": ("clerk", LinkCase(relation="repeat", case="C2"), ""),
    "comment": ("clerk", Comment(text="看过"), ""),
    "correct": ("clerk", CorrectAnswers(reason="写错", answers={"subject_matter": "拆迁"}), ""),
    "reveal": ("clerk", Reveal(path="subject_matter", reason="核对"), ""),
}
"""Who may usually do each act, and what else stands in its way."""


def _before(act: str, held: Pack) -> Play:
    """A case in which the act could be done."""
    if act not in ("return", "reopen"):
        return at_work(pack=held)
    play = Play(pack=held).register()
    if act == "reopen":
        play.do("head", "screen")
        play.act("head", "drop")
    return play


def _code(play: Play, who: str, command: Command) -> str:
    """Why it is refused, or nothing."""
    try:
        play.give(who, command)
    except Refused as refused:
        return refused.problems[0].code
    return ""


@pytest.mark.parametrize("act", COMMANDS)
def test_an_act_that_the_only_role_takes_away_is_refused(act: str) -> None:
    who, command, usual = COMMANDS[act]
    assert _code(_before(act, pack()), who, command) == usual
    bound = pack(roles={**ROLES, who: replace(ROLES[who], acts={act: Grant(allowed=False)})})
    assert _code(_before(act, bound), who, command) in ("not-yours", "not-granted")


def test_a_role_is_granted_what_is_usually_of_others() -> None:
    play = _play("committee", {"comment": Grant(), "merge": Grant(), "hand-over": Grant()})
    play.give("committee", HandOver(person="u1-head", to="u1-handler", reason="分工调整"))
    assert play.may("committee").may_merge
    assert not at_work().may("committee").may_merge
    play.give("committee", MergeCase(into="C2", reason="同一事项"))
    assert play.state.closed


def test_one_more_role_never_lessens_what_somebody_may_do() -> None:
    roles = {**ROLES, "head": replace(ROLES["head"], acts={"merge": Grant(allowed=False)})}
    play = at_work(pack=pack(roles=roles))
    assert not play.may("head").may_merge
    known = play.world.directory.people
    both = replace(known["head"], posts=(*known["head"].posts, *known["clerk"].posts))
    play.world = replace(play.world, directory=replace(play.world.directory, people={**known, "head": both}))
    assert play.may("head").may_merge


def test_every_act_of_the_list_is_enforced_somewhere() -> None:
    assert set(COMMANDS) | {"record", "decide-objection", "recall", "slip"} == set(ACTS)


def test_a_slip_is_printed_by_who_registers_unless_their_role_is_denied_it() -> None:
    told = case_type(public=Public({"screening": "已经收到。"}))
    denied = pack(told, roles={**ROLES, "clerk": replace(ROLES["clerk"], acts={"slip": Grant(allowed=False)})})
    granted = pack(told, roles={**ROLES, "committee": replace(ROLES["committee"], acts={"slip": Grant()})})
    play = Play(pack=pack(told)).register()
    assert play.give("clerk", PrintSlip()) == (SlipPrinted(issue=0),)
    assert play.give("clerk", PrintSlip(renew=True)) == (SlipPrinted(issue=1),)
    assert play.state.slip == 1
    assert play.refusal("committee", PrintSlip()).code == "not-yours"
    assert Play(pack=denied).register().refusal("clerk", PrintSlip()).code == "not-yours"
    Play(pack=granted).register().give("committee", PrintSlip())
    assert Play(pack=pack()).register().refusal("clerk", PrintSlip()).code == "no-slip"


# --- fields ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "path", "right"),
    [
        ({"persons": FieldRight.SEE, "persons.phone": FieldRight.HIDE}, "persons.0.phone", FieldRight.HIDE),
        ({"persons": FieldRight.HIDE, "persons.phone": FieldRight.SEE}, "persons.1.phone", FieldRight.SEE),
        ({"persons": FieldRight.HIDE}, "persons.0.name", FieldRight.HIDE),
        ({}, "persons.0.phone", FieldRight.MASK),
        ({}, "persons.0.name", FieldRight.SEE),
        ({"tasks.visit.said": FieldRight.HIDE}, "tasks.visit.U1/2.said", FieldRight.HIDE),
        ({"tasks.visit.said": FieldRight.HIDE}, "tasks.visit.unit.with.dots.said", FieldRight.HIDE),
        ({"tasks.visit": FieldRight.HIDE}, "tasks.visit.3.said", FieldRight.HIDE),
    ],
)
def test_the_closest_word_of_a_role_counts_also_inside_entries(
    said: dict[str, FieldRight], path: str, right: FieldRight
) -> None:
    fields = {"persons", "persons.phone", "persons.name", "tasks.visit.said"}
    role = Role("r", "r", Scope.OWN, said)
    assert right_on(path, fields, {"persons.phone"}, [role]) is right
    other = Role("o", "o", Scope.OWN, {"persons": FieldRight.SEE})
    assert right_on("persons.0.phone", fields, {"persons.phone"}, [role, other]) is FieldRight.SEE


def test_the_engine_and_the_pages_ask_the_same() -> None:
    held = pack(case_type(), roles={**ROLES, "head": Role("head", "h", fields={"units": FieldRight.HIDE})})
    play = Play(pack=held).register()
    assert field_right(play.pack, play.state, play.world, play.who("head"), "units.0") is FieldRight.HIDE
    assert play.refusal("head", Reveal(path="units.0", reason="核对")).code == "hidden"


# --- sight -----------------------------------------------------------------------------------------------------------


def test_a_unit_of_which_something_is_asked_sees_the_case_also_where_no_slot_names_it() -> None:
    bare = case_type(slots={})
    play = at_work(pack=pack(bare), units=("U1",), difficulty="ordinary")
    assert play.state.slots == {}
    seen = {one: may_see(play.pack, play.state, play.who(one), play.world, play.now) for one in ("u1-head", "u2-head")}
    assert seen == {"u1-head": True, "u2-head": False}
