"""Ledgers as officials expect them: a title over all columns, a bordered table, subtotals, a page that prints.

Written row by row, in memory that does not grow with the rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import IO, TYPE_CHECKING, Any

from fangyuan.model.later import later
from fangyuan.publishing.row_heights import height
from fangyuan.publishing.sheet_pages import set_up

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet
else:
    xlsxwriter = later("xlsxwriter")

TITLE_FONT, TEXT_FONT = "方正小标宋简体", "仿宋_GB2312"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_000
"""Rows of a sheet of Excel, without its heads."""

USUAL = 16
"""The width of a column, in digits, for which the view says none."""

Cell = str | int | float
BLANK_KEY = "-"


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a column with its width in characters, 0 for the usual; neighbours of one `above` share a head over theirs."""

    title: str
    width: int = 0
    above: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A row that stands out: the beginning of a group (`group`, its one text runs over all columns), or sums (`sum`)."""

    cells: Sequence[Cell]
    look: str = "group"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a ledger's sheet holds: title, a line under it, headings, rows of texts and numbers with bands among them.

    With a `key` every row has one cell more, in a hidden column of that title that is not printed; bands have `BLANK_KEY` there.
    """

    title: str
    subtitle: str
    columns: Sequence[Heading]
    rows: Iterable[Sequence[Cell] | Band]
    landscape: bool = True
    name: str = "台账"
    key: str = ""


def ledger_xlsx(sheet: Sheet) -> bytes:
    """The workbook as bytes."""
    made = BytesIO()
    write_ledger(sheet, made)
    return made.getvalue()


def write_ledger(sheet: Sheet, target: IO[bytes]) -> None:
    """Writes the workbook. What is a text is written as a text, so that no answer can become a formula or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(sheet.name[:31])
        head = 3 if any(_shared(sheet.columns)) else 2
        _lay_out(page, sheet, head)
        last = _fill(page, sheet, _formats(book), head)
        page.print_area(0, 0, last, max(len(sheet.columns) - 1, 0))


def _formats(book: "xlsxwriter.Workbook") -> dict[str, "Format"]:
    """The looks of a ledger."""
    cell = {"font_name": TEXT_FONT, "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}
    band = {
        "font_name": TEXT_FONT, "font_size": 11, "valign": "vcenter", "bold": True, "bg_color": "#F7F9FC", "top": 1, "bottom": 1
    }  # fmt: skip
    looks: dict[str, dict[str, Any]] = {
        "title": {"font_name": TITLE_FONT, "font_size": 18, "align": "center", "valign": "vcenter"},
        "subtitle": {"font_name": TEXT_FONT, "font_size": 11, "align": "right"},
        "head": {**cell, "bold": True, "align": "center", "bg_color": "#EEF2F7"},
        # A title of its own stands in two cells that look like one: rows are written as they come, so none is merged.
        "upper": {**cell, "bottom": 0, "bg_color": "#EEF2F7"},
        "lower": {**cell, "top": 0, "bold": True, "align": "center", "valign": "top", "bg_color": "#EEF2F7"},
        "cell": {**cell, "num_format": "@"},
        "number": cell,
        "group": {**band, "left": 1},
        "group-inside": band,
        "group-end": {**band, "right": 1},
        "sum": {**cell, "bold": True, "bg_color": "#F7F9FC"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _lay_out(page: "Worksheet", sheet: Sheet, head: int) -> None:
    """Paper, margins, the rows that repeat, the widths; `head` is the number of the last row of heads."""
    set_up(page, landscape=sheet.landscape)
    page.repeat_rows(0, head)
    page.freeze_panes(head + 1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width or USUAL)
    if sheet.key:
        page.set_column(len(sheet.columns), len(sheet.columns), None, None, {"hidden": True})


def _fill(page: "Worksheet", sheet: Sheet, looks: dict[str, "Format"], head: int) -> int:
    """Writes title, heads and rows in order; gives the last row's number."""
    last = max(len(sheet.columns) - 1, 0)
    page.set_row(0, 34)
    _across(page, 0, 0, last, sheet.title, looks["title"])
    _across(page, 1, 0, last, sheet.subtitle, looks["subtitle"])
    if head > 2:
        _above(page, sheet.columns, looks)
    widths = [column.width or USUAL for column in sheet.columns]
    page.set_row(head, height(zip((column.title for column in sheet.columns), widths, strict=True)))
    shared = _shared(sheet.columns)
    for place, column in enumerate(sheet.columns):
        page.write_string(head, place, column.title, looks["head" if head == 2 or shared[place] else "lower"])
    if sheet.key:
        page.write_string(head, last + 1, sheet.key)
    number = head
    for number, row in enumerate(sheet.rows, head + 1):
        _row(page, number, row, looks, last)
        if sheet.key and isinstance(row, Band):
            page.write_string(number, last + 1, BLANK_KEY)
    return number


def _shared(columns: Sequence[Heading]) -> list[bool]:
    """Of each column whether it shares a head with a neighbour. One of a single column says no more than its own title."""
    runs = [(title, len(list(inside))) for title, inside in groupby(columns, key=lambda column: column.above)]
    return [bool(title) and count > 1 for title, count in runs for _ in range(count)]


def _above(page: "Worksheet", columns: Sequence[Heading], looks: dict[str, "Format"]) -> None:
    """The heads over neighbouring columns; above the others nothing."""
    shared, place = _shared(columns), 0
    for title, inside in groupby(columns, key=lambda column: column.above):
        count = len(list(inside))
        if shared[place]:
            _across(page, 2, place, place + count - 1, title, looks["head"])
        else:
            for at in range(place, place + count):
                page.write_blank(2, at, None, looks["upper"])
        place += count


def _row(page: "Worksheet", number: int, row: Sequence[Cell] | Band, looks: dict[str, "Format"], last: int) -> None:
    """One row: texts as texts, numbers as numbers. Its height is left to whoever opens it: a height is kept in memory."""
    if isinstance(row, Band) and row.look == "group":
        _group(page, number, str(row.cells[0]), looks, last)
        return
    text, figure = (looks["sum"], looks["sum"]) if isinstance(row, Band) else (looks["cell"], looks["number"])
    for place, value in enumerate(row.cells if isinstance(row, Band) else row):
        if isinstance(value, str):
            page.write_string(number, place, value, text)
        else:
            page.write_number(number, place, value, figure)


def _group(page: "Worksheet", number: int, title: str, looks: dict[str, "Format"], last: int) -> None:
    """The beginning of a group. Its text runs over cells that are blank rather than merged: every merged cell is kept in
    memory, and rows below merged ones can be neither sorted nor filtered in Excel.
    """
    page.write_string(number, 0, title, looks["group"])
    for place in range(1, last + 1):
        page.write_blank(number, place, None, looks["group-end" if place == last else "group-inside"])


def _across(page: "Worksheet", row: int, first: int, last: int, text: str, look: "Format") -> None:
    """A line over some columns; one column needs no merging."""
    if last > first:
        page.merge_range(row, first, row, last, text, look)
    else:
        page.write_string(row, first, text, look)
