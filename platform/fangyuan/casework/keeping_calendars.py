"""A year of a working calendar, published or kept by hand: looked at first, then carried out and written into the log.

Days for the whole installation are published by an administrator of a jurisdiction with none above it; any other one
keeps dates of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from fangyuan.casework.identity import Identity
from fangyuan.casework.kept_away import kept_from
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.casework.publishing_calendars import Publication, preview, publish
from fangyuan.casework.shelves import own_id
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.access import Look
from fangyuan.store.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class YearSaid:
    """A year as somebody wants it; `own`: the jurisdiction's own dates, laid over those of the installation."""

    calendar: str
    year: int
    published: bool
    days_off: Mapping[date, str] = field(default_factory=dict)
    workdays: frozenset[date] = frozenset()
    hours: Mapping[date, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    own: bool = False


def foresee(office: Office, me: Identity, said: YearSaid, now: datetime) -> Publication:
    """Which deadlines would move; nothing is written."""
    _check(office, me, said)
    return _told(office, me, preview(office, _calendar(said), now, me.tenant if said.own else ""))


def carry_out(office: Office, me: Identity, said: YearSaid, now: datetime, base: str | None = None) -> Publication:
    """Keeps the year and moves the deadlines; `base` is the revision that was read, where a page was made of one."""
    _check(office, me, said)
    done = _told(office, me, publish(office, _calendar(said), now, me.tenant if said.own else "", base))
    with office.database.begin() as uow:
        about = f"{said.calendar} {said.year}{' own' if said.own else ''}"
        uow.log.add(me.tenant, Look(me.person, "publish-calendar", about, len(done.moves), now))
        uow.commit()
    return done


def _told(office: Office, me: Identity, done: Publication) -> Publication:
    """What this officer is told of it: nothing of a case that is kept from them."""
    hidden = kept_from(office, me)
    moves = tuple(one for one in done.moves if one.case not in hidden)
    return replace(done, moves=moves, failed=tuple(one for one in done.failed if one.partition("(")[0] not in hidden))


def publishes(office: Office, uow: UnitOfWork, me: Identity) -> bool:
    """Whether the officer's jurisdiction is one with none above it."""
    return office.tenant(uow, me.tenant).parent is None


def revision(uow: UnitOfWork, tenant: str, calendar: str, *, own: bool) -> str:
    """The revision of what would be changed; blank where nothing is kept yet."""
    return str(uow.calendars.revisions().get(own_id(tenant, calendar) if own else calendar, ""))


def _calendar(said: YearSaid) -> Calendar:
    year = CalendarYear(said.year, said.published, said.days_off, said.workdays, said.hours)
    return Calendar(said.calendar, "", {said.year: year})


def _check(office: Office, me: Identity, said: YearSaid) -> None:
    check_administrator(office, me)
    with office.database.read() as uow:
        known, may_publish = said.calendar in uow.calendars.all(), publishes(office, uow, me)
    if not known:
        raise Refused(Problem("not-found", "没有这个日历。", "calendar", advice="请从列出的日历中选择。"))
    if not said.own and not may_publish:
        raise Refused(Problem("forbidden", "全系统的日历由最上级的管理员公布。", advice="您可以写本地的日期。"))
    both = sorted(said.workdays & said.days_off.keys())
    if both:
        told = "、".join(day.isoformat() for day in both)
        raise Refused(Problem("day-twice", f"{told}既是放假又是上班。", "workdays", advice="请只留一处。"))
