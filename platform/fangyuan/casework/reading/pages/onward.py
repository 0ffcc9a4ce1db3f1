"""Where a list goes on: pages of a browser are counted, programs go on behind the last row that they were given."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Onward:
    """Behind the row that these values name in the order of its list, however many rows came or went since.

    Empty: from the start; as what follows a page, that nothing does.
    """

    after: tuple[Any, ...] = ()


Opened = int | Onward
"""How a list is opened: at a page, from 1, or behind a row."""


def turned(opened: Opened) -> tuple[int, tuple[Any, ...]]:
    """(the page, from 1; the values of the row to go on behind)."""
    return (1, opened.after) if isinstance(opened, Onward) else (max(opened, 1), ())
