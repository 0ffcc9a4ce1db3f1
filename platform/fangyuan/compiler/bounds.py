"""Bounds that the law sets: a pack that extends another may tighten them, never loosen them."""

from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.trees import Node

_LONGEST_HOLIDAYS = 16
"""Days off in a row, with the make-up days around them, that the worst calendar adds to a count of workdays."""


def days(duration: Duration) -> tuple[float, float]:
    """The fewest and the most calendar days that a duration can take."""
    amount = duration.amount
    match duration.unit:
        case DurationUnit.MINUTES:
            return amount / 1440, amount / 1440
        case DurationUnit.HOURS:
            return amount / 24, amount / 24
        case DurationUnit.DAYS:
            return amount, amount
        case DurationUnit.WEEKS:
            return amount * 7, amount * 7
        case DurationUnit.MONTHS:
            return amount * 28, amount * 31
        case DurationUnit.WORKDAYS:
            return amount, amount * 7 / 5 + 2 + _LONGEST_HOLIDAYS * (1 + amount // 60)


def no_longer(now: Duration, was: Duration) -> bool:
    """Whether `now` is never longer than `was`, whatever the calendar says."""
    if now.unit is was.unit:
        return now.amount <= was.amount
    return days(now)[1] <= days(was)[0]


def tightened(base: list[Node], over: list[Node]) -> list[Problem]:
    """What a child's clocks (`over`) loosen among the bounds of its parent's."""
    bound = {clock.text("clock"): clock for clock in base if clock.text("at-most")}
    return [
        problem
        for clock in over
        if (was := bound.get(clock.text("clock"))) and (problem := _loosened(was.text("at-most"), clock))
    ]


def _loosened(was: str, clock: Node) -> Problem | None:
    name, written = clock.text("clock"), clock.get("at-most")
    if written is None:
        gone = clock.get("remove") or clock.get("replace")
        return finding("bound-removed", gone.at, clock=name, was=was) if gone else None
    now = str(written.value)
    if no_longer(Duration.parse(now), Duration.parse(was)):
        return None
    return finding("bound-loosened", written.at, clock=name, was=was, now=now)
