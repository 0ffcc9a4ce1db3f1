"""Lists of cases: filtered, sorted, paged, counted; always led by the tenant and by what the reader may see."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, literal_column, or_, select

from fangyuan.forms.moment import Moment
from fangyuan.model.clocks import Light
from fangyuan.store.lights import at, counted, light_of
from fangyuan.store.lines import OF_A_CASE, CaseLine, ClockLine, case_line, clock_line, is_shown
from fangyuan.store.listing import Key, Listing, bare, beyond, cursor, key, ordering, places_of, sortable
from fangyuan.store.paging import rows_and_total
from fangyuan.store.places import Places
from fangyuan.store.prepared import found as rows_of
from fangyuan.store.seals import Seals
from fangyuan.store.sight import Sight, seen_by
from fangyuan.store.tables import Cases, ClockRuns, Parties
from fangyuan.store.tables.base import table_of
from fangyuan.store.tenants import Several, one_of
from fangyuan.store.texts import holding

__all__ = ["COUNT_CAP", "CaseLists", "Listing", "Page", "Tally"]

_cases = table_of(Cases)
_runs = table_of(ClockRuns)
_parties = table_of(Parties)
COUNT_CAP = 10_000
# Built once: every list asks it.
_of_these = one_of(_runs.c.case, bindparam("cases", type_=Several()))
_RUNS = (
    select(_runs).where(_runs.c.tenant == bindparam("of"), _of_these).order_by(_runs.c.number, _runs.c.due_at.desc())
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. `total` counts all rows up to a cap; `capped` says that there are more than that.

    `leading` is what each row holds at the first path of the sort.
    """

    rows: tuple[CaseLine, ...]
    total: int
    capped: bool = False
    next: tuple[Any, ...] = field(default=())
    leading: tuple[Any, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases there are, and the sums of their answers; None where no case has the answer."""

    count: int
    sums: tuple[Any, ...]


class CaseLists:
    """Reads over many cases; the number of queries never depends on the number of rows."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        """`seals` hashes what sensitive answers are searched by."""
        self._connection = connection
        self._seals = seals

    def page(self, listing: Listing) -> Page:
        """One page: its rows, the count, where it goes on. Raises NotIndexed for a path that no column answers."""
        rows, total = self._sought(listing) if listing.sought else self._found(listing)
        keys = len(listing.sort)
        following = cursor(rows[-1], keys) if len(rows) == listing.limit else ()
        leading = tuple(row.key_0 for row in rows) if keys else ()
        return Page(self._lines(listing, rows), min(total, COUNT_CAP), total > COUNT_CAP, following, leading)

    def stream(
        self, listing: Listing, size: int
    ) -> Generator[tuple[tuple[CaseLine, ...], tuple[Any, ...]], None, None]:
        """Every row in order, `size` at a time, with what each holds at the first path of the sort; one query over all.

        Close what it gives where it is not read to its end.
        """
        query, order = self._ordered(listing, self._places(listing))
        with self._connection.execute(query.execution_options(yield_per=size)) as found:
            for rows in found.partitions():
                yield self._lines(listing, rows), tuple(row._mapping["key_0"] for row in rows) if order else ()

    def tallied(
        self, listing: Listing, sums: Sequence[str], by: str = "", among: Sequence[Any] = ()
    ) -> dict[Any, Tally]:
        """Count and sums of all matching cases, or of those with each of the values `among` at the path `by`; one query."""
        places = self._places(listing)
        added = [func.sum(sortable(places[path]).expression) for path in sums]
        if not by:
            row = self._connection.execute(self._bare(listing, places, func.count(_cases.c.case), *added)).one()
            return {None: Tally(row[0], tuple(row[1:]))}
        place = sortable(places[by]).expression
        query = self._bare(listing, places, place.label("value"), func.count(_cases.c.case), *added)
        named = [value for value in among if value is not None]
        wanted = place.in_(named) if len(named) == len(among) else or_(place.in_(named), place.is_(None))
        # By its place in the list, because a group by an expression with bound values is another expression to PostgreSQL.
        rows = self._connection.execute(query.where(wanted).group_by(literal_column("1")))
        return {row[0]: Tally(row[1], tuple(row[2:])) for row in rows}

    def count_all(self, listing: Listing) -> int:
        """How many cases match, however many there are."""
        query = self._bare(listing, self._places(listing), func.count(_cases.c.case))
        return int(self._connection.execute(query).scalar_one())

    def count(self, listing: Listing) -> int:
        """How many cases match, `COUNT_CAP` + 1 at most."""
        return self._count(listing, self._places(listing))

    def lights(self, listing: Listing) -> Mapping[Light, int]:
        """How many of the matching open cases stand at each light; one query."""
        light = light_of(_cases.c.next_due_at, _cases.c, at(listing.moment.now))
        open_ones = self._bare(listing, self._places(listing), light).where(_cases.c.closed_at.is_(None))
        return counted(self._connection.execute(_grouped(open_ones, light)))

    def grouped(self, listing: Listing, path: str) -> dict[Any, int]:
        """How many of the matching cases have each value of a path (`case.stage`, an indexed answer); one query."""
        places = self._places(listing)
        place = sortable(places[path])
        query = self._bare(listing, places, place.expression)
        return dict(self._connection.execute(_grouped(query, place.expression)).all())

    def leaders(self, listing: Listing) -> list[str]:
        """Who leads any of the matching cases: each is found by one step of an index, and then one case of theirs."""
        other, own = _cases.alias(), listing.tenant
        least = select(func.min(other.c.leader).label("person")).where(other.c.tenant == own, other.c.leader > "")
        each = least.cte("each", recursive=True)
        following = select(func.min(other.c.leader)).where(other.c.tenant == own, other.c.leader > each.c.person)
        each = each.union_all(select(following.scalar_subquery()).where(each.c.person.is_not(None)))
        theirs = self._bare(listing, self._places(listing), _cases.c.case).where(_cases.c.leader == each.c.person)
        # One case of each, the first of their part of the index: PostgreSQL would read them all and join.
        one = theirs.correlate(each).order_by(_cases.c.closed_at).limit(1).scalar_subquery()
        query = select(each.c.person).where(each.c.person.is_not(None), one.is_not(None))
        return list(self._connection.execute(query).scalars())

    def sees(self, tenant: str, case: str, sight: Sight) -> bool:
        """Whether a case of the tenant exists and may be seen."""
        query = select(_cases.c.case).where(_cases.c.tenant == tenant, _cases.c.case == case, *seen_by(sight))
        return self._connection.execute(query).first() is not None

    def by_number(self, tenant: str, number: str) -> str | None:
        """The id of the case with a number."""
        query = select(_cases.c.case).where(_cases.c.tenant == tenant, _cases.c.number == number).limit(1)
        return self._connection.execute(query).scalar_one_or_none()

    def by_number_and_slip(self, tenant: str, number: str) -> tuple[str, int] | None:
        """(id, issue of its query code) of the case with a number, out of one row of the index."""
        query = (
            select(_cases.c.case, _cases.c.slip).where(_cases.c.tenant == tenant, _cases.c.number == number).limit(1)
        )
        row = self._connection.execute(query).first()
        return (row.case, row.slip) if row else None

    def reached(self, tenant: str, party: str, closed: bool | None = None) -> list[str]:
        """The ids of the cases that a unit or a person has a part in, the oldest first; only the closed or open ones where said."""
        mine = (_parties.c.tenant == tenant, _parties.c.party == party, _parties.c.excluded.is_(False))
        same = and_(_parties.c.tenant == _cases.c.tenant, _parties.c.case == _cases.c.case)
        query = select(_cases.c.case).join(_parties, same).where(*mine).order_by(_cases.c.case)
        if closed is not None:
            query = query.where(_cases.c.closed_at.is_not(None) if closed else _cases.c.closed_at.is_(None))
        return list(self._connection.execute(query).scalars())

    def kept_from(self, sight: Sight) -> frozenset[str]:
        """The ids of the cases of all tenants that are kept from somebody, or from a unit in which they work."""
        named = (_parties.c.excluded.is_(True), _parties.c.party.in_(sorted({sight.person, *sight.posts})))
        return frozenset(self._connection.execute(select(_parties.c.case).where(*named)).scalars())

    def excluded(self, tenant: str, case: str) -> frozenset[str]:
        """The people and units that a case is kept from."""
        mine = (_parties.c.tenant == tenant, _parties.c.case == case, _parties.c.excluded.is_(True))
        return frozenset(self._connection.execute(select(_parties.c.party).where(*mine)).scalars())

    def open_under(self, tenant: str, pack: str, case_type: str) -> list[str]:
        """The ids of the open cases of a type that are pinned to a pack, the oldest first."""
        mine = (_cases.c.tenant == tenant, _cases.c.pack == pack, _cases.c.case_type == case_type)
        query = select(_cases.c.case).where(*mine, _cases.c.closed_at.is_(None)).order_by(_cases.c.case)
        return list(self._connection.execute(query).scalars())

    def pins(self) -> set[tuple[str, str]]:
        """(pack hash, case type) of the open cases of all tenants."""
        query = select(_cases.c.pack, _cases.c.case_type).where(_cases.c.closed_at.is_(None)).distinct()
        return {(row.pack, row.case_type) for row in self._connection.execute(query)}

    def tenant_of(self, case: str) -> str | None:
        """The tenant of a case, for commands that name the case alone."""
        return self._connection.execute(
            select(_cases.c.tenant).where(_cases.c.case == case).limit(1)
        ).scalar_one_or_none()

    def numbers(self, tenant: str, cases: Sequence[str]) -> dict[str, str]:
        """The numbers of these cases, by id."""
        mine = (_cases.c.tenant == tenant, _cases.c.case.in_(cases))
        return dict(self._connection.execute(select(_cases.c.case, _cases.c.number).where(*mine)).all())

    def lines(self, tenant: str, cases: Sequence[str], moment: Moment, sight: Sight) -> dict[str, CaseLine]:
        """The lines of these cases (linked ones, say), of those that may be seen."""
        light = light_of(_cases.c.next_due_at, _cases.c, at(moment.now)).label("light")
        mine = (_cases.c.tenant == tenant, _cases.c.case.in_(cases), *seen_by(sight))
        rows = self._connection.execute(select(_cases, light).where(*mine)).all()
        return {row.case: case_line(row, {}) for row in rows}

    def _found(self, listing: Listing) -> tuple[Sequence[Any], int]:
        """The rows of a page, and how many there are; where it is an empty one behind others, those are counted."""
        rows, total = rows_and_total(self._connection, listing, self._hashed(listing.tenant), COUNT_CAP + 1)
        if total is None:
            behind = listing.counted and (listing.offset or listing.cursor)
            total = self.count(listing) if behind else len(rows)
        return rows, total

    def _sought(self, listing: Listing) -> tuple[Sequence[Any], int]:
        """The same of cases that are found by words."""
        places = self._places(listing)
        query, _ = self._ordered(listing, places)
        rows = self._connection.execute(query.limit(listing.limit).offset(listing.offset)).all()
        return rows, self._count(listing, places) if listing.counted else len(rows)

    def _places(self, listing: Listing) -> Places:
        return places_of(listing, self._hashed(listing.tenant))

    def _hashed(self, tenant: str) -> Any:
        return lambda text: self._seals.blind_index(tenant, text)

    def _ordered(self, listing: Listing, places: Places) -> tuple[Select[Any], list[Key]]:
        """The matching rows in order, from the cursor on, each with its keys."""
        order = [key(places, path) for path in listing.sort]
        query = self._matching(listing, places)
        query = query.add_columns(*(place.expression.label(f"key_{n}") for n, (place, _) in enumerate(order)))
        if listing.cursor:
            query = query.where(beyond(order, listing.cursor))
        return query.order_by(*ordering(order)), order

    def _matching(self, listing: Listing, places: Places) -> Select[Any]:
        light = light_of(_cases.c.next_due_at, _cases.c, places.now).label("light")
        query = self._bare(listing, places, *(_cases.c[name] for name in OF_A_CASE), light)
        if places.projection is not None:
            query = query.add_columns(*(places.projection.c[one.column] for one in listing.fields if is_shown(one)))
        return query

    def _bare(self, listing: Listing, places: Places, *columns: Any) -> Select[Any]:
        """The matching rows with these columns, in no order."""
        return bare(listing, places, *columns, found=self._holding(listing) if listing.sought else None)

    def _holding(self, listing: Listing) -> ColumnElement[bool]:
        types, sought = listing.case_types, listing.sought
        return holding(self._connection, self._seals, listing.tenant, listing.sight, types, sought)

    def _count(self, listing: Listing, places: Places) -> int:
        few = self._bare(listing, places, literal_column("1")).limit(COUNT_CAP + 1).subquery()
        return int(self._connection.execute(select(func.count()).select_from(few)).scalar_one())

    def _lines(self, listing: Listing, rows: Sequence[Any]) -> tuple[CaseLine, ...]:
        clocks = self._clocks(listing, {row.case: row.unit for row in rows})
        shown = tuple(one.path for one in listing.fields if is_shown(one))
        return tuple(case_line(row, clocks.get(row.case, {}), shown) for row in rows)

    def _clocks(self, listing: Listing, cases: Mapping[str, str]) -> dict[str, dict[str, ClockLine]]:
        """The latest run of every clock of these cases, in one query; of those alike the one that is due first.

        Of cases of other units only the runs about the case as a whole, or about whoever reads.
        """
        found: dict[str, dict[str, ClockLine]] = {}
        for row in rows_of(self._connection, _RUNS, {"of": listing.tenant, "cases": list(cases)}) if cases else ():
            if not row.subject or listing.sight.has_part(cases[row.case], row.subject):
                found.setdefault(row.case, {})[row.clock] = clock_line(row, listing.moment.now)
        return found


def _grouped(query: Select[Any], by: ColumnElement[Any]) -> Select[Any]:
    inner = query.with_only_columns(by.label("value")).subquery()
    return select(inner.c.value, func.count()).group_by(inner.c.value)
