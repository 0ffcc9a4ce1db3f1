"""Files: kept sealed, uploads before they belong to a case; named afterwards by the answers that hold them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.papers import attached
from fangyuan.model.events import Recorded
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.database import UnitOfWork
from fangyuan.store.files import FileRef
from fangyuan.store.inspecting import Seen, allowed_of, inspect

NOT_YOURS = Problem("file-not-yours", "所附文件不属于这件事项。", advice="请重新上传文件。")


ANYTHING: Mapping[str, Any] = {}


def keep(
    office: Office, me: Identity, stream: BinaryIO, name: str, now: datetime, case: str = "",
    options: Mapping[str, Any] = ANYTHING,
) -> FileRef:  # fmt: skip
    """Streams an upload to the shelf, once it was looked at; raises Refused for what may not be kept.

    `options` are those of the field (`Field.options_of_kind`): what types it takes, how large a file may be.
    """
    with office.database.read() as uow:
        office.person(uow, me)
    seen = look(office, stream, name, options)
    return _shelve(office, me.tenant, stream, seen.name, me.person, now, case, seen.media_type)


def look(office: Office, stream: BinaryIO, name: str, options: Mapping[str, Any] = ANYTHING) -> Seen:
    """What an upload is, without keeping it; raises Refused for what may not be kept."""
    return inspect(stream, name, allowed_of(options), office.files.limit)


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


def _shelve(
    office: Office, tenant: str, stream: BinaryIO, name: str, by: str, now: datetime, case: str, media_type: str = ""
) -> FileRef:
    """The bytes first, then the row; bytes without a row are dropped."""
    shelved = office.files.take(stream, media_type)
    try:
        with office.database.begin() as uow:
            kept = uow.files.add(tenant, shelved, name, by, now, case)
            uow.commit()
    except BaseException:
        office.files.drop(shelved.id)
        raise
    return kept
