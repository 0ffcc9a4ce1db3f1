"""The clock's round: what is due fires, in order, once, portions of many cases in one transaction. Cost follows what is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.acting import fire
from fangyuan.casework.firing_together import fire_together
from fangyuan.casework.office import Office
from fangyuan.store.firings import DueFiring

BATCH = 200
PORTION = 200
"""As many firings as are written in one transaction: others may write in between."""


@dataclass(slots=True)
class Swept:
    """What a round did: firings carried out, those that had already happened, those set aside with their errors."""

    fired: int = 0
    stale: int = 0
    failed: int = 0


def sweep(office: Office, now: datetime, batch: int = BATCH) -> Swept:
    """Fires everything that is due at `now`, rungs of one run one after the other; ends when nothing is left.

    After a downtime the firings happen now, since nobody was told before, each saying when it was due; the deadlines
    that they leave are those of a punctual sweep.
    """
    swept = Swept()
    while due := _leased(office, now, batch):
        for came_of_it in _carried_out(office, due, now):
            _count(swept, came_of_it)
    return swept


def _carried_out(office: Office, due: Sequence[DueFiring], now: datetime) -> Iterator[bool | None]:
    """What came of each. What was taken before, and did not come to an end then, is carried out by itself."""
    fresh = [firing for firing in due if firing.attempts == 1]
    for start in range(0, len(fresh), PORTION):
        yield from fire_together(office, fresh[start : start + PORTION], now)
    yield from (fire(office, firing, now) for firing in due if firing.attempts > 1)


def _leased(office: Office, now: datetime, batch: int) -> list[DueFiring]:
    """A batch of firings that is this sweeper's for a while."""
    with office.database.begin() as uow:
        due = uow.firings.lease(now, batch)
        uow.commit()
    return due


def _count(swept: Swept, fired: bool | None) -> None:
    if fired is None:
        swept.failed += 1
    elif fired:
        swept.fired += 1
    else:
        swept.stale += 1
