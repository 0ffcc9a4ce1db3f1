"""The dashboard: what a director asks every morning, counted from indexes; topics and places, never persons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.boards import TOP, Board, boards
from fangyuan.casework.reading.figures.morning import CASES, DAY, LIGHT, UNIT, Morning, between
from fangyuan.casework.reading.figures.places import Places
from fangyuan.casework.reading.pages import (
    DashboardNumber,
    DashboardPage,
    FlowLine,
    Named,
    TopicLine,
    TopicTable,
    TrendDay,
    UnitLights,
)
from fangyuan.model.clocks import Light
from fangyuan.model.problems import Problem, Refused
from fangyuan.publishing.charts import Series, chart
from fangyuan.store.matters import GOES_ON
from fangyuan.store.questions import Tallied, Tally

MOST_UNITS = 20
"""As many units as have a line of their own: those with the most that is late."""

ROWS = 50
NO_BOARD = Problem("not-found", "没有这一块一览，或者您无权查看。", "board", advice="请从每日一览里选择。")
_WORST = (Light.RED, Light.ORANGE, Light.YELLOW, Light.GREEN)
_SPANS = ("today", "week", "month")

Lit = Mapping[str, int]
"""Open cases by light."""


def dashboard_page(office: Office, me: Identity, board: str, now: datetime) -> DashboardPage:
    """A board, of an empty name the first; raises Refused where there is no such board."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        there = boards(desk)
        if not there and not board:
            return DashboardPage(desk.today)
        return MorningPage(Morning(desk, chosen(there, board))).page(there)


def chosen(there: Sequence[Board], board: str) -> Board:
    """The board of a name, of none the first; raises Refused."""
    found = next((one for one in there if not board or one.board == board), None)
    if found is None:
        raise Refused(NO_BOARD)
    return found


def trend_chart(days: Sequence[TrendDay], title: str, received: str, closed: str) -> str:
    """The days as an SVG picture with two lines, named in the reader's language."""
    came = Series(received, tuple(float(one.received.count) for one in days))
    went = Series(closed, tuple(float(one.closed.count) for one in days))
    return chart("line", title, [f"{one.day.month}-{one.day.day}" for one in days], [came, went])


@dataclass(frozen=True)
class MorningPage:
    """Five statements, and one more for each topic that goes through a list."""

    morning: Morning

    @property
    def desk(self) -> Desk:
        """Whose board it is."""
        return self.morning.desk

    def page(self, there: Iterable[Board]) -> DashboardPage:
        """The whole board."""
        board = self.morning.board
        whole = {light: sum(lit.get(light, 0) for lit in self._units.values()) for light in _WORST}
        return DashboardPage(
            today=self.desk.today,
            boards=tuple(Named(one.board, one.title) for one in there),
            board=Named(board.board, board.title),
            report=board.report,
            flows=tuple(self._flows(whole[Light.RED])),
            lights={light.value: self._number(whole[light], figure="lights", light=light.value) for light in _WORST},
            total=self._number(sum(whole.values()), figure="lights"),
            units=tuple(self._unit_line(unit, self._units[unit]) for unit in self._worst[:MOST_UNITS]),
            others=self._other_units(),
            other_units=max(len(self._units) - MOST_UNITS, 0),
            topics=tuple(map(self._topic, self.morning.topics)),
            trend=tuple(self._trend()),
            over_levels=board.levels,
        )

    def _number(self, count: int, **asked: str | None) -> DashboardNumber:
        """A count with the address of its cases."""
        said = {name: value for name, value in asked.items() if value is not None}
        return DashboardNumber(count, {"board": self.morning.board.board, **said} if count else None)

    @cached_property
    def _came(self) -> tuple[Mapping[str | None, tuple[Tallied, ...]], ...]:
        """What came in: by day, then by every topic that is one answer (all, since a week ago, since two weeks ago)."""
        axes = (self.morning.days, *(topic.axis for topic in self._single))
        start, _ = self.morning.spans["window"]
        first = min(begin for begin, _ in self.morning.spans.values())
        span = self.morning.span("received", first, self.desk.today + DAY)
        tallies = (Tally("cases"), *(Tally("cases", since=day) for day in (start, *self._weeks)))
        return self.desk.uow.figures.by_each(self.morning.question("received", span, axes, tallies))

    @property
    def _weeks(self) -> tuple[date, date]:
        return self.desk.today - 6 * DAY, self.desk.today - 13 * DAY

    @cached_property
    def _single(self) -> tuple[Places, ...]:
        """Those that may be asked for together: one answer a case, and nothing that changes which case stands for a matter."""
        seen = (one for one in self.morning.topics if self.morning.visible(one) and not self.morning.many(one))
        return tuple(one for one in seen if one.dimension.by not in GOES_ON)

    @cached_property
    def _days(self) -> Mapping[str, Mapping[str | None, int]]:
        """What came in and what was closed, by day."""
        first = min(begin for begin, _ in self.morning.spans.values())
        span = self.morning.span("closed", first, self.desk.today + DAY)
        (went,) = self.desk.uow.figures.by_each(self.morning.question("closed", span, (self.morning.days,)))
        both = {"received": self._came[0], "closed": went}
        return {name: {day: each[0].number for day, each in found.items()} for name, found in both.items()}

    @cached_property
    def _open(self) -> Mapping[tuple[str | None, ...], int]:
        """Open cases by unit, light and the day that they are due on."""
        axes = (UNIT, LIGHT, self.morning.due_days)
        question = self.morning.question("lights", self.morning.span("lights", self.desk.today, self.desk.today), axes)
        return {key: each[0].number for key, each in self.desk.uow.figures.tallied(question).items()}

    @cached_property
    def _units(self) -> Mapping[str | None, Lit]:
        found: dict[str | None, dict[str, int]] = {}
        for (unit, light, _), count in self._open.items():
            own = found.setdefault(unit, {})
            own[str(light)] = own.get(str(light), 0) + count
        return found

    def _flows(self, late: int) -> Iterator[FlowLine]:
        """In and out by their days; what falls due, and what is late, by the day that it was due on."""
        question = self.morning.question("open", self.morning.span("open", self.desk.today, self.desk.today), ())
        waiting = self.desk.uow.figures.tallied(question)
        yield self._line("received", self._days["received"])
        yield self._line("closed", self._days["closed"])
        yield FlowLine("open", (), self._number(waiting[()][0].number if waiting else 0, figure="open"))
        yield self._line("due", self._due(late=False))
        yield replace(self._line("overdue", self._due(late=True)), now=self._number(late, figure="overdue"))

    def _line(self, figure: str, days: Mapping[str | None, int]) -> FlowLine:
        spans = self.morning.spans
        return FlowLine(
            figure,
            tuple(self._number(between(days, *spans[span]), figure=figure, span=span) for span in _SPANS),
        )

    def _due(self, *, late: bool) -> Mapping[str | None, int]:
        found: dict[str | None, int] = {}
        for (_, light, day), count in self._open.items():
            if (light == Light.RED) is late:
                found[day] = found.get(day, 0) + count
        return found

    @cached_property
    def _worst(self) -> Sequence[str | None]:
        """The units, those with the most that is late first."""
        return sorted(self._units, key=lambda unit: [-self._units[unit].get(light, 0) for light in _WORST])

    def other_units(self) -> Sequence[str | None]:
        """Those that have no line of their own."""
        return self._worst[MOST_UNITS:]

    def _unit_line(self, unit: str | None, lit: Lit) -> UnitLights:
        named = Named(unit or "", self.desk.directory.name(unit) if unit else "")
        return self._lit(named, lit, {"unit": unit or ""})

    def _other_units(self) -> UnitLights | None:
        """All that have no line in one."""
        others = self.other_units()
        together: Lit = {light: sum(self._units[unit].get(light, 0) for unit in others) for light in _WORST}
        return replace(self._lit(Named("", ""), together, {"rest": "unit"}), share={}) if others else None

    def _lit(self, unit: Named, lit: Lit, where: Mapping[str, str]) -> UnitLights:
        fullest = max((sum(lit.values()) for lit in self._units.values()), default=1)
        own = {"figure": "lights", **where}
        return UnitLights(
            unit=unit,
            total=self._number(sum(lit.values()), **own),
            lights={light.value: self._number(lit.get(light, 0), **own, light=light.value) for light in _WORST},
            share={light.value: round(lit.get(light, 0) * 100 / fullest, 2) for light in _WORST},
        )

    def _topic(self, topic: Places) -> TopicTable:
        if not self.morning.visible(topic):
            return TopicTable(topic.title, hidden=True)
        window, shown, others = self._recent[topic.dimension.by], self._frequent(topic), self.other_places(topic)
        largest = max((each[1].number for each in window.values()), default=1)
        lines = tuple(self._topic_line(topic, [place], {"place": place}, largest) for place in shown)
        rest = self._topic_line(topic, others, {"rest": "topic"}, largest) if others else None
        return TopicTable(topic.title, lines, rest, unsaid=list(window) == [None])

    @cached_property
    def _recent(self) -> Mapping[str, Mapping[str | None, tuple[Tallied, ...]]]:
        """By topic the places at which something came in within 30 days."""
        seen = (topic for topic in self.morning.topics if self.morning.visible(topic))
        return {
            topic.dimension.by: {place: each for place, each in self._found(topic).items() if each[1].number}
            for topic in seen
        }

    def _ordered(self, topic: Places) -> Sequence[str | None]:
        """The most frequent first, the blank ones last."""
        window = self._recent[topic.dimension.by]
        return sorted(window, key=lambda place: (place is None, -window[place][1].number, place or ""))

    def _frequent(self, topic: Places) -> Sequence[str | None]:
        return self._ordered(topic)[: topic.dimension.top or TOP]

    def other_places(self, topic: Places) -> Sequence[str | None]:
        """Those that have no line of their own."""
        return self._ordered(topic)[topic.dimension.top or TOP :]

    def _found(self, topic: Places) -> Mapping[str | None, tuple[Tallied, ...]]:
        """The places of a topic with what was counted at each."""
        if topic in self._single:
            return self._came[1 + self._single.index(topic)]
        start, end = self.morning.spans["window"]
        tallies = (*CASES, *CASES, *(Tally("cases", since=day) for day in self._weeks))
        span = self.morning.span("received", start, end)
        question = self.morning.question("received", span, (topic.axis,), tallies)
        return {key[0]: each for key, each in self.desk.uow.figures.tallied(question).items()}

    def _topic_line(
        self, topic: Places, places: Sequence[str | None], where: Mapping[str, str | None], largest: int
    ) -> TopicLine:
        """One place, or all that have no line of their own."""
        found = self._recent[topic.dimension.by]
        window, week, weeks = (sum(found[place][n].number for place in places) for n in (1, 2, 3))
        asked = {"figure": "received", "topic": topic.dimension.by, **where}
        return TopicLine(
            title="" if "rest" in where else topic.named(places[0]),
            cases=self._number(window, **asked, span="window"),
            week=self._number(week, **asked, span="last7"),
            change=2 * week - weeks,
            share=min(window * 100 // largest, 100),
        )

    def _trend(self) -> Iterator[TrendDay]:
        start, end = self.morning.spans["window"]
        for n in range((end - start).days):
            day = (start + n * DAY).isoformat()
            came, went = (
                self._number(self._days[name].get(day, 0), figure=name, day=day) for name in ("received", "closed")
            )
            yield TrendDay(start + n * DAY, came, went)
