"""What a list asks for, and the clauses that it becomes: always led by the tenant and by what the reader may see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Boolean, ColumnElement, FromClause, Select, and_, false, literal, or_, select

from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import ALWAYS, AllOf, Condition
from fangyuan.store.conditions import where
from fangyuan.store.places import NotIndexed, Place, Places
from fangyuan.store.projection import IndexedField
from fangyuan.store.sight import Sight, seen_by
from fangyuan.store.tables import Cases
from fangyuan.store.tables.base import table_of
from fangyuan.store.texts import TextQuery

_cases = table_of(Cases)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list asks for. `fields` are the indexed answers of the one case type; without them only `case.` and `clock.` paths.

    `sort` paths may begin with `-`; blanks come last. `cursor` is a page's `next`; it goes on where that page ended, however
    many rows came or went since. `sought` is looked for in the text index. Where nothing is `counted`, the total is that of
    the page.
    """

    tenant: str
    sight: Sight
    moment: Moment
    case_types: tuple[str, ...] = ()
    fields: tuple[IndexedField, ...] = ()
    condition: Condition = ALWAYS
    sought: TextQuery = TextQuery("")
    sort: tuple[str, ...] = ("-case.registered_at",)
    limit: int = 50
    offset: int = 0
    cursor: tuple[Any, ...] = ()
    counted: bool = True

    @property
    def narrowed(self) -> bool:
        """Whether it asks for some of the cases of its types."""
        return bool(self.sought) or not _always(self.condition)


def _always(condition: Condition) -> bool:
    return isinstance(condition, AllOf) and all(map(_always, condition.parts))


def places_of(listing: Listing, hashed: Callable[[str], str]) -> Places:
    """Where the paths of a list stand."""
    if listing.fields and len(listing.case_types) != 1:
        raise NotIndexed("a list over answers needs exactly one case type")
    case_type = listing.case_types[0] if listing.case_types else ""
    return Places.of(case_type, listing.fields, listing.moment, hashed)


def bare(listing: Listing, places: Places, *columns: Any, found: ColumnElement[bool] | None = None) -> Select[Any]:
    """The matching rows with these columns, in no order; of those alone that are `found` by their words."""
    query = select(*columns).select_from(_cases)
    if found is not None:
        query = query.where(found, *_belonging(listing))
    else:
        query = query.where(_cases.c.tenant == listing.tenant, *_of_types(listing.case_types))
    query = query.where(*seen_by(listing.sight, whole=(listing.tenant,)))
    if (table := places.projection) is not None:
        query = query.outerjoin(table, and_(table.c.tenant == _cases.c.tenant, table.c.case == _cases.c.case))
    return query if listing.condition == ALWAYS else query.where(where(listing.condition, places))


Key = tuple[Place, bool]
"""A place to sort by, and whether downwards."""


def key(places: Places, path: str) -> Key:
    """What a path of a sort stands for; raises NotIndexed for one that has no order."""
    return sortable(places[path.removeprefix("-")]), path.startswith("-")


def sortable(place: Place) -> Place:
    """The place, where it has an order."""
    if place.sortable:
        return place
    raise NotIndexed(f"{place.path}: a list of values or a sensitive answer has no order")


def ordering(order: Sequence[Key], rows: FromClause | None = None) -> list[Any]:
    """Blanks last; the id of the case decides among equals, so that pages never overlap. `rows` have the keys already."""
    parts = []
    for n, (place, down) in enumerate(order):
        held = place.expression if rows is None else rows.c[f"key_{n}"]
        part = held.desc() if down else held.asc()
        parts.append(part if place.never_null else part.nulls_last())
    down = bool(order) and order[0][1]
    case = (_cases if rows is None else rows).c.case
    return [*parts, case.desc() if down else case.asc()]


def cursor(row: Any, keys: int) -> tuple[Any, ...]:
    """Where the page goes on that ends with a row."""
    return (*(getattr(row, f"key_{n}") for n in range(keys)), row.case)


def beyond(order: Sequence[Key], cursor: tuple[Any, ...]) -> ColumnElement[bool]:
    """Whatever comes after the row that the cursor names."""
    *values, case = cursor
    down = bool(order) and order[0][1]
    ways: list[ColumnElement[bool]] = [_cases.c.case < case if down else _cases.c.case > case]
    for (place, falling), value in reversed(list(zip(order, values, strict=True))):
        held = _held(place, value)
        equal = place.expression.is_(None) if value is None else place.expression == held
        ways = [or_(_after(place, falling, held), and_(equal, *ways))]
    return and_(ways[0], *_bound(order, values))


def _held(place: Place, value: Any) -> Any:
    """What a key is held against: a truth as a parameter, for the library compares `True` itself with nothing."""
    return literal(value, Boolean()) if place.type == "boolean" and value is not None else value


def _bound(order: Sequence[Key], values: Sequence[Any]) -> list[ColumnElement[bool]]:
    """Where the first key alone lets an index begin, so that a late page costs what the first one does."""
    if not order or not order[0][0].never_null:
        return []
    (place, falling), value = order[0], _held(order[0][0], values[0])
    return [cast("ColumnElement[bool]", place.expression <= value if falling else place.expression >= value)]


def _after(place: Place, down: bool, value: Any) -> ColumnElement[bool]:
    if value is None:
        return false()
    column = place.expression
    further = cast("ColumnElement[bool]", column < value if down else column > value)
    return further if place.never_null else or_(further, column.is_(None))


def _of_types(types: Sequence[str]) -> list[ColumnElement[bool]]:
    """One type is tested by equality, so that an index also gives the order."""
    if not types:
        return []
    return [_cases.c.case_type == types[0] if len(types) == 1 else _cases.c.case_type.in_(types)]


def _belonging(listing: Listing) -> list[ColumnElement[bool]]:
    """Tenant and types as no index knows them: SQLite would walk one rather than look up the few that were found."""
    types = [_cases.c.case_type.concat("").in_(listing.case_types)] if listing.case_types else []
    return [_cases.c.tenant.concat("") == listing.tenant, *types]
