"""Workbooks that another office wants filled: read whole, and what none may hold."""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.header_footer import _HeaderFooterPart as Part

from fangyuan.packs.sheet_areas import merges_too_much
from fangyuan.packs.sheet_holes import BRACES, SheetUnreadable

MOST_UNPACKED = 20 * 1024 * 1024
MOST_PLACES = 1_000_000
"""As many cells as a sheet may span, from its first to its last one that holds or looks like anything."""
_CUT, _SHOWN = re.compile(r"[{｛]\s*[{｛]|[}｝]\s*[}｝]"), 40
"""Braces that are not filled: as a Chinese keyboard types them, or without their other half; how much of them is told."""

_REFUSED = ("vbaproject", "externallinks/", "embeddings/", "activex/", "macrosheets/", "connections.xml", "customui/")


def opened(raw: bytes) -> Workbook:
    """The workbook with its formulas; raises SheetUnreadable."""
    try:
        with ZipFile(BytesIO(raw)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise SheetUnreadable("more than 20 MB of bytes unpacked")
            if merges_too_much(packed):
                raise SheetUnreadable("merges too many cells")
        found = [part.filename for part in parts if any(word in part.filename.lower() for word in _REFUSED)]
        if found:
            raise SheetUnreadable(f"holds macros or links: {found[0]}")
        book = load_workbook(BytesIO(raw), rich_text=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError) as wrong:
        raise SheetUnreadable("not a workbook") from wrong
    if any(page.max_row * page.max_column > MOST_PLACES for page in book.worksheets):
        raise SheetUnreadable("has rows or columns without end")
    return book


def texts_of(book: Workbook) -> Iterator[Cell]:
    """The cells that hold a text, of one look or of several."""
    for page in book.worksheets:
        for row in page.iter_rows():
            yield from (cell for cell in row if isinstance(cell, Cell) and isinstance(cell.value, str | CellRichText))


def margins_of(book: Workbook) -> Iterator[tuple[str, Part]]:
    """The texts above and below the pages of each sheet, each with where it stands: `Sheet1!页眉`."""
    for page in book.worksheets:
        heads = (page.oddHeader, page.evenHeader, page.firstHeader)
        feet = (page.oddFooter, page.evenFooter, page.firstFooter)
        for called, several in (("页眉", heads), ("页脚", feet)):
            parts = (part for one in several if one for part in (one.left, one.center, one.right))
            yield from ((f"{page.title}!{called}", part) for part in parts if part.text)


def asked_by(raw: bytes) -> tuple[tuple[str, str], ...]:
    """(cell, what stands between its braces), in order, and what stands in braces that are none; raises SheetUnreadable.

    Nothing is filled in within a formula: one with braces is told whole.
    """
    book = opened(raw)
    cells = [(place_of(cell), str(cell.value), cell.data_type == "f") for cell in texts_of(book)]
    margins = [(place, str(part.text), False) for place, part in margins_of(book)]
    return tuple((place, hole) for place, text, formula in (*cells, *margins) for hole in _holes(text, formula))


def _holes(text: str, formula: bool) -> Iterator[str]:
    if formula:
        yield from [text[:_SHOWN]] if _CUT.search(text) else []
        return
    yield from (hole.strip() for hole in BRACES.findall(text))
    rest = BRACES.sub("", text)
    if _CUT.search(rest):
        yield rest.strip()[:_SHOWN]


def place_of(cell: Cell) -> str:
    """`Sheet1!C5`."""
    return f"{cell.parent.title}!{cell.coordinate}"
