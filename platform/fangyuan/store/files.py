"""`uow.files`: what the files of the folder are, and the keys that open them."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from fangyuan.store.canonical import canonical
from fangyuan.store.seals import Seals
from fangyuan.store.shelf import FileShelf, Shelved
from fangyuan.store.tables import Files
from fangyuan.store.tables.base import table_of

__all__ = ["FileRef", "FileRepository", "FileShelf", "Shelved", "TakenIn"]

_files = table_of(Files)


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file. `subject` is whose key wraps its own (a person, else the case); `key` is empty once that was erased."""

    id: str
    tenant: str
    case: str
    subject: str
    name: str
    media_type: str
    size: int
    sha256: str
    by: str
    at: datetime
    key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the platform itself saw of a file. `case` is empty where it belongs to none yet; `by` brought it."""

    case: str
    by: str
    name: str
    size: int
    sha256: str
    media_type: str


class FileRepository:
    """Files by id and by case; the bytes are `shelf.FileShelf.read(file.id, file.key)`."""

    def __init__(self, connection: Connection, seals: Seals) -> None:
        """`seals` wraps the keys."""
        self._connection = connection
        self._seals = seals

    def add(
        self, tenant: str, shelved: Shelved, name: str, by: str, now: datetime, case: str = "", subject: str = ""
    ) -> FileRef:
        """Makes a file of shelved bytes; without a case and a subject the tenant's own key wraps it."""
        subject = subject or case or "files"
        wrapped = self._seals.seal(tenant, b64encode(shelved.key).decode(), subject, f"file:{shelved.id}")
        stored = FileRef(
            shelved.id,
            tenant,
            case,
            subject,
            name,
            shelved.media_type,
            shelved.size,
            shelved.sha256,
            by,
            now,
            shelved.key,
        )
        row = {part.name: getattr(stored, part.name) for part in fields(stored) if part.name != "key"}
        self._connection.execute(insert(_files).values(row | {"wrapped": canonical(wrapped)}))
        return stored

    def get(self, tenant: str, file_id: str) -> FileRef | None:
        """A file of the tenant, with its key."""
        row = self._connection.execute(select(_files).where(_files.c.tenant == tenant, _files.c.id == file_id)).first()
        return None if row is None else self._read(row)

    def of_case(self, tenant: str, case: str) -> list[FileRef]:
        """The files of a case, the oldest first."""
        query = select(_files).where(_files.c.tenant == tenant, _files.c.case == case).order_by(_files.c.id)
        return [self._read(row) for row in self._connection.execute(query).all()]

    def of_subject(self, tenant: str, subject: str) -> list[FileRef]:
        """The files that a person's key wraps: what to drop from the folder when the person is erased."""
        query = select(_files).where(_files.c.tenant == tenant, _files.c.subject == subject).order_by(_files.c.id)
        return [self._read(row) for row in self._connection.execute(query).all()]

    def taken_in(self, tenant: str, ids: Sequence[str]) -> dict[str, TakenIn]:
        """What is known of files without opening them; unknown ids are left out."""
        query = select(_files).where(_files.c.tenant == tenant, _files.c.id.in_(ids))
        return {
            row.id: TakenIn(row.case, row.by, row.name, row.size, row.sha256, row.media_type)
            for row in self._connection.execute(query)
        }

    def give(self, tenant: str, ids: Sequence[str], case: str) -> None:
        """Lets files that belong to no case yet belong to this one."""
        free = (_files.c.tenant == tenant, _files.c.id.in_(ids), _files.c.case == "")
        self._connection.execute(update(_files).where(*free).values(case=case))

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these ids are files of any tenant: the rest of the folder was left by acts that failed."""
        return frozenset(self._connection.execute(select(_files.c.id).where(_files.c.id.in_(ids))).scalars())

    def remove(self, tenant: str, file_id: str) -> None:
        """Forgets a file; its bytes are worthless from then on."""
        self._connection.execute(delete(_files).where(_files.c.tenant == tenant, _files.c.id == file_id))

    def _read(self, row: Row[Any]) -> FileRef:
        key = self._seals.open(row.tenant, json.loads(row.wrapped), f"file:{row.id}")
        values = {name: value for name, value in row._mapping.items() if name != "wrapped"}
        return FileRef(**values, key=b64decode(key) if key else b"")
