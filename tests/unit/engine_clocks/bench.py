"""A small case to try clocks on: what happens is recorded, clocks react, time passes, firings fire."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fangyuan.engine.clocks.firing import fire
from fangyuan.engine.clocks.folding import fold_clock
from fangyuan.engine.clocks.reacting import react
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.clocks import Clock, Counting, Extension, Light, Rung, Warning
from fangyuan.model.durations import Duration
from fangyuan.model.events import Emitted, Event, Recorded
from fangyuan.model.state import CaseState, ClockRun
from fangyuan.model.who import EventPattern, EventPatterns, Who
from fangyuan.model.world import Directory, Person, Post, Tenant, Unit, World


def _days(name: str, first: str, last: str) -> dict[date, str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return {begin + timedelta(days=n): name for n in range((end - begin).days + 1)}


def _year(year: int, published: bool, holidays: Iterable[tuple[str, str, str]], workdays: str) -> CalendarYear:
    off = {day: name for one in holidays for day, name in _days(*one).items()}
    return CalendarYear(
        year, published, off, frozenset(date.fromisoformat(f"{year}-{day}") for day in workdays.split())
    )


CN = Calendar(
    calendar="cn",
    title="工作日历",
    revision="2026-1",
    years={
        2025: _year(
            2025,
            True,
            [
                ("元旦", "2025-01-01", "2025-01-01"),
                ("春节", "2025-01-28", "2025-02-04"),
                ("清明节", "2025-04-04", "2025-04-06"),
                ("劳动节", "2025-05-01", "2025-05-05"),
                ("端午节", "2025-05-31", "2025-06-02"),
                ("国庆节", "2025-10-01", "2025-10-08"),
            ],
            "01-26 02-08 04-27 09-28 10-11",
        ),
        2026: _year(
            2026,
            True,
            [
                ("元旦", "2026-01-01", "2026-01-03"),
                ("春节", "2026-02-15", "2026-02-23"),
                ("清明节", "2026-04-04", "2026-04-06"),
                ("劳动节", "2026-05-01", "2026-05-05"),
                ("端午节", "2026-06-19", "2026-06-21"),
                ("中秋节", "2026-09-25", "2026-09-27"),
                ("国庆节", "2026-10-01", "2026-10-07"),
            ],
            "01-04 02-14 02-28 05-09 09-20 10-10",
        ),
        2027: _year(2027, False, [("元旦", "2027-01-01", "2027-01-01")], ""),
    },
)
"""Figures of the State Council's notices; make-up days as domain.md §4 lists them; 2027 not published."""

PUBLISHED = replace(
    CN,
    revision="2027-1",
    years={**CN.years, 2027: _year(2027, True, [("试验假", "2027-01-18", "2027-01-22")], "01-17")},
)
"""A later revision in which 2027 is published, with days off that nobody could foresee."""

TENANT = Tenant("t", "示例县", "SL", "county")
PEOPLE = (
    Person("clerk", "t", "职员", (Post("clerk", "office"),)),
    Person("head", "t", "主任", (Post("office-head", "office"),)),
    Person("leader", "t", "领导", (Post("director", "office"),)),
    Person("head-1", "t", "一局长", (Post("unit-head", "U1"),)),
    Person("head-2", "t", "二局长", (Post("unit-head", "U2"),)),
)
UNITS = (Unit("office", "t", "信访室"), Unit("U1", "t", "一局"), Unit("U2", "t", "二局"))
WORLD = World(TENANT, Directory.of(UNITS, PEOPLE, [TENANT]), {"cn": CN})


def beijing(written: str) -> datetime:
    """`2026-02-10` (09:00 is meant) or `2026-02-10T10:00` in Beijing time, as the UTC instant."""
    at = datetime.fromisoformat(written if "T" in written else f"{written}T09:00")
    return at.replace(tzinfo=UTC) - timedelta(hours=8)


def days(written: str) -> Duration:
    return Duration.parse(written)


def on(word: str, **narrowed: str) -> EventPatterns:
    return (EventPattern(word, narrowed),)


def role(name: str) -> tuple[Who, ...]:
    return (Who(role=name),)


def clock(**given: Any) -> Clock:
    """A clock that starts on `go` and stops on `done`, with what is given."""
    base: dict[str, Any] = {"clock": "handle", "title": "办理期限", "start": on("go"), "stop": on("done")}
    return Clock(**{**base, **given})


WARNINGS = (
    Warning(days("10 days"), Light.YELLOW, role("clerk")),
    Warning(days("3 workdays"), Light.ORANGE),
)
LADDER = (
    Rung(None, role("clerk"), "phone-reminder"),
    Rung(days("5 workdays"), (Who(slot="leader"),), "supervision-letter", role("office-head")),
    Rung(days("15 workdays"), role("office-head"), "listed-supervision", copy=role("director")),
)
EXTENSION = Extension(days("30 days"), (Who(slot="leader"),), asked_by=role("clerk"))
COUNTING = Counting()


@dataclass
class Bench:
    """A case that only has clocks. `log` holds every event with its instant, as recorded."""

    clocks: tuple[Clock, ...]
    world: World = WORLD
    facts: dict[str, Any] = field(default_factory=dict)
    log: list[Recorded] = field(default_factory=list)
    case: CaseState = CaseState(
        case="c",
        tenant="t",
        unit="office",
        case_type="x/y",
        pack="sha256:0",
        number="1",
        received_on=date(2026, 1, 5),
        registered_at=datetime(2026, 1, 6, tzinfo=UTC),
        slots={"units": ("U1", "U2"), "leader": ("leader",)},
    )

    def say(self, mark: str, at: str, subject: str = "", occurred_on: str = "") -> list[Event]:
        """One of the pack's own words is said."""
        return self.happens(Emitted(mark=mark, subject=subject), at, occurred_on)

    def happens(self, event: Event, at: str, occurred_on: str = "") -> list[Event]:
        """An event happens; gives what the clocks answered, each of which happens too."""
        now = beijing(at)
        queue, answered = [event], []
        while queue:
            one = queue.pop(0)
            self.record(one, now, occurred_on)
            day = date.fromisoformat(occurred_on) if occurred_on else None
            followed = react(self.clocks, self.case, one, self.facts, self.world, now, day)
            queue += followed
            answered += followed
        return answered

    def record(self, event: Event, now: datetime, occurred_on: str = "") -> None:
        recorded = Recorded(
            seq=len(self.log) + 1,
            event=event,
            at=now,
            actor="clerk",
            occurred_on=date.fromisoformat(occurred_on) if occurred_on else None,
        )
        self.log.append(recorded)
        self.case = fold_clock(self.case, recorded) or self.case

    def sweep(self, at: str) -> list[tuple[str, Event]]:
        """Fires all that is due until then, each at that instant, as after a downtime; gives (date, event)."""
        now, fired = beijing(at), []
        while True:
            due = [run for run in self.case.clocks.values() if run.next_firing and run.next_firing.at <= now]
            if not due:
                return fired
            run = min(due, key=lambda run: run.next_firing.at if run.next_firing else now)
            fired += self.fire(run, now)

    def fire(self, run: ClockRun, now: datetime) -> list[tuple[str, Event]]:
        firing = run.next_firing
        assert firing is not None
        definition = next(one for one in self.clocks if one.clock == run.clock)
        told = fire(definition, run, self.case, firing, self.facts, self.world, now)
        for event in told:
            self.record(event, now)
        return [(f"{firing.at + timedelta(hours=8):%Y-%m-%d %H:%M}", event) for event in told]

    def run(self, subject: str = "", number: int = 0, name: str = "handle") -> ClockRun:
        """The latest run of a subject, or that of a number."""
        runs = [r for r in self.case.clocks.values() if (r.clock, r.subject) == (name, subject)]
        return next(r for r in runs if r.number == (number or max(one.number for one in runs)))

    def due(self, subject: str = "", name: str = "handle") -> str:
        """The due date as it is shown."""
        return str(self.run(subject, name=name).history[-1].reckoning.due)

    def refolded(self) -> CaseState:
        """The state once more from the log alone."""
        case = replace(self.case, clocks={})
        for recorded in self.log:
            case = fold_clock(case, recorded) or case
        return case


def words(events: Iterable[Event]) -> list[str]:
    return [event.word for event in events]
