"""Work that must be done once, taken in batches by lease: no lock is held while the work runs.

Whoever dies in the middle loses the lease when it runs out; whoever comes late finds the work done, because every
piece of it is idempotent.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, delete, or_, select, tuple_, update

MAX_ATTEMPTS = 8
_FIRST_RETRY = timedelta(minutes=1)


def lease(
    connection: Connection, table: Table, due: Column[datetime], now: datetime, limit: int, seconds: int
) -> Sequence[Row[Any]]:
    """Takes at most `limit` rows that are due and not leased, for so many seconds; the earliest first."""
    key = list(table.primary_key.columns)
    free = (
        select(*key)
        .where(
            table.c.poisoned.is_(False), due <= now, or_(table.c.lease_until.is_(None), table.c.lease_until <= now)
        )
        .order_by(due, *key)
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


def done(connection: Connection, table: Table, key: tuple[Any, ...]) -> None:
    """The work is done; its row goes."""
    connection.execute(delete(table).where(*_is(table, key)))


def failed(
    connection: Connection, table: Table, key: tuple[Any, ...], now: datetime, error: str, attempts: int
) -> bool:
    """Puts the work off, twice as long each time; after `MAX_ATTEMPTS` it waits for a person. Whether it does so now."""
    poisoned = attempts >= MAX_ATTEMPTS
    retry = now + _FIRST_RETRY * 2 ** min(attempts, MAX_ATTEMPTS)
    connection.execute(
        update(table).where(*_is(table, key)).values(lease_until=retry, poisoned=poisoned, error=error[:2000])
    )
    return poisoned


def retry_all(connection: Connection, table: Table, tenant: str) -> int:
    """Gives everything of a tenant that waits for a person another try; how many."""
    return connection.execute(
        update(table)
        .where(table.c.tenant == tenant, table.c.poisoned.is_(True))
        .values(poisoned=False, attempts=0, lease_until=None, error="")
    ).rowcount


def _is(table: Table, key: tuple[Any, ...]) -> list[Any]:
    return [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]
