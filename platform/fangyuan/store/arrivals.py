"""`uow.arrivals` and `uow.trials`: archives that wait for a decision, and how packs did here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from fangyuan.store.tables import PackArrivals, PackTrials
from fangyuan.store.tables.base import insert_new, put, table_of

_arrivals = table_of(PackArrivals)
_trials = table_of(PackTrials)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An archive that somebody brought, without its bytes; `hash` is that of the pack as it was resolved then."""

    digest: str
    tenant: str
    name: str
    pack: str
    version: str
    hash: str
    brought_by: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A trial; `report` is empty until `done_at`."""

    hash: str
    asked_at: datetime
    attempts: int
    done_at: datetime | None
    report: Mapping[str, Any]


class ArrivalRepository:
    """Archives that wait; each leaves when it is installed or thrown away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, arrival: Arrival, body: bytes) -> None:
        """Keeps an archive; bringing it again changes nothing but who, when and what it was resolved to."""
        row = {name: getattr(arrival, name) for name in Arrival.__slots__}
        put(self._connection, _arrivals, row | {"body": body})

    def all(self) -> list[Arrival]:
        """Every archive that waits, the newest first."""
        columns = [_arrivals.c[name] for name in Arrival.__slots__]
        rows = self._connection.execute(select(*columns).order_by(_arrivals.c.arrived_at.desc(), _arrivals.c.digest))
        return [Arrival(*row) for row in rows]

    def get(self, digest: str) -> Arrival | None:
        """One of them."""
        return next((each for each in self.all() if each.digest == digest), None)

    def body(self, digest: str) -> bytes | None:
        """The bytes of an archive."""
        query = select(_arrivals.c.body).where(_arrivals.c.digest == digest)
        return self._connection.execute(query).scalar_one_or_none()

    def drop(self, digest: str) -> bool:
        """Waits no more; False where it did not."""
        return self._connection.execute(delete(_arrivals).where(_arrivals.c.digest == digest)).rowcount > 0


class TrialRepository:
    """Trials by hash: asked for by an administrator, played by a round, kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, hash: str) -> TrialLine | None:
        """The trial of a pack; None where nobody asked for one."""
        row = self._connection.execute(select(_trials).where(_trials.c.hash == hash)).first()
        return None if row is None else TrialLine(row.hash, row.asked_at, row.attempts, row.done_at, row.report)

    def ask(self, hash: str, now: datetime, *, again: bool = False) -> bool:
        """A trial, played in one of the next rounds; `again` throws away what an earlier one found. Whether one waits."""
        row = {"hash": hash, "asked_at": now, "lease_until": None, "attempts": 0, "done_at": None, "report": {}}
        if insert_new(self._connection, _trials, row):
            return True
        if again:
            put(self._connection, _trials, row)
        return again

    def lease(self, now: datetime, seconds: int) -> TrialLine | None:
        """The trial that has waited longest, taken for so many seconds."""
        free = or_(_trials.c.lease_until.is_(None), _trials.c.lease_until <= now)
        query = select(_trials.c.hash).where(_trials.c.done_at.is_(None), free).order_by(_trials.c.asked_at).limit(1)
        found = self._connection.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()
        if found is None:
            return None
        until = now + timedelta(seconds=seconds)
        taken = update(_trials).where(_trials.c.hash == found)
        self._connection.execute(taken.values(lease_until=until, attempts=_trials.c.attempts + 1))
        return self.get(found)

    def waiting(self) -> bool:
        """Whether any trial is still to be played."""
        query = select(_trials.c.hash).where(_trials.c.done_at.is_(None)).limit(1)
        return self._connection.execute(query).first() is not None

    def keep(self, hash: str, report: Mapping[str, Any], now: datetime) -> None:
        """What a trial found."""
        row = {"hash": hash, "asked_at": now, "lease_until": None, "attempts": 1, "done_at": now}
        put(self._connection, _trials, row | {"report": dict(report)})
