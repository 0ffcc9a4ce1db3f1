"""What the events of played cases say, read one by one in plain Python: no rule of the engine, no column, no query.

A case is replayed until an instant. A matter is the cases of one petition: what was sent on is the same matter, and a case
that went into another is that other one (Regulation 2022, Art. 19; docs/reports.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from fangyuan.model.events import (
    ActionTaken,
    AnswersSubmitted,
    CaseClosed,
    CaseMerged,
    CaseRegistered,
    CaseReopened,
    ClockExtended,
    Emitted,
    FlagRaised,
    Recorded,
    StageEntered,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
FAR = datetime(9999, 1, 1, tzinfo=UTC)


def day_of(instant: datetime) -> date:
    """The local date of an instant."""
    return instant.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The first instant of a local date."""
    return datetime.combine(day, time(), SHANGHAI)


@dataclass(slots=True)
class Case:
    """A case as its events until some instant tell it. `said` are words and actions with the day on which they were so.

    `brought` is what it said itself, without what came along from a case that went into it.
    """

    case: str
    kind: str
    unit: str
    parent: str | None
    received: date
    registered: datetime
    answers: dict[str, Any] = field(default_factory=dict)
    brought: dict[str, Any] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    said: list[tuple[str, date]] = field(default_factory=list)
    extended: dict[str, int] = field(default_factory=dict)
    stage: str = ""
    outcome: str = ""
    into: str = ""
    closed: datetime | None = None
    ended: date | None = None

    def get(self, path: str) -> Any:
        """An answer; nothing where it is blank."""
        return self.answers.get(path)

    def days(self, word: str) -> list[date]:
        """When a word was said or an action taken."""
        return [day for told, day in self.said if told == word]

    def last(self, *words: str) -> date | None:
        """When one of these was last so."""
        return max((day for told, day in self.said if told in words), default=None)


def read(events: Sequence[Recorded], until: datetime = FAR) -> Case:
    """A case after the events before an instant."""
    begun = events[0]
    first = begun.event
    assert isinstance(first, CaseRegistered)
    case = Case(first.case, first.case_type, first.unit, first.parent, first.received_on, begun.at)
    for recorded in events:
        if recorded.at < until:
            _tell(case, recorded)
    return case


def _tell(case: Case, recorded: Recorded) -> None:
    day = recorded.occurred_on or day_of(recorded.at)
    match recorded.event:
        case AnswersSubmitted(at="", answers=answers, cleared=cleared):
            case.answers |= answers
            case.brought |= answers if recorded.cause.kind != "command" else {}
            for path in cleared:
                case.answers.pop(path, None)
        case Emitted(mark=word) | ActionTaken(action=word):
            case.said.append((word, day))
        case FlagRaised(flag=flag):
            case.flags.add(flag)
        case StageEntered(stage=stage):
            case.stage = stage
        case ClockExtended(clock=clock, by=by):
            case.extended[clock] = case.extended.get(clock, 0) + int(by.split()[0])
        case CaseMerged(into=into):
            case.into = into
        case CaseClosed(stage=stage, outcome=outcome, closed_at=at):
            case.stage, case.outcome, case.closed, case.ended = stage, outcome, at or recorded.at, day
        case CaseReopened(stage=stage):
            case.said += [("reopened", day), (f"reopened in {stage}", day)]
            case.stage, case.outcome, case.into, case.closed, case.ended = stage, "", "", None, None


@dataclass(frozen=True, slots=True)
class Life:
    """A closing: when, until when it held, and the case as it was until it was reopened, or is now."""

    closed: datetime
    reopened: datetime
    case: Case


def lives(events: Sequence[Recorded]) -> list[Life]:
    """Every closing of a case, those that were taken back among them."""
    found, closed = [], None
    for recorded in events:
        match recorded.event:
            case CaseClosed(closed_at=at):
                closed = at or recorded.at
            case CaseReopened() if closed:
                found.append(Life(closed, recorded.at, read(events, recorded.at)))
                closed = None
    return [*found, Life(closed, FAR, read(events))] if closed else found


@dataclass(frozen=True, slots=True)
class Matter:
    """The cases of one petition, the first one first."""

    cases: tuple[Case, ...]

    @property
    def first(self) -> Case:
        """The one that came in."""
        return self.cases[0]

    @property
    def is_open(self) -> bool:
        """Whether any of its cases goes on."""
        return any(one.closed is None for one in self.cases)

    @property
    def goes_on_in(self) -> Case:
        """The first that is open; where none is, the one that was closed last."""
        still = next((one for one in self.cases if one.closed is None), None)
        return still or self.last

    @property
    def last(self) -> Case:
        """The one that was closed last, of several at once the first."""
        latest = max(one.closed or FAR for one in self.cases)
        return next(one for one in self.cases if one.closed == latest)

    def any(self, path: str, *values: Any) -> bool:
        """Whether one of its cases answers so."""
        return any(one.get(path) in values for one in self.cases)


class Archive:
    """All cases that were played, and what is now; each is replayed once for an instant that is asked for."""

    def __init__(self, histories: Iterable[Sequence[Recorded]], now: datetime) -> None:
        self.now, self._histories = now, tuple(histories)
        self._cases = [read(events) for events in self._histories]
        self._lives = [lives(events) for events in self._histories]
        self.as_then = cache(self._as_then)
        self.gone = cache(self._gone)
        self.matters = cache(self._matters)
        self.open_at = cache(self._open_at)

    def only(self, path: str) -> Archive:
        """Those alone that answer something, as a table counts that asks for it."""
        return Archive([one for one in self._histories if read(one).get(path)], self.now)

    def as_now(self) -> dict[str, Case]:
        """Every case as it is."""
        return {one.case: one for one in self._cases}

    def _as_then(self, until: datetime) -> dict[str, Case]:
        """Every case that was there, closed where it was closed then; what it says is what it said until it was reopened."""
        found = {}
        for one, closings in zip(self._cases, self._lives, strict=True):
            held = next((each for each in closings if each.closed < until <= each.reopened), None)
            then = held.case if held else replace(one, closed=None, ended=None, into="")
            if then.registered < until:
                found[then.case] = then
        return found

    def _gone(self, until: datetime) -> dict[str, str]:
        """The cases that had gone into another, with that one."""
        all_of_them = (one for closings in self._lives for one in closings)
        return {
            one.case.case: one.case.into for one in all_of_them if one.case.into and one.closed < until <= one.reopened
        }

    def until(self, end: date) -> datetime:
        """The end of a period, if it is over; else what is so now."""
        return midnight(end) if midnight(end) <= self.now else FAR

    def _matters(
        self, kinds: frozenset[str], then: datetime | None, merged: datetime | None, before: date = date.max
    ) -> list[Matter]:
        """The matters of these kinds, as they were `then` or are; a case that is gone counts no more, and what it was sent on
        belongs to the other.
        """
        gone = self.gone(merged) if merged else {}
        every = self.as_then(then) if then else self.as_now()
        there = {name: one for name, one in every.items() if one.received < before}
        mine = [one for one in there.values() if one.kind in kinds and not self._is_gone(one, there, kinds, gone)]
        groups: dict[str, list[Case]] = {}
        for one in sorted(mine, key=lambda one: one.case):
            groups.setdefault(self._root(one, there, kinds, gone), []).append(one)
        return [Matter(tuple(group)) for group in groups.values()]

    def _is_gone(self, one: Case, there: dict[str, Case], kinds: Collection[str], gone: dict[str, str]) -> bool:
        into = gone.get(one.case)
        while into is not None:
            if into in there and there[into].kind in kinds:
                return True
            into = gone.get(into)
        return False

    def _root(self, one: Case, there: dict[str, Case], kinds: Collection[str], gone: dict[str, str]) -> str:
        root = one.case
        for above in self._above(one, there):
            if above.kind in kinds:
                root = gone.get(above.case, above.case)
        return root

    def _above(self, one: Case, there: dict[str, Case]) -> Iterator[Case]:
        while one.parent is not None and one.parent in there:
            one = there[one.parent]
            yield one

    def came(self, kinds: frozenset[str], start: date, end: date, *, merged: bool = False) -> list[Matter]:
        """What came in from a day until before another, followed until now; with `merged` what had gone into another, too."""
        found = self.matters(kinds, None, None if merged else self.until(end))
        return [one for one in found if start <= one.first.received < end]

    def each(self, kinds: frozenset[str], start: date, end: date) -> list[Case]:
        """Every case of its own that came in, for what each has to do by itself."""
        gone = self.gone(self.until(end))
        found = self.as_now()
        mine = [one for one in found.values() if one.kind in kinds and start <= one.received < end]
        return [one for one in mine if not self._is_gone(one, found, kinds, gone)]

    def closed(self, kinds: frozenset[str], start: date, end: date) -> list[Matter]:
        """What ended from a day until before another, as it stood at the end: its last case was closed then."""
        found = self.matters(kinds, self.until(end), self.until(end))
        return [one for one in found if not one.is_open and start <= day_of(_closed(one.last)) < end]

    def _open_at(self, kinds: frozenset[str], day: date) -> list[Matter]:
        """What had come in before a day and was not closed when it began."""
        then = midnight(day) if midnight(day) <= self.now else None
        return [one for one in self.matters(kinds, then, self.until(day), day) if one.is_open]


def _closed(one: Case) -> datetime:
    assert one.closed is not None
    return one.closed


def roll(day: date, off: Collection[date], worked: Collection[date]) -> date:
    """The day, or the first working one after it."""
    while day not in worked and (day in off or day.weekday() >= 5):
        day += timedelta(days=1)
    return day
