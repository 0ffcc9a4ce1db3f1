"""`uow.outbox`, `uow.commands`, `uow.counters`, `uow.keys`, `uow.inbox`: what leaves a case, and what happens once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.sql.dml import ReturningInsert

from fangyuan.model.decisions import Message, Outgoing
from fangyuan.store import leasing
from fangyuan.store.bundles import Bundle
from fangyuan.store.canonical import canonical
from fangyuan.store.codec import decode_outgoing, encode_outgoing
from fangyuan.store.ids import new_id
from fangyuan.store.leasing import SetAside
from fangyuan.store.prepared import first, scalar
from fangyuan.store.seals import Seals
from fangyuan.store.tables import CaseCommands, Counters, IdempotencyKeys, Inbox, Outbox
from fangyuan.store.tables.base import insert_new, insert_of, table_of

_outbox = table_of(Outbox)
_commands = table_of(CaseCommands)
_counters = table_of(Counters)
_keys = table_of(IdempotencyKeys)
_inbox = table_of(Inbox)
_ADD_NOTICES = insert(_inbox)
_ADD_PARCELS = insert(_outbox)
_DONE = select(_keys.c.case, _keys.c.seq).where(_keys.c.tenant == bindparam("of"), _keys.c.key == bindparam("under"))
_UNREAD = select(func.count()).where(
    _inbox.c.tenant == bindparam("of"), _inbox.c.person == bindparam("whose"), _inbox.c.read_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message of the outbox; `id` is the delivery key, the same at every attempt."""

    tenant: str
    id: str
    case: str
    message: Message
    attempts: int


@dataclass(frozen=True, slots=True)
class Order:
    """A command to another case of a tenant; `origin` is the case that gave it."""

    tenant: str
    origin: str
    outgoing: Outgoing
    attempts: int


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of a person's inbox."""

    id: str
    case: str
    body: dict[str, Any]
    at: datetime
    read_at: datetime | None


class OutboxRepository:
    """Side effects on their way out; sealed, because they may quote what is private."""

    def __init__(self, bundle: Bundle, seals: Seals) -> None:
        self._bundle = bundle
        self._connection = bundle.connection
        self._seals = seals

    def add(self, tenant: str, case: str, messages: Iterable[Message], now: datetime) -> None:
        """Queues messages, to be delivered from now on."""
        rows = [
            {"tenant": tenant, "id": new_id(), "case": case, "channel": message.channel, "to": message.to,
             "body": _sealed(self._seals, tenant, case, message.body),
             "made_at": now, "next_at": now, "attempts": 0, "poisoned": False, "error": ""}
            for message in messages
        ]  # fmt: skip
        self._bundle.add(_ADD_PARCELS, rows)

    def lease(self, now: datetime, limit: int = 50, seconds: int = 60) -> list[Parcel]:
        """Takes messages of all tenants that are due."""
        rows = leasing.lease(self._connection, _outbox, _outbox.c.next_at, now, limit, seconds)
        return [
            Parcel(row.tenant, row.id, row.case, Message(row.channel, row.to, self._body(row)), row.attempts)
            for row in rows
        ]

    def _body(self, row: Any) -> dict[str, Any]:
        """What was sealed; nothing where the key was erased."""
        return _opened(self._seals, row.tenant, row.case, row.body) or {}

    def is_mine(self, parcel: Parcel) -> bool:
        """Whether nobody has taken the message since: whoever leases one whose lease ran out counts one more attempt."""
        mine = (_outbox.c.tenant == parcel.tenant, _outbox.c.id == parcel.id, _outbox.c.attempts == parcel.attempts)
        return bool(self._connection.execute(select(exists().where(*mine))).scalar_one())

    def done(self, parcel: Parcel) -> None:
        """It was delivered; nothing of it stays here."""
        leasing.done(self._connection, _outbox, (parcel.tenant, parcel.id))

    def postpone(self, parcel: Parcel, until: datetime) -> None:
        """It is not the hour for it: nothing was tried, and nothing is before `until`."""
        mine = (_outbox.c.tenant == parcel.tenant, _outbox.c.id == parcel.id)
        free = {"next_at": until, "lease_until": None, "attempts": _outbox.c.attempts - 1}
        self._connection.execute(update(_outbox).where(*mine).values(**free))

    def failed(self, parcel: Parcel, now: datetime, error: str) -> bool:
        """It was not delivered; tried again later, or (True) left for a person."""
        return leasing.failed(self._connection, _outbox, (parcel.tenant, parcel.id), now, error, parcel.attempts)

    def retry(self, tenant: str, now: datetime | None = None, case: str = "") -> int:
        """Tries again what was left for a person, of one case or of all, and with `now` also what was put off; how many."""
        of_case = [_outbox.c.case == case] if case else []
        return leasing.retry_all(self._connection, _outbox, tenant, now, *of_case)

    def set_aside(self, limit: int = 100, tenant: str = "") -> list[SetAside]:
        """What of a tenant, or of all, broke, the longest waiting first."""
        columns = _outbox.c
        return leasing.set_aside(
            self._connection, _outbox, columns.channel, columns.case, columns.made_at, limit, tenant
        )


class CommandRepository:
    """Commands on their way to other cases; sealed, because a dispatch takes people and their answers along."""

    def __init__(self, bundle: Bundle, seals: Seals) -> None:
        self._bundle = bundle
        self._connection = bundle.connection
        self._seals = seals

    def add(self, tenant: str, origin: str, outgoing: Iterable[Outgoing], now: datetime) -> None:
        """Queues commands for cases of `tenant`; one whose key waits already is left out."""
        rows = [
            {"tenant": tenant, "id": one.key, "origin": origin, "hops": one.hops,
             "body": _sealed(self._seals, tenant, origin, encode_outgoing(one)),
             "made_at": now, "next_at": now, "attempts": 0, "poisoned": False, "error": ""}
            for one in outgoing
        ]  # fmt: skip
        self._bundle.add(_waiting_once(self._connection.dialect.name), rows)

    def lease(self, now: datetime, limit: int = 50, seconds: int = 60) -> list[Order]:
        """Takes commands of all tenants that are due."""
        rows = leasing.lease(self._connection, _commands, _commands.c.next_at, now, limit, seconds)
        return [Order(row.tenant, row.origin, self._outgoing(row), row.attempts) for row in rows]

    def _outgoing(self, row: Any) -> Outgoing:
        return decode_outgoing(_opened(self._seals, row.tenant, row.origin, row.body))

    def done(self, order: Order) -> None:
        """It was carried out, in this same unit of work."""
        leasing.done(self._connection, _commands, (order.tenant, order.outgoing.key))

    def failed(self, order: Order, now: datetime, error: str) -> bool:
        """It was refused or broke; tried again later, or (True) left for a person."""
        key = (order.tenant, order.outgoing.key)
        return leasing.failed(self._connection, _commands, key, now, error, order.attempts)

    def retry(self, tenant: str, now: datetime | None = None, case: str = "") -> int:
        """Tries again what was left for a person, of one case or of all, and with `now` also what was put off; how many."""
        of_case = [_commands.c.origin == case] if case else []
        return leasing.retry_all(self._connection, _commands, tenant, now, *of_case)

    def set_aside(self, limit: int = 100, tenant: str = "") -> list[SetAside]:
        """What of a tenant, or of all, broke, the longest waiting first."""
        columns = _commands.c
        return leasing.set_aside(
            self._connection, _commands, columns.id, columns.origin, columns.made_at, limit, tenant
        )


class CounterRepository:
    """Numbers without a gap, locked until the commit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next(self, tenant: str, kind: str, year: int) -> int:
        """The next number of a kind in a year, from 1; whoever asks at the same time waits for this commit."""
        return self.range(tenant, kind, year, 1)

    def range(self, tenant: str, kind: str, year: int, count: int) -> int:
        """The first of so many numbers in a row, each of which this unit of work must use: none may be missing later."""
        row = {"tenant": tenant, "kind": kind, "year": year, "last": count}
        return int(scalar(self._connection, _bumped(self._connection.dialect.name), row)) - count + 1

    def last(self, tenant: str, kind: str, year: int) -> int:
        """The last number that was given, 0 for none; locked until the commit like one that is drawn."""
        return self.range(tenant, kind, year, 0) - 1

    def holds(self, tenant: str, kind: str, year: int) -> bool:
        """Whether any number was given; locks nothing."""
        of_it = (_counters.c.tenant == tenant, _counters.c.kind == kind, _counters.c.year == year)
        return self._connection.execute(select(_counters.c.last).where(*of_it)).scalar() not in (None, 0)

    def reach(self, tenant: str, kind: str, year: int, seq: int) -> None:
        """Goes on behind a number that was given on paper; a counter that is beyond it stays."""
        if (ahead := seq - self.last(tenant, kind, year)) > 0:
            self.range(tenant, kind, year, ahead)


# Made once a database, because making it costs several times as much as carrying it out.
@lru_cache(maxsize=4)
def _bumped(dialect: str) -> ReturningInsert[Any]:
    start = insert_of(dialect, _counters)
    bumped = start.on_conflict_do_update(
        index_elements=["tenant", "kind", "year"], set_={"last": _counters.c.last + start.excluded.last}
    )
    return bumped.returning(_counters.c.last)


@lru_cache(maxsize=4)
def _waiting_once(dialect: str) -> Insert:
    return insert_of(dialect, _commands).on_conflict_do_nothing().inline()


class KeyRepository:
    """Idempotency keys: a second submit of one form finds what the first did."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, tenant: str, key: str) -> tuple[str, int] | None:
        """(case, seq) of the act with this key."""
        row = first(self._connection, _DONE, {"of": tenant, "under": key})
        return None if row is None else (row.case, row.seq)

    def add(self, tenant: str, key: str, case: str, seq: int, now: datetime) -> bool:
        """Remembers what the act did; False where another act with this key was quicker (then roll back)."""
        row = {"tenant": tenant, "key": key, "case": case, "seq": seq, "made_at": now}
        return insert_new(self._connection, _keys, row)

    def forget(self, beginning: str, before: datetime) -> int:
        """Drops the keys that begin with a word and are older than an instant; how many."""
        old = (_keys.c.made_at < before, _keys.c.key.startswith(beginning, autoescape=True))
        return self._connection.execute(delete(_keys).where(*old)).rowcount


class InboxRepository:
    """What people were told in-app; sealed like the case that it is about."""

    def __init__(self, bundle: Bundle, seals: Seals) -> None:
        self._bundle = bundle
        self._connection = bundle.connection
        self._seals = seals

    def add(self, tenant: str, people: Iterable[str], case: str, body: dict[str, Any], now: datetime) -> None:
        """Tells people something; `body` is plain JSON."""
        text = _sealed(self._seals, tenant, case, body)
        rows = [
            {"tenant": tenant, "id": new_id(), "person": person, "case": case, "body": text, "at": now}
            for person in people
        ]
        self._bundle.add(_ADD_NOTICES, rows)

    def page(self, tenant: str, person: str, limit: int = 50, before: str = "") -> list[Notice]:
        """The newest notices of a person, those before the id `before` where it is given."""
        query = select(_inbox).where(_inbox.c.tenant == tenant, _inbox.c.person == person)
        query = query.where(_inbox.c.id < before) if before else query
        rows: Sequence[Any] = self._connection.execute(query.order_by(_inbox.c.id.desc()).limit(limit)).all()
        return [
            Notice(row.id, row.case, _opened(self._seals, tenant, row.case, row.body) or {}, row.at, row.read_at)
            for row in rows
        ]

    def unread(self, tenant: str, person: str) -> int:
        """How many a person has not read."""
        return int(scalar(self._connection, _UNREAD, {"of": tenant, "whose": person}))

    def read(self, tenant: str, person: str, ids: Sequence[str], now: datetime) -> None:
        """Marks notices of a person as read; ids of others' notices do nothing."""
        mine = (_inbox.c.tenant == tenant, _inbox.c.person == person, _inbox.c.id.in_(ids), _inbox.c.read_at.is_(None))
        self._connection.execute(update(_inbox).where(*mine).values(read_at=now))


def _sealed(seals: Seals, tenant: str, case: str, body: Any) -> str:
    """A body as text, sealed with the key of the case that it comes from."""
    return canonical(seals.seal(tenant, body, case or "traffic", f"traffic:{case}"))


def _opened(seals: Seals, tenant: str, case: str, text: str) -> Any:
    """The inverse; None where the key was erased."""
    return seals.open(tenant, json.loads(text), f"traffic:{case}")
