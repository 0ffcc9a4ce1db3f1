"""Workbooks of another office, filled: their style, heads and formulas stay as they came."""

from collections.abc import Callable
from io import BytesIO

from openpyxl.cell import Cell

from fangyuan.packs.sheet_holes import HOLE
from fangyuan.packs.sheet_templates import opened, place_of, texts_of

Told = Callable[[str, str], str | int | float]
"""Takes a cell's place and what it asks for, and gives what belongs there."""


def filled(template: bytes, told: Told) -> bytes:
    """The workbook with every pair of braces replaced; a cell that holds nothing else becomes the number itself."""
    book = opened(template)
    for cell in texts_of(book):
        _fill(cell, told)
    # Nobody has worked out the formulas for these numbers yet: whoever opens the workbook does.
    book.calculation.fullCalcOnLoad = True
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _fill(cell: Cell, told: Told) -> None:
    written = str(cell.value)
    if not HOLE.search(written) or cell.data_type == "f":
        return
    whole = HOLE.fullmatch(written.strip())
    value = told(place_of(cell), whole[1].strip()) if whole else ""
    if whole and not isinstance(value, str):
        cell.value = value
        return
    cell.value = HOLE.sub(lambda found: _text(told(place_of(cell), found[1].strip())), written)
    # What an answer says stays a text, even where it looks like a formula.
    cell.data_type = "s"


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
