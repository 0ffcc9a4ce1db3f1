"""Tables whose rows or columns are called what officers typed into cases, as they leave the office in a paper."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from fangyuan.casework.reading.figures.layouts import Layout
from fangyuan.casework.reading.pages import FigureRow, FigureTable


def typed_texts(layout: Layout, table: FigureTable) -> Iterator[str]:
    """The texts that were typed."""
    if table.problem:
        return
    for level, places in enumerate(layout.rows):
        if places.is_typed:
            yield from (row.heads[level] for row in table.rows if level < len(row.heads))
    if layout.columns is not None and layout.columns.is_typed:
        yield from (head.group or head.title for head in table.columns)


def retold(layout: Layout, table: FigureTable, tell: Callable[[str], str]) -> FigureTable:
    """The table with every text that was typed told otherwise."""
    if table.problem:
        return table
    levels = [level for level, places in enumerate(layout.rows) if places.is_typed]
    columns = table.columns
    if layout.columns is not None and layout.columns.is_typed:
        columns = tuple(replace(head, title=tell(head.title), group=tell(head.group)) for head in columns)
    rows = tuple(replace(row, heads=_heads(row, levels, tell)) for row in table.rows)
    return replace(table, rows=rows, columns=columns)


def _heads(row: FigureRow, levels: list[int], tell: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(tell(head) if level in levels else head for level, head in enumerate(row.heads))
