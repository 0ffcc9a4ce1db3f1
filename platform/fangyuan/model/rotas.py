"""Who takes which turn of recurring work, and the times of a day for which people may be booked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fangyuan.model.who import Whos

TURN, DAY, TIME, NUMBER = "turn", "day", "time", "number"
"""What recurring work may write into answers: whose turn it is, the day, the time that was booked, the number of the day's case."""

ON_TURN = "turn"
"""The slot of the case type that is made for a duty with a single task: whoever's turn it is."""


@dataclass(frozen=True, slots=True)
class Rota:
    """The officers `of` these roles take turns; each is to have `at_least` so many in a period, where that is above nought.

    `set_by` may say who has which day, beside those who do the duty.
    """

    of: Whos
    at_least: int = 0
    per: str = ""
    set_by: Whos = ()


@dataclass(frozen=True, slots=True)
class Appointments:
    """Each day of the duty has times `since`, and every so many minutes (`each`) until before `until`, with `places` each.

    Times are `09:30`. Cases of these types may be booked, by `who`; `answers` maps a path of such a case to what is
    written there: the day, the time, whose turn it is, the number of the day's own case.
    """

    since: str
    until: str
    each: int
    case_types: tuple[str, ...]
    places: int = 1
    who: Whos = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    def times(self) -> tuple[str, ...]:
        """The times of a day, in order; the last one ends before or at `until`."""
        first, end = _minutes(self.since), _minutes(self.until)
        return tuple(f"{at // 60:02}:{at % 60:02}" for at in range(first, end - self.each + 1, self.each))


def _minutes(at: str) -> int:
    hours, _, minutes = at.partition(":")
    return int(hours) * 60 + int(minutes)
