"""The cases behind a number of the dashboard: the question that counted it, at the places that its address names."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.figures.boards import boards
from fangyuan.casework.reading.figures.dashboard import MorningPage, chosen
from fangyuan.casework.reading.figures.listing import Asked, listed
from fangyuan.casework.reading.figures.morning import DAY, LATE, LIGHT, NO_NUMBER, UNIT, Morning
from fangyuan.casework.reading.figures.places import BLANK, REST
from fangyuan.casework.reading.pages import DashboardCases, Named, Opened
from fangyuan.model.conditions import ALWAYS
from fangyuan.model.problems import Refused
from fangyuan.model.reports import Figure, Measure
from fangyuan.store.questions import Axis, Tally

_FIGURES = ("received", "closed", "open", "due", "overdue", "lights")
_COUNT = Measure("cases", "", Figure.COUNT)
_OTHERS = {"unit": "其余单位", "topic": REST}


def dashboard_cases(
    office: Office, me: Identity, asked: Mapping[str, str], page: Opened, now: datetime
) -> DashboardCases:
    """The cases behind a number, as its `asked` says it; raises Refused where there is no such number."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        morning = Morning(desk, chosen(boards(desk), asked.get("board", "")))
        number = _Number(morning, asked)
        return DashboardCases(
            board=Named(morning.board.board, morning.board.title),
            told=tuple(number.told()),
            **listed(desk, number.behind(), page),
        )


@dataclass(frozen=True)
class _Number:
    morning: Morning
    asked: Mapping[str, str]

    def behind(self) -> Asked:
        """What counted it."""
        figure = self.asked.get("figure", "")
        if figure not in _FIGURES or self.asked.get("rest", "topic") not in _OTHERS:
            raise Refused(NO_NUMBER)
        parts = list(self._parts(figure))
        start, end = self._days()
        tally = Tally("cases", condition=LATE.get(figure, ALWAYS))
        axes = tuple(axis for axis, _ in parts)
        question = self.morning.question(figure, self.morning.span(figure, start, end), axes, (tally,))
        return Asked(question, set(product(*(places for _, places in parts))), _COUNT)

    def told(self) -> Iterator[str]:
        """What the day, the unit and the topic are called."""
        if "day" in self.asked:
            yield self._day(self.asked["day"]).isoformat()
        if "unit" in self.asked:
            yield self.morning.desk.directory.name(self.asked["unit"]) if self.asked["unit"] else BLANK
        if "topic" in self.asked and "rest" not in self.asked:
            yield self.morning.topic(self.asked["topic"]).named(self.asked.get("place"))
        if "rest" in self.asked:
            yield _OTHERS[self.asked["rest"]]

    def _days(self) -> tuple[date, date]:
        """The days of its question: a day of the course of time is one of them, and told as of now like the others."""
        span = "window" if "day" in self.asked else self.asked.get("span", "window")
        if span not in self.morning.spans:
            raise Refused(NO_NUMBER)
        return self.morning.spans[span]

    def _day(self, written: str) -> date:
        start, end = self.morning.spans["window"]
        days = (start + n * DAY for n in range((end - start).days))
        found = next((day for day in days if day.isoformat() == written), None)
        if found is None:
            raise Refused(NO_NUMBER)
        return found

    def _parts(self, figure: str) -> Iterator[tuple[Axis, Collection[str | None]]]:
        """Axes with the places on them that the address names."""
        asked, rest = self.asked, self.asked.get("rest", "")
        if figure in LATE and "span" in asked:
            start, end = self._days()
            yield Axis("case.due", (start, end)), [start.isoformat()]
        if "day" in asked:
            yield self.morning.days, [self._day(asked["day"]).isoformat()]
        if rest == "unit":
            yield UNIT, MorningPage(self.morning).other_units()
        elif "unit" in asked:
            yield UNIT, [asked["unit"] or None]
        if "light" in asked:
            yield LIGHT, [asked["light"]]
        if "topic" in asked:
            topic = self.morning.topic(asked["topic"])
            others = MorningPage(self.morning).other_places(topic) if rest == "topic" else [asked.get("place")]
            yield topic.axis, others
