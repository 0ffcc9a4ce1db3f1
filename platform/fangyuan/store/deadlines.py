"""Until when something is asked: by the deadline that ends with its being done, else by the nearest that no other work ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fangyuan.model.state import CaseState, ClockRun, TaskState

Ends = Mapping[str, frozenset[str]]
"""By task the clocks that stop, or are met, when it is done."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The open runs of a case as they concern whoever is asked; `ends` is what the pinned pack says of its tasks."""

    state: CaseState
    ends: Ends

    def of_task(self, task: TaskState) -> ClockRun | None:
        """The deadline of a task. What may be left undone has none but its own."""
        mine = self.ends.get(task.task, frozenset())
        own = nearest(run for run in self._about(task.subject) if run.clock in mine)
        return own or (None if task.optional else self.of_case(task.subject))

    def of_case(self, subject: str) -> ClockRun | None:
        """The nearest that is about the case or the subject, and not what an open task of somebody else is there for."""
        taken = {clock for task in self.state.open_tasks() for clock in self.ends.get(task.task, ())}
        return nearest(run for run in self._about(subject) if run.clock not in taken)

    def _about(self, subject: str) -> Iterable[ClockRun]:
        return (run for run in self.state.open_clocks() if run.subject in ("", subject))


def nearest(runs: Iterable[ClockRun]) -> ClockRun | None:
    """The first of runs in the order of their due dates; one that stands still only where no other is."""
    return min(runs, key=lambda run: run.paused_at is not None, default=None)
