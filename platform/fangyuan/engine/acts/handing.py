"""What somebody had to do goes to others: recusals, charges handed over, units that merge."""

from typing import Any

from fangyuan.engine.acts.assigning import able
from fangyuan.engine.acts.uniting import unite
from fangyuan.engine.entitlement import is_of_the_office, may_recuse_others
from fangyuan.engine.folds.people import others, swapped
from fangyuan.engine.granting import allows
from fangyuan.engine.office import keeps_directory, office_people
from fangyuan.engine.opening import lacking, nobody, settle_places, settling_name
from fangyuan.engine.refusing import needed, refuse
from fangyuan.engine.rounds import Round
from fangyuan.engine.visibility import is_seen_by
from fangyuan.model.commands import HandOver, Recuse, SucceedUnit
from fangyuan.model.events import (
    AnswersSubmitted,
    Cause,
    ChargesHandedOver,
    OfficerRecused,
    SlotFilled,
    TaskReassigned,
    UnitSucceeded,
)
from fangyuan.model.procedure import TaskMode
from fangyuan.model.world import CLOCKWORK, Person

UNIT = "unit"
"""The kind of the fields that name units."""


def recuse(round_: Round, command: Recuse) -> None:
    """Takes a person out of the case: they themselves, or the office for them (Regulation 2022, Art. 28)."""
    person = _to_be_recused(round_, command)
    reason = needed(command.reason, "reason-missing", "请写明回避的理由", "reason")
    to = _stand_in(round_, person, command.to)
    cause = Cause("act", "recuse")
    instead = _deciding_instead(round_, person.person, to)
    round_.emit(OfficerRecused(person=person.person, to=to, reason=reason, instead=instead), cause)
    _fill_slots(round_, person.person, to, cause)
    _vacate_second_seats(round_, to)
    _ask_for_others(round_)


def hand_over(round_: Round, command: HandOver) -> None:
    """Gives what a person still has to do here to another; a case in which they have nothing stays as it is."""
    _check_keeper(round_, command.person)
    person = round_.outside.directory.people.get(command.person)
    if person is None:
        refuse("unknown-person", "交出工作的人不在名册中", "请从名册中选择", "person")
    to = able(round_, command.to, "接手的人").person
    reason = needed(command.reason, "reason-missing", "请写明移交的理由", "reason")
    if to == person.person:
        refuse("same-person", "不能移交给本人", "请另选一人", "to")
    if has_charges(round_, person.person):
        cause = Cause("act", "hand-over")
        instead = _deciding_instead(round_, person.person, to)
        round_.emit(ChargesHandedOver(person=person.person, to=to, reason=reason, instead=instead), cause)
        _fill_slots(round_, person.person, to, cause)
        _vacate_second_seats(round_, to)


def succeed(round_: Round, command: SucceedUnit) -> None:
    """A unit carries on in the place of one that was merged into it: its cases, tasks, clocks and answers go along."""
    _check_keeper(round_)
    units = round_.outside.directory.units
    if command.unit == command.to or not (command.to in units and units[command.to].active):
        refuse("unknown-unit", "并入的单位不在机构名录中，或者已经停用", "请另选一个单位", "to")
    reason = needed(command.reason, "reason-missing", "请写明合并的依据", "reason")
    changed = _answers_with(round_, command.unit, command.to)
    if not (changed or concerns(round_, command.unit)):
        return
    cause = Cause("act", "succeed")
    unite(round_, command.unit, command.to, cause)
    round_.emit(UnitSucceeded(unit=command.unit, to=command.to, reason=reason), cause)
    if changed:
        round_.emit(AnswersSubmitted(form="", answers=changed), cause)
    for state in round_.case.open_tasks():
        if command.to in (state.subject, round_.case.unit, *(place.unit for place in state.slots)):
            settle_places(round_, state, command.to)


def has_charges(round_: Round, person: str) -> bool:
    """Whether something in the open case still waits for the person."""
    case = round_.case
    if case.closed:
        return False
    places = (place.people for state in case.open_tasks() for place in state.unfilled())
    drafts = ((*d.approvers, *d.candidates) for d in case.drafts.values() if d.status == "waiting")
    letters = (letter.waiting for letter in case.letters.values())
    asked = (run.asked[2] for run in case.open_clocks() if run.asked)
    return any(person in ids for ids in (*places, *drafts, *letters, *asked, *case.slots.values()))


def concerns(round_: Round, unit: str) -> bool:
    """Whether the case names the unit anywhere that moves with it."""
    case = round_.case
    named = {case.unit, *(link.to for link in case.links), *(run.subject for run in case.clocks.values())}
    named |= {state.subject for state in case.tasks.values()}
    named |= {place.unit for state in case.tasks.values() for place in state.slots}
    named |= {holder for holders in case.slots.values() for holder in holders}
    return unit in named


def _to_be_recused(round_: Round, command: Recuse) -> Person:
    """Who leaves; refuses for others than oneself without the right, and where there is nothing to leave."""
    person = round_.outside.directory.people.get(command.person) if command.person else round_.acting
    if person is None or person.person == CLOCKWORK.person:
        refuse("unknown-person", "要回避的人不在名册中", "请从名册中选择", "person")
    if round_.case.closed:
        refuse("closed", "这件事项已经办结，不需要再回避", "重新办理以后再申请回避")
    if person.person in dict(round_.case.recused):
        refuse("already-recused", f"{person.name}已经回避本件", "请刷新页面")
    own = person.person == round_.acting.person
    if not (is_seen_by(round_, person) if own else may_recuse_others(round_, round_.acting)):
        refuse("not-yours", "您不能决定他人的回避", "请由本人提出，或由登记人、管理员决定")
    return person


def _stand_in(round_: Round, person: Person, to: str) -> str:
    """Who takes over; where nobody else could do what the person does, somebody must be named."""
    if to:
        chosen = able(round_, to, "接手的人")
        if chosen.person == person.person:
            refuse("same-person", "接手的人不能是回避的本人", "请另选一人", "to")
        return chosen.person
    if _is_alone(round_, person):
        refuse("successor-missing", f"{person.name}在本件中的职责没有其他人可以承担", "请指定接手的人", "to")
    return ""


def _is_alone(round_: Round, person: Person) -> bool:
    """Whether a role in a unit, a place or a slot would be empty without the person."""
    known = round_.world.directory
    here = known.people.get(person.person, person)
    posts = [post for post in here.posts if post.role in round_.pack.roles]
    alone = any(len(known.with_role(post.role, post.unit)) < 2 for post in posts)
    places = [place.people for state in round_.case.open_tasks() for place in state.unfilled()]
    drafts = [draft.approvers for draft in round_.case.drafts.values() if draft.status == "waiting"]
    letters = [letter.waiting for letter in round_.case.letters.values()]
    only = (person.person,)
    return alone or any(ids == only for ids in (*places, *drafts, *letters, *round_.case.slots.values()))


def _check_keeper(round_: Round, person: str = "") -> None:
    """Whoever keeps the register of people and units may, the office of the case, and everybody for themselves."""
    actor = round_.acting
    if actor.person in (CLOCKWORK.person, person) or keeps_directory(actor):
        return
    if not allows(round_, actor, "hand-over", is_of_the_office(round_, actor)):
        refuse("not-yours", "您不能移交他人的工作", "请由本人、登记人或管理员移交")


def _fill_slots(round_: Round, person: str, to: str, cause: Cause) -> None:
    """The slots of the case that the person held; where an answer fills the slot the answer changes."""
    for slot, holders in tuple(round_.case.slots.items()):
        if person not in holders:
            continue
        after = swapped(holders, person, to)
        if slot not in round_.case.answers:
            round_.emit(SlotFilled(slot=slot, holders=after), cause)
        elif after:
            value: Any = list(after) if isinstance(round_.case.answers[slot], list) else after[0]
            round_.emit(AnswersSubmitted(form="", answers={slot: value}), cause)
        else:
            round_.emit(AnswersSubmitted(form="", answers={}, cleared=(slot,)), cause)


def _deciding_instead(round_: Round, person: str, to: str) -> tuple[str, ...]:
    """The office, for extensions that would be left to nobody but whoever asked for them."""
    asked = [run for run in round_.case.open_clocks() if run.asked and person in run.asked[2]]
    left = [run.asked_by for run in asked if not others(run, person, to)]
    office = office_people(round_.pack, round_.case, round_.world) if left else ()
    return tuple(one.person for one in office if one.person not in (person, *left))


def _vacate_second_seats(round_: Round, to: str) -> None:
    """Nobody votes twice: of several seats in one vote the person keeps the first."""
    for state in round_.case.open_tasks() if to else ():
        task = round_.case_type.tasks.get(state.task)
        seats = [place for place in state.slots if to in place.people]
        for place in seats[1:] if task and task.mode is TaskMode.VOTE else ():
            left = tuple(one for one in place.people if one != to)
            emptied = TaskReassigned(
                task=state.task, slot=place.who, people=left, subject=state.subject, visit=state.visit
            )
            round_.emit(emptied)


def _ask_for_others(round_: Round) -> None:
    """Asks the office to name somebody for every task that has too few people now."""
    for state in round_.case.open_tasks():
        task = round_.case_type.tasks.get(state.task)
        if task and lacking(state.slots, state.need):
            nobody(round_, task.who, task.title, settling_name(state))


def _answers_with(round_: Round, unit: str, to: str) -> dict[str, Any]:
    """The root answers that name the unit, with the other in its place."""
    fields = {path.partition(".")[0] for path, field in round_.case_type.fields.items() if field.kind == UNIT}
    held = {name: round_.case.answers[name] for name in fields & round_.case.answers.keys()}
    changed = {name: _replaced(value, unit, to) for name, value in held.items()}
    return {name: value for name, value in changed.items() if value != held[name]}


def _replaced(value: Any, unit: str, to: str) -> Any:
    """The value with the one id for the other, everywhere below; a unit stands in a list of units once."""
    if isinstance(value, dict):
        return {name: _replaced(inner, unit, to) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        inner = [_replaced(one, unit, to) for one in value]
        return list(dict.fromkeys(inner)) if all(isinstance(one, str) for one in inner) else inner
    return to if value == unit else value
