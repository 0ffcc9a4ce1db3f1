"""What leaves the house on paper leaves a trace: who printed which form of which case, and when."""

from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.printing import filled
from fangyuan.store.access import Look

PRINT = "print"
"""The word of the trace in the access log."""


def trace(office: Office, me: Identity, case: str, form: str, entry: str, now: datetime) -> None:
    """Writes down that a filled form is printed; raises Refused where the officer may not see it."""
    paper = filled(office, me, case, form, entry, now)
    amount = sum(len(section.rows) for section in paper.sections)
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, PRINT, f"{paper.number} {paper.form.title}", amount, now))
        uow.commit()
