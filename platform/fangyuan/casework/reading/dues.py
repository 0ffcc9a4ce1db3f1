"""Deadlines as a page shows them: the date, the light, the working days to go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from fangyuan.casework.reading.naming import Names, letters_named
from fangyuan.casework.reading.pages import AskedExtension, ClockView, Due, DueLine
from fangyuan.engine.clocks.calendars import DAY, by_the_clock, calendar_of, date_of, due_on, workdays_between
from fangyuan.engine.clocks.running import passed
from fangyuan.engine.issuing import of_extension
from fangyuan.model.calendars import USUAL_CALENDAR, Calendar
from fangyuan.model.clocks import Clock, Light
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState, ClockRun, DueChange
from fangyuan.model.world import World

_LIGHTS = list(Light)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ClockReader:
    """What it takes to tell of the clocks of one case to one person, now.

    `askable` are the runs (clock, subject) on which they may ask for more time, each with why not now, or blank;
    `recordable` those on which others may have decided on paper, for whom they write it down.
    """

    case_type: CaseType
    names: Names
    world: World
    person: str
    now: datetime
    askable: Mapping[tuple[str, str], str] = field(default_factory=dict)
    recordable: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def calendar(self, clock: str) -> Calendar:
        """The calendar by which a clock counts."""
        defined = self.defined(clock)
        return calendar_of(self.world, defined.counting.calendar if defined else USUAL_CALENDAR)

    def defined(self, clock: str) -> Clock | None:
        """The clock as the pinned pack says it."""
        return next((one for one in self.case_type.clocks if one.clock == clock), None)


def distance(today: date, on: date, calendar: Calendar) -> int:
    """Working days from today to a date, without today; negative where the date has passed."""
    if on >= today:
        return workdays_between(calendar, today + DAY, on + DAY)
    return -workdays_between(calendar, on + DAY, today + DAY)


def due_at(at: datetime, light: Light, calendar: Calendar, now: datetime, title: str = "") -> Due:
    """A deadline of which only the instant and the light are known, as lists know it."""
    on = due_on(at, ZoneInfo(calendar.zone))
    return Due(light, on, distance(date_of(calendar, now), on, calendar), title, at, minutes=minutes(at, calendar, now))


def minutes(at: datetime, calendar: Calendar, now: datetime) -> int | None:
    """Whole minutes to a deadline that is a time of the day, begun ones counted; negative where it has passed."""
    return ceil((at - now) / MINUTE) if by_the_clock(at, ZoneInfo(calendar.zone)) else None


def due_of(run: ClockRun, calendar: Calendar, now: datetime, title: str = "") -> Due:
    """How a run stands; of one that has ended or is paused, how it stood then."""
    on = due_on(run.due_at, ZoneInfo(calendar.zone))
    seen = run.stopped_at or run.paused_at or now
    return Due(
        light=run.light(now),
        on=on,
        workdays=distance(date_of(calendar, seen), on, calendar),
        title=title or run.title,
        at=run.due_at,
        provisional=bool(run.history and run.history[-1].reckoning.provisional),
        minutes=minutes(run.due_at, calendar, seen),
    )


def worst(lights: Iterable[Light]) -> Light:
    """The worst of several lights; green where there are none."""
    return max(lights, key=_LIGHTS.index, default=Light.GREEN)


def clock_views(case: CaseState, reader: ClockReader) -> tuple[ClockView, ...]:
    """Every run: open ones first by due date, then the ended ones, the newest first."""
    ended = sorted((run for run in case.clocks.values() if not run.open), key=lambda run: run.started_at, reverse=True)
    return tuple(clock_view(run, reader) for run in (*case.open_clocks(), *ended))


def clock_view(run: ClockRun, reader: ClockReader) -> ClockView:
    """One run, with everything that its box opens."""
    calendar, defined = reader.calendar(run.clock), reader.defined(run.clock)
    return ClockView(
        clock=run.clock,
        subject=reader.names.any(run.subject),
        number=run.number,
        title=run.title or reader.names.clock(run.clock),
        law=run.law,
        status=run.status,
        due=due_of(run, calendar, reader.now),
        history=tuple(_line(change, reader.names, ZoneInfo(calendar.zone)) for change in run.history),
        late=run.late,
        stopped_on=date_of(calendar, run.stopped_at) if run.stopped_at else None,
        may_ask=reader.askable.get((run.clock, run.subject)) == "",
        why_not_ask=reader.askable.get((run.clock, run.subject), ""),
        up_to=str(defined.extend.up_to) if defined and defined.extend else "",
        asked=_asked(run, reader),
        rungs_fired=run.fired_rungs,
        period=run.period,
        over=passed(run, reader.now) and not (defined and defined.extend and defined.extend.after_due),
    )


def _line(change: DueChange, names: Names, zone: ZoneInfo) -> DueLine:
    """One due date that a run had."""
    reckoning = change.reckoning
    on = due_on(change.due_at, zone)
    until = change.due_at if by_the_clock(change.due_at, zone) else None
    return DueLine(on, change.at, change.why, names.person(change.by), reckoning.steps, reckoning.provisional, until)


def _asked(run: ClockRun, reader: ClockReader) -> AskedExtension | None:
    """An extension that waits."""
    if run.asked is None:
        return None
    (by, reason, approvers), names = run.asked, reader.names
    mine = reader.person in approvers and reader.person != run.asked_by
    clock = reader.defined(run.clock)
    issued = of_extension(names.pack, reader.case_type, clock) if mine and clock else ()
    people = tuple(names.person(one) for one in approvers)
    recordable = names.people(reader.recordable.get((run.clock, run.subject), ()))
    return AskedExtension(by, reason, people, mine, letters_named(names.pack, issued), recordable)


def usual_calendar(calendars: Mapping[str, Calendar]) -> Calendar:
    """The calendar that lists count by: the usual one, else the first, else one that knows no year."""
    first = next(iter(calendars.values()), Calendar(USUAL_CALENDAR, USUAL_CALENDAR, {}))
    return calendars.get(USUAL_CALENDAR, first)
