"""Files: kept sealed, uploads before they belong to a case; named afterwards by the answers that hold them."""

from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.store.files import FileRef


def keep(office: Office, me: Identity, stream: BinaryIO, name: str, now: datetime, case: str = "") -> FileRef:
    """Streams an upload to the shelf; raises Refused where it is too large or empty."""
    with office.database.read() as uow:
        office.person(uow, me)
    return _shelve(office, me.tenant, stream, name, me.person, now, case)


def keep_made(office: Office, tenant: str, case: str, data: bytes, name: str, by: str, now: datetime) -> FileRef:
    """Keeps bytes that the platform made, such as the file of a letter."""
    return _shelve(office, tenant, BytesIO(data), name, by, now, case)


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
