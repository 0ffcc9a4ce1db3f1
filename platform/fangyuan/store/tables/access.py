"""Who gets in, what they have begun, what they looked at, and the keys and files behind sealed values."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fangyuan.store.tables.base import Base, Words


class Accounts(Base):
    """How a person logs in; `login` is unique in the installation."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("login"),)

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str]
    password_hash: Mapped[str]
    failed: Mapped[int]
    locked_until: Mapped[datetime | None]
    must_change: Mapped[bool]
    active: Mapped[bool]
    changed_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]


class Tokens(Base):
    """Sessions and API tokens, by the hash of their secret; `kind` is session or api."""

    __tablename__ = "tokens"

    secret_hash: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    person: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(Words)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


Index("ix_tokens_person", Tokens.tenant, Tokens.person, Tokens.kind)


class Drafts(Base):
    """Forms that somebody has begun, several at one place; the answers are sealed as a whole."""

    __tablename__ = "drafts"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    saved_at: Mapped[datetime]
    place: Mapped[str]
    revision: Mapped[int]
    begun_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]


Index("ix_drafts_place", Drafts.tenant, Drafts.person, Drafts.place)


class SavedFilters(Base):
    """Filters of a list that an officer keeps under a name; name and filters are sealed, because they may name somebody."""

    __tablename__ = "saved_filters"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str]
    body: Mapped[str]


class SealKeys(Base):
    """Data keys by subject, wrapped by the installation's key; erasing a subject empties `wrapped`."""

    __tablename__ = "seal_keys"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    erased_at: Mapped[datetime | None]


Index("ix_seal_keys_subject", SealKeys.tenant, SealKeys.subject)


class Files(Base):
    """Files: what they are; the bytes lie sealed in a folder under `id`, their key wrapped here."""

    __tablename__ = "files"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    case: Mapped[str]
    subject: Mapped[str]
    name: Mapped[str] = mapped_column(Words)
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    wrapped: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


Index("ix_files_case", Files.tenant, Files.case)


class PublicTries(Base):
    """How often somebody has tried the public page lately: from an address, or for a number, both only as keyed hashes."""

    __tablename__ = "public_tries"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    until: Mapped[datetime]


Index("ix_public_tries_until", PublicTries.until)


class AccessLog(Base):
    """Looks, searches and exports that belong to no single case; those of a case are its events.

    Prints of a form are here too, and who saw sealed answers because of their role: they change nothing in the case.
    """

    __tablename__ = "access_log"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    what: Mapped[str]
    about: Mapped[str] = mapped_column(Words)
    amount: Mapped[int]
    at: Mapped[datetime]


Index("ix_access_log_person", AccessLog.tenant, AccessLog.person, AccessLog.at)
