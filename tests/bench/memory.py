"""What a worker holds in memory over many requests and over many versions of a pack: it does not grow.

`python -m bench.memory`: megabytes that are resident (RSS) at each quarter, in a process of its own. A request is one of those of a
clerk, a submit among them; each version of a pack is installed and put to work, a case is registered under it and looked at.
"""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from bench.measuring import Figure, Run, alone
from fangyuan.casework.installing import activate, install
from fangyuan.casework.shelves import MOST_PACKS
from fangyuan.compiler.loading import load_source
from fixtures.web import NEW, REPORT, Desk, Site
from unit.casework.offices import MINIMAL, Place, make_place

QUARTERS = 4
BAR = 1.05
"""The second half may add so much to what is held at the end of the first."""
PATHS = ("/", NEW, "/views/ledger", "/search?q=打印", "/inbox", "/letters/register", "/dashboard")
HELD = MOST_PACKS
"""Versions that are kept with what was made of them: before so many have come, more is held with each."""
SUBMIT_EACH = 20
"""One request in so many is a submit."""


def resident() -> float:
    """Megabytes."""
    gc.collect()
    said = Path("/proc/self/status").read_text("ascii")
    return int(said.partition("VmRSS:")[2].split()[0]) / 1024


def quarters(number: int, do: Callable[[int], None]) -> list[float]:
    """What is held at the end of each quarter."""
    held = []
    for n in range(number):
        do(n)
        if (n + 1) % max(1, number // QUARTERS) == 0:
            held.append(round(resident(), 1))
    return held


def requests(place: Place, number: int) -> list[float]:
    """The pages of a clerk in turn, the page of the newest case, and a submit now and then."""
    desk = Site(place).desk("clerk")
    newest = [place.register().case]

    def do(n: int) -> None:
        if n % SUBMIT_EACH == 0:
            desk.get(NEW)
            desk.post(NEW, REPORT)
            newest[0] = desk.answer.headers["Location"].split("/")[2]
        else:
            paths = (*PATHS, f"/cases/{newest[0]}")
            desk.get(paths[n % len(paths)])

    return quarters(number, do)


def versions(place: Place, number: int) -> list[float]:
    """Each with another title, a case under it, and its pages."""
    desk = Site(place).desk("clerk")
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as name:
        folder = Path(name) / "pack"
        shutil.copytree(MINIMAL, folder)
        written = (folder / "pack.yaml").read_text("utf-8")

        def do(n: int) -> None:
            said = written.replace("version: 1.0.0", f"version: 1.1.{n}").replace(
                "title: 设备报修", f"title: 设备报修{n}"
            )
            (folder / "pack.yaml").write_text(said, "utf-8")
            place.time.at += timedelta(minutes=1)
            pack = install(place.office, load_source(folder), place.now, trial=False).pack
            activate(place.office, "t", pack, place.now)
            opened(desk, place.register(key=f"version-{n}").case)

        return quarters(number, do)


def opened(desk: Desk, case: str) -> None:
    """The pages that a version makes."""
    for path in (NEW, f"/cases/{case}", "/views/ledger", "/"):
        desk.get(path)


TOLD = {"requests": requests, "versions": versions}


def apart(what: str, number: int) -> list[float]:
    """The quarters, in a process of its own."""
    command = [sys.executable, "-m", "bench.memory", what, str(number)]
    told: list[float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def figures(run: Run) -> Iterator[Figure]:
    """Both: the end beside the half."""
    for what, number in (("requests", run.requests), ("versions", run.versions)):
        held = apart(what, number)
        bar = None if what == "versions" and number < 4 * HELD else BAR
        figure = f"memory of a worker, {number:,} {what}"
        yield Figure(figure=figure, ours=held[-1], beside=held[1], bar=bar, unit="MB", more={"quarters": held})


def told(what: str, number: int) -> None:
    """Prints the quarters of this process."""
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder:
        place = make_place(f"sqlite:///{Path(folder) / 'office.sqlite3'}", Path(folder))
        print(json.dumps(TOLD[what](place, number)))
        place.office.database.close()


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] in TOLD:
        told(sys.argv[1], int(sys.argv[2]))
    else:
        alone(figures)
