"""W1 to W3 beside viewflow on Django and SpiffWorkflow, all in turn in one run.

`python -m bench.beside_peers PYTHON [rounds]` prints one JSON line a figure: milliseconds of CPU a request or a case, medians of
interleaved rounds. PYTHON is the interpreter of an environment that holds `bench/peers/requirements.txt`; the peers run there, a
process each, and are told a round at a time. What each of them does for its figure is said in `bench/peers/README.md`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench import forms, steps

PEERS = Path(__file__).with_name("peers")
Round = Callable[[], float]


@contextmanager
def told(python: str, script: str, *arguments: str) -> Iterator[Callable[[str], Round]]:
    """A peer's process; gives the round of a figure."""
    begun = [python, str(PEERS / script), *arguments]
    with subprocess.Popen(begun, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
        assert peer.stdin is not None
        assert peer.stdout is not None
        asked, answers = peer.stdin, peer.stdout

        def round_of(figure: str) -> Round:
            def one() -> float:
                print(figure, file=asked, flush=True)
                return float(json.loads(answers.readline()))

            return one

        yield round_of
        asked.close()


def interleaved(subjects: dict[str, Round], rounds: int) -> dict[str, float]:
    """All in turn, after a round that does not count; their medians."""
    for one in subjects.values():
        one()
    taken = [{name: one() for name, one in subjects.items()} for _ in range(rounds)]
    return {name: round(median(one[name] for one in taken), 2) for name in subjects}


def main(python: str, rounds: int) -> None:
    """Prints the figures."""
    with ExitStack() as stack:
        viewflow = stack.enter_context(told(python, "viewflow_repairs.py", json.dumps(forms.answers())))
        spiff = stack.enter_context(told(python, "spiff_repairs.py"))
        bare, _ = stack.enter_context(forms.house(forms.BARE, "bare"))
        by_hand = stack.enter_context(forms.by_hand())
        ours, theirs = stack.enter_context(steps.house()), stack.enter_context(steps.by_hand())
        figures: dict[str, dict[str, Round]] = {
            "W1": {"house": bare.submits, "hand": by_hand.submits, "viewflow": viewflow("W1")},
            "W2": {"house": bare.opens, "hand": by_hand.opens, "viewflow": viewflow("W2")},
            "W3": {
                "house": lambda: steps.cost(ours),
                "hand": lambda: steps.cost(theirs),
                "viewflow": viewflow("W3"),
                "spiff": spiff("W3"),
            },
        }
        for figure, subjects in figures.items():
            print(json.dumps({"figure": figure, "ms": interleaved(subjects, rounds)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5)
