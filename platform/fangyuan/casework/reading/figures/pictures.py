"""Tables as pictures: which of their cells are drawn, and the drawing that needs no script."""

from collections.abc import Sequence

from fangyuan.casework.reading.pages import FigureCell, FigureRow, Picture, PictureLine
from fangyuan.model.reports import Figure, Measure, Table
from fangyuan.publishing import charts

COLOURS = charts.COLOURS
"""Those of the drawing, for whoever draws it once more."""


def picture(table: Table, rows: Sequence[FigureRow], columns: Sequence[str], period: str) -> Picture | None:
    """The first measure as a picture, for each column where there are some; nothing where nothing is asked for or there.

    Without columns bars and lines also show the other measures that are alike. `period` names the line of a table
    whose rows are its measures.
    """
    if not table.chart or not rows:
        return None
    labels = tuple(" · ".join(row.heads) for row in rows)
    lines = tuple(PictureLine(name, tuple(cells)) for name, cells in _lines(table, rows, columns, period))
    series = [charts.Series(line.name, tuple(cell.value for cell in line.cells)) for line in lines]
    svg = charts.chart(table.chart, table.title, labels, series)
    return Picture(table.chart, labels, lines, svg) if svg else None


def _lines(
    table: Table, rows: Sequence[FigureRow], columns: Sequence[str], period: str
) -> list[tuple[str, list[FigureCell]]]:
    if not table.rows:
        return [(period, [row.cells[-1 - len(() if table.columns else table.compare)] for row in rows])]
    measures = table.measures
    if table.columns:
        return [(name, _at(rows, n * len(measures))) for n, name in enumerate(columns)]
    step = 1 + len(table.compare)
    return [(one.title, _at(rows, measures.index(one) * step)) for one in _alike(table)]


def _at(rows: Sequence[FigureRow], place: int) -> list[FigureCell]:
    return [row.cells[place] for row in rows]


def _alike(table: Table) -> list[Measure]:
    """The measures that stand on one axis with the first; a pie shows one alone."""
    first, *_ = table.measures
    if table.chart == "pie":
        return [first]
    rate = first.figure is Figure.RATE
    return [one for one in table.measures if (one.figure is Figure.RATE) == rate and one.unit == first.unit]
