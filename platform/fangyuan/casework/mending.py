"""What broke and waits: named for whoever looks after the installation, and tried again at their word."""

from collections.abc import Iterable
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import check_administrator
from fangyuan.store.access import Look
from fangyuan.store.database import UnitOfWork
from fangyuan.store.duties import BrokenDuty
from fangyuan.store.leasing import SetAside

SORTS = {"firings": "时限", "case_commands": "转送", "outbox": "发送"}
ADVICE = "排除原因后运行 fangyuan sweep --retry"


def set_aside(uow: UnitOfWork, limit: int = 100) -> list[SetAside]:
    """Firings, commands between cases and deliveries that broke and were not done since; at most `limit` of each."""
    return [*uow.firings.set_aside(limit), *uow.commands.set_aside(limit), *uow.outbox.set_aside(limit)]


def told(broken: Iterable[SetAside]) -> list[str]:
    """Each in one line for an administrator: what, of which case, why, and what comes next."""
    return [_line(one) for one in broken]


def duties_told(broken: Iterable[BrokenDuty]) -> list[str]:
    """Recurring duties that could not be opened, each in one line."""
    return [f"定期工作 {one.duty} {one.occurs_on}（{one.tenant}）：{one.error}；稍后自动再试" for one in broken]


def _line(one: SetAside) -> str:
    follows = ADVICE if one.waits_for_person else f"已试 {one.attempts} 次，稍后自动再试"
    return f"{SORTS.get(one.table, one.table)} {one.name} · 案件 {one.case}（{one.tenant}）：{one.error}；{follows}"


def release(office: Office, me: Identity, now: datetime) -> int:
    """Tries everything of the administrator's own jurisdiction again, from the next round on; how many pieces."""
    check_administrator(office, me)
    with office.database.begin() as uow:
        found = sum(shelf.retry(me.tenant, now) for shelf in (uow.firings, uow.commands, uow.outbox))
        uow.log.add(me.tenant, Look(me.person, "release", "set-aside", found, now))
        uow.commit()
    return found


def retry(office: Office, now: datetime) -> int:
    """Tries everything again that waits, of every tenant, from the next round on; how many pieces."""
    with office.database.begin() as uow:
        shelves = (uow.firings, uow.commands, uow.outbox)
        found = sum(shelf.retry(tenant, now) for tenant in uow.directory.tenants() for shelf in shelves)
        uow.commit()
    return found
