"""Tasks: opened, claimed, given to others, signed, done, returned, withdrawn."""

from typing import Any

from fangyuan.model import events
from fangyuan.model.events import Recorded
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState, Signature, TaskKey, TaskState


def opened(case: CaseState, event: events.TaskOpened, recorded: Recorded) -> CaseState:
    """A new place in the list of tasks."""
    return _with(
        case,
        TaskState(
            task=event.task,
            title=event.title,
            opened_at=recorded.at,
            subject=event.subject,
            visit=event.visit,
            slots=event.slots,
            need=event.need,
            order=event.order,
            repeat=event.repeat,
            optional=event.optional,
            instrument=event.instrument,
            proposed_to=event.proposed_to,
        ),
    )


def claimed(case: CaseState, event: events.TaskClaimed, _: Recorded) -> CaseState:
    """Somebody has it in hand."""
    return _changed(case, (event.task, event.subject, event.visit), claimed_by=event.person)


def reassigned(case: CaseState, event: events.TaskReassigned, _: Recorded) -> CaseState:
    """One place belongs to others now; who had taken the task on has it no longer."""
    key = (event.task, event.subject, event.visit)
    slots = tuple(replace(s, people=event.people) if s.who == event.slot else s for s in case.tasks[key].slots)
    return _changed(case, key, slots=slots, claimed_by="")


def signer_added(case: CaseState, event: events.SignerAdded, _: Recorded) -> CaseState:
    """One more place, and perhaps one more that must be filled."""
    key = (event.task, event.subject, event.visit)
    return _changed(case, key, slots=(*case.tasks[key].slots, event.slot), need=event.need)


def signed(case: CaseState, event: events.Signed, recorded: Recorded) -> CaseState:
    """One place is filled; who wrote it down is kept where it was somebody else."""
    key = (event.task, event.subject, event.visit)
    signature = Signature(
        slot=event.slot,
        person=event.person,
        at=recorded.at,
        method=event.method,
        recorded_by=recorded.actor if recorded.on_behalf_of else "",
        scan=recorded.scan,
        instead_of=event.instead_of,
    )
    return _changed(case, key, signatures=(*case.tasks[key].signatures, signature))


def completed(case: CaseState, event: events.TaskCompleted, recorded: Recorded) -> CaseState:
    """Done; a repeated task counts, and stays open with its places empty again."""
    key = (event.task, event.subject, event.visit)
    task = case.tasks[key]
    done = {"count": task.count + 1, "last_at": recorded.at, "claimed_by": "", "returned": ""}
    ending = {"signatures": ()} if task.repeat else {"status": "done", "done_at": recorded.at}
    return _changed(case, key, **done, **ending)


def returned(case: CaseState, event: events.TaskReturned, _: Recorded) -> CaseState:
    """Open again, unsigned, with the reason."""
    key = (event.task, event.subject, event.visit)
    return _changed(case, key, status="open", signatures=(), done_at=None, claimed_by="", returned=event.reason)


def withdrawn(case: CaseState, event: events.TaskWithdrawn, _: Recorded) -> CaseState:
    """Nobody is asked any more."""
    key = (event.task, event.subject, event.visit)
    return _changed(case, key, status="withdrawn", claimed_by="", dropped=event.dropped)


def _changed(case: CaseState, key: TaskKey, **values: Any) -> CaseState:
    return _with(case, replace(case.tasks[key], **values))


def _with(case: CaseState, task: TaskState) -> CaseState:
    return replace(case, tasks={**case.tasks, task.key: task})
