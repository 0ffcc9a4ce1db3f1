"""What figures are asked for: whose cases, of which days, told apart by what, and what each brings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import ALWAYS, Condition
from fangyuan.store.days import first_instant
from fangyuan.store.projection import IndexedField
from fangyuan.store.sight import Sight

RECEIVED, CLOSED_AT = "case.received_on", "case.closed_at"
EARLIER, LATER = "-", "+"
"""Keys of an axis of dates for what lies before and after its steps."""

Key = tuple[str | None, ...]
"""The place of a row on every axis; None where nothing is said."""


@dataclass(frozen=True, slots=True)
class Share:
    """The cases of one type of one tenant that somebody may count; `open_only` leaves out the confidential ones.

    `unasked` are answers, with their types, that other types of the question have and this one never asks for. `others` are
    further tenants of whose cases all this holds.
    """

    tenant: str
    sight: Sight
    moment: Moment
    case_type: str
    fields: tuple[IndexedField, ...]
    condition: Condition = ALWAYS
    open_only: bool = False
    unasked: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    @property
    def tenants(self) -> tuple[str, ...]:
        """All of whose cases it is."""
        return (self.tenant, *self.others)

    def stands_as(self, other: "Share") -> bool:
        """Whether every path stands where it stands in another share of the same cases."""
        return (self.moment, self.fields, self.unasked) == (other.moment, other.fields, other.unasked)


@dataclass(frozen=True, slots=True)
class Axis:
    """What rows are told apart by: a path, empty for the date of the span.

    `bounds` are the first days of the steps of a date, and the day after the last one; `above` leads from a code to the
    one that it is counted under. `own_end`, for the date of the span: each step stands as it did when it ended, and not as
    the whole span did. `open_only`: what confidential cases say is the place of none; they count among those that say nothing.
    """

    path: str
    bounds: tuple[date, ...] = ()
    above: Mapping[str, str] = field(default_factory=dict)
    own_end: bool = False
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Cases whose date lies from `start` until before `end`, in the zone of the share; `open_at` asks for those that had
    come before `end` and were not closed then.

    What was closed, reopened or merged after the end changes nothing: who asks later gets what was so at the end.
    """

    path: str
    start: date
    end: date
    open_at: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What a case brings: `cases` (1), `value` of a path, its `entries`, `days` to another date, `distinct` values.

    `since` leaves out the cases of the span that are older than a day of their own; no other case of the matter speaks for them.

    `apart` counts a case that went into another for itself, as one that came in; a merger is no closing even so. `each`
    counts every case of a matter for itself: a deadline is each one's own.
    """

    what: str
    path: str = ""
    to: str = ""
    condition: Condition = ALWAYS
    since: date | None = None
    apart: bool = False
    each: bool = False


@dataclass(frozen=True, slots=True)
class Tallied:
    """What was added up, and over how many cases that had a value."""

    total: float = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Portion:
    """Some of the cases behind a number: how many there are, and what they bring to it."""

    cases: int = 0
    tallied: Tallied = Tallied()


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """A case that a number counts."""

    case: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind a number: some of one tenant, how many each tenant has there, and all together."""

    cases: tuple[CaseBehind, ...] = ()
    whole: Portion = Portion()
    by_tenant: Mapping[str, Portion] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted. `once`: of what one case of the shares sent on to another, one alone counts."""

    shares: tuple[Share, ...]
    span: Span
    tallies: tuple[Tally, ...]
    axes: tuple[Axis, ...] = ()
    once: bool = True

    @property
    def by_closing(self) -> bool:
        """Whether cases count by when they were closed."""
        return self.span.path == CLOSED_AT and not self.span.open_at

    @property
    def step_ends(self) -> tuple[date, ...]:
        """The days after the steps that each stand as they did when they ended; else the day after the span alone."""
        own = [axis.bounds[1:] for axis in self.axes if axis.own_end and not axis.path and axis.bounds]
        return own[0] if own else (self.span.end,)

    @property
    def looks_back(self) -> bool:
        """Whether any of it had ended before now."""
        moment = self.shares[0].moment
        return first_instant(min(self.step_ends), moment) <= moment.now
