"""New runs of clocks, first ones and restarted ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fangyuan.engine.clocks.calendars import calendar_of, date_of, end_of, zone_of
from fangyuan.engine.clocks.due_dates import begun, bound_of, counted_by_the_clock, due_date, kept_within, origin
from fangyuan.engine.clocks.scheduling import DUE, schedule
from fangyuan.engine.clocks.subjects import latest_run, seen_by
from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock
from fangyuan.model.conditions import Condition
from fangyuan.model.events import ClockStarted
from fangyuan.model.state import CaseState, ClockRun
from fangyuan.model.world import World


@dataclass(frozen=True, slots=True)
class Setting:
    """What every clock of an act sees: the case after the event, the facts, the world, now, and when it occurred."""

    case: CaseState
    facts: Mapping[str, object]
    world: World
    now: datetime
    occurred_on: date | None = None

    def calendar(self, clock: Clock) -> Calendar:
        """The calendar that the clock counts by."""
        return calendar_of(self.world, clock.counting.calendar)

    def day(self, clock: Clock) -> date:
        """The date of the act in the clock's calendar: the day it occurred on for clocks that are marked so."""
        return self._occurred(clock) or date_of(self.calendar(clock), self.now)

    def start(self, clock: Clock) -> date | datetime:
        """What a run that starts now is counted from: the instant, or the day that the act occurred on.

        Minutes and hours do not begin before that day is over, since nobody wrote down at what time it occurred; an act
        of today is of now.
        """
        occurred = self._occurred(clock)
        if occurred is None:
            return self.now
        return min(self.now, end_of(self.calendar(clock), occurred)) if counted_by_the_clock(clock) else occurred

    def holds(self, condition: Condition, clock: Clock, subject: str) -> bool:
        """Whether a condition holds for a subject of the clock."""
        moment = Moment.of(self.now, zone_of(self.calendar(clock)), self.case.parameters)
        return holds(condition, seen_by(subject, self.facts, clock.per), moment)

    def _occurred(self, clock: Clock) -> date | None:
        return self.occurred_on if clock.from_occurred_on else None


def begin(clock: Clock, subject: str, setting: Setting, *, again: bool = False) -> ClockStarted | None:
    """The next run of a clock for a subject; None where its due date hangs on an answer that is blank.

    A run that is begun `again` with its due date already past fires that once, and no ladder.
    """
    calendar, start = setting.calendar(clock), setting.start(clock)
    found = due_date(clock, start, seen_by(subject, setting.facts, clock.per), calendar)
    if found is None:
        return None
    earlier = latest_run(clock.clock, subject, setting.case)
    since = _since(clock, earlier) if again and earlier else None
    if earlier is not None and since is not None:
        found = kept_within(clock, found, bound_of(clock, since, _pauses(earlier, setting.now), calendar), calendar)
    due_at, reckoning = found
    plan = schedule(clock, reckoning, calendar, setting.now)
    late = again and due_at <= setting.now
    return ClockStarted(
        clock=clock.clock,
        subject=subject,
        number=earlier.number + 1 if earlier else 1,
        title=clock.title,
        law=clock.law,
        due_at=due_at,
        reckoning=reckoning,
        lights=plan.lights,
        firings=tuple(firing for firing in plan.firings if firing.kind == DUE) if late else plan.firings,
        period=1 if clock.every else 0,
        since=since,
    )


def _pauses(earlier: ClockRun, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The pauses until now of a run and of those it took the place of; one that is open ends with the run."""
    return (*earlier.pauses, (earlier.paused_at, now)) if earlier.paused_at else earlier.pauses


def _since(clock: Clock, earlier: ClockRun) -> date | datetime | None:
    """Where the bound of a run that begins anew counts from: a restart gives no more time than `at-most` in all."""
    if clock.at_most is None or clock.every is not None:
        return None
    return earlier.since or (begun(earlier) if clock.at_most.by_the_clock else origin(earlier).start)
