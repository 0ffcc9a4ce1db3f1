"""Whether an officer may have a letter as a file: a file cannot be covered, so whoever may not read all of it reads its page."""

from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.covered import check_uncovered
from fangyuan.casework.reading.letters import NO_LETTER
from fangyuan.casework.reading.opened import opened
from fangyuan.model.problems import Refused


def check_readable(office: Office, me: Identity, case: str, copy: int, now: datetime) -> str:
    """The number of the case; raises Refused (`letter-covered`, `not-found`)."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        issued = found.state.letters.get(copy)
        if issued is None:
            raise Refused(NO_LETTER)
        check_uncovered(found, uow.cases.events(me.tenant, case), issued)
    return found.state.number
