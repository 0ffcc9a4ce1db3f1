"""Whether what is stored is what happened: hash chains checked, read columns made anew from the events."""

from dataclasses import dataclass

from fangyuan.casework.office import Office
from fangyuan.casework.rows import row_of
from fangyuan.engine.folding import fold
from fangyuan.model.state import CaseState
from fangyuan.store import chain
from fangyuan.store.rebuild import cases_with_events
from fangyuan.store.rebuild import rebuild as rebuild_one
from fangyuan.store.rows import CaseRow


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, and every break that was found."""

    cases: int
    events: int
    problems: tuple[str, ...]


def verify(office: Office, tenant: str | None = None) -> Verified:
    """Checks the chains of a tenant, or of all."""
    with office.database.read() as uow:
        found = chain.verify(uow, tenant)
        cases, events = chain.size(uow, tenant)
    return Verified(cases, events, tuple(str(broken) for broken in found))


def rebuild(office: Office) -> int:
    """Makes the read columns of every case anew, each case in its own transaction; how many."""
    with office.database.read() as uow:
        everything = list(cases_with_events(uow))
    for one in everything:
        with office.database.begin() as uow:
            rebuild_one(uow, one.tenant, one.case, fold, lambda state: _row(office, state))
            uow.commit()
    return len(everything)


def _row(office: Office, state: CaseState) -> CaseRow:
    """What the pinned pack says of the case's row."""
    with office.database.read() as uow:
        pack = office.pack_of(uow, state)
        world = office.world(uow, state.tenant, pack, state.parameters)
    return row_of(state, pack, world, office.kinds, office.clock.now())
