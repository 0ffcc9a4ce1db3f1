"""Whether an act from a page that is no longer fresh still means what its author saw."""

from collections.abc import Iterable, Mapping

from fangyuan.model.commands import (
    AddSigner,
    ApproveDraft,
    ApproveExtension,
    ClaimTask,
    Command,
    CompleteTask,
    CorrectAnswers,
    DecideObjection,
    MergeCase,
    Object,
    ReassignTask,
    Recall,
    Recuse,
    RefuseDraft,
    RefuseExtension,
    Reopen,
    ReturnTask,
    Sign,
    TakeAction,
    WithdrawTask,
)
from fangyuan.model.events import (
    AnswersCorrected,
    AnswersSubmitted,
    CaseClosed,
    CaseReopened,
    ClockExtended,
    DispatchRecalled,
    DraftApproved,
    DraftMade,
    DraftRefused,
    Event,
    ExtensionAsked,
    ExtensionRefused,
    LetterCorrected,
    LetterDrafted,
    LetterPassed,
    LetterReturned,
    LetterWithdrawn,
    ObjectionDecided,
    ObjectionMade,
    OfficerRecused,
    ReceiptCorrected,
    Recorded,
    SignerAdded,
    StageEntered,
    TaskCompleted,
    TaskReassigned,
    TaskReturned,
    TaskWithdrawn,
)
from fangyuan.model.letter_commands import PassLetter, ReturnLetter, WithdrawLetter
from fangyuan.model.problems import ChangedMeanwhile, Problem
from fangyuan.model.receipt_commands import CorrectReceipt

CHANGED = Problem(
    "changed-meanwhile", "这件事项刚刚被别人更新了。", advice="您填写的内容还在，请看过最新情况后再提交一次。"
)
"""What the author of a stale page is told; nothing that they typed is lost."""

_MOVED = (StageEntered, CaseClosed)
_TASK = (TaskCompleted, TaskReturned, TaskWithdrawn, AnswersSubmitted)

_ENDS: Mapping[type[Command], tuple[type[Event], ...]] = {
    MergeCase: _MOVED,
    Object: (CaseClosed, ObjectionMade),
    Recuse: (CaseClosed, OfficerRecused),
    Reopen: (CaseReopened,),
    CorrectReceipt: (ReceiptCorrected,),
}
"""The events after which a command of that sort is not what its author meant."""


_Answering = ApproveDraft | RefuseDraft | ApproveExtension | RefuseExtension

_ON_ITS_WAY = (LetterCorrected, LetterDrafted, LetterPassed, LetterReturned, LetterWithdrawn)
"""What changes a letter, or whom it waits for: nobody signs what they have not seen."""


def check_fresh(since: Iterable[Recorded], command: Command) -> None:
    """Raises ChangedMeanwhile when what happened since the page was made touches what the command is about.

    A remark by a colleague, or a report of another unit, does not: two officers may work on one case.
    """
    if any(_touches(recorded.event, command) for recorded in since):
        raise ChangedMeanwhile(CHANGED)


def _touches(event: Event, command: Command) -> bool:
    """Whether one event changes what the author of the command had before them."""
    match command:
        case PassLetter(copy=copy) | ReturnLetter(copy=copy) | WithdrawLetter(copy=copy):
            return isinstance(event, _ON_ITS_WAY) and event.copy == copy
        case (
            CompleteTask(task=task, subject=subject)
            | Sign(task=task, subject=subject)
            | ReturnTask(task=task, subject=subject)
        ):
            return isinstance(event, _MOVED) or _about(event, task, subject)
        case ClaimTask(task=task, subject=subject) | WithdrawTask(task=task, subject=subject):
            return _about(event, task, subject)
        case TakeAction():
            return isinstance(event, _MOVED) or (isinstance(event, AnswersSubmitted) and not event.at)
        case CorrectAnswers():
            return isinstance(event, CaseClosed) or (isinstance(event, AnswersSubmitted) and not event.at)
        case ApproveDraft() | RefuseDraft() | ApproveExtension() | RefuseExtension():
            return _asked_or_answered(event, command)
        case DecideObjection(case=child):
            return isinstance(event, ObjectionDecided) and event.case == child
        case Recall(key=key):
            return isinstance(event, CaseClosed) or (isinstance(event, DispatchRecalled) and event.key == key)
        case ReassignTask(task=task, subject=subject) | AddSigner(task=task, subject=subject):
            return _about(event, task, subject) or _staffed(event, task, subject)
        case _:
            return isinstance(event, _ENDS.get(type(command), ()))


def _asked_or_answered(event: Event, command: _Answering) -> bool:
    """Whether an event makes what the command answers, or answers it: nobody grants what they have not read."""
    match command:
        case ApproveDraft(draft=draft) | RefuseDraft(draft=draft):
            if isinstance(event, DraftMade | DraftApproved | DraftRefused):
                return event.draft == draft
            return isinstance(event, AnswersCorrected | ReceiptCorrected)
        case ApproveExtension(clock=clock, subject=subject) | RefuseExtension(clock=clock, subject=subject):
            if isinstance(event, ExtensionAsked | ExtensionRefused | ClockExtended):
                return (event.clock, event.subject) == (clock, subject)
            return isinstance(event, CaseClosed)


def _about(event: Event, task: str, subject: str) -> bool:
    """Whether an event is about this task and subject. An entry of a repeated task disturbs no other entry."""
    if isinstance(event, AnswersSubmitted) and event.at:
        return False
    return isinstance(event, _TASK) and (event.task, event.subject) == (task, subject) and not _entry(event)


def _staffed(event: Event, task: str, subject: str) -> bool:
    """Whether an event says who acts on this task."""
    return isinstance(event, TaskReassigned | SignerAdded) and (event.task, event.subject) == (task, subject)


def _entry(event: Event) -> bool:
    """Whether it is one more entry of a task that stays open."""
    return isinstance(event, TaskCompleted) and event.n > 1
