"""Counting dates: days, working days, weeks and months, forward and back, and rolling off a day that is not worked.

Civil Code, Art. 201 to 203: the day of the event does not count; a month ends on the corresponding day, or on the last
day of a month that has none; a period whose last day is a holiday ends on the first working day after it. Each pack
says which of this holds, with `counting`.
"""

from calendar import monthrange
from datetime import date, timedelta

from fangyuan.engine.clocks.calendars import (
    DAY,
    add_workdays,
    is_workday,
    name_of_day,
    next_workday,
    previous_workday,
    workdays_between,
)
from fangyuan.engine.clocks.wording import said
from fangyuan.model.calendars import Calendar
from fangyuan.model.clocks import FirstDay, LastDay
from fangyuan.model.durations import Duration, DurationUnit

LAST_DATE = date(9900, 12, 31)
"""Nothing is reckoned beyond it: a duration that leads further ends there instead of failing."""
FIRST_DATE = date(100, 1, 1)
LONGEST_WORKDAYS = 60_000
"""More working days than any life has; counting stops there."""


def forward(day: date, duration: Duration, calendar: Calendar) -> date:
    """The last day of a period that begins the day after `day`."""
    return _counted(day, duration, duration.amount, calendar)


def back(day: date, duration: Duration, calendar: Calendar) -> date:
    """The day that lies so long before `day`."""
    return _counted(day, duration, -duration.amount, calendar)


def last_day(first: date, duration: Duration, calendar: Calendar, first_day: FirstDay) -> date:
    """The last day of a period before any rolling; never before `first`."""
    if first_day is FirstDay.EXCLUDED or duration.amount == 0:
        return forward(first, duration, calendar)
    return max(first, _with_first(first, duration, calendar))


def rolled(day: date, end: LastDay, calendar: Calendar, earliest: date) -> tuple[date, tuple[str, ...]]:
    """The day moved off a day that is not worked, and the sentence that says so; back never goes before `earliest`."""
    if end is LastDay.AS_IT_FALLS or is_workday(calendar, day):
        return day, ()
    if end is LastDay.ROLL_FORWARD:
        moved, how = next_workday(calendar, day), "顺延至"
    else:
        moved, how = max(previous_workday(calendar, day), earliest), "提前至"
    return (moved, (f"{day}为{name_of_day(calendar, day)}，{how}{moved}",)) if moved != day else (day, ())


def skipped(first: date, end: date, calendar: Calendar) -> tuple[str, ...]:
    """What a count of working days passed over or took in against the weekend, by name: holidays and make-up days."""
    days = [first + DAY * n for n in range(1, min((end - first).days, 400) + 1)]
    known = [day for day in days if day.year in calendar.years]
    holidays: dict[tuple[int, str], list[date]] = {}
    for day in known:
        if not is_workday(calendar, day) and day in calendar.years[day.year].holidays:
            holidays.setdefault((day.year, name_of_day(calendar, day)), []).append(day)
    off = [f"其间{_range(days)}为{name}，不计" for (_, name), days in holidays.items()]
    worked = [f"其间{day}为调休上班日，计入" for day in known if day in calendar.years[day.year].workdays]
    return (*off, *worked)


def counts_first(first_day: FirstDay) -> str:
    """The words for whether the day of the event counts."""
    return "首日不计" if first_day is FirstDay.EXCLUDED else "首日计入"


def first_counted(start: date, first_day: FirstDay) -> date:
    """The first day of a period that counts."""
    return start if first_day is FirstDay.INCLUDED else start + DAY


def paused_days(unit: DurationUnit, begin: date, end: date, calendar: Calendar) -> Duration:
    """What a pause from `begin` until `end` (which counts again) takes out of a period counted in that unit."""
    if unit is DurationUnit.WORKDAYS:
        return Duration(workdays_between(calendar, begin, end), DurationUnit.WORKDAYS)
    return Duration((end - begin).days, DurationUnit.DAYS)


def named(first: date, duration: Duration, first_day: FirstDay, end: date) -> str:
    """`自2026-02-05起15日，首日不计:2026-02-20`."""
    return f"自{first}起{said(duration)}，{counts_first(first_day)}：{end}"


def _with_first(first: date, duration: Duration, calendar: Calendar) -> date:
    if duration.unit is DurationUnit.MONTHS:
        end = forward(first, duration, calendar)
        # A month without the corresponding day ends on its last day, whether or not the first day counts.
        return end if end.day < first.day else end - DAY
    if duration.unit is DurationUnit.WORKDAYS:
        return forward(first - DAY, duration, calendar)
    return forward(first, duration, calendar) - DAY


def _counted(day: date, duration: Duration, amount: int, calendar: Calendar) -> date:
    try:
        return min(max(_moved(day, duration.unit, amount, calendar), FIRST_DATE), LAST_DATE)
    except (OverflowError, ValueError):
        return LAST_DATE if amount > 0 else FIRST_DATE


def _moved(day: date, unit: DurationUnit, amount: int, calendar: Calendar) -> date:
    match unit:
        case DurationUnit.DAYS:
            return day + timedelta(days=amount)
        case DurationUnit.WEEKS:
            return day + timedelta(weeks=amount)
        case DurationUnit.MONTHS:
            return _months(day, amount)
        case DurationUnit.WORKDAYS:
            return add_workdays(calendar, day, max(min(amount, LONGEST_WORKDAYS), -LONGEST_WORKDAYS))
        case _:
            raise ValueError(f"not counted in dates: {unit}")


def _months(day: date, amount: int) -> date:
    """The corresponding day of a later (earlier) month, or the last day of a month that has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _range(days: list[date]) -> str:
    return str(days[0]) if len(days) == 1 else f"{days[0]}至{days[-1]}"
