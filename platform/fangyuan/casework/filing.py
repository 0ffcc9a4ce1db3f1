"""Files: kept sealed, uploads before they belong to a case; named afterwards by the answers that hold them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import IO, Any, BinaryIO, cast

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.papers import Attached, files_in, named
from fangyuan.model.events import Recorded
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import OUTSIDER
from fangyuan.store.database import UnitOfWork
from fangyuan.store.files import FileRef, TakenIn
from fangyuan.store.inspecting import Seen, allowed_of, inspect

NOT_YOURS = Problem("file-not-yours", "所附文件不属于这件事项。", advice="请重新上传文件。")
ALTERED = Problem("file-altered", "所附文件与上传时的不一致。", advice="请重新上传文件。")

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


def keep_from_outside(
    office: Office, tenant: str, case: str, stream: BinaryIO, name: str, now: datetime, options: Mapping[str, Any]
) -> FileRef:
    """The same for whoever the case is of; it belongs to that case at once, so that no other can name it."""
    seen = look(office, stream, name, options)
    return _shelve(office, tenant, stream, seen.name, OUTSIDER.person, now, case, seen.media_type)


def look(office: Office, stream: BinaryIO, name: str, options: Mapping[str, Any] = ANYTHING) -> Seen:
    """What an upload is, without keeping it; raises Refused for what may not be kept."""
    return inspect(stream, name, allowed_of(options), office.files.limit)


def keep_made(office: Office, tenant: str, case: str, data: bytes, name: str, by: str, now: datetime) -> FileRef:
    """Keeps bytes that the platform made, such as the file of a letter."""
    return _shelve(office, tenant, BytesIO(data), name, by, now, case)


def keep_file(office: Office, tenant: str, stream: IO[bytes], name: str, by: str, now: datetime) -> FileRef:
    """The same from a stream, of any length; it belongs to no case."""
    return _shelve(office, tenant, cast("BinaryIO", stream), name, by, now, "")


def claim(
    uow: UnitOfWork, tenant: str, case: str, person: str, events: Iterable[Recorded], held: Mapping[str, Any] = ANYTHING
) -> None:
    """Lets the files that an act names belong to its case. `held` are the answers that the case had before.

    Raises Refused, beside each place, for a file that nobody took in, one of another case, one that somebody else has
    brought (naming it would open it), and one of which the answer says something else than what was taken in.
    """
    known = list(files_in(held))
    fresh = [one for one in named(events) if one.reference not in known]
    if not fresh:
        return
    taken_in = uow.files.taken_in(tenant, [one.file for one in fresh if isinstance(one.file, str)])
    problems = [problem for one in fresh if (problem := _wrong(one, _seen(one, taken_in), case, person))]
    if problems:
        raise Refused(*problems)
    uow.files.give(tenant, [one.file for one in fresh if not taken_in[one.file].case], case)


def _seen(one: Attached, taken_in: Mapping[str, TakenIn]) -> TakenIn | None:
    """What was taken in under the id that an answer names."""
    return taken_in.get(one.file) if isinstance(one.file, str) else None


def _wrong(one: Attached, seen: TakenIn | None, case: str, person: str) -> Problem | None:
    """What is wrong with naming a file, told beside its field."""
    if seen is None or seen.case not in ("", case) or (not seen.case and seen.by != person):
        return replace(NOT_YOURS, path=one.place)
    told = (one.name, one.size, one.sha256, one.type)
    same = one.is_scan or told == (seen.name, seen.size, seen.sha256, seen.media_type)
    return None if same else replace(ALTERED, path=one.place)


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
