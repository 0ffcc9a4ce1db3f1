"""One round of everything that no officer does: clocks, commands between cases, deliveries. Both workers call this."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from fangyuan.casework import asking_once, exporting, jobs
from fangyuan.casework.adopting import switch_over
from fangyuan.casework.arriving import try_waiting
from fangyuan.casework.bulk import holding
from fangyuan.casework.delivering import Delivery, deliver
from fangyuan.casework.drafting import expire
from fangyuan.casework.forwarding import forward
from fangyuan.casework.importing import returning, taking
from fangyuan.casework.keeping_away import keep_away
from fangyuan.casework.mornings import begin_day
from fangyuan.casework.office import Office
from fangyuan.casework.recurring import open_duties
from fangyuan.casework.seeking import seek_people
from fangyuan.casework.sweeping import sweep

HANDS = {
    exporting.KIND: exporting.make,
    taking.KIND: taking.run,
    returning.KIND: returning.run,
    holding.KIND: holding.run,
}
"""Who does a job, by its kind."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What a round did."""

    fired: int
    stale: int
    failed: int
    forwarded: int
    delivered: int
    opened: int = 0
    tried: int = 0

    @property
    def idle(self) -> bool:
        """Whether there was nothing to do."""
        return not any((self.fired, self.stale, self.failed, self.forwarded, self.delivered, self.opened, self.tried))


def work(office: Office, delivery: Delivery, now: datetime) -> Worked:
    """Duties and clocks first, then what they and the officers sent to other cases, then what leaves the house.

    Whatever breaks before the clocks is raised after them: no deadline waits for it. Packs that administrators brought are
    tried last, for that takes seconds.
    """
    try:
        switch_over(office, now)
        opened = open_duties(office, now)
        begun = begin_day(office, now)
        expire(office, now)
        asking_once.expire(office, now)
        keep_away(office)
        sought = seek_people(office, now)
    finally:
        done = carry_on(office, delivery, now)
    return replace(done, opened=opened, fired=done.fired + begun + sought, tried=try_waiting(office, now))


def carry_on(office: Office, delivery: Delivery, now: datetime) -> Worked:
    """A round for the cases that there are: everything but opening duties."""
    swept = sweep(office, now)
    return Worked(swept.fired, swept.stale, swept.failed, forward(office, now), deliver(office, delivery, now))


def work_longer(office: Office, stopped: Callable[[], bool] = lambda: False) -> int:
    """What officers wait for: exports, imports, acts in many cases; beside the rounds, because no deadline waits for them.

    How many were done.
    `stopped` is asked between portions.
    """
    jobs.expire(office, office.clock.now())
    return jobs.do_jobs(office, HANDS, jobs.Watch(office.clock.now, stopped))
