"""The firings of a run: warnings, the due date, the rungs of the ladder; each once, in order, also after a downtime.

A rung informs people and proposes an instrument; it decides nothing. The workflow opens the instrument's task when it
sees `ClockEscalated.proposed`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fangyuan.engine.clocks.calendars import calendar_of, zone_of
from fangyuan.engine.clocks.running import next_period
from fangyuan.engine.clocks.scheduling import RUNG, WARN
from fangyuan.engine.clocks.starting import Setting
from fangyuan.engine.clocks.wording import written
from fangyuan.engine.people import resolve
from fangyuan.model.clocks import Clock
from fangyuan.model.events import ClockDue, ClockEscalated, ClockWarned, Event, Firing, Notified
from fangyuan.model.state import CaseState, ClockRun
from fangyuan.model.who import Whos
from fangyuan.model.world import World


def fire(
    clock: Clock,
    run: ClockRun,
    case: CaseState,
    firing: Firing,
    facts: Mapping[str, Any],
    world: World,
    now: datetime,
) -> tuple[Event, ...]:
    """The events of a firing; none where it is not (any more) the next one of the run, or has not come.

    The due date brings the rungs at the due date with it, in their order. A recurring clock goes on to its next
    period. A warning's people are told by `Notified`, a rung's are named in `ClockEscalated`.
    """
    if run.next_firing != firing or firing.at > now:
        return ()
    if firing.kind == WARN:
        return _warn(clock, run, case, firing, world)
    if firing.kind == RUNG:
        return _rung(clock, run, case, firing, world)
    return _due(clock, run, case, firing, Setting(case, facts, world, now))


def _warn(clock: Clock, run: ClockRun, case: CaseState, firing: Firing, world: World) -> tuple[Event, ...]:
    """A warning that the pack no longer has still lights; it tells nobody."""
    warning = clock.warn[firing.index] if firing.index < len(clock.warn) else None
    light = warning.light.value if warning else run.light(firing.at).value
    warned = ClockWarned(clock=run.clock, subject=run.subject, number=run.number, index=firing.index, light=light)
    to = _people(warning.inform, run, case, world) if warning else ()
    text = f"{run.title}将于{_due_date(clock, run, world)}届满"
    return (warned, Notified(to=to, text=text)) if to else (warned,)


def _due(clock: Clock, run: ClockRun, case: CaseState, firing: Firing, setting: Setting) -> tuple[Event, ...]:
    due = ClockDue(clock=run.clock, subject=run.subject, number=run.number, period=run.period)
    later = [f for f in run.firings[1:] if f.kind == RUNG]
    together = [f for f in later if f.at == firing.at]
    rungs = tuple(event for f in together for event in _rung(clock, run, case, f, setting.world))
    if not (run.period and clock.every):
        return (due, *rungs)
    rest = tuple(f for f in later if f.at != firing.at)
    return (due, *rungs, next_period(clock, run, setting, rest))


def _rung(clock: Clock, run: ClockRun, case: CaseState, firing: Firing, world: World) -> tuple[Event, ...]:
    """A rung that the pack no longer has fires as an empty one, so that the run goes on."""
    fired = ClockEscalated(clock=run.clock, subject=run.subject, number=run.number, rung=firing.index + 1)
    if firing.index >= len(clock.escalate):
        return (fired,)
    rung = clock.escalate[firing.index]
    informed = _people(rung.inform, run, case, world)
    copied = _people(rung.copy, run, case, world)
    return (replace(fired, informed=informed, copied=copied, proposed=rung.propose),)


def _people(whos: Whos, run: ClockRun, case: CaseState, world: World) -> tuple[str, ...]:
    return tuple(person.person for person in resolve(whos, case, world, run.subject))


def _due_date(clock: Clock, run: ClockRun, world: World) -> str:
    due = run.history[-1].reckoning.due
    zone = zone_of(calendar_of(world, clock.counting.calendar))
    return written(due.astimezone(zone) if isinstance(due, datetime) else due)
