"""Open cases of petition-base out of a ledger: what a row costs.

`python -m bench.imports [N] [--profile] [--here | --beside]` brings a workbook of N rows (500 where nothing is said) of seven
columns to a SQLite office with `petition-base/bureau-petition`, tries it, takes it in, and prints one JSON line a phase: seconds of
CPU (`cpu`; of the processes that decide beside it `beside`) and on the wall, milliseconds of CPU a row. With `--profile` the
functions in which the taking in spends most follow; with `--here` this process decides everything, with `--beside` as little as
it can, however few the rows.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from bench.measuring import Figure, Run
from fangyuan.casework import jobs
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import asking, beside
from fangyuan.casework.installing import activate, install
from fangyuan.casework.jobs import Watch
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.working import HANDS
from fangyuan.compiler.loading import load
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf

DEFINITIONS = Path(__file__).parents[2] / "definitions"
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
CLERK = Identity("t", "clerk")
TYPE = "petition-base/bureau-petition"
HEADS = ("信访件编号", "收到日期", "姓名", "联系电话", "住址", "案由", "反映内容")
SHOWN = 30
"""Functions that a profile shows."""
MINUTE, ENOUGH = 60, 10_000
"""The bar in seconds, and the rows it is for."""


@contextmanager
def furnished() -> Iterator[Office]:
    """An office with the pack, a clerk who registers and a head who screens."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'bench.sqlite3'}", InstallationKey(b"k" * 32), fold)
        database.migrate()
        office = Office(database, load_kinds(), FileShelf(folder / "files"))
        people = (
            Person("clerk", "t", "经办员", (Post("clerk", "desk"),)),
            Person("head", "t", "科长", (Post("office-head", "desk"),)),
        )
        put_organisation(
            office, [Tenant("t", "某单位", "370000", "county")], [Unit("desk", "t", "信访科", "office")], people
        )
        source, _ = load(DEFINITIONS / "petition-base", [DEFINITIONS], office.kinds)
        activate(office, "t", install(office, source, NOW, trial=False).pack, NOW, case_types=(TYPE,))
        yield office
        database.close()


def ledger(rows: int) -> BytesIO:
    """A workbook whose matters and people are all different, and whose channel is chosen for all rows."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADS)
        for n in range(1, rows + 1):
            who = (f"张{chr(0x4E00 + n % 5000)}", f"139{n:08}", f"示例镇{n}号")
            said = (f"XF2026{n:08}", "2026-02-27", *who, f"第{n}号路灯不亮", "夜间出行不便")
            page.write_row(n, 0, said)
    file.seek(0)
    return file


def timed(phase: str, rows: int, work: Callable[[], object]) -> dict[str, Any]:
    """What a phase took."""
    cpu, wall, others = time.process_time(), time.perf_counter(), _beside()
    work()
    cpu, wall, others = time.process_time() - cpu, time.perf_counter() - wall, _beside() - others
    return {
        "phase": phase,
        "rows": rows,
        "cpu": round(cpu, 1),
        "beside": round(others, 1),
        "wall": round(wall, 1),
        "ms": round((cpu + others) * 1000 / rows, 2),
    }


def _beside() -> float:
    """Seconds of CPU of processes that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def phases(rows: int, profiled: bool) -> Iterator[dict[str, Any]]:
    """Brings, tries and takes in."""

    def do() -> None:
        jobs.do_jobs(office, HANDS, Watch(lambda: NOW))

    with furnished() as office:
        job = asking.bring(office, CLERK, TYPE, ledger(rows), "台账.xlsx", NOW)
        spec = {name: job.spec[name] for name in ("sheet", "first", "last", "columns")}
        asking.map_columns(office, CLERK, job.id, {**spec, "fixed": {"channel": "letter"}}, "", NOW)
        yield timed("trial", rows, do)
        asking.take_in(office, CLERK, job.id, NOW)
        profile = cProfile.Profile()
        yield timed("taking in", rows, (lambda: profile.runcall(do)) if profiled else do)
        found = jobs.my_job(office, CLERK, job.id)
        assert found.counts == {"new": rows}, found
    if profiled:
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)


def figures(run: Run) -> Iterator[Figure]:
    """Both phases: of CPU what a row costs, and where there are enough rows the seconds on the wall, which have a bar."""
    for told in phases(run.rows, run.profile):
        what = f"import, {told['phase']}, {run.rows:,} rows"
        yield Figure(figure=f"{what}, each", ours=told["ms"], more=told)
        if run.rows >= ENOUGH:
            yield Figure(figure=what, ours=told["wall"], unit="s", most=MINUTE)


if __name__ == "__main__":
    sizes = [int(said) for said in sys.argv[1:] if said.isdecimal()]
    if "--here" in sys.argv or "--beside" in sys.argv:
        beside.WORTH = 1_000_000 if "--here" in sys.argv else 1
    for phase in phases(sizes[0] if sizes else 500, "--profile" in sys.argv):
        print(json.dumps(phase), flush=True)
