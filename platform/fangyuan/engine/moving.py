"""From stage to stage, and to the end."""

from fangyuan.engine.opening import withdraw
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.model.events import CaseClosed, CaseReopened, Cause, StageEntered, StageLeft
from fangyuan.model.state import TaskState


def move(round_: Round, stage: str, cause: Cause, outcome: str = "") -> None:
    """Leaves the present stage and enters another, which may be the same again; a final stage closes the case."""
    if round_.case.closed:
        round_.emit(CaseReopened(stage=stage, reason=""), cause)
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


def answered_outcome(round_: Round) -> str:
    """The outcome that was answered, or empty."""
    found = values_at(round_.facts(), round_.case_type.outcome_field)
    return found[0] if found and isinstance(found[0], str) else ""


def _is_kept(round_: Round, state: TaskState) -> bool:
    task = round_.case_type.tasks.get(state.task)
    return task is not None and task.keep
