"""Taking a letter out of the house as a file, or its scan, or its draft, leaves a trace."""

from datetime import datetime

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.files import find_file
from fangyuan.casework.reading.letters import letter, unsigned
from fangyuan.casework.reading.letters_covered import check_readable
from fangyuan.casework.reading.opened import opened
from fangyuan.store.access import Look

EXPORT = "export"
"""The word of the trace in the access log."""


def take_letter(office: Office, me: Identity, case: str, copy: int, now: datetime) -> Download:
    """The docx, with a line in the access log; raises Refused (`letter-covered`) where it holds what is masked."""
    number = check_readable(office, me, case, copy, now)
    download = letter(office, me, case, copy, now)
    _log(office, me, f"{number} letter {copy}", now)
    return download


def take_draft(office: Office, me: Identity, case: str, task: str, subject: str, now: datetime) -> Download:
    """The letter of an open task, to be signed on paper, with a line in the access log; raises Refused as `unsigned`."""
    download = unsigned(office, me, case, task, subject, now)
    with office.database.read() as uow:
        number = opened(office, uow, me, case, now).state.number
    _log(office, me, f"{number} draft {task}", now)
    return download


def take_file(office: Office, me: Identity, case: str, file: str, now: datetime) -> Download:
    """A file of a case; with a line in the access log where it is a scan of a letter. Raises Refused as `find_file`."""
    found = find_file(office, me, case, file, now)
    if found.copy:
        _log(office, me, f"{found.number} scan of letter {found.copy}", now)
    return found.download


def _log(office: Office, me: Identity, about: str, now: datetime) -> None:
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, EXPORT, about, 1, now))
        uow.commit()
