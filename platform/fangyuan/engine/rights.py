"""What a person may see of a case, and do with it now: the same answers as the acts give, for pages to offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from fangyuan.engine import entitlement, receipts, recordable, sharing, visibility
from fangyuan.engine.acts import correcting, letters, objecting, recalling
from fangyuan.engine.clocks.extending import why_not
from fangyuan.engine.clocks.parameters import settled
from fangyuan.engine.drafting import may_decide
from fangyuan.engine.entitlement import (
    failed_guard,
    is_taken,
    may_ask_extension,
    may_correct,
    may_decide_extension,
    may_decide_objection,
    may_deliver,
    may_link,
    may_merge,
    may_print_slip,
    may_reassign,
    may_recall,
    may_recuse_others,
    may_reopen,
    may_return,
    may_start,
    may_take,
    places_of,
    recordable_for,
    returnable,
)
from fangyuan.engine.offering import problem_of
from fangyuan.engine.office import opens
from fangyuan.engine.outside import answers_outside
from fangyuan.engine.rounds import Round
from fangyuan.model.commands import Command
from fangyuan.model.conditions import Atom
from fangyuan.model.events import SlotOpened
from fangyuan.model.pack import FieldRight, Pack
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import Action, CaseType, Task
from fangyuan.model.state import CaseState, ClockRun, DraftState, LetterState, LinkState, TaskKey, TaskState
from fangyuan.model.world import OUTSIDER, Person, World


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """A task that waits for the person; `task` is its definition, None for the platform's own (name somebody).

    `lapsed`: whoever took it on may do it no more, so that anybody here takes it over.
    """

    state: TaskState
    places: tuple[SlotOpened, ...]
    task: Task | None
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class ActionChoice:
    """An action of the person's; `problem` says why not now, `failed` is the condition's first atom that failed."""

    action: Action
    problem: Problem | None = None
    failed: Atom | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be taken now."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class ExtensionChoice:
    """A run on which the person may ask for more time; `why_not` says in Chinese why not now, or is empty."""

    run: ClockRun
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ObjectionChoice:
    """An objection to having been sent the case; `problem` says why not now."""

    problem: Problem | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be made now."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Available:
    """Everything that a person may do with a case now.

    `tasks` wait for the person. `recordable` may be written down for those who signed on paper, each with their ids, and
    `recordable_letters`, by copy, for those who did their step; so may what others decided on `recordable_drafts` by number,
    on `recordable_extensions` by clock and subject, and `recordable_actions` that they took.
    `returnable` sent back, `reassignable` given to others; `addable` take one more signer, `withdrawable` may be asked for no more.
    `objection` is there where the case was sent here and the person may object; `objections` of receivers wait for the
    person's answer; `recallable` was sent on and may be called back. `instruments` may be started unasked. `drafts` and
    `extensions` wait for a decision of the person, `letters` for a step of their way; those withdrawable may be drawn back.
    The day of receipt may be asked to be put right, or (`sets_receipt`) is put right without anybody else.
    """

    tasks: tuple[TaskChoice, ...] = ()
    actions: tuple[ActionChoice, ...] = ()
    drafts: tuple[DraftState, ...] = ()
    extensions: tuple[ClockRun, ...] = ()
    may_ask_extension: tuple[ExtensionChoice, ...] = ()
    instruments: tuple[Task, ...] = ()
    recordable: Mapping[TaskKey, tuple[str, ...]] = field(default_factory=dict)
    reassignable: tuple[TaskState, ...] = ()
    returnable: tuple[TaskState, ...] = ()
    may_reopen: bool = False
    may_deliver: bool = False
    addable: tuple[TaskState, ...] = ()
    withdrawable: tuple[TaskState, ...] = ()
    may_recuse: bool = False
    may_recuse_others: bool = False
    may_merge: bool = False
    objection: ObjectionChoice | None = None
    objections: tuple[LinkState, ...] = ()
    recallable: tuple[LinkState, ...] = ()
    may_link: bool = False
    letters: tuple[LetterState, ...] = ()
    withdrawable_letters: tuple[LetterState, ...] = ()
    recordable_letters: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    recordable_drafts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    recordable_extensions: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    recordable_actions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may_correct: bool = False
    may_correct_receipt: bool = False
    sets_receipt: bool = False
    may_print_slip: bool = False


def available(pack: Pack, case: CaseState, world: World, person: Person, now: datetime) -> Available:
    """What the person may do; nothing in a case that is kept from them, or from which they were recused."""
    round_ = _lens(pack, case, world, person, now)
    if round_.is_kept_from(person) or person.person in dict(case.recused):
        return Available()
    tasks = _tasks(round_, person)
    return Available(
        tasks=tasks,
        actions=_actions(round_, person),
        drafts=tuple(draft for draft in case.drafts.values() if may_decide(round_, draft, person)),
        extensions=tuple(run for run in case.open_clocks() if may_decide_extension(round_, run, person)),
        may_ask_extension=_askable(round_, person),
        instruments=_instruments(round_, person),
        recordable=_recordable(round_, person),
        reassignable=_reassignable(round_, person, tasks),
        returnable=_returnable(round_, person),
        may_reopen=case.closed and may_reopen(round_, person),
        may_deliver=may_deliver(round_, person),
        addable=_addable(round_, person),
        withdrawable=_withdrawable(round_, person),
        may_recuse=not case.closed and visibility.is_seen_by(round_, person),
        may_recuse_others=not case.closed and may_recuse_others(round_, person),
        may_merge=not case.closed and may_merge(round_, person),
        objection=_objection(round_, person),
        objections=tuple(objecting.waiting(case)) if may_decide_objection(round_, person) else (),
        recallable=recalling.recallable(case) if may_recall(round_, person) else (),
        may_link=may_link(round_, person),
        letters=tuple(one for one in case.letters.values() if letters.waits_for(round_, one, person)),
        withdrawable_letters=_withdrawable_letters(round_, person),
        recordable_letters={
            copy: letters.recordable_for(round_, one, person) for copy, one in case.letters.items() if one.step
        },
        recordable_drafts=recordable.opinions(round_, person),
        recordable_extensions=recordable.extensions(round_, person),
        recordable_actions={} if case.closed else recordable.actions(round_, person),
        may_correct=correcting.correctable(round_) is not None and may_correct(round_, person),
        may_correct_receipt=receipts.may_ask(round_, person),
        sets_receipt=receipts.sets(round_, person),
        may_print_slip=may_print_slip(round_, person),
    )


def outside(pack: Pack, case: CaseState, world: World, now: datetime) -> tuple[ActionChoice, ...] | None:
    """The public actions of the present stage; None where the case does not answer to whoever it is of."""
    round_ = _lens(pack, case, world, OUTSIDER, now)
    return _actions(round_, OUTSIDER) if answers_outside(round_) else None


def may_see(pack: Pack, case: CaseState, person: Person, world: World, now: datetime | None = None) -> bool:
    """Whether the person may see the case at all: by a part in it, or by the scope of a role; also as a delegate `now`."""
    return visibility.is_seen_by(_lens(pack, case, world, person, now or case.registered_at), person)


def share(pack: Pack, case: CaseState, person: Person, world: World, now: datetime) -> sharing.Share:
    """What the person sees of a case that they may see: the whole of it, or the part of the unit with which they take part."""
    return sharing.share(_lens(pack, case, world, person, now), person)


def worn(pack: Pack, case: CaseState, person: Person, world: World, now: datetime) -> Person:
    """The person with every post in which they may act in the case: their own, those of whoever stepped aside in their favour,
    and those of whom they stand in for today, but for who takes no part in it.
    """
    hats = _lens(pack, case, world, person, now).hats(person)
    return replace(person, posts=tuple(dict.fromkeys(post for hat in hats for post in hat.posts)))


def may_register(pack: Pack, case_type: CaseType, person: Person) -> bool:
    """Whether a person may open cases of a type."""
    return opens(pack, case_type, person)


def field_right(pack: Pack, case: CaseState, world: World, person: Person, path: str) -> FieldRight:
    """Whether the person sees a field's value, sees it masked, or not at all."""
    return entitlement.field_right(_lens(pack, case, world, person, case.registered_at), person, path)


def _lens(pack: Pack, case: CaseState, world: World, person: Person, now: datetime) -> Round:
    """A round in which nothing happens: only to look through."""
    case_type = settled(pack.case_types[case.case_type], {**world.parameters, **case.parameters})
    return Round(pack, case_type, world, Command(actor=person), now, state=case)


def _tasks(round_: Round, person: Person) -> tuple[TaskChoice, ...]:
    choices = (_task(round_, state, person) for state in round_.case.open_tasks())
    return tuple(choice for choice in choices if choice.places)


def _task(round_: Round, state: TaskState, person: Person) -> TaskChoice:
    lapsed = bool(state.claimed_by) and not is_taken(round_, state)
    return TaskChoice(state, places_of(round_, state, person), round_.case_type.tasks.get(state.task), lapsed)


def _actions(round_: Round, person: Person) -> tuple[ActionChoice, ...]:
    mine = [
        action
        for action in round_.case_type.actions
        if round_.case.stage in action.source and may_take(round_, action, person)
    ]
    return tuple(ActionChoice(action, problem_of(round_, action), failed_guard(round_, action)) for action in mine)


def _askable(round_: Round, person: Person) -> tuple[ExtensionChoice, ...]:
    runs = [run for run in round_.case.open_clocks() if may_ask_extension(round_, run, person)]
    return tuple(ExtensionChoice(run, why_not(round_.case_type.clock(run.clock), run)) for run in runs)


def _objection(round_: Round, person: Person) -> ObjectionChoice | None:
    sent = objecting.sent_by(round_) is not None and not round_.case.closed
    return ObjectionChoice(objecting.why_not(round_)) if sent and objecting.may_object(round_, person) else None


def _addable(round_: Round, person: Person) -> tuple[TaskState, ...]:
    tasks = (state for state in round_.case.open_tasks() if entitlement.takes_signers(round_, state))
    return tuple(state for state in tasks if entitlement.may_add_signer(round_, state, person))


def _withdrawable(round_: Round, person: Person) -> tuple[TaskState, ...]:
    tasks = (state for state in round_.case.open_tasks() if entitlement.withdrawable(round_, state))
    return tuple(state for state in tasks if entitlement.may_withdraw(round_, person, state.task))


def _withdrawable_letters(round_: Round, person: Person) -> tuple[LetterState, ...]:
    there = (one for one in round_.case.letters.values() if not one.withdrawn and not one.delivered)
    return tuple(one for one in there if letters.may_withdraw(round_, one, person))


def _instruments(round_: Round, person: Person) -> tuple[Task, ...]:
    is_open = {state.task for state in round_.case.open_tasks()}
    return tuple(
        task for task in round_.case_type.tasks.values() if task.task not in is_open and may_start(round_, task, person)
    )


def _returnable(round_: Round, person: Person) -> tuple[TaskState, ...]:
    states = (state for state in round_.case.tasks.values() if returnable(round_, state))
    return tuple(state for state in states if may_return(round_, person, state.task))


def _recordable(round_: Round, person: Person) -> Mapping[TaskKey, tuple[str, ...]]:
    found = {state.key: recordable_for(round_, state, person) for state in round_.case.open_tasks()}
    return {key: people for key, people in found.items() if people}


def _reassignable(round_: Round, person: Person, mine: tuple[TaskChoice, ...]) -> tuple[TaskState, ...]:
    own = {choice.state.key for choice in mine}
    states = round_.case.open_tasks()
    return tuple(state for state in states if state.key in own or may_reassign(round_, state, person))
