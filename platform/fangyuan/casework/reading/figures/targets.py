"""Targets: how much is reached, what is missing, month by month and for each who has to reach it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import ceil

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.periods import Period, period_of
from fangyuan.casework.reading.figures.reaching import a_step, even, lacking, steps_left
from fangyuan.casework.reading.figures.rounding import number, percent
from fangyuan.casework.reading.figures.shares import Counted, counted, lower, meant
from fangyuan.casework.reading.figures.tallying import MISSING, NOTHING, Amount, Teller, parts_of, told
from fangyuan.casework.reading.pages import Named, TargetPart, TargetRow, TargetsPage, TargetStep, TargetView
from fangyuan.model.conditions import Param
from fangyuan.model.outputs import Target
from fangyuan.model.pack import Pack
from fangyuan.model.reports import JURISDICTION, Figure, Measure
from fangyuan.publishing.charts import Series, chart
from fangyuan.store.questions import CLOSED_AT, Axis, Key

BLANK = "（未填）"
DAY = timedelta(days=1)
_EACH_TITLES = {"unit": "单位", "level": "机关", "": "考核对象"}


def targets_page(office: Office, me: Identity, now: datetime) -> TargetsPage:
    """The targets that the officer may see, each in its current period."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        views = (target_view(desk, pack, one, period_of(one.per, desk.today)) for pack, one in open_targets(desk))
        return TargetsPage(tuple(one for one in views if one is not None))


def target_chart(target: TargetView, reached: str, expected: str) -> str:
    """The months as an SVG picture: what was reached, and what an even course (of a rate the goal) would be."""
    if len(target.path) < 2:
        return ""
    lines = [
        Series(reached, tuple(one.value for one in target.path)),
        Series(expected, tuple(one.even for one in target.path)),
    ]
    return chart("line", target.title, [one.title for one in target.path], lines)


def open_targets(desk: Desk) -> Iterator[tuple[Pack, Target]]:
    """The targets that the officer may see, each with its pack; of two of one name and type the first."""
    seen: set[tuple[str, str]] = set()
    for pack in {pack.hash: pack for pack, _ in desk.types_in_force().values()}.values():
        for target in pack.targets.values():
            wanted = {who.role for who in target.who if who.role} or set(pack.roles)
            if (target.target, target.case_type) not in seen and wanted & desk.person.roles:
                seen.add((target.target, target.case_type))
                yield pack, target


def target_view(desk: Desk, pack: Pack, target: Target, period: Period) -> TargetView | None:
    """A target in a period; nothing where no such cases are handled here."""
    work = work_of(desk, pack, target, period)
    if work is None:
        return None
    wanted = work.wanted
    by_each = bool(target.each)
    rows = tuple(work.rows())
    reached = sum(row.reached for row in rows)
    whole = work.everybody(rows) if by_each else work.row("", work.amount(period), {})
    left, step = steps_left(period, desk.today)
    return TargetView(
        target=target.target,
        title=target.title,
        hint=target.hint,
        period=Named(period.key, period.title),
        wanted=_goal(target, wanted, each=by_each),
        whole=whole,
        expected=_gone(period, desk.today),
        path=() if by_each else tuple(work.path()),
        rows=rows,
        rows_title=_EACH_TITLES[target.by],
        reached_by=f"{reached}/{len(rows)}" if by_each else "",
        each=by_each,
        rate=target.measure == "rate",
        a_step=0 if target.measure == "rate" else a_step(Fraction(whole.lack), left),
        step=step,
    )


def _wanted(desk: Desk, pack: Pack, target: Target) -> Fraction:
    """The bound, where it is a parameter as it is filled in here for what is counted: another pack may have one of its name."""
    bound = target.at_least
    if isinstance(bound, Param):
        filled = (desk.parameters.get(kind.key, {}) for _, kind in meant(desk, (target.case_type,)))
        given = next((held[bound.name] for held in filled if bound.name in held), None)
        parameter = pack.parameters.get(bound.name)
        bound = given if given is not None else parameter.default if parameter else 0
    try:
        return Fraction(str(bound or 0))
    except ValueError:
        return Fraction(0)


def _goal(target: Target, wanted: Fraction, *, each: bool) -> str:
    told_goal = f"{number(float(wanted * 100))} %" if target.measure == "rate" else number(float(wanted))
    return f"每个 {told_goal}" if each else told_goal


def _gone(period: Period, today: date) -> int:
    """How much of the period has gone, in per cent."""
    whole = (period.end - period.start).days
    return max(0, min(100, (today - period.start).days * 100 // whole))


@dataclass(frozen=True)
class Work:
    """A target in a period, for one officer."""

    desk: Desk
    target: Target
    counted: Counted
    period: Period
    wanted: Fraction

    @property
    def measure(self) -> Measure:
        """The target as a measure."""
        one = self.target
        figure = Figure.RATE if one.measure == "rate" else Figure.COUNT
        return Measure(
            one.target, one.title, figure, condition=one.condition, numerator=one.numerator, denominator=one.denominator,
            date=one.date or "case.received_on", rounding=one.rounding, each=one.each_case,
        )  # fmt: skip

    @property
    def holders_at(self) -> str:
        """The path that tells its rows apart; blank where it has none."""
        return self.target.each or {"unit": "case.unit", "level": JURISDICTION}.get(self.target.by, "")

    def parts(self, amount: Amount, where: Mapping[str, str]) -> tuple[TargetPart, ...]:
        """The text of a figure in pieces that lead to its cases; of a rate its halves."""
        if not (amount.whole if self.target.measure == "rate" else amount.cases):
            return ()
        return tuple(
            TargetPart(one.text, None if one.half is None else self._asked(where, one.half))
            for one in parts_of(self.measure, amount)
        )

    def _asked(self, where: Mapping[str, str], half: str) -> Mapping[str, str]:
        one = self.target
        named = {"target": one.target, "case_type": one.case_type, "period": self.period.key}
        return {**named, **where, **({"half": half} if half else {})}

    def figures(self, period: Period, axes: tuple[Axis, ...] = ()) -> dict[str | None, Amount]:
        """What was reached, by the places of one axis, or as a whole under None."""
        teller = Teller(self.desk.uow, self.counted.shares, (self.measure,))
        found = teller.figures(period, axes)
        return {(key[0] if key else None): each[self.target.target] for key, each in found.items()}

    def amount(self, period: Period) -> Amount:
        """What was reached as a whole."""
        return self.figures(period).get(None, NOTHING)

    def path(self) -> Iterator[TargetStep]:
        """Where it stood at the end of each month that has begun, beside where an even course would stand."""
        for begin, end in pairwise(self.period.steps("month")):
            if begin <= self.desk.today:
                yield self._step(period_of("month", begin), self._so_far(end), end)

    def _so_far(self, end: date) -> Amount:
        """What was reached by the end of a month."""
        period, axes, keys = self.until(end)
        if not axes:
            return self.amount(period)
        return sum((self._by_month.get(place, NOTHING) for (place,) in keys), NOTHING)

    @cached_property
    def _by_month(self) -> dict[str | None, Amount]:
        return self.figures(self.period, self._months)

    @property
    def _months(self) -> tuple[Axis, ...]:
        return (Axis("", self.period.steps("month")),)

    def until(self, end: date) -> tuple[Period, tuple[Axis, ...], tuple[Key, ...]]:
        """What a month's end is asked by: what was closed as it stood then, for it may be reopened; what came in as it is now.

        The months of what came in are parts of one question, so that the last of them says what the whole says.
        """
        if self.measure.date == CLOSED_AT:
            return replace(self.period, end=end), (), ((),)
        begun = (begin for begin in self.period.steps("month")[:-1] if begin < end)
        return self.period, self._months, tuple((begin.isoformat(),) for begin in begun)

    def _step(self, month: Period, so_far: Amount, end: date) -> TargetStep:
        """A rate should be where it is wanted all the time; a count grows with the days."""
        title, parts = month.title, self.parts(so_far, {"until": month.key})
        if self.target.measure == "rate":
            share = percent(so_far.part, so_far.whole, self.target.rounding)
            return TargetStep(
                title,
                told(self.measure, so_far),
                None if share is None else float(share),
                float(self.wanted * 100),
                parts,
            )
        until = min(end, max(self.desk.today + DAY, self.period.start))
        expected = round(even(self.wanted, self.period, until), 1)
        return TargetStep(title, number(so_far.part), so_far.part, expected, parts)

    def rows(self) -> Iterator[TargetRow]:
        """Everybody who has to reach it, or the units or levels that it is shown by."""
        if not self.holders_at:
            return
        found = self.figures(self.period, (Axis(self.holders_at),))
        blank = [None] if found.get(None, NOTHING).cases and not self.target.each else []
        for place in (*self._holders(found), *blank):
            yield self.row(self.holder(place), found.get(place, NOTHING), {"holder": place or ""})

    def holder(self, place: str | None) -> str:
        """What a row is called."""
        return self.desk.directory.name(place) if place else BLANK

    def _holders(self, found: dict[str | None, Amount]) -> Sequence[str]:
        """Those who are meant, also who has nothing; the ones with the least first where each has to reach it."""
        target, directory = self.target, self.desk.directory
        there = [one for one in found if one]
        tenant = self.desk.tenant.tenant
        if target.each_role:
            there = [one.person for one in directory.with_role(target.each_role) if one.tenant == tenant]
        elif target.each_kind:
            units = (one for one in directory.units.values() if one.kind == target.each_kind and one.active)
            there = [one.unit for one in units if one.tenant == tenant]
        elif target.by == "level":
            there = [tenant, *lower(self.desk)]
        if not target.each:
            return there
        return sorted(there, key=lambda one: (found.get(one, NOTHING).part, directory.name(one)))

    def row(self, title: str, amount: Amount, where: Mapping[str, str]) -> TargetRow:
        """One line: what was reached, what is missing; `where` is what leads to its cases."""
        if self.target.measure == "rate":
            return self._rate(title, amount, where)
        missing = max(Fraction(0), self.wanted - Fraction(amount.part))
        share = 100 if not self.wanted else min(100, int(Fraction(amount.part) / self.wanted * 100))
        told_missing = f"还差 {number(float(missing))}" if missing else ""
        parts = self.parts(amount, where)
        return TargetRow(title, number(amount.part), told_missing, not missing, share, ceil(missing), parts)

    def _rate(self, title: str, amount: Amount, where: Mapping[str, str]) -> TargetRow:
        """A rate is held against the bound as it is rounded; nothing of nothing neither reaches nor misses it."""
        share = percent(amount.part, amount.whole, self.target.rounding)
        if share is None:
            return TargetRow(title, "—", "", False, 0)
        lack = lacking(amount.part, amount.whole, self.wanted, self.target.rounding)
        told_missing = f"还差 {number(lack)} 件" if lack else ""
        goal = Decimal(self.wanted.numerator) / Decimal(self.wanted.denominator) * 100
        reached_share = min(100, int(share * 100 / goal)) if goal else 100
        parts, left = self.parts(amount, where), self._asked(where, MISSING) if lack else None
        return TargetRow(title, told(self.measure, amount), told_missing, not lack, reached_share, lack, parts, left)

    def everybody(self, rows: Sequence[TargetRow]) -> TargetRow:
        """How many of those who have to have reached it; where nobody has to, nothing was reached."""
        done = sum(row.reached for row in rows)
        if not rows:
            return TargetRow("", "—", "", False, 0)
        missing = f"还有 {len(rows) - done} 个没有达到" if done < len(rows) else ""
        share = done * 100 // len(rows) if rows else 0
        return TargetRow("", f"{done}/{len(rows)}", missing, done == len(rows), share, sum(one.lack for one in rows))


def work_of(desk: Desk, pack: Pack, target: Target, period: Period) -> Work | None:
    """A target in a period; nothing where no such cases are handled here."""
    mine = counted(desk, (target.case_type,), None, levels=target.by == "level")
    return Work(desk, target, mine, period, _wanted(desk, pack, target)) if mine.types else None
