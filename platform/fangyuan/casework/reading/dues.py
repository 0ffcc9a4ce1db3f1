"""Deadlines as a page shows them: the date, the light, the working days to go."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangyuan.casework.reading.naming import Names
from fangyuan.casework.reading.pages import AskedExtension, ClockView, Due, DueLine
from fangyuan.engine.clocks.calendars import workdays_between
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock, Light
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState, ClockRun


def due_on(due_at: datetime, zone: ZoneInfo) -> date:
    """The date of a deadline: one that ends at 24:00 belongs to the day before that midnight."""
    return (due_at.astimezone(zone) - timedelta(microseconds=1)).date()


def due_of(run: ClockRun, calendar: Calendar | None, now: datetime, title: str = "") -> Due:
    """How a run stands; `workdays` is negative when overdue."""
    zone = ZoneInfo(calendar.zone if calendar else "Asia/Shanghai")
    on = due_on(run.due_at, zone)
    return Due(
        light=run.light(now),
        on=on,
        workdays=distance((run.stopped_at or now).astimezone(zone).date(), on, calendar),
        title=title or run.title,
        at=run.due_at,
        provisional=bool(run.history and run.history[-1].reckoning.provisional),
    )


def distance(today: date, on: date, calendar: Calendar | None) -> int:
    """Working days from today to a date, without today; negative into the past; days where there is no calendar."""
    if calendar is None:
        return (on - today).days
    return workdays_between(today, on, calendar) if on >= today else -workdays_between(on, today, calendar)


def nearest(case: CaseState, calendars: Mapping[str, Calendar], now: datetime) -> Due | None:
    """The deadline that is closest among the running clocks."""
    running = case.open_clocks()
    return due_of(running[0], next(iter(calendars.values()), None), now) if running else None


def clock_views(
    case: CaseState, case_type: CaseType, names: Names, calendars: Mapping[str, Calendar], now: datetime,
    person: str, askable: frozenset[tuple[str, str]],
) -> tuple[ClockView, ...]:
    """Every run: open ones first by due date, then the ended ones, the newest first."""
    runs = case.open_clocks() + tuple(
        sorted((run for run in case.clocks.values() if not run.open), key=lambda run: run.started_at, reverse=True)
    )
    defined = {clock.clock: clock for clock in case_type.clocks}
    return tuple(_view(run, defined.get(run.clock), names, calendars, now, person, askable) for run in runs)


def _view(
    run: ClockRun, clock: Clock | None, names: Names, calendars: Mapping[str, Calendar], now: datetime, person: str,
    askable: frozenset[tuple[str, str]],
) -> ClockView:
    """One run."""
    calendar = calendars.get(clock.counting.calendar) if clock else None
    zone = ZoneInfo(calendar.zone if calendar else "Asia/Shanghai")
    return ClockView(
        clock=run.clock,
        subject=names.any(run.subject),
        number=run.number,
        title=run.title or names.clock(run.clock),
        law=run.law,
        status=run.status,
        due=due_of(run, calendar, now),
        history=tuple(
            DueLine(
                due_on(change.due_at, zone), change.at, change.why, names.person(change.by), change.reckoning.steps,
                change.reckoning.provisional,
            )
            for change in run.history
        ),
        late=run.late,
        stopped_on=run.stopped_at.astimezone(zone).date() if run.stopped_at else None,
        may_ask=(run.clock, run.subject) in askable,
        up_to=str(clock.extend.up_to) if clock and clock.extend else "",
        asked=_asked(run, names, person),
        rungs_fired=run.fired_rungs,
        period=run.period,
    )


def _asked(run: ClockRun, names: Names, person: str) -> AskedExtension | None:
    """An extension that waits."""
    if run.asked is None:
        return None
    by, reason, approvers = run.asked
    return AskedExtension(by, reason, tuple(names.person(one) for one in approvers), person in approvers)


def worst(dues: list[Due]) -> Light:
    """The worst of several lights; green where there are none."""
    order = list(Light)
    return max((due.light for due in dues), key=order.index, default=Light.GREEN)
