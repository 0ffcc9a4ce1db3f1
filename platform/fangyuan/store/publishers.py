"""`uow.publishers` and `uow.archives`: by which keys publishers are known here, and the archives that were installed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from fangyuan.store.tables import PackArchives, PublisherKeys
from fangyuan.store.tables.base import insert_new, put, table_of

_keys = table_of(PublisherKeys)
_archives = table_of(PackArchives)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key of a publisher; `how` is `first-use`, `fingerprint`, or `revoked` where it was never trusted here."""

    publisher: str
    fingerprint: str
    how: str
    trusted_at: datetime
    revoked_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """An installed archive without its bytes; `hash` is that of the resolved pack."""

    digest: str
    pack: str
    version: str
    fingerprint: str
    hash: str
    received_at: datetime


class PublisherRepository:
    """Keys by publisher. None is ever deleted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[KnownKey]:
        """Every key, trusted and revoked, by publisher and time."""
        rows = self._connection.execute(select(_keys).order_by(_keys.c.publisher, _keys.c.trusted_at))
        return [KnownKey(*row) for row in rows]

    def of(self, publisher: str) -> list[KnownKey]:
        """The keys of one publisher, revoked ones too."""
        return [key for key in self.all() if key.publisher == publisher]

    def revoked(self, fingerprint: str) -> KnownKey | None:
        """The revocation of a key, under whatever publisher it was known."""
        return next((key for key in self.all() if key.fingerprint == fingerprint and key.revoked_at), None)

    def trust(self, publisher: str, fingerprint: str, how: str, now: datetime) -> None:
        """Knows a publisher by a key from now on; a revocation is taken back only by this, said on purpose."""
        row = {"publisher": publisher, "fingerprint": fingerprint, "how": how, "trusted_at": now}
        put(self._connection, _keys, row | {"revoked_at": None, "reason": ""})

    def revoke(self, fingerprint: str, reason: str, now: datetime, publisher: str = "") -> int:
        """Takes nothing signed with a key any more; how many publishers it was known for. Also one that was never seen here,
        where its publisher is named: a key may be stolen before its first pack comes.
        """
        if publisher:
            row = {"publisher": publisher, "fingerprint": fingerprint, "how": "revoked", "trusted_at": now}
            insert_new(self._connection, _keys, row | {"revoked_at": None, "reason": ""})
        mine = _keys.c.fingerprint == fingerprint
        said = update(_keys).where(mine, _keys.c.revoked_at.is_(None)).values(revoked_at=now, reason=reason)
        return self._connection.execute(said).rowcount


class ArchiveRepository:
    """Installed archives, and beside them what folders said that were installed: packs that extend either are resolved from
    here. An archive is never changed and never deleted; the row of a folder has no fingerprint, and gives way to an archive.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, line: ArchiveLine, body: bytes) -> bool:
        """Keeps an archive; False where it is kept already."""
        self._connection.execute(delete(_archives).where(*_folder(line)))
        row = {name: getattr(line, name) for name in ArchiveLine.__slots__}
        return insert_new(self._connection, _archives, row | {"body": body})

    def keep_folder(self, pack: str, version: str, hash: str, body: bytes, now: datetime) -> None:
        """Keeps what a folder says before resolving, unless an archive of that version says it; a later folder replaces it."""
        line = ArchiveLine(f"folder:{pack}:{version}", pack, version, "", hash, now)
        self._connection.execute(delete(_archives).where(*_folder(line)))
        row = {name: getattr(line, name) for name in ArchiveLine.__slots__}
        insert_new(self._connection, _archives, row | {"body": body})

    def all(self) -> list[ArchiveLine]:
        """Every archive, in the order they came; no folder."""
        return [line for line in self._lines() if line.fingerprint]

    def parents(self, pack: str) -> list[ArchiveLine]:
        """The versions of one pack that others may extend, folders too."""
        return [line for line in self._lines() if line.pack == pack]

    def _lines(self) -> list[ArchiveLine]:
        columns = [_archives.c[name] for name in ArchiveLine.__slots__]
        rows = self._connection.execute(select(*columns).order_by(_archives.c.received_at, _archives.c.digest))
        return [ArchiveLine(*row) for row in rows]

    def of(self, pack: str) -> list[ArchiveLine]:
        """The versions of one pack."""
        return [line for line in self.all() if line.pack == pack]

    def body(self, digest: str) -> bytes | None:
        """The bytes of an archive."""
        query = select(_archives.c.body).where(_archives.c.digest == digest)
        return self._connection.execute(query).scalar_one_or_none()


def _folder(line: ArchiveLine) -> tuple[ColumnElement[bool], ...]:
    """The row of a folder of the same version."""
    return _archives.c.pack == line.pack, _archives.c.version == line.version, _archives.c.fingerprint == ""
