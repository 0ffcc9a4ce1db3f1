"""Who may do what: one answer for the acts that refuse and for the pages that offer."""

from fangyuan.engine.facts import current
from fangyuan.engine.field_rights import right_on
from fangyuan.engine.granting import allows, granted
from fangyuan.engine.office import administers, opens, registers
from fangyuan.engine.outside import has_slip
from fangyuan.engine.people import tenant_of
from fangyuan.engine.rounds import Round
from fangyuan.forms.conditions import first_failed
from fangyuan.model.conditions import Atom
from fangyuan.model.events import SlotOpened
from fangyuan.model.pack import FieldRight
from fangyuan.model.procedure import Action, Stage, Task, TaskMode
from fangyuan.model.state import ClockRun, TaskState
from fangyuan.model.who import Whos
from fangyuan.model.world import OUTSIDER, Person


def fits(round_: Round, whos: Whos, person: Person, subject: str = "") -> bool:
    """Whether a description means this person, or somebody for whom they may act."""
    hats = {hat.person for hat in round_.hats(person)}
    return any(one.person in hats for one in round_.people(whos, subject))


def places_of(round_: Round, state: TaskState, person: Person) -> tuple[SlotOpened, ...]:
    """The places of a task that the person may fill now, also for those they stand in for; nobody votes twice."""
    hats = {hat.person for hat in round_.hats(person)} if state.open else set()
    task = round_.case_type.tasks.get(state.task)
    if task is not None and task.mode is TaskMode.VOTE:
        hats -= {signature.instead_of or signature.person for signature in state.signatures}
    return tuple(place for place in state.waiting() if not hats.isdisjoint(place.people))


def is_taken(round_: Round, state: TaskState) -> bool:
    """Whether who took the task on may still do it: a claim ends with the delegation under which it was made."""
    holder = round_.outside.directory.people.get(state.claimed_by)
    return holder is not None and holder.active and bool(places_of(round_, state, holder))


def works_on_tasks(round_: Round, person: Person) -> bool:
    """Whether the person has a part in the work of the present stage: a place of an open task, or a task's description."""
    stage = _stage(round_)
    hats = {hat.person for hat in round_.hats(person)}
    places = any(not hats.isdisjoint(slot.people) for state in round_.case.open_tasks() for slot in state.slots)
    return places or any(_is_for(round_, task, person) for task in (stage.tasks if stage else ()))


def works_in_stage(round_: Round, person: Person) -> bool:
    """Whether the person has work or an action in the present stage."""
    if works_on_tasks(round_, person):
        return True
    return any(action.who and fits(round_, action.who, person) for action in _actions(round_))


def is_of_the_office(round_: Round, person: Person) -> bool:
    """Whether the person, or one they stand in for, looks after the case in the tenant of the owning unit."""
    return any(_looks_after(round_, hat) for hat in round_.hats(person))


def _looks_after(round_: Round, person: Person) -> bool:
    """Whether the person administers the procedure, or may register such cases."""
    if person.tenant != tenant_of(round_.case, round_.outside):
        return False
    registrar = registers(round_.pack, person, round_.case_type.key) or person.person == round_.case.registered_by
    return registrar or administers(round_.pack, person, round_.case, round_.outside)


def may_take(round_: Round, action: Action, person: Person) -> bool:
    """Whether the action is the person's; one without people belongs to whoever may act in its stage."""
    if action.automatic:
        return False
    if action.public or person.person == OUTSIDER.person:
        return action.public and person.person == OUTSIDER.person
    if action.who:
        return fits(round_, action.who, person)
    stage = _stage(round_)
    if stage and stage.tasks:
        return works_on_tasks(round_, person)
    named = [other for other in _actions(round_) if other.who]
    if named:
        return any(fits(round_, other.who, person) for other in named)
    return any(round_.case.unit in hat.units for hat in round_.hats(person))


def failed_guard(round_: Round, action: Action) -> Atom | None:
    """The first atom for which the action's condition fails now, or None where it holds."""
    return first_failed(action.condition, round_.facts(), round_.moment) if action.condition else None


def awaited(round_: Round, action: Action) -> bool:
    """Whether the action would leave the stage while what was sent on, and is waited for, is neither answered nor over."""
    leads_to = action.close or action.to
    return leads_to not in ("", round_.case.stage) and any(link.awaited for link in round_.case.links)


def directs(round_: Round, person: Person) -> bool:
    """Whether the person has an action in the stage, or is of the office: whoever decides how the work goes on."""
    return is_of_the_office(round_, person) or any(
        action.who and fits(round_, action.who, person) for action in _actions(round_)
    )


def may_return(round_: Round, person: Person, task: str = "") -> bool:
    """Whether the person may send done work back."""
    return allows(round_, person, "return", directs(round_, person), task=task)


def may_merge(round_: Round, person: Person) -> bool:
    """Whether the person may end the case as one that repeats another."""
    return allows(round_, person, "merge", directs(round_, person))


def may_decide_objection(round_: Round, person: Person) -> bool:
    """Whether the person may agree that a matter comes back, or refuse."""
    return allows(round_, person, "decide-objection", directs(round_, person))


def may_recall(round_: Round, person: Person) -> bool:
    """Whether the person may call back what was sent on."""
    return allows(round_, person, "recall", directs(round_, person))


def may_reopen(round_: Round, person: Person) -> bool:
    """Whether the person may make a closed case go on."""
    return allows(round_, person, "reopen", is_of_the_office(round_, person))


def may_correct(round_: Round, person: Person) -> bool:
    """Whether the person may put right what was written down when the case was registered."""
    return allows(round_, person, "correct", is_of_the_office(round_, person))


def may_recuse_others(round_: Round, person: Person) -> bool:
    """Whether the person may take somebody else out of the case."""
    return allows(round_, person, "recuse", is_of_the_office(round_, person))


def may_print_slip(round_: Round, person: Person) -> bool:
    """Whether the person may print the slip: who registers such cases in the owning unit, and not who handles this one,
    since whoever holds the slip rates them.
    """
    registrar = any(
        round_.case.unit in hat.units and opens(round_.pack, round_.case_type, hat) for hat in round_.hats(person)
    )
    usual = registrar or person.person == round_.case.registered_by
    return has_slip(round_.case_type) and allows(round_, person, "slip", usual)


def may_deliver(round_: Round, person: Person) -> bool:
    """Whether the person may write down that a letter was handed over."""
    return allows(round_, person, "deliver", is_of_the_office(round_, person) or works_in_stage(round_, person))


def may_link(round_: Round, person: Person) -> bool:
    """Whether the person may tie another case to this one."""
    return allows(round_, person, "link", is_of_the_office(round_, person) or works_in_stage(round_, person))


def may_reassign(round_: Round, state: TaskState, person: Person) -> bool:
    """Whether the person may give places of others to somebody else; one's own place one may always pass on."""
    return allows(round_, person, "reassign", is_of_the_office(round_, person), task=state.task)


def may_record(
    round_: Round, actor: Person, signer: Person, *, task: str = "", action: str = "", partakes: bool = False
) -> bool:
    """Whether the actor may write down what another did on paper.

    Whoever works in the stage, `partakes` in the letter or is of the office may for people of a unit of their own; for
    those of other units only where a role grants it, so that no unit writes the answer of another.
    """
    said = granted(round_, actor, "record", task=task, action=action)
    if said is not None:
        return said
    here = partakes or is_of_the_office(round_, actor) or works_in_stage(round_, actor)
    units = {unit for hat in round_.hats(actor) for unit in hat.units}
    return here and not units.isdisjoint(signer.units)


def recordable_for(round_: Round, state: TaskState, actor: Person) -> tuple[str, ...]:
    """The people of a task's open places for whom the actor may write down; for oneself one always may."""
    known = round_.world.directory.people
    names = dict.fromkeys(name for place in state.waiting() for name in place.people if name in known)
    return tuple(
        name for name in names if name == actor.person or may_record(round_, actor, known[name], task=state.task)
    )


def may_add_signer(round_: Round, state: TaskState, person: Person) -> bool:
    """Whether the person may ask one more to sign: who has a place of the task, or is of the office."""
    hats = {hat.person for hat in round_.hats(person)}
    usual = is_of_the_office(round_, person) or any(not hats.isdisjoint(place.people) for place in state.slots)
    return allows(round_, person, "add-signer", usual, task=state.task)


def takes_signers(round_: Round, state: TaskState) -> bool:
    """Whether a task may be given one more signer: one of the pack's own that is done once."""
    return state.open and not state.repeat and state.task in round_.case_type.tasks


def may_withdraw(round_: Round, person: Person, task: str = "") -> bool:
    """Whether the person may ask for a task no more."""
    return allows(round_, person, "withdraw", directs(round_, person), task=task)


def withdrawable(round_: Round, state: TaskState) -> bool:
    """Whether the procedure can do without the task: an instrument, an extra step, or one that is optional."""
    return state.open and state.task in round_.case_type.tasks and (state.instrument or state.optional)


def may_ask_extension(round_: Round, run: ClockRun, person: Person) -> bool:
    """Whether the person may ask for more time on a run: whom the clock names, else whoever works in the stage."""
    extension = round_.case_type.clock(run.clock).extend
    if extension is None:
        return False
    asking = extension.asked_by
    return fits(round_, asking, person, run.subject) if asking else works_in_stage(round_, person)


def may_decide_extension(round_: Round, run: ClockRun, person: Person) -> bool:
    """Whether what was asked lies before the person; where nobody is named or all have left, before whoever matches now.

    Never before the one who asked, also in the place of another; where the approver's charges have come to that one, or
    where nobody has the post of those who left, before the office.
    """
    extension = round_.case_type.clock(run.clock).extend
    if extension is None or run.asked is None or person.person == run.asked_by:
        return False
    approvers = set(run.asked[2])
    if approvers == {run.asked_by}:
        return is_of_the_office(round_, person)
    if round_.anybody(approvers):
        return any(hat.person in approvers for hat in round_.hats(person))
    described = {one.person for one in round_.people(extension.approver, run.subject)} - {run.asked_by}
    if approvers and not described:
        return is_of_the_office(round_, person)
    return any(hat.person in described for hat in round_.hats(person))


def may_start(round_: Round, task: Task, person: Person) -> bool:
    """Whether the person may start an instrument unasked: whom the pack names for it, while the case is open."""
    return task.instrument and bool(task.who) and not round_.case.closed and fits(round_, task.who, person)


def field_right(round_: Round, person: Person, path: str) -> FieldRight:
    """The best right that a role gives on a field; without a word of the pack: seen, or masked where it is sensitive."""
    fields, known = round_.case_type.fields, round_.pack.roles
    names = dict.fromkeys(role for hat in round_.hats(person) for role in sorted(hat.roles) if role in known)
    sensitive = {at for at, field in fields.items() if field.sensitive}
    return right_on(path, fields, sensitive, [known[name] for name in names])


def returnable(round_: Round, state: TaskState) -> bool:
    """Whether a done task may be sent back: one of the present visit, one that is kept, or an instrument."""
    if state.status != "done" or round_.case.closed or state.repeat:
        return False
    task = round_.case_type.tasks.get(state.task)
    stage = _stage(round_)
    here = task is not None and stage is not None and task in stage.tasks
    return state.instrument or (here and state in current(round_.case, state.task, keep=bool(task and task.keep)))


def _stage(round_: Round) -> Stage | None:
    return round_.case_type.stage(round_.case.stage) if round_.case.stage else None


def _actions(round_: Round) -> list[Action]:
    return [action for action in round_.case_type.actions if round_.case.stage in action.source]


def _is_for(round_: Round, task: Task, person: Person) -> bool:
    subjects = {state.subject for state in round_.case.tasks.values() if state.task == task.task} or {""}
    return any(fits(round_, task.who, person, subject) for subject in subjects)
