"""Tasks: opened, taken, signed, done, returned."""

from dataclasses import dataclass

from fangyuan.model.events.base import Event, happening


@dataclass(frozen=True, slots=True)
class SlotOpened:
    """One place of a task: who may fill it. `people` were resolved when the task was opened; `who` is the index of the description.

    A place that `must` be filled is waited for, however many others are filled.
    """

    who: int
    people: tuple[str, ...]
    title: str = ""
    unit: str = ""
    must: bool = False


@happening("task", "subject")
class TaskOpened(Event):
    """Work was asked of somebody. `need` of the `slots` must act (1 for any, all of them for all, n for a vote)."""

    task: str
    title: str
    subject: str = ""
    visit: int = 1
    slots: tuple[SlotOpened, ...] = ()
    need: int = 1
    order: str = "parallel"
    repeat: bool = False
    optional: bool = False
    instrument: bool = False
    proposed_to: str = ""


@happening("task", "subject")
class TaskClaimed(Event):
    """Somebody took the task on; others see that it is taken."""

    task: str
    person: str
    subject: str = ""
    visit: int = 1


@happening("task", "subject")
class TaskReassigned(Event):
    """A place of a task was given to others."""

    task: str
    slot: int
    people: tuple[str, ...]
    subject: str = ""
    visit: int = 1
    reason: str = ""


@happening("task", "subject")
class SignerAdded(Event):
    """One more place was added to a task; `need` places must be filled now."""

    task: str
    slot: SlotOpened
    need: int
    subject: str = ""
    visit: int = 1
    reason: str = ""


@happening("task", "subject")
class Signed(Event):
    """Somebody signed or did their part of a task. `method`: confirmed, drawn, paper.

    `instead_of` is whose place it was where a delegate filled it.
    """

    task: str
    slot: int
    person: str
    subject: str = ""
    visit: int = 1
    method: str = "confirmed"
    instead_of: str = ""


@happening("task", "subject")
class TaskCompleted(Event):
    """A task is done (`n` counts the entries of a repeated one, which stays open)."""

    task: str
    subject: str = ""
    visit: int = 1
    n: int = 1


@happening("task", "subject")
class TaskReturned(Event):
    """A done task was sent back for correction, with the reason."""

    task: str
    reason: str
    subject: str = ""
    visit: int = 1


@happening("task", "subject")
class TaskWithdrawn(Event):
    """A task is no longer asked for; `dropped` where an officer decided so, and it is not to open again in this visit."""

    task: str
    subject: str = ""
    visit: int = 1
    reason: str = ""
    dropped: bool = False
