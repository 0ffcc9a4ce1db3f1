"""Tables of a report: what was counted, laid out in rows and columns, with totals, comparisons and a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.figures.periods import Period
from fangyuan.casework.reading.figures.pictures import picture
from fangyuan.casework.reading.figures.places import REST, Places
from fangyuan.casework.reading.figures.rounding import rounded
from fangyuan.casework.reading.figures.shares import Counted, counted
from fangyuan.casework.reading.figures.tallying import NOTHING, Amount, Figures, Teller, told, value_of
from fangyuan.casework.reading.pages import FigureCell, FigureHead, FigureRow, FigureTable
from fangyuan.model.problems import Problem
from fangyuan.model.reports import Figure, Measure, Report, Table
from fangyuan.store.figures import Key
from fangyuan.store.places import NotIndexed

TOTAL, SUBTOTAL = "合计", "小计"
_COMPARED = {"period-before": "环比", "year-ago": "同比", "year-to-date": "本年累计"}
_HIDDEN = "您无权查看这张表所用的字段。"
_NOTHING_HERE = "本机关没有启用这类事项。"
Place = str | None


def written(dimension: int, place: Place) -> str:
    """A place as addresses carry it: the number of its dimension, `=` and the place, which is left out where it is blank."""
    return str(dimension) if place is None else f"{dimension}={place}"


def read(text: str) -> tuple[int, Place]:
    """The dimension and the place that an address carries; raises ValueError."""
    dimension, said, place = text.partition("=")
    return int(dimension), place if said else None


@dataclass(frozen=True)
class Layout:
    """One table for one officer in one period."""

    desk: Desk
    report: Report
    table: Table
    period: Period

    @cached_property
    def counted(self) -> Counted:
        """Whose cases it counts."""
        return counted(self.desk, self.table.case_types, self.table.condition, levels=self.report.over == "levels")

    @cached_property
    def teller(self) -> Teller:
        """Who asks for its figures."""
        return Teller(self.desk.uow, self.counted.shares, self.table.measures)

    @cached_property
    def rows(self) -> tuple[Places, ...]:
        """The dimensions of its rows."""
        return tuple(Places(one, self.desk, self.counted, self.period) for one in self.table.rows)

    @cached_property
    def columns(self) -> Places | None:
        """The dimension of its columns."""
        one = self.table.columns
        return Places(one, self.desk, self.counted, self.period) if one else None

    @property
    def dimensions(self) -> tuple[Places, ...]:
        """Those of its rows, then that of its columns."""
        return (*self.rows, *([self.columns] if self.columns else []))

    @property
    def problem(self) -> Problem | None:
        """Why the officer cannot have it."""
        if not self.counted.types:
            return Problem("not-active", _NOTHING_HERE)
        told_apart = [one.by for one in (*self.table.rows, *([self.table.columns] if self.table.columns else []))]
        paths = [*told_apart, *(path for one in self.table.measures for path in (one.path, one.to) if path)]
        if all(self.counted.sees(self.desk, path) for path in paths if path in self.counted.types[0][1].fields):
            return None
        return Problem("forbidden", _HIDDEN)

    def figures(self, *, rows: int, columns: bool, period: Period | None = None) -> Figures:
        """The figures by the first so many levels of its rows, by columns, by both or by neither."""
        axes = [one.axis for one in self.rows[:rows]]
        if columns and self.columns is not None:
            axes.append(self.columns.axis)
        return self.teller.figures(period or self.period, tuple(axes))


def table_of(desk: Desk, report: Report, table: Table, period: Period) -> FigureTable:
    """A table; where the officer cannot have it, it says why instead."""
    layout = Layout(desk, report, table, period)
    if problem := layout.problem:
        return FigureTable(table.table, table.title, table.hint, (), (), (), problem=problem.message)
    try:
        return _by_rows(layout) if table.rows else _by_measures(layout)
    except NotIndexed as error:
        return FigureTable(table.table, table.title, table.hint, (), (), (), problem=f"现在数不出来：{error}")


def _by_measures(layout: Layout) -> FigureTable:
    """Without rows of its own every figure is a row: this period, then what it is compared with."""
    table, places = layout.table, _column_places(layout)
    columns = [FigureHead(layout.columns.named(place)) for place in places] if layout.columns else []
    compared = () if layout.columns else table.compare
    heads = (*columns, FigureHead(TOTAL if columns else layout.period.title), *_compared_heads(compared))
    rows = tuple(
        FigureRow((_measure_title(one),), tuple(_across(layout, one, (), places, compared))) for one in table.measures
    )
    drawn = picture(table, rows, (), layout.period.title)
    return FigureTable(table.table, table.title, table.hint, ("项目",), heads, rows, picture=drawn)


def _compared_heads(compared: Sequence[str]) -> Iterator[FigureHead]:
    for one in compared:
        yield FigureHead(_COMPARED[one])


def _measure_title(measure: Measure) -> str:
    return f"{measure.title}（{measure.unit}）" if measure.unit else measure.title


def _by_rows(layout: Layout) -> FigureTable:
    table, places = layout.table, _column_places(layout)
    compared = () if layout.columns else table.compare
    keys = _row_keys(layout)
    rows = tuple(_row(layout, key, places, compared) for key in keys)
    shown = _with_subtotals(layout, keys, rows, places, compared)
    rest = _rest(layout, keys, places)
    return FigureTable(
        table=table.table,
        title=table.title,
        hint=table.hint,
        heads=tuple(one.title for one in layout.rows),
        columns=tuple(_heads(layout, places, compared)),
        rows=(*shown, *([rest] if rest else [])),
        total=_row(layout, (), places, compared),
        picture=picture(table, rows, [layout.columns.named(one) for one in places] if layout.columns else [], ""),
    )


def _with_subtotals(
    layout: Layout, keys: Sequence[Key], rows: Sequence[FigureRow], places: Sequence[Place], compared: Sequence[str]
) -> Iterator[FigureRow]:
    """The rows; where they have levels, the whole of each first one stands below those of it, if they are several."""
    if len(layout.rows) < 2:
        yield from rows
        return
    for first, inside in groupby(zip(keys, rows, strict=True), key=lambda one: one[0][:1]):
        members = [row for _, row in inside]
        yield from members
        if len(members) > 1:
            whole = _row(layout, first, places, compared)
            blank = ("",) * (len(layout.rows) - 2)
            yield FigureRow((whole.heads[0], SUBTOTAL, *blank), whole.cells)


def _heads(layout: Layout, places: Sequence[Place], compared: Sequence[str]) -> Iterator[FigureHead]:
    measures = layout.table.measures
    if layout.columns is not None:
        for place in (*map(layout.columns.named, places), TOTAL):
            yield from (FigureHead(_measure_title(one), place) for one in measures)
        return
    for one in measures:
        yield FigureHead(
            layout.period.title if compared else _measure_title(one), _measure_title(one) if compared else ""
        )
        yield from (FigureHead(_COMPARED[other], _measure_title(one)) for other in compared)


def _column_places(layout: Layout) -> list[Place]:
    if layout.columns is None:
        return []
    found = layout.figures(rows=0, columns=True)
    return layout.columns.ordered((key[0] for key in found), _largest(layout, found, 0))


def _largest(layout: Layout, found: Figures, level: int) -> dict[Place, float]:
    """How large a place is by the first measure."""
    first = layout.table.measures[0].measure
    sizes: dict[Place, float] = {}
    for key, figures in found.items():
        sizes[key[level]] = sizes.get(key[level], 0) + figures.get(first, NOTHING).part
    return sizes


def _row_keys(layout: Layout) -> list[Key]:
    """The keys of the rows, in order, level by level; only the largest where no more are wanted."""
    found = layout.figures(rows=len(layout.rows), columns=False)
    keys: list[Key] = [()]
    for level, places in enumerate(layout.rows):
        sizes = _largest(layout, found, level)
        deeper: list[Key] = []
        for above in keys:
            below = {key[level] for key in found if key[:level] == above}
            ordered = places.ordered(below, sizes)
            if places.dimension.top:
                ordered = sorted(ordered, key=lambda one: -sizes.get(one, 0))[: places.dimension.top]
            deeper += [(*above, one) for one in ordered]
        keys = deeper
    return keys


def _row(layout: Layout, key: Key, places: Sequence[Place], compared: Sequence[str]) -> FigureRow:
    """The row of a key; the empty key is the total."""
    heads = tuple(one.named(place) for one, place in zip(layout.rows, key, strict=False))
    cells = [list(_across(layout, one, key, places, compared)) for one in layout.table.measures]
    if layout.columns is None:
        return FigureRow(heads or (TOTAL,), tuple(cell for each in cells for cell in each))
    by_place = zip(*cells, strict=True)
    return FigureRow(heads or (TOTAL,), tuple(cell for each in by_place for cell in each))


def _across(
    layout: Layout, measure: Measure, key: Key, places: Sequence[Place], compared: Sequence[str]
) -> Iterator[FigureCell]:
    """The cells of a measure in a row: each column, the whole, what it is compared with."""
    rows, own = len(key), tuple(written(n, place) for n, place in enumerate(key))
    for place in places:
        amount = layout.figures(rows=rows, columns=True).get((*key, place), {}).get(measure.measure, NOTHING)
        yield _cell(measure, amount, (*own, written(len(layout.rows), place)))
    now = _amount(layout, measure, key, layout.period)
    yield _cell(measure, now, own)
    for other in compared:
        yield _comparison(layout, measure, key, now, other)


def _amount(layout: Layout, measure: Measure, key: Key, period: Period) -> Amount:
    found = layout.figures(rows=len(key), columns=False, period=period)
    return found.get(key, {}).get(measure.measure, NOTHING)


def _cell(measure: Measure, amount: Amount, places: tuple[str, ...] | None) -> FigureCell:
    exact = value_of(measure, amount)
    rate = measure.figure is Figure.RATE
    shown = _shown(measure, exact)
    linked = places if (amount.whole if rate else amount.cases) else None
    part, whole = (amount.part, amount.whole) if rate else (None, None)
    return FigureCell(told(measure, amount), shown, part, whole, measure.measure, linked)


def _shown(measure: Measure, exact: Fraction | None) -> float | None:
    if exact is None:
        return None
    fine = measure.figure in (Figure.RATE, Figure.AVERAGE, Figure.DAYS)
    return float(rounded(exact, measure.rounding)) if fine else float(exact)


def _comparison(layout: Layout, measure: Measure, key: Key, now: Amount, other: str) -> FigureCell:
    """What the figure was then and how far it moved; of a sum in the year so far the sum itself."""
    if other == "year-to-date":
        return replace(_cell(measure, _amount(layout, measure, key, layout.period.to_date()), None), compared=other)
    period = layout.period.before() if other == "period-before" else layout.period.year_ago()
    then = _amount(layout, measure, key, period)
    said = replace(_cell(measure, then, None), compared=other)
    return replace(said, text=f"{said.text}{_moved(measure, now, then)}")


def _moved(measure: Measure, now: Amount, then: Amount) -> str:
    """` ↑12.5 %`; a rate moves by points."""
    new, old = value_of(measure, now), value_of(measure, then)
    if new is None or old is None:
        return ""
    if measure.figure is Figure.RATE:
        moved, unit = rounded(abs(new - old), measure.rounding), "点"
    elif not old:
        return "" if not new else " ↑"
    else:
        moved, unit = rounded(abs(new - old) / abs(old) * 100, measure.rounding), " %"
    return " 持平" if new == old else f" {'↑' if new > old else '↓'}{moved}{unit}"


def _rest(layout: Layout, keys: Sequence[Key], places: Sequence[Place]) -> FigureRow | None:
    """Everything that `top` left out, in one row; what cannot be added up stays open there."""
    if not any(one.dimension.top for one in layout.rows):
        return None
    left = [key for key in layout.figures(rows=len(layout.rows), columns=False) if key not in set(keys)]
    if not left:
        return None
    cells: list[list[FigureCell]] = []
    for measure in layout.table.measures:
        found = [
            [layout.figures(rows=len(layout.rows), columns=True).get((*key, place), {}) for key in left]
            for place in places
        ] + [[layout.figures(rows=len(layout.rows), columns=False).get(key, {}) for key in left]]
        cells.append([_together(measure, [each.get(measure.measure, NOTHING) for each in one]) for one in found])
        cells[-1] += [FigureCell("", None)] * (0 if layout.columns else len(layout.table.compare))
    order = [cell for each in (zip(*cells, strict=True) if layout.columns else cells) for cell in each]
    return FigureRow((REST, *("",) * (len(layout.rows) - 1)), tuple(order))


def _together(measure: Measure, amounts: Sequence[Amount]) -> FigureCell:
    if not measure.additive:
        return FigureCell("—", None, measure=measure.measure)
    return _cell(measure, sum(amounts, NOTHING), None)
