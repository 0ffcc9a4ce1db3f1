"""How a sheet of Excel prints: A4 with margins, as wide as the page, pages numbered, and the rows before which one begins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

A4 = 9
"""What Excel calls the size."""

SHORT, LONG = 210, 297
TOP, BOTTOM, SIDE, FOOT = 25, 20, 20, 10
"""Millimetres: the margins, and of the number of the page from the edge below."""

_MM, _POINTS = 25.4, 72 / 25.4
_PIXELS = 25.4 / 96
_SLACK = 0.95
"""Of a page is filled by reckoning: each program draws a row a little higher or lower."""


def set_up(page: "Worksheet", *, landscape: bool) -> None:
    """Paper, margins, the width of one page, the number of the page at its foot."""
    if landscape:
        page.set_landscape()
    page.set_paper(A4)
    page.set_margins(SIDE / _MM, SIDE / _MM, TOP / _MM, BOTTOM / _MM)
    page.center_horizontally()
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页 共 &N 页", {"margin": FOOT / _MM})


def room(widths: Iterable[float], *, landscape: bool) -> float:
    """How many points of rows stand on a page, once columns of such widths, in digits, are made to fit across it."""
    across, along = (LONG, SHORT) if landscape else (SHORT, LONG)
    drawn = sum(7 * width + 5 for width in widths) * _PIXELS
    smaller = min(1, (across - 2 * SIDE) / drawn)
    return (along - TOP - BOTTOM) * _POINTS / smaller * _SLACK


@dataclass(slots=True)
class Pages:
    """Rows that fill one page of so much `room` after the other; `breaks` are the rows that begin one by order."""

    room: float
    used: float = 0
    breaks: list[int] = field(default_factory=list)

    def put(self, row: int, heights: Sequence[float], least: int) -> None:
        """Rows from `row` on that belong together: they begin a page where they would be parted and fit on one, and where
        not even the `least` first of them stand on this one.
        """
        whole = sum(heights)
        together = whole if whole <= self.room else sum(heights[:least])
        if self.used and self.used + together > self.room:
            self.breaks.append(row)
            self.used = 0
        for high in heights:
            self.used = high if self.used + high > self.room else self.used + high
