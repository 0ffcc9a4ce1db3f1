"""Workers over Procrastinate on a real PostgreSQL: as processes, as the command line starts them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from fangyuan.casework.clockwork import FileTime
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.verifying import verify
from fangyuan.worker import distributed
from unit.casework.offices import Place, make_place
from unit.worker.test_embedded import FIRED, LATER, clock_words, until

START = "2026-03-02T09:00+08:00"

Start = Callable[[], "subprocess.Popen[bytes]"]
Result = TypeVar("Result")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs it in a thread of its own: a browser test before this one may have left its loop running in the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture
def conninfo(postgres_url: str) -> str:
    """The database as libpq names it."""
    return postgres_url.replace("+psycopg", "")


@pytest.fixture
def shared(postgres_url: str, tmp_path: Path) -> Iterator[Place]:
    """An office on PostgreSQL whose time stands in a file that other processes read."""
    made = make_place(postgres_url, tmp_path, START)
    (tmp_path / "clock").write_text(START, "utf-8")
    made.office.clock = FileTime(tmp_path / "clock")
    yield made
    made.office.database.close()


@pytest.fixture
def start(shared: Place, postgres_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts `fangyuan worker` on the same installation; ends at last what the test did not end itself."""
    env = os.environ | {
        "FANGYUAN_DATABASE": postgres_url,
        "FANGYUAN_HOME": str(tmp_path),
        "FANGYUAN_CLOCK": str(tmp_path / "clock"),
        "FANGYUAN_KEY": b64encode(b"k" * 32).decode(),
    }
    with ExitStack() as stack:
        yield lambda: stack.enter_context(process(env, tmp_path / "worker.log"))


@contextmanager
def process(env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One worker."""
    with log.open("ab") as output:
        command = [sys.executable, "-m", "fangyuan.cli", "worker"]
        started = subprocess.Popen(command, env=env, stdout=output, stderr=output)
        try:
            yield started
        finally:
            started.kill()
            started.wait()


def rows(conninfo: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


def at_work(conninfo: str, workers: int) -> bool:
    """Whether so many workers have begun."""
    [(there,)] = rows(conninfo, "select to_regclass('procrastinate_workers') is not null")
    return bool(there) and rows(conninfo, "select count(*) from procrastinate_workers") == [(workers,)]


def test_two_workers_do_everything_once_and_end_when_they_are_told(
    shared: Place, start: Start, conninfo: str, tmp_path: Path
) -> None:
    cases = [shared.register(f"k{n}").case for n in range(10)]
    workers = [start(), start()]
    until(lambda: at_work(conninfo, 2), 120)
    FileTime(tmp_path / "clock").move(LATER)
    until(lambda: all(len(clock_words(shared, case)) >= len(FIRED) for case in cases), 120)
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    assert [clock_words(shared, case) for case in cases] == [FIRED] * len(cases)
    rendered = [Counter(shared.words(case))["letter-rendered"] for case in cases]
    assert rendered == [1] * len(cases)
    assert verify(shared.office).problems == ()
    assert rows(conninfo, "select count(*) from procrastinate_jobs where status not in ('todo')") == [(0,)]


def test_a_worker_that_was_killed_holds_up_nobody(shared: Place, start: Start, conninfo: str, tmp_path: Path) -> None:
    case = shared.register().case
    app = distributed.worker_app(shared.office, Delivery(), conninfo)
    run(distributed.prepare(app))
    run(begin_and_vanish(app))
    FileTime(tmp_path / "clock").move(LATER)
    worker = start()
    until(lambda: clock_words(shared, case) == FIRED, 120)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=60) == 0


async def begin_and_vanish(app: distributed.App) -> None:
    """What a worker leaves behind that dies in the middle of a round: a job that says it is being done."""
    async with app.open_async():
        await app.configure_task("fangyuan.round", queue=distributed.QUEUE).defer_async(timestamp=0)
        begun = await app.job_manager.fetch_job([distributed.QUEUE], await app.job_manager.register_worker())
        assert begun is not None


def test_its_tables_are_made_once_however_many_begin(shared: Place, conninfo: str) -> None:
    def app() -> distributed.App:
        return distributed.worker_app(shared.office, Delivery(), conninfo)

    async def together() -> list[bool]:
        return list(await asyncio.gather(*(distributed.prepare(app()) for _ in range(3))))

    assert any(run(together()))
    assert run(distributed.prepare(app())) is False


def test_sqlite_has_no_distributed_worker(tmp_path: Path) -> None:
    env = os.environ | {"FANGYUAN_HOME": str(tmp_path), "FANGYUAN_DATABASE": f"sqlite:///{tmp_path / 'x.db'}"}
    command = [sys.executable, "-m", "fangyuan.cli", "worker"]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 1
    assert "needs PostgreSQL" in ended.stderr
