"""From a start and a duration to a due date, with a sentence for each decision on the way.

Days end at 24:00 in the calendar's zone, so the due instant of a date is the next midnight there, in UTC.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from fangyuan.engine.clocks import counting as days
from fangyuan.engine.clocks.calendars import date_of, due_on, end_of, instant, provisional, zone_of
from fangyuan.engine.clocks.wording import said, written
from fangyuan.engine.clocks.working_hours import later, span, worked_between
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import Counting, LastDay
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.events import Reckoning

Reckoned = tuple[datetime, Reckoning]
"""The due instant (UTC), and how it came about."""


def reckon(start: date | datetime, duration: Duration, counting: Counting, calendar: Calendar) -> Reckoned:
    """When a period that starts at a date or an instant ends.

    >>> from fangyuan.model.calendars import Calendar
    >>> reckon(date(2026, 3, 2), Duration.parse("15 days"), Counting(), Calendar("cn", "", {}))[1].due
    datetime.date(2026, 3, 17)
    """
    if duration.by_the_clock:
        return _by_the_clock(_instant(start, calendar), duration, calendar)
    first = date_of(calendar, start) if isinstance(start, datetime) else start
    end = days.last_day(first, duration, calendar, counting.first_day)
    steps = (days.named(first, duration, counting.first_day, end), *_passed(first, end, duration, calendar))
    return _ended(_blank(first, calendar), first, end, duration, steps, counting, calendar, first)


def on_date(start: date, due: date, calendar: Calendar) -> Reckoned:
    """A due date that an answer names: it stays as it was promised, whatever day it falls on."""
    step = f"按填写的日期：{due}"
    return end_of(calendar, due), replace(_blank(start, calendar), due=due, unrolled=due, promised=due, steps=(step,))


def prolonged(before: Reckoned, by: Duration, counting: Counting, calendar: Calendar) -> Reckoned:
    """The due date moved on by an extension, counted from the end before it was rolled; earlier steps are kept."""
    due_at, earlier = before
    if by.by_the_clock:
        moved_at, moved = _by_the_clock(due_at, by, calendar)
        return moved_at, _after(earlier, moved)
    base = _unrolled_date(earlier, calendar)
    end = days.forward(base, by, calendar)
    steps = (f"自{base}起延长{said(by)}：{end}", *_passed(base, end, by, calendar))
    moved_at, moved = _ended(_blank(earlier.start, calendar), base, end, by, steps, counting, calendar, earlier.start)
    return moved_at, _after(earlier, moved)


def without_pause(
    before: Reckoned, pause: tuple[datetime, datetime], unit: DurationUnit, counting: Counting, calendar: Calendar
) -> Reckoned:
    """The due date moved on by what a pause took out; a pause after the due date takes nothing out.

    `unit` is that in which the clock counts. The day of the pause does not count any more, the day on which the
    clock goes on counts again; a first day that never counted cannot be taken out. Where all days had been counted and
    only the last day, moved off a holiday, was still to come, the day on which the clock goes on is the last one.
    """
    due_at, earlier = before
    begin, end = pause
    if begin >= due_at:
        return before
    if isinstance(earlier.unrolled, datetime):
        return _without_time(before, begin, end, calendar)
    first, last = date_of(calendar, begin), date_of(calendar, end)
    base = _unrolled_date(earlier, calendar)
    counted = max(first, days.first_counted(earlier.start, counting.first_day))
    by = days.paused_days(unit, counted, max(counted, last), calendar)
    moved = days.forward(base, by, calendar)
    if first > base:
        base = due_on(due_at, zone_of(calendar))
        moved = max(base, last)
        by = Duration((moved - base).days, DurationUnit.DAYS)
    step = f"{first}至{last}暂停计时，{said(by)}不计：{moved}"
    moved_at, reckoning = _ended(_blank(earlier.start, calendar), base, moved, by, (step,), counting, calendar, last)
    return moved_at, _after(earlier, reckoning)


def bounded(reckoned: Reckoned, bound: Reckoned, at_most: Duration, calendar: Calendar) -> Reckoned:
    """The earlier of a due date and its bound, saying which bound it was; the start stays the run's own."""
    if reckoned[0] <= bound[0]:
        return reckoned
    due = bound[1].due
    zoned = due.astimezone(zone_of(calendar)) if isinstance(due, datetime) else due
    step = f"最长{said(at_most)}，以{written(zoned)}为限"
    own = reckoned[1]
    return bound[0], replace(
        bound[1], start=own.start, begun=own.begun, steps=(*own.steps, step), promised=own.promised
    )


def _by_the_clock(start: datetime, duration: Duration, calendar: Calendar) -> Reckoned:
    due_at = _later(calendar, start, duration)
    zone = zone_of(calendar)
    begin, due = start.astimezone(zone), due_at.astimezone(zone)
    how = "，按工作时间计" if calendar.hours else ""
    step = f"自{written(begin)}起{said(duration)}{how}：{written(due)}"
    rests = _provisional_note(calendar, range(begin.year, due.year + 1)) if calendar.hours else ()
    return due_at, replace(
        _blank(begin.date(), calendar),
        due=due_at,
        unrolled=due_at,
        steps=(step, *rests),
        provisional=bool(rests),
        begun=start.astimezone(UTC),
    )


def _later(calendar: Calendar, start: datetime, duration: Duration) -> datetime:
    try:
        return later(calendar, start, span(duration)).astimezone(UTC)
    except OverflowError:
        return end_of(calendar, days.LAST_DATE)


def _without_time(before: Reckoned, begin: datetime, end: datetime, calendar: Calendar) -> Reckoned:
    due_at, earlier = before
    lost = worked_between(calendar, begin, end)
    moved_at = later(calendar, due_at, lost).astimezone(UTC)
    due = written(moved_at.astimezone(zone_of(calendar)))
    step = f"暂停计时{int(lost.total_seconds() // 60)}分钟不计：{due}"
    steps = (*earlier.steps, step)
    return moved_at, replace(earlier, due=moved_at, unrolled=moved_at, steps=steps, revision=calendar.revision)


def _ended(
    blank: Reckoning,
    first: date,
    end: date,
    duration: Duration,
    steps: tuple[str, ...],
    counting: Counting,
    calendar: Calendar,
    earliest: date,
) -> Reckoned:
    """Rolls the last day, never to before the `earliest`, and notes whether an unpublished year had a say in it."""
    due, rolling = days.rolled(end, counting.end, calendar, earliest)
    years = _years(first, end, due, duration, counting)
    notes = _provisional_note(calendar, years)
    reckoning = replace(blank, due=due, unrolled=end, steps=(*steps, *rolling, *notes), provisional=bool(notes))
    return end_of(calendar, due), reckoning


def _years(first: date, end: date, due: date, duration: Duration, counting: Counting) -> Iterable[int]:
    """The years whose days off were asked for: all that working days passed, else those of the rolling."""
    if duration.unit is DurationUnit.WORKDAYS:
        return range(first.year, max(end, due).year + 1)
    if counting.end is LastDay.AS_IT_FALLS:
        return ()
    return range(min(end, due).year, max(end, due).year + 1)


def _provisional_note(calendar: Calendar, years: Iterable[int]) -> tuple[str, ...]:
    unsure = [year for year in years if provisional(calendar, year)]
    if not unsure:
        return ()
    known = [year for year in unsure if year in calendar.years]
    how = "此日期为暂定" if known else "暂按双休日推算"
    return (f"{'、'.join(map(str, unsure[:3]))}年放假安排尚未公布，{how}",)


def _passed(first: date, end: date, duration: Duration, calendar: Calendar) -> tuple[str, ...]:
    return days.skipped(first, end, calendar) if duration.unit is DurationUnit.WORKDAYS else ()


def _after(earlier: Reckoning, moved: Reckoning) -> Reckoning:
    """The later reckoning with everything that led to it."""
    return replace(
        moved,
        start=earlier.start,
        begun=earlier.begun,
        promised=earlier.promised,
        steps=(*earlier.steps, *moved.steps),
        provisional=earlier.provisional or moved.provisional,
    )


def _unrolled_date(reckoning: Reckoning, calendar: Calendar) -> date:
    end = reckoning.unrolled or reckoning.due
    return date_of(calendar, end) if isinstance(end, datetime) else end


def _instant(start: date | datetime, calendar: Calendar) -> datetime:
    return start if isinstance(start, datetime) else instant(calendar, start)


def _blank(start: date, calendar: Calendar) -> Reckoning:
    return Reckoning(start=start, due=start, calendar=calendar.calendar, revision=calendar.revision)
