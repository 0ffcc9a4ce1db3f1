"""What follows from a part of a definition alone is made once and kept while the part is in use."""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, TypeVarTuple

Parts = TypeVarTuple("Parts")
Made = TypeVar("Made")

MOST = 1024
"""How many results of one function are kept; the oldest goes first, so that a process with many packs stays small."""


def once_each(make: Callable[[*Parts], Made]) -> Callable[[*Parts], Made]:
    """Keeps what a function makes of parts of definitions (forms, case types, packs), which nobody ever changes.

    They are known by their identity, since comparing them costs more than making the result anew; whoever is kept is
    held, so that nobody else gets its identity. What is made must not be changed by whoever gets it.
    """
    return once_each_of(MOST)(make)


def once_each_of(most: int) -> Callable[[Callable[[*Parts], Made]], Callable[[*Parts], Made]]:
    """The same for so many results: few where what they are made of is large and changes, such as a directory."""

    def keeping(make: Callable[[*Parts], Made]) -> Callable[[*Parts], Made]:
        held: dict[tuple[int, ...], tuple[tuple[Any, ...], Made]] = {}
        lock = Lock()

        @wraps(make)
        def once(*parts: *Parts) -> Made:
            key = tuple(map(id, parts))
            found = held.get(key)
            if found is None:
                found = (parts, make(*parts))
                with lock:
                    held[key] = found
                    while len(held) > most:
                        del held[next(iter(held))]
            return found[1]

        return once

    return keeping
