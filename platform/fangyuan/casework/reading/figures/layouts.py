"""One table of a report for one officer in one period: its dimensions, whose cases it counts, its figures."""

from dataclasses import dataclass, replace
from functools import cached_property

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.figures.periods import Period
from fangyuan.casework.reading.figures.places import Places
from fangyuan.casework.reading.figures.shares import Counted, counted
from fangyuan.casework.reading.figures.tallying import Figures, Teller
from fangyuan.model.problems import Problem
from fangyuan.model.reports import Report, Table

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

    def at(self, period: Period) -> "Layout":
        """The same table in another period, asked once."""
        if period not in self._at:
            self._at[period] = replace(self, period=period)
        return self._at[period]

    @cached_property
    def _at(self) -> dict[Period, "Layout"]:
        return {}

    def figures(self, *, rows: int, columns: bool, period: Period | None = None) -> Figures:
        """The figures by the first so many levels of its rows, by columns, by both or by neither."""
        axes = [one.axis for one in self.rows[:rows]]
        if columns and self.columns is not None:
            axes.append(self.columns.axis)
        return self.teller.figures(period or self.period, tuple(axes))
