"""Duplicates: a case goes into another one of the same jurisdiction."""

from datetime import datetime

from fangyuan.casework.acting import act, load
from fangyuan.casework.answering import away_of
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.linking import by_number
from fangyuan.casework.office import Office
from fangyuan.engine.owing import creditors
from fangyuan.model.commands import MergeCase
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.state import CaseState
from fangyuan.store.database import UnitOfWork

MOST_AWAITED = 500
"""How many cases are looked through for a circle of cases that wait for each other."""


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
        main = by_number(office, uow, me, number, now)
        circular = _in_a_circle(uow, load(uow, me.tenant, case).state, main)
        away = away_in(office, uow, main, now)
    if main.closed and main.case != case:
        raise Refused(Problem("closed", f"{main.number}已经办结，不能再并入", "into", advice="请先重新办理那一件。"))
    command = MergeCase(into=main.case, number=main.number, reason=reason, circular=circular, away=away)
    return act(office, me, case, command, now, key, seen)


def away_in(office: Office, uow: UnitOfWork, main: CaseState, now: datetime) -> frozenset[str]:
    """Whom the case into which another would go is kept from."""
    pack = office.pack_of(uow, main)
    world = office.world_of(uow, main.tenant, pack, main, now)
    return away_of(pack.case_types[main.case_type], main, world, now)


def _in_a_circle(uow: UnitOfWork, case: CaseState, main: CaseState) -> tuple[str, ...]:
    """Those who wait for the case and would be waited for by the one into which it goes: nobody of them could ever close."""
    awaited, asked = {main.case: main}, [main]
    while asked and len(awaited) < MOST_AWAITED:
        fresh = {tie.case for tie in asked.pop().links if tie.wait and not tie.closed and tie.case} - awaited.keys()
        found = [stored.state for one in fresh if (stored := uow.cases.load(case.tenant, one))]
        awaited |= {state.case: state for state in found}
        asked += found
    return tuple(one for one in creditors(case) if one in awaited)
