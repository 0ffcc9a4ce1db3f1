"""How high a row must be for what stands in it: a word processor measures it when it opens a file, many viewers do not."""

import unicodedata
from collections.abc import Iterable

LINE, MOST = 15, 400
"""Points of a line of size 11, and what a row of Excel may measure at most."""

_WIDE = frozenset("WFA")


def height(cells: Iterable[tuple[str, float]]) -> float | None:
    """Points for (text, width of its column in digits); None where one line holds each."""
    most = max((lines(text, width) for text, width in cells), default=1)
    return None if most == 1 else min(most * LINE + 3, MOST)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two digits."""
    return sum(max(-(-_digits(line) // max(int(width) - 1, 1)), 1) for line in text.split("\n"))


def _digits(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in _WIDE else 1 for one in text)
