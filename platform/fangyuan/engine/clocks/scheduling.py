"""What a run will do and when: the instants at which its light changes, and its firings in order.

A warning lies so long before the due date, a rung so long after it, both counted in dates of the clock's calendar and
done at `notify_at` of that date; the due date itself fires on the morning after it. Clocks by the minute fire at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fangyuan.engine.clocks.calendars import DAY, date_of, end_of, notice_on
from fangyuan.engine.clocks.counting import back, forward
from fangyuan.engine.clocks.working_hours import earlier, later, span
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Clock
from fangyuan.model.durations import Duration
from fangyuan.model.events import Firing, Reckoning

WARN, DUE, RUNG = "warn", "due", "rung"
_ORDER = {WARN: 0, DUE: 1, RUNG: 2}

Due = date | datetime
Lights = tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """`lights` are (instant, light) before the due date; `firings` those to come, in order."""

    lights: Lights
    firings: tuple[Firing, ...]


def schedule(
    clock: Clock,
    reckoning: Reckoning,
    calendar: Calendar,
    now: datetime,
    *,
    due: bool = True,
    rungs_from: int = 0,
    carried: Iterable[Firing] = (),
) -> Schedule:
    """The schedule of a due date.

    Warnings whose instant is past (not after `now`) do not fire, but light. `due` says whether the due date is still
    to fire, `rungs_from` how many rungs fired before; `carried` are firings of an earlier period that still stand.
    """
    warnings = _warnings(clock, reckoning.due, calendar)
    lights = sorted(((at, clock.warn[i].light.value) for i, at in enumerate(warnings)), key=lambda pair: pair[0])
    ahead = [Firing(kind=WARN, index=i, at=at) for i, at in enumerate(warnings) if at > now]
    falls = [Firing(kind=DUE, index=0, at=due_firing(reckoning.due, calendar))] if due else []
    rungs = _rungs(clock, reckoning.due, calendar)[rungs_from:]
    return Schedule(tuple(lights), in_order((*carried, *ahead, *falls, *rungs)))


def in_order(firings: Iterable[Firing]) -> tuple[Firing, ...]:
    """By instant; at one instant warnings, then the due date, then the rungs from the lowest up."""
    return tuple(sorted(firings, key=lambda firing: (firing.at, _ORDER[firing.kind], firing.index)))


def due_firing(due: Due, calendar: Calendar) -> datetime:
    """When a due date fires: on the morning after a date, at once for an instant."""
    return due.astimezone(UTC) if isinstance(due, datetime) else notice_on(calendar, due + DAY)


def _warnings(clock: Clock, due: Due, calendar: Calendar) -> list[datetime]:
    return [min(_before(due, warning.before, calendar), due_firing(due, calendar)) for warning in clock.warn]


def _before(due: Due, duration: Duration, calendar: Calendar) -> datetime:
    if duration.by_the_clock:
        end = due if isinstance(due, datetime) else end_of(calendar, due)
        return earlier(calendar, end, span(duration)).astimezone(UTC)
    return notice_on(calendar, back(_day(due, calendar), duration, calendar))


def _rungs(clock: Clock, due: Due, calendar: Calendar) -> list[Firing]:
    """A rung never comes before the one below it, whatever the durations say."""
    at, rungs = due_firing(due, calendar), []
    for index, rung in enumerate(clock.escalate):
        at = max(at, _after(due, rung.after, calendar))
        rungs.append(Firing(kind=RUNG, index=index, at=at))
    return rungs


def _after(due: Due, duration: Duration | None, calendar: Calendar) -> datetime:
    if duration is None:
        return due_firing(due, calendar)
    if duration.by_the_clock:
        end = due if isinstance(due, datetime) else end_of(calendar, due)
        return later(calendar, end, span(duration)).astimezone(UTC)
    return notice_on(calendar, forward(_day(due, calendar), duration, calendar))


def _day(due: Due, calendar: Calendar) -> date:
    return date_of(calendar, due) if isinstance(due, datetime) else due
