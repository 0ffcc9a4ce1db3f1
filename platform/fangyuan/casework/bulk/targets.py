"""What one act means in one case: the commands that it comes to, or why there is none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.casework.reading.narrowing import REMINDER
from fangyuan.casework.reading.opened import Opened
from fangyuan.casework.reading.tasks import form_of, is_claimable, is_mine
from fangyuan.engine.letter_paths import TITLES
from fangyuan.engine.opening import SETTLE
from fangyuan.engine.rights import Available
from fangyuan.model.commands import (
    ApproveDraft,
    ApproveExtension,
    ClaimTask,
    Command,
    Comment,
    CompleteTask,
    LinkCase,
    ReassignTask,
    Sign,
    TakeAction,
)
from fangyuan.model.letter_commands import PassLetter
from fangyuan.model.state import TaskState

ASSIGN, CLAIM, APPROVE, REMIND, LINK = "assign", "claim", "approve", "remind", "link"
ACTION, TASK = "action", "task"
OWN = (ASSIGN, CLAIM, APPROVE, REMIND, LINK)
"""The acts of the platform; those of the pack are `action:` or `task:` with its id."""

SIGNED = ("check", "sign")
"""The steps of a letter by which somebody agrees to it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act with what it needs: `to` takes over, `reason` says why, or what is said to those who are reminded;
    `answers` are those of the form of an action or a task, the same in every case. What is gathered in one case names it
    by number in `to`; `other` is that case's id and number, which casework looks up.
    """

    act: str
    to: str = ""
    reason: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    other: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Target:
    """One thing in a case; without a command there is a reason why not."""

    about: str
    command: Command | None = None
    why_not: str = ""


NOTHING: Mapping[str, str] = {
    ASSIGN: "这一件里没有您可以改派的任务。",
    CLAIM: "这一件里没有待认领的任务。",
    APPROVE: "这一件里没有等您审批、签发的事。",
    REMIND: "这一件现在没有在等别人办的事。",
    LINK: "这一件不能归到那一件：它就是那一件，或者不由您关联。",
    ACTION: "这一件现在没有这项操作，或者不由您办理。",
    TASK: "这一件现在没有这项任务，或者不由您办理。",
}
"""What is said of a case in which there is nothing to do."""


def targets(found: Opened, may: Available, wanted: Wanted) -> tuple[Target, ...]:
    """Everything in a case that the act is about; one without a command where there is nothing."""
    kind, _, which = wanted.act.partition(":")
    way = _WAYS.get(kind)
    made = tuple(way(found, may, wanted, which)) if way else ()
    return made or (Target("", None, NOTHING.get(kind, NOTHING[ACTION])),)


def offered(found: Opened, may: Available) -> Mapping[str, str]:
    """The acts that may be done in a case now, each with what the pack calls it."""
    plain = Wanted(ASSIGN)
    own = {one: "" for one in OWN if any(each.command for each in _WAYS[one](found, may, plain, ""))}
    tasks = {f"{TASK}:{one.state.task}": _title(found, one.state) for one in may.tasks if one.task is not None}
    actions = {f"{ACTION}:{one.action.action}": one.action.title for one in may.actions if one.allowed}
    return {**own, **actions, **tasks}


def _title(found: Opened, state: TaskState) -> str:
    return state.title or found.names.task(state.task)


def _about(found: Opened, state: TaskState) -> str:
    """A task with the unit or person that it is about."""
    title, subject = _title(found, state), found.names.any(state.subject).title if state.subject else ""
    return f"{title}（{subject}）" if subject and subject not in title else title


def _assigned(found: Opened, may: Available, wanted: Wanted, _: str) -> Iterator[Target]:
    """The officer's own tasks; where they have none, those that are theirs to give to others."""
    own = {choice.state.key: choice.places for choice in may.tasks}
    given = [state for state in may.reassignable if state.task != SETTLE and state.waiting()]
    for state in [one for one in given if one.key in own] or given:
        slot = (own.get(state.key) or tuple(state.waiting()))[0].who
        command = ReassignTask(
            task=state.task, to=wanted.to, subject=state.subject, slot=slot, reason=wanted.reason
        )  # fmt: skip
        yield Target(_about(found, state), command)


def _claimed(found: Opened, may: Available, _: Wanted, __: str) -> Iterator[Target]:
    for choice in may.tasks:
        if is_claimable(choice) and choice.state.task != SETTLE:
            yield Target(_about(found, choice.state), ClaimTask(task=choice.state.task, subject=choice.state.subject))


def _approved(found: Opened, may: Available, _: Wanted, __: str) -> Iterator[Target]:
    """Opinions, extensions, letters to check or sign, and signatures that ask for nothing else."""
    for draft in may.drafts:
        many = len(draft.candidates) > 1
        command = None if many else ApproveDraft(draft=draft.draft)
        yield Target(draft.opinion, command, "有几名人选，请打开这一件，选定一人后批准。" if many else "")
    for run in may.extensions:
        yield Target(found.names.clock(run.clock), ApproveExtension(clock=run.clock, subject=run.subject))
    for letter in may.letters:
        if letter.step in SIGNED:
            about = f"{TITLES.get(letter.step, letter.step)}：《{letter.title}》"
            yield Target(about, PassLetter(copy=letter.copy, step=letter.step))
    for choice in may.tasks:
        form = form_of(choice.task, found)
        if choice.task and choice.task.signature and is_mine(choice, found.person.person) and form is None:
            yield Target(_about(found, choice.state), Sign(task=choice.state.task, subject=choice.state.subject))


def _reminded(found: Opened, _: Available, wanted: Wanted, __: str) -> Iterator[Target]:
    """Everybody for whom something in the case waits, but the officer."""
    people = found.world.directory.people
    waiting = [one for one in _waited_for(found) if one in people and people[one].active]
    if others := tuple(one for one in dict.fromkeys(waiting) if one != found.person.person):
        names = "、".join(found.names.person(one) for one in others)
        yield Target(names, Comment(text=REMINDER.format(wanted.reason), mentions=others))


def _waited_for(found: Opened) -> Iterator[str]:
    for state in found.state.open_tasks():
        if state.claimed_by:
            yield state.claimed_by
        elif not (state.repeat and state.count):
            yield from (person for place in state.waiting() for person in place.people)
    for draft in found.state.drafts.values():
        yield from draft.approvers if draft.status == "waiting" else ()
    for letter in found.state.letters.values():
        yield from letter.waiting


def _gathered(found: Opened, may: Available, wanted: Wanted, _: str) -> Iterator[Target]:
    case, number = wanted.other
    if may.may_link and found.state.case != case:
        yield Target(number, LinkCase(relation="related", case=case, number=number))


def _taken(_: Opened, may: Available, wanted: Wanted, which: str) -> Iterator[Target]:
    for choice in may.actions:
        if choice.action.action != which:
            continue
        if problem := choice.problem:
            yield Target(choice.action.title, None, "。".join(filter(None, [problem.message, problem.advice])))
        else:
            yield Target(choice.action.title, TakeAction(action=which, answers=wanted.answers))


def _completed(found: Opened, may: Available, wanted: Wanted, which: str) -> Iterator[Target]:
    for choice in may.tasks:
        state, task = choice.state, choice.task
        if state.task == which and task and is_mine(choice, found.person.person):
            done = Sign if task.signature else CompleteTask
            yield Target(_about(found, state), done(task=which, subject=state.subject, answers=wanted.answers))


_WAYS: Mapping[str, Callable[[Opened, Available, Wanted, str], Iterator[Target]]] = {
    ASSIGN: _assigned,
    CLAIM: _claimed,
    APPROVE: _approved,
    REMIND: _reminded,
    LINK: _gathered,
    ACTION: _taken,
    TASK: _completed,
}
"""How each act is found in a case."""
