"""Reports on paper: a workbook and a document, each with title, tables under merged heads, borders, a page that prints."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from fangyuan.packs.web_templates import in_chinese
from fangyuan.publishing.document_tables import hold
from fangyuan.publishing.ledgers import TEXT_FONT, TITLE_FONT
from fangyuan.publishing.page_numbers import number_pages
from fangyuan.publishing.row_heights import height
from fangyuan.publishing.sheet_pages import Pages, room, set_up

HEAD_FONT = "黑体"
HEAD_WIDTH, WIDTH = 22, 15
"""The widths of the first column and of the others, in digits."""

LEAST_ACROSS = 6
"""How many columns a title stands over at least: a report of two columns has a title that is longer than both."""

MOST_UPRIGHT = 6
"""More columns than these need a page that lies on its side, where the pack does not say how it lies."""

TITLE_ROW, ROW = 34, 18
"""Points of the row of the title, and of one that holds a single line."""

MOST_ALONG, MOST_ACROSS = 20, 31
"""How many Chinese signs of a title of a document stand in a line, on a page upright and across."""

_BEFORE_YEAR = re.compile(r"(?<=.{3})(?=[12][0-9]{3}年)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the text, and the number where it is a plain one that goes on being counted with."""

    text: str
    number: float | None = None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table: the titles of the heads of its rows, its columns as (group, title), its rows; the last `totals` stand out."""

    title: str
    heads: Sequence[str]
    columns: Sequence[tuple[str, str]]
    rows: Sequence[tuple[Sequence[str], Sequence[Cell]]]
    totals: int = 0
    note: str = ""

    @property
    def grouped(self) -> bool:
        """Whether its columns stand under groups."""
        return any(group for group, _ in self.columns)

    @property
    def width(self) -> int:
        """Columns in all."""
        return len(self.heads) + len(self.columns)


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A whole report."""

    title: str
    subtitle: str
    tables: Sequence[ReportTable]
    landscape: bool = False


def is_wide(tables: Sequence[ReportTable]) -> bool:
    """Whether one of them needs a page that lies on its side."""
    return any(table.width > MOST_UPRIGHT for table in tables)


def groups(table: ReportTable) -> Iterator[tuple[str, int, int]]:
    """(group, first column, last column), counted from the first column after the heads."""
    at = 0
    for name, members in groupby(table.columns, key=lambda column: column[0]):
        size = len(list(members))
        yield name, at, at + size - 1
        at += size


def report_xlsx(paper: ReportPaper) -> bytes:
    """The workbook: one sheet, the tables one below the other. Texts are written as texts, so that none is a formula."""
    made = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(made, options) as book:
        page, looks = book.add_worksheet("报表"), _looks(book)
        width = max((LEAST_ACROSS, *(table.width for table in paper.tables)))
        _prepare(page, paper, width)
        page.set_row(0, TITLE_ROW)
        page.set_row(1, ROW)
        _across(page, 0, 0, width - 1, paper.title, looks["title"])
        _across(page, 1, 0, width - 1, paper.subtitle, looks["subtitle"])
        row, pages = 2, _repeated(page, paper, width)
        for table in paper.tables:
            pages.put(row, [*_heights(table, width), ROW], 3 + table.grouped)
            row = _table(page, row, table, looks, width) + 1
        page.set_h_pagebreaks(pages.breaks)
        page.print_area(0, 0, max(row - 2, 1), width - 1)
    return made.getvalue()


def _looks(book: Workbook) -> dict[str, Format]:
    cell: dict[str, Any] = {
        "font_name": TEXT_FONT,
        "font_size": 11,
        "border": 1,
        "valign": "vcenter",
        "text_wrap": True,
    }
    looks = {
        "title": {"font_name": TITLE_FONT, "font_size": 18, "align": "center", "valign": "vcenter"},
        "subtitle": {"font_name": TEXT_FONT, "font_size": 11, "align": "right"},
        "name": {"font_name": HEAD_FONT, "font_size": 12, "bold": True},
        "note": {"font_name": TEXT_FONT, "font_size": 10, "italic": True, "valign": "top", "text_wrap": True},
        "head": {**cell, "bold": True, "align": "center", "bg_color": "#EEF2F7"},
        "row": {**cell, "num_format": "@"},
        "text": {**cell, "num_format": "@", "align": "right"},
        "number": {**cell, "num_format": "#,##0.######", "align": "right"},
        "whole": {**cell, "num_format": "#,##0", "align": "right"},
        "sum-row": {**cell, "num_format": "@", "bold": True},
        "sum-text": {**cell, "num_format": "@", "align": "right", "bold": True},
        "sum-number": {**cell, "num_format": "#,##0.######", "align": "right", "bold": True},
        "sum-whole": {**cell, "num_format": "#,##0", "align": "right", "bold": True},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _prepare(page: Worksheet, paper: ReportPaper, width: int) -> None:
    set_up(page, landscape=paper.landscape)
    page.set_column(0, 0, HEAD_WIDTH)
    page.set_column(1, width - 1, WIDTH)


def _repeated(page: Worksheet, paper: ReportPaper, width: int) -> Pages:
    """The title stands on every page, and the heads of the only table with it; gives the pages that its rows fill."""
    space = room([HEAD_WIDTH, *[WIDTH] * (width - 1)], landscape=paper.landscape) - TITLE_ROW - ROW
    heads = 2 + paper.tables[0].grouped if len(paper.tables) == 1 else 0
    page.repeat_rows(0, 1 + heads)
    return Pages(space)


def _heights(table: ReportTable, width: int) -> Iterator[float]:
    """How high its rows are: its title, its heads, its rows, its note."""
    yield from [ROW] * (1 + table.grouped)
    yield _high(_last_heads(table), len(table.heads) if table.grouped else 0)
    for heads, cells in table.rows:
        yield _high([*heads, *(cell.text for cell in cells)])
    if table.note:
        yield _note_height(table.note, width)


def _note_height(note: str, width: int) -> float:
    """How high the row of a note is, which stands over as many columns as the page has."""
    return height([(note, HEAD_WIDTH + (width - 1) * WIDTH)]) or ROW


def _last_heads(table: ReportTable) -> list[str]:
    """What stands in the row of heads above the first row; the heads of rows that reach down to it from above are left out."""
    return [*([] if table.grouped else table.heads), *(title for _, title in table.columns)]


def _table(page: Worksheet, row: int, table: ReportTable, looks: dict[str, Format], width: int) -> int:
    """Writes a table from a row on; gives the row after it."""
    page.set_row(row, ROW)
    page.write_string(row, 0, table.title, looks["name"])
    row = _head(page, row + 1, table, looks)
    for n, (heads, cells) in enumerate(table.rows):
        sort = "sum-" if n >= len(table.rows) - table.totals else ""
        _stretch(page, row, [*heads, *(cell.text for cell in cells)])
        for place, text in enumerate(heads):
            page.write_string(row, place, text, looks[f"{sort}row"])
        for place, cell in enumerate(cells, len(table.heads)):
            _write(page, row, place, cell, looks, sort)
        row += 1
    if table.note:
        page.set_row(row, _note_height(table.note, width))
        _across(page, row, 0, width - 1, table.note, looks["note"])
        row += 1
    return row


def _head(page: Worksheet, row: int, table: ReportTable, looks: dict[str, Format]) -> int:
    """One row of titles, or two with groups over the columns; gives the row after it."""
    look, first = looks["head"], len(table.heads)
    last = row + table.grouped
    page.set_row(row, ROW)
    for place, title in enumerate(table.heads):
        _box(page, (row, place, last, place), title, look)
    for name, start, end in groups(table) if table.grouped else ():
        _box(page, (row, first + start, row, first + end), name, look)
    for place, (_, title) in enumerate(table.columns, first):
        page.write_string(last, place, title, look)
    _stretch(page, last, _last_heads(table), first if table.grouped else 0)
    return last + 1


def _stretch(page: Worksheet, row: int, texts: Sequence[str], first: int = 0) -> None:
    """Makes a row as high as its texts need, the first of which stands in the column `first`; none is left to whoever opens
    the file, or pages would end elsewhere than they were reckoned to.
    """
    page.set_row(row, _high(texts, first))


def _high(texts: Sequence[str], first: int = 0) -> float:
    widths = (WIDTH if place else HEAD_WIDTH for place in range(first, first + len(texts)))
    return height(zip(texts, widths, strict=True)) or ROW


def _write(page: Worksheet, row: int, place: int, cell: Cell, looks: dict[str, Format], sort: str) -> None:
    if cell.number is None:
        page.write_string(row, place, cell.text, looks[f"{sort}text"])
    else:
        page.write_number(
            row, place, cell.number, looks[f"{sort}{'whole' if cell.number == int(cell.number) else 'number'}"]
        )


def _box(page: Worksheet, box: tuple[int, int, int, int], text: str, look: Format) -> None:
    """Text over several cells; one cell needs no merging."""
    if box[:2] == box[2:]:
        page.write_string(box[0], box[1], text, look)
    else:
        page.merge_range(*box, text, look)


def _across(page: Worksheet, row: int, first: int, last: int, text: str, look: Format) -> None:
    _box(page, (row, first, row, last), text, look)


def report_docx(paper: ReportPaper) -> bytes:
    """The document, for a word processor."""
    document = in_chinese(Document())
    _page(document, landscape=paper.landscape)
    number_pages(document)
    _line(document, _in_lines(paper), TITLE_FONT, 22, WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, paper.subtitle, TEXT_FONT, 12, WD_ALIGN_PARAGRAPH.RIGHT)
    for table in paper.tables:
        _line(document, table.title, HEAD_FONT, 14, WD_ALIGN_PARAGRAPH.LEFT, leads=True)
        _grid(document, table)
        if table.note:
            _line(document, table.note, TEXT_FONT, 10.5, WD_ALIGN_PARAGRAPH.LEFT)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _in_lines(paper: ReportPaper) -> str:
    """The title; one that is longer than a line goes on with its year on the next, so that no date or word is parted."""
    most = MOST_ACROSS if paper.landscape else MOST_ALONG
    signs = sum(1 if ord(sign) > 0x2E7F else 0.5 for sign in paper.title)
    return _BEFORE_YEAR.sub("\n", paper.title, count=1) if signs > most else paper.title


def _page(document: Paper, *, landscape: bool) -> None:
    """A4 with the margins of an official document (GB/T 9704-2012: 37 mm above, 28 mm left)."""
    section = document.sections[0]
    sides = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(35), Mm(26)


def _line(
    document: Paper, text: str, font: str, size: float, align: WD_ALIGN_PARAGRAPH, *, leads: bool = False
) -> None:
    """A paragraph; one that `leads` stands over a table, on the same page, apart from the table before."""
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    if leads:
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(4)
    _said(paragraph, text, font, size)


def _said(paragraph: Paragraph, text: str, font: str, size: float, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = font, Pt(size), bold
    # A Chinese face is named apart from the Latin one.
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _grid(document: Paper, table: ReportTable) -> None:
    top = 1 + table.grouped
    grid = document.add_table(rows=top + len(table.rows), cols=table.width)
    grid.style = "Table Grid"
    first = len(table.heads)
    for place, title in enumerate(table.heads):
        _put(grid, (0, place, top - 1, place), title, bold=True)
    for name, start, end in groups(table) if table.grouped else ():
        _put(grid, (0, first + start, 0, first + end), name, bold=True)
    for place, (_, title) in enumerate(table.columns, first):
        _put(grid, (top - 1, place, top - 1, place), title, bold=True)
    for n, (heads, cells) in enumerate(table.rows, top):
        bold = n >= top + len(table.rows) - table.totals
        for place, text in enumerate((*heads, *(cell.text for cell in cells))):
            _put(grid, (n, place, n, place), text, bold=bold, left=place < first)
    hold(list(grid.rows), top, table.totals, led=bool(table.note))


def _put(grid: Grid, box: tuple[int, int, int, int], text: str, *, bold: bool = False, left: bool = False) -> None:
    cell = grid.cell(*box[:2])
    if box[:2] != box[2:]:
        cell = cell.merge(grid.cell(*box[2:]))
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    _said(paragraph, text, TEXT_FONT, 12, bold=bold)
