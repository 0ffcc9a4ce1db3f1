"""`uow.tries`: how often somebody has tried the public page lately, by keyed hashes of what they came from and asked for."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, case, delete, select, update

from fangyuan.store.tables import PublicTries
from fangyuan.store.tables.base import insert_of, table_of

_tries = table_of(PublicTries)


class TryRepository:
    """Counts that run out by themselves."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, tenant: str, about: Iterable[str], now: datetime) -> dict[str, int]:
        """How often each was tried in the window that still runs; what was not tried is left out."""
        mine = (_tries.c.tenant == tenant, _tries.c.about.in_(list(about)), _tries.c.until > now)
        return {row.about: row.tries for row in self._connection.execute(select(_tries).where(*mine))}

    def count(self, tenant: str, about: str, until: datetime, now: datetime) -> int:
        """One more try, and how many that makes; the first after the end of a window begins another, which ends `until`."""
        first = insert_of(self._connection.dialect.name, _tries).values(
            tenant=tenant, about=about, tries=1, until=until
        )
        over = _tries.c.until <= now
        again = {
            "tries": case((over, 1), else_=_tries.c.tries + 1),
            "until": case((over, first.excluded.until), else_=_tries.c.until),
        }
        counted = first.on_conflict_do_update(index_elements=["tenant", "about"], set_=again).returning(_tries.c.tries)
        return int(self._connection.execute(counted).scalar_one())

    def take_back(self, tenant: str, about: Iterable[str]) -> None:
        """One try fewer of each: those that were right, or were not made after all."""
        mine = (_tries.c.tenant == tenant, _tries.c.about.in_(list(about)), _tries.c.tries > 0)
        self._connection.execute(update(_tries).where(*mine).values(tries=_tries.c.tries - 1))

    def expire(self, now: datetime) -> int:
        """Drops the windows that are over; how many."""
        return self._connection.execute(delete(_tries).where(_tries.c.until <= now)).rowcount
