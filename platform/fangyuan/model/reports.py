"""Reports: tables of figures over cases, by period; what a pack says of them, and nothing of how they are counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fangyuan.model.conditions import Condition
from fangyuan.model.who import Whos

MEASURED_DATE = "date"
"""What a dimension names instead of a path to go by the date of each measure."""

JURISDICTION = "case.jurisdiction"
"""The dimension of a report over several levels: the tenant that holds the case."""

FACTS: Mapping[str, str] = {
    "case.closed_at": "date-time",
    "case.changed_at": "date-time",
    "case.registered_by": "string",
    "case.due": "date-time",
    "case.light": "string",
    "case.overdue": "boolean",
    "case.sent_here": "boolean",
}
"""Facts that reports may name beside those that every list knows; a case is sent here if another case dispatched it."""

LISTED = (
    "case.number", "case.stage", "case.visit", "case.flags", "case.leader", "case.received_on", "case.registered_at",
    "case.closed", "case.outcome", "case.unit", "case.age_days",
)  # fmt: skip
"""Facts of every case that a report may name."""

OF_A_CLOCK: Mapping[str, str] = {
    "running": "boolean", "status": "string", "due": "date", "light": "string", "overdue": "boolean",
    "started": "date-time", "stopped": "date-time",
}  # fmt: skip
"""What a report may name of the latest run of a clock: `clock.<id>.stopped`."""


class Figure(StrEnum):
    """What a measure gives."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    DAYS = "days"
    ENTRIES = "entries"
    DISTINCT = "distinct"
    RATE = "rate"


class Stock(StrEnum):
    """Cases that are open at one end of the period, instead of those that the date puts into it."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a table.

    `path` is the number that is summed or averaged, the list whose entries are counted, the value whose different ones
    are counted, the first date of `days`; `to` is the second. Of a rate `denominator` says of what, `numerator` which of
    these. `date` puts a case into the period, `stock` asks for the open ones instead. `rounding` is `half-up-1`. `apart`
    counts every case that came in, also one that went into another; `each` every case of a matter for itself.
    """

    measure: str
    title: str
    figure: Figure
    path: str = ""
    to: str = ""
    condition: Condition | None = None
    numerator: Condition | None = None
    denominator: Condition | None = None
    date: str = ""
    stock: Stock | None = None
    rounding: str = ""
    unit: str = ""
    apart: bool = False
    each: bool = False

    @property
    def additive(self) -> bool:
        """Whether the parts of it add up to the whole."""
        return self.figure is not Figure.DISTINCT


@dataclass(frozen=True, slots=True)
class Dimension:
    """What cases are told apart by: a path, or `date`.

    Dates go by `step` (month, quarter, half-year, year); codes by the `level` of their tree, 0 for as they are. `top`
    keeps the largest rows and puts the rest into one; `zeros` also shows options that nobody chose.
    """

    by: str
    title: str = ""
    step: str = ""
    level: int = 0
    top: int = 0
    zeros: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: whose cases (`case_types` with all that derive from them), which of them, told apart how, counted how."""

    table: str
    title: str
    case_types: tuple[str, ...]
    measures: tuple[Measure, ...]
    rows: tuple[Dimension, ...] = ()
    columns: Dimension | None = None
    condition: Condition | None = None
    chart: str = ""
    hint: str = ""
    compare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a paper: tables of the report, cases that an officer chooses (`most` of them, `tell` of each what stands
    at these paths), or words that they write, for which `write` is the beginning.
    """

    section: str
    title: str
    tables: tuple[str, ...] = ()
    most: int = 0
    tell: tuple[str, ...] = ()
    write: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """A paper for leaders that is composed from a report; `template` is a docx of the pack, empty for the platform's own."""

    title: str
    sections: tuple[Section, ...]
    template: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Tables for one period. `over` is `tenant`, or `levels` for the jurisdiction and all below it.

    With `dashboard` its cases are what a director asks of every morning; each of these tables is one topic or kind of
    place, whose rows are counted there.
    """

    report: str
    title: str
    per: str
    tables: tuple[Table, ...]
    who: Whos = ()
    over: str = "tenant"
    targets: tuple[str, ...] = ()
    hint: str = ""
    law: str = ""
    dashboard: tuple[Table, ...] = ()
    digest: Digest | None = None
    excel: Mapping[str, Any] = field(default_factory=dict)
