"""A thread beside the server that does the clock's rounds; for installations of one machine."""

import logging
from dataclasses import dataclass, field
from threading import Event, Thread

from fangyuan.casework.delivering import Delivery
from fangyuan.casework.office import Office
from fangyuan.casework.working import work

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
    _thread: Thread | None = None

    def start(self) -> None:
        """Begins the rounds."""
        self._thread = Thread(target=self._run, name="fangyuan-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the round that is under way."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        """Round after round; one that breaks is logged and the next one tries again."""
        while not self._stopped.is_set():
            try:
                work(self.office, self.delivery, self.office.clock.now())
            except Exception:
                # Nobody is there to see a dead thread, so whatever broke is told in the log and tried again.
                LOG.exception("a round of the worker broke")
            self._stopped.wait(self.seconds)
