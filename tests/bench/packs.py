"""How long the largest pack takes to compile, and how long it takes from the start of the interpreter to the first answer.

`python -m bench.packs [rounds]`: milliseconds of CPU (user and system) of the whole process, and on the wall; a start is that of
`fangyuan.app:create()` over an office of the demonstration, until a page has been answered, beside one that imports Flask, WTForms
and the ORM, declares the tables of the hand-written application and answers its form. Modules are compiled before, as in an
installation; a start does not take itself apart.
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
import os, sys
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
os._exit(client.get(path).status_code != 200)
"""
BY_HAND = """
import json, os, sys
from bench.by_hand import application
client = application(sys.argv[1], json.loads(sys.argv[2])).test_client()
with client.session_transaction() as session:
    session["officer"] = 1
os._exit(client.get("/new").status_code != 200)
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
    yield from starts(compiled(env, run.seeds.folder), run.rounds)


def compiled(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment of a process that finds modules compiled, as in an installation, where another forbade to write them."""
    return {
        **{k: v for k, v in env.items() if k != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
    }


def starts(env: Mapping[str, str], rounds: int) -> Iterator[Figure]:
    """Each start in turn with the one by hand."""
    own = [sys.executable, "-c", BY_HAND, "sqlite://", "{}"]
    for what, (person, path) in STARTS.items():
        command = [sys.executable, "-c", START, COUNTY, person, path]
        found = in_turn({"house": lambda: ran(command, env)[0], "hand": lambda: ran(own, env)[0]}, rounds)  # noqa: B023
        yield Figure(figure=f"cold start to {what}", ours=found["house"], beside=found["hand"], most=BAR)
    sweep = [sys.executable, "-m", "fangyuan.cli", "sweep", "--json"]
    for what, command in {
        "`fangyuan --help`": [*sweep[:3], "--help"],
        "a `fangyuan sweep` that finds nothing": sweep,
    }.items():
        yield process(what, command, env, rounds)


if __name__ == "__main__":
    alone(figures)
