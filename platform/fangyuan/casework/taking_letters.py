"""Taking a letter out of the house as a file leaves a trace."""

from datetime import datetime

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.letters import letter
from fangyuan.casework.reading.letters_covered import check_readable
from fangyuan.store.access import Look

EXPORT = "export"
"""The word of the trace in the access log."""


def take_letter(office: Office, me: Identity, case: str, copy: int, now: datetime) -> Download:
    """The docx, with a line in the access log; raises Refused (`letter-covered`) where it holds what is masked."""
    number = check_readable(office, me, case, copy, now)
    download = letter(office, me, case, copy, now)
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, EXPORT, f"{number} letter {copy}", 1, now))
        uow.commit()
    return download
