"""Cases that an officer finds by number and sees, to tie to another or to let one go into it; ties by hand."""

from datetime import datetime

from fangyuan.casework.acting import NOT_FOUND, act, load
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office
from fangyuan.engine.rights import may_see
from fangyuan.model.commands import LinkCase, UnlinkCase
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.store.database import UnitOfWork


def link(
    office: Office,
    me: Identity,
    case: str,
    number: str,
    relation: str,
    now: datetime,
    key: str = "",
    seen: int | None = None,
) -> Done:
    """Ties the case of that number to this one, as repeat, joint or related; both must be seen by the officer."""
    with office.database.read() as uow:
        other = by_number(office, uow, me, number, now)
    return _linked(office, me, case, other, relation, now, key, seen)


def link_case(office: Office, me: Identity, case: str, other: str, relation: str, now: datetime) -> Done:
    """The same by the other case's id."""
    with office.database.read() as uow:
        if not sees(office, uow, me, other, now):
            raise Refused(NOT_FOUND)
        state = load(uow, me.tenant, other).state
    return _linked(office, me, case, state, relation, now)


def _linked(
    office: Office, me: Identity, case: str, other: CaseState, relation: str, now: datetime, key: str = "",
    seen: int | None = None,
) -> Done:  # fmt: skip
    command = LinkCase(relation=relation, case=other.case, number=other.number)
    return act(office, me, case, command, now, key, seen)


def unlink(
    office: Office, me: Identity, case: str, other: str, reason: str, now: datetime, key: str = "", seen: int | None = None
) -> Done:  # fmt: skip
    """Undoes a tie that was made by hand; both cases must be seen by the officer."""
    with office.database.read() as uow:
        if not sees(office, uow, me, other, now):
            raise Refused(NOT_FOUND)
    return act(office, me, case, UnlinkCase(case=other, reason=reason), now, key, seen)


def by_number(office: Office, uow: UnitOfWork, me: Identity, number: str, now: datetime) -> CaseState:
    """The case of a number; refused in the same words whether there is none or it is hidden from the officer."""
    found = uow.cases.by_number(me.tenant, number.strip())
    if found is None or not sees(office, uow, me, found, now):
        raise Refused(
            Problem(NOT_FOUND.code, f"没有找到编号为“{number}”的事项，或者您无权查看。", "into", advice="请核对编号。")
        )
    return load(uow, me.tenant, found).state


def sees(office: Office, uow: UnitOfWork, me: Identity, case: str, now: datetime) -> bool:
    """Whether there is such a case and the officer may see it."""
    stored = uow.cases.load(me.tenant, case)
    if stored is None:
        return False
    pack = office.pack_of(uow, stored.state)
    world = office.world(uow, me.tenant, pack, stored.state.parameters)
    return may_see(pack, stored.state, office.person(uow, me), world, now)
