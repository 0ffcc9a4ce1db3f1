"""`uow.filters`: filters of lists that officers keep, sealed, because their words may name somebody."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from fangyuan.store.canonical import canonical
from fangyuan.store.seals import Seals
from fangyuan.store.tables import SavedFilters
from fangyuan.store.tables.base import put, table_of

_filters = table_of(SavedFilters)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter of the list at a `place` (a word of the caller's), by its name; `query` is whatever the caller reads again."""

    key: str
    place: str
    title: str
    query: str


class FilterRepository:
    """The saved filters of people; nobody sees another's."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def save(self, tenant: str, person: str, one: SavedFilter) -> None:
        """Keeps a filter, in place of an earlier one under its key."""
        body = [one.title, one.query]
        sealed = canonical(self._seals.seal(tenant, body, f"filters:{person}", f"filter:{person}:{one.key}"))
        row = {"tenant": tenant, "person": person, "key": one.key, "place": one.place, "body": sealed}
        put(self._connection, _filters, row)

    def of(self, tenant: str, person: str) -> list[SavedFilter]:
        """The filters of a person, in the order in which they were made."""
        query = select(_filters).where(_filters.c.tenant == tenant, _filters.c.person == person)
        rows = self._connection.execute(query.order_by(_filters.c.key)).all()
        if rows:
            self._seals.bring(tenant, [row.body for row in rows])
        return [self._opened(row) for row in rows]

    def drop(self, tenant: str, person: str, key: str) -> None:
        """Forgets one."""
        mine = (_filters.c.tenant == tenant, _filters.c.person == person, _filters.c.key == key)
        self._connection.execute(delete(_filters).where(*mine))

    def _opened(self, row: Any) -> SavedFilter:
        title, query = self._seals.open(row.tenant, json.loads(row.body), f"filter:{row.person}:{row.key}") or ("", "")
        return SavedFilter(row.key, row.place, title, query)
