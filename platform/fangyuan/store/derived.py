"""Writing the rows that follow from a state: only those that changed, because the rows before can be made again."""

from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from fangyuan.model.state import CaseState
from fangyuan.store.bundles import Bundle
from fangyuan.store.projection import blinded, projected, projection_table
from fangyuan.store.rows import CaseRow, Derived, Rows, excluded_rows, rows_of
from fangyuan.store.seals import Seals
from fangyuan.store.tables import ClockRuns, Firings, Letters, Parties, Todo
from fangyuan.store.tables.base import table_of

TABLES: dict[str, Table] = {table.name: table for table in map(table_of, (Firings, ClockRuns, Todo, Parties, Letters))}
_parties = table_of(Parties)
_ADD = {table: insert(table) for table in TABLES.values()}
_DROP = {
    table: delete(table).where(*(column == bindparam(f"_{column.name}") for column in table.primary_key.columns))
    for table in TABLES.values()
}

_DROP_EXCLUDED = delete(_parties).where(
    _parties.c.tenant == bindparam("_tenant"), _parties.c.case == bindparam("_case"), _parties.c.excluded.is_(True)
)


def write_derived(bundle: Bundle, before: CaseState | None, state: CaseState, row: CaseRow) -> None:
    """Brings the rows of a case from one state to another; all of them where it has another pack, which says other things."""
    if before is not None and before.pack != state.pack:
        erase_derived(bundle.connection, state.tenant, state.case)
        before = None
    old = rows_of(before, row) if before else Derived()
    new = rows_of(state, row)
    for name, table in TABLES.items():
        _write(bundle, table, state, getattr(old, name), getattr(new, name))


def write_excluded(bundle: Bundle, state: CaseState, row: CaseRow) -> None:
    """Replaces whom the case must never reach."""
    bundle.drop(_DROP_EXCLUDED, [{"_tenant": state.tenant, "_case": state.case}])
    bundle.add(_ADD[_parties], excluded_rows(state, row))


def excluded_from(connection: Connection, state: CaseState) -> frozenset[str]:
    """Whom the case must never reach, as lists have it."""
    mine = (_parties.c.tenant == state.tenant, _parties.c.case == state.case, _parties.c.excluded.is_(True))
    return frozenset(connection.execute(select(_parties.c.party).where(*mine)).scalars())


def erase_derived(connection: Connection, tenant: str, case: str) -> None:
    """Takes away every such row of a case, before they are all made again."""
    for table in TABLES.values():
        connection.execute(delete(table).where(table.c.tenant == tenant, table.c.case == case))


def write_projection(bundle: Bundle, seals: Seals, before: CaseState | None, state: CaseState, row: CaseRow) -> None:
    """Puts the indexed answers, where they changed; a case that has changed its type leaves the table of the old one."""
    if before is not None and before.case_type != state.case_type:
        old = projection_table(before.case_type, ())
        bundle.connection.execute(delete(old).where(old.c.tenant == state.tenant, old.c.case == state.case))
    elif before is not None and before.pack == state.pack and _columns(before, row) == _columns(state, row):
        return
    if row.fields:
        known = {"tenant": state.tenant, "case": state.case, **projection_values(seals, state, row)}
        bundle.put(projection_table(state.case_type, row.fields), known)


def projection_values(seals: Seals, state: CaseState, row: CaseRow) -> dict[str, Any]:
    """The columns of the indexed answers; of a sensitive one a keyed hash."""
    return {**_columns(state, row), **_blinded(seals, state, row)}


def _columns(state: CaseState, row: CaseRow) -> dict[str, Any]:
    return {one.column: projected(state.answers, one) for one in row.fields}


def _blinded(seals: Seals, state: CaseState, row: CaseRow) -> dict[str, Any]:
    """The columns of sensitive answers: a keyed hash of each, never the value."""
    hashed = partial(seals.blind_index, state.tenant)
    return {one.column: blinded(state.answers, one, hashed) for one in row.fields if one.sensitive}


def _write(bundle: Bundle, table: Table, state: CaseState, old: Rows, new: Rows) -> None:
    """Deletes what is gone or changed, inserts what is new or changed."""
    gone = [key for key, row in old.items() if new.get(key) != row]
    fresh = [row for key, row in new.items() if old.get(key) != row]
    if gone:
        names = [column.name for column in table.primary_key.columns if column.name not in ("tenant", "case")]
        mine = {"_tenant": state.tenant, "_case": state.case}
        rows = [mine | {f"_{name}": part for name, part in zip(names, key, strict=True)} for key in gone]
        bundle.drop(_DROP[table], rows)
    bundle.add(_ADD[table], fresh)
