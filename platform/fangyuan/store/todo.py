"""`uow.todo`: what is asked of whom, one indexed query a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Subquery, and_, case, false, func, or_, select, tuple_
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from fangyuan.model.clocks import Light
from fangyuan.store.lights import at, counted, light_of
from fangyuan.store.lines import ClockLine, clock_line, parted
from fangyuan.store.seals import Seals
from fangyuan.store.sight import EVERYTHING, Sight, seen_by
from fangyuan.store.tables import Cases, ClockRuns, People, Todo
from fangyuan.store.tables.base import table_of
from fangyuan.store.texts import TextQuery, holding

_cases = table_of(Cases)
_people = table_of(People)
_runs = table_of(ClockRuns)
_todo = table_of(Todo)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose work is asked for: that of `person` and of those for whom they may act (lent to `sight`), else what is asked of
    these units or of any of these people.

    `sight` keeps confidential cases away, and bounds what is asked of others. `unclaimed` leaves out what somebody has
    taken on, `shared` what nobody else could do. `kinds` narrows to task, draft, extension, letter; `light` to one light.

    `due_after` and `due_until` narrow to what is due later than one instant and not later than another; `sought` to cases
    in which these words stand, `title` to tasks that are called so, `about` to what concerns a unit: the case's own, the
    one that is asked, the one that it is about; `sorts` to these sorts of work.

    `sort`: by due date, or by the day on which the case was received (`received`, `-received`).
    """

    tenant: str
    sight: Sight
    now: datetime
    person: str = ""
    units: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    case_types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    light: Light | None = None
    unclaimed: bool = False
    shared: bool = False
    sought: TextQuery | None = None
    title: str = ""
    about: str = ""
    sorts: tuple["Sort", ...] | None = None
    sort: str = ""
    due_after: datetime | None = None
    due_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One piece of work; `task` is the task, the rule of a draft, or the clock of an extension; `visit` its number."""

    case: str
    number: str
    case_type: str
    pack: str
    case_title: str
    summary: str
    stage: str
    unit: str
    leader: str
    received_on: date
    flags: tuple[str, ...]
    kind: str
    task: str
    subject: str
    visit: int
    title: str
    asked_unit: str
    opened_at: datetime
    claimed_by: str
    due_at: datetime | None
    light: Light


@dataclass(frozen=True, slots=True, order=True)
class Sort:
    """What a line is of, as the pack of its case has it: what is told of one holds of all."""

    kind: str
    case_type: str
    pack: str
    task: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind of work that is there, with the title of its task, and the units that it concerns."""

    kind: str
    title: str
    units: tuple[str, ...]


class TodoRepository:
    """Open work. The caller decides who may look at whose."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        """Reads only; the rows are written by an append."""
        self._connection, self._seals = connection, seals

    def tasks_of(self, tenant: str, key: str, sight: Sight = EVERYTHING) -> int:
        """How many open tasks, of cases that may be seen, ask a person, or are a unit's or about it."""
        mine = or_(_todo.c.person == key, _todo.c.unit == key, _todo.c.subject == key)
        found = select(_todo.c.case, _todo.c.task, _todo.c.subject, _todo.c.visit).join(
            _cases, and_(_cases.c.tenant == _todo.c.tenant, _cases.c.case == _todo.c.case)
        )
        narrowed = (_todo.c.tenant == tenant, _todo.c.kind == "task", mine, *seen_by(sight))
        each = found.where(*narrowed).distinct().subquery()
        return int(self._connection.execute(select(func.count()).select_from(each)).scalar_one())

    def for_nobody(self, settling: str, limit: int = 100) -> list[tuple[str, str, str]]:
        """(tenant, number of the case, title) of open tasks of all tenants that nobody can do, the oldest first.

        Either the office was asked to name somebody (tasks of the id `settling`), or everybody who was asked has left.
        """
        columns = (_todo.c.tenant, _cases.c.number, _todo.c.title)
        query = (
            select(*columns)
            .join(_cases, and_(_cases.c.tenant == _todo.c.tenant, _cases.c.case == _todo.c.case))
            .where(_todo.c.kind == "task", or_(_todo.c.task == settling, _left("task", "subject", "visit")))
            .group_by(*columns, _todo.c.case, _todo.c.task, _todo.c.subject, _todo.c.visit)
            .order_by(func.min(_todo.c.opened_at), _todo.c.case)
        )
        return [tuple(row) for row in self._connection.execute(query.limit(limit))]

    def cases_for_nobody(self, settling: str) -> list[tuple[str, str]]:
        """(tenant, case) of all tenants in which a place, an opinion or an extension waits for people who have all left, or
        somebody is to be named (tasks of the id `settling`); the oldest first.
        """
        left = _left("kind", "task", "subject", "visit", "slot")
        found = select(_todo.c.tenant, _todo.c.case).where(or_(_todo.c.task == settling, left))
        query = found.group_by(_todo.c.tenant, _todo.c.case).order_by(func.min(_todo.c.opened_at), _todo.c.case)
        return [(row.tenant, row.case) for row in self._connection.execute(query)]

    def page(self, asking: Asking, limit: int = 50, offset: int = 0) -> tuple[TodoLine, ...]:
        """Work by due date, what has none last; a place that several people may fill is one line."""
        query = self._matching(asking).order_by(
            _todo.c.due_at.asc().nulls_last(), _cases.c.case, _todo.c.kind, _todo.c.task, _todo.c.subject, _todo.c.visit
        )
        return tuple(_line(row) for row in self._connection.execute(query.limit(limit).offset(offset)))

    def count(self, asking: Asking) -> int:
        """How much work there is."""
        return self._connection.execute(
            select(func.count()).select_from(self._matching(asking).subquery())
        ).scalar_one()

    def sorts(self, asking: Asking) -> Mapping[Sort, int]:
        """How much work there is of each sort; one query."""
        every = self._matching(asking).subquery()
        of = [every.c[name] for name in _OF_SORT]
        rows = self._connection.execute(select(*of, func.count()).group_by(*of))
        return {Sort(*row[:-1]): int(row[-1]) for row in rows}

    def lights(self, asking: Asking) -> Mapping[Light, int]:
        """How many cases stand at each light, each with what is due first in it; one query."""
        first = self._first(asking)
        query = select(first.c.light, func.count()).where(first.c.place == 1).group_by(first.c.light)
        return counted(self._connection.execute(query))

    def cases(
        self, asking: Asking, limit: int = 50, offset: int = 0, after: tuple[Any, ...] = ()
    ) -> tuple[TodoLine, ...]:
        """The work of so many cases, case by case: by what is due first in each, and by due date in it.

        With a light, the cases in which what is due first stands at that light. `after` is the last case of the page
        before: the instant or day by which it stands in the order, and its id.
        """
        first = self._first(replace(asking, light=None))
        wanted = select(first.c.case, first.c.due_at, first.c.received_on).where(first.c.place == 1)
        if asking.light is not None:
            wanted = wanted.where(first.c.light == asking.light.value)
        if after:
            wanted = wanted.where(_beyond(asking, first.c, *after))
        page = wanted.order_by(*_in_order(asking, first.c)).limit(limit).offset(offset).subquery()
        every = self._matching(replace(asking, light=None)).subquery()
        lines = select(every).join(page, page.c.case == every.c.case)
        rows = self._connection.execute(lines.order_by(*_in_order(asking, page.c), *_by_due(every.c)))
        return tuple(_line(row) for row in rows)

    def facets(self, asking: Asking, limit: int = 1000) -> tuple[Facet, ...]:
        """By what the work may be narrowed, each once."""
        every = self._matching(asking).subquery()
        titled = case((every.c.kind == "task", every.c.title), else_="")
        query = select(every.c.kind, titled.label("title"), every.c.unit, every.c.asked_unit, every.c.subject)
        rows = self._connection.execute(query.distinct().limit(limit))
        return tuple(Facet(row.kind, row.title, (row.unit, row.asked_unit, row.subject)) for row in rows)

    def runs(self, asking: Asking, cases: Iterable[str]) -> Mapping[str, tuple[ClockLine, ...]]:
        """The open runs of these cases by due date, in one query."""
        wanted = (
            _runs.c.tenant == asking.tenant,
            _runs.c.case.in_(sorted(set(cases))),
            _runs.c.status.in_(("running", "paused")),
        )
        found: dict[str, tuple[ClockLine, ...]] = {}
        for row in self._connection.execute(select(_runs).where(*wanted).order_by(_runs.c.due_at, _runs.c.clock)):
            found[row.case] = (*found.get(row.case, ()), clock_line(row, asking.now))
        return found

    def _first(self, asking: Asking) -> Subquery:
        """The matching work with its place in its case: what is due first has the first."""
        inner = self._matching(asking).subquery()
        place = func.row_number().over(partition_by=inner.c.case, order_by=_by_due(inner.c))
        return select(inner, place.label("place")).subquery()

    def _matching(self, asking: Asking) -> Select[Any]:
        light = light_of(_todo.c.due_at, _todo.c, at(asking.now))
        joined = and_(_cases.c.tenant == _todo.c.tenant, _cases.c.case == _todo.c.case)
        query = select(*_columns(), light.label("light")).join_from(_todo, _cases, joined)
        query = query.where(_todo.c.tenant == asking.tenant, *_whose(asking), *_narrowed(asking)).distinct()
        if asking.sought is not None:
            sight = asking.sight if not asking.person else Sight(asking.sight.person, None)
            found = holding(self._connection, self._seals, asking.tenant, sight, asking.case_types, asking.sought)
            query = query.where(found)
        return query if asking.light is None else query.where(light == asking.light.value)


def _left(*same: str) -> ColumnElement[bool]:
    """Whether of the rows that are the same in the case by these columns none asks anybody who still works here."""
    there = _todo.alias()
    asked = select(there.c.person).join(_people, _people.c.person == there.c.person)
    alike = and_(*(there.c[name] == _todo.c[name] for name in ("tenant", "case", *same)))
    return ~asked.where(alike, there.c.kind == _todo.c.kind, _people.c.active).exists()


def _in_order(asking: Asking, rows: ReadOnlyColumnCollection[str, Any]) -> list[ColumnElement[Any]]:
    """Cases in the order that was asked for; of those alike always the same first."""
    received = {"received": rows.received_on.asc(), "-received": rows.received_on.desc()}
    return [received.get(asking.sort, rows.due_at.asc().nulls_last()), rows.case]


def _beyond(
    asking: Asking, rows: ReadOnlyColumnCollection[str, Any], value: Any, case: str
) -> ColumnElement[bool]:  # fmt: skip
    """What stands behind a case in the order that was asked for."""
    further = {"received": rows.received_on > value, "-received": rows.received_on < value}
    same = (rows.received_on if asking.sort in further else rows.due_at).is_not_distinct_from(value)
    due_later = rows.due_at.is_(None) if value is not None else false()
    behind = further.get(asking.sort, or_(rows.due_at > value, due_later) if value is not None else false())
    return or_(behind, and_(same, rows.case > case))


def _by_due(rows: ReadOnlyColumnCollection[str, Any]) -> list[ColumnElement[Any]]:
    """By due date, what has none last; then always the same way."""
    return [rows.due_at.asc().nulls_last(), rows.kind, rows.task, rows.subject, rows.visit]


_OF_SORT = ("kind", "case_type", "pack", "task")
_OF_CASE = ("case", "number", "case_type", "pack", "summary", "stage", "unit", "leader", "received_on", "flags")
_OF_TODO = ("kind", "task", "subject", "visit", "title", "opened_at", "claimed_by", "due_at")


def _columns() -> list[ColumnElement[Any]]:
    """The columns of a line; those of the person and the place are left out, so that DISTINCT joins them."""
    plain = [*(_cases.c[name] for name in _OF_CASE), *(_todo.c[name] for name in _OF_TODO)]
    return [*plain, _cases.c.title.label("case_title"), _todo.c.unit.label("asked_unit")]


def _whose(asking: Asking) -> list[ColumnElement[bool]]:
    theirs = or_(_todo.c.unit.in_(sorted(asking.units)), _todo.c.person.in_(sorted(asking.people)))
    lent = (and_(_todo.c.person == one.person, *seen_by(one)) for one in map(_all_of, asking.sight.lent))
    mine = or_(_todo.c.person == asking.person, *lent) if asking.person else theirs
    # What is asked of somebody is seen by them; only what is kept from them is taken out.
    return [mine, *seen_by(_all_of(asking.sight) if asking.person else asking.sight)]


def _all_of(sight: Sight) -> Sight:
    """Everything that is not kept from somebody."""
    return Sight(sight.person, None, sight.posts)


def _narrowed(asking: Asking) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if asking.case_types:
        clauses.append(_cases.c.case_type.in_(asking.case_types))
    if asking.kinds:
        clauses.append(_todo.c.kind.in_(asking.kinds))
    if asking.due_after is not None:
        clauses.append(_todo.c.due_at > at(asking.due_after))
    if asking.due_until is not None:
        clauses.append(_todo.c.due_at <= at(asking.due_until))
    if asking.unclaimed:
        clauses.append(_todo.c.claimed_by == "")
    if asking.shared:
        clauses.append(_is_shared())
    if asking.title:
        clauses.append(and_(_todo.c.kind == "task", _todo.c.title == asking.title))
    if asking.sorts is not None:
        of = tuple_(_todo.c.kind, _cases.c.case_type, _cases.c.pack, _todo.c.task)
        clauses.append(of.in_(sorted((one.kind, one.case_type, one.pack, one.task) for one in asking.sorts)))
    if asking.about:
        clauses.append(or_(*(column == asking.about for column in (_cases.c.unit, _todo.c.unit, _todo.c.subject))))
    return clauses


def _is_shared() -> ColumnElement[bool]:
    """Whether another person may fill the same place."""
    other = _todo.alias()
    same = (other.c[name] == _todo.c[name] for name in ("tenant", "case", "kind", "task", "subject", "visit", "slot"))
    return select(other.c.case).where(*same, other.c.person != _todo.c.person).correlate(_todo).exists()


def _line(row: Row[Any]) -> TodoLine:
    return TodoLine(**{**row._mapping, "light": Light(row.light), "flags": parted(row.flags)})
