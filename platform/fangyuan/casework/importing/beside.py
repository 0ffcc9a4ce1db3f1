"""Processes that decide portions of an import while this one writes what was decided before.

Deciding is most of the work and only reads; writing is one transaction after the other. `python -m
fangyuan.casework.importing.beside` is such a process: it is told which database to read, then gets a portion and gives what
comes of it, until its input ends, as it does when the process that began it dies.

They are asked where the file is large enough. Where one fails, or hangs, the portion is decided here instead.
"""

import gc
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from queue import SimpleQueue
from typing import IO, Any

from fangyuan.casework.importing.outcomes import Portion, Setting, Stamp, Tried, come_of, setting_of
from fangyuan.casework.office import Office
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import Refused
from fangyuan.model.replacing import replace
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.jobs import Job
from fangyuan.store.shelf import FileShelf

LOG = logging.getLogger("fangyuan.jobs")

MOST = 2
"""Processes beside the one that writes, one a core that it leaves free: writing a row takes as long as deciding it."""

WORTH = 1_000
"""Rows from which on it is worth to begin processes: each reads and compiles the pack first, which takes seconds."""

POLITE = 5
"""How much they stand back behind the server and whatever else the machine does."""

SELDOM = 50_000
"""New objects between looks for circles of them: a portion makes many objects and hardly any circle."""

PATIENCE = 60.0
"""Seconds that an answer is waited for, fewer than a lease lasts: who has given none by then hangs, and its rows are decided here."""

HELPS = True
"""Whether this process decides portions too while it would wait for others, as it does until the first of them has begun."""

_LENGTH = 8

Found = list[Tried]
Answer = Callable[[], tuple[Setting, Found]]
"""Waits for what comes of a portion, and gives it with what it was judged with."""

_Answered = tuple[Stamp, Found] | None
"""What a process found and by which versions; None where it could not."""


@dataclass(frozen=True, slots=True)
class _Reads:
    """What a process reads with."""

    url: str
    secret: bytes
    plugins: tuple[str, ...]
    files: FileShelf


@dataclass(frozen=True, slots=True)
class _Asked:
    """A portion of a job. Only `whole` answers bring along what is to be written."""

    job: Job
    epoch: datetime
    now: datetime
    portion: Portion
    whole: bool


@dataclass(slots=True, eq=False)
class _Waiting:
    """A portion that waits for a process, or is with one; `mine` is what came of it where it was decided here."""

    setting: Setting
    job: Job
    portion: Portion
    future: "Future[_Answered]"
    mine: tuple[Setting, Found] | None = None

    def decide(self) -> None:
        """Decides it here."""
        self.mine = decided(self.setting, self.job, self.portion)


@dataclass(slots=True)
class Deciders:
    """Whoever decides portions: `room` says how many may be decided ahead of the one that is written now."""

    room: int = 0
    patience: float = PATIENCE
    _begun: "list[_Beside]" = field(default_factory=list)
    _free: "SimpleQueue[_Beside]" = field(default_factory=SimpleQueue)
    _threads: ThreadPoolExecutor | None = None
    _have_begun: bool = False
    _waiting: list[_Waiting] = field(default_factory=list)

    def begin(self, setting: Setting, job: Job, portion: Portion, *, whole: bool) -> Answer:
        """Lets a portion be decided; what is given back waits for it, and decides it itself where nobody else did."""
        if self._threads is None:
            return lambda: decided(setting, job, portion)
        asked = _Asked(job, setting.reader.epoch, setting.now, portion, whole)
        one = _Waiting(setting, job, portion, self._threads.submit(self._ask, asked))
        self._waiting.append(one)
        return lambda: self._answered(one)

    def _ask(self, asked: _Asked) -> _Answered:
        beside = self._free.get()
        try:
            return beside.ask(asked)
        finally:
            self._have_begun = True
            self._free.put(beside)

    def _answered(self, one: _Waiting) -> tuple[Setting, Found]:
        """What came of a portion, if it was judged by the same versions of everything; nobody waits for processes to begin."""
        if HELPS and not self._have_begun and not one.future.done():
            one.future.cancel()
            one.decide()
        while HELPS and one.mine is None and not one.future.done() and self._helps():
            continue
        self._waiting.remove(one)
        if one.mine:
            return one.mine
        found = self._found(one)
        if found is None or found[0] != one.setting.stamp:
            return decided(one.setting, one.job, one.portion)
        return one.setting, found[1]

    def _found(self, one: _Waiting) -> _Answered:
        """What a process found; None where it hangs: nobody is asked any more then, whoever of them it was."""
        try:
            return one.future.result(self.patience)
        except TimeoutError:
            LOG.warning("a process that decides rows of an import gives no answer; its rows are decided here")
            for process in self._begun:
                process.child.kill()
            return None

    def _helps(self) -> bool:
        """Decides the last of those that no process has taken yet, rather than wait for one that does; whether there was any."""
        last = next((one for one in reversed(self._waiting) if one.mine is None and one.future.cancel()), None)
        if last:
            last.decide()
        return last is not None


def decided(before: Setting, job: Job, portion: Portion) -> tuple[Setting, Found]:
    """What comes of a portion, judged in this process with everything as it is now."""
    setting = setting_of(before.office, job, before.reader.epoch, before.now)
    return setting, come_of(setting, portion)


@contextmanager
def deciders(office: Office, rows: int) -> Iterator[Deciders]:
    """Whoever decides so many rows: processes of their own where that is worth it, else nobody but this one."""
    many = min(MOST, len(os.sched_getaffinity(0)) - 1)
    reads = _reads(office) if many and rows >= WORTH else None
    if reads is None:
        yield Deciders()
        return
    begun, free = [_Beside.begun(reads) for _ in range(many)], SimpleQueue[_Beside]()
    for one in begun:
        free.put(one)
    threads = ThreadPoolExecutor(many, "fangyuan-beside")
    try:
        yield Deciders(3 * many, PATIENCE, begun, free, threads)
    finally:
        for one in begun:
            one.end()
        threads.shutdown(cancel_futures=True)


def _reads(office: Office) -> _Reads | None:
    """What a process reads with; None where no other process can: a database in memory, kinds of a plugin that is no module."""
    database, plugins = office.database, office.kinds.plugins
    if not database.url or not all(plugins):
        return None
    return _Reads(database.url, database.key.secret if database.key else b"", plugins, office.files)


@dataclass(slots=True)
class _Beside:
    """One process, and whether it still answers."""

    child: "subprocess.Popen[bytes]"
    is_there: bool = True

    @classmethod
    def begun(cls, reads: _Reads) -> "_Beside":
        """Begins a process; what it reads with goes through its input, never into its arguments."""
        command = [sys.executable, "-m", "fangyuan.casework.importing.beside"]
        child = subprocess.Popen(  # noqa: S603 - our own module, no shell, input by pipe.
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        assert child.stdin is not None
        with suppress(OSError):
            _put(child.stdin, pickle.dumps(reads, pickle.HIGHEST_PROTOCOL))
        return cls(child)

    def ask(self, asked: _Asked) -> _Answered:
        """What comes of a portion; None where the process failed, or is gone."""
        if not self.is_there:
            return None
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        try:
            _put(self.child.stdin, pickle.dumps(asked, pickle.HIGHEST_PROTOCOL))
            found: _Answered = _taken(self.child.stdout)
        except (OSError, EOFError):
            LOG.warning("a process that decides rows of an import is gone; the others go on without it")
            self.is_there = False
            return None
        return found

    def end(self) -> None:
        """Ends the process: it only reads, so nothing is lost."""
        self.is_there = False
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()


def _put(pipe: IO[bytes], body: bytes) -> None:
    pipe.write(len(body).to_bytes(_LENGTH, "big"))
    pipe.write(body)
    pipe.flush()


def _taken(pipe: IO[bytes]) -> Any:
    """What the other end put in; raises EOFError where it ended."""
    length = int.from_bytes(_exactly(pipe, _LENGTH), "big")
    return pickle.loads(_exactly(pipe, length))  # noqa: S301 - from our own process, by a pipe that nobody else has.


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError
    return body


def _serve(given: IO[bytes], back: IO[bytes]) -> None:
    """Decides portion after portion until its input ends."""
    reads: _Reads = _taken(given)
    key = InstallationKey(reads.secret) if reads.secret else None
    kinds = load_kinds(map(import_module, reads.plugins))
    office = Office(Database(reads.url, key, fold), kinds, reads.files)
    while True:
        asked: _Asked = _taken(given)
        _put(back, pickle.dumps(_found(office, asked), pickle.HIGHEST_PROTOCOL))


def _found(office: Office, asked: _Asked) -> _Answered:
    """What comes of a portion; None where it cannot be decided here: whoever asked decides it, and says what is wrong."""
    try:
        setting = setting_of(office, asked.job, asked.epoch, asked.now)
        found = come_of(setting, asked.portion)
    except Refused:
        return None
    except Exception:
        LOG.exception("a portion of job %s could not be decided", asked.job.id)
        return None
    return setting.stamp, found if asked.whole else [_short(one) for one in found]


def _short(one: Tried) -> Tried:
    """What a trial keeps of a row that is fit."""
    if one.command is None:
        return one
    source = replace(one.source, case=one.command.case)
    return replace(one, source=source, command=None, decision=None, facts=None)


def main() -> None:
    """The process: what anybody prints must not get among the answers."""
    os.nice(POLITE)
    gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
    with os.fdopen(os.dup(1), "wb") as back, os.fdopen(os.dup(0), "rb") as given:
        os.dup2(2, 1)
        with suppress(EOFError, BrokenPipeError):
            _serve(given, back)


if __name__ == "__main__":
    main()
