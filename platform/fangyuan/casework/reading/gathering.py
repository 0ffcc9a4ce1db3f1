"""Words to the cases that one gathers: whether there is anybody to hear them, as far as the reader knows."""

from collections.abc import Iterable, Iterator

from fangyuan.casework.reading.linking import Hidden
from fangyuan.casework.reading.opened import Opened
from fangyuan.engine.confidence import is_confidential
from fangyuan.engine.dispatching import LISTED
from fangyuan.model.effects import Rule, TellListed
from fangyuan.model.procedure import CaseType, Task

NONE_TIED = "还没有关联别的事项。请先在“关联”里关联要一起办的各件"
SAYS_NOTHING = "本件保密，不向关联的各件告知。请在各件里分别办理"


def unheard(found: Opened, hidden: Hidden, offered: Iterable[Task]) -> str:
    """Why nobody would hear what one of the tasks says to the cases that this one gathers; empty where somebody does, or
    where none of them only speaks.

    A tie of which the reader is not told counts as none: they are told the same where there is none.
    """
    if not any(only_speaks(task, found.case_type) for task in offered):
        return ""
    if is_confidential(found.case_type, found.facts(), found.moment):
        return SAYS_NOTHING
    ties = (tie for tie in found.state.links if tie.relation in LISTED and tie.case)
    return "" if any(not hidden.hides(tie.relation, tie.case) for tie in ties) else NONE_TIED


def only_speaks(task: Task, case_type: CaseType) -> bool:
    """Whether doing a task brings about nothing else than words to the cases that this one gathers."""
    effects = [effect for rule in _hearing(task, case_type) for effect in rule.then]
    return not task.letter and bool(effects) and all(isinstance(effect, TellListed) for effect in effects)


def _hearing(task: Task, case_type: CaseType) -> Iterator[Rule]:
    """The rules that wait for this very task."""
    for rule in case_type.rules:
        named = (one.word == "task-completed" and one.narrowed.get("task") == task.task for one in rule.on)
        if any(named) or (task.emits and any(one.word == task.emits for one in rule.on)):
            yield rule
