"""`uow.sources`: which case came from which number elsewhere, and how the columns of files are mapped."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from fangyuan.store.canonical import canonical
from fangyuan.store.cases import Conflict
from fangyuan.store.projection import IndexedField, projection_table
from fangyuan.store.seals import Seals
from fangyuan.store.tables import CaseSources, ImportMappings
from fangyuan.store.tables.base import insert_new, insert_of, put, table_of

_sources = table_of(CaseSources)
_mappings = table_of(ImportMappings)
_AT_ONCE = 500
_LONGEST = 200

UNNAMED = ""
"""The source of numbers of which nobody said whose they are."""


@dataclass(frozen=True, slots=True)
class Source:
    """A number that a case bears in a `source`, and the keyed hash of the row that it was made of, blank where there is none."""

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

    def known(self, tenant: str, case_type: str, numbers: Iterable[str]) -> dict[str, tuple[Source, ...]]:
        """The cases of a type that bear these numbers, in whichever system; by number."""
        wanted, found = sorted({*numbers}), dict[str, tuple[Source, ...]]()
        mine = (_sources.c.tenant == tenant, _sources.c.case_type == case_type)
        for at in range(0, len(wanted), _AT_ONCE):
            query = select(_sources).where(*mine, _sources.c.number.in_(wanted[at : at + _AT_ONCE]))
            for row in self._connection.execute(query.order_by(_sources.c.made_at)):
                one = Source(row.case_type, row.source, row.number, row.case, row.digest)
                found[row.number] = (*found.get(row.number, ()), one)
        return found

    def add(self, tenant: str, sources: Iterable[Source], now: datetime) -> None:
        """Remembers where new cases came from; raises Conflict where a number is known already.

        A number of no system in particular may be borne by several, and is remembered for the first.
        """
        rows = [_row(tenant, one, now) for one in sources]
        strict = [row for row in rows if row["source"] != UNNAMED]
        try:
            if strict:
                self._connection.execute(insert(_sources), strict)
        except IntegrityError as error:
            raise Conflict("one of the numbers was taken meanwhile") from error
        self._add_free(row for row in rows if row["source"] == UNNAMED)

    def claim(self, tenant: str, source: Source, now: datetime) -> bool:
        """Remembers the number of a case unless another one bears it; whether it is this one's now."""
        return insert_new(self._connection, _sources, _row(tenant, source, now))

    def drop(self, tenant: str, source: Source) -> None:
        """Forgets a number of a case, which does not bear it any more."""
        mine = (
            _sources.c.tenant == tenant,
            _sources.c.case_type == source.case_type,
            _sources.c.source == source.source,
            _sources.c.number == source.number,
            _sources.c.case == source.case,
        )
        self._connection.execute(delete(_sources).where(*mine))

    def fill(self, tenant: str, case_type: str, path: str, now: datetime) -> int:
        """Remembers as numbers of no system in particular what cases answered before a version said which; how many.

        They are read from the indexed answers, so that no case is opened for it.
        """
        table = projection_table(case_type, (IndexedField(path),))
        column = table.c[IndexedField(path).column]
        borne = select(table.c.case, column.label("number")).where(table.c.tenant == tenant, column.is_not(None))
        told = [(row.case, plain_number(row.number)) for row in self._connection.execute(borne.order_by(table.c.case))]
        known = self.known(tenant, case_type, (number for _, number in told))
        missing = (
            Source(case_type, UNNAMED, number, case, "")
            for case, number in told
            if number and all(one.case != case for one in known.get(number, ()))
        )
        return self._add_free(_row(tenant, one, now) for one in missing)

    def _add_free(self, rows: Iterable[dict[str, Any]]) -> int:
        """Remembers numbers unless they are known; how many were told."""
        told = list(rows)
        if told:
            free = insert_of(self._connection.dialect.name, _sources).on_conflict_do_nothing()
            self._connection.execute(free, told)
        return len(told)

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


def plain_number(text: str) -> str:
    """A number written in one way: width, case, blanks and characters that nobody sees do not count.

    >>> plain_number(" ｘf ２０２６－00１ ")
    'xf2026-001'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in plain if not (one.isspace() or unicodedata.category(one)[0] == "C"))[:_LONGEST]


def _row(tenant: str, source: Source, now: datetime) -> dict[str, Any]:
    return {"tenant": tenant, "made_at": now, **{name: getattr(source, name) for name in Source.__slots__}}
