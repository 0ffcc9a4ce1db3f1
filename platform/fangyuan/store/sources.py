"""`uow.sources`: which case came from which number elsewhere, and how the columns of files are mapped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from fangyuan.store.canonical import canonical
from fangyuan.store.seals import Seals
from fangyuan.store.tables import CaseSources, ImportMappings
from fangyuan.store.tables.base import put, table_of

_sources = table_of(CaseSources)
_mappings = table_of(ImportMappings)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Source:
    """Where a case came from: the number in a `source`, and the keyed hash of the row that it was made of."""

    case_type: str
    source: str
    number: str
    case: str
    digest: str


class SourceRepository:
    """Cases by where they came from, and saved mappings by name."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def find(self, tenant: str, case_type: str, source: str, numbers: Sequence[str]) -> dict[str, Source]:
        """What came from these numbers already, by number."""
        mine = (_sources.c.tenant == tenant, _sources.c.case_type == case_type, _sources.c.source == source)
        found: dict[str, Source] = {}
        for at in range(0, len(numbers), _AT_ONCE):
            query = select(_sources).where(*mine, _sources.c.number.in_(numbers[at : at + _AT_ONCE]))
            for row in self._connection.execute(query):
                found[row.number] = Source(row.case_type, row.source, row.number, row.case, row.digest)
        return found

    def add(self, tenant: str, sources: Iterable[Source], now: datetime) -> None:
        """Remembers where new cases came from; IntegrityError where a number is known already."""
        rows = [
            {"tenant": tenant, "made_at": now, **{name: getattr(one, name) for name in Source.__slots__}}
            for one in sources
        ]
        if rows:
            self._connection.execute(insert(_sources), rows)

    def digest(self, tenant: str, told: Any) -> str:
        """The keyed hash of what stands in a row: nobody can guess the row from it."""
        return self._seals.blind_index(tenant, canonical(told))

    def mappings(self, tenant: str, case_type: str) -> dict[str, Mapping[str, Any]]:
        """The saved mappings of a case type, by name, the newest first."""
        mine = (_mappings.c.tenant == tenant, _mappings.c.case_type == case_type)
        rows = self._connection.execute(select(_mappings).where(*mine).order_by(_mappings.c.saved_at.desc()))
        return {row.name: row.body for row in rows}

    def save_mapping(
        self, tenant: str, case_type: str, name: str, body: Mapping[str, Any], person: str, now: datetime
    ) -> None:
        """Keeps a mapping, in place of an earlier one of that name."""
        row = {"tenant": tenant, "case_type": case_type, "name": name, "body": dict(body), "person": person}
        put(self._connection, _mappings, row | {"saved_at": now})

    def drop_mapping(self, tenant: str, case_type: str, name: str) -> None:
        """Forgets a mapping."""
        mine = (_mappings.c.tenant == tenant, _mappings.c.case_type == case_type, _mappings.c.name == name)
        self._connection.execute(delete(_mappings).where(*mine))
