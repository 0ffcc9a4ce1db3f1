"""What leaves a case, and what makes acts happen once: outbox, commands, counters, keys, inbox."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class Outbox(Base):
    """Side effects, written in the commit that caused them, delivered at least once; `id` is the delivery key."""

    __tablename__ = "outbox"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str]
    channel: Mapped[str]
    to: Mapped[str]
    body: Mapped[str]
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    poisoned: Mapped[bool]
    error: Mapped[str] = mapped_column(Words)


Index("ix_outbox_due", Outbox.poisoned, Outbox.next_at)


class CaseCommands(Base):
    """Commands to other cases, keyed by the event that gave them; a row goes when it has been carried out."""

    __tablename__ = "case_commands"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    origin: Mapped[str]
    body: Mapped[str]
    hops: Mapped[int]
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    poisoned: Mapped[bool]
    error: Mapped[str] = mapped_column(Words)


Index("ix_case_commands_due", CaseCommands.poisoned, CaseCommands.next_at)


class Counters(Base):
    """The last number drawn of each kind and year."""

    __tablename__ = "counters"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class IdempotencyKeys(Base):
    """What an act with this key did, so that a second submit does nothing."""

    __tablename__ = "idempotency_keys"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str]
    seq: Mapped[int]
    made_at: Mapped[datetime]


Index("ix_idempotency_keys_made", IdempotencyKeys.made_at)


class RequestsDone(Base):
    """What a program asked for under a key of its own, as a fingerprint, and what it was told, sealed."""

    __tablename__ = "requests_done"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[str]
    answer: Mapped[str]
    made_at: Mapped[datetime]


Index("ix_requests_done_made", RequestsDone.made_at)


class Inbox(Base):
    """What people were told in-app."""

    __tablename__ = "inbox"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    case: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


Index("ix_inbox_person", Inbox.tenant, Inbox.person, Inbox.read_at, Inbox.id)
Index("ix_inbox_newest", Inbox.tenant, Inbox.person, Inbox.id)
