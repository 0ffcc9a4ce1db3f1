"""Which rows a table has, level by level: the largest alone where no more are wanted, and then what is left in one."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fangyuan.casework.reading.figures.comparing import Comparison
from fangyuan.casework.reading.figures.layouts import Layout, Place
from fangyuan.casework.reading.figures.tallying import NOTHING, Figures
from fangyuan.store.questions import Key


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be shown: its key; or, below a key, everything that `top` left out."""

    key: Key
    left: tuple[Key, ...] = ()


def left_out(layout: Layout, compared: Sequence[str], above: Key) -> tuple[Place, ...]:
    """The places below a key that share its last row; none where it has no such row."""
    found = next((one for one in lines_of(layout, compared) if one.left and one.key == above), None)
    return tuple(dict.fromkeys(key[len(above)] for key in found.left)) if found else ()


def lines_of(layout: Layout, compared: Sequence[str]) -> list[Line]:
    """The rows, in order, level by level; also those that are there only in a period that it is compared with."""
    now = layout.figures(rows=len(layout.rows), columns=False)
    keys = {key for other in compared for key in Comparison(layout, other).rows()} | now.keys()
    return list(_below(layout, now, keys, ()))


def _below(layout: Layout, now: Figures, keys: AbstractSet[Key], above: Key) -> Iterator[Line]:
    """The rows below a key: only the largest where no more are wanted, and then what is left in one."""
    level = len(above)
    if level == len(layout.rows):
        yield Line(above)
        return
    places, sizes = layout.rows[level], largest(layout, now, level, above)
    here = [key for key in keys if key[:level] == above]
    shown = places.ordered({key[level] for key in here}, sizes)
    if top := places.dimension.top:
        shown = sorted(shown, key=lambda one: -sizes.get(one, 0))[:top]
    for one in shown:
        yield from _below(layout, now, keys, (*above, one))
    left = tuple(key for key in here if key[level] not in shown)
    if top and left:
        yield Line(above, left)


def largest(layout: Layout, found: Figures, level: int, above: Key = ()) -> dict[Place, float]:
    """How large a place is by the first measure, below the places of the levels above it."""
    first = layout.table.measures[0].measure
    sizes: dict[Place, float] = {}
    for key, figures in found.items():
        if key[: len(above)] == above:
            sizes[key[level]] = sizes.get(key[level], 0) + figures.get(first, NOTHING).part
    return sizes
