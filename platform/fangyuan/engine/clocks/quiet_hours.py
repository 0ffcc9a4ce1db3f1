"""When people may be written to outside the house: on working days, from `notify_at` until the evening."""

from datetime import datetime, time

from fangyuan.engine.clocks.calendars import DAY, date_of, instant, is_workday, next_workday
from fangyuan.model.calendars import Calendar

EVENING = time(18)


def open_from(calendar: Calendar, now: datetime, until: time = EVENING) -> datetime:
    """`now` itself within those hours, else the instant (UTC) at which they next begin; always `now` where they are empty."""
    if until <= calendar.notify_at:
        return now
    today = date_of(calendar, now)
    if is_workday(calendar, today):
        if instant(calendar, today, calendar.notify_at) <= now < instant(calendar, today, until):
            return now
        if now < instant(calendar, today, calendar.notify_at):
            return instant(calendar, today, calendar.notify_at)
    return instant(calendar, next_workday(calendar, today + DAY), calendar.notify_at)
