"""Whether what is stored is what happened: chains and rows checked, read columns made anew from the events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fangyuan.casework.office import Office
from fangyuan.casework.rows import ends_of, row_of
from fangyuan.engine.clocks.folding import was_waiting
from fangyuan.engine.folding import fold
from fangyuan.model.events import Recorded
from fangyuan.model.state import CaseState
from fangyuan.store import chain
from fangyuan.store.comparing import differences
from fangyuan.store.database import UnitOfWork
from fangyuan.store.projection import indexed_fields
from fangyuan.store.rebuild import CaseName, cases_with_events
from fangyuan.store.rebuild import rebuild as rebuild_one
from fangyuan.store.rows import CaseRow


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked, and every break that was found."""

    cases: int
    events: int
    problems: tuple[str, ...]


def verify(office: Office, tenant: str | None = None) -> Verified:
    """Checks the chains of a tenant, or of all; then that everything which follows from the events of each case is there.

    Nothing is written. `rebuild` makes what was lost or changed again, except events.
    """
    with office.database.read() as uow:
        found = chain.verify(uow, tenant)
        cases, events = chain.size(uow, tenant)
        everything = list(cases_with_events(uow, tenant))
    broken = {(one.tenant, one.case) for one in found}
    sound = (one for one in everything if (one.tenant, one.case) not in broken)
    lost = (f"{one.tenant} {one.case} {what}" for one in sound for what in _differences(office, one))
    return Verified(cases, events, (*(str(one) for one in found), *lost))


def _differences(office: Office, name: CaseName) -> list[str]:
    """What of a case stands otherwise than its events say, all seen at one moment."""
    with office.database.one_snapshot() as uow:
        events = uow.cases.events(name.tenant, name.case)
        doubled: list[str] = []
        state = _folded(events, doubled)
        lost = differences(uow, state, lambda case: _said(office, uow, case))
        return [*_backwards(events), *doubled, *lost]


def _backwards(recorded: Sequence[Recorded]) -> Iterator[str]:
    """Events that are said to have happened before what stands before them."""
    for before, one in pairwise(recorded):
        if one.at < before.at:
            yield f"#{one.seq}: {one.event.word} is of an earlier instant than the event before it"


def _folded(recorded: Sequence[Recorded], doubled: list[str]) -> CaseState:
    """The case, noting the firings that happened though they were not to come: again, or in a run that had ended."""
    state: CaseState | None = None
    for one in recorded:
        if state is not None and not was_waiting(state, one.event):
            doubled.append(f"#{one.seq}: {one.event.word} was not to come")
        state = fold(state, one)
    assert state is not None, "a chain that is whole has events"
    return state


def _said(office: Office, uow: UnitOfWork, state: CaseState) -> CaseRow:
    """What the pinned pack alone says of the case's rows."""
    case_type = office.pack_of(uow, state).case_types[state.case_type]
    return CaseRow(fields=indexed_fields(case_type), ends=ends_of(case_type))


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
