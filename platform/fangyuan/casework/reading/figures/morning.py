"""What the dashboard asks the database: the same question counts a number and finds the cases behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.figures.boards import Board
from fangyuan.casework.reading.figures.periods import period_of
from fangyuan.casework.reading.figures.places import Places
from fangyuan.casework.reading.figures.shares import Counted, counted
from fangyuan.casework.reading.figures.tallying import FIRST_DAY
from fangyuan.model.conditions import Atom, Condition, Op
from fangyuan.model.problems import Problem, Refused
from fangyuan.store.questions import Axis, Question, Span, Tally

DAY = timedelta(days=1)
WINDOW = 30
"""The days that topics and the course of time are shown for, today among them."""

CASES = (Tally("cases"),)
UNIT, LIGHT = Axis("case.unit"), Axis("case.light")
NO_NUMBER = Problem("not-found", "一览里没有这个数。", advice="请从每日一览里点数字打开。")
LATE: Mapping[str, Condition] = {
    "due": Atom("case.overdue", Op.CONST, False),
    "overdue": Atom("case.overdue", Op.CONST, True),
}


@dataclass(frozen=True)
class Morning:
    """One board for one officer today."""

    desk: Desk
    board: Board

    @cached_property
    def counted(self) -> Counted:
        """Whose cases it counts."""
        return counted(self.desk, self.board.case_types, self.board.condition, levels=self.board.levels)

    @cached_property
    def topics(self) -> tuple[Places, ...]:
        """The kinds of topics and places."""
        today = period_of("day", self.desk.today)
        return tuple(Places(one, self.desk, self.counted, today) for one in self.board.topics)

    def visible(self, topic: Places) -> bool:
        """Whether the officer may see what a topic is told by."""
        path = topic.dimension.by
        return path not in self.counted.types[0][1].fields or self.counted.sees(self.desk, path)

    def many(self, topic: Places) -> bool:
        """Whether a case may have several topics of this kind."""
        path = topic.dimension.by
        named = (one for share in self.counted.shares for one in share.fields if one.path == path)
        return path == "case.flags" or any(one.many for one in named)

    @property
    def spans(self) -> Mapping[str, tuple[date, date]]:
        """First day, and the day after the last one, of what is asked for: weeks begin on Monday."""
        today = self.desk.today
        monday = today - today.weekday() * DAY
        month = period_of("month", today)
        window = (today - (WINDOW - 1) * DAY, today + DAY)
        return {
            "today": (today, today + DAY), "week": (monday, monday + 7 * DAY), "month": (month.start, month.end),
            "window": window, "last7": (today - 6 * DAY, today + DAY),
        }  # fmt: skip

    @property
    def days(self) -> Axis:
        """Every day from the first that any span needs until today."""
        first = min(start for start, _ in self.spans.values())
        return Axis("", tuple(first + n * DAY for n in range((self.desk.today - first).days + 2)))

    @property
    def due_days(self) -> Axis:
        """The day that a case is due on, no finer than the spans need it."""
        return Axis("case.due", tuple(sorted({day for name in ("today", "week", "month") for day in self.spans[name]})))

    def question(self, figure: str, span: Span, axes: tuple[Axis, ...], tallies: tuple[Tally, ...] = CASES) -> Question:
        """What came in, went out and is open counts a matter once; deadlines are each unit's own."""
        return Question(self.counted.shares, span, tallies, axes, once=figure in ("received", "closed", "open"))

    def span(self, figure: str, start: date, end: date) -> Span:
        """The cases of some days, or those that are open now."""
        if figure in ("received", "closed"):
            return Span("case.received_on" if figure == "received" else "case.closed_at", start, end)
        return Span("case.received_on", FIRST_DAY, self.desk.today + DAY, open_at=True)

    def topic(self, path: str) -> Places:
        """The kind of topics of a path; raises Refused where it is none of this board or not for this officer."""
        found = next((one for one in self.topics if one.dimension.by == path and self.visible(one)), None)
        if found is None:
            raise Refused(NO_NUMBER)
        return found


def between(found: Mapping[str | None, int], start: date, end: date) -> int:
    """What lies on days of a span; places of an axis of days are their first days."""
    return sum(
        count for day, count in found.items() if day and day[0] not in "+-" and start <= date.fromisoformat(day) < end
    )
