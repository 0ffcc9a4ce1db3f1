"""`python -m bench`: every figure in one run, a line of JSON each, and a table at the end that docs/performance.md can take.

`python -m bench [all] [module …] [rounds] [cases …] [--profile]`: the short form measures among 10,000 and 100,000 cases, `all` among
a million too, over 200,000 requests and 10,000 versions of a pack. A module is one of this folder that has `figures`.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.measuring import Figure, Figures, running

HERE = Path(__file__).parent
ALL: dict[str, Any] = {
    "sizes": (10_000, 100_000, 1_000_000),
    "rounds": 5,
    "requests": 200_000,
    "versions": 10_000,
    "rows": 10_000,
}


def modules(wanted: Sequence[str]) -> Iterator[tuple[str, Figures]]:
    """Those that were named, or all that measure."""
    for file in sorted(HERE.glob("*.py")):
        if file.stem.startswith("_") or (wanted and file.stem not in wanted):
            continue
        measures = getattr(import_module(f"bench.{file.stem}"), "figures", None)
        if measures is not None:
            yield file.stem, measures


def machine() -> str:
    """Where and when this was."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, check=False, cwd=HERE, capture_output=True, text=True).stdout
    told = (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        commit.strip(),
        f"{os.cpu_count()} cores",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"load average {os.getloadavg()[0]:.1f}",
    )
    return ", ".join(filter(None, told))


def table(measured: Iterable[tuple[str, Figure]]) -> Iterator[str]:
    """The figures as markdown: those with a value, and those that grow or do not."""
    rows = list(measured)
    yield "| what | cases | house | beside | ratio | bar | holds | `python -m bench` |"
    yield "|---|---|---|---|---|---|---|---|"
    for module, one in rows:
        if not one.curve:
            cells = (
                one.figure,
                _whole(one.cases),
                _said(one.ours, one.unit),
                _said(one.beside, one.unit),
                _plain(one.ratio),
            )
            yield _row(*cells, _bar(one), _holds(one), module)
    sizes = sorted({size for _, one in rows for size in one.curve})
    if sizes:
        yield ""
        yield _row("what", *(f"at {size:,}" for size in sizes), "verdict", "`python -m bench`")
        yield "|---" * (len(sizes) + 3) + "|"
        for module, one in rows:
            if one.curve:
                told = one.verdict or f"{_bar(one)} {_holds(one)}"
                yield _row(one.figure, *(_said(one.curve.get(size), one.unit) for size in sizes), told.strip(), module)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _whole(number: int | None) -> str:
    return f"{number:,}" if number else ""


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _said(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.{0 if value >= 100 else 2}f} {unit}"


def _bar(one: Figure) -> str:
    said = (f"{one.bar:g} ×" if one.bar is not None else "", f"{one.most:g} {one.unit}" if one.most is not None else "")
    return ", ".join(filter(None, said))


def _holds(one: Figure) -> str:
    return {None: "", True: "yes", False: "**no**"}[one.holds]


def main(said: Sequence[str]) -> None:
    """Measures and prints."""
    usual = ALL if "all" in said else {}
    wanted = [one for one in said if one != "all" and not one.isdecimal() and not one.startswith("-")]
    begun, measured = machine(), list[tuple[str, Figure]]()
    try:
        with running(said, **usual) as run:
            for name, figures in modules(wanted):
                for figure in figures(run):
                    measured.append((name, figure))
                    print(figure.line(), flush=True)
    finally:
        print(f"\n{begun}, at the end {os.getloadavg()[0]:.1f}\n")
        print("\n".join(table(measured)))


if __name__ == "__main__":
    main(sys.argv[1:])
