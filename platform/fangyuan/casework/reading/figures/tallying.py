"""From the measures of a table to what the database is asked, and back from what it adds up to figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from fangyuan.casework.reading.figures.periods import Period
from fangyuan.casework.reading.figures.rounding import number, percent, rounded
from fangyuan.casework.reading.pages import FigurePart
from fangyuan.model.conditions import ALWAYS, AllOf, Condition
from fangyuan.model.reports import Figure, Measure, Stock
from fangyuan.store.database import UnitOfWork
from fangyuan.store.questions import Axis, Key, Question, Share, Span, Tallied, Tally

FIRST_DAY = date(1, 1, 2)
_WHAT = {
    Figure.COUNT: "cases", Figure.RATE: "cases", Figure.SUM: "value", Figure.AVERAGE: "value", Figure.DAYS: "days",
    Figure.ENTRIES: "entries", Figure.DISTINCT: "distinct",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """What was counted for a measure: of a rate `part` of `whole`, else `part` alone; `cases` had a value."""

    part: float = 0
    whole: float = 0
    cases: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        """Both together; never of different values."""
        return Amount(self.part + other.part, self.whole + other.whole, self.cases + other.cases)


NOTHING = Amount()


def value_of(measure: Measure, amount: Amount) -> Fraction | None:
    """The exact value of a figure: a rate in per cent, an average; nothing where it is one of nothing."""
    match measure.figure:
        case Figure.RATE:
            return Fraction(amount.part) / Fraction(amount.whole) * 100 if amount.whole else None
        case Figure.AVERAGE | Figure.DAYS:
            return Fraction(amount.part) / amount.cases if amount.cases else None
    return Fraction(amount.part)


def told(measure: Measure, amount: Amount) -> str:
    """A figure as tables show it: `128/135（94.8 %）`."""
    exact = value_of(measure, amount)
    if exact is None:
        return "—"
    if measure.figure is Figure.RATE:
        share = percent(amount.part, amount.whole, measure.rounding)
        return f"{number(amount.part)}/{number(amount.whole)}（{share} %）"
    if measure.figure in (Figure.AVERAGE, Figure.DAYS) or measure.rounding:
        return f"{rounded(exact, measure.rounding):,f}" if _rounds(measure) else number(amount.part)
    return number(amount.part)


PART, WHOLE, MISSING = "part", "whole", "missing"
"""The halves of a rate, and what is in its whole and not in its part."""


def parts_of(measure: Measure, amount: Amount) -> Iterator[FigurePart]:
    """The text of a figure with what leads to cases: of a rate its two halves, else the whole of it."""
    text = told(measure, amount)
    if measure.figure is not Figure.RATE:
        yield FigurePart(text, "")
        return
    part, whole = number(amount.part), number(amount.whole)
    yield FigurePart(part, PART if amount.part else None)
    yield FigurePart("/")
    yield FigurePart(whole, WHOLE)
    yield FigurePart(text.removeprefix(f"{part}/{whole}"))


def _rounds(measure: Measure) -> bool:
    """Counts are whole and stay so."""
    return measure.figure in (Figure.AVERAGE, Figure.DAYS, Figure.SUM)


def span_of(measure: Measure, period: Period) -> Span:
    """The cases of a period by a measure's own date, or those that are open at one of its ends."""
    if measure.stock is Stock.START:
        return Span(measure.date, FIRST_DAY, period.start, open_at=True)
    if measure.stock is Stock.END:
        return Span(measure.date, FIRST_DAY, period.end, open_at=True)
    return Span(measure.date, period.start, period.end)


def tallies_of(measure: Measure) -> tuple[Tally, ...]:
    """One tally; of a rate two: the part, and the whole."""
    own = measure.condition or ALWAYS
    if measure.figure is not Figure.RATE:
        return (Tally(_WHAT[measure.figure], measure.path, measure.to, own, apart=measure.apart, each=measure.each),)
    whole = _all((own, measure.denominator or ALWAYS))
    part = _all((whole, measure.numerator or ALWAYS))
    return tuple(Tally("cases", condition=one, apart=measure.apart, each=measure.each) for one in (part, whole))


def behind(measure: Measure, half: str) -> tuple[Tally, ...]:
    """What finds the cases behind a figure: those of the first tally that are in no other one."""
    if measure.figure is not Figure.RATE:
        return tallies_of(measure)
    part, whole = tallies_of(measure)
    return {PART: (part,), MISSING: (whole, part)}.get(half, (whole,))


def _all(conditions: Iterable[Condition]) -> Condition:
    said = tuple(one for one in conditions if one != ALWAYS)
    return said[0] if len(said) == 1 else AllOf(said) if said else ALWAYS


Figures = Mapping[Key, Mapping[str, Amount]]
"""By place and measure."""


@dataclass(slots=True)
class Teller:
    """Asks for the figures of the measures of a table: one statement for all that go by the same date."""

    uow: UnitOfWork
    shares: tuple[Share, ...]
    measures: Sequence[Measure]
    _kept: dict[tuple[object, ...], Figures] = field(default_factory=dict)

    def figures(self, period: Period, axes: tuple[Axis, ...]) -> Figures:
        """The figures of a period at every place of the axes."""
        key = (period.start, period.end, tuple((axis.path, axis.bounds) for axis in axes))
        if key not in self._kept:
            self._kept[key] = self._asked(period, axes)
        return self._kept[key]

    def _asked(self, period: Period, axes: tuple[Axis, ...]) -> Figures:
        spans: dict[Span, list[Measure]] = {}
        for measure in self.measures:
            spans.setdefault(span_of(measure, period), []).append(measure)
        found: dict[Key, dict[str, Amount]] = {}
        for span, measures in spans.items():
            tallies = tuple(tally for measure in measures for tally in tallies_of(measure))
            for place, tallied in self.uow.figures.tallied(Question(self.shares, span, tallies, axes)).items():
                found.setdefault(place, {}).update(_amounts(measures, tallied))
        return found


def _amounts(measures: Iterable[Measure], tallied: Sequence[Tallied]) -> dict[str, Amount]:
    rest = iter(tallied)
    found = {}
    for measure in measures:
        first = next(rest)
        whole = next(rest).total if measure.figure is Figure.RATE else 0
        found[measure.measure] = Amount(first.total, whole, first.number)
    return found
