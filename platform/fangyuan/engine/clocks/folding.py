"""Clock events into runs: due dates are appended, never overwritten. Folding never reads a pack or a calendar."""

from collections.abc import Callable
from datetime import datetime, timedelta

from fangyuan.engine.clocks.scheduling import DUE, RUNG, WARN
from fangyuan.model.durations import Duration
from fangyuan.model.events import (
    ClockCancelled,
    ClockDue,
    ClockEscalated,
    ClockExtended,
    ClockMoved,
    ClockPaused,
    ClockRecounted,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    ClockWarned,
    Event,
    ExtensionAsked,
    ExtensionReassigned,
    ExtensionRefused,
    Firing,
    ObligationMet,
    Recorded,
)
from fangyuan.model.replacing import replace
from fangyuan.model.state import CaseState, ClockRun, DueChange, RunKey

_JUST = timedelta(microseconds=1)

Dated = ClockStarted | ClockMoved | ClockRecounted | ClockResumed | ClockExtended
Change = Callable[[ClockRun, Event, Recorded], ClockRun]


def fold_clock(case: CaseState, recorded: Recorded) -> CaseState | None:
    """The case after a clock event; None for any other event. `seq` is left to the caller.

    An event about a run that the case does not have changes nothing.
    """
    event = recorded.event
    if isinstance(event, ClockStarted):
        return _with(case, _started(event, recorded, _pauses_before(case, event)))
    change = _CHANGES.get(type(event))
    if change is None:
        return None
    run = case.clocks.get(key_of(event))
    return case if run is None else _with(case, change(run, event, recorded))


def was_waiting(case: CaseState, event: Event) -> bool:
    """Whether a firing that has happened was still to come in its run before; any other event is none."""
    if not isinstance(event, ClockWarned | ClockDue | ClockEscalated):
        return True
    run = case.clocks.get(key_of(event))
    return run is not None and run.status == "running" and _waits(run, *_firing_of(event))


def _firing_of(event: ClockWarned | ClockDue | ClockEscalated) -> tuple[str, int]:
    """(kind, index) of the firing that an event tells."""
    if isinstance(event, ClockWarned):
        return WARN, event.index
    return (DUE, 0) if isinstance(event, ClockDue) else (RUNG, event.rung - 1)


def _waits(run: ClockRun, kind: str, index: int) -> bool:
    return any((firing.kind, firing.index) == (kind, index) for firing in run.firings)


def key_of(event: Event) -> RunKey:
    """The run that a clock event is about."""
    return (str(getattr(event, "clock", "")), str(getattr(event, "subject", "")), int(getattr(event, "number", 0)))


def _with(case: CaseState, run: ClockRun) -> CaseState:
    return replace(case, clocks={**case.clocks, run.key: run})


def _pauses_before(case: CaseState, event: ClockStarted) -> tuple[tuple[datetime, datetime], ...]:
    """The pauses of the runs that a restarted one takes the place of: its bound leaves them out as theirs did."""
    earlier = case.clocks.get((event.clock, event.subject, event.number - 1))
    return earlier.pauses if earlier and event.since is not None else ()


def _started(event: ClockStarted, recorded: Recorded, pauses: tuple[tuple[datetime, datetime], ...]) -> ClockRun:
    return ClockRun(
        clock=event.clock,
        number=event.number,
        subject=event.subject,
        title=event.title,
        law=event.law,
        started_at=recorded.counts_from,
        due_at=event.due_at,
        period=event.period,
        since=event.since,
        pauses=pauses,
        lights=event.lights,
        firings=event.firings,
        fired_due=_fired_due(event),
        history=(_change(event, recorded, ""),),
    )


def _change(event: Dated, recorded: Recorded, why: str) -> DueChange:
    return DueChange(event.due_at, event.reckoning, recorded.counts_from, why, recorded.actor, event.word)


def _dated(run: ClockRun, event: Dated, recorded: Recorded, why: str = "") -> ClockRun:
    """The run with the event's due date, and firings armed again as the event says."""
    return replace(
        run,
        due_at=event.due_at,
        lights=event.lights,
        firings=event.firings,
        fired_due=_fired_due(event),
        history=(*run.history, _change(event, recorded, why)),
    )


def _fired_due(event: Dated) -> bool:
    return all(firing.kind != DUE for firing in event.firings)


def _moved(run: ClockRun, event: Event, recorded: Recorded) -> ClockRun:
    assert isinstance(event, ClockMoved)
    return _dated(run, event, recorded, event.why)


def _recounted(run: ClockRun, event: Event, recorded: Recorded) -> ClockRun:
    """The run as if it had been counted from the right day; one that has stopped is judged by it, and goes on no more."""
    assert isinstance(event, ClockRecounted)
    moved = replace(
        _dated(run, event, recorded, event.why),
        fired_rungs=event.rungs,
        period=event.period,
        missed=event.missed,
        late=event.late,
    )
    if run.stopped_at is None:
        return replace(moved, overran=event.late)
    moved = replace(moved, overran=event.late and run.overran)
    at = max(run.stopped_at, event.due_at) if event.late else min(run.stopped_at, event.due_at - _JUST)
    return replace(moved, stopped_at=at)


def _extended(run: ClockRun, event: Event, recorded: Recorded) -> ClockRun:
    assert isinstance(event, ClockExtended)
    moved = _dated(run, event, recorded, event.reason)
    overran = run.overran or event.late
    return replace(moved, extensions=(*run.extensions, event.by), asked=None, overran=overran, late=overran)


def _paused(run: ClockRun, event: Event, recorded: Recorded) -> ClockRun:
    assert isinstance(event, ClockPaused)
    return replace(run, status="paused", paused_at=run.paused_at or recorded.counts_from, paused_why=event.why)


def _resumed(run: ClockRun, event: Event, recorded: Recorded) -> ClockRun:
    """After a pause, or after a stop: then the run is as if it had not been stopped."""
    assert isinstance(event, ClockResumed)
    pauses = (*run.pauses, (run.paused_at, recorded.counts_from)) if run.paused_at else run.pauses
    going = replace(
        run, status="running", pauses=pauses, paused_at=None, paused_why="", stopped_at=None, stopped_on=None,
        late=run.overran,
    )  # fmt: skip
    return _dated(going, event, recorded, "暂停结束" if run.paused_at else _GOES_ON[run.status])


_GOES_ON = {"cancelled": "重新办理后继续计时", "stopped": "退回后继续计时"}
"""Why an ended run has a due date again."""


def _warned(run: ClockRun, event: Event, _: Recorded) -> ClockRun:
    assert isinstance(event, ClockWarned)
    return _fired(run, WARN, event.index)


def _fell_due(run: ClockRun, event: Event, _: Recorded) -> ClockRun:
    """A recurring obligation goes on to its next period, with its ladder whole again."""
    assert isinstance(event, ClockDue)
    fired = replace(_fired(run, DUE, 0), fired_due=True)
    if not event.period:
        return fired
    return replace(fired, period=event.period + 1, missed=run.missed + 1)


def _escalated(run: ClockRun, event: Event, _: Recorded) -> ClockRun:
    """A recurring obligation counts no rungs: those that fire belong to a period that is over."""
    assert isinstance(event, ClockEscalated)
    fired = _fired(run, RUNG, event.rung - 1)
    return fired if run.period else replace(fired, fired_rungs=max(run.fired_rungs, event.rung))


def _fired(run: ClockRun, kind: str, index: int) -> ClockRun:
    """The run without the first firing of that name, which has happened."""
    done = next((firing for firing in run.firings if (firing.kind, firing.index) == (kind, index)), None)
    return replace(run, firings=_without(run.firings, done)) if done else run


def _without(firings: tuple[Firing, ...], done: Firing) -> tuple[Firing, ...]:
    place = firings.index(done)
    return firings[:place] + firings[place + 1 :]


def _stopped(run: ClockRun, event: Event, recorded: Recorded) -> ClockRun:
    """An act done in time and written down later stops the run before its due date: the light must not turn red."""
    assert isinstance(event, ClockStopped)
    at = recorded.counts_from if event.late else min(recorded.counts_from, run.due_at - _JUST)
    ended = _ended(run, "stopped", recorded)
    return replace(ended, stopped_at=at, late=event.late, stopped_on=recorded.occurred_on)


def _cancelled(run: ClockRun, event: Event, recorded: Recorded) -> ClockRun:
    assert isinstance(event, ClockCancelled)
    return replace(_ended(run, "cancelled", recorded), left=event.left)


def _ended(run: ClockRun, status: str, recorded: Recorded) -> ClockRun:
    pauses = (*run.pauses, (run.paused_at, recorded.counts_from)) if run.paused_at else run.pauses
    return replace(
        run, status=status, stopped_at=recorded.counts_from, pauses=pauses, paused_at=None, paused_why="", asked=None
    )


def _met(run: ClockRun, event: Event, _: Recorded) -> ClockRun:
    assert isinstance(event, ObligationMet)
    return replace(run, period=max(run.period, event.period + 1), missed=0, overran=False, late=False)


def _asked(run: ClockRun, event: Event, recorded: Recorded) -> ClockRun:
    assert isinstance(event, ExtensionAsked)
    by = recorded.on_behalf_of or recorded.actor
    asked = (str(Duration.parse(event.by)), event.reason, event.approvers)
    return replace(run, asked=asked, asked_by=by, asked_at=event.asked_at)


def _asked_others(run: ClockRun, event: Event, _: Recorded) -> ClockRun:
    assert isinstance(event, ExtensionReassigned)
    return replace(run, asked=(*run.asked[:2], event.approvers)) if run.asked else run


def _refused(run: ClockRun, _: Event, __: Recorded) -> ClockRun:
    return replace(run, asked=None)


_CHANGES: dict[type[Event], Change] = {
    ClockMoved: _moved,
    ClockRecounted: _recounted,
    ClockPaused: _paused,
    ClockResumed: _resumed,
    ClockWarned: _warned,
    ClockDue: _fell_due,
    ClockEscalated: _escalated,
    ClockStopped: _stopped,
    ClockCancelled: _cancelled,
    ObligationMet: _met,
    ExtensionAsked: _asked,
    ExtensionReassigned: _asked_others,
    ClockExtended: _extended,
    ExtensionRefused: _refused,
}
