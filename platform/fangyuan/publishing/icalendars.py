"""Dates as a file that calendars of phones and mail programs read (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fangyuan.model.later import later

if TYPE_CHECKING:
    import icalendar as ics
else:
    ics = later("icalendar")

MEDIA_TYPE = "text/calendar"
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Dated:
    """One date: `id` stays the same while the thing is the same; without `at` it is the whole day."""

    id: str
    on: date
    title: str
    at: time | None = None
    text: str = ""
    link: str = ""


def icalendar(title: str, dates: Iterable[Dated], zone: ZoneInfo, now: datetime) -> bytes:
    """The file, in UTF-8; programs that read it again take each date that they know by its id anew."""
    calendar = ics.Calendar()
    calendar.add("prodid", "-//Fangyuan//Diary//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    for one in dates:
        calendar.add_component(_event(one, zone, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(one: Dated, zone: ZoneInfo, now: datetime) -> "ics.Event":
    event = ics.Event()
    event.add("uid", f"{one.id}@fangyuan")
    event.add("dtstamp", now)
    event.add("summary", one.title)
    if one.at is None:
        event.add("dtstart", one.on)
        event.add("dtend", one.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        begin = datetime.combine(one.on, one.at, zone)
        event.add("dtstart", begin)
        event.add("dtend", begin + HALF_AN_HOUR)
    for name, said in (("description", one.text), ("url", one.link)):
        if said:
            event.add(name, said)
    return event
