"""Ledgers: columns, rows, filters."""

from dataclasses import dataclass

from fangyuan.casework.reading.pages.clocks import Due
from fangyuan.casework.reading.pages.naming import Named
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
class FilterField:
    """A filter that a ledger offers: options where the field has them."""

    path: str
    title: str
    kind: str
    options: tuple[Named, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of a view. `total` is exact up to `capped_at`, beyond it only a floor."""

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
