"""From stage to stage, and to the end."""

from fangyuan.engine.drafts_of_rules import effect_of
from fangyuan.engine.opening import withdraw
from fangyuan.engine.reopening import reopen_case
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.model.effects import Move
from fangyuan.model.events import CaseClosed, Cause, DraftLapsed, StageEntered, StageLeft
from fangyuan.model.state import DraftState, TaskState


def move(round_: Round, stage: str, cause: Cause, outcome: str = "") -> None:
    """Leaves the present stage and enters another, which may be the same again; a final stage closes the case."""
    if round_.case.closed:
        reopen_case(round_, stage, "", cause)
    if round_.case.stage:
        leave(round_, cause)
    enter(round_, stage, cause, outcome)


def final_stage(round_: Round) -> str:
    """Where a case ends that nobody has worked to its end: the first final stage."""
    return next(stage.stage for stage in round_.case_type.stages if stage.final)


def leave(round_: Round, cause: Cause) -> None:
    """Leaves the stage; its open tasks are asked for no more, but for instruments and those that are kept."""
    left = round_.case_type.stage(round_.case.stage)
    round_.emit(StageLeft(stage=left.stage), cause)
    for state in round_.case.open_tasks():
        if not state.instrument and not _is_kept(round_, state):
            withdraw(round_, state, f"已离开“{left.title}”阶段")
    _lapse(round_, f"已离开“{left.title}”阶段", [draft for draft in _waiting(round_) if _moves(round_, draft)])


def enter(round_: Round, name: str, cause: Cause, outcome: str = "") -> None:
    """Enters a stage for the next time."""
    stage = round_.case_type.stage(name)
    visit = round_.case.visits.get(name, 0) + 1
    round_.emit(StageEntered(stage=name, visit=visit, final=stage.final), cause)
    if stage.final:
        _close(round_, name, cause, outcome)


def _close(round_: Round, stage: str, cause: Cause, outcome: str) -> None:
    """Ends the procedure with the outcome that the action or the answer names; nothing stays open from before."""
    round_.emit(CaseClosed(stage=stage, outcome=outcome or answered_outcome(round_)), cause)
    for state in round_.case.open_tasks():
        withdraw(round_, state, "事项已办结")
    _lapse(round_, "事项已办结", [draft for draft in _waiting(round_) if draft.receipt is None])


def _waiting(round_: Round) -> list[DraftState]:
    return [draft for draft in round_.case.drafts.values() if draft.status == "waiting"]


def _lapse(round_: Round, reason: str, drafts: list[DraftState]) -> None:
    """Opinions on which nobody decided in time are decided no more: nothing follows from one whose ground has gone."""
    for draft in drafts:
        round_.emit(DraftLapsed(draft=draft.draft, rule=draft.rule, reason=reason), Cause("act", draft.rule))


def _moves(round_: Round, draft: DraftState) -> bool:
    """Whether an opinion would lead from the stage in which it was made to another."""
    effect = effect_of(round_.case_type, draft)
    return effect is not None and any(isinstance(one, Move) for one in effect.if_approved)


def answered_outcome(round_: Round) -> str:
    """The outcome that was answered, or empty."""
    found = values_at(round_.facts(), round_.case_type.outcome_field)
    return found[0] if found and isinstance(found[0], str) else ""


def _is_kept(round_: Round, state: TaskState) -> bool:
    task = round_.case_type.tasks.get(state.task)
    return task is not None and task.keep
