"""`uow.listeners`: addresses of programs that are told what happens in cases, and what each was told."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from fangyuan.model.world import Listener
from fangyuan.store.bundles import Bundle
from fangyuan.store.canonical import canonical
from fangyuan.store.seals import Seals
from fangyuan.store.tables import Announcements, Listeners, Outbox
from fangyuan.store.tables.base import table_of

CHANNEL = "listener"
"""The channel of the outbox; a message is to the id of a listener."""

_listeners = table_of(Listeners)
_told = table_of(Announcements)
_outbox = table_of(Outbox)
_ADD_TOLD = insert(_told)


@dataclass(frozen=True, slots=True)
class ListenerLine:
    """A listener with its standing. `failing_since` is the first failure after the last success, `failed_at` the latest."""

    listener: Listener
    address: str
    made_at: datetime
    failing_since: datetime | None
    failed_at: datetime | None
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Announcement:
    """One event for one listener; `taken_at` is when it took it, `error` what went wrong at the last of `tries`."""

    tenant: str
    id: str
    listener: str
    case: str
    number: str
    event: str
    at: datetime
    tries: int = 0
    taken_at: datetime | None = None
    error: str = ""


class ListenerRepository:
    """Listeners and what they were told."""

    def __init__(self, bundle: Bundle, seals: Seals) -> None:
        self._bundle = bundle
        self._connection = bundle.connection
        self._seals = seals

    def add(self, line: ListenerLine, secret: str) -> None:
        """A new listener; its secret is kept sealed."""
        one = line.listener
        sealed = canonical(self._seals.seal(one.tenant, secret, "listeners", f"listener:{one.listener}"))
        row = {
            "tenant": one.tenant, "id": one.listener, "address": line.address, "person": one.person,
            "events": sorted(one.events), "case_types": sorted(one.case_types), "secret": sealed,
            "made_at": line.made_at,
        }  # fmt: skip
        self._connection.execute(insert(_listeners).values(**row))

    def of(self, tenant: str) -> list[ListenerLine]:
        """The listeners of a tenant, the earliest first."""
        query = select(_listeners).where(_listeners.c.tenant == tenant).order_by(_listeners.c.id)
        return [_line(row) for row in self._connection.execute(query)]

    def find(self, tenant: str, listener: str) -> tuple[ListenerLine, str] | None:
        """A listener and its secret."""
        row = self._connection.execute(select(_listeners).where(*_is(tenant, listener))).first()
        if row is None:
            return None
        return _line(row), str(self._seals.open(tenant, json.loads(row.secret), f"listener:{listener}") or "")

    def note(self, tenant: str, listener: str, **standing: datetime | None) -> None:
        """Changes `failing_since`, `failed_at`, `stopped_at`."""
        self._connection.execute(update(_listeners).where(*_is(tenant, listener)).values(**standing))

    def drop(self, tenant: str, listener: str) -> None:
        """Forgets a listener, with what it was told and was to be told."""
        self._connection.execute(delete(_listeners).where(*_is(tenant, listener)))
        self._connection.execute(delete(_told).where(_told.c.tenant == tenant, _told.c.listener == listener))
        self.quieten(tenant, listener)

    def quieten(self, tenant: str, listener: str) -> None:
        """Takes what is on its way to a listener out of the outbox."""
        mine = (_outbox.c.tenant == tenant, _outbox.c.channel == CHANNEL, _outbox.c.to == listener)
        self._connection.execute(delete(_outbox).where(*mine))

    def announce(self, announcements: Sequence[Announcement]) -> None:
        """Keeps what is to be told."""
        self._bundle.add(_ADD_TOLD, [asdict(one) for one in announcements])

    def announcement(self, tenant: str, key: str) -> Announcement | None:
        """One event for one listener."""
        row = self._connection.execute(select(_told).where(_told.c.tenant == tenant, _told.c.id == key)).first()
        return Announcement(**row._mapping) if row else None

    def tried(self, one: Announcement, taken_at: datetime | None, error: str) -> None:
        """Writes down what came of a try."""
        mine = (_told.c.tenant == one.tenant, _told.c.id == one.id)
        values = {"tries": one.tries + 1, "taken_at": taken_at, "error": error[:400]}
        self._connection.execute(update(_told).where(*mine).values(**values))

    def forget(self, tenant: str, key: str) -> None:
        """Drops an announcement as if it had never been."""
        self._connection.execute(delete(_told).where(_told.c.tenant == tenant, _told.c.id == key))

    def page(self, tenant: str, listener: str, limit: int, before: str = "") -> list[Announcement]:
        """What a listener was told, the newest first, those before the id `before` where it is given."""
        query = select(_told).where(_told.c.tenant == tenant, _told.c.listener == listener)
        query = query.where(_told.c.id < before) if before else query
        rows = self._connection.execute(query.order_by(_told.c.id.desc()).limit(limit))
        return [Announcement(**row._mapping) for row in rows]

    def expire(self, before: datetime) -> int:
        """Drops what was told of events before an instant; how many."""
        return self._connection.execute(delete(_told).where(_told.c.at < before)).rowcount


def listening(connection: Connection, kin: Sequence[str]) -> list[Listener]:
    """The listeners of these tenants that were not stopped."""
    there = (_listeners.c.tenant.in_(kin), _listeners.c.stopped_at.is_(None))
    rows = connection.execute(select(_listeners).where(*there).order_by(_listeners.c.id))
    return [_listener(row) for row in rows]


def _is(tenant: str, listener: str) -> tuple[Any, ...]:
    return _listeners.c.tenant == tenant, _listeners.c.id == listener


def _listener(row: Any) -> Listener:
    return Listener(row.tenant, row.id, row.person, frozenset(row.events), frozenset(row.case_types))


def _line(row: Any) -> ListenerLine:
    return ListenerLine(
        _listener(row), row.address, row.made_at, row.failing_since, row.failed_at, row.stopped_at
    )  # fmt: skip
