"""Packs that came from elsewhere: the archives themselves, and the keys that their publishers are known by."""

from datetime import datetime

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
