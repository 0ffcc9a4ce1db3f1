"""Papers for a meeting over several cases, in one file: the list, a slip for each, a sheet to sign in, whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from fangyuan.publishing.document_tables import fit, hold, text_width
from fangyuan.publishing.ledgers import TEXT_FONT, TITLE_FONT
from fangyuan.publishing.page_numbers import number_pages

LONG, SHORT, MARGIN, FOOT = Mm(297), Mm(210), Mm(22), Mm(10)
SIGNED = Mm(11)
MOST_UPRIGHT = 6
"""More columns than these need a page that lies on its side."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part that begins on a page of its own: a title, lines below it, a table, lines under it.

    Without `heads` the first column of the rows says what stands beside it. Rows to be `signed` are as high as a signature;
    no column is narrower than the `least`, in digits, for what is written in by hand.
    """

    title: str
    rows: Sequence[Row]
    heads: Row = ()
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    signed: bool = False
    least: int = 0


def kit_docx(sheets: Sequence[Sheet]) -> bytes:
    """The file, for A4; heads of tables stand on every page, and no row is broken over two."""
    paper = Document()
    for number, sheet in enumerate(sheets):
        page = paper.add_section(WD_SECTION.NEW_PAGE) if number else paper.sections[0]
        _page(page, lying=len(sheet.heads) > MOST_UPRIGHT)
        _line(paper, sheet.title, TITLE_FONT, 20, centred=True)
        for text in sheet.above:
            _line(paper, text, TEXT_FONT, 14)
        _table(paper, sheet)
        for text in sheet.below:
            _line(paper, text, TEXT_FONT, 14)
    number_pages(paper, FOOT)
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def _page(page: Any, *, lying: bool) -> None:
    page.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (LONG, SHORT) if lying else (SHORT, LONG)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN


def _table(paper: Paper, sheet: Sheet) -> None:
    rows = [sheet.heads, *sheet.rows] if sheet.heads else list(sheet.rows)
    if not rows:
        return
    table = paper.add_table(rows=len(rows), cols=max(len(row) for row in rows))
    table.style = "Table Grid"
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=False):
            _said(cell.paragraphs[0], text, TEXT_FONT, 12)
        if sheet.signed and row is not sheet.heads:
            line.height = SIGNED
            for cell in line.cells:
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    fit(table, text_width(paper.sections[-1]), told=not sheet.heads, least=sheet.least)
    hold(list(table.rows), int(bool(sheet.heads)))


def _line(paper: Paper, text: str, font: str, size: float, *, centred: bool = False) -> None:
    paragraph = paper.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _said(paragraph, text, font, size)


def _said(paragraph: Any, text: str, font: str, size: float) -> None:
    run = paragraph.add_run("".join(one if one.isprintable() or one == "\n" else " " for one in text))
    run.font.name, run.font.size = font, Pt(size)
    # A Chinese face is named apart from the Latin one.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
