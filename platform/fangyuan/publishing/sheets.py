"""Workbooks of another office, filled: their style, heads and formulas stay as they came."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock

from fangyuan.packs.sheet_holes import BRACES
from fangyuan.packs.sheet_templates import margins_of, opened, place_of, texts_of

_ENDS_BLANK = re.compile(rb"<t>(?=\s|[^<]*\s</t>)")
"""Where a text begins that has blanks at one of its ends."""


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
    for place, part in margins_of(book):
        part.text = BRACES.sub(_margin(place, told), part.text or "")
    # Nobody has worked out the formulas for these numbers yet: whoever opens the workbook does.
    book.calculation.fullCalcOnLoad = True
    made = BytesIO()
    book.save(made)
    return _with_blanks(made)


def _margin(place: str, told: Told) -> Callable[[re.Match[str]], str]:
    """What stands in for braces above or below a page; a single & would begin a code there, as that of the page's number."""
    return lambda found: told(place, found[1].strip()).text.replace("&", "&&")


def _with_blanks(book: BytesIO) -> bytes:
    """The workbook with the blanks at the ends of what has a look of its own, such as a line to write on: openpyxl says of none
    that it is to be kept.
    """
    kept = BytesIO()
    with ZipFile(book) as read, ZipFile(kept, "w", ZIP_DEFLATED) as write:
        for part in read.infolist():
            raw = read.read(part)
            is_sheet = part.filename.startswith("xl/worksheets/")
            write.writestr(part, _ENDS_BLANK.sub(b'<t xml:space="preserve">', raw) if is_sheet else raw)
    return kept.getvalue()


def _fill(cell: Cell, told: Told) -> None:
    written = str(cell.value)
    if not BRACES.search(written) or cell.data_type == "f":
        return
    whole = BRACES.fullmatch(written.strip())
    alone = _number(cell, told(place_of(cell), whole[1].strip())) if whole else None
    if alone is not None:
        cell.value = alone
        return

    def said(hole: str) -> str:
        return told(place_of(cell), hole).text

    if isinstance(cell.value, CellRichText):
        cell.value = _in_runs(cell.value, said)
    else:
        cell.value = BRACES.sub(lambda found: said(found[1].strip()), written)
    # What an answer says stays a text, even where it looks like a formula.
    cell.data_type = "s"


def _in_runs(text: CellRichText, said: Callable[[str], str]) -> CellRichText:
    """A text of several looks with its holes filled, each in the look in which it begins."""
    whole, begin, made = str(text), 0, CellRichText()
    holes = [(found.start(), found.end(), said(found[1].strip())) for found in BRACES.finditer(whole)]
    for run in text:
        end, at, told = begin + len(str(run)), begin, ""
        for start, stop, word in holes:
            if stop > begin and start < end:
                told += whole[at : max(start, begin)] + (word if start >= begin else "")
                at = min(stop, end)
        told += whole[at:end]
        if told:
            made.append(TextBlock(run.font, told) if isinstance(run, TextBlock) else told)
        begin = end
    return made


def _number(cell: Cell, said: Filling) -> int | float | None:
    """The number for a cell of its own; a rate is one where the cell was made for numbers, by hundredths or as a share."""
    if not said.percent or said.number is None:
        return said.number
    if "%" in cell.number_format:
        return said.number / 100
    return None if cell.number_format in ("General", "@") else said.number
