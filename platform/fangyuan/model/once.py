"""What follows from a part of a definition alone is made once and kept by the part: it goes with it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Generic, TypeVar, TypeVarTuple
from weakref import ref


class Part:
    """A part of a definition that others keep things of: a pack, a case type, a form, a clock. Nobody ever changes it.

    What is kept is no field: neither comparing, copying nor walking through fields sees it.
    """

    __slots__ = ("__weakref__", "_made")
    _made: dict[Any, Any]


Whole = TypeVar("Whole", bound=Part)
Parts = TypeVarTuple("Parts")
Made = TypeVar("Made")


def once_each(make: Callable[[Whole, *Parts], Made]) -> Callable[[Whole, *Parts], Made]:
    """Keeps what a function makes of a part, and of others beside it, as long as somebody has the part.

    The others are known by their identity, since comparing them costs more than making the result anew; they are held, so
    that nobody else gets theirs. What is made must not be changed by whoever gets it.
    """

    @wraps(make)
    def once(part: Whole, *others: *Parts) -> Made:
        made = _made_of(part)
        key = (make, *map(id, others)) if others else make
        found = made.get(key)
        if found is None:
            found = made[key] = (others, make(part, *others))
        result: Made = found[1]
        return result

    return once


def once_each_of(most: int) -> Callable[[Callable[[*Parts], Made]], Callable[[*Parts], Made]]:
    """The same for what is no part of a definition, such as a directory: the newest so many results are kept."""

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


class Kept(Generic[Whole]):
    """What is made of parts in many ways, at most so much over all of them: what was used least lately goes first, and what
    was made of a part goes with it.
    """

    def __init__(self, most: int) -> None:
        """Begins with nothing."""
        self._most = most
        self._used: OrderedDict[tuple[int, Hashable], ref[Whole]] = OrderedDict()

    def of(self, part: Whole, about: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept of a part under a name, made where it is not."""
        mine = _made_of(part).setdefault(self, {})
        found = mine.get(about)
        if found is None:
            found = mine[about] = (make(),)
        key = (id(part), about)
        self._used.pop(key, None)
        self._used[key] = ref(part)
        self._down_to(self._most)
        result: Made = found[0]
        return result

    def all(self) -> tuple[tuple[Hashable, Any], ...]:
        """Everything that is kept, by its name."""
        whole = {id(part): part for whose in list(self._used.values()) if (part := whose()) is not None}
        return tuple((about, made) for part in whole.values() for about, (made,) in self._of(part).items())

    def forget(self) -> None:
        """Begins anew."""
        self._down_to(0)

    def _down_to(self, most: int) -> None:
        while len(self._used) > most:
            (_, about), whose = self._used.popitem(last=False)
            if (part := whose()) is not None:
                self._of(part).pop(about, None)

    def _of(self, part: Whole) -> dict[Hashable, tuple[Any]]:
        found: dict[Hashable, tuple[Any]] = _made_of(part).get(self, {})
        return found


def _made_of(part: Part) -> dict[Any, Any]:
    """What the part keeps; frozen as it is, it begins to with the first."""
    try:
        return part._made
    except AttributeError:
        object.__setattr__(part, "_made", {})
        return part._made
