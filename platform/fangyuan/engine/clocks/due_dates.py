"""The due date of a run: within a duration, until an answer, or at the end of a recurring period; always within bounds."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from fangyuan.engine.clocks.calendars import date_of
from fangyuan.engine.clocks.parameters import known
from fangyuan.engine.clocks.reckoning import Reckoned, bounded, on_date, reckon, without_pause
from fangyuan.engine.clocks.subjects import Facts
from fangyuan.forms.paths import values_at
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.events import ClockRecounted, Reckoning
from fangyuan.model.state import ClockRun

Pause = tuple[datetime, datetime]


def due_date(
    clock: Clock, start: date | datetime, facts: Facts, calendar: Calendar, period: int = 1
) -> Reckoned | None:
    """The due date of a run that starts now; None where it hangs on an answer that is blank.

    `facts` are those that the run's subject sees. `at_most` bounds what an answer may promise.
    """
    found = _unbounded(clock, start, facts, calendar, period)
    if found is None or clock.at_most is None or clock.every is not None:
        return found
    bound = reckon(start, clock.at_most, clock.counting, calendar)
    return bounded(found, bound, clock.at_most, calendar)


def bound_of(clock: Clock, start: date | datetime, pauses: Iterable[Pause], calendar: Calendar) -> Reckoned | None:
    """The end of the whole period that `at-most` allows from a start; None for a clock without that bound.

    Pauses that the law names (those of a clock that cites one) do not count in it; all others do, and so do restarts.
    """
    if clock.at_most is None or clock.every is not None:
        return None
    bound = reckon(start, clock.at_most, clock.counting, calendar)
    for pause in pauses if clock.law and clock.pause_while else ():
        bound = without_pause(bound, pause, clock.at_most.unit, clock.counting, calendar)
    return bound


def bound_of_run(clock: Clock, run: ClockRun, calendar: Calendar) -> Reckoned | None:
    """The same for a run, from the start of the first where it was begun anew."""
    own: date | datetime = origin(run).start
    if clock.at_most is not None and clock.at_most.by_the_clock:
        own = begun(run)
    return bound_of(clock, run.since or own, run.pauses, calendar)


def origin(run: ClockRun) -> Reckoning:
    """How the run was counted first, from the day that holds: that of its start, or the one that it was put right to."""
    right = (change.reckoning for change in reversed(run.history) if change.change == ClockRecounted.word)
    return next(right, run.history[0].reckoning)


def begun(run: ClockRun) -> datetime:
    """The instant from which a run of minutes or hours was counted first."""
    return origin(run).begun or run.started_at


def counted_by_the_clock(clock: Clock) -> bool:
    """Whether the clock's own period is one of minutes or hours."""
    length = known(clock.within) or (known(clock.until.otherwise) if clock.until else None) or clock.every
    return length is not None and length.by_the_clock


def kept_within(clock: Clock, found: Reckoned, bound: Reckoned | None, calendar: Calendar) -> Reckoned:
    """The due date, or the bound where that comes first."""
    return bounded(found, bound, clock.at_most, calendar) if bound and clock.at_most else found


def period_end(clock: Clock, anchor: date, period: int, calendar: Calendar) -> Reckoned:
    """The end of a recurring clock's `period`-th period (from 1), always counted from the anchor.

    So the 31st stays the anchor of a month that has only 28 days.
    """
    assert clock.every is not None
    length = Duration(clock.every.amount * period, clock.every.unit)
    return reckon(anchor, length, clock.counting, calendar)


def promised(clock: Clock, facts: Facts) -> date | None:
    """The date that the answer names, or None while it is blank or no date; of several the last."""
    if clock.until is None:
        return None
    dates = [found for value in _flat(values_at(facts, clock.until.field)) if (found := _date(value))]
    return dates[-1] if dates else None


def fallback(clock: Clock, start: date | datetime, calendar: Calendar) -> Reckoned | None:
    """The due date that counts while the answer is blank."""
    length = known(clock.until.otherwise) if clock.until else None
    return reckon(start, length, clock.counting, calendar) if length else None


def _unbounded(clock: Clock, start: date | datetime, facts: Facts, calendar: Calendar, period: int) -> Reckoned | None:
    day = date_of(calendar, start) if isinstance(start, datetime) else start
    if clock.every is not None:
        return period_end(clock, day, period, calendar)
    within = known(clock.within)
    if within is not None:
        return reckon(start, within, clock.counting, calendar)
    answered = promised(clock, facts)
    if answered is None:
        return fallback(clock, start, calendar)
    return on_date(day, answered, calendar)


def _flat(values: Iterable[Any]) -> list[Any]:
    flat: list[Any] = []
    for value in values:
        flat += _flat(value) if isinstance(value, list | tuple) else [value]
    return flat


def _date(value: Any) -> date | None:
    """A date, an instant, or either as text; anything else is no date."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
