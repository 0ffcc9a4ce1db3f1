"""Working calendars as a jurisdiction counts by them, and what publishing a year moves."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fangyuan.casework.calendar_lines import rows, said_days_off, said_hours
from fangyuan.casework.identity import Identity
from fangyuan.casework.keeping_calendars import publishes, revision
from fangyuan.casework.office import Office
from fangyuan.casework.publishing_calendars import Publication
from fangyuan.casework.reading.pages import (
    CalendarsPage,
    CalendarView,
    DaysOff,
    MoveView,
    Named,
    YearForm,
    YearPublished,
    YearView,
)
from fangyuan.casework.shelves import own_id, seen_by
from fangyuan.engine.clocks.calendars import due_on
from fangyuan.engine.office import ADMINISTRATOR
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.problems import Problem, Refused


def calendars_page(office: Office, me: Identity, now: datetime) -> CalendarsPage:
    """Every calendar, with its years and the one that comes next."""
    with office.database.read() as uow:
        kept, keeps = uow.calendars.all(), office.person(uow, me).holds(ADMINISTRATOR)
        may_publish = keeps and publishes(office, uow, me)
    seen = seen_by(kept, me.tenant)
    views = (_view(one, kept.get(own_id(me.tenant, name)), now) for name, one in seen.items())
    return CalendarsPage(tuple(views), may_publish, keeps)


def year_form(office: Office, me: Identity, calendar: str, year: int, *, own: bool) -> YearForm:
    """A year as it stands, in lines; raises Refused (`not-found`) for a calendar that there is not."""
    with office.database.read() as uow:
        kept = uow.calendars.all()
        base = revision(uow, me.tenant, calendar, own=own)
    if calendar not in kept or "/" in calendar:
        raise Refused(Problem("not-found", "没有这个日历。", advice="请从列出的日历中选择。"))
    held = kept.get(own_id(me.tenant, calendar)) if own else kept[calendar]
    days = held.years.get(year, CalendarYear(year, False)) if held else CalendarYear(year, True)
    return YearForm(
        calendar=Named(calendar, kept[calendar].title),
        year=year,
        published=days.published,
        days_off=said_days_off(days.holidays),
        workdays="\n".join(day.isoformat() for day in sorted(days.workdays)),
        hours="\n".join(said_hours(days.hours)),
        base=base,
    )


def published(found: Publication, me: Identity, year: int) -> YearPublished:
    """What publishing does, in dates of the calendar's zone."""
    zone = ZoneInfo(found.zone)
    moved = [move for move in found.moves if move.due_from != move.due_to]
    own = (
        MoveView(move.number, move.title, due_on(move.due_from, zone), due_on(move.due_to, zone), move.provisional)
        for move in moved
        if move.tenant == me.tenant
    )
    mine = tuple(own)
    return YearPublished(
        found.calendar, year, mine, len(moved) - len(mine), len(found.moves) - len(moved), found.failed
    )  # fmt: skip


def _view(calendar: Calendar, own: Calendar | None, now: datetime) -> CalendarView:
    coming = now.astimezone(ZoneInfo(calendar.zone)).year + 1
    years = sorted({*calendar.years, coming}, reverse=True)
    return CalendarView(
        calendar=Named(calendar.calendar, calendar.title),
        zone=calendar.zone,
        weekend=tuple(sorted(calendar.weekend)),
        notify_at=f"{calendar.notify_at:%H:%M}",
        years=tuple(_year(calendar, year, own) for year in years),
    )


def _year(calendar: Calendar, year: int, own: Calendar | None) -> YearView:
    held = calendar.years.get(year)
    days = held or CalendarYear(year, False)
    return YearView(
        year=year,
        published=days.published,
        known=held is not None,
        days_off=tuple(DaysOff(*row) for row in rows(days.holidays)),
        workdays=tuple(sorted(days.workdays)),
        hours=said_hours(days.hours),
        own=own is not None and year in own.years,
    )
