"""People and units that leave a case: what they had is carried on by others."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from fangyuan.engine.placement import NUMBERED, SHELF
from fangyuan.model import events
from fangyuan.model.events import Recorded
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState, ClockRun, DraftState, RunKey, TaskKey, TaskState

Ids = tuple[str, ...]


def recused(case: CaseState, event: events.OfficerRecused, _: Recorded) -> CaseState:
    """The person has no place any more; who stands in has them all."""
    after = _swapped(case, event.person, event.to, event.instead)
    return replace(after, recused=(*case.recused, (event.person, event.to)))


def handed_over(case: CaseState, event: events.ChargesHandedOver, _: Recorded) -> CaseState:
    """Every place of the one is the other's."""
    return _swapped(case, event.person, event.to, event.instead)


def unit_succeeded(case: CaseState, event: events.UnitSucceeded, recorded: Recorded) -> CaseState:
    """The unit is called by the other's id everywhere. What was open goes on."""
    unit, to = event.unit, event.to
    return replace(
        case,
        unit=to if case.unit == unit else case.unit,
        tasks=_tasks_of(case.tasks, unit, to),
        clocks=_clocks_of(case.clocks, unit, to, recorded.at),
        slots={slot: swapped(holders, unit, to) for slot, holders in case.slots.items()},
        links=tuple(replace(link, to=to) if link.to == unit else link for link in case.links),
        answers=_shelves_of(case.answers, unit, to),
    )


def swapped(ids: Ids, one: str, to: str) -> Ids:
    """The ids with another in the place of one, each once; without it where nobody follows."""
    return tuple(dict.fromkeys(found for each in ids if (found := to if each == one else each)))


def _swapped(case: CaseState, person: str, to: str, instead: Ids) -> CaseState:
    return replace(
        case,
        tasks={key: _task(task, person, to) for key, task in case.tasks.items()},
        drafts={key: _draft(draft, person, to) for key, draft in case.drafts.items()},
        letters={key: replace(one, waiting=swapped(one.waiting, person, to)) for key, one in case.letters.items()},
        clocks={key: _asked(run, person, to, instead) for key, run in case.clocks.items()},
    )


def _task(task: TaskState, person: str, to: str) -> TaskState:
    """The places of a task that may still ask somebody; what was withdrawn stays as it was."""
    if task.status == "withdrawn":
        return task
    slots = tuple(replace(slot, people=swapped(slot.people, person, to)) for slot in task.slots)
    return replace(task, slots=slots, claimed_by="" if task.claimed_by == person else task.claimed_by)


def _draft(draft: DraftState, person: str, to: str) -> DraftState:
    if draft.status != "waiting":
        return draft
    approvers, candidates = swapped(draft.approvers, person, to), swapped(draft.candidates, person, to)
    return replace(draft, approvers=approvers, candidates=candidates)


def _asked(run: ClockRun, person: str, to: str, instead: Ids) -> ClockRun:
    """What was asked waits for nobody who asked for it, as long as anybody else is there."""
    if run.asked is None or person not in run.asked[2]:
        return run
    by, reason, approvers = run.asked
    return replace(run, asked=(by, reason, others(run, person, to) or instead or swapped(approvers, person, to)))


def others(run: ClockRun, person: str, to: str) -> Ids:
    """Who would decide on what was asked, with one person in the place of another; never whoever asked."""
    approvers = run.asked[2] if run.asked else ()
    return tuple(one for one in swapped(approvers, person, to) if one != run.asked_by)


def _tasks_of(tasks: Mapping[TaskKey, TaskState], unit: str, to: str) -> dict[TaskKey, TaskState]:
    """The tasks by their new names, in their order. Of two that would have one name the weightier keeps it."""
    named = [_named(task, unit, to) for task in tasks.values()]
    comes = {new.key: task for task, new in zip(tasks.values(), named, strict=True) if new.key != task.key}
    moved: list[TaskState] = []
    for task, new in zip(tasks.values(), named, strict=True):
        if new.key == task.key:
            follower = comes.get(task.key)
            gives_way = follower is not None and _takes_over(follower, task)
            moved.append(replace(new, subject=follower.subject) if follower and gives_way else new)
        else:
            own = tasks.get(new.key)
            moved.append(new if own is None or _takes_over(task, own) else _beside(task, new, own, tasks))
    return {task.key: task for task in moved}


def _named(task: TaskState, unit: str, to: str) -> TaskState:
    slots = tuple(replace(slot, unit=to) if slot.unit == unit else slot for slot in task.slots)
    return replace(task, slots=slots, subject=renamed(task.subject, unit, to))


def _takes_over(task: TaskState, own: TaskState) -> bool:
    """Whether what the merged unit had takes the place of the successor's own: what is open that of what is over, what is
    done that of what was withdrawn.
    """
    return _weight(task) > _weight(own) and not task.instrument


def _weight(task: TaskState) -> int:
    """Work that waits counts for more than work that is done, and that for more than work nobody asks for any more."""
    return 2 if task.open else int(task.status == "done")


def _beside(task: TaskState, new: TaskState, own: TaskState, known: Collection[TaskKey]) -> TaskState:
    """What the merged unit had beside the successor's own: over, or an instrument that stands for itself."""
    if task.open and not own.open:
        return replace(new, visit=max(key[2] for key in known if key[:2] == new.key[:2]) + 1)
    status = "withdrawn" if task.open else task.status
    return replace(new, subject=task.subject, status=status, claimed_by="")


def _clocks_of(clocks: Mapping[RunKey, ClockRun], unit: str, to: str, at: datetime) -> dict[RunKey, ClockRun]:
    """The runs by their new names. Where the successor has runs of its own, one of the merged unit's that is open goes on
    after them, and one that is over stays as it is.
    """
    found: dict[RunKey, ClockRun] = {}
    for run in clocks.values():
        own = [one for one in clocks.values() if (one.clock, one.subject) == (run.clock, to)]
        named = _run_of(run, own, to, at) if run.subject == unit else run
        found[named.key] = named
    return found


def _run_of(run: ClockRun, own: Sequence[ClockRun], to: str, at: datetime) -> ClockRun:
    if not own:
        return replace(run, subject=to)
    if not run.open:
        return run
    if any(one.open for one in own):
        return replace(run, status="cancelled", stopped_at=at, firings=())
    return replace(run, subject=to, number=max(one.number for one in own) + 1)


def _shelves_of(answers: Mapping[str, Any], unit: str, to: str) -> Mapping[str, Any]:
    """The entries of tasks by their new names."""
    if SHELF not in answers:
        return answers
    return {**answers, SHELF: {task: _entries_of(held, unit, to) for task, held in answers[SHELF].items()}}


def _entries_of(held: Mapping[str, Any], unit: str, to: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, entry in held.items():
        subject, mark, n = name.partition(NUMBERED)
        key = f"{to}{mark}{n}" if subject == unit else name
        found[name if key != name and key in held else key] = entry
    return found


def renamed(subject: str, unit: str, to: str) -> str:
    """`U1` -> `U2`, and `slip:U1` (what the office was asked to settle) -> `slip:U2`."""
    about, mark, name = subject.rpartition(":")
    return f"{about}{mark}{to}" if name == unit else subject
