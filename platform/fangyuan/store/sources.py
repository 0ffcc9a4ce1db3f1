"""`uow.sources`: which case came from which number elsewhere, and how the columns of files are mapped."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select
from sqlalchemy.exc import IntegrityError

from fangyuan.store.canonical import canonical
from fangyuan.store.cases import Conflict
from fangyuan.store.projection import IndexedField, projection_table
from fangyuan.store.seals import Seals
from fangyuan.store.tables import Cases, CaseSources, ImportMappings, Parties
from fangyuan.store.tables.base import insert_of, put, table_of

_cases, _parties, _sources = table_of(Cases), table_of(Parties), table_of(CaseSources)
_mappings = table_of(ImportMappings)
_AT_ONCE = 500
_LONGEST = 200
_HOPS = 4
"""Over how many cases a matter is followed up."""

MOST_BEARERS = 20
"""For how many cases a number of no system in particular is remembered."""

UNNAMED = ""
"""The source of numbers of which nobody said whose they are."""


@dataclass(frozen=True, slots=True)
class Source:
    """A number that a case bears in a `source`, and the keyed hash of the row that it was made of, blank where there is none.

    A number that is `everywhere` is one in the whole jurisdiction, any other one among the cases of its type. `place`
    counts those that bear it.
    """

    case_type: str
    source: str
    number: str
    case: str
    digest: str
    everywhere: bool = False
    place: int = 0

    @property
    def mark(self) -> tuple[str, str, str]:
        """What makes the number one: scope, source, number."""
        return ("" if self.everywhere else self.case_type, self.source, self.number)


Known = Mapping[str, Sequence[Source]]
"""Who bears which number, by number, the first of each first."""


class SourceRepository:
    """Cases by where they came from, and saved mappings by name."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self._connection = connection
        self._seals = seals

    def known(self, tenant: str, case_type: str, numbers: Iterable[str]) -> dict[str, tuple[Source, ...]]:
        """The cases that bear these numbers in whichever system, of the type, or of any where a number is one everywhere."""
        wanted, found = sorted({*numbers}), dict[str, tuple[Source, ...]]()
        mine = (_sources.c.tenant == tenant, _sources.c.scope.in_(("", case_type)))
        for at in range(0, len(wanted), _AT_ONCE):
            query = select(_sources).where(*mine, _sources.c.number.in_(wanted[at : at + _AT_ONCE]))
            for row in self._connection.execute(query.order_by(_sources.c.made_at, _sources.c.place)):
                found[row.number] = (*found.get(row.number, ()), _source(row))
        return found

    def add(self, tenant: str, sources: Iterable[Source], known: Known, now: datetime) -> None:
        """Remembers the numbers of cases behind those that are `known` to bear them.

        Raises Conflict where somebody else bears one of them meanwhile. A number of no system in particular is
        remembered for a few only: it tells nobody apart.
        """
        rows = [_row(tenant, one, now) for one in placed(sources, known)]
        try:
            if rows:
                self._connection.execute(insert(_sources), rows)
        except IntegrityError as error:
            raise Conflict("one of the numbers was taken meanwhile") from error

    def drop(self, tenant: str, source: Source) -> None:
        """Forgets a number of a case, which does not bear it any more."""
        scope, named, number = source.mark
        mine = (
            _sources.c.tenant == tenant,
            _sources.c.scope == scope,
            _sources.c.source == named,
            _sources.c.number == number,
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
        rows = [_row(tenant, one, now) for one in placed(missing, known)]
        if rows:
            free = insert_of(self._connection.dialect.name, _sources).on_conflict_do_nothing()
            self._connection.execute(free, rows)
        return len(rows)

    def veiled(
        self, tenant: str, cases: Iterable[str], parties: Iterable[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Of these cases those that are kept from one of the parties by name, and those that are confidential at all."""
        wanted, mine = sorted({*cases}), (_parties.c.tenant == tenant, _parties.c.excluded.is_(True))
        named = select(_parties.c.case).where(*mine, _parties.c.party.in_(sorted({*parties})))
        closed = select(_cases.c.case).where(_cases.c.tenant == tenant, _cases.c.confidential.is_(True))
        kept, confidential = set[str](), set[str]()
        for at in range(0, len(wanted), _AT_ONCE):
            these = wanted[at : at + _AT_ONCE]
            kept |= {*self._connection.execute(named.where(_parties.c.case.in_(these))).scalars()}
            confidential |= {*self._connection.execute(closed.where(_cases.c.case.in_(these))).scalars()}
        return frozenset(kept), frozenset(confidential)

    def matters(self, cases: Iterable[str]) -> dict[str, frozenset[str]]:
        """Each of these cases with those that it came from or went into, near and far: two that share one are one matter."""
        found = {case: {case} for case in cases}
        above = {case: case for case in found}
        for _ in range(_HOPS):
            query = select(_cases.c.case, _cases.c.parent, _cases.c.merged_into).where(
                _cases.c.case.in_(sorted({*above.values()}))
            )
            upper = {row.case: row.merged_into or row.parent for row in self._connection.execute(query)}
            above = {case: heir for case, one in above.items() if (heir := upper.get(one)) and heir not in found[case]}
            for case, heir in above.items():
                found[case].add(heir)
            if not above:
                break
        return {case: frozenset(matter) for case, matter in found.items()}

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


def placed(sources: Iterable[Source], known: Known) -> Iterator[Source]:
    """The sources, each behind those that bear its number already; of a number of no system only the first few."""
    free: dict[tuple[str, str, str], int] = {}
    for one in (one for many in known.values() for one in many):
        free[one.mark] = max(free.get(one.mark, 0), one.place + 1)
    for source in sources:
        place = free.get(source.mark, 0)
        if source.source != UNNAMED or place < MOST_BEARERS:
            free[source.mark] = place + 1
            yield replace(source, place=place)


def _source(row: Row[Any]) -> Source:
    return Source(row.case_type, row.source, row.number, row.case, row.digest, not row.scope, row.place)


def _row(tenant: str, source: Source, now: datetime) -> dict[str, Any]:
    scope, named, number = source.mark
    return {
        "tenant": tenant, "scope": scope, "source": named, "number": number, "place": source.place,
        "case_type": source.case_type, "case": source.case, "digest": source.digest, "made_at": now,
    }  # fmt: skip
