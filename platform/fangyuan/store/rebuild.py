"""Everything that is made from events, made again: snapshots, read columns, projections, firings, work, parties."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from fangyuan.model.state import CaseState
from fangyuan.store.cases import Fold, SnapshotStale
from fangyuan.store.closings import erase_closings, write_closings
from fangyuan.store.database import UnitOfWork
from fangyuan.store.derived import erase_derived, write_derived, write_excluded, write_projection
from fangyuan.store.recording import Envelope
from fangyuan.store.rows import CaseRow, case_columns
from fangyuan.store.snapshots import put_snapshot
from fangyuan.store.tables import Cases, Events
from fangyuan.store.tables.base import table_of
from fangyuan.store.texts import put_text

_cases = table_of(Cases)
_events = table_of(Events)

Project = Callable[[CaseState], CaseRow]
"""What the pinned pack says of a state: the same function that casework uses before an append."""


@dataclass(frozen=True, slots=True)
class CaseName:
    """A case of a tenant."""

    tenant: str
    case: str


def cases_with_events(uow: UnitOfWork, tenant: str | None = None) -> Iterator[CaseName]:
    """Every case that has events, whether or not its row is still there."""
    query = select(_events.c.tenant, _events.c.case).where(_events.c.seq == 1)
    query = query if tenant is None else query.where(_events.c.tenant == tenant)
    for row in uow.connection.execute(query.order_by(_events.c.tenant, _events.c.case)).all():
        yield CaseName(row.tenant, row.case)


def rebuild(uow: UnitOfWork, tenant: str, case: str, fold: Fold, project: Project) -> CaseState:
    """Makes everything about one case again; the caller commits, a case or a few at a time.

    Only `hops`, leases and failed attempts are not in the events: hops are kept as they are, firings are free again.
    """
    recorded = uow.cases.events(tenant, case)
    state: CaseState | None = None
    for one in recorded:
        state = fold(state, one)
    if state is None:
        raise SnapshotStale(f"case {case} of tenant {tenant} has no events; there is nothing to rebuild it from")
    row = project(state)
    erase_derived(uow.connection, tenant, case)
    _write_case(uow, state, row)
    put_snapshot(uow.bundle, Envelope(uow.seals, state, row.sensitive), state)
    write_derived(uow.bundle, None, state, row)
    write_excluded(uow.bundle, state, row)
    write_projection(uow.bundle, uow.seals, None, state, row)
    erase_closings(uow.bundle, state)
    write_closings(uow.bundle, uow.seals, None, state, row)
    put_text(uow.bundle, uow.seals, state, row, known=True)
    return state


def _write_case(uow: UnitOfWork, state: CaseState, row: CaseRow) -> None:
    """The row of the case, with its head as the last event says."""
    mine = (_events.c.tenant == state.tenant, _events.c.case == state.case)
    last = uow.connection.execute(
        select(_events.c.seq, _events.c.hash, _events.c.at).where(*mine).order_by(_events.c.seq.desc()).limit(1)
    ).one()
    values = {**case_columns(state, row, last.at), "seq": last.seq, "head_hash": last.hash}
    same = (_cases.c.tenant == state.tenant, _cases.c.case == state.case)
    if not uow.connection.execute(update(_cases).where(*same).values(values)).rowcount:
        uow.connection.execute(insert(_cases).values({**values, "hops": 0}))
