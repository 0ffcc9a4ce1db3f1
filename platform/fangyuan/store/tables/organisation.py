"""Tenants, units, people, posts, calendars: the outside world that decisions may see."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class Tenants(Base):
    """Jurisdictions, in a tree."""

    __tablename__ = "tenants"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Words)
    code: Mapped[str]
    level: Mapped[str]
    parent: Mapped[str | None]
    public: Mapped[bool]


class DirectoryRevisions(Base):
    """How often a tenant's units, people or posts have changed: readers keep a directory until this moves."""

    __tablename__ = "directory_revisions"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]


class Units(Base):
    """Units of a tenant, in a tree."""

    __tablename__ = "units"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Words)
    kind: Mapped[str]
    parent: Mapped[str | None]
    level: Mapped[str]
    phone: Mapped[str] = mapped_column(Words)
    remit: Mapped[list[str]]
    active: Mapped[bool]
    code: Mapped[str] = mapped_column(Words)


class People(Base):
    """Officers of a tenant."""

    __tablename__ = "people"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Words)
    phone: Mapped[str] = mapped_column(Words)
    email: Mapped[str] = mapped_column(Words)
    active: Mapped[bool]


class Posts(Base):
    """Which role a person holds in which unit; `place` keeps the order."""

    __tablename__ = "posts"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    unit: Mapped[str]
    remit: Mapped[list[str]]


class Delegations(Base):
    """Who may act for whom, from one date until another; `ended_at` where it was taken back earlier."""

    __tablename__ = "delegations"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    to: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Words)
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Calendars(Base):
    """Working calendars of the installation, every revision; exactly one of each id is current."""

    __tablename__ = "calendars"

    calendar: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    current: Mapped[bool]
    installed_at: Mapped[datetime]


class Packs(Base):
    """Resolved packs by content hash: what any pinned case can be run with, on any machine."""

    __tablename__ = "packs"

    hash: Mapped[str] = mapped_column(primary_key=True)
    pack: Mapped[str]
    version: Mapped[str]
    body: Mapped[str]
    saved_at: Mapped[datetime]


class Activations(Base):
    """Which version of a case type a tenant opens cases under, from when on; `posts_given_at` is when `roles` were carried out."""

    __tablename__ = "activations"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    case_type: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    hash: Mapped[str | None]
    parameters: Mapped[dict[str, Any]]
    roles: Mapped[dict[str, Any]]
    activated_at: Mapped[datetime]
    posts_given_at: Mapped[datetime | None]


Index("ix_packs_pack_version", Packs.pack, Packs.version)
Index("ix_tenants_parent", Tenants.parent)
