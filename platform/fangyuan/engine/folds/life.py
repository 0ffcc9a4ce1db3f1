"""The life of a case: registered, answered, moved between stages, closed, reopened; its slots, flags and words."""

from datetime import datetime
from typing import Any

from fangyuan.engine.folds.trees import merged, overwritten, without
from fangyuan.engine.placement import SHELF, split_place
from fangyuan.model import events
from fangyuan.model.events import Recorded
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState, Closing, Weighing


def registered(event: events.CaseRegistered, recorded: Recorded) -> CaseState:
    """The case as it begins."""
    return CaseState(
        case=event.case,
        tenant=event.tenant,
        unit=event.unit,
        case_type=event.case_type,
        pack=event.pack,
        number=event.number,
        received_on=event.received_on,
        registered_at=recorded.at,
        parameters=event.parameters,
        registered_by=recorded.actor,
        parent=event.parent,
    )


def answered(case: CaseState, event: events.AnswersSubmitted, _: Recorded) -> CaseState:
    """Root answers are laid over the tree; those of an entry replace the entry. The texts that stood there are remembered."""
    if not event.at:
        answers = merged(without(case.answers, event.cleared), event.answers)
    else:
        task, entry = split_place(event.at)
        shelf: dict[str, Any] = dict(case.answers.get(SHELF, {}))
        shelf[task] = {**shelf.get(task, {}), entry: dict(event.answers)}
        answers = {**case.answers, SHELF: shelf}
    gone = overwritten(case.answers, answers)
    return replace(case, answers=answers, former=(*case.former, gone) if gone else case.former)


def receipt_corrected(case: CaseState, event: events.ReceiptCorrected, _: Recorded) -> CaseState:
    """The matter came on another day than was written down."""
    return replace(case, received_on=event.receipt)


def stage_entered(case: CaseState, event: events.StageEntered, _: Recorded) -> CaseState:
    """The case stands in the stage, for the visit that the event names."""
    return replace(case, stage=event.stage, visits={**case.visits, event.stage: event.visit})


def emitted(case: CaseState, event: events.Emitted, _: Recorded) -> CaseState:
    """A word of the pack's own counts."""
    return replace(case, marks={**case.marks, event.mark: case.marks.get(event.mark, 0) + 1})


def closed(case: CaseState, event: events.CaseClosed, recorded: Recorded) -> CaseState:
    """The procedure has ended."""
    return replace(case, closed_at=event.closed_at or recorded.at, outcome=event.outcome)


def reopened(case: CaseState, _: events.CaseReopened, recorded: Recorded) -> CaseState:
    """The procedure goes on; the stage follows in an event of its own. Where the case stood until now is kept."""
    kept = [_taken_back(case, case.closed_at, recorded.at)] if case.closed_at else []
    return replace(case, closed_at=None, outcome="", closings=(*case.closings, *kept))


def _taken_back(case: CaseState, closed_at: datetime, at: datetime) -> Closing:
    return Closing(
        closed_at=closed_at,
        reopened_at=at,
        stage=case.stage,
        unit=case.unit,
        outcome=case.outcome,
        leader=case.leader,
        into=case.into,
        answers=case.answers,
        runs=tuple(case.clocks.values()),
    )


def slot_filled(case: CaseState, event: events.SlotFilled, _: Recorded) -> CaseState:
    """The slot holds exactly these."""
    return replace(case, slots={**case.slots, event.slot: event.holders})


def charge_taken(case: CaseState, event: events.ChargeTaken, _: Recorded) -> CaseState:
    """The built-in slot `leader`."""
    return replace(case, slots={**case.slots, "leader": (event.person,)})


def flag_raised(case: CaseState, event: events.FlagRaised, _: Recorded) -> CaseState:
    """A flag is raised once."""
    return case if event.flag in case.flags else replace(case, flags=(*case.flags, event.flag))


def rules_weighed(case: CaseState, event: events.RulesWeighed, recorded: Recorded) -> CaseState:
    """The verdicts stay, so that the page can say why and why not."""
    weighing = Weighing(
        seq=recorded.seq, on=event.on, at=recorded.at, verdicts=event.verdicts, of=event.of, pack=event.pack
    )
    return replace(case, weighings=(*case.weighings, weighing))
