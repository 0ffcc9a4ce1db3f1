"""Letters, and matters sent on to other cases."""

from __future__ import annotations

from dataclasses import replace

from fangyuan.model.commands import LinkCase, ReportClosed, TakeAction
from fangyuan.model.effects import Dispatch, DispatchKind
from fangyuan.model.events import CaseDispatched, ChildClosed, LetterIssued
from fangyuan.model.fields import Option
from fangyuan.model.letter_commands import RecordDelivery, RecordRendering
from fangyuan.model.outputs import Letter
from fangyuan.model.procedure import Action
from unit.engine.procedures import ACTIONS, FORMS, Play, asked, at_work, case_type, form, pack, role


def signed(play: Play, unit: str = "U1") -> LetterIssued:
    for name in ("director", "committee", f"{unit.lower()}-head"):
        play.sign(name, "slip", unit)
    events = play.sign(f"{unit.lower()}-handler", "slip", unit, pledged_date="2026-04-10")
    [letter] = [event for event in events if isinstance(event, LetterIssued)]
    return letter


# --- letters -----------------------------------------------------------------------------------------------------------


def test_a_letter_freezes_number_template_and_context() -> None:
    play = at_work()
    letter = signed(play)
    assert letter.context == {
        "number": "\ue000letter:1\ue001",
        "unit": "甲局",
        "pledged": "2026-04-10",
        "leader": "director",
    }
    assert letter.template_hash.startswith("sha256:")
    assert (letter.copy, letter.subject, letter.to) == (1, "U1", "甲局")
    [wanted] = play.decision.numbers
    assert (wanted.placeholder, wanted.kind) == (letter.number, "letter:slip")
    assert [message.channel for message in play.decision.messages] == ["render"]


def test_two_slips_have_two_copies_and_each_its_own_pledge() -> None:
    play = at_work()
    signed(play, "U1")
    letter = signed(play, "U2")
    assert (letter.copy, letter.context["unit"]) == (2, "乙局")


def test_a_letter_lacking_what_is_required_is_not_issued() -> None:
    play = at_work("ordinary")
    for name in ("committee", "u1-head", "u1-handler"):
        play.sign(name, "slip", "U1", pledged_date="2026-04-10")
    from fangyuan.model.commands import ReassignTask, Sign

    play.give("clerk", ReassignTask(task="slip", subject="U1", to="deputy-a", slot=0))
    problem = play.refusal("deputy-a", Sign(task="slip", subject="U1"))
    assert problem.code == "letter-incomplete"
    assert "牵头负责人(本包所定)" in problem.message


def test_codes_and_rows_are_printed_as_titles() -> None:
    forms = {
        **FORMS,
        "register": form(
            "register",
            asked("kind", options=(Option("land", "土地"),)),
            asked("people", "array", children=(asked("name"), asked("where", options=(Option("e", "东"),)))),
            asked("tags", "array", options=(Option("a", "甲"), Option("b", "乙"))),
        ),
    }
    letter = Letter(
        "list", "清单", "x", {"kind": "kind", "people": "people", "names": "people.name", "tags": "tags", "none": "x"}
    )
    drop = replace(ACTIONS[1], letter="list", close="")
    play = Play(pack=pack(case_type(forms=forms, actions=(drop,)), letters={"list": letter}))
    people = [{"name": "王某", "where": "e"}, {"name": "李某", "where": "w"}]
    play.register(answers={"kind": "land", "people": people, "tags": ["a", "b"]})
    play.act("head", "drop")
    assert play.state.letters[1].context == {
        "kind": "土地",
        "people": [{"name": "王某", "where": "东"}, {"name": "李某", "where": "w"}],
        "names": "王某、李某",
        "tags": "甲、乙",
        "none": "",
    }


def test_rendering_then_delivery() -> None:
    play = at_work()
    signed(play)
    assert play.refusal("clerk", RecordDelivery(copy=1, method="邮寄", result="签收")).code == "not-rendered"
    rendered = RecordRendering(copy=1, file="f1", sha256="abc")
    play.give("clockwork", rendered)
    assert play.give("clockwork", rendered) == ()
    assert play.refusal("stranger", RecordDelivery(copy=1, method="邮寄", result="签收")).code == "not-yours"
    play.give("clerk", RecordDelivery(copy=1, method="邮寄", result="签收"))
    assert play.state.letters[1].delivered == "邮寄:签收"
    assert play.refusal("clerk", RecordDelivery(copy=7, method="post", result="")).code == "not-open"


# --- dispatches --------------------------------------------------------------------------------------------------------

SEND = Dispatch(DispatchKind.ASSIGN, "demo/matter", to_field="units", report=True, answers={"matter": "subject_matter"})


def sending(dispatch: Dispatch, **more: object) -> Play:
    send = Action("send", "发出", ("liaison", "signing"), who=role("head"), dispatch=dispatch, **more)  # type: ignore[arg-type]
    return at_work(pack=pack(case_type(actions=(*ACTIONS, send))))


def test_a_dispatch_goes_to_every_unit_named() -> None:
    play = sending(SEND)
    play.act("head", "send")
    assert [(out.case_type, out.unit, dict(out.answers), out.command) for out in play.decision.outgoing] == [
        ("demo/matter", "U1", {"matter": "征地"}, None),
        ("demo/matter", "U2", {"matter": "征地"}, None),
    ]
    dispatched = [one for one in play.history if isinstance(one.event, CaseDispatched)]
    assert [one.event.key for one in dispatched] == [f"C1:{one.seq}:0" for one in dispatched]  # type: ignore[attr-defined]
    assert [out.key for out in play.decision.outgoing] == [one.event.key for one in dispatched]  # type: ignore[attr-defined]


def test_a_dispatch_to_nowhere_says_what_to_fill_in() -> None:
    play = sending(replace(SEND, to_field="standard_unit"))
    assert play.refusal("head", TakeAction(action="send")).code == "no-addressee"
    play = sending(replace(SEND, to_field="standard"))
    assert play.refusal("head", TakeAction(action="send")).code == "unknown-unit"


def test_the_child_is_tied_to_its_parent_and_reports_back() -> None:
    play = sending(SEND)
    play.act("head", "send")
    key = play.decision.outgoing[0].key
    link = LinkCase(relation="child", case="C2", number="甲2026-1", key=key)
    play.give("clockwork", link)
    assert play.give("clockwork", link) == ()
    tie = play.state.links[0]
    assert (tie.case, tie.number, tie.to, tie.report) == ("C2", "甲2026-1", "U1", True)
    report = ReportClosed(case="C2", outcome="settled", answers={"matter": "已了结"})
    [event] = play.give("clockwork", report)
    assert event == ChildClosed(case="C2", outcome="settled", answers={"subject_matter": "已了结"})
    assert play.state.answers["subject_matter"] == "征地", "the report does not overwrite our own"
    assert play.give("clockwork", report) == ()


def test_a_forwarded_matter_owes_no_report() -> None:
    play = sending(replace(SEND, kind=DispatchKind.FORWARD, report=False))
    play.act("head", "send")
    play.give("clockwork", LinkCase(relation="child", case="C2", key=play.decision.outgoing[0].key))
    assert play.give("clockwork", ReportClosed(case="C2", outcome="settled")) == ()


def test_a_closed_child_tells_its_parent_the_summary_and_nothing_sensitive() -> None:
    forms = {**FORMS, "register": form("register", asked("subject_matter"), asked("phone", sensitive=True))}
    kind = case_type(forms=forms, summary=("subject_matter", "phone"))
    play = Play(pack=pack(kind)).register(
        "clockwork", answers={"subject_matter": "征地", "phone": "138"}, parent="P", key="k"
    )
    play.do("clerk", "register", subject_matter="征地", phone="138")
    play.act("head", "drop")
    [out] = play.decision.outgoing
    assert out.case == "P"
    assert isinstance(out.command, ReportClosed)
    assert (out.command.outcome, dict(out.command.answers)) == ("dropped", {"subject_matter": "征地"})


def test_what_is_waited_for_keeps_the_case_in_its_stage() -> None:
    play = sending(replace(SEND, wait=True))
    play.act("head", "send")
    assert play.refusal("head", TakeAction(action="hand-over")).code == "waiting"
    for place, out in enumerate(play.decision.outgoing):
        play.give("clockwork", LinkCase(relation="child", case=f"X{place}", key=out.key))
    for place in (0, 1):
        play.give("clockwork", ReportClosed(case=f"X{place}", outcome=""))
    play.act("head", "hand-over")


def test_supervising_is_of_an_assignment_that_exists() -> None:
    watch = Action("watch", "督办", ("signing",), who=role("head"), dispatch=replace(SEND, kind=DispatchKind.SUPERVISE))
    send = Action("send", "发出", ("signing",), who=role("head"), dispatch=SEND)
    play = at_work(units=("U1",), pack=pack(case_type(actions=(*ACTIONS, send, watch))))
    play.act("head", "send")
    play.give("clockwork", LinkCase(relation="child", case="C2", key=play.decision.outgoing[0].key))
    play.act("head", "watch")
    [out] = play.decision.outgoing
    assert (out.case, type(out.command)) == ("C2", LinkCase)
    assert len(play.state.links) == 1


def test_ties_by_hand_need_a_part_in_the_case() -> None:
    play = Play().register()
    assert play.refusal("stranger", LinkCase(relation="repeat", case="C9")).code == "not-yours"
    assert play.refusal("clerk", LinkCase(relation="repeat", case="C1")).code == "same-case"
    play.give("clerk", LinkCase(relation="repeat", case="C9", number="9号"))
    assert [(tie.relation, tie.case) for tie in play.state.links] == [("repeat", "C9")]
