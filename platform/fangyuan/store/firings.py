"""`uow.firings`: the next firing of every running clock, taken by sweeps in batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, exists, func, or_, select, update

from fangyuan.store import leasing
from fangyuan.store.leasing import SetAside
from fangyuan.store.prepared import scalar
from fangyuan.store.tables import Cases, ClockRuns, Firings
from fangyuan.store.tables.base import table_of

_cases = table_of(Cases)
_firings = table_of(Firings)
_runs = table_of(ClockRuns)

_IS_DUE = select(
    exists()
    .where(_firings.c.tenant == bindparam("of"), _firings.c.case == bindparam("which"))
    .where(_firings.c.fires_at <= bindparam("until"))
    .label("waits")
)
_SUSPECT = 2
"""Attempts after which a firing is taken alone: whoever took it never came back, so perhaps it ends the process."""


@dataclass(frozen=True, slots=True)
class DueFiring:
    """A firing whose time has come: what `FireClock` needs, and when it should have been."""

    tenant: str
    case: str
    clock: str
    subject: str
    number: int
    kind: str
    index: int
    at: datetime
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A clock that runs or stands still; `pack` is the hash of its case's pack, `due_at` is in UTC."""

    tenant: str
    case: str
    pack: str
    case_type: str
    clock: str
    due_at: datetime


class FiringRepository:
    """Appending the events of a firing replaces its row by the run's next one, so nothing is ever marked as done."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lease(self, now: datetime, limit: int = 100, seconds: int = 60) -> list[DueFiring]:
        """Takes at most `limit` due firings of all tenants, the earliest first; cost follows what is due.

        Of one case only its earliest is taken, so that its clocks fire in the order of their dates, whoever sweeps; one
        that broke holds up its own case alone. What was taken before and never finished comes last, one at a time.
        """
        fresh = self._lease(now, limit, seconds, _firings.c.attempts < _SUSPECT)
        return fresh or self._lease(now, 1, seconds, _firings.c.attempts >= _SUSPECT)

    def _lease(self, now: datetime, limit: int, seconds: int, narrowed: ColumnElement[bool]) -> list[DueFiring]:
        rows = leasing.lease(
            self._connection, _firings, _firings.c.fires_at, now, limit, seconds, narrowed, _earliest_of_its_case(),
            any_order=True,
        )  # fmt: skip
        return [_due(row) for row in rows]

    def is_due(self, tenant: str, case: str, now: datetime) -> bool:
        """Whether anything of a case waits to be fired."""
        return bool(scalar(self._connection, _IS_DUE, {"of": tenant, "which": case, "until": now}))

    def take(self, tenant: str, case: str, now: datetime, seconds: int = 60) -> DueFiring | None:
        """The earliest due firing of a case, also from a sweep that holds it: an act may not go before it.

        Nothing where that firing broke, or where whoever took it twice never came back: it holds up no officer.
        """
        mine = (_firings.c.tenant == tenant, _firings.c.case == case, _earliest_of_its_case())
        sound = (_firings.c.fires_at <= now, _firings.c.attempts < _SUSPECT, _firings.c.error == "")
        row = self._connection.execute(
            update(_firings)
            .where(*mine, *sound)
            .values(lease_until=now + timedelta(seconds=seconds), attempts=_firings.c.attempts + 1)
            .returning(*_firings.c)
        ).one_or_none()
        return _due(row) if row else None

    def failed(self, firing: DueFiring, now: datetime, error: str) -> bool:
        """It broke; tried again later, or (True) left for a person, so that it holds up nothing else."""
        key = (firing.tenant, firing.case, firing.clock, firing.subject, firing.number)
        same = _firings.c.fires_at == firing.at
        return leasing.failed(self._connection, _firings, key, now, error, firing.attempts, same)

    def done(self, firing: DueFiring) -> None:
        """It changed nothing (the case had moved on): its row goes, unless an append has replaced it meanwhile."""
        self._connection.execute(delete(_firings).where(*_same(firing)))

    def release(self, firing: DueFiring) -> None:
        """Gives the lease back unused, so that another sweep may take the firing at once."""
        self._connection.execute(update(_firings).where(*_same(firing)).values(lease_until=None))

    def retry(self, tenant: str, now: datetime | None = None, case: str = "") -> int:
        """Tries again what was left for a person, of one case or of all, and with `now` also what was put off; how many."""
        of_case = [_firings.c.case == case] if case else []
        return leasing.retry_all(self._connection, _firings, tenant, now, *of_case)

    def set_aside(self, limit: int = 100, tenant: str = "") -> list[SetAside]:
        """The firings of a tenant, or of all, that broke, the longest due first."""
        columns = _firings.c
        return leasing.set_aside(
            self._connection, _firings, columns.clock, columns.case, columns.fires_at, limit, tenant
        )  # fmt: skip

    def poisoned(self, tenant: str) -> int:
        """How many firings of a tenant wait for a person."""
        mine = (_firings.c.tenant == tenant, _firings.c.poisoned.is_(True))
        return int(self._connection.execute(select(func.count()).where(*mine)).scalar_one())

    def open_runs_touching(self, tenants: Sequence[str], due_from: datetime, received_by: date) -> list[OpenRun]:
        """Every run that is open, is due from then on, and whose case was received by a day: no other run can have counted
        the days between. Cost follows what is due from then on.
        """
        columns = (_runs.c.tenant, _runs.c.case, _cases.c.pack, _cases.c.case_type, _runs.c.clock, _runs.c.due_at)
        query = (
            select(*columns)
            .join(_cases, and_(_cases.c.tenant == _runs.c.tenant, _cases.c.case == _runs.c.case))
            .where(_runs.c.tenant.in_(tenants), _runs.c.status.in_(("running", "paused")))
            .where(_runs.c.due_at >= due_from, _cases.c.received_on <= received_by)
            .order_by(_runs.c.tenant, _runs.c.case)
        )
        return [OpenRun(*row) for row in self._connection.execute(query)]

    def next_at(self) -> datetime | None:
        """When the next firing of the installation is due: how long a sweep may sleep."""
        waiting = _firings.c.poisoned.is_(False)
        found: datetime | None = self._connection.execute(
            select(func.min(_firings.c.fires_at)).where(waiting)
        ).scalar_one()
        return found


def _due(row: Row[Any]) -> DueFiring:
    return DueFiring(
        row.tenant, row.case, row.clock, row.subject, row.number, row.kind, row.place, row.fires_at, row.attempts
    )


def _same(firing: DueFiring) -> tuple[Any, ...]:
    """The row as it was leased; a later firing of the same run is another one."""
    columns = _firings.c
    return (
        columns.tenant == firing.tenant, columns.case == firing.case, columns.clock == firing.clock,
        columns.subject == firing.subject, columns.number == firing.number, columns.kind == firing.kind,
        columns.place == firing.index, columns.fires_at == firing.at,
    )  # fmt: skip


def _earliest_of_its_case() -> ColumnElement[bool]:
    """Whether no other clock of the case fires before; at one instant the order is that of the keys."""
    mine, other = _firings.c, _firings.alias("other").c
    key = [(getattr(other, name), getattr(mine, name)) for name in ("fires_at", "clock", "subject", "number")]
    before = or_(*(and_(*(left == right for left, right in key[:n]), key[n][0] < key[n][1]) for n in range(len(key))))
    return ~exists().where(other.tenant == mine.tenant, other.case == mine.case, before)
