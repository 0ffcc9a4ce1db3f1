"""What a stage can say: the events that its tasks and actions bring when they are done or taken."""

from collections.abc import Callable

from fangyuan.model.events import ActionTaken, Emitted, Event, StageEntered, TaskCompleted
from fangyuan.model.procedure import CaseType, Task


def said_in(
    case_type: CaseType, stage: str, asks: Callable[[Task], bool] = lambda _: True, *, leaving: bool = False
) -> list[Event]:
    """What the tasks that the stage `asks` for say, and its actions; with the stages to which those lead where `leaving`."""
    tasks = [task for task in case_type.stage(stage).tasks if asks(task)]
    actions = [action for action in case_type.actions if stage in action.source]
    told: list[Event] = [TaskCompleted(task=task.task) for task in tasks]
    told += [ActionTaken(action=action.action) for action in actions]
    words = [*(task.emits for task in tasks), *(action.emits for action in actions)]
    told += [Emitted(mark=word) for word in words if word]
    if leaving:
        told += [StageEntered(stage=action.to, visit=1) for action in actions if action.to]
    return told
