"""What may become of a run between its start and its end: pause, resumption, the next period of an obligation, a stop."""

from dataclasses import replace
from datetime import date, datetime

from fangyuan.engine.clocks.calendars import date_of, end_of
from fangyuan.engine.clocks.due_dates import bound_of_run, kept_within, origin, period_end, promised
from fangyuan.engine.clocks.parameters import known
from fangyuan.engine.clocks.reckoning import Reckoned, on_date, without_pause
from fangyuan.engine.clocks.scheduling import DUE, RUNG, Lights, schedule
from fangyuan.engine.clocks.starting import Setting
from fangyuan.engine.clocks.subjects import seen_by
from fangyuan.model.clocks import Clock, Light
from fangyuan.model.durations import DurationUnit
from fangyuan.model.events import (
    ClockCancelled,
    ClockMoved,
    ClockPaused,
    ClockResumed,
    ClockStopped,
    Event,
    Firing,
    ObligationMet,
)
from fangyuan.model.state import ClockRun


def counted_in(clock: Clock) -> DurationUnit:
    """The unit of the clock's own period; days for a clock that runs until an answer's date."""
    length = known(clock.within) or clock.every
    return length.unit if length else DurationUnit.DAYS


def reckoned(run: ClockRun) -> Reckoned:
    """The due date that the run has now."""
    return run.due_at, run.history[-1].reckoning


def anchor(run: ClockRun) -> date:
    """The day from which the run was counted first."""
    return origin(run).start


def stop(clock: Clock, run: ClockRun, setting: Setting) -> ClockStopped:
    """What was owed is done; in time if it was done by the due date, even where that is written down later."""
    late = run.missed > 0 or run.overran or _too_late(clock, run, setting)
    return ClockStopped(clock=run.clock, subject=run.subject, number=run.number, late=late)


def _too_late(clock: Clock, run: ClockRun, setting: Setting) -> bool:
    """Whether the due date had passed when the act was done, swept or not.

    A day before the run began was mistyped, and hides no breach.
    """
    done = done_at(clock, setting)
    before_it_began = date_of(setting.calendar(clock), done) < anchor(run)
    return passed(run, setting.now if before_it_began else done)


def passed(run: ClockRun, at: datetime) -> bool:
    """Whether the due date had passed at an instant; within a pause that began before it, it does not pass."""
    in_pause = run.paused_at is not None and run.paused_at < run.due_at
    return at > run.due_at and not in_pause


def done_at(clock: Clock, setting: Setting) -> datetime:
    """When the act was done: now, or at the end of the day on which it occurred for clocks that are marked so."""
    occurred = setting.occurred_on if clock.from_occurred_on else None
    return min(setting.now, end_of(setting.calendar(clock), occurred)) if occurred else setting.now


def cancel(run: ClockRun) -> ClockCancelled:
    """Ends a run without a verdict."""
    return ClockCancelled(clock=run.clock, subject=run.subject, number=run.number)


def pause(run: ClockRun, why: str = "") -> ClockPaused:
    """The run stands still."""
    return ClockPaused(clock=run.clock, subject=run.subject, number=run.number, why=why)


def resume(clock: Clock, run: ClockRun, setting: Setting) -> ClockResumed:
    """A paused run goes on, later by what the pause took out; a stopped one goes on with the due date it had.

    Of a stopped run's ladder only the rungs still to come are left, so that a return is no avalanche of reminders;
    a due date that passed meanwhile fires once.
    """
    calendar = setting.calendar(clock)
    was_paused = run.paused_at is not None
    due_at, reckoning = _after_pause(clock, run, setting)
    plan = schedule(
        clock, reckoning, calendar, setting.now, due=not run.fired_due, rungs_from=run.fired_rungs, carried=carried(run)
    )
    firings = [f for f in plan.firings if was_paused or f.kind == DUE or f.at > setting.now]
    return ClockResumed(
        clock=run.clock,
        subject=run.subject,
        number=run.number,
        due_at=due_at,
        reckoning=reckoning,
        lights=run.lights if run.missed else plan.lights,
        firings=tuple(firings),
    )


def meet(clock: Clock, run: ClockRun, setting: Setting) -> tuple[Event, ...]:
    """A recurring obligation is met: for a period that has passed unmet, else for the running one; once a period."""
    before = period_end(clock, anchor(run), run.period - 1, setting.calendar(clock))[0]
    done = done_at(clock, setting)
    if run.missed:
        late = done > before
        return (_met(run, run.period - 1, late=late), _to_period(clock, run, run.period, setting, "上一期已补办"))
    if run.period > 1 and done <= before:
        return ()
    why = f"第{run.period}期已办，转入第{run.period + 1}期"
    late = run.overran or _too_late(clock, run, setting)
    return (_met(run, run.period, late=late), _to_period(clock, run, run.period + 1, setting, why))


def next_period(clock: Clock, run: ClockRun, setting: Setting, rest: tuple[Firing, ...]) -> ClockMoved:
    """After a period that nobody met: the next one, red until it is made good, with the `rest` of the ladder to come."""
    calendar = setting.calendar(clock)
    found = period_end(clock, anchor(run), run.period + 1, calendar)
    plan = schedule(clock, found[1], calendar, setting.now, carried=rest)
    lights = ((run.due_at, Light.RED.value),)
    return _moved(run, found, lights, plan.firings, f"第{run.period}期逾期，转入第{run.period + 1}期")


def keep_promise(clock: Clock, run: ClockRun, setting: Setting) -> ClockMoved | None:
    """The due date that an answer names at last, for a run that rests on what counts while the answer is blank.

    It is kept within the bound. A promise of the very date that the run has already is kept too, so that no later
    calendar moves it.
    """
    calendar = setting.calendar(clock)
    answered = promised(clock, seen_by(run.subject, setting.facts, clock.per))
    if answered is None or not _awaits_promise(run):
        return None
    found = on_date(anchor(run), answered, calendar)
    found = kept_within(clock, found, bound_of_run(clock, run, calendar), calendar)
    due = found[0] > setting.now or not run.fired_due
    plan = schedule(clock, found[1], calendar, setting.now, due=due, rungs_from=run.fired_rungs)
    return _moved(run, found, plan.lights, plan.firings, "已填写日期")


def _awaits_promise(run: ClockRun) -> bool:
    """Whether a running run rests on what counts while the answer is blank, whatever moved it since."""
    return run.status == "running" and all(change.reckoning.promised is None for change in run.history)


def carried(run: ClockRun) -> tuple[Firing, ...]:
    """The rungs of earlier periods still to come: of each rung all but the last, which is the running period's own.

    A ladder may be longer than a period, so that rungs of both lie behind the running due date.
    """
    if not run.period:
        return ()
    rungs = [firing for firing in run.firings if firing.kind == RUNG]
    own = {rung.index: rung for rung in rungs} if any(firing.kind == DUE for firing in run.firings) else {}
    return tuple(rung for rung in rungs if own.get(rung.index) is not rung)


def _after_pause(clock: Clock, run: ClockRun, setting: Setting) -> Reckoned:
    """The due date after the pause that ends now, or that a stop had ended; the time between stop and return counts."""
    cut_off = _cut_off(run)
    pauses = (*run.pauses, (run.paused_at, setting.now)) if run.paused_at else run.pauses
    if run.paused_at is None and not cut_off:
        return reckoned(run)
    calendar = setting.calendar(clock)
    moved = without_pause(reckoned(run), pauses[-1], counted_in(clock), clock.counting, calendar)
    whole = replace(run, pauses=pauses)
    return kept_within(clock, moved, bound_of_run(clock, whole, calendar), calendar)


def _cut_off(run: ClockRun) -> bool:
    """Whether the last pause ended with the stop of the run, so that no due date has taken it out yet."""
    if run.status not in ("stopped", "cancelled") or not run.pauses:
        return False
    end = run.pauses[-1][1]
    taken_out = any(change.change == ClockResumed.word and change.at >= end for change in run.history)
    return end > run.started_at and not taken_out


def _met(run: ClockRun, period: int, *, late: bool) -> ObligationMet:
    return ObligationMet(clock=run.clock, subject=run.subject, number=run.number, period=period, late=late)


def _to_period(clock: Clock, run: ClockRun, period: int, setting: Setting, why: str) -> ClockMoved:
    calendar = setting.calendar(clock)
    found = period_end(clock, anchor(run), period, calendar)
    plan = schedule(clock, found[1], calendar, setting.now)
    return _moved(run, found, plan.lights, plan.firings, why)


def _moved(run: ClockRun, found: Reckoned, lights: Lights, firings: tuple[Firing, ...], why: str) -> ClockMoved:
    return ClockMoved(
        clock=run.clock,
        subject=run.subject,
        number=run.number,
        due_at=found[0],
        reckoning=found[1],
        lights=lights,
        firings=firings,
        why=why,
    )
