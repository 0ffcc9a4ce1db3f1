"""Figures of the database are what counting the events one by one gives, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import ALWAYS, AllOf, Atom, Condition, Not, Op, Param
from fangyuan.model.events import (
    AnswersSubmitted,
    CaseClosed,
    CaseMerged,
    CaseRegistered,
    CaseReopened,
    CasesLinked,
    ClockResumed,
    ClockStopped,
    Event,
    FlagRaised,
    Reckoning,
    Recorded,
)
from fangyuan.model.reports import JURISDICTION
from fangyuan.model.state import MERGED, MERGED_INTO
from fangyuan.store.database import Database, UnitOfWork
from fangyuan.store.days import offsets
from fangyuan.store.places import NotIndexed
from fangyuan.store.projection import projection_table
from fangyuan.store.questions import Axis, Behind, Key, Question, Share, Span, Tallied, Tally
from fangyuan.store.sight import EVERYTHING, Sight
from fangyuan.store.tables.base import Base
from fixtures.storing import FIELDS, NOW, ROW, TENANT, TYPE, answered, begun, put, registration, started

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENT = Moment.of(NOW, SHANGHAI)
FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
SHARE = Share(TENANT, EVERYTHING, MOMENT, TYPE, FIELDS)
RECEIVED = Span("case.received_on", FEBRUARY, APRIL)
STEPS = (FEBRUARY, MARCH, APRIL)
ABOVE = {"a1": "a", "a2": "a", "a": "a", "b": "b"}
FAR = datetime(9999, 1, 1, tzinfo=UTC)
LARGE: Condition = Atom("amount", Op.MINIMUM, 2)
GIVEN, BLANK = Atom("amount", Op.ABSENT, False), Atom("amount", Op.ABSENT, True)
DENIED: dict[Condition, Condition] = {Not(LARGE): LARGE, BLANK: GIVEN}
"""What a matter meets only where none of its cases meets the other."""
CLOSED, GOING_ON = Atom("case.closed", Op.CONST, True), Atom("case.closed", Op.CONST, False)


@dataclass(frozen=True, slots=True)
class Random:
    """A case that chance made."""

    received: date
    answers: dict[str, Any]
    turns: tuple[datetime, ...]
    """Closed, reopened, closed again."""

    again: dict[str, Any]
    """What is answered once it goes on."""

    into: tuple[int | None, ...]
    """What it goes into with its first closing, and with its second."""

    flags: tuple[str, ...]
    parent: int | None
    outside: bool


@st.composite
def cases(draw: st.DrawFn) -> list[Random]:
    days = st.dates(date(2026, 1, 20), date(2026, 4, 10))
    moments = st.integers(0, 65 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 30, tzinfo=UTC) + timedelta(minutes=minutes)
    )
    answers = st.fixed_dictionaries(
        {},
        optional={
            "amount": st.sampled_from([0, 0.25, 1.5, 2, 3.75, 1000]),
            "copies": st.integers(-3, 9),
            "kind": st.sampled_from(["a", "a1", "a2", "b", "c", "中文"]),
            "urgent": st.booleans(),
            "happened": days.map(date.isoformat),
            "heard": moments.map(lambda at: at.isoformat()),
            "topics": st.lists(st.sampled_from(["a1", "a2", "b", '"', "中"]), max_size=3),
            "persons": st.lists(st.fixed_dictionaries({"name": st.sampled_from(["甲", "乙", "丙"])}), max_size=3),
        },
    )
    made = []
    for n in range(draw(st.integers(0, 12))):
        parent = draw(st.none() | st.integers(0, n - 1)) if n else None
        flags = tuple(draw(st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True)))
        turns = tuple(sorted(draw(st.lists(moments, max_size=3, unique=True))))
        into = draw(st.tuples(*[st.none() | st.integers(0, n - 1)] * 2)) if n else (None, None)
        outside = draw(st.booleans())
        made.append(Random(draw(days), draw(answers), turns, draw(answers), into, flags, parent, outside))
    return made


OTHER = "sample/elsewhere"
"""A type that nothing here counts: what was sent on by way of it is still the same matter."""


@dataclass(frozen=True, slots=True)
class Life:
    """A closing, and how long it held; what was answered until then, and the case that this one had gone into."""

    closed: datetime
    into: str | None
    reopened: datetime | None = None
    answers: Any = None


@dataclass(slots=True)
class Plain:
    """What the events of one case say, told by nothing but the events; `closed`, `into` and `answers` as of now.

    `came` is when the first case came that is counted of the matter.
    """

    case: str
    case_type: str = ""
    parent: str | None = None
    received: date = date.min
    came: date = date.min
    registered: datetime = FAR
    closed: datetime | None = None
    into: str | None = None
    answers: Any = None
    flags: tuple[str, ...] = ()
    lives: tuple[Life, ...] = ()

    @classmethod
    def of(cls, events: list[Recorded]) -> Plain:
        told = cls("")
        into = None
        for recorded in events:
            match recorded.event:
                case CaseRegistered() as event:
                    told.case, told.case_type, told.registered = event.case, event.case_type, recorded.at
                    told.parent, told.received = event.parent, event.received_on
                case AnswersSubmitted(answers=answers):
                    told.answers = {**(told.answers or {}), **answers}
                case CaseMerged(into=other):
                    into = other
                case CaseClosed():
                    told.closed, told.into = recorded.at, into
                    told.lives = (*told.lives, Life(recorded.at, into))
                case CaseReopened():
                    taken_back = replace(told.lives[-1], reopened=recorded.at, answers=told.answers)
                    told.lives, told.closed, told.into = (*told.lives[:-1], taken_back), None, None
                    into = None
                case FlagRaised(flag=flag):
                    told.flags = (*told.flags, flag)
        return told

    def held(self, until: datetime) -> Life | None:
        """The closing that held at an instant."""
        return next((one for one in self.lives if one.closed < until and until <= (one.reopened or FAR)), None)

    def then(self, until: datetime) -> Plain:
        """The case as it stood at an instant."""
        held = self.held(until)
        answers = held.answers if held and held.reopened else self.answers
        return replace(self, closed=held and held.closed, answers=answers)

    def get(self, path: str) -> Any:
        return self.answers.get(path)


def written(database: Database, made: list[Random]) -> list[Plain]:
    """Puts the cases into the database and reads their events back."""
    ids: list[str] = []
    with database.begin() as uow:
        for n, one in enumerate(made):
            ids.append(lived(uow, one, n, ids))
        uow.commit()
    with database.read() as uow:
        told = [Plain.of(uow.cases.events(TENANT, case)) for case in ids]
    whole = Family({one.case: one for one in told})
    for one in told:
        one.came = min((up.received for up in whole.above(one)), default=one.received)
    return told


def lived(uow: UnitOfWork, one: Random, n: int, ids: list[str]) -> str:
    """A case from its registration to where it stands now."""
    parent = ids[one.parent] if one.parent is not None else None
    row = replace(ROW, fields=()) if one.outside else ROW
    changed = {"received_on": one.received, "parent": parent, "case_type": OTHER if one.outside else TYPE}
    came = datetime.combine(one.received, time(4), UTC)
    case = put(uow, registration(number=str(n), **changed), answered(one.answers), row=row, at=came)
    for flag in one.flags:
        case = put(uow, FlagRaised(flag=flag), before=case, row=row)
    for turn, at in enumerate(one.turns):
        if turn == 1:
            again = (CaseReopened(stage="entry", reason="again"), answered(one.again))
            case = put(uow, *again, before=case, row=row, at=at)
            continue
        other = one.into[turn // 2]
        into = ids[other] if other is not None else None
        case = put(uow, *closing(into), before=case, row=row, at=at)
    return case.state.case


def closing(into: str | None = None) -> tuple[Event, ...]:
    """The end of a case, in itself or in another."""
    if into is None:
        return (CaseClosed(stage="done", outcome="done"),)
    tied = CasesLinked(relation=MERGED_INTO, case=into)
    return (tied, CaseMerged(into=into, reason="same"), CaseClosed(stage="done", outcome=MERGED))


@dataclass(frozen=True, slots=True)
class Family:
    """Who came from whom among the cases, and who went into whom; only those of the type are counted.

    `until`: as they stood then, where figures go by closings; `merged` is until when mergers count.
    """

    cases: dict[str, Plain]
    until: datetime = FAR
    merged: datetime = FAR

    def at(self, until: datetime, *, closings: bool) -> Family:
        there = {case: one.then(until) if closings else one for case, one in self.cases.items()}
        return Family(there, until if closings else FAR, until)

    def kin(self, cases: Iterable[Plain]) -> list[Plain]:
        """Those that are counted, and were there then."""
        return [one for one in cases if one.case_type == TYPE and one.registered < self.until]

    def givers(self, one: Plain) -> list[Plain]:
        found: list[Plain] = []
        while one.parent is not None and len(found) < 4:
            found.append(one := self.cases[one.parent])
        return found

    def above(self, one: Plain) -> list[Plain]:
        return [up for up in self.givers(one) if up.case_type == TYPE]

    def heirs_above(self, one: Plain) -> list[Plain]:
        """What those went into that it came from."""
        return [self.cases[up.into] for up in self.givers(one)[:3] if up.into]

    def heirs(self, one: Plain, into: str | None) -> list[Plain]:
        found: list[Plain] = []
        while into is not None and len(found) < 4:
            found.append(self.cases[into])
            into = self.cases[into].into
        return found

    def below(self, one: Plain) -> list[Plain]:
        mine = [other for other in self.cases.values() if any(up.case == one.case for up in self.givers(other))]
        return [other for other in mine if other.case_type == TYPE]

    def beside(self, one: Plain) -> list[Plain]:
        giver = self.cases[one.parent] if one.parent is not None else None
        if giver is None or giver.case_type != TYPE:
            return []
        others = (other for other in self.cases.values() if other.parent == one.parent and other.case != one.case)
        return [other for other in others if other.case_type == TYPE]

    def goes_on(self, one: Plain) -> bool:
        """Whether another case of the matter is open."""
        others = (*self.above(one), *self.heirs_above(one), *self.below(one), *self.beside(one))
        return any(other.closed is None for other in self.kin(others))

    def closed(self, one: Plain) -> bool:
        """Closed, and so is every other case of the matter."""
        heirs = self.kin(self.heirs(one, one.into))
        return one.closed is not None and not self.goes_on(one) and all(other.closed for other in heirs)

    def gone(self, one: Plain) -> bool:
        """Whether it had gone into another case that is counted."""
        held = one.held(self.merged)
        if held is None or held.into is None:
            return False
        heirs = [self.cases[held.into]] if held.reopened else self.heirs(one, held.into)
        return any(heir.case_type == TYPE for heir in heirs)

    def stands(self, one: Plain, tally: Tally, span: Span) -> bool:
        """Whether it is this case that counts for its matter."""

        def met(other: Plain) -> bool:
            asked = ALWAYS if _by_any(tally, span) else tally.condition
            return _meets(other, asked, self, span) and (not span.open_at or _within(other, span))

        def ends(other: Plain) -> datetime:
            return other.closed or FAR

        of_matters = tally.what in ("cases", "entries", "days") and not tally.apart
        if (of_matters or _by_closing(span)) and self.gone(one):
            return False
        if tally.each:
            return True
        above, beside = self.above(one), filter(met, self.beside(one))
        heirs = [other for other in self.heirs_above(one) if other.case_type == TYPE]
        if span.open_at:
            return not any(map(met, (*above, *heirs))) and not any(other.case < one.case for other in beside)
        if not _ends(tally, span):
            return not any(map(met, above)) and not any(other.case < one.case for other in beside)
        if one.closed and self.goes_on(one):
            return False
        later = any(ends(other) >= ends(one) for other in filter(met, self.kin((*above, *heirs))))
        later = later or any((ends(other), one.case) > (ends(one), other.case) for other in self.kin(beside))
        return not later and not any(met(other) and ends(other) > ends(one) for other in self.kin(self.below(one)))

    def others(self, one: Plain, span: Span) -> list[Plain]:
        """Those of whom it is enough that one meets a condition, where this case stands for its matter."""
        below = self.below(one)
        if not _by_closing(span):
            return below
        heirs = [other for other in self.heirs_above(one) if other.case_type == TYPE]
        return self.kin((*self.above(one), *heirs, *self.beside(one), *below))


def _ends(tally: Tally, span: Span) -> bool:
    return "case.closed_at" in (span.path, tally.to)


def _by_closing(span: Span) -> bool:
    return span.path == "case.closed_at" and not span.open_at


def _by_any(tally: Tally, span: Span) -> bool:
    """Whether it is enough that another case of the matter meets the condition."""
    return tally.what == "cases" and not span.open_at and not tally.each


def _meets(one: Plain, condition: Condition, family: Family, span: Span) -> bool:
    """Among closings a case is closed that has ended: where its matter goes on, it does not count."""
    if condition == LARGE:
        return (one.get("amount") or 0) >= 2
    if condition in DENIED:
        return not _meets(one, DENIED[condition], family, span)
    if condition == GIVEN:
        return one.get("amount") is not None
    closed = one.closed is not None if _by_closing(span) else family.closed(one)
    return condition == ALWAYS or (condition == CLOSED) is closed


def days(when: datetime) -> date:
    return when.astimezone(SHANGHAI).date()


def stepped(day: date | None) -> str | None:
    if day is None:
        return None
    return "-" if day < FEBRUARY else "2026-02-01" if day < MARCH else "2026-03-01" if day < APRIL else "+"


def places(one: Plain, path: str, span: Span) -> set[str | None]:
    """Where a case stands on an axis."""
    value = one.get(path)
    match path:
        case "kind":
            return {ABOVE.get(value, value)}
        case "copies":
            return {None if value is None else str(value)}
        case "urgent":
            return {None if value is None else "true" if value else "false"}
        case "happened":
            return {stepped(date.fromisoformat(value) if value else None)}
        case "heard":
            return {stepped(days(datetime.fromisoformat(value)) if value else None)}
        case "topics":
            return {ABOVE.get(topic, topic) for topic in value or ()} or {None}
        case "persons.name":
            return {person["name"] for person in one.get("persons") or ()} or {None}
        case "case.flags":
            return set(one.flags) or {None}
    return {stepped(_date(one, span))}


def _date(one: Plain, span: Span) -> date | None:
    if span.path == "case.received_on":
        return one.received
    return days(one.closed) if one.closed else None


AXES = {
    "kind": Axis("kind", above=ABOVE),
    "copies": Axis("copies"),
    "urgent": Axis("urgent"),
    "happened": Axis("happened", STEPS),
    "heard": Axis("heard", STEPS),
    "topics": Axis("topics", above=ABOVE),
    "persons.name": Axis("persons.name"),
    "case.flags": Axis("case.flags"),
    "": Axis("", STEPS),
    "months": Axis("", STEPS, own_end=True),
}

Value = Callable[[Plain], Any]


def _days(one: Plain) -> int | None:
    happened = one.get("happened")
    return (days(one.closed) - date.fromisoformat(happened)).days if one.closed and happened else None


TALLIES: list[tuple[Tally, Value]] = [
    (Tally("cases"), lambda one: 1),
    (Tally("cases", condition=LARGE), lambda one: 1),
    (Tally("value", "amount"), lambda one: one.get("amount")),
    (Tally("value", "copies", condition=LARGE), lambda one: one.get("copies")),
    (Tally("entries", "persons.name"), lambda one: len(one.get("persons") or ()) or None),
    (Tally("entries", "topics"), lambda one: None if one.get("topics") is None else len(one.get("topics"))),
    (Tally("days", "happened", "case.closed_at"), _days),
    (Tally("distinct", "kind"), lambda one: one.get("kind")),
    (Tally("cases", condition=CLOSED), lambda one: 1),
    (Tally("cases", condition=GOING_ON), lambda one: 1),
    (Tally("cases", condition=LARGE, apart=True), lambda one: 1),
    (Tally("cases", condition=LARGE, each=True), lambda one: 1),
    (Tally("cases", condition=Not(LARGE)), lambda one: 1),
    (Tally("cases", condition=BLANK), lambda one: 1),
    (Tally("days", "case.received_on", "case.closed_at"), lambda one: (days(one.closed) - one.came).days if one.closed else None),
]  # fmt: skip


def by_hand(cases: list[Plain], span: Span, axes: tuple[str, ...]) -> dict[tuple[str | None, ...], list[Tallied]]:
    """The same figures, one case after the other."""
    groups: dict[tuple[str | None, ...], list[tuple[Plain, Family]]] = {}
    whole = Family({one.case: one for one in cases})
    for one, family in rows(whole, span, "months" in axes):
        if any(family.stands(one, each, span) for each, _ in TALLIES):
            keys: list[tuple[str | None, ...]] = [()]
            for axis in axes:
                keys = [(*key, place) for key in keys for place in places(one, axis, span)]
            for key in keys:
                groups.setdefault(key, []).append((one, family))

    def counts(tally: Tally, members: list[tuple[Plain, Family]]) -> list[Plain]:
        def met(one: Plain, family: Family) -> bool:
            others = family.others(one, span) if _by_any(tally, span) else []
            asked = DENIED.get(tally.condition, tally.condition)
            denied = tally.condition in DENIED
            return any(_meets(other, asked, family, span) for other in (one, *others)) is not denied

        return [one for one, family in members if met(one, family) and family.stands(one, tally, span)]

    return {
        key: [_sum(tally, value, counts(tally, members)) for tally, value in TALLIES] for key, members in groups.items()
    }


def rows(whole: Family, span: Span, by_month: bool) -> Iterator[tuple[Plain, Family]]:
    """The cases of a span, each among the others as they stood when what it counts in ended, if that was before now."""
    for one in whole.cases.values():
        if one.case_type != TYPE:
            continue
        if not _by_closing(span):
            if _within(one, span):
                yield one, whole.at(ended(one.received, span, by_month), closings=False)
            continue
        for life in one.lives:
            until = ended(days(life.closed), span, by_month)
            if span.start <= days(life.closed) < span.end and until <= (life.reopened or FAR):
                family = whole.at(until, closings=True)
                yield family.cases[one.case], family


def ended(day: date, span: Span, by_month: bool) -> datetime:
    """The end of the month of a day, or of the span; far off, where it lies ahead."""
    end = next((bound for bound in STEPS[1:] if day < bound), None) if by_month else span.end
    instant = datetime.combine(end, time(0), SHANGHAI) if end else FAR
    return instant if instant <= NOW else FAR


def _within(one: Plain, span: Span) -> bool:
    if span.open_at:
        end = datetime.combine(span.end, time(0), SHANGHAI)
        return one.received < span.end and (one.closed is None if end > NOW else one.held(end) is None)
    when = _date(one, span)
    return when is not None and span.start <= when < span.end


def _sum(tally: Tally, value: Value, members: list[Plain]) -> Tallied:
    values = [found for one in members if (found := value(one)) is not None]
    return Tallied(len(set(values)) if tally.what == "distinct" else sum(values), len(values))


SPANS = [RECEIVED, Span("case.closed_at", FEBRUARY, MARCH), Span("case.received_on", FEBRUARY, MARCH, open_at=True),
         Span("case.received_on", FEBRUARY, MARCH), Span("case.closed_at", FEBRUARY, APRIL)]  # fmt: skip
AXIS_SETS = [(), ("kind",), ("copies",), ("urgent", ""), ("happened",), ("heard", "kind"), ("topics",),
             ("persons.name", "topics"), ("case.flags", "urgent"), ("months",), ("months", "kind")]  # fmt: skip


def emptied(database: Database) -> None:
    """The same database for every example."""
    with database.engine.begin() as connection:
        for table in (*reversed(Base.metadata.sorted_tables), projection_table(TYPE, FIELDS)):
            if table.name in {
                "cases",
                "closings",
                "events",
                "snapshots",
                "case_parties",
                projection_table(TYPE, FIELDS).name,
            }:
                connection.execute(table.delete())


SINGLE = ("kind", "copies", "urgent", "happened")


def each_alone(database: Database, plain: list[Plain]) -> None:
    """Several axes asked at once, each for itself, give what each gives alone; what is open now needs no look at a date."""
    tallies = tuple(tally for tally, _ in TALLIES)
    later = replace(SHARE, moment=Moment.of(datetime(2026, 4, 20, tzinfo=UTC), SHANGHAI))
    for share, span in (
        (SHARE, RECEIVED),
        (later, Span("case.received_on", FEBRUARY, date(2026, 4, 21), open_at=True)),
    ):
        with database.read() as uow:
            found = uow.figures.by_each(Question((share,), span, tallies, tuple(AXES[name] for name in SINGLE)))
        for name, each in zip(SINGLE, found, strict=True):
            assert {(key,): list(told) for key, told in each.items()} == by_hand(plain, span, (name,))


Sets = list[tuple[str, ...]]
sets: st.SearchStrategy[Sets] = st.lists(st.sampled_from(AXIS_SETS[1:]), min_size=2, max_size=2, unique=True)


def held(database: Database, made: list[Random], axes: Sets) -> None:
    """Every span, some sets of axes: the database and the hand agree, and so do the cases behind a number."""
    emptied(database)
    plain = written(database, made)
    each_alone(database, plain)
    with database.read() as uow:
        for span in SPANS:
            for names in (AXIS_SETS[0], *axes):
                if span.open_at and {"", "months"} & set(names):
                    continue
                asked = Question((SHARE,), span, tuple(tally for tally, _ in TALLIES), tuple(AXES[n] for n in names))
                expected = by_hand(plain, span, names)
                assert {k: list(v) for k, v in uow.figures.tallied(asked).items() if k or expected} == expected
                if expected and names != AXIS_SETS[0]:
                    key, tallied = max(expected.items(), key=lambda item: (item[1][1].number, str(item[0])))
                    found = uow.figures.behind(replace(asked, tallies=(TALLIES[1][0],)), [key], TENANT, 50, 0)
                    assert (len({one.case for one in found.cases}), found.whole.cases) == (tallied[1].number,) * 2
                    assert found.whole.tallied == tallied[1]
                    if "months" not in names:
                        behind_all(uow, asked, expected)


def behind_all(uow: UnitOfWork, asked: Question, expected: Mapping[Key, Sequence[Tallied]]) -> None:
    """Behind all places together stand the cases of each, once; a second tally takes those out that it counts itself."""

    def found(*tallies: Tally) -> Behind:
        return uow.figures.behind(replace(asked, tallies=tallies), list(expected), TENANT, 50, 0)

    every, large = (tally for tally, _ in TALLIES[:2])
    all_of_them, large_ones = found(every), found(large)
    counted = [tallied[0] for tallied in expected.values()]
    assert all_of_them.by_tenant == {TENANT: all_of_them.whole}
    assert all_of_them.whole.tallied == Tallied(sum(one.total for one in counted), sum(one.number for one in counted))
    assert set(found(every, large).cases) == set(all_of_them.cases) - set(large_ones.cases)


@pytest.fixture
def on_sqlite(sqlite_database: str) -> Iterator[Database]:
    made = Database(sqlite_database)
    yield made
    made.close()


@settings(
    max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=cases(), axes=sets)
def test_figures_are_what_counting_the_events_gives(on_sqlite: Database, made: list[Random], axes: Sets) -> None:
    held(on_sqlite, made, axes)


@pytest.fixture
def on_postgres(postgres_database: str) -> Iterator[Database]:
    made = Database(postgres_database)
    yield made
    made.close()


@settings(
    max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=cases(), axes=sets)
def test_figures_are_the_same_on_postgres(on_postgres: Database, made: list[Random], axes: Sets) -> None:
    held(on_postgres, made, axes)


def total(database: Database, *shares: Share, once: bool = True) -> float:
    with database.read() as uow:
        found = uow.figures.tallied(Question(shares, RECEIVED, (Tally("cases"),), once=once))
        return found[()][0].total if found else 0


def test_a_case_sent_down_counts_once_over_levels_and_by_itself_below(database: Database) -> None:
    with database.begin() as uow:
        upper = begun(uow)
        lower = begun(uow, tenant="township", parent=upper.state.case)
        begun(uow, tenant="township", parent=lower.state.case, number="2")
        begun(uow, tenant="township", number="3")
        uow.commit()
    below = replace(SHARE, tenant="township")
    assert (total(database, SHARE), total(database, below), total(database, SHARE, below)) == (1, 2, 2)
    assert total(database, SHARE, below, once=False) == 4


def test_jurisdictions_below_that_count_alike_are_told_apart_all_the_same(database: Database) -> None:
    """Whatever parameters they have that nothing asks for; each has a key of its own for what is sensitive."""
    said = {"amount": 3, "persons": [{"id_card": "1101"}]}
    with database.begin() as uow:
        upper = begun(uow, said)
        begun(uow, said, tenant="near", parent=upper.state.case)
        begun(uow, said, tenant="near", number="2")
        begun(uow, said, tenant="far", number="3", row=replace(ROW, excluded=frozenset({"wang"})))
        begun(uow, said, tenant="far", number="4", row=replace(ROW, confidential=True))
        begun(uow, said, tenant="far", number="5")
        begun(uow, said, tenant="beyond", number="6")
        uow.commit()
    moments = {tenant: replace(MOMENT, parameters={"least": least}) for tenant, least in (("near", 3), ("far", 4))}
    below = [
        replace(SHARE, tenant=one, moment=moment, sight=Sight("wang", None), open_only=True)
        for one, moment in moments.items()
    ]
    conditions: dict[Condition, dict[str, int]] = {
        ALWAYS: {TENANT: 1, "near": 1, "far": 1},
        Atom("persons.id_card", Op.CONST, "1101"): {TENANT: 1, "near": 1, "far": 1},
        Atom("amount", Op.MINIMUM, Param("least")): {TENANT: 1, "near": 1},
    }
    with database.read() as uow:
        for condition, expected in conditions.items():
            asked = Question((SHARE, *below), RECEIVED, (Tally("cases", condition=condition),), (Axis(JURISDICTION),))
            found = {key[0]: each[0].total for key, each in uow.figures.tallied(asked).items() if each[0].total}
            assert found == expected
            behind = uow.figures.behind(asked, [()], "near", 9, 0)
            assert {tenant: one.cases for tenant, one in behind.by_tenant.items()} == expected
            assert len(behind.cases) == expected["near"]


def test_what_the_reader_cannot_see_hides_nothing_that_they_can(database: Database) -> None:
    with database.begin() as uow:
        upper = begun(uow, unit="board")
        begun(uow, unit="office", parent=upper.state.case, number="2")
        begun(uow, unit="office", number="3", row=replace(ROW, confidential=True, excluded=frozenset({"wang"})))
        uow.commit()
    clerk = replace(SHARE, sight=Sight("li", frozenset({"office"})))
    kept_from = replace(SHARE, sight=Sight("wang", frozenset({"office"})))
    assert (total(database, SHARE), total(database, clerk), total(database, kept_from)) == (2, 2, 1)
    assert total(database, replace(SHARE, open_only=True)) == 1


def test_a_day_is_the_day_of_the_zone_also_where_summer_has_its_own_time(database: Database) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    instants = {"2026-03-28T23:30:00+00:00": 1, "2026-07-31T22:30:00+00:00": 0, "2026-10-24T21:59:00+00:00": 8}
    with database.begin() as uow:
        for heard, number in instants.items():
            begun(uow, {"heard": heard, "happened": "2026-03-28"}, number=str(number))
        uow.commit()
    there = replace(SHARE, moment=Moment.of(NOW, berlin))
    with database.read() as uow:
        steps = Axis("heard", (MARCH, APRIL, date(2026, 8, 1), date(2027, 1, 1)))
        asked = Question((there,), RECEIVED, (Tally("days", "happened", "heard"),), (steps,))
        found = {key[0]: each[0] for key, each in uow.figures.tallied(asked).items()}
    assert found == {"2026-03-01": Tallied(1, 1), "2026-08-01": Tallied(126 + 210, 2)}
    assert len(offsets(berlin)) > 100
    assert len(offsets(ZoneInfo("Asia/Shanghai"))) <= 5


@pytest.mark.parametrize("path", ["persons.id_card", "nowhere"])
def test_what_no_column_answers_is_refused_and_never_guessed(database: Database, path: str) -> None:
    with database.begin() as uow:
        begun(uow, {"persons": [{"name": "张三", "id_card": "110"}]})
        uow.commit()
    with database.read() as uow, pytest.raises(NotIndexed):
        uow.figures.tallied(Question((SHARE,), RECEIVED, (Tally("cases"),), (Axis(path),)))


def closed_in(database: Database, month: date, later: date, now: datetime, condition: Condition = ALWAYS) -> Tallied:
    share = replace(SHARE, moment=Moment.of(now, SHANGHAI))
    with database.read() as uow:
        span = Span("case.closed_at", month, later)
        found = uow.figures.tallied(Question((share,), span, (Tally("cases", condition=condition),)))
        return found[()][0] if found else Tallied()


ON_TIME = AllOf((Atom("clock.reply.overdue", Op.CONST, False), Atom("clock.reply.status", Op.CONST, "stopped")))
SETTLED = Atom("case.outcome", Op.CONST, "settled")


@pytest.mark.parametrize("condition", [LARGE, ON_TIME, SETTLED, Atom("case.unit", Op.CONST, "office"), CLOSED])
def test_a_closing_is_told_as_it_was_after_it_was_taken_back(database: Database, condition: Condition) -> None:
    due = datetime(2026, 4, 1, tzinfo=UTC)
    with database.begin() as uow:
        case = begun(uow, {"amount": 3})
        stop = ClockStopped(clock="reply", number=1, late=False)
        closed = CaseClosed(stage="done", outcome="settled")
        case = put(uow, started("reply", due), stop, closed, before=case, at=datetime(2026, 3, 10, tzinfo=UTC))
        uow.commit()
    may = datetime(2026, 5, 1, tzinfo=UTC)
    assert closed_in(database, MARCH, APRIL, may, condition) == Tallied(1, 1)
    with database.begin() as uow:
        resumed = ClockResumed(clock="reply", number=1, due_at=due, reckoning=Reckoning(MARCH, due))
        again = (CaseReopened(stage="entry", reason="again"), resumed, answered({"amount": 1}))
        case = put(uow, *again, before=case, at=datetime(2026, 4, 20, tzinfo=UTC))
        uow.commit()
    assert closed_in(database, MARCH, APRIL, may, condition) == Tallied(1, 1)
    assert closed_in(database, MARCH, date(2026, 6, 1), may, condition) == Tallied()
