"""What an action sends back: the tasks that it names, of those alone that it is about."""

from collections.abc import Iterator, Sequence

from fangyuan.engine.facts import plain
from fangyuan.engine.names import listed
from fangyuan.engine.people import named
from fangyuan.engine.refusing import refuse
from fangyuan.engine.rounds import Round
from fangyuan.forms.paths import values_at
from fangyuan.model.events import Cause, TaskReturned
from fangyuan.model.procedure import Action
from fangyuan.model.state import TaskState


def concerned(round_: Round, action: Action) -> tuple[str, ...]:
    """Whom an action is about: those that its `per` names; the case as a whole where it has none."""
    if not action.per:
        return ("",)
    found = named(action.per, round_.case, round_.facts())
    return found or refuse(
        "nobody-named", f"“{action.title}”还没有选定“{_title(round_, action.per)}”", "请至少选一个", action.per
    )


def send_back(round_: Round, action: Action, subjects: Sequence[str], cause: Cause) -> None:
    """Returns the tasks of those subjects that are done; those of others, and their clocks, stay as they are.

    Refuses a subject of whom nothing is done: there is nothing to return.
    """
    if not action.returns:
        return
    reason = "、".join(plain(values_at(round_.facts(), action.reason))) if action.reason else ""
    for subject in subjects:
        states = list(_done(round_, action, subject))
        if not states:
            _nothing(round_, action, subject)
        for state in states:
            returned = TaskReturned(
                task=state.task, reason=reason or action.title, subject=state.subject, visit=state.visit
            )
            round_.emit(returned, cause)


def _done(round_: Round, action: Action, subject: str) -> Iterator[TaskState]:
    """The last place of each named task of the subject, where it is done."""
    for task in action.returns:
        states = [
            state
            for state in round_.case.tasks.values()
            if (state.task, state.subject) == (task, subject) and state.status != "withdrawn"
        ]
        if states and states[-1].status == "done":
            yield states[-1]


def _nothing(round_: Round, action: Action, subject: str) -> None:
    titles = "、".join(round_.case_type.tasks[task].title for task in action.returns)
    who = listed(round_.outside.directory, [subject]) if subject else "本件"
    refuse("nothing-to-return", f"{who}的“{titles}”还没有办结，没有可退回的", "请只选已经办结、要退回的", action.per)


def _title(round_: Round, path: str) -> str:
    field = round_.case_type.fields.get(path)
    return field.title if field else path
