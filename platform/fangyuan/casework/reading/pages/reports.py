"""Reports and targets, as pages and the API show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fangyuan.casework.reading.pages.behind import BehindPage
from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in the list, with its current period."""

    report: str
    title: str
    hint: str
    law: str
    per: str
    period: Named


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """The reports that the viewer may open."""

    reports: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A piece of a number's text. Where it leads to cases `half` says to which: `part` or `whole` of a rate, else blank."""

    text: str
    half: str | None = None


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A number of a table: its text, its value; of a rate `part` of `whole`.

    `places` leads to the cases behind it (`=value` or empty for a blank, one a dimension); none where it counts none.
    `compared` names the period that it is of where that is another one: `year-ago`. `rest`: it is of everything at these
    places that has no row of its own. `parts` is the text in pieces, each half of a rate by itself; empty without `places`.
    """

    text: str
    value: float | None
    part: float | None = None
    whole: float | None = None
    measure: str = ""
    places: tuple[str, ...] | None = None
    compared: str = ""
    rest: bool = False
    parts: tuple[FigurePart, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A row: what it is about, level by level, and its cells."""

    heads: tuple[str, ...]
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True, slots=True)
class FigureHead:
    """A column of a table; those of one `group` stand under its title."""

    title: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class PictureLine:
    """What a picture shows of one measure or column: a cell of the table for each of its labels."""

    name: str
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A table as a picture of `bar`, `line` or `pie`: its labels, its lines, and as it is drawn without a script."""

    sort: str
    labels: tuple[str, ...]
    lines: tuple[PictureLine, ...]
    svg: str


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of a report. Where it cannot be shown to the viewer, `problem` says why."""

    table: str
    title: str
    hint: str
    heads: tuple[str, ...]
    columns: tuple[FigureHead, ...]
    rows: tuple[FigureRow, ...]
    total: FigureRow | None = None
    problem: str = ""
    picture: Picture | None = None

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """The titles over its columns, each with how many it covers; empty where no column stands under one."""
        if not any(head.group for head in self.columns):
            return ()
        return tuple((title, len(list(heads))) for title, heads in groupby(self.columns, key=lambda head: head.group))


@dataclass(frozen=True, slots=True)
class TargetPart:
    """A piece of a number's text; `asked` leads to the cases that it counts."""

    text: str
    asked: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TargetStep:
    """How far a target was at the end of a month of its period: `value` as a number, of a rate in per cent; `even` is where
    an even course would stand, of a rate the goal.
    """

    title: str
    text: str
    value: float | None
    even: float
    parts: tuple[TargetPart, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One holder, unit or level: what was reached, what is missing (`lack` as a number), whether that is enough.

    `parts` is the text in pieces that lead to cases; empty where it counts holders instead, who have rows of their own.
    `open` leads to what of a rate's whole is not in its part.
    """

    title: str
    text: str
    missing: str
    reached: bool
    share: int
    lack: int = 0
    parts: tuple[TargetPart, ...] = ()
    open: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TargetView:
    """A target in its period: the whole, month by month, and for each where it is asked of each.

    `share` is how much of it is reached, in per cent up to 100; `expected` how much of the period has gone. `a_step` is how
    many have to come in every `step` (month or week) that is left, 0 where that says nothing.
    """

    target: str
    title: str
    hint: str
    period: Named
    wanted: str
    whole: TargetRow
    expected: int
    path: tuple[TargetStep, ...] = ()
    rows: tuple[TargetRow, ...] = ()
    rows_title: str = ""
    reached_by: str = ""
    each: bool = False
    rate: bool = False
    a_step: int = 0
    step: str = ""


@dataclass(frozen=True, slots=True)
class TargetsPage:
    """The targets of the viewer's jurisdiction."""

    targets: tuple[TargetView, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report in a period. `from_day` and `to_day` are its first and last day; `unfinished` while it runs.

    `digest` is the title of the paper that is composed from it, blank where there is none.
    `sheet`: it also fills the workbook that another office wants.
    """

    report: str
    title: str
    hint: str
    law: str
    per: str
    period: Named
    from_day: date
    to_day: date
    unfinished: bool
    periods: tuple[Named, ...]
    tables: tuple[FigureTable, ...]
    targets: tuple[TargetView, ...] = ()
    over_levels: bool = False
    digest: str = ""
    sheet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesBehind(BehindPage):
    """The cases that one number of a report counts, page by page.

    `compared` names the other period that it is of, which lasts from `from_day` to `to_day`.
    """

    report: str
    title: str
    period: Named
    table: str
    figure: str
    from_day: date
    to_day: date
    compared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetCases(BehindPage):
    """The cases that one number of a target counts, page by page. `holder` is whom it is of, blank for the whole."""

    target: str
    title: str
    period: Named
    from_day: date
    to_day: date
    holder: str = ""
