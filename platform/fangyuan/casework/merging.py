"""Duplicates: a case goes into another one of the same jurisdiction."""

from datetime import datetime

from fangyuan.casework.acting import NOT_FOUND, act, load
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office
from fangyuan.engine.rights import may_see
from fangyuan.model.commands import MergeCase
from fangyuan.model.problems import Problem, Refused


def merge(
    office: Office,
    me: Identity,
    case: str,
    number: str,
    reason: str,
    now: datetime,
    key: str = "",
    seen: int | None = None,
) -> Done:
    """Ends a case that repeats the one of that number; the other must be open, and both must be seen by the officer."""
    with office.database.read() as uow:
        into = uow.cases.by_number(me.tenant, number.strip())
        if into is None:
            raise Refused(_unknown(number))
        main = load(uow, me.tenant, into).state
        pack = office.pack_of(uow, main)
        world = office.world(uow, me.tenant, pack, main.parameters)
        if not may_see(pack, main, office.person(uow, me), world, now):
            raise Refused(_unknown(number))
    if main.closed and main.case != case:
        raise Refused(Problem("closed", f"{main.number}已经办结，不能再并入", "into", advice="请先重新办理那一件。"))
    return act(office, me, case, MergeCase(into=into, number=main.number, reason=reason), now, key, seen)


def _unknown(number: str) -> Problem:
    """The same words whether there is no such case or it is hidden."""
    return Problem(NOT_FOUND.code, f"没有找到编号为“{number}”的事项，或者您无权查看。", "into", advice="请核对编号。")
