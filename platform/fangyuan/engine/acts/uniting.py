"""What two units owed in one case, where the one is merged into the other: nothing is lost, no date is put off (Art. 24(2))."""

from collections.abc import Iterator

from fangyuan.engine.clocks.running import cancel
from fangyuan.engine.clocks.subjects import latest_run
from fangyuan.engine.rounds import Round
from fangyuan.model.events import Cause, TaskReturned
from fangyuan.model.state import ClockRun, TaskState


def unite(round_: Round, unit: str, to: str, cause: Cause) -> None:
    """Before the successor takes over: opens again what it has done and the merged unit has not; keeps the nearer date."""
    name = round_.outside.directory.name(unit)
    for state in tuple(_unfinished(round_, unit, to)):
        reason = f"{name}并入本单位，其承办的“{state.title}”尚未办结"
        round_.emit(TaskReturned(task=state.task, reason=reason, subject=state.subject, visit=state.visit), cause)
    for run in tuple(_later(round_, unit, to)):
        round_.emit(cancel(run), cause)


def _unfinished(round_: Round, unit: str, to: str) -> Iterator[TaskState]:
    """The successor's done tasks that the merged unit still has to do; an instrument stands for itself."""
    for state in round_.case.open_tasks():
        own = round_.case.tasks.get((state.task, to, state.visit))
        if state.subject == unit and own and own.status == "done" and not own.instrument:
            yield own


def _later(round_: Round, unit: str, to: str) -> Iterator[ClockRun]:
    """Of two open runs of one clock the one that falls due later."""
    for run in round_.case.open_clocks():
        own = latest_run(run.clock, to, round_.case)
        if run.subject == unit and own and own.open:
            yield max(own, run, key=lambda one: one.due_at)
