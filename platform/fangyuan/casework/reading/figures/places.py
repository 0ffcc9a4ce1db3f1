"""The places on the dimensions of a table: which there are, in which order, what they are called."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fangyuan.casework.reading.columns import LIGHTS
from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.figures.periods import Period, period_of
from fangyuan.casework.reading.figures.shares import Counted, lower
from fangyuan.casework.reading.naming import Names
from fangyuan.kinds.choices import every, written
from fangyuan.model.clocks import Light
from fangyuan.model.fields import Option
from fangyuan.model.reports import JURISDICTION, MEASURED_DATE, Dimension
from fangyuan.store.questions import EARLIER, LATER, Axis

BLANK = "（未填）"
UNTOLD = "（未填或保密）"
"""Of what was typed, and of whom cases are kept from: a table goes on to others, among them whom a confidential case accuses."""

REST = "其他各项"
_YEARS_BACK = 5
_TYPED = frozenset({"text", "long-text", "rich-text", "address"})


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one dimension in a period."""

    dimension: Dimension
    desk: Desk
    counted: Counted
    period: Period

    @property
    def axis(self) -> Axis:
        """What the database is asked."""
        path = "" if self.dimension.by == MEASURED_DATE else self.dimension.by
        above = dict(_lifted(self._options, self.dimension.level)) if self.dimension.level else {}
        return Axis(path, self._bounds, above, own_end=not path, open_only=self.names_accused)

    @property
    def title(self) -> str:
        """What the dimension is called."""
        path = self.dimension.by
        usual = {MEASURED_DATE: "时间", JURISDICTION: "机关"}.get(path) or self._names.paths.get(path, path)
        return self.dimension.title or usual

    @property
    def is_typed(self) -> bool:
        """Whether its places are called what officers typed into cases, of whichever type that is counted."""
        path = self.dimension.by
        fields = [kind.fields[path] for _, kind in self.counted.types if path in kind.fields]
        return not self.dimension.step and any(one.kind in _TYPED and not one.options for one in fields)

    @property
    def names_accused(self) -> bool:
        """Whether its places may be, or name, whom a confidential case is kept from."""
        kept = (kind.confidential.away_from for _, kind in self.counted.types if kind.confidential)
        return self.is_typed or any(self.dimension.by in paths for paths in kept)

    def named(self, place: str | None) -> str:
        """What a place is called."""
        if place is None:
            return UNTOLD if self.names_accused else BLANK
        if self.dimension.step:
            return self._step(place)
        options = {written(one.value): one.title for one in every(self._options)}
        return options.get(place) or self._fact(place)

    @property
    def titles(self) -> frozenset[str]:
        """What its places may be called, also those that are no longer chosen; nothing where only the cases say it."""
        field, directory = self._names.case_type.fields.get(self.dimension.by), self.desk.directory
        by_unit = self.dimension.by == "case.unit" or (field is not None and field.kind == "unit")
        shown = every(_down_to(self._options, self.dimension.level))
        left = [*(written(one.value) for one in shown), *(directory.units if by_unit else ())]
        known = frozenset(map(self.named, (*self._listed(), *left)))
        return known | {self.named(None)} if known else known

    def ordered(self, found: Iterable[str | None], largest: dict[str | None, float]) -> list[str | None]:
        """The places in the order of their list; where there is none the largest first. Blank comes last."""
        there = set(found)
        every_one = self.dimension.zeros or self.dimension.by == MEASURED_DATE
        known = [one for one in self._listed() if one in there or (every_one and one not in (EARLIER, LATER))]
        rest = sorted(
            (one for one in there - set(known) if one is not None), key=lambda one: (-largest.get(one, 0), one)
        )
        return [*known, *rest, *([None] if None in there else [])]

    @property
    def _names(self) -> Names:
        return self.counted.names(self.desk)

    @property
    def _options(self) -> tuple[Option, ...]:
        field = self._names.case_type.fields.get(self.dimension.by)
        return field.options if field else ()

    @property
    def _bounds(self) -> tuple[date, ...]:
        if not self.dimension.step:
            return ()
        period = self.period
        if self.dimension.by != MEASURED_DATE:
            period = Period(period.per, period.moved(-12 * _YEARS_BACK).start, period.end)
        return period.steps(self.dimension.step)

    def _step(self, place: str) -> str:
        if place in (EARLIER, LATER):
            return "更早" if place == EARLIER else "以后"
        return period_of(self.dimension.step, date.fromisoformat(place)).title

    def _fact(self, place: str) -> str:
        names = self._names
        match self.dimension.by:
            case "case.stage":
                return self._stages.get(place, place)
            case "case.outcome":
                return names.outcome(place)
            case "case.flags":
                return names.flags((place,))[0]
            case "case.light":
                return LIGHTS[Light(place)]
        if place in ("true", "false"):
            return "是" if place == "true" else "否"
        return names.any(place).title

    @property
    def _stages(self) -> dict[str, str]:
        """The stages of every type that is counted, those of the first type first."""
        found: dict[str, str] = {}
        for stage in (one for _, kind in self.counted.types for one in kind.stages):
            found.setdefault(stage.stage, stage.title)
        return found

    def _listed(self) -> Iterator[str]:
        """The places that are known beforehand, in order."""
        names, by = self._names, self.dimension.by
        field = names.case_type.fields.get(by)
        if self.dimension.step:
            yield from (EARLIER, *(day.isoformat() for day in self._bounds[:-1]), LATER)
        elif self._options:
            shown = every(_down_to(self._options, self.dimension.level))
            yield from (written(one.value) for one in shown if not one.retired)
        elif by == "case.stage":
            yield from self._stages
        elif by == "case.light":
            yield from (str(light) for light in Light)
        elif by == JURISDICTION:
            yield from (self.desk.tenant.tenant, *lower(self.desk))
        elif by == "case.unit" or (field is not None and field.kind == "unit"):
            own = (unit for unit in self.desk.directory.units.values() if unit.tenant == self.desk.tenant.tenant)
            yield from (unit.unit for unit in own if unit.active)


def _lifted(options: Iterable[Option], level: int, above: str = "") -> Iterator[tuple[str, str]]:
    """Every code below a level, with the one that it is counted under."""
    for one in options:
        code = above or written(one.value)
        yield written(one.value), code
        yield from _lifted(one.children, max(level - 1, 0), above or (written(one.value) if level <= 1 else ""))


def _down_to(options: Iterable[Option], level: int) -> tuple[Option, ...]:
    """The options of a tree down to a level; 0 is all of them."""
    if level == 0:
        return tuple(options)
    return tuple(
        Option(one.value, one.title, _down_to(one.children, level - 1) if level > 1 else (), one.retired)
        for one in options
    )
