"""When the day of receipt is put right, the runs that were counted from it are counted again, those that stopped as well.

The breach of a run that was counted from a mistyped day was none, and one that a mistyped day hid was one (decision 032).
What has been told, urged and written because of it stays: it happened.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from fangyuan.engine.clocks.calendars import calendar_of, end_of
from fangyuan.engine.clocks.due_dates import counted_by_the_clock, origin, period_end
from fangyuan.engine.clocks.parameters import settle
from fangyuan.engine.clocks.recalculating import again
from fangyuan.engine.clocks.reckoning import Reckoned
from fangyuan.engine.clocks.scheduling import RUNG, schedule
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock
from fangyuan.model.events import ClockExtended, ClockRecounted
from fangyuan.model.state import CaseState, ClockRun
from fangyuan.model.world import World

WHY = "更正收到日期，重新计算"


def recount(
    clocks: Iterable[Clock], case: CaseState, day: date, world: World, now: datetime
) -> Iterator[ClockRecounted]:
    """What becomes of the runs of a case that were counted from its receipt, that having been on another day."""
    by_id = {clock.clock: settle(clock, case.parameters) for clock in clocks}
    for run in case.clocks.values():
        clock = by_id.get(run.clock)
        if clock is not None and run.status != "cancelled" and is_from_receipt(clock, run, case):
            moved = _recounted(clock, run, day, calendar_of(world, clock.counting.calendar), now)
            yield from (moved,) if moved else ()


def is_from_receipt(clock: Clock, run: ClockRun, case: CaseState) -> bool:
    """Whether a run is counted from the day of receipt: it began with the case, on the day on which the matter came."""
    began_with_it = run.started_at == case.registered_at and origin(run).start == case.received_on
    return clock.from_occurred_on and began_with_it


def _recounted(clock: Clock, run: ClockRun, day: date, calendar: Calendar, now: datetime) -> ClockRecounted | None:
    run = _from(clock, run, day, calendar)
    period, missed = (run.period, run.missed) if not clock.every else _period(clock, run, day, calendar, now)
    found = period_end(clock, day, period, calendar) if clock.every else again(clock, run, calendar)
    if found is None:
        return None
    due, rungs = found[0] > now or not run.fired_due, _rungs(clock, run, found, calendar, now)
    plan = schedule(clock, found[1], calendar, now, due=due, rungs_from=rungs)
    return ClockRecounted(
        clock=run.clock,
        subject=run.subject,
        number=run.number,
        due_at=found[0],
        reckoning=found[1],
        why=WHY,
        lights=plan.lights,
        firings=plan.firings,
        rungs=rungs,
        period=period,
        missed=missed,
        late=_is_late(run, found[0], missed, calendar),
    )


def _from(clock: Clock, run: ClockRun, day: date, calendar: Calendar) -> ClockRun:
    """The run as if its first due date had been counted from the day."""
    begun = min(run.started_at, end_of(calendar, day)) if counted_by_the_clock(clock) else None
    first = origin(run)
    history = (
        replace(one, reckoning=replace(first, start=day, begun=begun)) if one.reckoning is first else one
        for one in run.history
    )
    return replace(run, history=tuple(history))


def _rungs(clock: Clock, run: ClockRun, found: Reckoned, calendar: Calendar, now: datetime) -> int:
    """How many rungs count as fired: those of a due date that is still to come all lie ahead again."""
    past = [one for one in schedule(clock, found[1], calendar, now).firings if one.kind == RUNG and one.at <= now]
    return min(run.fired_rungs, len(past))


def _period(clock: Clock, run: ClockRun, day: date, calendar: Calendar, now: datetime) -> tuple[int, int]:
    """The period of an obligation in which it stands now, and how many of those before it nobody met."""
    met, at, period = run.period - 1 - run.missed, run.stopped_at or now, 1
    while period_end(clock, day, period, calendar)[0] <= at:
        period += 1
    period = max(period, met + 1)
    return period, period - 1 - met


def _is_late(run: ClockRun, due_at: datetime, missed: int, calendar: Calendar) -> bool:
    """The verdict on a run that has stopped; on one that goes on, whether more time was asked for when it was over."""
    overran = run.overran and _ran_over(run, due_at)
    if run.stopped_at is None:
        return overran
    done = min(run.stopped_at, end_of(calendar, run.stopped_on)) if run.stopped_on else run.stopped_at
    return missed > 0 or overran or done > due_at


def _ran_over(run: ClockRun, due_at: datetime) -> bool:
    """Whether a due date had passed before more time was granted, all of them being as much later or earlier as this one."""
    shift = due_at - run.due_at
    pairs = zip(run.history, run.history[1:], strict=False)
    return any(after.change == ClockExtended.word and after.at > before.due_at + shift for before, after in pairs)


def latest_start(clocks: Mapping[str, Clock], case: CaseState) -> Iterator[tuple[date, str]]:
    """(day, title) of what happened on a day that was said: no matter came after something was done about it."""
    for run in case.clocks.values():
        clock = clocks.get(run.clock)
        if clock is None or not clock.from_occurred_on:
            continue
        if not is_from_receipt(clock, run, case):
            yield origin(run).start, f"“{run.title}”起算"
        if run.stopped_on:
            yield run.stopped_on, f"“{run.title}”办完"
