"""The stages of a case as a track: done, now, ahead."""

from collections.abc import Iterable
from datetime import datetime

from fangyuan.casework.reading.pages import StageStep
from fangyuan.model.events import Recorded, StageEntered
from fangyuan.model.procedure import CaseType, Stage
from fangyuan.model.state import CaseState


def stage_track(case: CaseState, case_type: CaseType, events: Iterable[Recorded]) -> tuple[StageStep, ...]:
    """Every stage in the pack's order; of several final ones only that in which the case ended."""
    entered = {one.event.stage: one.at for one in events if isinstance(one.event, StageEntered)}
    final = [stage for stage in case_type.stages if stage.final]
    return tuple(
        _step(case, stage, entered.get(stage.stage))
        for stage in case_type.stages
        if not stage.final or len(final) == 1 or stage.stage == case.stage
    )


def _step(case: CaseState, stage: Stage, entered_at: datetime | None) -> StageStep:
    """One stage. The last stage of a closed case is done."""
    now = stage.stage == case.stage and not case.closed
    status = "now" if now else "done" if entered_at else "ahead"
    if case.closed and stage.stage == case.stage:
        # A case that was over before it was written down closed earlier than its events were recorded.
        entered_at = case.closed_at
    return StageStep(stage.stage, stage.title, status, entered_at, case.visits.get(stage.stage, 0))
