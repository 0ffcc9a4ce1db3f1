"""Workbooks of another office, filled: their style, heads and formulas stay as they came."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from openpyxl.cell import Cell

from fangyuan.packs.sheet_holes import BRACES
from fangyuan.packs.sheet_templates import opened, place_of, texts_of


@dataclass(frozen=True, slots=True)
class Filling:
    """What belongs into a hole: its text as reports write it, and its number if it has one; of a rate its per cent."""

    text: str
    number: int | float | None = None
    percent: bool = False


Told = Callable[[str, str], Filling]
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
    if not BRACES.search(written) or cell.data_type == "f":
        return
    whole = BRACES.fullmatch(written.strip())
    alone = _number(cell, told(place_of(cell), whole[1].strip())) if whole else None
    if alone is not None:
        cell.value = alone
        return
    cell.value = BRACES.sub(lambda found: told(place_of(cell), found[1].strip()).text, written)
    # What an answer says stays a text, even where it looks like a formula.
    cell.data_type = "s"


def _number(cell: Cell, said: Filling) -> int | float | None:
    """The number for a cell of its own; a rate is one where the cell was made for numbers, by hundredths or as a share."""
    if not said.percent or said.number is None:
        return said.number
    if "%" in cell.number_format:
        return said.number / 100
    return None if cell.number_format in ("General", "@") else said.number
