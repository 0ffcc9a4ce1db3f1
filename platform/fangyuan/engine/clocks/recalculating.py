"""When the days off of a year are published or put right, the runs that were counted without them are reckoned again.

The result is only events: calling it without recording them is the dry run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from fangyuan.engine.clocks.due_dates import begun, bound_of_run, due_date, fallback, kept_within
from fangyuan.engine.clocks.parameters import known, settle
from fangyuan.engine.clocks.reckoning import Reckoned, on_date, prolonged, without_pause
from fangyuan.engine.clocks.running import anchor, carried, counted_in
from fangyuan.engine.clocks.scheduling import DUE, Schedule, schedule
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.events import ClockExtended, ClockMoved, ClockResumed
from fangyuan.model.state import CaseState, ClockRun, DueChange

WHY = "工作日历已公布，重新计算"
"""Why a run was moved here: such a move sets no due date anew, it repeats what others set."""


def recalculate(clocks: Iterable[Clock], case: CaseState, calendar: Calendar, now: datetime) -> tuple[ClockMoved, ...]:
    """The moves of a case's open runs under a new revision of a calendar: a year published or put right, a county's dates.

    Every run counted by another revision is reckoned again, and moved if its date changes; one whose date stays is
    moved to the same date once it rests on published years, so that nobody reads “provisional” any longer, and where a
    warning or a rung that is counted in working days falls on another day.
    """
    by_id = {clock.clock: settle(clock, case.parameters) for clock in clocks}
    moves = (
        _move(by_id[run.clock], run, calendar, now)
        for run in case.open_clocks()
        if run.clock in by_id and _rests_on(run, calendar)
    )
    return tuple(move for move in moves if move is not None)


def _rests_on(run: ClockRun, calendar: Calendar) -> bool:
    reckoning = run.history[-1].reckoning
    return reckoning.calendar == calendar.calendar and reckoning.revision != calendar.revision


def _move(clock: Clock, run: ClockRun, calendar: Calendar, now: datetime) -> ClockMoved | None:
    found = again(clock, run, calendar)
    if found is None:
        return None
    plan = _planned(clock, run, found, calendar, now)
    settled = run.history[-1].reckoning.provisional and not found[1].provisional
    if found[0] == run.due_at and not settled and _ahead(plan, now) == _ahead(run, now):
        return None
    return ClockMoved(
        clock=run.clock,
        subject=run.subject,
        number=run.number,
        due_at=found[0],
        reckoning=found[1],
        lights=plan.lights,
        firings=plan.firings,
        why=WHY,
    )


def _planned(clock: Clock, run: ClockRun, found: Reckoned, calendar: Calendar, now: datetime) -> Schedule:
    """The schedule of the due date found; what a return of the run left out is not brought back."""
    due = not run.fired_due or found[0] > now
    plan = schedule(clock, found[1], calendar, now, due=due, rungs_from=run.fired_rungs, carried=carried(run))
    kept = {(firing.kind, firing.index) for firing in run.firings}
    firings = tuple(f for f in plan.firings if f.at > now or f.kind == DUE or (f.kind, f.index) in kept)
    return Schedule(run.lights if run.missed else plan.lights, firings)


def _ahead(plan: Schedule | ClockRun, now: datetime) -> tuple[object, ...]:
    """What is still to come of a schedule, to be compared."""
    return plan.lights, tuple((f.at, f.kind, f.index) for f in plan.firings if f.at > now)


def again(clock: Clock, run: ClockRun, calendar: Calendar) -> Reckoned | None:
    """The run's history once more: what it rests on, then each extension and each pause in the order they came.

    Each step stays within the bound, from which only the pauses until then are left out.
    """
    base = _base(run)
    found = _first(clock, run, run.history[base], calendar)
    extensions = list(run.extensions[_count(run.history[: base + 1], ClockExtended.word) :])
    pauses = [pause for pause in run.pauses if pause[1] > _resumed_before(run, base)]
    past = run.pauses[: len(run.pauses) - len(pauses)]
    for change in (None, *run.history[base + 1 :]):
        if found is None:
            return None
        if change and change.change == ClockExtended.word and extensions:
            found = prolonged(found, Duration.parse(extensions.pop(0)), clock.counting, calendar)
        while change and change.change == ClockResumed.word and pauses and pauses[0][1] <= change.at:
            past = (*past, pauses[0])
            found = without_pause(found, pauses.pop(0), counted_in(clock), clock.counting, calendar)
        found = kept_within(clock, found, bound_of_run(clock, replace(run, pauses=past), calendar), calendar)
    return found


def _base(run: ClockRun) -> int:
    """Where in its history the due date was set anew for the last time: the start, a promise kept, a period begun."""
    anew = (
        place
        for place, change in enumerate(run.history)
        if not place or (change.change == ClockMoved.word and change.why != WHY)
    )
    return max(anew)


def _resumed_before(run: ClockRun, base: int) -> datetime:
    """Until when pauses are over for what the run rests on: what follows in the same act comes after it."""
    resumed = [change.at for change in run.history[: base + 1] if change.change == ClockResumed.word]
    return max((run.started_at, *resumed))


def _count(history: Sequence[DueChange], word: str) -> int:
    return sum(change.change == word for change in history)


def _first(clock: Clock, run: ClockRun, base: DueChange, calendar: Calendar) -> Reckoned | None:
    if base.reckoning.promised is not None:
        return on_date(anchor(run), base.reckoning.promised, calendar)
    length = known(clock.within) or clock.every
    start = begun(run) if length is not None and length.by_the_clock else anchor(run)
    if clock.until is not None:
        return fallback(clock, start, calendar)
    return due_date(clock, start, {}, calendar, max(run.period, 1))
