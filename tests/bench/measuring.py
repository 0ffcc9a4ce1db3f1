"""What a measurement is, and how one module is run by itself: `python -m bench.lists 10000`.

A module of this folder takes part in `python -m bench` where it has `figures(run: Run) -> Iterator[Figure]`. What is compared is
measured in turn, one round after the other, in milliseconds of CPU (`in_turn`), so that what else the machine does falls on both.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.seeds import Seeds

MOST_ROUNDS = 100
"""A number that is said above this is one of cases, and none of rounds."""
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Run:
    """How much is measured: among how many cases, in how many rounds, over how many requests and
    versions of a pack, and of how many rows a ledger is."""

    seeds: Seeds
    sizes: Sequence[int] = (10_000, 100_000)
    rounds: int = 3
    requests: int = 5_000
    versions: int = 320
    rows: int = 500
    profile: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured; `beside` is the same work by hand, `bar` what ours may be of it at most, `most` what it may be alone.

    A `curve` is what it was at each number of cases; `verdict` says what stands there in words.
    """

    figure: str
    ours: float
    beside: float | None = None
    unit: str = "ms"
    cases: int | None = None
    bar: float | None = None
    most: float | None = None
    curve: Mapping[int, float] = field(default_factory=dict)
    verdict: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """How many times the other."""
        return round(self.ours / self.beside, 2) if self.beside else None

    @property
    def holds(self) -> bool | None:
        """Whether it is within its bars; None where it has none."""
        if self.bar is None and self.most is None:
            return None
        within = self.bar is None or (self.ratio is not None and self.ratio <= self.bar)
        return within and (self.most is None or self.ours <= self.most)

    def line(self) -> str:
        """One line of JSON."""
        known = {
            "figure": self.figure,
            "cases": self.cases,
            "ours": round(self.ours, 2),
            "unit": self.unit,
            "beside": None if self.beside is None else round(self.beside, 2),
            "ratio": self.ratio,
            "bar": self.bar,
            "most": self.most,
            "holds": self.holds,
            "curve": {str(cases): round(ms, 2) for cases, ms in self.curve.items()},
            "verdict": self.verdict,
        }
        return json.dumps(
            {**{k: v for k, v in known.items() if v not in (None, {}, "")}, **self.more}, ensure_ascii=False
        )


Figures = Callable[[Run], Iterator[Figure]]


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def in_turn(costs: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The medians of what each costs, one after the other in every round; the first time does not count."""
    for cost in costs.values():
        cost()
    columns = zip(*([cost() for cost in costs.values()] for _ in range(rounds)), strict=True)
    return dict(zip(costs, map(median, columns), strict=True))


def curve(what: str, run: Run, asks: Sequence[Callable[[], object]], **told: Any) -> Figure:
    """The same question at each number of cases of a run, one after the other in every round."""
    costs = {str(cases): partial(spent, ask) for cases, ask in zip(run.sizes, asks, strict=True)}
    found = {int(cases): ms for cases, ms in in_turn(costs, run.rounds).items()}
    return Figure(figure=what, ours=found[run.sizes[-1]], cases=run.sizes[-1], curve=found, **told)


def profiled(do: Callable[[], object]) -> None:
    """Prints the functions in which most is spent."""
    profile = cProfile.Profile(time.process_time)
    profile.runcall(do)
    pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(2 * SHOWN)


@contextmanager
def running(said: Sequence[str], **usual: Any) -> Iterator[Run]:
    """A run as it is asked for: a number up to a hundred is one of rounds, others are numbers of cases."""
    numbers = [int(one) for one in said if one.isdecimal()]
    sizes, rounds = [one for one in numbers if one > MOST_ROUNDS], [one for one in numbers if one <= MOST_ROUNDS]
    asked = {"sizes": sizes} if sizes else {}
    asked |= {"rounds": rounds[0]} if rounds else {}
    with tempfile.TemporaryDirectory(prefix="fangyuan-bench-") as folder, Seeds(Path(folder)) as seeds:
        yield Run(seeds, **{**usual, **asked, "profile": "--profile" in said})


def alone(figures: Figures) -> None:
    """Runs one module by itself and prints its lines."""
    with running(sys.argv[1:]) as run:
        for figure in figures(run):
            print(figure.line(), flush=True)
