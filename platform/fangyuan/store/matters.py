"""One matter in several cases: whatever was sent on counts once, wherever it stands among the cases that are counted.

A case is left out where another one of its matter stands for it, and only where that one meets the same condition itself: of
what came in and what it is about the one that was first; of what is open the first that is open; of what was closed the
last, for a matter that was passed on goes on until the last of its cases ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, false, literal, not_, null, or_, select, union_all

from fangyuan.model.conditions import ALWAYS, Condition
from fangyuan.store.conditions import where
from fangyuan.store.days import first_instant
from fangyuan.store.lights import at
from fangyuan.store.places import Places
from fangyuan.store.questions import Question, Share, Tally
from fangyuan.store.sight import seen_by
from fangyuan.store.tables import Cases
from fangyuan.store.tables.base import table_of

_cases = table_of(Cases)
_HOPS = 4
"""Over how many cases a matter is followed, up to where it came from and down to where it was sent on."""

_ABOVE = tuple(tuple(_cases.alias(f"above{hops}_{n}") for n in range(hops)) for hops in range(1, _HOPS))
_BELOW = tuple(tuple(_cases.alias(f"below{hops}_{n}") for n in range(hops)) for hops in range(1, _HOPS))
_KIN, _GIVER, _CHILD = _cases.alias("kin"), _cases.alias("giver"), _cases.alias("child")
"""The table under its other names, made once: an alias makes every column of the table anew."""

CLOSED_AT = "case.closed_at"
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


@dataclass(frozen=True, slots=True)
class Stood:
    """Whether a row is left out for a tally, and what it brings where it is not."""

    left_out: Clause
    value: ColumnElement[Any]


@dataclass(frozen=True)
class Matters:
    """The matters of a question. `places` tells where the paths of a share stand."""

    question: Question
    places: Callable[[Share], Places]
    _known: dict[tuple[Standing, Condition], Clause] = field(default_factory=dict)

    def stands(self, tally: Tally, row: FromClause, value: ColumnElement[Any]) -> Stood:
        """What a row with a value of its own brings to a tally.

        Of cases of a period the first stands for its matter at its own place, whichever of them meets the condition.
        """
        which = standing(self.question, tally)
        if which is Standing.FIRST and tally.what == "cases" and tally.condition != ALWAYS:
            left_out = self._kept((which, ALWAYS), row)
            met = or_(value.is_not(None), _sent_on(row, self._met(tally.condition)))
            return Stood(left_out, case((and_(not_(left_out), met), literal(1)), else_=null()))
        left_out = self._kept((which, tally.condition), row)
        return Stood(left_out, case((not_(left_out), value), else_=null()))

    def _kept(self, which: tuple[Standing, Condition], row: FromClause) -> Clause:
        """The same clause for all tallies that ask for the same."""
        if which not in self._known:
            self._known[which] = self.left_out(*which, row)
        return self._known[which]

    def left_out(self, standing: Standing, condition: Condition, row: FromClause) -> Clause:
        """Whether another case stands for the one of a row (`case`, `parent`, `closed_at`)."""
        met = self._met(condition)
        if standing is not Standing.LAST:
            open_then = [self._open_then()] if standing is Standing.OPEN else []
            return and_(
                row.c.parent.is_not(None),
                or_(_found(row, _is_above(row), met, *open_then), self._beside(row, _earlier(row), met, *open_then)),
            )
        return or_(
            and_(
                row.c.parent.is_not(None),
                or_(_found(row, _is_above(row), _not_before(row), met), self._beside(row, _later_beside(row), met)),
            ),
            _sent_on(row, _after(row), met),
            and_(row.c.closed_at.is_not(None), self._goes_on(row)),
        )

    def closed(self) -> Clause:
        """Whether a case of `cases` is closed, and no other one of its matter goes on."""
        return and_(_cases.c.closed_at.is_not(None), not_(self._goes_on(_cases)))

    def _goes_on(self, row: FromClause) -> Clause:
        """Whether another case of the matter is open now, whatever it says: no matter is closed before its last case."""
        on = and_(_KIN.c.closed_at.is_(None), self._met(ALWAYS, whatever=True))
        return or_(
            and_(row.c.parent.is_not(None), or_(_found(row, _is_above(row), on), self._beside(row, on))),
            _sent_on(row, on),
        )

    def _met(self, condition: Condition, *, whatever: bool = False) -> Clause:
        """Whether the other case is counted by a share and meets the condition; `whatever`: that of the share is not asked."""
        return or_(false(), *(self._met_in(share, condition, whatever=whatever) for share in self.question.shares))

    def _met_in(self, share: Share, condition: Condition, *, whatever: bool) -> Clause:
        asked = [one for one in (condition, *(() if whatever else (share.condition,))) if one != ALWAYS]
        if not asked:
            return and_(*of_share(share, _KIN))
        places = self.places(share)
        came: FromClause = _cases
        if (table := places.projection) is not None:
            came = came.outerjoin(table, and_(table.c.tenant == _cases.c.tenant, table.c.case == _cases.c.case))
        same = select(literal(1)).select_from(came).where(_cases.c.case == _KIN.c.case, *of_share(share, _cases))
        return same.where(*(where(one, places) for one in asked)).correlate(_KIN).exists()

    def _open_then(self) -> Clause:
        """Whether the other case had come and was not closed at the end of the span."""
        moment = self.question.shares[0].moment
        return is_open(_KIN, first_instant(self.question.span.end, moment), moment.now)

    def _beside(self, row: FromClause, *clauses: Clause) -> Clause:
        """Whether there is such a case that was sent on together with this one by a case that is counted here."""
        given = or_(false(), *(and_(*of_share(share, _GIVER)) for share in self.question.shares))
        giver = select(literal(1)).where(_GIVER.c.case == row.c.parent, given).correlate(row).exists()
        return and_(giver, _found(row, _KIN.c.parent == row.c.parent, _KIN.c.case != row.c.case, *clauses))


def of_share(share: Share, cases: Any) -> Iterator[Clause]:
    """The cases of a share, under a name of the table, whatever it asks of them."""
    yield cases.c.tenant == share.tenant
    yield cases.c.case_type == share.case_type
    yield from seen_by(share.sight, cases)
    if share.open_only:
        yield cases.c.confidential.is_(False)


def is_open(cases: Any, end: Any, now: Any) -> Clause:
    """Not closed before an instant. What is open at the end of a day that still runs is what is open now, which an index finds."""
    later = cases.c.closed_at >= at(end) if end <= now else false()
    return or_(cases.c.closed_at.is_(None), later)


def _found(row: FromClause, *clauses: Clause) -> Clause:
    return select(literal(1)).select_from(_KIN).where(*clauses).correlate(row).exists()


def _is_above(row: FromClause) -> Clause:
    """Whether the other case is one that this one came from, near or far."""
    found: list[ColumnElement[Any]] = [row.c.parent]
    for chain in _ABOVE:
        links = [chain[0].c.case == row.c.parent]
        links += [upper.c.case == lower.c.parent for lower, upper in pairwise(chain)]
        found.append(select(chain[-1].c.parent).where(*links).correlate(row).scalar_subquery())
    return _KIN.c.case.in_(found)


def _sent_on(row: FromClause, *clauses: Clause) -> Clause:
    """Whether there is such a case among those that this one was sent on to, near or far."""
    givers = [select(row.c.case).correlate(row)]
    for chain in _BELOW:
        links = [chain[0].c.parent == row.c.case]
        links += [lower.c.parent == upper.c.case for upper, lower in pairwise(chain)]
        givers.append(select(chain[-1].c.case).where(*links).correlate(row))
    some = select(literal(1)).where(_CHILD.c.parent == row.c.case).correlate(row).exists()
    return and_(some, _found(row, _KIN.c.parent.in_(union_all(*givers)), *clauses))


def _earlier(row: FromClause) -> Clause:
    return _KIN.c.case < row.c.case


def _not_before(row: FromClause) -> Clause:
    """Whether the other case ended no sooner, or did not end."""
    return or_(_KIN.c.closed_at.is_(None), _KIN.c.closed_at >= row.c.closed_at)


def _after(row: FromClause) -> Clause:
    return or_(and_(_KIN.c.closed_at.is_(None), row.c.closed_at.is_not(None)), _KIN.c.closed_at > row.c.closed_at)


def _later_beside(row: FromClause) -> Clause:
    both_open = and_(_KIN.c.closed_at.is_(None), row.c.closed_at.is_(None))
    return or_(_after(row), and_(or_(both_open, _KIN.c.closed_at == row.c.closed_at), _earlier(row)))
