"""A page that is no longer fresh: what others did meanwhile matters only where it touches the same thing."""

from datetime import UTC, datetime

import pytest

from fangyuan.casework.staleness import check_fresh
from fangyuan.model.commands import (
    ApproveDraft,
    ApproveExtension,
    Command,
    CompleteTask,
    DecideObjection,
    MergeCase,
    RefuseExtension,
    Sign,
    TakeAction,
    WithdrawTask,
)
from fangyuan.model.events import (
    AnswersCorrected,
    AnswersSubmitted,
    CommentMade,
    DraftApproved,
    Event,
    ExtensionAsked,
    ExtensionRefused,
    ObjectionDecided,
    Recorded,
    StageEntered,
    TaskCompleted,
)
from fangyuan.model.problems import ChangedMeanwhile


def since(event: Event) -> list[Recorded]:
    """One event since the page was made."""
    return [Recorded(seq=9, event=event, at=datetime(2026, 2, 10, tzinfo=UTC), actor="p")]


@pytest.mark.parametrize(
    ("event", "command"),
    [
        (StageEntered(stage="s", visit=1), CompleteTask(task="handle")),
        (TaskCompleted(task="handle"), CompleteTask(task="handle")),
        (TaskCompleted(task="slip", subject="U1"), Sign(task="slip", subject="U1")),
        (StageEntered(stage="s", visit=1), TakeAction(action="go")),
        (AnswersSubmitted(form="f", answers={}), TakeAction(action="go")),
        (DraftApproved(draft=3, rule="r", opinion="可"), ApproveDraft(draft=3)),
        (AnswersCorrected(form="f", paths=("topic",), reason="写错"), ApproveDraft(draft=3)),
        (ExtensionAsked(clock="c", number=1, by="2 days", reason="r", approvers=()), ApproveExtension(clock="c")),
        (ExtensionRefused(clock="c", number=1, reason="r"), ApproveExtension(clock="c")),
        (
            ExtensionAsked(clock="c", number=1, by="2 days", reason="r", approvers=()),
            RefuseExtension(clock="c", reason="n"),
        ),
        (TaskCompleted(task="note"), WithdrawTask(task="note", reason="不需要")),
        (ObjectionDecided(result="refused", case="C2"), DecideObjection(case="C2", agreed=True)),
        (StageEntered(stage="s", visit=1), MergeCase(into="C2", reason="同一事项")),
    ],
)
def test_what_touches_the_same_thing_makes_the_page_stale(event: Event, command: Command) -> None:
    with pytest.raises(ChangedMeanwhile, match="刚刚被别人更新"):
        check_fresh(since(event), command)


@pytest.mark.parametrize(
    ("event", "command"),
    [
        (CommentMade(text="请看"), CompleteTask(task="handle")),
        (TaskCompleted(task="slip", subject="U2"), Sign(task="slip", subject="U1")),
        (TaskCompleted(task="visit", n=2), CompleteTask(task="visit")),
        (ObjectionDecided(result="refused", case="C3"), DecideObjection(case="C2", agreed=True)),
        (DraftApproved(draft=2, rule="r", opinion="可"), ApproveDraft(draft=3)),
        (AnswersSubmitted(form="f", answers={}, task="slip", at="tasks.slip.U2"), TakeAction(action="go")),
    ],
)
def test_what_others_did_elsewhere_does_not(event: Event, command: Command) -> None:
    check_fresh(since(event), command)
