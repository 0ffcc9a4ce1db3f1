"""One matter in several cases: whatever was sent on or merged counts once, wherever it stands among the cases that are counted.

A case is left out where another one of its matter stands for it, and only where that one meets the same condition itself: of
what came in and what it is about the one that was first; of what is open the first that is open; of what was closed the
last, for a matter that was passed on goes on until the last of its cases ends. A case that went into another is that other
one. All this as it stood at the end of what is asked for, if that is over (`until` of a row): who asks later is told the same.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.sql.functions import coalesce

from fangyuan.model.conditions import ALWAYS, AllOf, AnyOf, Atom, Condition, Not, Op
from fangyuan.store.conditions import where
from fangyuan.store.days import days_between, first_instant
from fangyuan.store.kin import (
    GIVER,
    KIN,
    after,
    earlier,
    found,
    has_child,
    has_giver,
    is_above,
    is_below,
    is_heir,
    is_upper,
    later_beside,
    looked_at,
)
from fangyuan.store.lights import at
from fangyuan.store.places import Places
from fangyuan.store.questions import CLOSED_AT, RECEIVED, Question, Share, Tally
from fangyuan.store.sight import seen_by
from fangyuan.store.tables import Cases, Closings
from fangyuan.store.tables.base import table_of
from fangyuan.store.tenants import of_tenants

_cases, _closings = table_of(Cases), table_of(Closings)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of what is not over yet."""

THEN = _closings.alias("taken_back")
_KINS_THEN, _HELD_THEN, _GONE_THEN = (_closings.alias(f"{name}_then") for name in ("kins", "held", "gone"))

_OF_MATTERS = frozenset({"cases", "entries", "days"})
"""What a case that went into another brings no more: people and requests went along; what else it said came in with it."""

GOES_ON = frozenset({"case.stage", "case.light", "case.outcome"})
"""What tells of a matter as it stands now, and so of the case in which it goes on."""

Clause = ColumnElement[bool]


class Standing(StrEnum):
    """Which case of a matter stands for it."""

    FIRST = "first"
    OPEN = "open"
    LAST = "last"


def standing(question: Question, tally: Tally) -> Standing:
    """Which one counts for a tally."""
    if question.span.open_at:
        return Standing.OPEN
    ends = CLOSED_AT in (question.span.path, tally.to) or any(axis.path in GOES_ON for axis in question.axes)
    return Standing.LAST if ends else Standing.FIRST


@dataclass(frozen=True)
class Matters:
    """The matters of a question. `places` tells where the paths of a share stand, `row` has an `until` of its own."""

    question: Question
    places: Callable[[Share], Places]
    _known: dict[tuple[Standing, Condition | None, bool], Clause] = field(default_factory=dict)
    _asked: dict[tuple[Condition, ColumnElement[Any], bool], Clause] = field(default_factory=dict)
    _kin: dict[tuple[Callable[[FromClause], Clause], FromClause], Clause] = field(default_factory=dict)

    @cached_property
    def _groups(self) -> tuple[tuple[list[Share], Clause], ...]:
        """The shares of the question, those that see alike together, and whether the other case is one that they see."""
        groups = _alike(self.question.shares).values()
        return tuple((shares, and_(*_seen_alike(shares[0], KIN))) for shares in groups)

    def _of(self, row: FromClause, how: Callable[[FromClause], Clause]) -> Clause:
        """How the other case stands to a row: one clause for all that ask."""
        if (how, row) not in self._kin:
            self._kin[how, row] = how(row)
        return self._kin[how, row]

    def _sent_on(self, row: FromClause, *clauses: Clause) -> Clause:
        """Whether there is such a case among those that this one was sent on to."""
        return and_(self._of(row, has_child), found(self._of(row, is_below), *clauses))

    @property
    def _as_then(self) -> bool:
        """Whether closings count as they were at the end of a time that is over."""
        return self.question.by_closing and self.question.looks_back

    def told(self, places: Places, until: ColumnElement[Any], then: FromClause | None = None) -> Places:
        """The same places, where a matter that goes on in another case is not closed; with `then` beside the cases.

        Among closings a case is closed that has ended: where its matter goes on, it does not count.
        """
        if not self.question.once:
            return replace(places, then=then)
        if not self.question.by_closing:
            return replace(places, closed=lambda: self._closed(until))
        taken_back = false() if then is None else then.c.case.is_not(None)
        return replace(places, closed=lambda: or_(taken_back, _cases.c.closed_at < until), then=then)

    def _closed(self, until: ColumnElement[Any]) -> Clause:
        """Whether a case of `cases` is closed, and no other one of its matter goes on."""
        into = and_(_cases.c.merged_into.is_not(None), found(self._of(_cases, is_heir), self._on(until)))
        return and_(_cases.c.closed_at.is_not(None), not_(or_(self._goes_on(_cases, until), into)))

    def among(self, rows: FromClause) -> Subquery:
        """The rows, each told whether it went into another case (`gone`) and whether its matter goes on (`on`)."""
        ends = any(standing(self.question, tally) is Standing.LAST for tally in self.question.tallies)
        goes_on = and_(rows.c.closed_at.is_not(None), self._goes_on(rows, rows.c.until)) if ends else false()
        return select(rows, _lazy(self._merged(rows)).label("gone"), _lazy(goes_on).label("on")).subquery("among")

    def stands_aside(self, tally: Tally, row: FromClause) -> Clause:
        """Whether a row, one `among` the others, is left out for a tally; one clause for all tallies for which it is the same."""
        which, gone = standing(self.question, tally), self.question.by_closing
        by_any = which is not Standing.OPEN and tally.what == "cases"
        asked = (which, None if tally.each else ALWAYS if by_any else tally.condition)
        gone = gone or (tally.what in _OF_MATTERS and not tally.apart)
        if (*asked, gone) not in self._known:
            left_out = false() if asked[1] is None else self.left_out(which, asked[1], row)
            self._known[*asked, gone] = or_(left_out, row.c.gone) if gone else left_out
        return self._known[*asked, gone]

    def brings(self, tally: Tally, row: FromClause, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """What a row that is not left out brings, with a value of its own.

        Of cases of a period the first stands for its matter at its own place, of closings the last, whichever of them
        meets the condition.
        """
        which = standing(self.question, tally)
        if tally.each:
            return value
        if which is not Standing.OPEN and tally.what == "cases" and tally.condition != ALWAYS:
            return case((self._meets(which, tally.condition, row, value.is_not(None)), literal(1)), else_=null())
        if tally.what == "days" and tally.path == RECEIVED:
            return case((row.c.parent.is_(None), value), else_=value + self._waited(row))
        return value

    def _meets(self, which: Standing, condition: Condition, row: FromClause, own: Clause) -> Clause:
        """Whether the matter of a row that stands for it meets a condition, where `own` says whether its own case does."""
        if not _denies(condition):
            return or_(own, self._elsewhere(which, condition, row))
        alone = and_(row.c.parent.is_(None), not_(self._of(row, has_child)))
        return case((alone, own), else_=self._by_matter(which, condition, row))

    def _by_matter(self, which: Standing, condition: Condition, row: FromClause) -> Clause:
        """One of its cases meets it, and the same one all that is asked together; `not` and `absent` mean none of them."""
        match condition:
            case Not(part):
                return not_(self._by_matter(which, part, row))
            case AnyOf(parts):
                return or_(false(), *(self._by_matter(which, part, row) for part in parts))
            case AllOf() if _denies(condition):
                parts = tuple(_together(condition))
                joint = AllOf(tuple(part for part in parts if not _denies(part)))
                apart = (self._by_matter(which, part, row) for part in parts if _denies(part))
                return and_(self._by_matter(which, joint, row) if joint.parts else true(), *apart)
            case Atom(path, Op.ABSENT, True):
                return not_(self._by_matter(which, Atom(path, Op.ABSENT, False), row))
        itself = found(KIN.c.case == row.c.case, self._met(condition, row.c.until))
        return or_(itself, self._elsewhere(which, condition, row))

    def _elsewhere(self, which: Standing, condition: Condition, row: FromClause) -> Clause:
        """Whether another case of the matter meets a condition."""
        met = self._met(condition, row.c.until)
        if which is Standing.FIRST:
            return self._sent_on(row, met)
        there = and_(met, self._there(row.c.until))
        upper = found(self._of(row, is_upper), there)
        return or_(has_giver(row, upper, self._beside(row, there)), self._sent_on(row, there))

    def _waited(self, row: FromClause) -> ColumnElement[Any]:
        """The days between the first case of a matter that is counted, which is when it came, and this one."""
        first = select(func.min(KIN.c.received_on)).where(self._of(row, is_above), self._met(ALWAYS, row.c.until))
        came = coalesce(first.correlate_except(KIN).scalar_subquery(), row.c.received_on)
        return days_between(came, row.c.received_on)

    def left_out(self, standing: Standing, condition: Condition, row: FromClause) -> Clause:
        """Whether another case stands for the one of a row (`case`, `parent`, `closed_at`, `until`, `on`)."""
        until = row.c.until
        met = self._met(condition, until)
        if standing is Standing.FIRST:
            return has_giver(row, found(self._of(row, is_above), met), self._beside(row, earlier(row), met))
        if standing is Standing.OPEN:
            met = and_(met, self._open_then())
            above = self._of(row, is_upper)
            return has_giver(row, found(above, met), self._beside(row, earlier(row), met))
        ended = self._ended(until)
        no_sooner = or_(ended.is_(None), ended >= row.c.closed_at)
        there = and_(met, self._there(until))
        upper = found(self._of(row, is_upper), no_sooner, there)
        return or_(
            has_giver(row, upper, self._beside(row, later_beside(row, ended), there)),
            self._sent_on(row, after(row, ended), there),
            row.c.on,
        )

    def _merged(self, row: FromClause) -> Clause:
        """Whether the case had gone into another one that is counted, also where it was taken out of that again later."""
        met = self._met(ALWAYS, row.c.until)
        now = and_(row.c.merged_into.is_not(None), row.c.closed_at < row.c.until, found(self._of(row, is_heir), met))
        if self.question.by_closing or not self.question.looks_back:
            return now
        gone = _GONE_THEN
        once = select(gone.c.case).where(gone.c.merged_into.is_not(None))
        then = select(literal(1)).where(
            gone.c.tenant == row.c.tenant, gone.c.case == row.c.case, _then(gone, row.c.until)
        )
        then = then.where(found(KIN.c.case == gone.c.merged_into, met)).correlate_except(gone)
        return or_(now, and_(row.c.case.in_(once), then.exists()))

    def _goes_on(self, row: FromClause, until: ColumnElement[Any]) -> Clause:
        """Whether another case of the matter is open, whatever it says: no matter is closed before its last case."""
        on = self._on(until)
        upper = found(self._of(row, is_upper), on)
        return or_(has_giver(row, upper, self._beside(row, on)), self._sent_on(row, on))

    def _on(self, until: ColumnElement[Any]) -> Clause:
        """Whether the other case is open."""
        return and_(self._ended(until).is_(None), self._there(until), self._met(ALWAYS, until, whatever=True))

    def _ended(self, until: ColumnElement[Any]) -> ColumnElement[Any]:
        """When the other case had ended."""
        if not self._as_then:
            return KIN.c.closed_at
        then = _KINS_THEN
        before = select(func.max(then.c.closed_at)).where(
            then.c.tenant == KIN.c.tenant, then.c.case == KIN.c.case, _then(then, until)
        )
        last = before.correlate_except(then).scalar_subquery()
        return case((KIN.c.closed_at < until, KIN.c.closed_at), else_=last)

    def _there(self, until: ColumnElement[Any]) -> Clause:
        """Whether there was the other case then."""
        return KIN.c.registered_at < until if self._as_then else true()

    def _met(self, condition: Condition, until: ColumnElement[Any], *, whatever: bool = False) -> Clause:
        """Whether the other case is counted by a share and meets the condition; `whatever`: that of the share is not asked.

        The same clause wherever the same is asked, for it is long: a statement is told apart from others by its clauses, each once.
        """
        key = (condition, until, whatever)
        if key not in self._asked:
            self._asked[key] = or_(false(), *(self._met_by(group, *key) for group in self._groups))
        return self._asked[key]

    def _met_by(
        self, group: tuple[list[Share], Clause], condition: Condition, until: ColumnElement[Any], whatever: bool
    ) -> Clause:
        """The same of shares that see alike: what they see is asked once for all of them."""
        shares, seen = group
        bare, clauses = [], []
        for share in shares:
            asked = [one for one in (condition, *(() if whatever else (share.condition,))) if one != ALWAYS]
            if asked:
                clauses.append(and_(KIN.c.case_type == share.case_type, self._met_in(share, asked, until)))
            else:
                bare.append(share.case_type)
        if bare:
            clauses.append(KIN.c.case_type.in_(bare))
        return and_(seen, or_(*clauses))

    def _met_in(self, share: Share, asked: list[Condition], until: ColumnElement[Any]) -> Clause:
        places = self.told(self.places(share), until, _HELD_THEN if self._as_then else None)
        came: FromClause = _cases
        if (table := places.projection) is not None:
            came = came.outerjoin(table, and_(table.c.tenant == _cases.c.tenant, table.c.case == _cases.c.case))
        if (then := places.then) is not None:
            mine = and_(then.c.tenant == _cases.c.tenant, then.c.case == _cases.c.case)
            came = came.outerjoin(then, and_(mine, _then(then, until)))
        same = select(literal(1)).select_from(came)
        same = same.where(_cases.c.tenant == KIN.c.tenant, _cases.c.case == KIN.c.case)
        same = same.where(*(where(one, places) for one in asked))
        return same.correlate_except(_cases, *(one for one in (table, then) if one is not None)).exists()

    def _open_then(self) -> Clause:
        """Whether the other case had come and was not closed at the end of the span."""
        moment, end = self.question.shares[0].moment, self.question.span.end
        return and_(KIN.c.received_on < end, is_open(KIN, first_instant(end, moment), moment.now))

    @cached_property
    def _given(self) -> Clause:
        """Whether the case that sent others on is counted here."""
        return or_(false(), *(_of_shares(shares, GIVER) for shares, _ in self._groups))

    def _beside(self, row: FromClause, *clauses: Clause) -> Clause:
        """Whether there is such a case that was sent on together with this one by a case that is counted here."""
        giver = select(literal(1)).where(GIVER.c.case == row.c.parent, self._given).correlate(row).exists()
        return and_(giver, found(KIN.c.parent == row.c.parent, KIN.c.case != row.c.case, *clauses))


def of_share(share: Share, cases: Any, *, whole: bool = False) -> Iterator[Clause]:
    """The cases of a share, under a name of the table, whatever it asks of them; `whole`: it goes through all of them."""
    yield cases.c.case_type == share.case_type
    yield from _seen_alike(share, cases, whole=whole)


def _seen_alike(share: Share, cases: Any, *, whole: bool = False) -> Iterator[Clause]:
    """The cases of every type that a share sees as it sees those of its own."""
    yield of_tenants(cases.c.tenant if whole else looked_at(cases.c.tenant), share.tenants)
    yield from seen_by(share.sight, cases, share.tenants if whole else ())
    if share.open_only:
        yield cases.c.confidential.is_(False)


def _alike(shares: Iterable[Share]) -> dict[Hashable, list[Share]]:
    """The shares that see alike, in the same tenants: they differ by their types."""
    groups: dict[Hashable, list[Share]] = {}
    for share in shares:
        groups.setdefault((share.tenants, share.sight, share.open_only), []).append(share)
    return groups


def _of_shares(shares: list[Share], cases: Any) -> Clause:
    """The cases of shares that see alike."""
    return and_(cases.c.case_type.in_([one.case_type for one in shares]), *_seen_alike(shares[0], cases))


def is_open(cases: Any, end: datetime, now: datetime) -> Clause:
    """Not closed before an instant. What is open at the end of a day that still runs is what is open now, which an index finds."""
    if end > now:
        still: Clause = cases.c.closed_at.is_(None)
        return still
    closed = select(_closings.c.case).where(_closings.c.tenant == cases.c.tenant, _then(_closings, at(end)))
    closed = closed.where(_closings.c.case == cases.c.case).correlate_except(_closings)
    return and_(or_(cases.c.closed_at.is_(None), cases.c.closed_at >= at(end)), not_(closed.exists()))


def _then(closings: FromClause, until: ColumnElement[Any]) -> Clause:
    """A closing that still held at an instant, and was taken back later."""
    return and_(closings.c.closed_at < until, closings.c.reopened_at >= until)


def _lazy(clause: Clause) -> Clause:
    """The clause as a value: SQLite leaves out the dear half of an `and` only where it is a condition."""
    return case((clause, true()), else_=false())


def _denies(condition: Condition) -> bool:
    """Whether anything in it asks for what is not so."""
    match condition:
        case Not() | Atom(op=Op.ABSENT, operand=True):
            return True
        case AllOf(parts) | AnyOf(parts):
            return any(map(_denies, parts))
    return False


def _together(condition: AllOf) -> Iterator[Condition]:
    """All that is asked together, however deep it stands."""
    for part in condition.parts:
        if isinstance(part, AllOf):
            yield from _together(part)
        else:
            yield part
