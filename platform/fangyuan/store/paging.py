"""The page of a list and its count: as few statements as will do, kept ready where the same is asked again.

Rows are put in order by their keys alone, and what is shown is read of those on the page. Of a list that is narrowed its first rows
are found and counted in one go, no more than are counted; they are in order where that is all of them. Where a text with an index comes
first in the order, a page is looked for among the cases where it says something: blanks come last, and the index ends early.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    true,
)

from fangyuan.model.conditions import Op, Param, atoms
from fangyuan.store.lights import light_of
from fangyuan.store.lines import OF_A_CASE, is_shown
from fangyuan.store.listing import Key, Listing, bare, beyond, key, ordering, places_of
from fangyuan.store.places import Places
from fangyuan.store.prepared import Given, Prepared, asked, ready
from fangyuan.store.tables import Cases, Instant
from fangyuan.store.tables.base import table_of

_cases = table_of(Cases)
_NOW = bindparam("now", type_=Instant())
_MOST = bindparam("most", type_=Integer())
_OFFSET = bindparam("offset", type_=Integer())
_LATER = frozenset({Op.OLDER_THAN, Op.NEWER_THAN})
Hashed = Callable[[str], str]
_IN_AN_INDEX = frozenset({"case.leader", "case.unit", "case.stage"})
Kind = str
"""`page`: rows alone; `counted`: with how many there are; `few`: out of the first that were found, with how many those are."""
SAID = " said"
"""Behind a kind: among the cases of which the first path of the order says something."""


def rows_and_total(
    connection: Connection, listing: Listing, hashed: Hashed, most: int
) -> tuple[Sequence[Any], int | None]:
    """The rows of a page and how many cases match, `most` at most; None where that is not asked, or no row is there to tell."""
    kind = "page" if not listing.counted else "few" if listing.narrowed and not listing.cursor else "counted"
    given = {"now": listing.moment.now, "offset": listing.offset, "most": most}
    rows = _page(connection, listing, hashed, kind, given)
    total = rows[0].total if rows and kind != "page" else None
    # Of more than are counted the first that were found are not the first in order, and a page may lie behind all of them.
    if kind == "few" and (listing.offset if total is None else total >= most):
        rows = _page(connection, listing, hashed, "page", given)
    return rows, total


def _page(connection: Connection, listing: Listing, hashed: Hashed, kind: Kind, given: Given) -> Sequence[Any]:
    among_blanks = bool(listing.cursor) and listing.cursor[0] is None
    if kind != "few" and not among_blanks and _has_an_index(listing):
        rows = _found(connection, listing, hashed, kind + SAID, given)
        if len(rows) == listing.limit:
            return rows
    return _found(connection, listing, hashed, kind, given)


def _found(connection: Connection, listing: Listing, hashed: Hashed, kind: Kind, given: Given) -> Sequence[Any]:
    said = _said(listing)
    kept = _kept(_Question(connection.dialect, said, kind)) if said is not None else None
    if kept is not None and kept.ready is not None:
        return asked(connection, kept.ready, given)
    statement = _statement(listing, hashed, kind)
    if kept is not None and kept.asked:
        kept.ready = ready(connection, statement, given)
        return asked(connection, kept.ready, given)
    if kept is not None:
        kept.asked = True
    # What is asked once the library carries out, which knows statements that differ by their values alone.
    return connection.execute(statement, given).all()


@dataclass(frozen=True, slots=True)
class _Question:
    """What makes a statement; `said` has all of a list but the instant at which it is asked."""

    dialect: Hashable
    said: Hashable
    kind: Kind


@dataclass(slots=True)
class _Kept:
    """A statement that was asked; ready once it is asked again."""

    asked: bool = False
    ready: Prepared | None = field(default=None)


@lru_cache(maxsize=256)
def _kept(question: _Question) -> _Kept:
    return _Kept()


def _said(listing: Listing) -> Hashable | None:
    """By what a list is known all day; None for one that is not asked again, or must not be held: what is typed of a sensitive
    answer, and what goes by the hour.
    """
    if listing.cursor:
        return None
    sealed = {one.path for one in listing.fields if one.sensitive}
    named = []
    for atom in atoms(listing.condition):
        if atom.op in _LATER or atom.path in sealed:
            return None
        if isinstance(atom.operand, Param):
            named.append(repr(listing.moment.parameters.get(atom.operand.name)))
    moment = listing.moment
    # The condition by its text: 1 equals true in Python, and in no condition.
    asked_for = (listing.case_types, listing.fields, repr(listing.condition), tuple(named), listing.sort, listing.limit)
    return (listing.tenant, listing.sight, *asked_for, moment.zone, moment.today)


def _statement(listing: Listing, hashed: Hashed, kind: Kind) -> Select[Any]:
    places = replace(places_of(listing, hashed), later=_NOW)
    order = [key(places, path) for path in listing.sort]
    if kind.endswith(SAID):
        said, order[0] = _saying(order[0])
    else:
        said = true()
    keys = [place.expression.label(f"key_{n}") for n, (place, _) in enumerate(order)]
    found = bare(listing, places, _cases.c.case, *keys).where(said)
    if listing.cursor:
        found = found.where(beyond(order, listing.cursor))
    if kind == "few":
        few = found.limit(_MOST).cte("few")
        return _shown(listing, places, order, _cut(select(few), listing, ordering(order, few)), _how_many(few))
    page = _cut(found, listing, ordering(order))
    if kind.startswith("page"):
        return _shown(listing, places, order, page)
    counted = bare(listing, places, literal_column("1")).limit(_MOST).subquery("counted")
    return _shown(listing, places, order, page, _how_many(counted))


def _has_an_index(listing: Listing) -> bool:
    return bool(listing.sort) and listing.sort[0].removeprefix("-") in _IN_AN_INDEX


def _saying(first: Key) -> tuple[ColumnElement[bool], Key]:
    """Where the text that comes first in an order is not blank, and what it is there, as its index has it."""
    place, down = first
    return place.equalled > "", (replace(place, expression=place.equalled, never_null=True), down)


def _cut(found: Select[Any], listing: Listing, order: list[Any]) -> FromClause:
    return found.order_by(*order).limit(listing.limit).offset(_OFFSET).subquery("page")


def _how_many(rows: FromClause) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows).scalar_subquery()


def _shown(
    listing: Listing, places: Places, order: Sequence[Key], page: FromClause, total: ScalarSelect[int] | None = None
) -> Select[Any]:
    """What lines are made of, of the cases of a page, in its order. Joined from the page on, so that nothing else is read."""
    own = and_(_cases.c.tenant == listing.tenant, _cases.c.case == page.c.case)
    light = light_of(_cases.c.next_due_at, _cases.c, places.now)
    columns: list[ColumnElement[Any]] = [*(_cases.c[name] for name in OF_A_CASE), light.label("light")]
    joined = page.outerjoin(_cases, own)
    if (table := places.projection) is not None:
        joined = joined.outerjoin(table, and_(table.c.tenant == listing.tenant, table.c.case == page.c.case))
        columns += [table.c[one.column] for one in listing.fields if is_shown(one)]
    columns += [page.c[f"key_{n}"] for n in range(len(order))]
    if total is not None:
        columns.append(total.label("total"))
    return select(*columns).select_from(joined).order_by(*ordering(order, page))
