"""Packs that came from elsewhere: the archives themselves, the keys of their publishers, and how packs did here."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class PublisherKeys(Base):
    """A key that this installation knows a publisher by, or no longer does: a revoked key stays, so that it stays refused."""

    __tablename__ = "publisher_keys"

    publisher: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    how: Mapped[str]
    trusted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Words)


class PackArchives(Base):
    """An archive that was installed, byte for byte: packs that extend it are resolved from here."""

    __tablename__ = "pack_archives"
    __table_args__ = (UniqueConstraint("pack", "version"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    pack: Mapped[str]
    version: Mapped[str]
    fingerprint: Mapped[str]
    hash: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class PackArrivals(Base):
    """An archive that an administrator brought and nobody has decided on: looked at, tried, not installed."""

    __tablename__ = "pack_arrivals"

    digest: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    name: Mapped[str] = mapped_column(Words)
    pack: Mapped[str]
    version: Mapped[str]
    hash: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    brought_by: Mapped[str]
    arrived_at: Mapped[datetime]


class PackTrials(Base):
    """How a pack did here, by the hash of what it says; `done_at` is empty while the trial still waits for its round."""

    __tablename__ = "pack_trials"

    hash: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    done_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]]
