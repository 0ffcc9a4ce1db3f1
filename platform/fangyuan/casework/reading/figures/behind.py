"""The cases behind a number of a report: also of another period that it is compared with, and of rows that share one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.figures.comparing import Comparison
from fangyuan.casework.reading.figures.layouts import Layout, read
from fangyuan.casework.reading.figures.lines import left_out
from fangyuan.casework.reading.figures.listing import Asked, listed
from fangyuan.casework.reading.figures.places import REST
from fangyuan.casework.reading.figures.report import opened, period_for
from fangyuan.casework.reading.figures.tallying import MISSING, PART, WHOLE, behind, span_of
from fangyuan.casework.reading.pages import CasesBehind, Named, Opened
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.reports import Measure, Report, Table
from fangyuan.store.questions import Key, Question

DAY = timedelta(days=1)
NO_NUMBER = Problem("not-found", "报表里没有这个数。", advice="请从报表里点数字打开。")


@dataclass(frozen=True, slots=True)
class Where:
    """Which number of a report, as its cell says it; `half` of a rate is `part`, `missing`, else the whole."""

    table: str
    measure: str
    places: Sequence[str] = ()
    half: str = ""
    compared: str = ""
    rest: bool = False


def cases_behind(
    office: Office, me: Identity, report: str, period: str, where: Where, page: Opened, now: datetime
) -> CasesBehind:
    """The cases that a number counts; raises Refused where there is no such number."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        _, found = opened(desk, report)
        shown, measure = _number(found, where)
        layout = Layout(desk, found, shown, period_for(desk, found, period))
        if layout.problem is not None:
            raise Refused(layout.problem)
        number = Number(layout, measure, where)
        return CasesBehind(
            report=report,
            title=found.title,
            period=Named(layout.period.key, layout.period.title),
            table=shown.title,
            figure=" · ".join([*number.named(), measure.title]),
            from_day=number.then.period.start,
            to_day=number.then.period.end - DAY,
            compared=where.compared,
            **listed(desk, number.asked(), page),
        )


def _number(report: Report, where: Where) -> tuple[Table, Measure]:
    shown = next((one for one in report.tables if one.table == where.table), None)
    measure = next((one for one in shown.measures if one.measure == where.measure), None) if shown else None
    if shown is None or measure is None or where.half not in ("", PART, WHOLE, MISSING):
        raise Refused(NO_NUMBER)
    if where.compared and (where.compared not in shown.compare or shown.columns is not None):
        raise Refused(NO_NUMBER)
    return shown, measure


@dataclass(frozen=True)
class Number:
    """A number of a table: the rows that it lies on, and perhaps the column."""

    layout: Layout
    measure: Measure
    where: Where

    @property
    def _spots(self) -> tuple[Key, Key]:
        """Its places on the rows, and on the column."""
        try:
            spots = [read(place) for place in self.where.places]
        except ValueError:
            raise Refused(NO_NUMBER) from None
        deep = len(self.layout.rows)
        on_rows = [place for n, place in spots if n < deep]
        on_column = [place for n, place in spots if n >= deep]
        several = [deep] * bool(on_column and self.layout.columns)
        if [n for n, _ in spots] != [*range(len(on_rows)), *several]:
            raise Refused(NO_NUMBER)
        return tuple(on_rows), tuple(on_column)

    @property
    def _depth(self) -> int:
        """How many levels of rows it was told apart by."""
        return len(self.layout.rows) if self.where.rest else len(self._spots[0])

    @property
    def _keys(self) -> tuple[Key, ...]:
        """Its rows; those that share one by the place in which they differ from the rows that are shown."""
        on_rows, _ = self._spots
        if not self.where.rest:
            return (on_rows,)
        compared = () if self.layout.columns else self.layout.table.compare
        left = left_out(self.layout, compared, on_rows)
        if not left:
            raise Refused(NO_NUMBER)
        return tuple((*on_rows, place) for place in left)

    @property
    def _comparison(self) -> Comparison | None:
        return Comparison(self.layout, self.where.compared) if self.where.compared else None

    @property
    def then(self) -> Layout:
        """The table in the period that the number is of."""
        return self._comparison.then(self._depth) if self._comparison else self.layout

    def asked(self) -> Asked:
        """What gave the number."""
        then, column = self.then, self._spots[1]
        keys = self._comparison.keys(self._keys, self._depth) if self._comparison else self._keys
        across = [then.columns.axis] if column and then.columns else []
        axes = (*across, *(one.axis for one in then.rows[: self._depth]))
        half = self.where.half or WHOLE
        span = span_of(self.measure, then.period)
        question = Question(then.counted.shares, span, behind(self.measure, half), axes)
        return Asked(question, {(*column, *key) for key in keys}, self.measure, half)

    def named(self) -> Iterator[str]:
        """What its places are called."""
        on_rows, on_column = self._spots
        yield from (one.named(place) for one, place in zip(self.layout.rows, on_rows, strict=False))
        if self.where.rest:
            yield REST
        if self.layout.columns:
            yield from map(self.layout.columns.named, on_column)
