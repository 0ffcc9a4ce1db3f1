"""A case out of its events. Folding reads no pack, no clock and no directory: events carry decided values."""

from collections.abc import Callable, Iterable
from typing import Any

from fangyuan.engine.clocks.folding import fold_clock
from fangyuan.engine.folds import appointments, letters, life, papers, people, saying, tasks
from fangyuan.model import events
from fangyuan.model.events import Event, Recorded
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState

Fold = Callable[[CaseState, Any, Recorded], CaseState]


def _unchanged(case: CaseState, _: Event, __: Recorded) -> CaseState:
    """For events that are only told: remarks, glances, messages, what others react to."""
    return case


FOLDS: dict[type[Event], Fold] = {
    events.AnswersSubmitted: life.answered,
    events.AnswersCorrected: _unchanged,
    events.ReceiptCorrected: life.receipt_corrected,
    events.DutyOpened: _unchanged,
    events.DayBegan: _unchanged,
    events.StageEntered: life.stage_entered,
    events.StageLeft: _unchanged,
    events.ActionTaken: _unchanged,
    events.Emitted: life.emitted,
    events.CaseClosed: life.closed,
    events.CaseReopened: life.reopened,
    events.SlotFilled: life.slot_filled,
    events.ChargeTaken: life.charge_taken,
    events.FlagRaised: life.flag_raised,
    events.NobodyMatched: _unchanged,
    events.TaskOpened: tasks.opened,
    events.TaskClaimed: tasks.claimed,
    events.TaskReassigned: tasks.reassigned,
    events.SignerAdded: tasks.signer_added,
    events.Signed: tasks.signed,
    events.TaskCompleted: tasks.completed,
    events.TaskReturned: tasks.returned,
    events.TaskWithdrawn: tasks.withdrawn,
    events.OfficerRecused: people.recused,
    events.ChargesHandedOver: people.handed_over,
    events.UnitSucceeded: people.unit_succeeded,
    events.RulesWeighed: life.rules_weighed,
    events.DraftMade: papers.draft_made,
    events.DraftApproved: papers.draft_approved,
    events.DraftLapsed: papers.draft_lapsed,
    events.DraftReassigned: papers.draft_reassigned,
    events.DraftRefused: papers.draft_refused,
    events.Notified: _unchanged,
    events.LetterDrafted: letters.drafted,
    events.LetterAwaited: letters.awaited,
    events.LetterCorrected: letters.corrected,
    events.LetterPassed: letters.passed,
    events.LetterReturned: letters.returned,
    events.LetterWithdrawn: letters.withdrawn,
    events.LetterIssued: letters.issued,
    events.LetterRendered: letters.rendered,
    events.LetterSealed: letters.was_sealed,
    events.LetterDelivered: letters.delivered,
    events.LetterCameBack: letters.came_back,
    events.CaseDispatched: papers.dispatched,
    events.CaseObjected: papers.objected,
    events.DispatchRecalled: papers.dispatch_recalled,
    events.MatterRecalled: papers.matter_recalled,
    events.ObjectionMade: papers.objection_made,
    events.ObjectionDecided: papers.objection_decided,
    events.CasesLinked: papers.linked,
    events.CasesUnlinked: papers.unlinked,
    events.CaseMerged: _unchanged,
    events.ChildProgressed: papers.child_progressed,
    events.ChildClosed: papers.child_closed,
    events.SenderSpoke: _unchanged,
    events.GatheringSpoke: _unchanged,
    events.PrivateDataSeen: _unchanged,
    events.CommentMade: _unchanged,
    events.SlipPrinted: papers.slip_printed,
    events.AppointmentMade: appointments.made,
    events.AppointmentCancelled: appointments.cancelled,
    events.AppointmentKept: appointments.kept,
    events.AppointmentMissed: appointments.missed,
}


UNTOLD = frozenset({kind for kind, known in FOLDS.items() if known is _unchanged} | {events.RulesWeighed})
"""The events after which everything that can be told of a case as facts is as it was."""


class UnknownEvent(LookupError):
    """An event that nobody taught this version to fold: the store is newer than the programme, or broken."""


class OutOfOrder(LookupError):
    """An event about a task, an opinion or a letter that the case does not have: the history is not whole, or shuffled."""


def fold(case: CaseState | None, recorded: Recorded) -> CaseState:
    """The case after one more event; `case` is None before the first, which registers it.

    Raises UnknownEvent for an event without a fold, OutOfOrder for one about what is not there, and ValueError where a
    case does not begin with its registration. An event about a run of a clock that is not there changes nothing.
    """
    event = recorded.event
    if isinstance(event, events.CaseRegistered):
        return _kept(life.registered(event, recorded), recorded)
    if case is None:
        raise ValueError(f"a case begins with case-registered, not with {event.word}")
    return _kept(_folded(case, event, recorded), recorded)


def _kept(case: CaseState, recorded: Recorded) -> CaseState:
    return replace(case, said=saying.remembered(case, recorded), seq=recorded.seq)


def fold_all(recorded: Iterable[Recorded], case: CaseState | None = None) -> CaseState:
    """The case after all of these events, at least one."""
    for one in recorded:
        case = fold(case, one)
    if case is None:
        raise ValueError("a case begins with case-registered, and there is no event")
    return case


def _folded(case: CaseState, event: Event, recorded: Recorded) -> CaseState:
    known = FOLDS.get(type(event))
    try:
        after = known(case, event, recorded) if known else fold_clock(case, recorded)
    except KeyError as missing:
        raise OutOfOrder(
            f"event {recorded.seq} ({event.word}) of {case.number} is about {missing}, which is not there"
        ) from None
    if after is None:
        raise UnknownEvent(f"no fold for {event.word or type(event).__name__}")
    return after
