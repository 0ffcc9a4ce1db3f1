"""Uploads: kept sealed before they belong to a case, named afterwards by the answers that hold them."""

from datetime import datetime
from typing import BinaryIO

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.store.files import FileRef


def keep(office: Office, me: Identity, stream: BinaryIO, name: str, now: datetime, case: str = "") -> FileRef:
    """Streams an upload to the shelf; raises Refused where it is too large or is not what its name says."""
    with office.database.begin() as uow:
        office.person(uow, me)
        kept = office.files.keep(uow, me.tenant, case, stream, name, me.person, now)
        uow.commit()
    return kept
