"""People who leave and people who come: what waits for nobody finds those who hold the posts now.

Whatever changed the register (a page, a command, a list read in), the worker sees that it did and looks through the cases in
which something open waits for people who have all left, or for which the office was asked to name somebody.
"""

import logging
from datetime import datetime, timedelta

from fangyuan.casework.acting import act_as_clockwork
from fangyuan.casework.office import Office
from fangyuan.engine.opening import SETTLE
from fangyuan.model.commands import SeekPeople

LOG = logging.getLogger("fangyuan.seeking")
AGAIN = timedelta(hours=1)
"""After how long the cases are looked through although nobody came or left: what broke then is tried again."""


def seek_people(office: Office, now: datetime) -> int:
    """Gives what waits for nobody to the present holders of the posts, or asks the office; in how many cases it did.

    One query a round as long as the register stays as it is.
    """
    with office.database.read() as uow:
        stamp = uow.directory.stamp()
        seen = office.almanac.people_seen
        if seen and seen[0] == stamp and seen[1] <= now < seen[1] + AGAIN:
            return 0
        waiting = uow.todo.cases_for_nobody(SETTLE)
    done = sum(_seek(office, tenant, case, now) for tenant, case in waiting)
    office.almanac.people_seen = (stamp, now)
    return done


def _seek(office: Office, tenant: str, case: str, now: datetime) -> bool:
    """A case that breaks is named in the log and holds up no other; `doctor` names what nobody can do."""
    try:
        return bool(act_as_clockwork(office, tenant, case, SeekPeople(), now).words)
    except Exception:
        LOG.exception("people for case %s were not found", case)
        return False
