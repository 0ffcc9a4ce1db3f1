"""Threads beside the server: one does the clock's rounds, one what takes long; for installations of one machine."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

from fangyuan.casework.delivering import Delivery
from fangyuan.casework.office import Office
from fangyuan.casework.working import work, work_longer

LOG = logging.getLogger("fangyuan.worker")

SECONDS_BETWEEN = 2.0
"""How long a round waits for the next; a round that finds nothing costs a few indexed look-ups."""


@dataclass(slots=True)
class EmbeddedWorker:
    """Start it once; stop it before the process ends, so that a round is never cut in the middle."""

    office: Office
    delivery: Delivery
    seconds: float = SECONDS_BETWEEN
    _stopped: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begins the rounds."""
        for name, once in (("fangyuan-worker", self._round), ("fangyuan-jobs", self._jobs)):
            thread = Thread(target=self._run, args=(once,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Ends after the round that is under way; a long job stops where it is and is taken up again after a start."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _round(self) -> None:
        work(self.office, self.delivery, self.office.clock.now())

    def _jobs(self) -> None:
        work_longer(self.office, self._stopped.is_set)

    def _run(self, once: Callable[[], None]) -> None:
        """Again and again; one that breaks is logged and the next one tries again."""
        while not self._stopped.is_set():
            try:
                once()
            except Exception:
                # Nobody is there to see a dead thread, so whatever broke is told in the log and tried again.
                LOG.exception("a round of the worker broke")
            self._stopped.wait(self.seconds)
