"""Matters that were sent on and are called back: the sender waits no more, and what was opened elsewhere ends there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fangyuan.engine.rights import available
from fangyuan.model.commands import (
    DecideObjection,
    HearRecall,
    LinkCase,
    MergeCase,
    Object,
    Recall,
    ReportClosed,
    ReportObjection,
    ReportProgress,
    TakeAction,
)
from fangyuan.model.effects import DispatchKind
from fangyuan.model.events import CaseDispatched, Notified
from fangyuan.model.pack import Grant
from unit.engine.procedures import ROLES, Play, words
from unit.engine.test_across_cases import child, orders, sending, sent

MISTAKEN = HearRecall(key="P1:9:0", reason="交办有误")


def back(play: Play, unit: str, reason: str = "交办有误") -> Recall:
    """The recall of what was sent to a unit."""
    return Recall(key=next(tie.key for tie in play.state.links if tie.to == unit), reason=reason)


def test_what_is_called_back_is_waited_for_no_more_and_its_receiver_is_told() -> None:
    play = sent()
    assert play.refusal("head", TakeAction(action="hand-over")).code == "waiting"
    assert words(play.give("head", back(play, "U1")))[0] == "dispatch-recalled"
    assert orders(play, "C-U1") == [HearRecall(key=play.state.links[0].key, reason="交办有误")]
    assert play.refusal("head", TakeAction(action="hand-over")).code == "waiting", "the other unit is waited for"
    play.give("head", back(play, "U2", "另行转交"))
    assert [(tie.recalled, tie.wait) for tie in play.state.links] == [("交办有误", False), ("另行转交", False)]
    play.act("head", "hand-over")
    assert play.state.stage == "work"
    assert play.refolded() == play.state


def test_a_receiver_ends_its_case_tells_its_people_and_the_sender() -> None:
    receiver = child()
    receiver.do("head", "screen")
    events = receiver.give("clockwork", MISTAKEN)
    assert words(events)[0] == "matter-recalled"
    assert next(one for one in events if isinstance(one, Notified)).text == "交办单位收回了本件，不再办理：交办有误"
    assert (receiver.state.outcome, receiver.state.open_tasks()) == ("recalled", ())
    (order,) = orders(receiver, "P1")
    assert order == ReportClosed(case="C1", outcome="recalled", answers={"subject_matter": "征地"})
    assert receiver.refolded() == receiver.state
    assert receiver.give("clockwork", MISTAKEN) == (), "once is enough"
    sender = sent(returns={"answer": "reply"})
    sender.give("head", back(sender, "U1"))
    told = ReportClosed(case="C-U1", outcome="recalled", answers={"reply": "未办"})
    assert words(sender.give("clockwork", told)) == ["child-closed"]
    assert "answer" not in sender.state.answers, "what comes back undone is no report"


def test_what_the_receiver_sent_on_in_its_turn_comes_back_with_it() -> None:
    middle = sending()
    middle.give("clockwork", LinkCase(relation="parent", case="P1", key="P1:9:0"))
    for event in middle.act("head", "send"):
        if isinstance(event, CaseDispatched):
            middle.give("clockwork", LinkCase(relation="child", case=f"C-{event.to}", key=event.key))
    middle.give("clockwork", ReportClosed(case="C-U2", outcome="done"))
    middle.give("clockwork", MISTAKEN)
    assert middle.state.outcome == "recalled"
    assert [type(one) for one in orders(middle, "C-U1")] == [HearRecall]
    assert orders(middle, "C-U2") == [], "it is finished there"


def test_a_case_that_is_opened_after_the_recall_is_told_as_soon_as_it_says_so() -> None:
    play = sending()
    (first, _) = [event for event in play.act("head", "send") if isinstance(event, CaseDispatched)]
    play.give("head", back(play, first.to))
    assert play.decision.outgoing == (), "there is no case yet that could be told"
    play.give("clockwork", LinkCase(relation="child", case="C9", number="9", key=first.key))
    assert orders(play, "C9") == [HearRecall(key=first.key, reason="交办有误")]


def test_a_receiver_that_had_finished_says_so_and_the_matter_stays_as_it_is() -> None:
    receiver = child()
    receiver.do("head", "screen")
    receiver.act("head", "drop")
    assert receiver.give("clockwork", MISTAKEN) == ()
    assert [one.outcome for one in orders(receiver, "P1") if isinstance(one, ReportClosed)] == ["dropped"]
    assert receiver.state.outcome == "dropped"


def test_a_case_that_others_wait_for_goes_on_without_the_one_that_calls_back() -> None:
    owed = LinkCase(relation="reports-to", case="P2", number="2", key="P2:4:0")
    for tie in (owed, LinkCase(relation="merged", case="C8", number="8")):
        receiver = child()
        receiver.give("clockwork", tie)
        events = receiver.give("clockwork", MISTAKEN)
        assert words(events) == ["matter-recalled", "notified"]
        assert not receiver.state.closed
    heir = Play().register()
    heir.give("clockwork", owed)
    heir.give("clockwork", HearRecall(key=owed.key, reason="交办有误"))
    assert not heir.state.closed
    heir.do("head", "screen")
    heir.act("head", "drop")
    assert orders(heir, "P2") == [], "who called back hears no more of it"


def test_one_that_went_into_another_case_passes_the_recall_on() -> None:
    receiver = child()
    receiver.give("head", MergeCase(into="C2", number="2", reason="同一事项"))
    receiver.give("clockwork", MISTAKEN)
    assert orders(receiver, "C2") == [MISTAKEN]


def test_an_objection_is_over_with_the_recall_and_nothing_is_heard_of_it_any_more() -> None:
    play = sent()
    play.give("clockwork", ReportObjection(case="C-U1", reason="不属本单位职责"))
    play.give("head", back(play, "U1"))
    assert play.refusal("head", DecideObjection(case="C-U1", agreed=True)).code == "not-open"
    assert play.may("head").objections == ()
    assert play.give("clockwork", ReportProgress(case="C-U1", stage="work", title="督办")) == ()
    play.give("clockwork", ReportClosed(case="C-U1", outcome="recalled"))
    again = ReportProgress(case="C-U1", stage="work", title="督办", reopened=True)
    assert play.give("clockwork", again) == (), "a receiver that goes on by itself is not waited for"
    receiver = child()
    receiver.give("clockwork", LinkCase(relation="merged", case="C8", number="8"))
    receiver.give("clockwork", MISTAKEN)
    assert receiver.refusal("clerk", Object(reason="不属本单位职责")).code == "not-sent"


@pytest.mark.parametrize("kind", list(DispatchKind))
def test_every_kind_of_sending_on_can_be_called_back_and_sent_anew(kind: DispatchKind) -> None:
    play = sending(kind)
    play.act("head", "send")
    play.give("head", back(play, "U1"))
    play.give("head", back(play, "U2"))
    play.act("head", "send")
    assert [bool(tie.recalled) for tie in play.state.links] == [True, True, False, False]
    assert play.state.links[2].key != play.state.links[0].key


def test_what_may_not_be_called_back() -> None:
    play = sent()
    mine = back(play, "U1")
    assert play.refusal("u1-handler", mine).code == "not-yours"
    assert play.refusal("head", replace(mine, reason=" ")).code == "reason-missing"
    assert play.refusal("head", replace(mine, key="C1:99:0")).code == "not-sent-on"
    play.give("clockwork", ReportClosed(case="C-U1", outcome="done"))
    assert "已经办结" in play.refusal("head", mine).message
    other = back(play, "U2")
    play.give("head", other)
    assert play.refusal("head", other).code == "already-recalled"
    assert play.may("head").recallable == ()


def test_only_whoever_directs_the_work_is_offered_it_and_only_while_the_case_is_open() -> None:
    play = sent()
    assert [tie.to for tie in play.may("head").recallable] == ["U1", "U2"]
    assert play.may("u1-handler").recallable == ()
    play.give("clockwork", ReportClosed(case="C-U1", outcome="done"))
    play.give("head", back(play, "U2"))
    play.act("head", "hand-over")
    closed = replace(play.state, closed_at=play.state.registered_at)
    assert available(play.pack, closed, play.world, play.who("head"), play.now).recallable == ()


def test_a_role_may_be_kept_from_calling_back() -> None:
    play = sent()
    bound = replace(ROLES["head"], acts={"recall": Grant(allowed=False)})
    play.pack = replace(play.pack, roles={**play.pack.roles, "head": bound})
    assert play.may("head").recallable == ()
    assert play.refusal("head", back(play, "U1")).code in ("not-yours", "not-granted")
