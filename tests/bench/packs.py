"""How long the largest pack takes to compile, and how long it takes from the start of the interpreter to the first answer.

`python -m bench.packs [rounds]`: milliseconds of CPU (user and system) of the whole process, and on the wall; a start is that of
`fangyuan.app:create()` over an office of the demonstration, until a page has been answered.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from bench.measuring import Figure, Run, alone, in_turn, spent
from bench.town import COUNTY, DEFINITIONS, begin, grown
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds

LARGEST = DEFINITIONS / "yuncheng-xinfang"
BAR = 1_500
OFFICER = "shen"
START = """
import sys
from fangyuan.app import create
from fangyuan.casework.admitting import standing
from fangyuan.casework.identity import Identity
app = create()
client = app.test_client()
tenant, person, path = sys.argv[1:]
if person:
    office = app.extensions["fangyuan"]["office"]
    with client.session_transaction() as session:
        stamp = standing(office, Identity(tenant, person), office.clock.now()).stamp
        session.update(tenant=tenant, person=person, stamp=stamp)
sys.exit(client.get(path).status_code != 200)
"""
STARTS = {
    "the page to sign in": ("", "/login"),
    "my work": (OFFICER, "/"),
    "a ledger": (OFFICER, "/views/supervised-ledger"),
}


def ran(command: list[str], env: Mapping[str, str]) -> tuple[float, float]:
    """Milliseconds of CPU and on the wall of a process, which must succeed."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu * 1000, wall * 1000


def process(what: str, command: list[str], env: Mapping[str, str], rounds: int, most: float | None = None) -> Figure:
    """What a process costs."""
    ran(command, env)
    cpu, wall = (median(column) for column in zip(*(ran(command, env) for _ in range(rounds)), strict=True))
    return Figure(figure=what, ours=cpu, most=most, more={"wall": round(wall)})


def figures(run: Run) -> Iterator[Figure]:
    """Compiling in a process that runs, as a command, and the starts."""
    kinds = load_kinds()
    found = in_turn({"house": lambda: spent(lambda: load(LARGEST, [DEFINITIONS], kinds))}, run.rounds)
    yield Figure(figure="the largest pack compiled", ours=found["house"])
    check = [str(Path(sys.executable).with_name("fangyuan")), "pack", "check", str(LARGEST)]
    yield process("`fangyuan pack check` of it", check, os.environ, run.rounds)
    town = grown(begin(run.seeds.folder), run.seeds.folder, min(run.sizes))
    town.office.database.close()
    env = {
        **os.environ,
        "FANGYUAN_HOME": str(town.settings.home),
        "FANGYUAN_DATABASE": town.settings.database,
        "FANGYUAN_CLOCK": str(town.settings.clock),
    }
    for what, (person, path) in STARTS.items():
        command = [sys.executable, "-c", START, COUNTY, person, path]
        yield process(f"cold start to {what}", command, env, run.rounds, BAR)


if __name__ == "__main__":
    alone(figures)
