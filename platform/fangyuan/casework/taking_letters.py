"""Taking a letter out of the house as a file, or its scan, or its draft, leaves a trace."""

from datetime import datetime

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.files import find_file
from fangyuan.casework.reading.letters import letter, unsigned
from fangyuan.store.access import Look

EXPORT = "export"
"""The word of the trace in the access log."""


def take_letter(office: Office, me: Identity, case: str, copy: int, now: datetime) -> Download:
    """The docx, with a line in the access log; raises Refused (`letter-covered`) where it holds what is masked."""
    download = letter(office, me, case, copy, now)
    _log(office, me, f"{_number(office, me, case)} letter {copy}", now)
    return download


def take_draft(office: Office, me: Identity, case: str, task: str, subject: str, now: datetime) -> Download:
    """The letter of an open task, to be signed on paper, with a line in the access log; raises Refused as `unsigned`."""
    download = unsigned(office, me, case, task, subject, now)
    _log(office, me, f"{_number(office, me, case)} draft {task}", now)
    return download


def take_file(office: Office, me: Identity, case: str, file: str, now: datetime) -> Download:
    """A file of a case; with a line in the access log where it is a scan of a letter. Raises Refused as `find_file`."""
    found = find_file(office, me, case, file, now)
    if found.copy:
        _log(office, me, f"{found.number} scan of letter {found.copy}", now)
    return found.download


def _number(office: Office, me: Identity, case: str) -> str:
    """The number of a case that the officer has just opened."""
    with office.database.read() as uow:
        return uow.cases.numbers(me.tenant, [case])[case]


def _log(office: Office, me: Identity, about: str, now: datetime) -> None:
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, EXPORT, about, 1, now))
        uow.commit()
