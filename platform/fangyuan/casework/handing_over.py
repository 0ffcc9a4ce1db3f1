"""Work that changes hands in many cases at once: charges handed over, units that merge; one commit a case.

What stops half-way is taken up again by doing it once more: a case where nothing is left to hand over stays as it is.
Cases that are kept from whoever does it change hands as well, and are told in no figure and in no reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from fangyuan.casework.acting import act_for_register, foreseen_for_register, load
from fangyuan.casework.identity import Identity
from fangyuan.casework.kept_away import kept_from, sight_without
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.casework.reading.pages import Foreseen, Named
from fangyuan.forms.paths import values_at
from fangyuan.model.commands import Command, HandOver, SucceedUnit
from fangyuan.model.decisions import Outgoing
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.model.world import Person, Unit
from fangyuan.store.database import UnitOfWork

PLACES = ("unit", "region")
"""Kinds of fields, beside those with options, by whose answers remits are cut."""

LOOKED = 300
"""How many cases a look ahead tries out one by one."""

LOOKING = "预览"
"""The reason that a look ahead gives; nothing keeps it."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of it: the cases that changed, and those that could not, each with the reason."""

    changed: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Remit:
    """Which part of somebody's work goes to another when remits change; nothing said means all of it.

    `unit` reaches the cases that the unit owns or has a part in; `case_types` are keys; `values` are answers of fields with
    options (a category, a place), of which the case must hold one.
    """

    unit: str = ""
    case_types: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()


ALL = Remit()


def charges_of(office: Office, me: Identity, person: str, remit: Remit = ALL) -> tuple[str, ...]:
    """The open cases in which a person has a part, by id, within a remit: what a hand-over will look through."""
    with office.database.read() as uow:
        _officer(office, me, person)
        held = uow.cases.reached(me.tenant, person, closed=False)
        if remit.unit:
            within = set(uow.cases.reached(me.tenant, remit.unit, closed=False))
            held = [case for case in held if case in within]
        if not (remit.case_types or remit.values):
            return tuple(held)
        states = (state for part in _parts(held) for state in uow.cases.states(me.tenant, part).values())
        return tuple(state.case for state in states if _is_of(office, state, remit, uow))


def _parts(cases: list[str]) -> Iterator[list[str]]:
    """The cases in numbers that are read at once."""
    return (cases[start : start + LOOKED] for start in range(0, len(cases), LOOKED))


def _is_of(office: Office, case: CaseState, remit: Remit, uow: UnitOfWork) -> bool:
    """Whether a case is of a kind and about a subject that the remit names."""
    if remit.case_types and case.case_type not in remit.case_types:
        return False
    if not remit.values:
        return True
    fields = office.type_of(uow, case).fields
    chosen = (path for path, field in fields.items() if field.options or field.code_list or field.kind in PLACES)
    said = (value for path in chosen for value in values_at(case.answers, path))
    return any(str(one) in remit.values for value in said for one in (value if isinstance(value, list) else [value]))


def hand_over(
    office: Office,
    me: Identity,
    person: str,
    to: str,
    reason: str,
    now: datetime,
    cases: Iterable[str] | None = None,
    remit: Remit = ALL,
) -> HandedOver:
    """Gives everything that waits for a person to another, in all open cases, in these alone, or in those of a remit.

    Oneself or an administrator may.
    """
    _check_mine(office, me, person)
    if not reason.strip():
        raise Refused(Problem("reason-missing", "请写明移交的理由。", "reason"))
    _check_taker(office, me, person, to)
    held = charges_of(office, me, person, remit)
    chosen = held if cases is None else tuple(case for case in held if case in set(cases))
    return _in_each(office, me, chosen, HandOver(person=person, to=to, reason=reason.strip()), now)


def hand_over_unit(
    office: Office, me: Identity, unit: str, to: str, reason: str, now: datetime, remit: Remit = ALL
) -> HandedOver:
    """Gives what waits for anybody of a unit to one person, as far as the remit reaches (职责调整); an administrator may."""
    check_administrator(office, me)
    moved = [hand_over(office, me, one, to, reason, now, remit=remit) for one in _staff(office, me, unit, to)]
    changed = dict.fromkeys(case for one in moved for case in one.changed)
    return HandedOver(tuple(changed), tuple(failure for one in moved for failure in one.failed))


def foresee(office: Office, me: Identity, person: str, to: str, now: datetime, remit: Remit = ALL) -> Foreseen:
    """What `hand_over` would move; nothing is written."""
    _check_mine(office, me, person)
    _check_taker(office, me, person, to)
    held = _told(office, me, charges_of(office, me, person, remit))
    moved, failed = _looked_through(office, me, held, HandOver(person=person, to=to, reason=LOOKING), now)
    if len(held) > LOOKED:
        return _at_most(office, me, person, Foreseen(len(held), 0, failed=failed))
    tasks = sum(any(person in place.people for place in one.unfilled()) for case in moved for one in case.open_tasks())
    return Foreseen(len(moved), tasks, failed=failed)


def foresee_unit(office: Office, me: Identity, unit: str, to: str, now: datetime, remit: Remit = ALL) -> Foreseen:
    """What `hand_over_unit` would move; a case in which several of the unit have a part counts for each of them."""
    check_administrator(office, me)
    each = [foresee(office, me, person, to, now, remit) for person in _staff(office, me, unit, to)]
    return Foreseen(
        sum(one.cases for one in each),
        sum(one.tasks for one in each),
        failed=tuple(why for one in each for why in one.failed),
        looked=max((one.looked for one in each), default=0),
    )


def _staff(office: Office, me: Identity, unit: str, to: str) -> tuple[str, ...]:
    """Whose work goes where that of a unit goes to one person."""
    _unit(office, me, unit)
    with office.database.read() as uow:
        people = office.directory(uow, me.tenant).people.values()
    return tuple(p.person for p in people if unit in p.units and p.person != to and p.tenant == me.tenant)


def _at_most(office: Office, me: Identity, key: str, found: Foreseen) -> Foreseen:
    """Figures of the database where there are too many cases to try each of them out."""
    with office.database.read() as uow:
        return replace(found, tasks=uow.todo.tasks_of(me.tenant, key, sight_without(office, uow, me)), looked=LOOKED)


def foresee_merger(office: Office, me: Identity, unit: str, into: str, now: datetime) -> Foreseen:
    """What `merge_units` would move; nothing is written."""
    check_administrator(office, me)
    _check_units(office, me, unit, into)
    hidden = kept_from(office, me)
    named, others = _naming(office, me, unit)
    reached, elsewhere = [one for one in named if one not in hidden], sum(one not in hidden for _, one in others)
    with office.database.read() as uow:
        people = office.directory(uow, me.tenant).people.values()
        opened = len(set(reached) & set(uow.cases.reached(me.tenant, unit, closed=False)))
    staying = tuple(Named(one.person, one.name) for one in people if one.active and unit in one.units)
    moved, failed = _looked_through(office, me, reached, SucceedUnit(unit=unit, to=into, reason=LOOKING), now)
    found = Foreseen(opened, 0, len(reached) - opened, staying, failed, elsewhere=elsewhere)
    if len(reached) > LOOKED:
        return _at_most(office, me, unit, found)
    tasks = sum(
        unit in (one.subject, case.unit, *(place.unit for place in one.slots))
        for case in moved
        for one in case.open_tasks()
    )
    ended = sum(case.closed for case in moved)
    return replace(found, cases=len(moved) - ended, tasks=tasks, ended=ended)


def _naming(office: Office, me: Identity, unit: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The cases of the own jurisdiction that name a unit anywhere, then those of others as (tenant, case)."""
    with office.database.read() as uow:
        found = uow.cases.mentioning(unit)
    return [case for tenant, case in found if tenant == me.tenant], [one for one in found if one[0] != me.tenant]


def _looked_through(
    office: Office, me: Identity, cases: Iterable[str], command: Command, now: datetime
) -> tuple[list[CaseState], tuple[str, ...]]:
    """The cases in which a command would do anything, and the reasons of those that refuse; the first `LOOKED` of them."""
    moved, failed = [], []
    for case in islice(cases, LOOKED):
        try:
            if foreseen_for_register(office, me, case, command, now):
                with office.database.read() as uow:
                    moved.append(load(uow, me.tenant, case).state)
        except Refused as refused:
            failed.append(str(refused))
    return moved, tuple(failed)


def merge_units(office: Office, me: Identity, unit: str, into: str, reason: str, now: datetime) -> HandedOver:
    """A unit merges into another and takes its cases along (Regulation 2022, Art. 24(2)), those that are closed too.

    The posts of its people are for the administrator to change first: who has moved keeps their tasks, the tasks of all
    others go to the people of the other unit. Cases of other jurisdictions that name the unit follow in the next round.
    """
    check_administrator(office, me)
    old = _check_units(office, me, unit, into)
    if not reason.strip():
        raise Refused(Problem("reason-missing", "请写明合并的依据。", "reason"))
    with office.database.begin() as uow:
        uow.directory.put_units([replace(uow.directory.unit(me.tenant, unit) or old, active=False)])
        uow.commit()
    command = SucceedUnit(unit=unit, to=into, reason=reason.strip())
    reached, others = _naming(office, me, unit)
    _tell_others(office, others, command, now)
    return _in_each(office, me, reached, command, now)


def _tell_others(office: Office, cases: Iterable[tuple[str, str]], command: SucceedUnit, now: datetime) -> None:
    """Cases of other jurisdictions that were sent here or from here follow too, each by a command that the worker carries."""
    with office.database.begin() as uow:
        for tenant, case in cases:
            key = f"merger:{command.unit}:{command.to}:{case}"
            uow.commands.add(tenant, case, [Outgoing(key=key, command=command, case=case)], now)
        uow.commit()


def _in_each(office: Office, me: Identity, cases: Iterable[str], command: Command, now: datetime) -> HandedOver:
    """One act and one commit a case; a case that refuses does not hold up the others."""
    hidden = kept_from(office, me)
    changed, failed = [], []
    for case in cases:
        try:
            if act_for_register(office, me, case, command, now).words:
                changed.append(case)
        except Refused as refused:
            failed.append((case, str(refused)))
    told = (tuple(one for one in changed if one not in hidden), tuple(one for one in failed if one[0] not in hidden))
    return HandedOver(*told)


def _told(office: Office, me: Identity, cases: Iterable[str]) -> tuple[str, ...]:
    hidden = kept_from(office, me)
    return tuple(case for case in cases if case not in hidden)


def _check_mine(office: Office, me: Identity, person: str) -> None:
    """Everybody hands over their own work, an administrator that of others."""
    if me.person != person:
        check_administrator(office, me)


def _check_taker(office: Office, me: Identity, person: str, to: str) -> None:
    if not _officer(office, me, to).active or to == person:
        raise Refused(Problem("unknown-person", "接手的人不在名册中，或者已经停用。", "to", advice="请另选一人。"))


def _check_units(office: Office, me: Identity, unit: str, into: str) -> Unit:
    """The unit that goes; refuses where the other cannot take it in."""
    old, new = _unit(office, me, unit), _unit(office, me, into)
    if unit == into or not new.active:
        raise Refused(
            Problem("unknown-unit", "并入的单位不能是自己，也不能已经停用。", "to", advice="请另选一个单位。")
        )
    return old


def _officer(office: Office, me: Identity, person: str) -> Person:
    with office.database.read() as uow:
        found = office.directory(uow, me.tenant).people.get(person)
    if found is None or found.tenant != me.tenant:
        raise Refused(Problem("unknown-person", "没有这名人员。", advice="请从本单位的名册中选择。"))
    return found


def _unit(office: Office, me: Identity, unit: str) -> Unit:
    with office.database.read() as uow:
        found = office.directory(uow, me.tenant).units.get(unit)
    if found is None or found.tenant != me.tenant:
        raise Refused(Problem("not-found", "没有这个机构。", "unit", advice="请从本单位的机构中选择。"))
    return found
