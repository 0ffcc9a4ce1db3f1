"""Figures over cases: counted, summed, told apart by the database itself, however many cases there are.

Every case of a share gives one row with its place on each axis and its value for each tally; the rows of all shares are
put together and added up. Of the cases of one matter only that one counts which stands for it (matters.py).
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
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

from fangyuan.model.conditions import ALWAYS
from fangyuan.model.reports import JURISDICTION
from fangyuan.store.asking_again import answered
from fangyuan.store.conditions import where
from fangyuan.store.days import days_between, first_instant, local_day
from fangyuan.store.lights import at
from fangyuan.store.matters import NEVER, THEN, Matters, is_open, of_share
from fangyuan.store.places import NotIndexed, Place, Places
from fangyuan.store.projection import SEPARATOR, element
from fangyuan.store.questions import (
    EARLIER,
    LATER,
    Axis,
    Behind,
    CaseBehind,
    Key,
    Portion,
    Question,
    Share,
    Span,
    Tallied,
    Tally,
)
from fangyuan.store.seals import Seals
from fangyuan.store.shares import together
from fangyuan.store.tables import Cases
from fangyuan.store.tables.base import table_of
from fangyuan.store.tenants import of_tenants

_cases = table_of(Cases)


class FigureRepository:
    """`uow.figures`: reads of figures and of the cases behind them."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        """`seals` hashes what sensitive answers are tested by."""
        self._connection = connection
        self._seals = seals
        self._known: dict[tuple[str, ...], tuple[Share, Places]] = {}

    def tallied(self, question: Question) -> dict[Key, tuple[Tallied, ...]]:
        """The tallies of every place on the axes; one statement. Raises NotIndexed for a path that no column answers."""
        if not question.shares:
            return {}
        axes = len(question.axes)
        found = answered(self._connection, together(question), self._by_all)
        return {_read_key(row[:axes], question): _read(row[axes:]) for row in found}

    def _by_all(self, question: Question) -> Select[Any]:
        """The sums at every place of all axes."""
        rows = self._rows(question)
        axes = [rows.c[f"x{n}"] for n in range(len(question.axes))]
        sums = [made for n, tally in enumerate(question.tallies) for made in _added(tally, rows.c[f"v{n}"])]
        return select(*axes, *sums).group_by(*axes)

    def by_each(self, question: Question) -> tuple[dict[str | None, tuple[Tallied, ...]], ...]:
        """The tallies by every axis for itself: the cases are looked up once, however many axes there are.

        No axis may go through a list, for its cases would count several times on all the others.
        """
        found: tuple[dict[str | None, tuple[Tallied, ...]], ...] = tuple({} for _ in question.axes)
        if question.shares:
            for n, part, *values in answered(self._connection, together(question), self._by_one):
                found[n][_read_part(part, question, n)] = _read(values)
        return found

    def _by_one(self, question: Question) -> CompoundSelect[Any]:
        """The sums at every place of each axis, one axis after the other."""
        counted = select(self._rows(question)).cte("each")
        parts = []
        for n in range(len(question.axes)):
            sums = [made for m, tally in enumerate(question.tallies) for made in _added(tally, counted.c[f"v{m}"])]
            place = counted.c[f"x{n}"]
            parts.append(select(literal(n), place.label("place"), *sums).group_by(place))
        return union_all(*parts)

    def behind(
        self,
        question: Question,
        keys: Collection[Key],
        tenant: str,
        limit: int,
        offset: int,
        after: tuple[Any, ...] = (),
    ) -> Behind:
        """The cases that the first tally counts at any of these places, and no other tally; some of a tenant, newest first.

        A key shorter than the axes asks for all that lie below it; `after` is the last case of the page before.
        """
        if not question.shares:
            return Behind()
        rows = self._rows(together(question))
        first, *others = question.tallies
        wanted = [rows.c.v0.is_not(None), *(rows.c[f"v{n}"].is_(None) for n in range(1, 1 + len(others)))]
        here = [*wanted, _at(rows, question, keys)]
        ids = select(rows.c.case, rows.c.received_on).where(rows.c.tenant == tenant, *here).distinct()
        order = ids.order_by(rows.c.received_on.desc(), rows.c.case.desc()).limit(limit).offset(offset)
        if after:
            order = order.where(
                or_(rows.c.received_on < after[0], and_(rows.c.received_on == after[0], rows.c.case < after[1]))
            )
        cases = tuple(CaseBehind(row.case, row.received_on) for row in self._connection.execute(order))
        found = select(rows.c.tenant, rows.c.case, rows.c.v0).where(*here).cte("behind")
        sums = func.count(found.c.case.distinct()), *_added(first, found.c.v0)
        whole, each = select(literal(""), *sums), select(found.c.tenant, *sums).group_by(found.c.tenant)
        single = len({share.tenant for share in question.shares}) == 1
        asked = self._connection.execute(whole if single else union_all(whole, each))
        by_tenant = {one: Portion(number, *_read(values)) for one, number, *values in asked}
        whole_of = by_tenant.pop("")
        return Behind(cases, whole_of, {tenant: whole_of} if single else by_tenant)

    def _rows(self, question: Question) -> Subquery:
        """One row a case and place: `x0`…, `v0`…, the case."""
        matters = Matters(question, self._places)
        parts = [self._share(share, matters) for share in question.shares]
        if question.by_closing and question.looks_back:
            parts += [self._share(share, matters, THEN) for share in question.shares]
        rows = (union_all(*parts) if len(parts) > 1 else parts[0]).subquery("every")
        return _once(matters.among(rows), matters).subquery("counted") if question.once else rows

    def _places(self, share: Share) -> Places:
        """Where the paths of a share stand, made once for all questions about it."""
        known, found = self._known.get((share.case_type, *share.tenants), (None, None))
        if known is None or found is None or not known.stands_as(share):
            hashed = partial(self._seals.blind_index, share.tenant)
            found = Places.of(share.case_type, share.fields, share.moment, hashed)
            found = replace(found, unasked=share.unasked, kept={})
            self._known[share.case_type, *share.tenants] = (share, found)
        return found

    def _share(self, share: Share, matters: Matters, then: FromClause | None = None) -> Select[Any]:
        """The rows of the cases of a share; with `then`, of closings that were taken back later."""
        question = matters.question
        places = self._places(share)
        until = _until(question, places if then is None else replace(places, then=then))
        places = matters.told(places, until, then)
        came: FromClause = _cases
        if then is not None:
            came = came.join(then, and_(then.c.tenant == _cases.c.tenant, then.c.case == _cases.c.case))
        if (table := places.projection) is not None:
            came = came.outerjoin(table, and_(table.c.tenant == _cases.c.tenant, table.c.case == _cases.c.case))
        axes, several = [], False
        for n, axis in enumerate(question.axes):
            made = _Axis(axis, question.span, places, self._connection.dialect.name)
            came, expression = made.joined(came, f"e{n}")
            axes.append(expression.label(f"x{n}"))
            several = several or made.several
        values = [
            _recent(tally, question.span, places, _value(tally, places)).label(f"v{n}")
            for n, tally in enumerate(question.tallies)
        ]
        ended = _cases if then is None else then
        own: list[ColumnElement[Any]] = [_cases.c[name] for name in ("tenant", "case", "received_on", "parent")]
        own += [ended.c.closed_at, ended.c.merged_into, until.label("until")]
        query = select(*own, *axes, *values).select_from(came)
        query = query.where(*of_share(share, _cases, whole=True), *_within(question.span, places))
        if then is not None:
            query = query.where(of_tenants(then.c.tenant, share.tenants), then.c.reopened_at >= until)
        if share.condition != ALWAYS:
            query = query.where(where(share.condition, places))
        return query.distinct() if several else query


def _until(question: Question, places: Places) -> ColumnElement[Any]:
    """The end of what a row counts in, past which nothing changes it: of its step or of the span, if that is over."""
    place, now = places[question.span.path], places.moment.now
    ends = [(day, first_instant(day, places.moment)) for day in question.step_ends]
    over = [(day, instant) for day, instant in ends if instant <= now]
    if len(ends) == 1 or not over:
        return at(over[0][1] if over else NEVER)
    return case(*((_before(place, day, places), at(instant)) for day, instant in over), else_=at(NEVER))


def _once(among: Subquery, matters: Matters) -> Select[Any]:
    """The rows of the cases that stand for their matter, with the values for which they do."""
    tallies, axes = matters.question.tallies, len(matters.question.axes)
    aside = [matters.stands_aside(tally, among) for tally in tallies]
    out = list(dict.fromkeys(aside))
    flags = [case((one, true()), else_=false()).label(f"o{n}") for n, one in enumerate(out)]
    # Bounds that bound nothing: without them both databases look up who stands for a matter, and who meets what, once more
    # for every tally and sum.
    rows = select(among, *flags).offset(0).subquery("stood")
    left_out = {one: rows.c[f"o{n}"] for n, one in enumerate(out)}
    brought = [matters.brings(tally, rows, rows.c[f"v{n}"]) for n, tally in enumerate(tallies)]
    values = [
        case((not_(left_out[one]), value), else_=null()).label(f"v{n}")
        for n, (one, value) in enumerate(zip(aside, brought, strict=True))
    ]
    own = [rows.c.tenant, rows.c.case, rows.c.received_on, *(rows.c[f"x{n}"] for n in range(axes))]
    return select(*own, *values).where(or_(*(not_(one) for one in left_out.values()))).offset(0)


def _within(span: Span, places: Places) -> Iterator[ColumnElement[bool]]:
    """The cases of the span."""
    place = places[span.path]
    yield _before(place, span.end, places)
    if not span.open_at:
        yield not_(_before(place, span.start, places))
        yield place.expression.is_not(None)
        return
    yield is_open(_cases, first_instant(span.end, places.moment), places.moment.now)


def _before(place: Place, day: date, places: Places) -> ColumnElement[bool]:
    """Before the first instant of a day; what is due at midnight belongs to the day that ends then."""
    if place.type == "date":
        return place.expression < literal(day)
    bound = at(first_instant(day, places.moment))
    return place.expression <= bound if place.ends_day else place.expression < bound


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
            return came.outerjoin(elements[0], true()), self._told(self._lifted(elements[1], json_text=True))
        return came, self._told(self._lifted(_text(place), json_text=False))

    def _told(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        """Nothing of what a confidential case says, where only open ones are told apart."""
        return case((_cases.c.confidential.is_(True), null()), else_=text) if self.axis.open_only else text

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


def _recent(tally: Tally, span: Span, places: Places, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The value, unless the case is older than the tally asks for."""
    if tally.since is None:
        return value
    return case((_before(places[span.path], tally.since, places), null()), else_=value)


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


def _at(rows: Subquery, question: Question, keys: Collection[Key], level: int = 0) -> ColumnElement[bool]:
    """Whether a row lies at one of these places: a list of places for all that go on alike, however many there are."""
    if () in keys:
        return true()
    tails: dict[str | None, set[Key]] = {}
    for place, *tail in keys:
        tails.setdefault(place, set()).add(tuple(tail))
    alike: dict[frozenset[Key], list[str | None]] = {}
    for one, rest in tails.items():
        alike.setdefault(frozenset(rest), []).append(_written(one, question, level))
    found = rows.c[f"x{level}"]
    here = (and_(_one_of(found, places), _at(rows, question, rest, level + 1)) for rest, places in alike.items())
    return or_(false(), *here)


def _one_of(found: ColumnElement[Any], places: Collection[str | None]) -> ColumnElement[bool]:
    """Whether a place is one of these; at one that no database can keep (NUL) nothing stands."""
    kept = [one for one in places if one is not None and "\0" not in one]
    return or_(found.in_(kept), *([found.is_(None)] if None in places else []))


def _listed(question: Question, n: int) -> str:
    """The type of the elements where an axis goes through a list, else empty."""
    path = question.axes[n].path
    if path == "case.flags":
        return "string"
    fields = (one for share in question.shares for one in share.fields)
    return next((one.type for one in fields if one.path == path and one.many), "")
