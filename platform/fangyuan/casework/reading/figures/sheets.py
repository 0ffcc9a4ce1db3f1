"""A report in the workbook that a superior office wants filled: which number belongs into which cell."""

from collections.abc import Iterator, Mapping
from typing import Any

from fangyuan.casework.reading.figures.rounding import number
from fangyuan.casework.reading.figures.tables import TOTAL
from fangyuan.casework.reading.pages import FigureCell, FigureTable, ReportPage
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.reports import Figure, Report, Table
from fangyuan.packs.sheet_holes import COMPARED, OF_RATES, Hole, figure_of
from fangyuan.publishing.sheets import Filling, filled

TEMPLATE = "template"
"""The key of a report's `excel` that names the workbook."""


def filled_sheet(template: bytes, report: Report, page: ReportPage, words: Mapping[str, Any]) -> bytes:
    """The workbook; raises Refused with the cell where a row that the report always has is not called so."""

    def told(place: str, hole: str) -> Filling:
        return Filling(str(words[hole])) if hole in words else _figure(report, page, place, figure_of(hole))

    return filled(template, told)


def _figure(report: Report, page: ReportPage, place: str, hole: Hole) -> Filling:
    table = next(one for one in page.tables if one.table == hole.table)
    shown = next(one for one in report.tables if one.table == hole.table)
    if table.problem:
        raise Refused(Problem("not-shown", f"{place}：{table.problem}", advice="请由能看这张表的人导出。"))
    cell = next(_cells(shown, table, hole), None)
    if cell is not None:
        return _filling(shown, cell, hole)
    if hole.names and not any(dimension.zeros for dimension in shown.rows):
        # A row without cases is none of the table, and counts nothing.
        return Filling("0", 0)
    known = "、".join("|".join(row.heads) for row in table.rows[:8])
    said = f"表样的 {place} 要“{'|'.join((hole.path, *hole.names))}”，报表“{table.title}”里没有。"
    raise Refused(Problem("sheet-row-missing", said, advice=f"请管理员改表样；这张表有：{known}。"))


def _cells(shown: Table, table: FigureTable, hole: Hole) -> Iterator[FigureCell]:
    """The numbers of a measure at a place: first the names of its row, level by level, then that of its column.

    Without names, or by that of the total, it is the total; a table without rows of its own has each measure in one.
    """
    levels, compared = len(shown.rows), hole.form if hole.form in COMPARED else ""
    in_all = levels and hole.names[:1] in ((), (TOTAL,)) and table.total is not None
    rest = hole.names[1 if in_all else levels :]
    column = rest[0] if rest else TOTAL
    rows = [row for row in table.rows if not levels or row.heads == hole.names[:levels]]
    for row in [table.total] if in_all and table.total is not None else rows:
        for head, cell in zip(table.columns, row.cells, strict=True):
            here = shown.columns is None or (head.group or head.title) == column
            if here and (cell.measure, cell.compared) == (hole.measure, compared):
                yield cell


def _filling(shown: Table, cell: FigureCell, hole: Hole) -> Filling:
    """A number as the report has it; one half of a rate, or its per cent, where the hole asks for that."""
    if hole.form in OF_RATES:
        found = {"part": cell.part, "whole": cell.whole, "value": cell.value}[hole.form]
        return Filling("—") if found is None else Filling(number(found), _plain(found))
    is_rate = any(one.measure == hole.measure and one.figure is Figure.RATE for one in shown.measures)
    return Filling(cell.text, None if cell.value is None else _plain(cell.value), percent=is_rate)


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value
