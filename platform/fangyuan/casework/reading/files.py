"""A file of a case, handed out to whoever may see the field that holds it."""

from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.covered import check_uncovered
from fangyuan.casework.reading.opened import opened
from fangyuan.casework.reading.papers import attached, may_open
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.database import UnitOfWork
from fangyuan.store.shelf import FileDamaged

NO_FILE = Problem("not-found", "没有找到这个文件，或者您无权查看。", advice="请回到案件页面重新打开。")
DAMAGED = Problem("file-damaged", "这个文件已损坏或丢失。", advice="请联系管理员从备份恢复。")


@dataclass(frozen=True, slots=True)
class FileFound:
    """A file, the number of its case, and the copy of the letter of which it is a scan, 0 for none."""

    download: Download
    number: str
    copy: int


def file(office: Office, me: Identity, case: str, file: str, now: datetime) -> Download:
    """The bytes of a file that an answer of the case names, or of a scan; raises Refused like `find_file`."""
    return find_file(office, me, case, file, now).download


def find_file(office: Office, me: Identity, case: str, file: str, now: datetime) -> FileFound:
    """A file of a case; raises Refused (`not-found`; `letter-covered` for the scan of a letter that tells what is masked)."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        events = found.events(uow)
        one = next((each for each in attached(events) if each.file == file), None)
        if one is None or not may_open(one, found.sight(events)):
            raise Refused(NO_FILE)
        letter = found.share.case.letters.get(one.copy)
        if letter is not None:
            check_uncovered(found, events, letter)
        return FileFound(stored(office, uow, me.tenant, file), found.state.number, one.copy)


def stored(office: Office, uow: UnitOfWork, tenant: str, file: str) -> Download:
    """The bytes of a stored file; raises Refused where it is gone, erased or damaged."""
    kept = uow.files.get(tenant, file)
    if kept is None or not kept.key:
        raise Refused(NO_FILE)
    try:
        return Download(kept.name, kept.media_type, b"".join(office.files.read(kept.id, kept.key)))
    except FileDamaged:
        raise Refused(DAMAGED) from None
