"""The way of a letter: drafted, checked, signed, numbered, sealed, delivered; sent back, withdrawn, waiting for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.engine.letter_words import editable_words
from fangyuan.engine.rights import available
from fangyuan.engine.rounds import Round
from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.model.commands import Command, Comment, HandOver, ReturnTask, SeekPeople, Sign
from fangyuan.model.events import (
    LetterAwaited,
    LetterDelivered,
    LetterDrafted,
    LetterIssued,
    LetterPassed,
    NobodyMatched,
)
from fangyuan.model.letter_commands import (
    PassLetter,
    RecordDelivery,
    RecordRendering,
    ReturnLetter,
    SealLetter,
    WithdrawLetter,
)
from fangyuan.model.outputs import LETTER_STEPS, LetterStep
from fangyuan.model.problems import Refused
from fangyuan.model.procedure import Action, Delivers
from fangyuan.model.who import Text
from fangyuan.model.world import CLOCKWORK
from unit.engine.procedures import LETTERS, PEOPLE, STAGES, Play, at_work, case_type, is_, pack, role

OFFICERS = {
    "draft": "clerk",
    "check": "committee",
    "sign": "director",
    "number": "clerk",
    "seal": "clerk",
    "deliver": "clerk",
}


def on_its_way(*steps: str, **more: object) -> Play:
    """A case whose slip is signed, and whose letter takes these steps."""
    path = tuple(LetterStep(step, role(OFFICERS[step])) for step in steps)
    if path and path[0].step != "draft":
        path = (LetterStep("draft"), *path)
    slip = replace(LETTERS["slip"], path=path, **more)  # type: ignore[arg-type]
    play = at_work(pack=pack(letters={**LETTERS, "slip": slip}))
    sign_slip(play)
    return play


def sign_slip(play: Play, pledged: str = "2026-04-10") -> None:
    for name in ("director", "committee", "u1-head"):
        play.sign(name, "slip", "U1")
    play.sign("u1-handler", "slip", "U1", pledged_date=pledged)


def go(play: Play, *steps: str) -> None:
    for step in steps:
        command: Command = PassLetter(copy=1, step=step)
        if step == "seal":
            command = SealLetter(copy=1, original="scan-1")
        if step == "deliver":
            play.give("clockwork", RecordRendering(copy=1, file="f", sha256="abc"))
            command = RecordDelivery(copy=1, method="当面", result="签收", receipt="scan-2")
        play.give(OFFICERS[step], command)


def test_the_whole_way_of_a_letter() -> None:
    play = on_its_way(*LETTER_STEPS)
    letter = play.state.letters[1]
    assert (letter.step, letter.waiting, letter.number, letter.is_issued) == ("draft", ("clerk",), "", False)
    assert play.refusal("clerk", RecordDelivery(copy=1, method="x", result="")).code == "not-open"
    go(play, "draft", "check", "sign")
    assert not play.state.letters[1].is_issued
    go(play, "number")
    [issued] = [at.event for at in play.history if isinstance(at.event, LetterIssued)]
    assert (issued.copy, issued.context["number"], issued.context["pledged"]) == (1, issued.number, "2026-04-10")
    assert [wanted.kind for wanted in play.decision.numbers] == ["letter:slip"]
    assert [message.channel for message in play.decision.messages] == ["render"]
    go(play, "seal", "deliver")
    letter = play.state.letters[1]
    assert (letter.step, letter.original, letter.delivered, letter.receipt) == ("", "scan-1", "当面:签收", "scan-2")
    assert [(one.step, one.by) for one in letter.passed] == [(step, OFFICERS[step]) for step in LETTER_STEPS]


@given(
    st.lists(st.sampled_from(LETTER_STEPS), unique=True, min_size=1).map(lambda s: sorted(s, key=LETTER_STEPS.index))
)
@settings(deadline=None, max_examples=15)
def test_any_steps_may_be_left_out_and_a_letter_is_issued_once_before_its_seal(steps: Sequence[str]) -> None:
    play = on_its_way(*steps)
    before = [step for step in steps if step not in ("seal", "deliver")]
    assert play.state.letters[1].is_issued is not bool(before)
    go(play, *steps)
    letter = play.state.letters[1]
    assert (letter.is_issued, letter.step) == (True, "")
    assert sum(isinstance(at.event, LetterIssued) for at in play.history) == 1
    assert [one.step for one in letter.passed] == ["draft", *(step for step in steps if step != "draft")]


def test_only_whom_a_step_waits_for_does_it() -> None:
    play = on_its_way("check", "sign")
    assert play.state.letters[1].waiting == ("committee",)
    for who in ("clerk", "director", "u1-handler"):
        assert play.refusal(who, PassLetter(copy=1, step="check")).code == "not-yours"
    assert play.refusal("committee", PassLetter(copy=1, step="sign")).code == "not-open"
    go(play, "check", "sign")
    assert play.refusal("director", PassLetter(copy=1, step="sign")).code == "not-open"
    assert play.refusal("director", PassLetter(copy=9, step="sign")).code == "not-open"


def test_a_letter_is_sent_back_with_a_reason_and_begins_its_way_again() -> None:
    play = on_its_way("check", "sign")
    go(play, "check")
    assert play.refusal("director", ReturnLetter(copy=1, reason=" ")).code == "reason-missing"
    play.give("director", ReturnLetter(copy=1, reason="期限不对"))
    letter = play.state.letters[1]
    assert (letter.step, letter.waiting, letter.returned, letter.passed) == ("draft", ("u1-handler",), "期限不对", ())
    play.give("u1-handler", PassLetter(copy=1, step="draft", words={"pledged": "2026-05-01"}))
    assert play.state.letters[1].returned == ""
    go(play, "check", "sign")
    assert play.state.letters[1].context["pledged"] == "2026-05-01"
    assert play.refusal("director", ReturnLetter(copy=1, reason="晚了")).code == "not-open"


def test_words_are_changed_on_the_way_but_not_what_a_letter_says_of_itself() -> None:
    play = on_its_way("draft", "sign")
    play.give("clerk", PassLetter(copy=1, step="draft", words={"pledged": "  四月上旬 "}))
    assert play.state.letters[1].context["pledged"] == "四月上旬"
    for words in ({"number": "一号"}, {"stranger": "x"}, {"leader": "别人"}, {"unit": "别的局"}):
        assert play.refusal("director", PassLetter(copy=1, step="sign", words=words)).code == "unknown-word"
    kind = play.pack.case_types[play.state.case_type]
    assert editable_words(play.pack, kind, play.state.letters[1]) == ("pledged",)


def test_what_is_lacking_keeps_a_letter_from_going_on_and_is_named() -> None:
    play = on_its_way("draft", "sign")
    problem = play.refusal("clerk", PassLetter(copy=1, step="draft", words={"pledged": ""}))
    assert (problem.code, "pledged(本包所定)" in problem.message) == ("letter-incomplete", True)
    go(play, "draft")
    assert play.refusal("director", PassLetter(copy=1, step="sign", words={"pledged": ""})).code == "letter-incomplete"


def test_a_task_that_was_returned_draws_its_letter_up_anew() -> None:
    play = on_its_way("check", "sign")
    go(play, "check")
    play.give("clerk", ReturnTask(task="slip", subject="U1", reason="再议"))
    sign_slip(play, "2026-06-01")
    drafted = [at.event.copy for at in play.history if isinstance(at.event, LetterDrafted)]
    assert (drafted, list(play.state.letters)) == ([1, 1], [1])
    assert (play.state.letters[1].step, play.state.letters[1].context["pledged"]) == ("check", "2026-06-01")


def test_a_letter_is_withdrawn_before_it_is_delivered_and_never_after() -> None:
    play = on_its_way("check", "seal", "deliver")
    assert play.refusal("u1-head", WithdrawLetter(copy=1, reason="有误")).code == "not-yours"
    go(play, "check", "seal")
    assert play.refusal("clerk", WithdrawLetter(copy=1, reason="")).code == "reason-missing"
    play.give("clerk", WithdrawLetter(copy=1, reason="有误"))
    assert (play.state.letters[1].withdrawn, play.state.letters[1].step) == ("有误", "")
    for refused in (
        WithdrawLetter(copy=1, reason="再次"),
        SealLetter(copy=1),
        RecordDelivery(copy=1, method="当面", result="签收"),
    ):
        assert play.refusal("clerk", refused).code == "not-open"
    other = on_its_way("deliver")
    go(other, "deliver")
    assert other.refusal("clerk", WithdrawLetter(copy=1, reason="有误")).code == "not-open"


def test_a_delegate_and_whoever_takes_over_do_the_steps() -> None:
    play = on_its_way("check", "sign")
    play.give("committee", HandOver(person="committee", to="head", reason="调离"))
    assert play.state.letters[1].waiting == ("head",)
    play.give("head", PassLetter(copy=1, step="check"))
    assert play.state.letters[1].step == "sign"


def test_where_nobody_matches_the_office_does_the_step() -> None:
    path = (LetterStep("draft"), LetterStep("check", role("nobody-has-it")))
    play = at_work(pack=pack(letters={**LETTERS, "slip": replace(LETTERS["slip"], path=path)}))
    sign_slip(play)
    assert any(isinstance(at.event, NobodyMatched) for at in play.history)
    assert play.state.letters[1].waiting == ("clerk", "admin")
    go_on = PassLetter(copy=1, step="check")
    play.give("clerk", go_on)
    assert play.state.letters[1].is_issued


def test_those_who_have_left_are_replaced() -> None:
    play = on_its_way("check", "sign")
    people = [replace(one, active=one.person != "committee") for one in PEOPLE]
    newcomer = replace(next(one for one in PEOPLE if one.person == "committee"), person="newcomer", name="newcomer")
    play.world = replace(play.world, directory=play.world.directory.of(
        play.world.directory.units.values(), [*people, newcomer], play.world.directory.tenants.values()
    ))  # fmt: skip
    play.give("clockwork", SeekPeople(actor=CLOCKWORK))
    assert play.state.letters[1].waiting == ("newcomer",)
    play.give("newcomer", PassLetter(copy=1, step="check"))
    assert play.state.letters[1].step == "sign"


def test_a_step_done_on_paper_is_written_down_with_its_scan() -> None:
    play = on_its_way("check", "sign", "seal", context={**LETTERS["slip"].context, "date": "letter.date"})
    bare = PassLetter(copy=1, step="check", on_behalf_of="committee", occurred_on=date(2026, 3, 1))
    assert play.refusal("clerk", bare).code == "scan-missing"
    paper = replace(bare, scan="f")
    assert play.refusal("u1-handler", paper).code == "not-yours"
    assert play.refusal("clerk", replace(paper, on_behalf_of="director")).code == "not-yours"
    assert play.refusal("clerk", replace(paper, occurred_on=date(2099, 1, 1))).code == "in-the-future"
    may = available(play.pack, play.state, play.world, play.world.directory.people["clerk"], play.now)
    assert may.recordable_letters == {1: ("committee",)}
    outsider = available(play.pack, play.state, play.world, play.world.directory.people["u1-handler"], play.now)
    assert outsider.recordable_letters == {1: ()}
    play.give("clerk", paper)
    sign = PassLetter(copy=1, step="sign", on_behalf_of="director", occurred_on=date(2026, 3, 2), scan="g")
    play.wait(300)
    play.give("clerk", sign)
    [number] = play.decision.numbers
    assert (play.state.letters[1].context["date"], number.year) == ("2026-03-02", 2026)
    assert [one.by for one in play.state.letters[1].passed] == ["u1-handler", "committee", "director"]
    [passed] = [at for at in play.history if isinstance(at.event, LetterPassed) and at.event.step == "check"]
    assert (passed.actor, passed.on_behalf_of, passed.scan, passed.occurred_on) == (
        "clerk", "committee", "f", date(2026, 3, 1)
    )  # fmt: skip
    assert play.state.letters[1].is_issued


def test_a_letter_that_came_back_is_still_to_be_delivered_and_what_came_of_it_is_no_free_text() -> None:
    play = on_its_way("seal", "deliver")
    go(play, "seal")
    play.give("clockwork", RecordRendering(copy=1, file="f", sha256="x"))
    for method, result, code in (
        ("随便", "签收", "method-missing"),
        ("邮寄", "没有找到人", "result-missing"),
        ("邮寄", "", "result-missing"),
    ):
        assert play.refusal("clerk", RecordDelivery(copy=1, method=method, result=result)).code == code
    play.give("clerk", RecordDelivery(copy=1, method="邮寄", result="退回", receipt="envelope"))
    letter = play.state.letters[1]
    assert (letter.delivered, letter.came_back, letter.step) == ("", "邮寄:退回", "deliver")
    play.give("clerk", RecordDelivery(copy=1, method="留置", result="拒收"))
    letter = play.state.letters[1]
    assert (letter.delivered, letter.came_back, letter.step) == ("留置:拒收", "", "")
    for result in ("签收", "退回"):
        assert play.refusal("clerk", RecordDelivery(copy=1, method="邮寄", result=result)).code == "not-open"


@pytest.mark.parametrize("word", ["drafted", "issued", "sealed", "delivered"])
def test_conditions_test_what_has_become_of_a_letter(word: str) -> None:
    play = on_its_way("check", "seal", "deliver")
    lens = Round(
        play.pack, play.pack.case_types[play.state.case_type], play.world, Command(), play.now, state=play.state
    )
    moment = Moment(play.now, play.now.date(), {})
    assert holds(is_(f"letter.slip.{word}", True), lens.facts(), moment) is (word == "drafted")
    go(play, "check", "seal", "deliver")
    lens = Round(
        play.pack, play.pack.case_types[play.state.case_type], play.world, Command(), play.now, state=play.state
    )
    assert holds(is_(f"letter.slip.{word}", True), lens.facts(), moment)
    play.give("clerk", Comment(text="x"))


def test_a_letter_goes_on_in_a_case_that_is_closed() -> None:
    play = on_its_way("check", "sign", "seal")
    stop = Action("stop", "终止", ("signing",), close="closed", who=role("head"), outcome="dropped")
    play.pack = pack(case_type(actions=(stop,)), letters=play.pack.letters)
    play.act("head", "stop")
    assert play.state.closed
    go(play, "check", "sign", "seal")
    assert play.state.letters[1].original == "scan-1"


def test_every_wait_is_told_with_its_people() -> None:
    play = on_its_way("check", "sign")
    go(play, "check")
    waits = [(at.event.step, at.event.people) for at in play.history if isinstance(at.event, LetterAwaited)]
    assert waits == [("check", ("committee",)), ("sign", ("director",))]
    assert play.refusal("stranger", Sign(task="slip", subject="U1")).code


def test_a_task_that_delivers_a_letter_records_its_delivery_with_it_once() -> None:
    """What the unit writes into its task is the result; what came back is not delivered, and the task is not done."""
    by_task = Delivers("slip", "tasks.handle.result", "tasks.handle.result")
    stages = tuple(
        replace(one, tasks=tuple(replace(t, delivers=by_task) if t.task == "handle" else t for t in one.tasks))
        for one in STAGES
    )
    slip = replace(LETTERS["slip"], path=(LetterStep("draft"), LetterStep("deliver", role("clerk"))))
    play = at_work(pack=pack(case_type(stages=stages), letters={**LETTERS, "slip": slip}))
    sign_slip(play)
    play.act("head", "hand-over")
    assert play.state.letters[1].step == "deliver"
    with pytest.raises(Refused, match="不算送达"):
        play.do("u1-handler", "handle", "U1", result="退回")
    told = [
        event for event in play.do("u1-handler", "handle", "U1", result="签收") if isinstance(event, LetterDelivered)
    ]
    assert [(one.letter, one.copy, one.result) for one in told] == [("slip", 1, "签收")]
    assert (play.state.letters[1].delivered, play.state.letters[1].step) == ("签收:签收", "")
    assert play.refolded() == play.state


def test_a_task_does_not_deliver_a_letter_that_still_waits_for_its_seal() -> None:
    """In the words of whoever records the delivery by hand; once the seal is set, the task delivers."""
    by_task = Delivers("slip", "tasks.handle.result", "tasks.handle.result")
    stages = tuple(
        replace(one, tasks=tuple(replace(t, delivers=by_task) if t.task == "handle" else t for t in one.tasks))
        for one in STAGES
    )
    path = (LetterStep("draft"), LetterStep("seal", role("clerk")), LetterStep("deliver", role("clerk")))
    slip = replace(LETTERS["slip"], path=path)
    play = at_work(pack=pack(case_type(stages=stages), letters={**LETTERS, "slip": slip}))
    sign_slip(play)
    play.act("head", "hand-over")
    with pytest.raises(Refused, match="现在等待用印，还不能登记送达"):
        play.do("u1-handler", "handle", "U1", result="签收")
    assert play.state.letters[1].delivered == ""
    play.give("clerk", SealLetter(copy=1, original="scan"))
    play.do("u1-handler", "handle", "U1", result="签收")
    assert (play.state.letters[1].delivered, play.state.letters[1].step) == ("签收:签收", "")


def test_the_seal_takes_the_scan_of_the_sealed_paper_unless_the_pack_lets_it_be() -> None:
    play = on_its_way("seal", "deliver")
    problem = play.refusal("clerk", SealLetter(copy=1))
    assert (problem.code, problem.path, "请上传盖章后的扫描件" in problem.advice) == (
        "original-missing",
        "original",
        True,
    )
    on_paper = SealLetter(copy=1, on_behalf_of="clerk", occurred_on=date(2026, 3, 1), scan="paper")
    play.give("clerk", on_paper)
    assert (play.state.letters[1].original, play.state.letters[1].step) == ("paper", "deliver")
    assert play.refusal("clerk", SealLetter(copy=1)).code == "original-missing"
    freely = on_its_way("seal", scan_optional=True)
    freely.give("clerk", SealLetter(copy=1))
    assert (freely.state.letters[1].original, freely.state.letters[1].step) == ("", "")


def test_a_letter_that_has_no_step_for_its_seal_takes_the_scan_too() -> None:
    play = on_its_way("check")
    go(play, "check")
    assert play.refusal("clerk", SealLetter(copy=1)).code == "original-missing"
    play.give("clerk", SealLetter(copy=1, original="scan"))
    assert play.state.letters[1].original == "scan"


def test_a_number_off_the_paper_is_taken_by_the_step_that_issues_the_letter() -> None:
    for steps in (("sign", "number", "seal"), ("sign", "seal")):
        play = on_its_way(*steps)
        if "number" in steps:
            assert play.refusal("director", PassLetter(copy=1, step="sign", number="12")).code == "not-numbered"
            go(play, "sign")
        who, step = ("clerk", "number") if "number" in steps else ("director", "sign")
        for unreadable in ("1" * 61, "一\u202e1", "1\n2"):
            assert play.refusal(who, PassLetter(copy=1, step=step, number=unreadable)).code == "number-unreadable"
        play.give(who, PassLetter(copy=1, step=step, number="12"))
        assert [(one.kind, one.given) for one in play.decision.numbers] == [("letter:slip", "12")]
    bare = on_its_way("sign", number=Text())
    assert bare.refusal("director", PassLetter(copy=1, step="sign", number="12")).code == "not-numbered"


def test_a_task_may_deliver_the_letter_that_it_brings_and_be_done_when_that_is_signed_for() -> None:
    by_task = Delivers("slip", "tasks.handle.result")
    stages = tuple(
        replace(
            one,
            tasks=tuple(replace(t, delivers=by_task, letter="slip") if t.task == "handle" else t for t in one.tasks),
        )
        for one in STAGES
    )
    play = at_work(pack=pack(case_type(stages=stages), letters=LETTERS))
    sign_slip(play)
    play.act("head", "hand-over")
    before = len(play.state.letters)
    events = [type(event) for event in play.do("u1-handler", "handle", "U1", result="送上门")]
    assert events.index(LetterIssued) < events.index(LetterDelivered)
    assert play.state.letters[before + 1].delivered == "送上门:签收"
