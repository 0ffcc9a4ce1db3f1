"""Ledgers: columns, rows, filters."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from fangyuan.casework.reading.pages.clocks import Due
from fangyuan.casework.reading.pages.naming import Named
from fangyuan.casework.reading.pages.onward import Onward
from fangyuan.model.clocks import Light


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column of a ledger."""

    path: str
    title: str
    sortable: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row: texts by column, the case behind it, its light where a clock is shown."""

    case: str
    cells: tuple[str, ...]
    light: Light | None = None
    due: Due | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """The rows of a group that stand on a page; `count` and `sums` (texts by column) are of the whole group, on all pages."""

    title: str
    rows: tuple[LedgerRow, ...]
    count: int | None = None
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter that a ledger offers: options where the field has them."""

    path: str
    title: str
    kind: str
    options: tuple[Named, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of a view. `total` is exact unless it is `capped`, beyond that only a floor.

    `sums` (texts by column) are those of all rows that match; there are none, nor any of groups, where the total is capped.
    `returns`: something in it may be changed in its workbook, and the workbook brought back. `open_values`: how many rows of
    the page show sealed answers to the reader.
    """

    view: str
    title: str
    case_type: Named
    columns: tuple[LedgerColumn, ...]
    rows: tuple[LedgerRow, ...]
    filters: tuple[FilterField, ...]
    total: int
    page: int
    pages: int
    sort: str = ""
    group: str = ""
    capped: bool = False
    excel_title: str = ""
    groups: tuple[LedgerGroup, ...] = ()
    sums: tuple[str, ...] = ()
    returns: bool = False
    next: Onward = Onward()
    open_values: int = 0

    def only(self, paths: Collection[str]) -> "Ledger":
        """The same with these columns alone; with all of them where none of the paths is a column."""
        kept = [place for place, column in enumerate(self.columns) if column.path in paths]
        if not kept:
            return self

        def narrowed(rows: Iterable[LedgerRow]) -> tuple[LedgerRow, ...]:
            return tuple(replace(row, cells=_at(row.cells, kept)) for row in rows)

        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=narrowed(self.rows),
            groups=tuple(replace(one, rows=narrowed(one.rows), sums=_at(one.sums, kept)) for one in self.groups),
            sums=_at(self.sums, kept),
        )


def _at(cells: tuple[str, ...], kept: Iterable[int]) -> tuple[str, ...]:
    return tuple(cells[place] for place in kept) if cells else ()
