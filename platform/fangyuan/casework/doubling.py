"""Who is told that two cases bear one number of another system, though they may be one matter.

That is whoever registered them: of the earlier case when the later one comes in, of both when the one stops being kept from
those who work on the other. Nobody is told who must not know of either of the two (Regulation 2022, Art. 30); and where a
confidential case is about somebody in no register, nobody at all who did not register it, since it may be about them.
"""

from collections.abc import Iterable
from datetime import datetime

from fangyuan.casework.identifying import borne_by_others
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.world import Directory
from fangyuan.store.database import UnitOfWork
from fangyuan.store.sources import Source


def tell_of_double(
    uow: UnitOfWork, directory: Directory, state: CaseState, others: Iterable[Source], now: datetime
) -> None:
    """Tells whoever registered the other cases that this one bears their number now."""
    for other in others:
        if known := uow.cases.load(state.tenant, other.case):
            _tell(uow, directory, known.state, state, now)


def tell_when_opened(
    uow: UnitOfWork,
    directory: Directory,
    case_type: CaseType,
    state: CaseState,
    was: frozenset[str],
    now: datetime,
) -> None:
    """Tells both sides where a case is no longer kept from somebody from whom it `was`, and others bear its number."""
    if was <= uow.cases.excluded(state.tenant, state.case):
        return
    for other in borne_by_others(uow, case_type, state):
        if known := uow.cases.load(state.tenant, other.case):
            _tell(uow, directory, known.state, state, now)
            _tell(uow, directory, state, known.state, now)


def _tell(uow: UnitOfWork, directory: Directory, mine: CaseState, double: CaseState, now: datetime) -> None:
    person = directory.people.get(mine.registered_by)
    if person is None:
        return
    away = uow.cases.excluded(mine.tenant, mine.case) | uow.cases.excluded(double.tenant, double.case)
    if double.registered_by != person.person and _is_about_unknown(uow, directory, double):
        return
    if away.isdisjoint((person.person, *person.units)):
        said = f"{mine.number} 在别的系统里的编号又登记了一件（{double.number}），请核对是不是同一件。"
        uow.inbox.add(mine.tenant, [person.person], mine.case, {"text": said, "case": mine.case}, now)


def _is_about_unknown(uow: UnitOfWork, directory: Directory, state: CaseState) -> bool:
    """Whether a case is confidential and nobody knows from whom to keep it, or not from all of them."""
    known = uow.cases.load(state.tenant, state.case)
    away = uow.cases.excluded(state.tenant, state.case)
    found = away and all(one in directory.people or one in directory.units for one in away)
    return known is not None and known.confidential and not found
