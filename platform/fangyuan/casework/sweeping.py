"""The clock's round: what is due fires, in order, once, each case in its own transaction. Cost follows what is due."""

import logging
from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.acting import act_as_clockwork
from fangyuan.casework.office import Office
from fangyuan.model.commands import FireClock
from fangyuan.store.firings import DueFiring
from fangyuan.store.leasing import MAX_ATTEMPTS

LOG = logging.getLogger("fangyuan.sweep")
BATCH = 200


class LostProcess(RuntimeError):
    """A firing was begun again and again and no process came back from it: a crash that Python cannot catch."""


@dataclass(slots=True)
class Swept:
    """What a round did: firings carried out, those that had already happened, those set aside with their errors."""

    fired: int = 0
    stale: int = 0
    failed: int = 0


def sweep(office: Office, now: datetime, batch: int = BATCH) -> Swept:
    """Fires everything that is due at `now`, rungs of one run one after the other; ends when nothing is left.

    A firing happens at the instant it was due, not at that of a late sweep, so that after a downtime the case reads as
    if nobody had been away.
    """
    swept = Swept()
    while due := _leased(office, now, batch):
        for firing in due:
            _fire(office, firing, now, swept)
    return swept


def _leased(office: Office, now: datetime, batch: int) -> list[DueFiring]:
    """A batch of firings that is this sweeper's for a while."""
    with office.database.begin() as uow:
        due = uow.firings.lease(now, batch)
        uow.commit()
    return due


def _fire(office: Office, firing: DueFiring, now: datetime, swept: Swept) -> None:
    """One firing; one that breaks is set aside and holds up nothing else."""
    if firing.attempts > MAX_ATTEMPTS:
        _set_aside(office, firing, now, LostProcess(f"the process ended {firing.attempts - 1} times at this firing"))
        swept.failed += 1
        return
    command = FireClock(
        clock=firing.clock, subject=firing.subject, number=firing.number, kind=firing.kind, index=firing.index
    )
    try:
        done = act_as_clockwork(office, firing.tenant, firing.case, command, firing.at)
    except Exception as broken:
        # Whatever a case does, the next one must have its turn; a database that is gone ends the round below.
        LOG.exception("a firing of case %s broke", firing.case)
        _set_aside(office, firing, now, broken)
        swept.failed += 1
        return
    if done.words:
        swept.fired += 1
    else:
        swept.stale += 1
        _settle(office, firing)


def _set_aside(office: Office, firing: DueFiring, now: datetime, broken: Exception) -> None:
    """Keeps the error beside the firing, to be tried again or looked at."""
    with office.database.begin() as uow:
        uow.firings.failed(firing, now, f"{type(broken).__name__}: {broken}")
        uow.commit()


def _settle(office: Office, firing: DueFiring) -> None:
    """Takes away a row that has nothing left to do."""
    with office.database.begin() as uow:
        uow.firings.done(firing)
        uow.commit()
