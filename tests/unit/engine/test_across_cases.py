"""Matters sent on: what the other case says comes back, once; objections; duplicates; who leads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fangyuan.model.commands import (
    Command,
    DecideObjection,
    HearDecision,
    LinkCase,
    MergeCase,
    Object,
    Recall,
    ReportClosed,
    ReportObjection,
    ReportProgress,
    TakeAction,
)
from fangyuan.model.effects import Dispatch, DispatchKind
from fangyuan.model.events import CaseDispatched, Notified
from fangyuan.model.procedure import Action, Objection
from unit.engine.procedures import ACTIONS, FORMS, Play, asked, at_work, case_type, form, pack, role, words


def sending(kind: DispatchKind = DispatchKind.ASSIGN, **more: Any) -> Play:
    """At work, with an action that sends the matter to the units, one of which may be named `lead_unit`."""
    dispatch = Dispatch(kind, "demo/matter", to_field="units", report=True, wait=True, **more)
    send = Action("send", "发出", ("signing",), who=role("head"), dispatch=dispatch)
    press = Action(
        "press",
        "督办",
        ("signing",),
        who=role("head"),
        dispatch=Dispatch(DispatchKind.SUPERVISE, "demo/matter", to_field="units", report=True),
    )
    stay = Action("stay", "退回补充", ("signing",), to="signing", who=role("head"))
    asking = form("liaison", asked("units", "array"), asked("standard"), asked("lead_unit"))
    told = form("told", asked("results", "array"), asked("amount", "integer"), asked("answer"))
    forms = {**FORMS, "liaison": asking, "told": told}
    return at_work(pack=pack(case_type(actions=(*ACTIONS, send, press, stay), forms=forms)))


def sent(**more: Any) -> Play:
    """Two units were sent the matter and have answered which cases it became: C-U1 and C-U2."""
    play = sending(**more)
    events = play.act("head", "send")
    for event in events:
        if isinstance(event, CaseDispatched):
            play.give("clockwork", LinkCase(relation="child", case=f"C-{event.to}", number=event.to, key=event.key))
    return play


def child() -> Play:
    """A case that was sent here."""
    return Play().register("clerk", parent="P1", key="P1:9:0", asks=("difficulty", "urgent"))


def test_progress_of_an_assigned_case_is_known_here_once() -> None:
    play = sent()
    told = ReportProgress(case="C-U1", stage="work", title="督办")
    assert words(play.give("clockwork", told)) == ["child-progressed"]
    assert play.give("clockwork", told) == ()
    assert play.give("clockwork", ReportProgress(case="C9", stage="work", title="督办")) == ()
    assert [tie.stage for tie in play.state.links] == ["督办", ""]
    assert play.refolded() == play.state


def test_a_case_that_was_sent_here_tells_how_far_it_has_come() -> None:
    play = child()
    play.do("head", "screen")
    play.act("head", "select")
    (order,) = [one for one in play.decision.outgoing if isinstance(one.command, ReportProgress)]
    assert (order.case, order.command) == ("P1", ReportProgress(case="C1", stage="liaison", title="对接"))


def test_what_was_sent_on_is_waited_for_until_it_is_answered_or_over_or_called_back() -> None:
    play = sent()
    assert play.refusal("head", TakeAction(action="hand-over")).code == "waiting"
    assert "action-taken" in words(play.act("head", "stay")), "what stays in the stage is not held"
    told = ReportProgress(case="C-U1", stage="replied", title="已答复", answered=True)
    play.give("clockwork", told)
    assert [tie.awaited for tie in play.state.links] == [False, True]
    play.give("clockwork", replace(told, stage="work", title="重新办理", answered=False))
    assert [tie.awaited for tie in play.state.links] == [True, True], "what is done again is waited for again"
    play.give("clockwork", told)
    play.give("head", Recall(key=play.state.links[1].key, reason="书面报告"))
    assert [tie.awaited for tie in play.state.links] == [False, False]
    play.act("head", "hand-over")
    assert (play.state.stage, play.refolded()) == ("work", play.state)


def test_a_stage_may_say_that_whoever_sent_the_matter_waits_no_longer() -> None:
    stages = tuple(replace(one, answered=one.stage == "liaison") for one in case_type().stages)
    play = Play(pack=pack(case_type(stages=stages))).register("clerk", parent="P1", key="P1:9:0")
    play.do("head", "screen")
    play.act("head", "select")
    (order,) = [one for one in play.decision.outgoing if isinstance(one.command, ReportProgress)]
    assert order.command == ReportProgress(
        case="C1", stage="liaison", title="对接", answered=True, answers={"subject_matter": "征地"}
    )


def test_a_report_carries_what_was_asked_for() -> None:
    play = child()
    play.do("head", "screen", difficulty="hard")
    play.act("head", "drop")
    (order,) = [one for one in play.decision.outgoing if isinstance(one.command, ReportClosed)]
    assert isinstance(order.command, ReportClosed)
    assert order.command.answers == {"subject_matter": "征地", "difficulty": "hard"}


def test_what_a_report_says_is_written_where_the_dispatch_says() -> None:
    play = sent(returns={"results": "found", "amount": "money", "answer": "reply"})
    play.give(
        "clockwork", ReportClosed(case="C-U1", outcome="done", answers={"found": "甲", "money": 3, "reply": "已办"})
    )
    play.give(
        "clockwork",
        ReportClosed(case="C-U2", outcome="done", answers={"found": "乙", "money": "很多", "reply": "也已办"}),
    )
    assert play.state.answers["results"] == ["甲", "乙"]
    assert play.state.answers["amount"] == 3, "what is no number is not written into a number"
    assert play.state.answers["answer"] == "也已办"
    assert play.give("clockwork", ReportClosed(case="C-U1", outcome="done", answers={"found": "丙"})) == ()
    assert play.refolded() == play.state


def test_only_the_leading_units_report_is_written() -> None:
    play = sending(lead_field="lead_unit", returns={"answer": "reply"})
    assert play.refusal("head", TakeAction(action="send")).code == "no-lead"
    play = at_work_with_lead()
    play.give("clockwork", ReportClosed(case="C-U2", outcome="done", answers={"reply": "协办"}))
    assert "answer" not in play.state.answers
    play.give("clockwork", ReportClosed(case="C-U1", outcome="done", answers={"reply": "牵头"}))
    assert play.state.answers["answer"] == "牵头"


def test_the_lead_and_the_others_come_to_know_of_each_other() -> None:
    play = at_work_with_lead(linked=False)
    keys = {tie.to: tie.key for tie in play.state.links}
    play.give("clockwork", LinkCase(relation="child", case="C-U2", number="2", key=keys["U2"]))
    assert play.decision.outgoing == ()
    play.give("clockwork", LinkCase(relation="child", case="C-U1", number="1", key=keys["U1"]))
    told = {one.case: one.command for one in play.decision.outgoing}
    assert told == {
        "C-U2": LinkCase(relation="led-by", case="C-U1", number="1"),
        "C-U1": LinkCase(relation="leads", case="C-U2", number="2"),
    }


def at_work_with_lead(*, linked: bool = True) -> Play:
    dispatch = Dispatch(
        DispatchKind.ASSIGN,
        "demo/matter",
        to_field="units",
        report=True,
        lead_field="lead_unit",
        returns={"answer": "reply"},
    )
    send = Action("send", "发出", ("liaison",), who=role("head"), dispatch=dispatch)
    asking = form("liaison", asked("units", "array"), asked("lead_unit"))
    forms = {**FORMS, "liaison": asking, "told": form("told", asked("answer"))}
    play = Play(pack=pack(case_type(actions=(*ACTIONS, send), forms=forms))).register()
    play.do("head", "screen")
    play.act("head", "select")
    play.do("clerk", "liaise", units=["U1", "U2"], lead_unit="U1")
    for event in play.act("head", "send"):
        if linked and isinstance(event, CaseDispatched):
            play.give("clockwork", LinkCase(relation="child", case=f"C-{event.to}", number=event.to, key=event.key))
    return play


def test_every_supervision_reaches_those_who_work_on_the_case() -> None:
    play = at_work()
    told = LinkCase(relation="supervised-by", case="P1", number="甲〔2026〕1号", key="P1:9:0")
    events = play.give("clockwork", told)
    (note,) = [event for event in events if isinstance(event, Notified)]
    assert {"director", "u1-handler", "u2-head"} <= set(note.to)
    assert play.give("clockwork", told) == ()
    again = LinkCase(relation="supervised-by", case="P1", number="甲〔2026〕1号", key="P1:12:0")
    assert "notified" in words(play.give("clockwork", again))


# --- objections ----------------------------------------------------------------------------------------------------------


def test_an_objection_travels_to_the_sender_and_its_answer_back() -> None:
    mine = child()
    mine.give("head", Object(reason="不属于本单位职责"))
    (order,) = mine.decision.outgoing
    assert (order.case, order.command) == ("P1", ReportObjection(case="C1", reason="不属于本单位职责"))

    theirs = sent()
    assert (
        words(theirs.give("clockwork", ReportObjection(case="C-U1", reason="不属于本单位职责")))[0] == "case-objected"
    )
    assert theirs.give("clockwork", ReportObjection(case="C-U1", reason="不属于本单位职责")) == ()
    assert [tie.case for tie in theirs.may("head").objections] == ["C-U1"]
    assert not theirs.may("u1-handler").objections
    theirs.give("head", DecideObjection(case="C-U1", agreed=True))
    assert [tie.wait for tie in theirs.state.links] == [False, True]
    (order,) = theirs.decision.outgoing
    assert order.command == HearDecision(agreed=True)

    mine.give("clockwork", HearDecision(agreed=True))
    assert (mine.state.closed, mine.state.outcome) == (True, "returned")
    assert [type(one.command) for one in mine.decision.outgoing] == [ReportClosed]
    assert mine.give("clockwork", HearDecision(agreed=True)) == ()
    assert mine.refolded() == mine.state
    assert theirs.refolded() == theirs.state


def test_what_comes_back_after_an_objection_is_no_report() -> None:
    play = sent(returns={"answer": "reply"})
    play.give("clockwork", ReportObjection(case="C-U1", reason="无权办理"))
    play.give("head", DecideObjection(case="C-U1", agreed=True))
    assert words(play.give("clockwork", ReportClosed(case="C-U1", outcome="returned", answers={"reply": "x"}))) == [
        "child-closed"
    ]
    assert "answer" not in play.state.answers


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("stranger", Object(reason="无权"), "not-yours"),
        ("head", Object(reason=""), "reason-missing"),
    ],
)
def test_who_may_not_object(who: str, command: Command, code: str) -> None:
    assert child().refusal(who, command).code == code


def test_nobody_objects_to_a_case_that_began_here() -> None:
    play = Play().register()
    assert play.refusal("head", Object(reason="无权")).code == "not-sent"
    assert play.may("head").objection is None


def test_the_case_type_says_who_objects() -> None:
    play = Play(pack=pack(case_type(objection=Objection(who=role("director"))))).register(parent="P1")
    assert play.refusal("head", Object(reason="无权")).code == "not-yours"
    assert play.may("director").objection is not None
    play.give("director", Object(reason="无权"))
    waiting = play.may("director").objection
    assert waiting is not None
    assert not waiting.allowed


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("head", DecideObjection(case="C-U2", agreed=True), "not-open"),
        ("head", DecideObjection(case="C9", agreed=True), "not-open"),
        ("u1-handler", DecideObjection(case="C-U1", agreed=True), "not-yours"),
        ("head", DecideObjection(case="C-U1", agreed=False), "reason-missing"),
    ],
)
def test_answers_to_objections_that_are_refused(who: str, command: Command, code: str) -> None:
    play = sent()
    play.give("clockwork", ReportObjection(case="C-U1", reason="无权办理"))
    assert play.refusal(who, command).code == code


# --- duplicates ----------------------------------------------------------------------------------------------------------


def test_a_duplicate_ends_and_the_other_case_is_told() -> None:
    play = Play().register()
    assert play.may("head").may_merge
    events = play.give("head", MergeCase(into="C2", number="370000-2", reason="同一事项"))
    assert {"cases-linked", "case-merged", "case-closed"} <= set(words(events))
    assert (play.state.closed, play.state.outcome) == (True, "merged")
    (order,) = play.decision.outgoing
    assert (order.case, order.command) == ("C2", LinkCase(relation="merged", case="C1", number=play.state.number))
    assert play.refolded() == play.state


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("u1-handler", MergeCase(into="C2", reason="同一事项"), "not-yours"),
        ("head", MergeCase(into="C1", reason="同一事项"), "same-case"),
        ("head", MergeCase(into="C2", reason=""), "reason-missing"),
    ],
)
def test_duplicates_that_are_not_merged(who: str, command: Command, code: str) -> None:
    assert Play().register().refusal(who, command).code == code


def test_a_case_that_waits_for_others_is_not_merged() -> None:
    play = sent()
    refused = play.refusal("head", MergeCase(into="C2", reason="同一事项"))
    assert refused.code == "waiting"
    assert "先收回" in refused.advice, "the way that there is"
    for tie in play.state.links:
        play.give("head", Recall(key=tie.key, reason="交办有误"))
    assert "case-merged" in words(play.give("head", MergeCase(into="C2", reason="同一事项")))


PERSONS = replace(asked("persons", "array", title="信访人"), children=(asked("name"), asked("person_id")))
GROUPED = pack(case_type(fields={**case_type().fields, "persons": PERSONS, "persons.name": asked("name")}))


def test_people_and_requests_of_a_duplicate_come_along_and_none_twice() -> None:
    here = [{"person_id": "p1", "name": "甲"}, {"person_id": "p2", "name": "乙"}]
    there = [
        {"person_id": "p1", "name": "甲（改名）"},
        {"person_id": "p9", "name": "乙"},
        {"person_id": "p3", "name": "丙"},
    ]
    twin = Play(pack=GROUPED).register(answers={"subject_matter": "征地", "persons": there, "units": ["U1"]})
    twin.give("head", MergeCase(into="C2", number="2", reason="同一事项"))
    (order,) = twin.decision.outgoing
    assert isinstance(order.command, LinkCase)
    assert order.command.answers == {"persons": there}, "lists of rows, and neither plain lists nor single answers"
    main = Play(pack=GROUPED).register(answers={"subject_matter": "征地", "persons": here})
    main.give("clockwork", replace(order.command, case="C9"))
    assert main.state.answers["persons"] == [*here, {"person_id": "p3", "name": "丙"}]
    assert main.give("clockwork", replace(order.command, case="C8")) != ()
    assert len(main.state.answers["persons"]) == 3
    assert main.refolded() == main.state


def test_an_officer_who_ties_a_case_by_hand_brings_no_answers() -> None:
    main = Play(pack=GROUPED).register()
    main.give("clerk", LinkCase(relation="repeat", case="C9", answers={"persons": [{"name": "丙"}]}, asks=("units",)))
    assert "persons" not in main.state.answers
    assert main.state.links[-1].asks == ()


# --- duplicates that were sent here: whoever sent them waits for the case into which they went ---------------------------


def orders(play: Play, to: str) -> list[Command | None]:
    """What the last decision says to another case, in its order."""
    return [one.command for one in play.decision.outgoing if one.case == to]


def test_a_case_that_was_sent_here_and_is_merged_is_reported_by_the_other() -> None:
    twin = child()
    twin.give("head", MergeCase(into="M1", number="M-1", reason="同一事项"))
    assert orders(twin, "P1") == [], "a merger is no report"
    duty = LinkCase(relation="reports-to", case="P1", key="P1:9:0", asks=("difficulty", "urgent"))
    assert orders(twin, "M1")[1:] == [duty]

    main = Play().register("clerk")
    main.give("clockwork", duty)
    told = LinkCase(relation="child", case="C1", number=main.state.number, key="P1:9:0")
    assert orders(main, "P1") == [told]
    assert main.give("clockwork", duty) == (), "said twice is owed once"
    main.do("head", "screen", difficulty="hard")
    main.act("head", "drop")
    (report,) = orders(main, "P1")
    assert report == ReportClosed(
        case="C1", outcome="dropped", answers={"subject_matter": "征地", "difficulty": "hard"}
    )
    assert main.refolded() == main.state


def test_who_sent_a_duplicate_waits_until_the_other_case_has_closed() -> None:
    play = sent()
    key = next(tie.key for tie in play.state.links if tie.to == "U1")
    play.give("clockwork", LinkCase(relation="child", case="M1", number="M-1", key=key))
    assert [(tie.case, tie.closed, tie.wait) for tie in play.state.links] == [
        ("M1", False, True),
        ("C-U2", False, True),
    ]
    assert words(play.give("clockwork", ReportClosed(case="M1", outcome="done"))) == ["child-closed"]


def test_a_duty_to_report_goes_on_with_every_further_merger() -> None:
    main = Play().register("clerk", parent="P2", key="P2:3:0")
    main.give("clockwork", LinkCase(relation="reports-to", case="P1", key="P1:9:0"))
    main.give("head", MergeCase(into="M2", reason="同一事项"))
    told = [one.case for one in orders(main, "M2")[1:] if isinstance(one, LinkCase)]
    assert told == ["P2", "P1"]


def test_a_duplicate_that_goes_into_the_case_that_sent_it_is_waited_for_no_more() -> None:
    twin = child()
    twin.give("head", MergeCase(into="P1", reason="同一事项"))
    assert [type(one) for one in orders(twin, "P1")] == [LinkCase, ReportClosed]


def test_two_cases_never_wait_for_each_other() -> None:
    play = sent()
    play.give("clockwork", LinkCase(relation="reports-to", case="C-U1", key="C-U1:5:0"))
    told, report = orders(play, "C-U1")
    assert told == LinkCase(relation="child", case="C1", number=play.state.number, key="C-U1:5:0")
    assert isinstance(report, ReportClosed)
    assert (report.case, report.outcome) == ("C1", "merged")


def test_a_case_that_had_closed_reports_at_once() -> None:
    main = Play().register("clerk")
    main.do("head", "screen")
    main.act("head", "drop")
    main.give("clockwork", LinkCase(relation="reports-to", case="P1", key="P1:9:0"))
    assert [type(one) for one in orders(main, "P1")] == [LinkCase, ReportClosed]


def test_a_duty_that_comes_too_late_follows_the_case_into_the_next() -> None:
    main = Play().register("clerk")
    main.give("head", MergeCase(into="M2", reason="同一事项"))
    duty = LinkCase(relation="reports-to", case="P1", key="P1:9:0")
    main.give("clockwork", duty)
    assert [(one.case, one.command) for one in main.decision.outgoing] == [("M2", duty)]


def test_a_merger_that_would_close_a_circle_is_reported_to_whoever_stands_in_it() -> None:
    twin = child()
    twin.give("clockwork", LinkCase(relation="reports-to", case="P2", number="2", key="P2:4:0"))
    twin.give("head", MergeCase(into="M1", reason="同一事项", circular=("P1",)))
    assert [type(one) for one in orders(twin, "P1")] == [ReportClosed]
    assert [one.case for one in orders(twin, "M1") if isinstance(one, LinkCase) and one.relation == "reports-to"] == [
        "P2"
    ]
    assert orders(twin, "P2") == [], "the duty to it goes on"
