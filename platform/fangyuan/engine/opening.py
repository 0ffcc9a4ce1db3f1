"""Tasks opened for people: which are due, in which places, for whom; what happens when nobody matches."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fangyuan.engine.clocks.subjects import seen_by
from fangyuan.engine.facts import Facts, current, is_done
from fangyuan.engine.office import office_people
from fangyuan.engine.people import named, units_of
from fangyuan.engine.rounds import Round
from fangyuan.forms.conditions import all_seen, holds
from fangyuan.model.events import Cause, NobodyMatched, SlotOpened, TaskOpened, TaskReassigned, TaskWithdrawn
from fangyuan.model.procedure import Task, TaskMode
from fangyuan.model.state import CaseState, TaskState
from fangyuan.model.who import UnitFrom, UnitRef, Who, Whos
from fangyuan.model.world import Person

PLACES = 1000
"""A place of a description that stands for several is numbered `description + PLACES * n`."""

EXTRA = 1000
"""Visits of a stage's task that a rule opens once more begin here: no stage is entered so often."""

SETTLE = "settle-nobody"
"""The platform's own task: say who acts where a description of people matched nobody."""

DRAFT = "draft:"
"""How the subject of that task begins where it is about an opinion."""


def open_due(round_: Round, only: str = "") -> None:
    """Opens every task of the present stage (or `only` one) that is due and was not opened in this visit.

    Withdraws what lost its subject.
    """
    if not round_.case.stage:
        return
    for task in round_.case_type.stage(round_.case.stage).tasks:
        if not task.instrument and only in ("", task.task):
            subjects = _subjects(round_, task)
            _withdraw_lost(round_, task, subjects)
            _withdraw_lapsed(round_, task)
            _withdraw_early(round_, task)
            _open_for(round_, task, subjects)


def _open_for(round_: Round, task: Task, subjects: Sequence[str]) -> None:
    opened = _opened_for(round_.case, task)
    missing = [subject for subject in subjects if subject not in opened]
    if not missing or next(unsettled(round_, task), None) is not None:
        return
    for subject in missing:
        if _applies(round_, task, subject):
            open_task(round_, task, subject, visit=round_.case.visit, cause=_on_condition(round_, task, subject))


def _on_condition(round_: Round, task: Task, subject: str) -> Cause | None:
    """Why a task that has a condition is asked for, or no more: what the condition saw."""
    if task.condition is None:
        return None
    return Cause("task", task.task, all_seen(task.condition, seen_by(subject, round_.facts(), task.per)))


def _applies(round_: Round, task: Task, subject: str) -> bool:
    """Whether the task's condition holds; of one that is asked for once each, for this unit, person or row."""
    if task.condition is None:
        return True
    return holds(task.condition, seen_by(subject, round_.facts(), task.per), round_.moment)


def open_task(
    round_: Round,
    task: Task,
    subject: str = "",
    *,
    visit: int,
    whos: Whos = (),
    extra: bool = False,
    proposed_to: str = "",
    cause: Cause | None = None,
) -> None:
    """Opens one task; `whos` replaces the task's own, `extra` makes it stand in no stage."""
    asked = whos or task.who
    slots = places(round_, task, asked, subject)
    opened = TaskOpened(
        task=task.task,
        title=task.title,
        subject=subject,
        visit=visit,
        slots=slots,
        need=needed_of(task, slots),
        order=task.order.value,
        repeat=task.repeat,
        optional=task.optional,
        instrument=extra or task.instrument,
        proposed_to=proposed_to,
    )
    round_.emit(opened, cause)
    if lacking(slots, opened.need):
        nobody(round_, asked, task.title, f"{task.task}:{subject}" if subject else task.task)


def open_extra(
    round_: Round, name: str, subject: str, whos: Whos = (), proposed_to: str = "", cause: Cause | None = None
) -> None:
    """Opens an instrument or an extra step, unless the same one is still open for the same subject."""
    task = round_.case_type.tasks[name]
    earlier = [state for state in round_.case.tasks.values() if (state.task, state.subject) == (name, subject)]
    if any(state.open for state in earlier):
        return
    least = 0 if task.instrument else EXTRA
    visit = max((state.visit for state in earlier if state.visit > least), default=least) + 1
    open_task(round_, task, subject, visit=visit, whos=whos, extra=True, proposed_to=proposed_to, cause=cause)


def subjects_of(task: Task, case: CaseState, tree: Facts) -> tuple[str, ...]:
    """What a task is opened for, one each: what its `per` lists; a task without one is about the case as a whole."""
    return named(task.per, case, tree) if task.per else ("",)


def _subjects(round_: Round, task: Task) -> Sequence[str]:
    """The same as the case stands; nothing is told of it for a task that is about the case as a whole."""
    return subjects_of(task, round_.case, round_.facts() if task.per else {})


def needed_of(task: Task, slots: Sequence[SlotOpened]) -> int:
    """How many places must be filled: one for any, every one for all, the quorum (or a majority) of a vote."""
    if task.mode is TaskMode.ALL:
        return max(len(slots), 1)
    return (task.at_least or len(slots) // 2 + 1) if task.mode is TaskMode.VOTE else 1


def places(round_: Round, task: Task, whos: Whos, subject: str) -> tuple[SlotOpened, ...]:
    """The places of a task, each with the people who may fill it; a task that says nobody is the registrar's."""
    if not whos:
        return (SlotOpened(who=0, people=(round_.case.registered_by,)),)
    return tuple(
        SlotOpened(
            who=index + PLACES * nth,
            people=tuple(person.person for person in people),
            title=_title(round_, who),
            unit=unit,
        )
        for index, who in enumerate(whos)
        for nth, (people, unit) in enumerate(_expanded(round_, task, who, subject))
    )


def lacking(slots: Sequence[SlotOpened], need: int) -> bool:
    """Whether too few places have anybody who could fill them, or one has nobody that must be filled."""
    return sum(1 for slot in slots if slot.people) < need or any(slot.must and not slot.people for slot in slots)


def nobody(round_: Round, whos: Whos, purpose: str, settle: str = "") -> None:
    """Records that a description matched nobody; where work waits for somebody, asks the office to settle it.

    `settle` names what waits: `task`, `task:subject` or `draft:3`.
    """
    wanted = "、".join(_title(round_, who) for who in whos)
    round_.emit(NobodyMatched(wanted=wanted, purpose=purpose))
    earlier = [t for t in round_.case.tasks.values() if (t.task, t.subject) == (SETTLE, settle)]
    if not settle or any(state.open for state in earlier):
        return
    people = tuple(person.person for person in office_people(round_.pack, round_.case, round_.world))
    opened = TaskOpened(
        task=SETTLE,
        title=f"“{purpose}”无人可办（{wanted}），请指定人员",
        subject=settle,
        visit=len(earlier) + 1,
        slots=(SlotOpened(who=0, people=people),),
        instrument=True,
    )
    round_.emit(opened)


def follow(round_: Round, slot: str = "") -> None:
    """Gives unfilled places to the new holders of a slot, and places that nobody can fill to whoever matches now."""
    for state in round_.case.open_tasks():
        for place in state.waiting():
            who = asked_of(round_, state, place)
            if who and not round_.anybody(place.people):
                _give(round_, state, place, heirs(round_, state, place))
            elif who and slot and who.slot == slot and place.who < PLACES:
                _give(round_, state, place, _meant(round_, state, place, who))
    withdraw_settled(round_)


def asked_of(round_: Round, state: TaskState, place: SlotOpened) -> Who | None:
    """The description that a place stands for; None for a signer who was added, and for tasks that describe nobody."""
    task, index = round_.case_type.tasks.get(state.task), place.who % PLACES
    return task.who[index] if task and index < len(task.who) else None


def heirs(round_: Round, state: TaskState, place: SlotOpened) -> tuple[str, ...]:
    """Who answers now to the description of a place that nobody can fill; of seats in a vote each goes to one newcomer."""
    task, who = round_.case_type.tasks.get(state.task), asked_of(round_, state, place)
    if task is None or who is None:
        return ()
    found = _meant(round_, state, place, who)
    if place.unit or not _is_seat(task, who):
        return found
    seated = {one for other in state.slots if other.who != place.who for one in other.people}
    return tuple(one for one in found if one not in seated)[:1]


def shield_places(round_: Round) -> None:
    """Takes unfilled places from those whom the case is kept from (Art. 30)."""
    for state in round_.case.open_tasks():
        for place in state.waiting():
            left = tuple(name for name in place.people if not _is_away(round_, name))
            if left != place.people:
                give_place(round_, state, place, left)
        ask_office(round_, state)


def _is_away(round_: Round, name: str) -> bool:
    person = round_.outside.directory.people.get(name)
    return person is not None and round_.is_kept_from(person)


def ask_office(round_: Round, before: TaskState) -> None:
    """Asks the office for others where taking places away left a task without people."""
    state, task = round_.case.tasks[before.key], round_.case_type.tasks.get(before.task)
    if task and state.slots != before.slots and lacking(state.slots, state.need):
        nobody(round_, task.who, task.title, settling_name(state))


def settling_name(state: TaskState) -> str:
    """How the office's task names the one that it is about: `task` or `task:subject`."""
    return f"{state.task}:{state.subject}" if state.subject else state.task


def _meant(round_: Round, state: TaskState, place: SlotOpened, who: Who) -> tuple[str, ...]:
    return tuple(person.person for person in round_.people(_of_unit(who, place.unit), place.unit or state.subject))


def _give(round_: Round, state: TaskState, place: SlotOpened, people: tuple[str, ...]) -> None:
    if people and people != place.people:
        give_place(round_, state, place, people)


def give_place(round_: Round, state: TaskState, place: SlotOpened, people: tuple[str, ...]) -> None:
    """Gives a place of a task to others, or to nobody."""
    round_.emit(
        TaskReassigned(task=state.task, slot=place.who, people=people, subject=state.subject, visit=state.visit)
    )


def withdraw_settled(round_: Round) -> None:
    """The office need not name anybody any more where the work has its people, or is gone."""
    wanting = {
        settling_name(state)
        for state in round_.case.open_tasks()
        if state.task != SETTLE and lacking(state.slots, state.need)
    }
    waiting = {f"{DRAFT}{d.draft}" for d in round_.case.drafts.values() if d.status == "waiting" and not d.approvers}
    for state in round_.case.open_tasks():
        if state.task == SETTLE and state.subject not in wanting | waiting:
            withdraw(round_, state, "已有办理人")


def withdraw(
    round_: Round, state: TaskState, reason: str, *, dropped: bool = False, cause: Cause | None = None
) -> None:
    """A task is no longer asked for; one that an officer dropped does not open again in this visit."""
    withdrawn = TaskWithdrawn(task=state.task, subject=state.subject, visit=state.visit, reason=reason, dropped=dropped)
    round_.emit(withdrawn, cause)


def settle_places(round_: Round, state: TaskState, unit: str) -> None:
    """Gives the unfilled places of a task that a unit took over to its people; the office is asked where it has none."""
    task, known = round_.case_type.tasks.get(state.task), round_.world.directory.people
    for place in state.unfilled() if task else ():
        who = task.who[place.who % PLACES] if task and place.who % PLACES < len(task.who) else None
        if who and not any(unit in known[one].units and known[one].active for one in place.people if one in known):
            found = round_.people(_of_unit(who, place.unit), place.unit or state.subject)
            give_place(round_, state, place, tuple(person.person for person in found))
    ask_office(round_, state)


def _withdraw_lost(round_: Round, task: Task, subjects: Sequence[str]) -> None:
    for state in current(round_.case, task.task, keep=task.keep) if task.per else ():
        if state.open and not state.instrument and state.subject not in subjects:
            withdraw(round_, state, "对象已变更")


def _withdraw_lapsed(round_: Round, task: Task) -> None:
    """A task whose condition holds no more is asked for no more, unless somebody has begun it; it may open again."""
    for state in current(round_.case, task.task, keep=task.keep) if task.condition else ():
        begun = state.instrument or state.signatures or state.count or state.returned
        if state.open and not begun and not _applies(round_, task, state.subject):
            withdraw(round_, state, "条件已不再成立", cause=_on_condition(round_, task, state.subject))


def _withdraw_early(round_: Round, task: Task) -> None:
    """A task that nobody has begun waits again where what must come first was returned; it opens anew after that."""
    asked = current(round_.case, task.task, keep=task.keep) if task.after else ()
    fresh = [s for s in asked if s.open and not (s.instrument or s.signatures or s.count or s.returned)]
    if not fresh or (first := next(unsettled(round_, task), None)) is None:
        return
    for state in fresh:
        withdraw(round_, state, f"“{first.title}”退回重办，办好以后再办")


def unsettled(round_: Round, task: Task) -> Iterator[Task]:
    """The tasks that must come before this one and are not done."""
    return (one for name in task.after if not _is_settled(round_, one := round_.case_type.tasks[name]))


def _is_due(round_: Round, task: Task) -> bool:
    """Whether its condition holds and what must come first is done; what does not apply need not come first."""
    subjects = _subjects(round_, task) or ("",)
    if not any(_applies(round_, task, subject) for subject in subjects):
        return False
    return next(unsettled(round_, task), None) is None


def _is_settled(round_: Round, earlier: Task) -> bool:
    states = [s for s in current(round_.case, earlier.task, keep=earlier.keep) if not s.instrument]
    if not states and _is_dropped(round_.case, earlier):
        return True
    if not states:
        return bool(earlier.condition) and not _is_due(round_, earlier)
    return all(state.count for state in states) if earlier.repeat else is_done(states)


def _is_dropped(case: CaseState, task: Task) -> bool:
    """Whether an officer decided that the task is not asked for in this visit."""
    return any(s.dropped and s.visit == case.visit for s in case.tasks.values() if s.task == task.task)


def _opened_for(case: CaseState, task: Task) -> set[str]:
    """Its subjects in this visit of the stage, or ever where it is kept; a withdrawn place may open again for a subject."""
    return {
        state.subject
        for state in case.tasks.values()
        if state.task == task.task
        and not state.instrument
        and (task.keep or state.visit == case.visit)
        and not (
            state.status == "withdrawn"
            and not state.dropped
            and (task.per or task.keep or task.condition or task.after)
        )
    }


def _expanded(round_: Round, task: Task, who: Who, subject: str) -> Iterator[tuple[tuple[Person, ...], str]]:
    """The places that one description stands for: one a unit where it says each, one a person in a vote, else one."""
    if who.unit and who.unit.source is UnitFrom.EACH:
        for unit in units_of(who.unit, round_.case, round_.facts(subject), subject):
            yield round_.people(_of_unit(who, unit), unit), unit
        return
    people = round_.people(who, subject)
    yield from (((person,), "") for person in people) if people and _is_seat(task, who) else ((people, ""),)


def _is_seat(task: Task, who: Who) -> bool:
    """Whether everybody whom the description means has a place of their own."""
    return task.mode is TaskMode.VOTE or (task.mode is TaskMode.ALL and not who.role)


def _of_unit(who: Who, unit: str) -> Who:
    return replace(who, unit=UnitRef(UnitFrom.SUBJECT)) if unit else who


def _title(round_: Round, who: Who) -> str:
    """The place's title: that of the role, the slot or the field."""
    roles, slots, fields = round_.pack.roles, round_.case_type.slots, round_.case_type.fields
    if who.role:
        return roles[who.role].title if who.role in roles else who.role
    if who.slot:
        return (slots[who.slot].title if who.slot in slots else "") or who.slot
    return fields[who.field].title if who.field in fields else who.field
