"""What a figure is compared with: the same rows in another period, each month of a table by months in its own.

A row of March stands beside the March of the year before, or beside February; a row of anything else, and the whole,
beside the whole of the other period.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from fangyuan.casework.reading.figures.layouts import Layout, Place
from fangyuan.casework.reading.figures.periods import Period, period_of
from fangyuan.casework.reading.figures.tallying import NOTHING, Amount
from fangyuan.model.reports import MEASURED_DATE, Measure
from fangyuan.store.questions import EARLIER, LATER, Key

BEFORE, YEAR_AGO, TO_DATE = "period-before", "year-ago", "year-to-date"


@dataclass(frozen=True)
class Comparison:
    """The figures of a table in the period that it is compared with; `other` is one of the three above."""

    layout: Layout
    other: str

    def rows(self) -> Iterator[Key]:
        """The rows that were there then, as they are called now; of the year so far the dates of the period alone."""
        levels = len(self.layout.rows)
        if self.other == TO_DATE and self._steps:
            return
        for key in self.then(levels).figures(rows=levels, columns=False):
            yield tuple(self._moved(place, level, -1) for level, place in enumerate(key))

    def amount(self, measure: Measure, keys: Sequence[Key]) -> Amount:
        """What the rows of these keys, of one length, had then together."""
        rows = len(keys[0])
        found = self.then(rows).figures(rows=rows, columns=False)
        wanted = self.keys(keys, rows)
        return sum((found.get(key, {}).get(measure.measure, NOTHING) for key in wanted), NOTHING)

    def keys(self, keys: Sequence[Key], rows: int) -> tuple[Key, ...]:
        """What keys of so many rows, or the beginnings of them, were then."""
        then = self.then(rows)
        return tuple(one for key in keys for one in self._as_then(key, then))

    @cached_property
    def _steps(self) -> dict[int, str]:
        """By level of the rows whose places are dates of what is counted: how long each is."""
        rows = enumerate(self.layout.table.rows)
        return {level: one.step for level, one in rows if one.step and one.by == MEASURED_DATE}

    def then(self, rows: int) -> Layout:
        """The table as it was then; where its rows are dates, over the dates that stand beside them."""
        steps = [step for level, step in self._steps.items() if level < rows]
        return self.layout.at(self._period(steps[-1] if steps else ""))

    def _period(self, step: str) -> Period:
        now = self.layout.period
        if self.other == TO_DATE:
            return now.to_date()
        if self.other == YEAR_AGO:
            return now.year_ago()
        if not step:
            return now.before()
        firsts = now.steps(step)
        return Period(now.per, period_of(step, firsts[0]).before().start, firsts[-2])

    def _as_then(self, key: Key, then: Layout) -> Iterator[Key]:
        """The key then; in the year so far every one from its first to this."""
        if self.other != TO_DATE:
            yield tuple(self._moved(place, level, 1) for level, place in enumerate(key))
            return
        dated = next((level for level in self._steps if level < len(key) and _is_day(key[level])), None)
        if dated is None:
            yield key
            return
        last = str(key[dated])
        for first in then.period.steps(self._steps[dated])[:-1]:
            if first.isoformat() <= last and first.isoformat()[:4] == last[:4]:
                yield (*key[:dated], first.isoformat(), *key[dated + 1 :])

    def _moved(self, place: Place, level: int, back: int) -> Place:
        """A date so many steps or years earlier; any other place stays."""
        if level not in self._steps or not _is_day(place):
            return place
        period = period_of(self._steps[level], date.fromisoformat(str(place)))
        moved = period.moved(-12 * back) if self.other == YEAR_AGO else period.back(back)
        return moved.start.isoformat()


def _is_day(place: Place) -> bool:
    return place not in (None, EARLIER, LATER)
