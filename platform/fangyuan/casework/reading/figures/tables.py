"""Tables of a report: what was counted, laid out in rows and columns, with totals, comparisons and a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.figures.comparing import TO_DATE, Comparison
from fangyuan.casework.reading.figures.layouts import Layout, Place, written
from fangyuan.casework.reading.figures.lines import Line, largest, lines_of
from fangyuan.casework.reading.figures.periods import Period
from fangyuan.casework.reading.figures.pictures import picture
from fangyuan.casework.reading.figures.places import REST
from fangyuan.casework.reading.figures.rounding import rounded
from fangyuan.casework.reading.figures.tallying import NOTHING, Amount, parts_of, told, value_of
from fangyuan.casework.reading.pages import FigureCell, FigureHead, FigurePart, FigureRow, FigureTable
from fangyuan.model.reports import Figure, Measure, Report, Table
from fangyuan.store.places import NotIndexed
from fangyuan.store.questions import Key

TOTAL, SUBTOTAL = "合计", "小计"
_COMPARED = {"period-before": "环比", "year-ago": "同比", "year-to-date": "本年累计"}


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
    lines = lines_of(layout, compared)
    rows = [
        _rest(layout, one, places, compared) if one.left else _row(layout, one.key, places, compared) for one in lines
    ]
    drawn = [row for one, row in zip(lines, rows, strict=True) if not one.left]
    return FigureTable(
        table=table.table,
        title=table.title,
        hint=table.hint,
        heads=tuple(one.title for one in layout.rows),
        columns=tuple(_heads(layout, places, compared)),
        rows=tuple(_with_subtotals(layout, lines, rows, places, compared)),
        total=_row(layout, (), places, compared),
        picture=picture(table, drawn, [layout.columns.named(one) for one in places] if layout.columns else [], ""),
    )


def _with_subtotals(
    layout: Layout, lines: Sequence[Line], rows: Sequence[FigureRow], places: Sequence[Place], compared: Sequence[str]
) -> Iterator[FigureRow]:
    """The rows; where they have levels, the whole of each first one stands below those of it, if they are several."""
    if len(layout.rows) < 2:
        yield from rows
        return
    for first, inside in groupby(zip(lines, rows, strict=True), key=lambda one: one[0].key[:1]):
        members = [row for _, row in inside]
        yield from members
        if len(members) > 1 and first:
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
    return layout.columns.ordered((key[0] for key in found), largest(layout, found, 0))


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
        yield _comparison(layout, measure, (key,), now, other, own)


def _amount(layout: Layout, measure: Measure, key: Key, period: Period) -> Amount:
    found = layout.figures(rows=len(key), columns=False, period=period)
    return found.get(key, {}).get(measure.measure, NOTHING)


def _cell(measure: Measure, amount: Amount, places: tuple[str, ...] | None) -> FigureCell:
    exact = value_of(measure, amount)
    rate = measure.figure is Figure.RATE
    shown, text = _shown(measure, exact), told(measure, amount)
    linked = places if (amount.whole if rate else amount.cases) else None
    part, whole = (amount.part, amount.whole) if rate else (None, None)
    parts = tuple(parts_of(measure, amount)) if linked is not None else ()
    return FigureCell(text, shown, part, whole, measure.measure, linked, parts=parts)


def _shown(measure: Measure, exact: Fraction | None) -> float | None:
    if exact is None:
        return None
    fine = measure.figure in (Figure.RATE, Figure.AVERAGE, Figure.DAYS)
    return float(rounded(exact, measure.rounding)) if fine else float(exact)


def _comparison(
    layout: Layout, measure: Measure, keys: Sequence[Key], now: Amount, other: str, places: tuple[str, ...]
) -> FigureCell:
    """What the figure of some rows was then and how far it moved; of a sum in the year so far the sum itself."""
    then = Comparison(layout, other).amount(measure, keys)
    said = replace(_cell(measure, then, places), compared=other)
    moved = "" if other == TO_DATE else _moved(measure, now, then)
    parts = (*said.parts, FigurePart(moved)) if moved and said.parts else said.parts
    return replace(said, text=f"{said.text}{moved}", parts=parts)


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


def _rest(layout: Layout, line: Line, places: Sequence[Place], compared: Sequence[str]) -> FigureRow:
    """Everything that `top` left out below a key, in one row; what cannot be added up stays open there."""
    deep, cells = len(layout.rows), []
    own = tuple(written(n, place) for n, place in enumerate(line.key))
    for measure in layout.table.measures:
        by_column = layout.figures(rows=deep, columns=True) if places else {}
        found = [[by_column.get((*key, place), {}) for key in line.left] for place in places]
        found.append([layout.figures(rows=deep, columns=False).get(key, {}) for key in line.left])
        where = [*((*own, written(deep, place)) for place in places), own]
        told = [
            _together(measure, [each.get(measure.measure, NOTHING) for each in one], at)
            for one, at in zip(found, where, strict=True)
        ]
        cells.append([*told, *_rest_then(layout, measure, line, compared, own)])
    order = [cell for each in (zip(*cells, strict=True) if layout.columns else cells) for cell in each]
    named = tuple(one.named(place) for one, place in zip(layout.rows, line.key, strict=False))
    rest = tuple(replace(cell, rest=True) for cell in order)
    return FigureRow((*named, REST, *("",) * (deep - 1 - len(named))), rest)


def _rest_then(
    layout: Layout, measure: Measure, line: Line, compared: Sequence[str], own: tuple[str, ...]
) -> Iterator[FigureCell]:
    now = sum((_amount(layout, measure, key, layout.period) for key in line.left), NOTHING)
    for other in compared:
        if measure.additive:
            yield _comparison(layout, measure, line.left, now, other, own)
        else:
            yield FigureCell("—", None, measure=measure.measure, compared=other)


def _together(measure: Measure, amounts: Sequence[Amount], places: tuple[str, ...]) -> FigureCell:
    if not measure.additive:
        return FigureCell("—", None, measure=measure.measure)
    return _cell(measure, sum(amounts, NOTHING), places)
