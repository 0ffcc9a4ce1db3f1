"""Working calendars: read, a year looked at, a year published or kept for the own jurisdiction."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from fangyuan.casework import calendar_lines, keeping_calendars
from fangyuan.casework.keeping_calendars import YearSaid
from fangyuan.casework.reading import calendars as reading
from fangyuan.casework.reading.pages import CalendarsPage, YearPublished
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.api.bodies import KeepingYear
from fangyuan.web.api.operations import Asked, Operation
from fangyuan.web.at_hand import now, office


def calendars(asked: Asked[Any]) -> CalendarsPage:
    """Every calendar with its years, as the officer's jurisdiction counts by them."""
    return reading.calendars_page(office(), asked.me, now())


def foresee(asked: Asked[KeepingYear]) -> YearPublished:
    """Which deadlines a year would move; nothing is written."""
    said = _said(asked)
    return reading.published(keeping_calendars.foresee(office(), asked.me, said, now()), asked.me, said.year)


def keep(asked: Asked[KeepingYear]) -> YearPublished:
    """Keeps a year and moves the deadlines that rest on it; doing it once more goes on where it stopped."""
    said = _said(asked)
    return reading.published(keeping_calendars.carry_out(office(), asked.me, said, now()), asked.me, said.year)


def _said(asked: Asked[KeepingYear]) -> YearSaid:
    body = asked.body
    days = [*body.days_off, *body.workdays, *body.hours]
    if not all(day.startswith(f"{body.year}-") for day in days):
        raise Refused(Problem("malformed", f"日期都要在 {body.year} 年内。", "year", advice="一次只写一年。"))
    return YearSaid(
        asked.path["calendar"],
        body.year,
        body.published or body.own,
        {_day(day, "days_off"): title for day, title in body.days_off.items()},
        frozenset(_day(day, "workdays") for day in body.workdays),
        {_day(day, "hours"): _spans(spans) for day, spans in body.hours.items()},
        body.own,
    )


def _day(written: str, path: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refused(Problem("malformed", f"“{written[:20]}”不是日期。", path, advice="请写 2027-01-01。")) from None


def _spans(written: Sequence[str]) -> tuple[tuple[time, time], ...]:
    """`09:00-12:00` as times, in order."""
    found = calendar_lines.spans(" ".join(written))
    if found is None:
        raise Refused(Problem("malformed", "上班时间要先后分明。", "hours", advice="请写 09:00-12:00。"))
    return found


OPERATIONS = (
    Operation("listCalendars", "get", "/calendars", "Working calendars", calendars, CalendarsPage),
    Operation("foreseeYear", "post", "/calendars/{calendar}/preview",
              "Which deadlines a year would move (administrators)", foresee, YearPublished, body=KeepingYear),
    Operation("keepYear", "post", "/calendars/{calendar}", "Publish a year, or keep own dates (administrators)", keep,
              YearPublished, body=KeepingYear),
)  # fmt: skip
