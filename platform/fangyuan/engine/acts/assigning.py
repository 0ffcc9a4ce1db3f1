"""Tasks taken on, given to others, sent back for correction."""

from fangyuan.engine.acts.completing import open_state
from fangyuan.engine.entitlement import (
    is_taken,
    may_add_signer,
    may_reassign,
    may_return,
    may_withdraw,
    places_of,
    returnable,
    takes_signers,
    withdrawable,
)
from fangyuan.engine.names import listed
from fangyuan.engine.opening import DRAFT, PLACES, SETTLE, settling_name, withdraw, withdraw_settled
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import AddSigner, ClaimTask, ReassignTask, ReturnTask, WithdrawTask
from fangyuan.model.events import (
    Cause,
    DraftReassigned,
    SignerAdded,
    SlotOpened,
    TaskClaimed,
    TaskReassigned,
    TaskReturned,
)
from fangyuan.model.procedure import TaskMode
from fangyuan.model.state import DraftState, TaskState
from fangyuan.model.world import Person


def claim(round_: Round, command: ClaimTask) -> None:
    """Takes a task on, so that colleagues see that it is taken."""
    state = open_state(round_, command.task, command.subject)
    if not places_of(round_, state, round_.acting):
        refuse("not-yours", f"“{state.title}”不由您办理", "请由列明的办理人领办")
    if state.claimed_by != round_.acting.person and is_taken(round_, state):
        by = round_.outside.directory.name(state.claimed_by)
        refuse("already-claimed", f"“{state.title}”已由{by}领办", "请与其商量，或请其改派")
    if state.claimed_by != round_.acting.person:
        event = TaskClaimed(task=state.task, person=round_.acting.person, subject=state.subject, visit=state.visit)
        round_.emit(event, Cause("act", state.task))


def reassign(round_: Round, command: ReassignTask) -> None:
    """Gives a place of a task to another person; the place's own people and the office may."""
    state = open_state(round_, command.task, command.subject)
    place = _place(round_, state, command.slot)
    person = able(round_, command.to, "要改派的人")
    draft = _draft_of(round_, state)
    if draft:
        named = DraftReassigned(
            draft=draft.draft, rule=draft.rule, approvers=(person.person,), reason=command.reason.strip()
        )
        round_.emit(named, Cause("act", state.task))
        withdraw_settled(round_)
        return
    event = TaskReassigned(
        task=state.task,
        slot=place.who,
        people=(person.person,),
        subject=state.subject,
        visit=state.visit,
        reason=command.reason.strip(),
    )
    round_.emit(event, Cause("act", state.task))
    withdraw_settled(round_)


def _draft_of(round_: Round, state: TaskState) -> DraftState | None:
    """The opinion for which an open task of the platform's own asks that somebody be named."""
    number = state.subject.removeprefix(DRAFT) if state.task == SETTLE and state.subject.startswith(DRAFT) else ""
    return round_.case.drafts.get(int(number)) if number else None


def add_signer(round_: Round, command: AddSigner) -> None:
    """Asks one more person to act on a task; those who already act on it and the office may."""
    state = open_state(round_, command.task, command.subject)
    if not may_add_signer(round_, state, round_.acting):
        refuse("not-yours", f"您不能为“{state.title}”加签", "请由现在的办理人或登记人加签")
    if not takes_signers(round_, state):
        refuse("not-open", f"“{state.title}”可以多次填写，不需要加签", "请直接把任务改派给他")
    person = able(round_, command.to, "要加签的人")
    if any(person.person in place.people for place in state.slots):
        refuse("already-asked", f"{person.name}已经是“{state.title}”的办理人", "请另选一人", "to")
    event = SignerAdded(
        task=state.task,
        slot=_added_place(round_, state, person),
        need=_need_with_one_more(round_, state),
        subject=state.subject,
        visit=state.visit,
        reason=command.reason.strip(),
    )
    round_.emit(event, Cause("act", state.task))


def _added_place(round_: Round, state: TaskState, person: Person) -> SlotOpened:
    """A place that must be filled, or in a vote the seat of one more member."""
    added = max((place.who // PLACES for place in state.slots), default=0) + 1
    who = added * PLACES + PLACES - 1
    return SlotOpened(who=who, people=(person.person,), title="加签", must=not _is_vote(round_, state))


def _is_vote(round_: Round, state: TaskState) -> bool:
    task = round_.case_type.tasks.get(state.task)
    return task is not None and task.mode is TaskMode.VOTE


def _need_with_one_more(round_: Round, state: TaskState) -> int:
    """A further member of a vote leaves its quorum as it is, or makes the majority that of one more; else all must act."""
    task = round_.case_type.tasks.get(state.task)
    if task is None or task.mode is not TaskMode.VOTE:
        return state.need + 1
    return state.need if task.at_least else (len(state.slots) + 1) // 2 + 1


def withdraw_task(round_: Round, command: WithdrawTask) -> None:
    """Asks for a task no more, with the reason; what the procedure needs can only be given to others or sent back."""
    state = open_state(round_, command.task, command.subject)
    if not may_withdraw(round_, round_.acting, state.task):
        refuse("not-yours", f"您不能撤销“{state.title}”", "请由本阶段有权决定的人或登记人撤销")
    if not withdrawable(round_, state):
        refuse("needed", f"“{state.title}”是必办的任务，不能撤销", "办理人有误的请改派；情况有变的请更正相应的答案")
    reason = needed(command.reason, "reason-missing", "请写明撤销的理由", "reason")
    withdraw(round_, state, reason, dropped=True, cause=Cause("act", state.task))


def able(round_: Round, name: str, wanted: str, path: str = "to") -> Person:
    """The person, where they may work on this case; refuses who is unknown, has left, was recused, or must not know of it."""
    person = round_.world.directory.people.get(name)
    if person is None or not person.active:
        refuse("unknown-person", f"{wanted}不在名册中，或者不能办理本件", "请另选一人", path)
    return person


def give_back(round_: Round, command: ReturnTask) -> None:
    """Sends a done task back for correction, with the reason."""
    states = [s for s in round_.case.tasks.values() if (s.task, s.subject) == (command.task, command.subject)]
    state = next((state for state in reversed(states) if returnable(round_, state)), None)
    if state is None:
        refuse("not-open", "这项任务现在不能退回", "只能退回本阶段已经办结的任务")
    if not may_return(round_, round_.acting, state.task):
        refuse("not-yours", f"您不能退回“{state.title}”", "请由本阶段有权决定的人退回")
    reason = needed(command.reason, "reason-missing", "请写明退回的理由", "reason")
    event = TaskReturned(task=state.task, reason=reason, subject=state.subject, visit=state.visit)
    round_.emit(event, Cause("act", state.task))


def _place(round_: Round, state: TaskState, slot: int) -> SlotOpened:
    """The named place, else one's own, else one that nobody can fill, else the first; refuses who has no say in it."""
    waiting = state.waiting()
    own = [place for place in waiting if round_.acting.person in place.people]
    chosen = (
        [place for place in waiting if place.who == slot]
        if slot >= 0
        else [*own, *(place for place in waiting if not place.people), *waiting]
    )
    if not chosen:
        refuse("not-open", f"“{state.title}”的这一处已经办好", "请刷新页面")
    if chosen[0] not in own and not (may_reassign(round_, state, round_.acting) or _settles(round_, state)):
        names = listed(round_.outside.directory, chosen[0].people)
        refuse("not-yours", f"您不能改派“{state.title}”", f"请由{names}或登记人改派" if names else "请由登记人改派")
    return chosen[0]


def _settles(round_: Round, state: TaskState) -> bool:
    """Whether the person was asked to name somebody for this task."""
    return any(
        task.task == SETTLE and task.subject == settling_name(state) and places_of(round_, task, round_.acting)
        for task in round_.case.open_tasks()
    )
