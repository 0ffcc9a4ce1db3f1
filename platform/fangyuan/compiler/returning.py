"""Whether what an action sends back can be sent back: its tasks stand where the action finds them."""

from collections.abc import Iterator

from fangyuan.compiler.places import Places
from fangyuan.model.procedure import Action, CaseType, Stage, Task


def check_returns(kind: CaseType, places: Places) -> None:
    """A task that is returned stands in the stage that the case stays in, or is kept; and is done once a subject."""
    for action in kind.actions:
        for task in (kind.tasks[name] for name in action.returns if name in kind.tasks):
            detail = {"action": action.action, "task": task.task}
            if not task.keep and _is_lost(kind, action, task):
                places.say("return-task-lost", "action", action.action, **detail)
            if bool(action.per) != bool(task.per):
                places.say("return-task-per", "action", action.action, **detail)


def _is_lost(kind: CaseType, action: Action, task: Task) -> bool:
    """Whether the action leads elsewhere, or starts somewhere, where the task does not stand."""
    return bool(action.to) or any(task not in stage.tasks for stage in _sources(kind, action))


def _sources(kind: CaseType, action: Action) -> Iterator[Stage]:
    return (stage for stage in kind.stages if stage.stage in action.source)
