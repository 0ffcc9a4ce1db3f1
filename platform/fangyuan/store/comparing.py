"""Whether the rows that follow from the events of a case are there and say the same: looked at, never written.

Rows are compared with what `rebuild` would write, so that a firing, a deadline or a piece of work that was lost or changed
is found. Left out are titles, texts for finding and whom a case is kept from: those are made with the directory of their day.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import RowMapping, Table, func, select

from fangyuan.model.state import CaseState
from fangyuan.store.closings import closing_rows
from fangyuan.store.codec import state_format
from fangyuan.store.database import UnitOfWork
from fangyuan.store.derived import TABLES, projection_values
from fangyuan.store.projection import projection_table
from fangyuan.store.recording import read_state
from fangyuan.store.rows import CaseRow, case_columns, rows_of
from fangyuan.store.tables import Cases, Closings, Outbox, Snapshots
from fangyuan.store.tables.base import table_of

PASSING = frozenset({"lease_until", "attempts", "poisoned", "error"})
"""Columns of a firing that say how it is being carried out, and not what is so."""

FROM_PACK = frozenset({"title", "summary", "confidential"})
"""Columns of a case that no event says."""

Says = Callable[[CaseState], CaseRow]
"""What the pinned pack of a case says of its indexed answers, and of the deadlines that its tasks end."""

_cases, _snapshots, _outbox = table_of(Cases), table_of(Snapshots), table_of(Outbox)
_closings = table_of(Closings)


def differences(uow: UnitOfWork, state: CaseState, says: Says) -> Iterator[str]:
    """What stands otherwise than the events of the case say; `state` is all of them folded."""
    row = says(state)
    yield from _of_case(uow, state)
    yield from _of_snapshot(uow, state)
    yield from _of_derived(uow, state, row)
    yield from _of_answers(uow, state, row)
    yield from _of_closings(uow, state, row)
    yield from _of_letters(uow, state)


def _of_case(uow: UnitOfWork, state: CaseState) -> Iterator[str]:
    """The row of the case; the instant of its last change is that of its last event, which the chain covers."""
    expected = case_columns(state, CaseRow(), state.registered_at)
    wanted = {name: value for name, value in expected.items() if name not in FROM_PACK | {"changed_at"}}
    yield from _compared("cases", {(): wanted}, _rows(uow, _cases, state, ()))


def _of_snapshot(uow: UnitOfWork, state: CaseState) -> Iterator[str]:
    """A snapshot of another version is folded anew when it is read."""
    for found in _rows(uow, _snapshots, state, ()).values():
        if (
            found["format"] == state_format()
            and read_state(uow.seals, state.tenant, state.case, found["body"]) != state
        ):
            yield "snapshots: changed"


def _of_derived(uow: UnitOfWork, state: CaseState, row: CaseRow) -> Iterator[str]:
    made = rows_of(state, row)
    for name, table in TABLES.items():
        key = [column.name for column in table.primary_key.columns if column.name not in ("tenant", "case")]
        found = {of: row for of, row in _rows(uow, table, state, key).items() if not row.get("excluded")}
        yield from _compared(name, getattr(made, name), found)


def _of_answers(uow: UnitOfWork, state: CaseState, row: CaseRow) -> Iterator[str]:
    if row.fields:
        table = projection_table(state.case_type, row.fields)
        wanted = projection_values(uow.seals, state, row)
        yield from _compared(table.name, {(): wanted}, _rows(uow, table, state, ()))


def _of_closings(uow: UnitOfWork, state: CaseState, row: CaseRow) -> Iterator[str]:
    """Closings that were taken back; of those from before there were such rows, what they held comes with a rebuild."""
    wanted = {(one["number"],): one for one in closing_rows(uow.seals, state, row)}
    yield from _compared("closings", wanted, _rows(uow, _closings, state, ["number"]))


def _of_letters(uow: UnitOfWork, state: CaseState) -> Iterator[str]:
    """A letter that was issued is written, or waits in the outbox to be."""
    unwritten = sum(1 for letter in state.letters.values() if letter.is_issued and not letter.file)
    if unwritten:
        waits = (_outbox.c.tenant == state.tenant, _outbox.c.case == state.case, _outbox.c.channel == "render")
        waiting = uow.connection.execute(select(func.count()).select_from(_outbox).where(*waits)).scalar_one()
        if waiting < unwritten:
            yield f"outbox: {unwritten - waiting} letters were issued and nobody will write them"


def _rows(
    uow: UnitOfWork, table: Table, state: CaseState, key: list[str] | tuple[()]
) -> dict[tuple[Any, ...], RowMapping]:
    mine = (table.c.tenant == state.tenant, table.c.case == state.case)
    found = uow.connection.execute(select(table).where(*mine)).mappings()
    return {tuple(row[part] for part in key): row for row in found}


def _compared(
    table: str, wanted: Mapping[tuple[Any, ...], Mapping[str, Any]], found: Mapping[tuple[Any, ...], RowMapping]
) -> Iterator[str]:
    """The rows that are missing, too many, or changed, each with its key; values are not told, they may be private."""
    for key in wanted.keys() - found.keys():
        yield f"{table}{_told(key)}: missing"
    for key in found.keys() - wanted.keys():
        yield f"{table}{_told(key)}: nothing says so"
    for key in wanted.keys() & found.keys():
        changed = sorted(
            name for name, value in wanted[key].items() if name not in PASSING and found[key][name] != value
        )
        if changed:
            yield f"{table}{_told(key)}: {', '.join(changed)} changed"


def _told(key: tuple[Any, ...]) -> str:
    return f" {'/'.join(str(part) for part in key if part != '')}" if key else ""
