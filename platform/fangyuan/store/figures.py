"""Figures over cases: counted, summed, told apart by the database itself, however many cases there are.

Every case of a share gives one row with its place on each axis and its value for each tally; the rows of all shares are
put together and added up. What one case sent on to another is left out where both would be counted.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)  # fmt: skip

from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import ALWAYS, Condition
from fangyuan.model.reports import JURISDICTION
from fangyuan.store.conditions import where
from fangyuan.store.days import days_between, first_instant, local_day
from fangyuan.store.lights import at
from fangyuan.store.places import NotIndexed, Place, Places
from fangyuan.store.projection import SEPARATOR, IndexedField, element
from fangyuan.store.seals import Seals
from fangyuan.store.sight import Sight, seen_by
from fangyuan.store.tables import Cases
from fangyuan.store.tables.base import table_of

_cases = table_of(Cases)
_HOPS = 4
"""Over how many cases in between a case is followed back to the one that it came from."""
_ABOVE = tuple(tuple(_cases.alias(f"above{hops}_{n}") for n in range(hops)) for hops in range(1, _HOPS + 1))
"""The table under a name for each case on the way, made once: an alias makes every column of the table anew."""

EARLIER, LATER = "-", "+"
"""Keys of an axis of dates for what lies before and after its steps."""

Key = tuple[str | None, ...]
"""The place of a row on every axis; None where nothing is said."""


@dataclass(frozen=True, slots=True)
class Share:
    """The cases of one type of one tenant that somebody may count; `open_only` leaves out the confidential ones.

    `unasked` are answers, with their types, that other types of the question have and this one never asks for.
    """

    tenant: str
    sight: Sight
    moment: Moment
    case_type: str
    fields: tuple[IndexedField, ...]
    condition: Condition = ALWAYS
    open_only: bool = False
    unasked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Axis:
    """What rows are told apart by: a path, empty for the date of the span.

    `bounds` are the first days of the steps of a date, and the day after the last one; `above` leads from a code to the
    one that it is counted under.
    """

    path: str
    bounds: tuple[date, ...] = ()
    above: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """Cases whose date lies from `start` until before `end`, in the zone of the share; `open_at` asks for those that had
    come before `end` and were not closed then.
    """

    path: str
    start: date
    end: date
    open_at: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What a case brings: `cases` (1), `value` of a path, its `entries`, `days` to another date, `distinct` values."""

    what: str
    path: str = ""
    to: str = ""
    condition: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Tallied:
    """What was added up, and over how many cases that had a value."""

    total: float = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted. `once` leaves out whatever came from a case of the same shares."""

    shares: tuple[Share, ...]
    span: Span
    tallies: tuple[Tally, ...]
    axes: tuple[Axis, ...] = ()
    once: bool = True


class FigureRepository:
    """`uow.figures`: reads of figures and of the cases behind them."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        """`seals` hashes what sensitive answers are tested by."""
        self._connection = connection
        self._seals = seals

    def tallied(self, question: Question) -> dict[Key, tuple[Tallied, ...]]:
        """The tallies of every place on the axes; one statement. Raises NotIndexed for a path that no column answers."""
        rows = self._rows(question)
        if rows is None:
            return {}
        axes = [rows.c[f"x{n}"] for n in range(len(question.axes))]
        sums = [made for n, tally in enumerate(question.tallies) for made in _added(tally, rows.c[f"v{n}"])]
        found = self._connection.execute(select(*axes, *sums).group_by(*axes))
        return {_read_key(row[: len(axes)], question): _read(row[len(axes) :]) for row in found}

    def by_each(self, question: Question) -> tuple[dict[str | None, tuple[Tallied, ...]], ...]:
        """The tallies by every axis for itself: the cases are looked up once, however many axes there are.

        No axis may go through a list, for its cases would count several times on all the others.
        """
        rows = self._rows(question)
        if rows is None:
            return tuple({} for _ in question.axes)
        counted = select(rows).cte("each")
        parts = []
        for n in range(len(question.axes)):
            sums = [made for m, tally in enumerate(question.tallies) for made in _added(tally, counted.c[f"v{m}"])]
            place = counted.c[f"x{n}"]
            parts.append(select(literal(n), place.label("place"), *sums).group_by(place))
        found: tuple[dict[str | None, tuple[Tallied, ...]], ...] = tuple({} for _ in question.axes)
        for n, part, *values in self._connection.execute(union_all(*parts)):
            found[n][_read_part(part, question, n)] = _read(values)
        return found

    def behind(self, question: Question, key: Key, limit: int, offset: int) -> tuple[list[str], int]:
        """The ids of the cases that the first tally counts at a place, the newest first, and how many there are.

        A key shorter than the axes asks for all that lie below it.
        """
        rows = self._rows(question)
        if rows is None:
            return [], 0
        here = [rows.c[f"x{n}"].is_not_distinct_from(_written(part, question, n)) for n, part in enumerate(key)]
        matching = select(rows.c.case, rows.c.received_on).where(rows.c.v0.is_not(None), *here).distinct()
        order = matching.order_by(rows.c.received_on.desc(), rows.c.case.desc())
        cases = self._connection.execute(order.limit(limit).offset(offset)).scalars()
        total = self._connection.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
        return list(cases), int(total)

    def _rows(self, question: Question) -> Subquery | None:
        """One row a case and place: `x0`…, `v0`…, the case."""
        parts = [self._share(share, question) for share in question.shares]
        if not parts:
            return None
        return (union_all(*parts) if len(parts) > 1 else parts[0]).subquery("counted")

    def _share(self, share: Share, question: Question) -> Select[Any]:
        seals = self._seals
        places = replace(
            Places.of(share.case_type, share.fields, share.moment, lambda text: seals.blind_index(share.tenant, text)),
            unasked=share.unasked,
        )
        came: FromClause = _cases
        if (table := places.projection) is not None:
            came = came.outerjoin(table, and_(table.c.tenant == _cases.c.tenant, table.c.case == _cases.c.case))
        axes, several = [], False
        for n, axis in enumerate(question.axes):
            made = _Axis(axis, question.span, places, self._connection.dialect.name)
            came, expression = made.joined(came, f"e{n}")
            axes.append(expression.label(f"x{n}"))
            several = several or made.several
        values = [_value(tally, places).label(f"v{n}") for n, tally in enumerate(question.tallies)]
        query = select(_cases.c.tenant, _cases.c.case, _cases.c.received_on, *axes, *values).select_from(came)
        query = query.where(*_counted(share, places), *_within(question.span, places))
        if question.once:
            query = query.where(_first(question.shares))
        return query.distinct() if several else query


def _counted(share: Share, places: Places) -> Iterator[ColumnElement[bool]]:
    yield _cases.c.tenant == share.tenant
    yield _cases.c.case_type == share.case_type
    yield from seen_by(share.sight)
    if share.open_only:
        yield _cases.c.confidential.is_(False)
    if share.condition != ALWAYS:
        yield where(share.condition, places)


def _within(span: Span, places: Places) -> Iterator[ColumnElement[bool]]:
    """The cases of the span."""
    place = places[span.path]
    yield _before(place, span.end, places)
    if not span.open_at:
        yield not_(_before(place, span.start, places))
        yield place.expression.is_not(None)
        return
    end = first_instant(span.end, places.moment)
    # What is open at the end of a day that still runs is what is open now, which an index finds.
    later = _cases.c.closed_at >= at(end) if end <= places.moment.now else false()
    yield or_(_cases.c.closed_at.is_(None), later)


def _before(place: Place, day: date, places: Places) -> ColumnElement[bool]:
    """Before the first instant of a day; what is due at midnight belongs to the day that ends then."""
    if place.type == "date":
        return place.expression < literal(day)
    bound = at(first_instant(day, places.moment))
    return place.expression <= bound if place.ends_day else place.expression < bound


def _first(shares: Sequence[Share]) -> ColumnElement[bool]:
    """Whether no case that is counted here sent this one on, near or far."""
    found: list[ColumnElement[bool]] = []
    for above in _ABOVE:
        links = [above[0].c.case == _cases.c.parent]
        links += [upper.c.case == lower.c.parent for lower, upper in pairwise(above)]
        mine = or_(*(and_(*_is_of(share, above[-1])) for share in shares))
        found.append(select(literal(1)).select_from(*above).where(*links, mine).correlate(_cases).exists())
    return or_(_cases.c.parent.is_(None), not_(or_(*found)))


def _is_of(share: Share, cases: Any) -> Iterator[ColumnElement[bool]]:
    yield cases.c.tenant == share.tenant
    yield cases.c.case_type == share.case_type
    yield from seen_by(share.sight, cases)
    if share.open_only:
        yield cases.c.confidential.is_(False)


@dataclass(frozen=True, slots=True)
class _Axis:
    """An axis over the rows of one share."""

    axis: Axis
    span: Span
    places: Places
    dialect: str

    @property
    def place(self) -> Place:
        return self.places[self.axis.path or self.span.path]

    @property
    def several(self) -> bool:
        """Whether a case may stand at several places."""
        return self.axis.path != JURISDICTION and self.place.many

    def joined(self, came: FromClause, name: str) -> tuple[FromClause, ColumnElement[Any]]:
        """Where the rows come from with this axis, and the text of a row's place on it."""
        if self.axis.path == JURISDICTION:
            return came, _cases.c.tenant
        place = self.place
        if place.blind is not None:
            raise NotIndexed(f"{place.path}: a sensitive answer tells nothing apart")
        if self.axis.bounds:
            return came, self._stepped(place)
        if place.many:
            elements = _elements(place, name, self.dialect)
            return came.outerjoin(elements[0], true()), self._lifted(elements[1], json_text=True)
        return came, self._lifted(_text(place), json_text=False)

    def _stepped(self, place: Place) -> ColumnElement[Any]:
        """The first day of the step that a date lies in."""
        *starts, _ = bounds = self.axis.bounds
        names = [EARLIER, *(start.isoformat() for start in starts)]
        steps = [(_before(place, bound, self.places), name) for bound, name in zip(bounds, names, strict=True)]
        return case((place.expression.is_(None), null()), *steps, else_=LATER)

    def _lifted(self, text: ColumnElement[Any], *, json_text: bool) -> ColumnElement[Any]:
        """Codes as the ones that they are counted under."""
        above = {code: up for code, up in self.axis.above.items() if code != up}
        if json_text:
            above = {element(code): element(up) for code, up in above.items()}
        return case(above, value=text, else_=text) if above else text


def _text(place: Place) -> ColumnElement[Any]:
    if place.type == "boolean":
        return case((place.expression.is_(None), null()), (place.expression, "true"), else_="false")
    return place.expression if place.type == "string" else cast(place.expression, Text)


def _elements(place: Place, name: str, dialect: str) -> tuple[FromClause, ColumnElement[Any]]:
    """The elements of a list that stands between separators, as rows of their own, each as JSON writes it."""
    kept = func.nullif(place.expression, SEPARATOR)
    inner = func.substr(kept, 2, func.length(kept) - 2)
    if dialect == "sqlite":
        each = func.json_each("[" + func.replace(inner, SEPARATOR, ",") + "]").table_valued("value", name=name)
        return each, case((each.c.value.is_(None), null()), else_=func.json_quote(each.c.value))
    rows = func.unnest(func.string_to_array(inner, SEPARATOR)).table_valued("value", name=name).render_derived()
    return rows, rows.c.value


def _value(tally: Tally, places: Places) -> ColumnElement[Any]:
    """What a case brings; NULL where it does not count."""
    if tally.what == "cases":
        value: ColumnElement[Any] = literal(1)
    elif tally.what == "days":
        value = days_between(_day(places[tally.path], places), _day(places[tally.to], places))
    elif tally.what == "entries":
        kept = places[tally.path].expression
        value = func.length(kept) - func.length(func.replace(kept, SEPARATOR, "")) - 1
    else:
        value = places[tally.path].expression
        value = value if tally.what == "value" else cast(value, Text)
    return value if tally.condition == ALWAYS else case((where(tally.condition, places), value), else_=null())


def _day(place: Place, places: Places) -> ColumnElement[Any]:
    return place.expression if place.type == "date" else local_day(place.expression, places.moment.zone)


def _added(tally: Tally, value: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    total = func.count(value.distinct()) if tally.what == "distinct" else func.sum(value)
    return total, func.count(value)


def _read(values: Sequence[Any]) -> tuple[Tallied, ...]:
    pairs = zip(values[::2], values[1::2], strict=True)
    return tuple(Tallied(_plain(total), number) for total, number in pairs)


def _plain(total: Any) -> float:
    """A sum as PostgreSQL and SQLite both mean it: whole where it is whole."""
    if isinstance(total, Decimal):
        return int(total) if total == int(total) else float(total)
    return total or 0


def _read_key(parts: Sequence[Any], question: Question) -> Key:
    """The places of a group, with elements of lists as values again."""
    return tuple(_read_part(part, question, n) for n, part in enumerate(parts))


def _read_part(part: Any, question: Question, n: int) -> str | None:
    return str(json.loads(part)) if part is not None and _listed(question, n) == "string" else part


def _written(part: str | None, question: Question, n: int) -> str | None:
    return element(part) if part is not None and _listed(question, n) == "string" else part


def _listed(question: Question, n: int) -> str:
    """The type of the elements where an axis goes through a list, else empty."""
    path = question.axes[n].path
    if path == "case.flags":
        return "string"
    fields = (one for share in question.shares for one in share.fields)
    return next((one.type for one in fields if one.path == path and one.many), "")
