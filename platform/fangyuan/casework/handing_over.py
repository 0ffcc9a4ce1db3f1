"""Work that changes hands in many cases at once: charges handed over, units that merge; one commit a case.

What stops half-way is taken up again by doing it once more: a case where nothing is left to hand over stays as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework.acting import act_for_register, foreseen_for_register, load
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.casework.reading.pages import Foreseen, Named
from fangyuan.model.commands import Command, HandOver, SucceedUnit
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.model.world import Person, Unit

LOOKING = "预览"
"""The reason that a look ahead gives; nothing keeps it."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of it: the cases that changed, and those that could not, each with the reason."""

    changed: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


def charges_of(office: Office, me: Identity, person: str) -> tuple[str, ...]:
    """The open cases in which a person has a part, by id: what a hand-over will look through."""
    with office.database.read() as uow:
        _officer(office, me, person)
        return tuple(uow.cases.reached(me.tenant, person, closed=False))


def hand_over(
    office: Office, me: Identity, person: str, to: str, reason: str, now: datetime, cases: Iterable[str] | None = None
) -> HandedOver:
    """Gives everything that waits for a person to another, in all open cases or in these alone; oneself or an administrator."""
    _check_mine(office, me, person)
    if not reason.strip():
        raise Refused(Problem("reason-missing", "请写明移交的理由。", "reason"))
    _check_taker(office, me, person, to)
    held = charges_of(office, me, person)
    chosen = held if cases is None else tuple(case for case in held if case in set(cases))
    return _in_each(office, me, chosen, HandOver(person=person, to=to, reason=reason.strip()), now)


def foresee(office: Office, me: Identity, person: str, to: str, now: datetime) -> Foreseen:
    """What `hand_over` would move; nothing is written."""
    _check_mine(office, me, person)
    _check_taker(office, me, person, to)
    command = HandOver(person=person, to=to, reason=LOOKING)
    moved, failed = _looked_through(office, me, charges_of(office, me, person), command, now)
    tasks = sum(any(person in place.people for place in one.unfilled()) for case in moved for one in case.open_tasks())
    return Foreseen(len(moved), tasks, failed=failed)


def foresee_merger(office: Office, me: Identity, unit: str, into: str, now: datetime) -> Foreseen:
    """What `merge_units` would move; nothing is written."""
    check_administrator(office, me)
    _check_units(office, me, unit, into)
    with office.database.read() as uow:
        reached = uow.cases.reached(me.tenant, unit)
        people = office.directory(uow, me.tenant).people.values()
    moved, failed = _looked_through(office, me, reached, SucceedUnit(unit=unit, to=into, reason=LOOKING), now)
    tasks = sum(
        unit in (one.subject, case.unit, *(place.unit for place in one.slots))
        for case in moved
        for one in case.open_tasks()
    )
    staying = tuple(Named(one.person, one.name) for one in people if one.active and unit in one.units)
    ended = sum(case.closed for case in moved)
    return Foreseen(len(moved) - ended, tasks, ended, staying, failed)


def _looked_through(
    office: Office, me: Identity, cases: Iterable[str], command: Command, now: datetime
) -> tuple[list[CaseState], tuple[str, ...]]:
    """The cases in which a command would do anything, and the reasons of those that refuse."""
    moved, failed = [], []
    for case in cases:
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
    others go to the people of the other unit.
    """
    check_administrator(office, me)
    old = _check_units(office, me, unit, into)
    if not reason.strip():
        raise Refused(Problem("reason-missing", "请写明合并的依据。", "reason"))
    with office.database.begin() as uow:
        uow.directory.put_units([replace(old, active=False)])
        uow.commit()
    with office.database.read() as uow:
        reached = uow.cases.reached(me.tenant, unit)
    return _in_each(office, me, reached, SucceedUnit(unit=unit, to=into, reason=reason.strip()), now)


def _in_each(office: Office, me: Identity, cases: Iterable[str], command: Command, now: datetime) -> HandedOver:
    """One act and one commit a case; a case that refuses does not hold up the others."""
    changed, failed = [], []
    for case in cases:
        try:
            if act_for_register(office, me, case, command, now).words:
                changed.append(case)
        except Refused as refused:
            failed.append((case, str(refused)))
    return HandedOver(tuple(changed), tuple(failed))


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
