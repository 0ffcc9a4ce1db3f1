"""What broke and was set aside, as the administrators of a jurisdiction see it."""

from collections.abc import Collection, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from fangyuan.casework.identity import Identity
from fangyuan.casework.kept_away import kept_from
from fangyuan.casework.mending import set_aside
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.casework.reading.dues import usual_calendar
from fangyuan.casework.reading.pages import AsidePage, AsideView
from fangyuan.store.database import UnitOfWork

MOST = 1000
"""How many pieces of each sort are looked at."""

SORTS = {"case_commands": "commands"}


def aside_page(office: Office, me: Identity, now: datetime) -> AsidePage:
    """Firings, commands between cases, deliveries and duties of the own jurisdiction that broke."""
    check_administrator(office, me)
    hidden = kept_from(office, me)
    with office.database.read() as uow:
        zone = ZoneInfo(usual_calendar(office.almanac.calendars(uow, me.tenant)).zone)
        return AsidePage((*_pieces(uow, me.tenant, hidden), *_duties(uow, me.tenant, zone)))


def _pieces(uow: UnitOfWork, tenant: str, hidden: Collection[str]) -> Iterator[AsideView]:
    found = [one for one in set_aside(uow, MOST, tenant) if one.case not in hidden]
    numbers = uow.cases.numbers(tenant, [one.case for one in found])
    for one in found:
        sort = SORTS.get(one.table, one.table)
        number = numbers.get(one.case, "")
        yield AsideView(
            sort, one.name, one.case, number, one.at, one.attempts, one.error, one.waits_for_person
        )  # fmt: skip


def _duties(uow: UnitOfWork, tenant: str, zone: ZoneInfo) -> Iterator[AsideView]:
    for one in uow.duties.broken():
        if one.tenant == tenant:
            at = datetime.combine(one.occurs_on, time(), zone)
            yield AsideView("duties", one.duty, "", "", at, 0, one.error, waits=False)
