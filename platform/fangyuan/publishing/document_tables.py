"""Tables of documents that read well: columns as wide as what stands in them, and no table parted without need."""

import unicodedata
from collections.abc import Sequence
from math import sqrt

from docx.oxml import OxmlElement
from docx.section import Section
from docx.shared import Length, Pt
from docx.table import Table, _Row

MOST_TOGETHER = 12
"""A table of so many rows stands on one page."""

MANY, SMALL = 6, 9
"""More columns than `MANY` are written in letters of `SMALL` points."""

MOST, LEAST, WHOLE, EDGES = 48, 4, 10, 5
"""Digits: what a column asks for at most and at least; what is not parted within, as a date; the room at its edges."""

ASKED = 0.23

_WIDE = frozenset("WFA")


def text_width(page: Section) -> int:
    """The width between the margins of a page, in units of Word."""
    return int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)


def digits(text: str) -> int:
    """How long the longest line of a text is, in digits; a Chinese character is as wide as two."""
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(sign) in _WIDE else 1 for sign in line) for line in lines)


def shares(rows: Sequence[Sequence[str]], least: int = LEAST) -> list[float]:
    """How much of the width each column gets, 1 in all, by its longest text: short words are not parted, long texts stand in
    more lines.
    """
    wanted = [max(least, *(min(digits(text), MOST) for text in column)) for column in zip(*rows, strict=True)]
    bare = [min(one, WHOLE) + EDGES for one in wanted]
    more = [sqrt(max(one - WHOLE, 0)) * 3 for one in wanted]
    whole = sum(bare) + sum(more)
    return [(first + rest) / whole for first, rest in zip(bare, more, strict=True)]


def fit(table: Table, width: int, *, told: bool = False, least: int = LEAST) -> None:
    """Makes the columns of a table as wide as their texts ask for, in a width of so many units of Word; a table of many
    columns is written smaller. One that is `told` has in its first column what is asked, in the other what is said.
    """
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    parts = [ASKED, 1 - ASKED] if told and len(rows[0]) == 2 else shares(rows, max(least, LEAST))
    table.autofit = False
    for column, share in zip(table.columns, parts, strict=True):
        column.width = Length(int(width * share))
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            cell.width = column.width
            for run in (run for paragraph in cell.paragraphs for run in paragraph.runs if len(rows[0]) > MANY):
                run.font.size = Pt(SMALL)


def hold(rows: Sequence[_Row], heads: int, totals: int = 1, *, led: bool = False) -> None:
    """No row is parted, heads come again on each page and never alone; nor does the last row stand on a page alone, or a sum, or
    what follows where the table is `led` on to it. A short table is not parted at all.
    """
    end = len(rows) - 1
    first = heads if end < MOST_TOGETHER + heads else max(heads, end - max(totals, 1))
    for at, row in enumerate(rows):
        kept = ("w:cantSplit", "w:tblHeader") if at < heads else ("w:cantSplit",)
        marks = row._tr.get_or_add_trPr()
        marks.extend(OxmlElement(name) for name in kept if marks.find(f"{{{marks.nsmap['w']}}}{name[2:]}") is None)
        if at < heads or first <= at < end + led:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
