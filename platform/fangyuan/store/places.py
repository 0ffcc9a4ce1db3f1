"""Where a path of a condition, a column or a sort stands in the tables."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, FromClause, Table, and_, case, cast, false, func, literal, null, or_, select, true
from sqlalchemy.sql.functions import coalesce

from fangyuan.forms.moment import Moment
from fangyuan.model.clocks import Light
from fangyuan.store.closings import held_value
from fangyuan.store.lights import at, light_of
from fangyuan.store.projection import TYPES, IndexedField, projection_table
from fangyuan.store.tables import Cases, ClockRuns
from fangyuan.store.tables.base import table_of

CLOSED = "case.closed"
_cases = table_of(Cases)
_runs = table_of(ClockRuns)


Made = TypeVar("Made")


class NotIndexed(LookupError):
    """A list can be neither filtered nor sorted by this; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """An expression for a path. `days_since`: the value is the number of days from this date to today.

    `ends_day`: midnight is the end of a due date, and counts for the day that it ends. `blind` turns an operand into
    what the column holds, where that is a keyed hash. `bare` is the column itself, which has an index: of a text that says nothing
    where it is blank, or of a truth that is whether anything stands there.
    """

    path: str
    type: str
    expression: ColumnElement[Any]
    many: bool = False
    leaf: bool = False
    sortable: bool = True
    never_null: bool = False
    days_since: bool = False
    ends_day: bool = False
    blind: Callable[[str], str] | None = None
    bare: ColumnElement[Any] | None = None

    @property
    def equalled(self) -> ColumnElement[Any]:
        """What a text that is not blank is held against."""
        return self.expression if self.bare is None else self.bare


@dataclass(frozen=True)
class Places:
    """The places of one case type (or of several, then without answers) of a tenant at a moment.

    `unasked` are answers, by type, that this case type never asks for: nothing stands there. `closed` says what counts as
    closed, where that is not what the case alone says. `then` are rows of closings that were taken back: where one stands
    beside a case, the case is told as it was until it was reopened. `kept` holds what was made of these places, for the
    statements of one reader at one moment that ask for the same again: all but `case.closed` is the same in each. `later`
    stands for now in a statement that is asked again at another instant of the day.
    """

    moment: Moment
    fields: Mapping[str, IndexedField]
    projection: Table | None
    hashed: Callable[[str], str]
    unasked: Mapping[str, str] = field(default_factory=dict)
    closed: Callable[[], ColumnElement[bool]] | None = None
    then: FromClause | None = None
    kept: dict[Hashable, Any] | None = None
    later: ColumnElement[Any] | None = None

    @property
    def now(self) -> ColumnElement[Any]:
        """The instant by which lights are told."""
        return at(self.moment.now) if self.later is None else self.later

    def once(self, path: str, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is made of a path, once for all statements that ask for it."""
        if self.kept is None or path == CLOSED:
            return make()
        whole = (path, key, self.then)
        if whole not in self.kept:
            self.kept[whole] = make()
        made: Made = self.kept[whole]
        return made

    @classmethod
    def of(
        cls, case_type: str, fields: tuple[IndexedField, ...], moment: Moment, hashed: Callable[[str], str]
    ) -> "Places":
        """`case_type` names the projection; `fields` may be empty, then only `case.` and `clock.` paths stand anywhere."""
        table = projection_table(case_type, fields) if fields else None
        return cls(moment, {one.path: one for one in fields}, table, hashed)

    def __getitem__(self, path: str) -> Place:
        """The place of a path; raises NotIndexed."""
        return self.once(path, "", lambda: self._place(path))

    def _place(self, path: str) -> Place:
        place = self._now(path)
        if self.then is None:
            return place
        return replace(place, expression=_told_then(place, self.then, self.fields.get(path)), bare=None)

    def _now(self, path: str) -> Place:
        if path.startswith("case."):
            return self._of_case(path)
        if path.startswith("clock."):
            return self._of_clock(path)
        field = self.fields.get(path)
        if field is None and path in self.unasked:
            kind = self.unasked[path]
            return Place(path, kind, cast(null(), TYPES[kind]()))
        if field is None or self.projection is None:
            raise NotIndexed(f"{path} is not an indexed answer; write `index: true` at the field")
        return Place(
            path, field.type, self.projection.c[field.column], field.many, field.leaf, field.plain,
            blind=self.hashed if field.sensitive else None,
        )  # fmt: skip

    def _of_case(self, path: str) -> Place:
        name = path.removeprefix("case.")
        if name in _CASE:
            kind, column = _CASE[name]
            # A text that is empty says nothing, as in the facts.
            known = column in _NEVER_NULL
            bare = None if known or kind != "string" else _cases.c[column]
            expression = _cases.c[column] if bare is None else func.nullif(bare, "")
            return Place(path, kind, expression, never_null=known, ends_day=name == "due", bare=bare)
        match name:
            case "flags":
                return Place(path, "string", _cases.c.flags, many=True, leaf=True, sortable=False)
            case "sent_here":
                return Place(path, "boolean", _cases.c.parent.is_not(None), never_null=True)
            case "closed":
                ended = _cases.c.closed_at
                if self.closed is None:
                    return Place(path, "boolean", ended.is_not(None), never_null=True, bare=ended)
                return Place(path, "boolean", self.closed(), never_null=True)
            case "age_days":
                return Place(path, "date", _cases.c.received_on, sortable=False, never_null=True, days_since=True)
            case "light":
                return Place(path, "string", self._light(), never_null=True)
            case "overdue":
                return Place(path, "boolean", self._light() == Light.RED.value, never_null=True)
        raise NotIndexed(f"{path} cannot be filtered or sorted by; these can: {', '.join(sorted(CASE_PATHS))}")

    def _of_clock(self, path: str) -> Place:
        """The latest run of a clock; where it runs once a subject, the one that is due first."""
        _, clock, name = [*path.split("."), "", ""][:3]
        seen = coalesce(_runs.c.stopped_at, self.now)
        light = light_of(_runs.c.due_at, _runs.c, seen)
        known: dict[str, tuple[str, ColumnElement[Any]]] = {
            "due": ("date-time", _runs.c.due_at),
            "light": ("string", light),
            "overdue": ("boolean", or_(_runs.c.late, light == Light.RED.value)),
            "running": ("boolean", _runs.c.status.in_(("running", "paused"))),
            "status": ("string", _runs.c.status),
            "started": ("date-time", _runs.c.started_at),
            "stopped": ("date-time", case((_runs.c.status != "paused", _runs.c.stopped_at))),
        }
        if name not in known:
            raise NotIndexed(f"{path} cannot be filtered or sorted by; these can: {', '.join(sorted(known))}")
        kind, expression = known[name]
        return Place(path, kind, _one_run(clock, expression), ends_day=name == "due")

    def _light(self) -> ColumnElement[str]:
        return light_of(_cases.c.next_due_at, _cases.c, self.now)

    def days_ago(self, days: int) -> date:
        """The date so many days before today; the ends of the calendar hold it in."""
        return date.fromordinal(min(max(self.moment.today.toordinal() - days, 1), date.max.toordinal()))


_CASE = {
    "number": ("string", "number"),
    "stage": ("string", "stage"),
    "unit": ("string", "unit"),
    "leader": ("string", "leader"),
    "case_type": ("string", "case_type"),
    "outcome": ("string", "outcome"),
    "title": ("string", "title"),
    "summary": ("string", "summary"),
    "registered_by": ("string", "registered_by"),
    "visit": ("integer", "visit"),
    "received_on": ("date", "received_on"),
    "registered_at": ("date-time", "registered_at"),
    "changed_at": ("date-time", "changed_at"),
    "closed_at": ("date-time", "closed_at"),
    "due": ("date-time", "next_due_at"),
}
_NEVER_NULL = frozenset({"number", "case_type", "visit", "received_on", "registered_at", "changed_at"})
CASE_PATHS = frozenset({f"case.{name}" for name in (*_CASE, "flags", "closed", "age_days", "light", "overdue")})


_KEPT = frozenset({"stage", "unit", "leader", "outcome"})
"""What a row of a closing says of its case in columns of its own."""


def _told_then(place: Place, then: FromClause, answer: IndexedField | None) -> ColumnElement[Any]:
    """The expression of a place, or what it was where a closing that was taken back stands beside the case.

    Rows from before there were any hold no answers and no clocks: those of today stand for them.
    """
    closed, name = then.c.case.is_not(None), place.path.removeprefix("case.")
    if answer is not None or place.path.startswith("clock."):
        kind = "string" if answer is not None and not answer.plain else place.type
        key = answer.column if answer is not None else place.path
        return case((and_(closed, then.c.held.is_not(None)), held_value(then, key, kind)), else_=place.expression)
    if not place.path.startswith("case."):
        return place.expression
    fixed: dict[str, ColumnElement[Any]] = {
        "closed_at": then.c.closed_at, "closed": true(), "light": literal(Light.GREEN.value), "overdue": false(),
        "due": cast(null(), TYPES["date-time"]()),
    }  # fmt: skip
    if name in _KEPT:
        return case((closed, func.nullif(then.c[name], "")), else_=place.expression)
    return case((closed, fixed[name]), else_=place.expression) if name in fixed else place.expression


def _one_run(clock: str, expression: ColumnElement[Any]) -> ColumnElement[Any]:
    latest = (
        select(expression)
        .where(_runs.c.tenant == _cases.c.tenant, _runs.c.case == _cases.c.case, _runs.c.clock == clock)
        .order_by(_runs.c.number.desc(), _runs.c.due_at)
        .limit(1)
        .correlate(_cases)
    )
    return latest.scalar_subquery()
