"""Work that must be done once, taken in batches by lease: no lock is held while the work runs.

Whoever dies in the middle loses the lease when it runs out; whoever comes late finds the work done, because every
piece of it is idempotent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

MAX_ATTEMPTS = 8
LONGEST_LEASE = timedelta(seconds=90)
_FIRST_RETRY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A piece of work that broke: `table` says of which sort, `waits_for_person` whether it is not tried again by itself."""

    table: str
    tenant: str
    case: str
    name: str
    at: datetime
    attempts: int
    waits_for_person: bool
    error: str


def lease(
    connection: Connection,
    table: Table,
    due: Column[datetime],
    now: datetime,
    limit: int,
    seconds: int,
    *narrowed: ColumnElement[bool],
    any_order: bool = False,
) -> Sequence[Row[Any]]:
    """Takes at most `limit` rows that are due and not leased, for so many seconds; the earliest first.

    Of those that are due at one instant the first by their keys, for which all of them are looked at; in `any_order` any.
    """
    key = list(table.primary_key.columns)
    free = (
        select(*key)
        .where(
            table.c.poisoned.is_(False),
            due <= now,
            or_(table.c.lease_until.is_(None), table.c.lease_until <= now),
            *narrowed,
        )
        .order_by(due, *(_unsorted(connection, table) if any_order else key))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = connection.execute(
        update(table)
        .where(tuple_(*key).in_(free))
        .values(lease_until=now + timedelta(seconds=seconds), attempts=table.c.attempts + 1)
        .returning(*table.c)
    ).all()
    return sorted(taken, key=lambda row: (row._mapping[due], *(row._mapping[part] for part in key)))


def _unsorted(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    """The order in which an index gives rows that are alike in it. SQLite puts the question for a key of several columns twice,
    and must find the same rows; its indexes end with the number of the row.
    """
    return [literal_column(f"{table.name}.rowid")] if connection.dialect.name == "sqlite" else []


def done(connection: Connection, table: Table, key: tuple[Any, ...]) -> None:
    """The work is done; its row goes."""
    connection.execute(delete(table).where(*_is(table, key)))


def failed(
    connection: Connection,
    table: Table,
    key: tuple[Any, ...],
    now: datetime,
    error: str,
    attempts: int,
    *narrowed: ColumnElement[bool],
) -> bool:
    """Puts the work off, twice as long each time; after `MAX_ATTEMPTS` it waits for a person. Whether it does so now."""
    poisoned = attempts >= MAX_ATTEMPTS
    retry = now + _FIRST_RETRY * 2 ** min(attempts, MAX_ATTEMPTS)
    connection.execute(
        update(table)
        .where(*_is(table, key), *narrowed)
        .values(lease_until=retry, poisoned=poisoned, error=error[:2000] or "?")
    )
    return poisoned


def retry_all(
    connection: Connection, table: Table, tenant: str, now: datetime | None = None, *narrowed: ColumnElement[bool]
) -> int:
    """Gives what waits for a person of a tenant, or a part of it, another try, with `now` what was put off too; how many."""
    broken: ColumnElement[bool] = table.c.poisoned.is_(True)
    if now is not None:
        # A lease that reaches further than any sweep takes one belongs to work that was put off, not to work under way.
        broken = or_(broken, and_(table.c.error != "", table.c.lease_until > now + LONGEST_LEASE))
    return connection.execute(
        update(table)
        .where(table.c.tenant == tenant, broken, *narrowed)
        .values(poisoned=False, attempts=0, lease_until=None, error="")
    ).rowcount


def set_aside(
    connection: Connection,
    table: Table,
    name: Column[str],
    case: Column[str],
    due: Column[datetime],
    limit: int,
    tenant: str = "",
) -> list[SetAside]:
    """What of one tenant, or of all, broke and was not done since, the longest waiting first."""
    mine = [table.c.tenant == tenant] if tenant else []
    rows = connection.execute(select(table).where(table.c.error != "", *mine).order_by(due).limit(limit))
    return [
        SetAside(
            table.name, row.tenant, row._mapping[case], row._mapping[name], row._mapping[due], row.attempts,
            row.poisoned, row.error,
        )
        for row in rows
    ]  # fmt: skip


def _is(table: Table, key: tuple[Any, ...]) -> list[Any]:
    return [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]
