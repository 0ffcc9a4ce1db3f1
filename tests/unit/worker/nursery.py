"""Runs commands as processes of their own, without loading all libraries anew each time, and lets them die in their middle.

A line in is `STATEMENT MOMENT command …`: the process dies by SIGKILL when it has called the database `STATEMENT` times and functions
`MOMENT` times since; with 0 for the first it lives. Two lines out: the status it ended with, and how often it called the database
(0 if it was killed).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from fangyuan.cli import fangyuan

OF_THE_DATABASE = frozenset({"execute", "executemany", "commit"})
"""Names of what a library of a database is called by: a call of any function of these names is counted."""


class Fate:
    """Counts calls, and ends the process at its moment; watches from when it is called until the process ends."""

    def __init__(self, statement: int, moment: int) -> None:
        self.statement, self.moment, self.statements = statement, moment, 0

    def __call__(self, frame: FrameType, event: str, called: Callable[..., object] | None) -> None:
        if event not in ("call", "c_call"):
            return
        name = frame.f_code.co_name if event == "call" else getattr(called, "__name__", "")
        self.statements += name in OF_THE_DATABASE
        if self.statement and self.statements >= self.statement:
            self.moment -= 1
            if self.moment < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def live(words: list[str], fate: Fate) -> None:
    """The command, to its end or to the moment of its death."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.setprofile(fate)
    fangyuan(words, standalone_mode=False)
    sys.setprofile(None)


def one(line: str) -> tuple[int, int]:
    """The status of a command, and how many calls of the database it told of."""
    statement, moment, *words = line.split()
    heard, said = os.pipe()
    child = os.fork()
    if not child:
        fate = Fate(int(statement), int(moment))
        live(words, fate)
        os.write(said, b"%d" % fate.statements)
        os._exit(0)
    os.close(said)
    with os.fdopen(heard) as told:
        count = int(told.read() or 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), count


if __name__ == "__main__":
    for line in sys.stdin:
        print(*one(line), sep="\n", flush=True)
