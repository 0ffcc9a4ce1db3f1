"""A report in the workbook that a superior office wants filled: which number belongs into which cell."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from fangyuan.casework.reading.figures.places import REST
from fangyuan.casework.reading.figures.rounding import number
from fangyuan.casework.reading.figures.tables import SUBTOTAL, TOTAL
from fangyuan.casework.reading.pages import FigureCell, FigureRow, FigureTable, ReportPage
from fangyuan.model.later import later
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.reports import Figure, Report, Table
from fangyuan.packs.sheet_holes import COMPARED, OF_RATES, Hole, figure_of

if TYPE_CHECKING:
    from fangyuan.publishing import sheets
else:
    sheets = later("fangyuan.publishing.sheets")

TEMPLATE = "template"
"""The key of a report's `excel` that names the workbook."""

Called = Callable[[Table], tuple[AbstractSet[str], ...]]
"""Takes a table and gives what the places of its rows, level by level, and of its columns may be called, where that is known."""


def filled_sheet(template: bytes, report: Report, page: ReportPage, words: Mapping[str, Any], called: Called) -> bytes:
    """The workbook; raises Refused with the cell whose number the report does not have."""

    def told(place: str, hole: str) -> "sheets.Filling":
        return (
            sheets.Filling(str(words[hole])) if hole in words else _figure(report, page, place, figure_of(hole), called)
        )

    return sheets.filled(template, told)


def _figure(report: Report, page: ReportPage, place: str, hole: Hole, called: Called) -> "sheets.Filling":
    table = next((one for one in page.tables if one.table == hole.table), None)
    shown = next((one for one in report.tables if one.table == hole.table), None)
    if table is None or shown is None:
        said = f"表样的 {place} 要“{hole.path}”，这张报表没有。"
        raise Refused(Problem("sheet-row-missing", said, advice="请管理员改表样。"))
    if table.problem:
        raise Refused(Problem("not-shown", f"{place}：{table.problem}", advice="请由能看这张表的人导出。"))
    cell = next(_cells(shown, table, hole), None)
    if cell is not None:
        return _filling(shown, cell, hole)
    if _counts_nothing(shown, table, hole, called):
        return sheets.Filling("0", 0)
    said = f"表样的 {place} 要“{'|'.join((hole.path, *hole.names))}”，报表“{table.title}”里没有。"
    raise Refused(Problem("sheet-row-missing", said, advice=_advice(table)))


def _advice(table: FigureTable) -> str:
    if any(REST in row.heads for row in table.rows):
        return f"这张表只列最多的几行，别的并在“{REST}”里；请管理员在定义里去掉 top，或者改表样。"
    known = "、".join("|".join(row.heads) for row in table.rows[:8])
    return f"请管理员改表样；这张表有：{known}。"


def _counts_nothing(shown: Table, table: FigureTable, hole: Hole, called: Called) -> bool:
    """Whether a place is none of the table because it has no cases: it is called as one may be, none stands among the rest."""
    if not hole.names or any(REST in row.heads for row in table.rows):
        return False
    levels, titles = len(shown.rows), called(shown)
    dimensions = (*shown.rows, *([shown.columns] if shown.columns else []))
    names = dict(enumerate(hole.names[1:], levels) if hole.names[0] == TOTAL else enumerate(hole.names))
    usual = {levels: TOTAL, **({levels - 1: SUBTOTAL} if levels > 1 else {})}
    return len(names) >= levels * (hole.names[0] != TOTAL) and all(
        level < len(dimensions)
        and (name == usual.get(level) or (name in titles[level] if titles[level] else not dimensions[level].zeros))
        for level, name in names.items()
    )


def _cells(shown: Table, table: FigureTable, hole: Hole) -> Iterator[FigureCell]:
    """The numbers of a measure at a place: first the names of its row, level by level, then that of its column.

    Without names, or by that of the total, it is the total; a table without rows of its own has each measure in one.
    """
    levels, compared = len(shown.rows), hole.form if hole.form in COMPARED else ""
    in_all = levels and hole.names[:1] in ((), (TOTAL,)) and table.total is not None
    rest = hole.names[1 if in_all else levels :]
    column = rest[0] if rest else TOTAL
    rows = list(_rows(table, hole.names[:levels]))
    for row in [table.total] if in_all and table.total is not None else rows:
        for head, cell in zip(table.columns, row.cells, strict=True):
            here = shown.columns is None or (head.group or head.title) == column
            if here and (cell.measure, cell.compared) == (hole.measure, compared):
                yield cell


def _rows(table: FigureTable, names: tuple[str, ...]) -> Iterator[FigureRow]:
    """The rows of names, all without any. What has one row alone has no subtotal: the row is the whole of it."""
    inside = [row for row in table.rows if not names or row.heads[:-1] == names[:-1]]
    if names[-1:] == (SUBTOTAL,) and len(inside) == 1:
        yield inside[0]
        return
    yield from (row for row in inside if not names or row.heads == names)


def _filling(shown: Table, cell: FigureCell, hole: Hole) -> "sheets.Filling":
    """A number as the report has it; one half of a rate, or its per cent, where the hole asks for that."""
    if hole.form in OF_RATES:
        found = {"part": cell.part, "whole": cell.whole, "value": cell.value}[hole.form]
        return sheets.Filling("—") if found is None else sheets.Filling(number(found), _plain(found))
    is_rate = any(one.measure == hole.measure and one.figure is Figure.RATE for one in shown.measures)
    return sheets.Filling(cell.text, None if cell.value is None else _plain(cell.value), percent=is_rate)


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value
