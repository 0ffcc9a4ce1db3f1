"""What broke and waits: named for whoever looks after the installation, and tried again at their word."""

from collections.abc import Iterable
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.kept_away import kept_from
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.engine.office import ADMINISTRATOR
from fangyuan.store.access import Look
from fangyuan.store.database import UnitOfWork
from fangyuan.store.duties import BrokenDuty
from fangyuan.store.leasing import SetAside

SORTS = {"firings": "时限", "case_commands": "转送", "outbox": "发送"}
ADVICE = "排除原因后运行 fangyuan sweep --retry"


def set_aside(uow: UnitOfWork, limit: int = 100, tenant: str = "") -> list[SetAside]:
    """Firings, commands between cases and deliveries of a tenant, or of all, that broke; at most `limit` of each sort."""
    return [one for shelf in (uow.firings, uow.commands, uow.outbox) for one in shelf.set_aside(limit, tenant)]


def report(office: Office, uow: UnitOfWork, broken: SetAside, now: datetime) -> None:
    """Tells the administrators that something waits for them now; of each sort once a day, so that it is read."""
    if not uow.keys.add(broken.tenant, f"set-aside:{broken.table}:{now.date()}", broken.case, 0, now):
        return
    people = office.directory(uow, broken.tenant).people.values()
    away = uow.cases.excluded(broken.tenant, broken.case)
    keepers = [
        one.person for one in people
        if one.tenant == broken.tenant and one.active and one.holds(ADMINISTRATOR)
        and away.isdisjoint((one.person, *one.units))
    ]  # fmt: skip
    what = f"{SORTS.get(broken.table, broken.table)}（{broken.name}）"
    said = f"有自动处理的工作多次失败，已经搁置：{what}，{broken.error[:200]}。请在“搁置的事项”中查看原因，排除后重新处理。"
    uow.inbox.add(broken.tenant, keepers, broken.case, {"text": said, "case": broken.case}, now)


def told(broken: Iterable[SetAside]) -> list[str]:
    """Each in one line for an administrator: what, of which case, why, and what comes next."""
    return [_line(one) for one in broken]


def duties_told(broken: Iterable[BrokenDuty]) -> list[str]:
    """Recurring duties that could not be opened, each in one line."""
    return [f"定期工作 {one.duty} {one.occurs_on}（{one.tenant}）：{one.error}；稍后自动再试" for one in broken]


def _line(one: SetAside) -> str:
    follows = ADVICE if one.waits_for_person else f"已试 {one.attempts} 次，稍后自动再试"
    return f"{SORTS.get(one.table, one.table)} {one.name} · 案件 {one.case}（{one.tenant}）：{one.error}；{follows}"


def release(office: Office, me: Identity, now: datetime, case: str = "") -> int:
    """Tries what waits in the administrator's own jurisdiction again, or in one case of it, from the next round on.

    Gives how many pieces; those of cases that are kept from the administrator go on as well, and are not told.
    """
    check_administrator(office, me)
    hidden = kept_from(office, me)
    with office.database.begin() as uow:
        shelves = (uow.firings, uow.commands, uow.outbox)
        for kept in hidden if not case else ():
            for shelf in shelves:
                shelf.retry(me.tenant, now, kept)
        found = 0 if case in hidden else sum(shelf.retry(me.tenant, now, case) for shelf in shelves)
        uow.log.add(me.tenant, Look(me.person, "release", case or "set-aside", found, now))
        uow.commit()
    return found


def retry(office: Office, now: datetime, case: str = "") -> int:
    """Tries again what waits, of every tenant or of one case, from the next round on; how many pieces."""
    with office.database.begin() as uow:
        shelves = (uow.firings, uow.commands, uow.outbox)
        found = sum(shelf.retry(tenant, now, case) for tenant in uow.directory.tenants() for shelf in shelves)
        uow.commit()
    return found
