"""Files: kept sealed, uploads before they belong to a case; named afterwards by the answers that hold them."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.papers import attached
from fangyuan.model.events import Recorded
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.database import UnitOfWork
from fangyuan.store.files import FileRef

NOT_YOURS = Problem("file-not-yours", "所附文件不属于这件事项。", advice="请重新上传文件。")


def keep(office: Office, me: Identity, stream: BinaryIO, name: str, now: datetime, case: str = "") -> FileRef:
    """Streams an upload to the shelf; raises Refused where it is too large or empty."""
    with office.database.read() as uow:
        office.person(uow, me)
    return _shelve(office, me.tenant, stream, name, me.person, now, case)


def keep_made(office: Office, tenant: str, case: str, data: bytes, name: str, by: str, now: datetime) -> FileRef:
    """Keeps bytes that the platform made, such as the file of a letter."""
    return _shelve(office, tenant, BytesIO(data), name, by, now, case)


def claim(uow: UnitOfWork, tenant: str, case: str, person: str, events: Iterable[Recorded]) -> None:
    """Lets the files that an act names belong to its case.

    Raises Refused for a file of another case, or one that somebody else has brought: naming it would open it.
    """
    named = [one.file for one in attached(events)]
    owners = uow.files.owners(tenant, named) if named else {}
    fresh = [file for file, (owner, _) in owners.items() if not owner]
    for owner, by in owners.values():
        if owner not in ("", case) or (not owner and by != person):
            raise Refused(NOT_YOURS)
    if fresh:
        uow.files.give(tenant, fresh, case)


def _shelve(office: Office, tenant: str, stream: BinaryIO, name: str, by: str, now: datetime, case: str) -> FileRef:
    """The bytes first, then the row; bytes without a row are dropped."""
    shelved = office.files.take(stream)
    try:
        with office.database.begin() as uow:
            kept = uow.files.add(tenant, shelved, name, by, now, case)
            uow.commit()
    except BaseException:
        office.files.drop(shelved.id)
        raise
    return kept
