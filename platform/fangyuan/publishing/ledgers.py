"""Ledgers as officials expect them: a title over all columns, a bordered table, a page that prints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

TITLE_FONT, TEXT_FONT = "方正小标宋简体", "仿宋_GB2312"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a ledger's sheet holds: title, a line under it, column titles with widths (characters), rows of texts."""

    title: str
    subtitle: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str]]
    landscape: bool = True


def ledger_xlsx(sheet: Sheet) -> bytes:
    """The workbook. Every cell is written as text, so that no answer can become a formula."""
    made = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(made, options) as book:
        page = book.add_worksheet("台账")
        _lay_out(page, sheet)
        last = _fill(page, sheet, _formats(book))
        page.print_area(0, 0, last, max(len(sheet.columns) - 1, 0))
    return made.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    """The four looks of a ledger."""
    cell = {"font_name": TEXT_FONT, "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}
    looks: dict[str, dict[str, Any]] = {
        "title": {"font_name": TITLE_FONT, "font_size": 18, "align": "center", "valign": "vcenter"},
        "subtitle": {"font_name": TEXT_FONT, "font_size": 11, "align": "right"},
        "head": {**cell, "bold": True, "align": "center", "bg_color": "#EEF2F7"},
        "cell": {**cell, "num_format": "@"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _lay_out(page: Worksheet, sheet: Sheet) -> None:
    """Paper, margins, the rows that repeat, the widths."""
    if sheet.landscape:
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 2)
    page.freeze_panes(3, 0)
    page.set_footer("&C第 &P 页 共 &N 页")
    for place, (_, width) in enumerate(sheet.columns):
        page.set_column(place, place, width or 16)


def _fill(page: Worksheet, sheet: Sheet, looks: dict[str, Format]) -> int:
    """Writes title, heads and rows in order; gives the last row's number."""
    last = max(len(sheet.columns) - 1, 0)
    page.set_row(0, 34)
    _across(page, 0, last, sheet.title, looks["title"])
    _across(page, 1, last, sheet.subtitle, looks["subtitle"])
    for place, (title, _) in enumerate(sheet.columns):
        page.write_string(2, place, title, looks["head"])
    number = 2
    for number, row in enumerate(sheet.rows, 3):
        for place, text in enumerate(row):
            page.write_string(number, place, text, looks["cell"])
    return number


def _across(page: Worksheet, row: int, last: int, text: str, look: Format) -> None:
    """A line over all columns; one column needs no merging."""
    if last:
        page.merge_range(row, 0, row, last, text, look)
    else:
        page.write_string(row, 0, text, look)
