"""`uow.duties`: which occurrences of recurring work were opened, and from when on a tenant has them at all."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, or_, select, update

from fangyuan.store.tables import Activations, DutiesOpened
from fangyuan.store.tables.base import insert_new, put, table_of

MORNING = "day-began"
"""Stands for a duty and its case where a morning of a tenant was worked off."""

_opened = table_of(DutiesOpened)
_activations = table_of(Activations)


@dataclass(frozen=True, slots=True)
class BrokenDuty:
    """An occurrence that could not be opened."""

    tenant: str
    duty: str
    occurs_on: date
    error: str


@dataclass(frozen=True, slots=True)
class Term:
    """From when on, by date and by act, cases of a type were opened under a pack (by hash); "" where none were."""

    since: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An occurrence that was opened: `duty` as `pack/duty`, the date by its rule, the case, the instant."""

    duty: str
    occurs_on: date
    case: str
    at: datetime


class DutyRepository:
    """Occurrences by tenant, duty (`pack/duty`) and the date of the rule."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def terms(self, tenant: str, case_type: str, now: datetime) -> list[Term]:
        """Under which pack the tenant has had the case type until now, the latest first; nothing where it was switched off."""
        mine = (_activations.c.tenant == tenant, _activations.c.case_type == case_type, _activations.c.since <= now)
        rows = self._connection.execute(select(_activations).where(*mine).order_by(_activations.c.since.desc()))
        return [Term(max(row.since, row.activated_at), row.hash or "") for row in rows]

    def settled(self, tenant: str, duty: str, since: date, now: datetime) -> set[date]:
        """The dates from `since` on that were opened, or broke and are not to be tried again yet."""
        at_rest = or_(_opened.c.case != "", _opened.c.next_at > now)
        mine = (_opened.c.tenant == tenant, _opened.c.duty == duty, _opened.c.occurs_on >= since, at_rest)
        return set(self._connection.execute(select(_opened.c.occurs_on).where(*mine)).scalars())

    def opened(self, tenant: str) -> list[Opened]:
        """Everything that was opened in a tenant, in the order in which it was."""
        mine = (_opened.c.tenant == tenant, _opened.c.case.not_in(("", MORNING)))
        rows = self._connection.execute(select(_opened).where(*mine).order_by(_opened.c.opened_at, _opened.c.duty))
        return [Opened(row.duty, row.occurs_on, row.case, row.opened_at) for row in rows]

    def between(self, tenant: str, begin: datetime, end: datetime) -> list[Opened]:
        """What was opened in a tenant from one instant until another, in order."""
        mine = (_opened.c.tenant == tenant, _opened.c.case.not_in(("", MORNING)))
        found = select(_opened).where(*mine, _opened.c.opened_at >= begin, _opened.c.opened_at < end)
        rows = self._connection.execute(found.order_by(_opened.c.opened_at, _opened.c.duty))
        return [Opened(row.duty, row.occurs_on, row.case, row.opened_at) for row in rows]

    def cases(self, tenant: str, duty: str, first: date) -> dict[date, str]:
        """The cases that a duty opened for the dates of its rule from `first` on."""
        mine = (_opened.c.tenant == tenant, _opened.c.duty == duty, _opened.c.occurs_on >= first)
        rows = self._connection.execute(select(_opened).where(*mine, _opened.c.case.not_in(("", MORNING))))
        return {row.occurs_on: row.case for row in rows}

    def add(self, tenant: str, duty: str, occurs_on: date, case: str, now: datetime) -> bool:
        """Remembers that it was opened; False where another worker was quicker (then roll back)."""
        key = {"tenant": tenant, "duty": duty, "occurs_on": occurs_on}
        said = {"case": case, "opened_at": now, "next_at": None, "error": ""}
        if insert_new(self._connection, _opened, {**key, **said}):
            return True
        mine = [_opened.c[name] == value for name, value in key.items()]
        taken = update(_opened).where(*mine, _opened.c.case == "").values(**said)
        return self._connection.execute(taken).rowcount == 1

    def failed(self, tenant: str, duty: str, occurs_on: date, now: datetime, next_at: datetime, error: str) -> None:
        """Remembers that it could not be opened, and when to try again."""
        key = {"tenant": tenant, "duty": duty, "occurs_on": occurs_on}
        put(self._connection, _opened, {**key, "case": "", "opened_at": now, "next_at": next_at, "error": error[:2000]})

    def broken(self) -> list[BrokenDuty]:
        """The occurrences of all tenants that could not be opened."""
        rows = self._connection.execute(select(_opened).where(_opened.c.case == "").order_by(_opened.c.occurs_on))
        return [BrokenDuty(row.tenant, row.duty, row.occurs_on, row.error) for row in rows]
