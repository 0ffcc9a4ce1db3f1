"""Addresses of programs that are told what happens in cases, and what each was told."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class Listeners(Base):
    """One address; `person` is the officer whose sight bounds what is told, `secret` is sealed."""

    __tablename__ = "listeners"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    person: Mapped[str]
    events: Mapped[Any] = mapped_column(JSON)
    case_types: Mapped[Any] = mapped_column(JSON)
    secret: Mapped[str]
    made_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]


class Announcements(Base):
    """One event for one address; `id` is the delivery key, the same at every attempt."""

    __tablename__ = "announcements"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    listener: Mapped[str]
    case: Mapped[str]
    number: Mapped[str]
    event: Mapped[str]
    at: Mapped[datetime]
    tries: Mapped[int]
    taken_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Words)


Index("ix_announcements_listener", Announcements.tenant, Announcements.listener, Announcements.id)
Index("ix_announcements_at", Announcements.at)
