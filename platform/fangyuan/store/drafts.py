"""`uow.drafts`: forms that somebody has begun, sealed as a whole, because they hold whatever was typed."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from fangyuan.store.canonical import canonical
from fangyuan.store.prepared import first, found, write
from fangyuan.store.seals import Seals
from fangyuan.store.tables import Drafts
from fangyuan.store.tables.base import put, table_of

_drafts = table_of(Drafts)
# Built once: every page of a form asks this.
_ALL = (
    select(_drafts)
    .where(_drafts.c.tenant == bindparam("of"), _drafts.c.person == bindparam("whose"))
    .order_by(_drafts.c.saved_at.desc(), _drafts.c.key)
    .limit(bindparam("most"))
)
_AT = _ALL.where(_drafts.c.place == bindparam("at"))
_ONE = select(_drafts).where(
    _drafts.c.tenant == bindparam("of"), _drafts.c.person == bindparam("whose"), _drafts.c.key == bindparam("under")
)
_DROP = delete(_drafts).where(
    _drafts.c.tenant == bindparam("of"), _drafts.c.person == bindparam("whose"), _drafts.c.key == bindparam("under")
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that somebody has begun: what was typed (plain JSON) under a key of its own, at a place of the caller's words.

    `revision` counts the savings, so that a device can tell whether another has saved since.
    """

    key: str
    place: str
    body: Any
    revision: int
    begun_at: datetime
    saved_at: datetime
    dropped_at: datetime | None = None


class DraftRepository:
    """The drafts of people; nobody sees another's."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def save(self, tenant: str, person: str, draft: Draft) -> None:
        """Keeps a draft, in place of an earlier one under its key."""
        sealed = canonical(self._seals.seal(tenant, draft.body, f"drafts:{person}", f"draft:{person}:{draft.key}"))
        row = {
            "tenant": tenant, "person": person, "key": draft.key, "place": draft.place, "body": sealed,
            "revision": draft.revision, "begun_at": draft.begun_at, "saved_at": draft.saved_at,
            "dropped_at": draft.dropped_at,
        }  # fmt: skip
        put(self._connection, _drafts, row)

    def get(self, tenant: str, person: str, key: str) -> Draft | None:
        """The draft under a key, dropped or not."""
        row = first(self._connection, _ONE, {"of": tenant, "whose": person, "under": key})
        return None if row is None else self._opened(row)

    def of(self, tenant: str, person: str, limit: int, place: str | None = None) -> list[Draft]:
        """The drafts of a person, or those at one place, the newest first; dropped ones as well."""
        asked = {"of": tenant, "whose": person, "most": limit}
        query = _ALL if place is None else _AT
        rows = found(self._connection, query, asked if place is None else {**asked, "at": place})
        if rows:
            self._seals.bring(tenant, [row.body for row in rows])
        return [self._opened(row) for row in rows]

    def count(self, tenant: str, person: str) -> int:
        """How many a person has."""
        return int(self._connection.execute(select(func.count()).where(*_mine(tenant, person))).scalar_one())

    def mark(self, tenant: str, person: str, key: str, dropped_at: datetime | None) -> bool:
        """Lays a draft aside, or takes it back; whether there was one."""
        mine = (*_mine(tenant, person), _drafts.c.key == key)
        return self._connection.execute(update(_drafts).where(*mine).values(dropped_at=dropped_at)).rowcount > 0

    def drop(self, tenant: str, person: str, key: str) -> None:
        """Forgets a draft, in the commit of the act that it became."""
        write(self._connection, _DROP, [{"of": tenant, "whose": person, "under": key}])

    def expire(self, before: datetime, dropped_before: datetime) -> int:
        """Forgets what nobody touched since an instant, or what was dropped before another; how many."""
        old = or_(_drafts.c.saved_at < before, _drafts.c.dropped_at < dropped_before)
        return self._connection.execute(delete(_drafts).where(old)).rowcount

    def _opened(self, row: Any) -> Draft:
        body = self._seals.open(row.tenant, json.loads(row.body), f"draft:{row.person}:{row.key}")
        return Draft(row.key, row.place, body, row.revision, row.begun_at, row.saved_at, row.dropped_at)


def _mine(tenant: str, person: str) -> tuple[Any, ...]:
    return (_drafts.c.tenant == tenant, _drafts.c.person == person)
