"""The hash chain over the events of a case: any change, gap or swap of what was recorded is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, distinct, func, select

from fangyuan.store.database import UnitOfWork
from fangyuan.store.hashing import GENESIS, hash_of
from fangyuan.store.tables import Cases, Events
from fangyuan.store.tables.base import table_of

_events = table_of(Events)
_cases = table_of(Cases)


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the record is not what was recorded; `what` is changed, order, missing or head."""

    tenant: str
    case: str
    seq: int
    what: str

    def __str__(self) -> str:
        """One line for an operator."""
        return f"{self.tenant} {self.case} #{self.seq}: {_MEANING[self.what]}"


_MEANING = {
    "changed": "the event is not what was recorded",
    "order": "the event does not follow the one before it",
    "missing": "events are missing at the end, or the case's row does not belong to them",
    "head": "the case has events and no row, or a row and no events",
}


def verify(uow: UnitOfWork, tenant: str | None = None) -> list[Broken]:
    """Every break in the chains of a tenant, or of all; reads each event once, in order, and keeps none."""
    heads = _heads(uow, tenant)
    found: list[Broken] = []
    before: Row[Any] | None = None
    for row in _in_order(uow, tenant):
        if before is not None and (before.tenant, before.case) != (row.tenant, row.case):
            found += _ending(before, heads)
            before = None
        found += _checked(row, before)
        before = row
    if before is not None:
        found += _ending(before, heads)
    return found + [Broken(*key, 0, "head") for key in heads]


def size(uow: UnitOfWork, tenant: str | None = None) -> tuple[int, int]:
    """(cases, events) of a tenant, or of all: how much `verify` looks at."""
    query = select(func.count(distinct(_events.c.case)), func.count())
    cases, events = uow.connection.execute(query if tenant is None else query.where(_events.c.tenant == tenant)).one()
    return int(cases), int(events)


def _heads(uow: UnitOfWork, tenant: str | None) -> dict[tuple[str, str], tuple[int, str]]:
    """(tenant, case) -> (last seq, last hash), as the rows of the cases say."""
    query = select(_cases.c.tenant, _cases.c.case, _cases.c.seq, _cases.c.head_hash)
    rows = uow.connection.execute(query if tenant is None else query.where(_cases.c.tenant == tenant))
    return {(row.tenant, row.case): (row.seq, row.head_hash) for row in rows}


def _in_order(uow: UnitOfWork, tenant: str | None) -> Iterator[Row[Any]]:
    query = select(_events).order_by(_events.c.tenant, _events.c.case, _events.c.seq)
    query = query if tenant is None else query.where(_events.c.tenant == tenant)
    yield from uow.connection.execute(query.execution_options(yield_per=1000))


def _checked(row: Row[Any], before: Row[Any] | None) -> list[Broken]:
    """Whether an event is what was recorded and follows the one before it."""
    columns = dict(row._mapping)
    expected = (1, GENESIS) if before is None else (before.seq + 1, before.hash)
    found = [] if (row.seq, row.prev_hash) == expected else [Broken(row.tenant, row.case, row.seq, "order")]
    return found if hash_of(columns) == row.hash else [*found, Broken(row.tenant, row.case, row.seq, "changed")]


def _ending(last: Row[Any], heads: dict[tuple[str, str], tuple[int, str]]) -> list[Broken]:
    """Whether the row of the case knows this event as its last."""
    head = heads.pop((last.tenant, last.case), None)
    if head is None:
        return [Broken(last.tenant, last.case, last.seq, "head")]
    return [] if head == (last.seq, last.hash) else [Broken(last.tenant, last.case, last.seq, "missing")]
