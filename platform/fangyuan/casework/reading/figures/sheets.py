"""A report in the workbook that a superior office wants filled: which number belongs into which cell."""

from collections.abc import Iterator, Mapping
from typing import Any

from fangyuan.casework.reading.figures.tables import TOTAL
from fangyuan.casework.reading.pages import FigureCell, FigureTable, ReportPage
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.reports import Report, Table
from fangyuan.packs.sheet_holes import figure_of
from fangyuan.publishing.sheets import filled

TEMPLATE = "template"
"""The key of a report's `excel` that names the workbook."""


def filled_sheet(template: bytes, report: Report, page: ReportPage, words: Mapping[str, Any]) -> bytes:
    """The workbook; raises Refused with the cell where a row that the report always has is not called so."""

    def told(place: str, hole: str) -> str | int | float:
        return str(words[hole]) if hole in words else _figure(report, page, place, hole)

    return filled(template, told)


def _figure(report: Report, page: ReportPage, place: str, hole: str) -> str | int | float:
    name, measure, names = figure_of(hole)
    table = next(one for one in page.tables if one.table == name)
    shown = next(one for one in report.tables if one.table == name)
    if table.problem:
        raise Refused(Problem("not-shown", f"{place}：{table.problem}", advice="请由能看这张表的人导出。"))
    cell = next(_cells(shown, table, measure, names), None)
    if cell is not None:
        return _number(cell)
    if names and not any(dimension.zeros for dimension in shown.rows):
        # A row without cases is none of the table, and counts nothing.
        return 0
    known = "、".join("|".join(row.heads) for row in table.rows[:8])
    said = f"表样的 {place} 要“{hole}”，报表“{table.title}”里没有。"
    raise Refused(Problem("sheet-row-missing", said, advice=f"请管理员改表样；这张表有：{known}。"))


def _cells(shown: Table, table: FigureTable, measure: str, names: tuple[str, ...]) -> Iterator[FigureCell]:
    """The numbers of a measure at a place: first the names of its row, level by level, then that of its column.

    Without names it is the total; a table without rows of its own has each measure in one.
    """
    levels = len(shown.rows)
    column = names[levels] if len(names) > levels else TOTAL
    rows = [row for row in table.rows if not levels or row.heads == names[:levels]]
    if levels and not names and table.total is not None:
        rows = [table.total]
    for row in rows:
        for head, cell in zip(table.columns, row.cells, strict=True):
            if cell.measure == measure and (shown.columns is None or (head.group or head.title) == column):
                yield cell


def _number(cell: FigureCell) -> str | int | float:
    """A number where its text says nothing more than it, else the text, as of rates."""
    value = cell.value
    if value is None or cell.part is not None:
        return cell.text
    whole = int(value) if value.is_integer() else value
    return whole if cell.text.replace(",", "") == str(whole) else cell.text
