"""Bounds that the law sets: a pack that extends another may tighten them, never loosen them."""

from collections.abc import Iterator

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
        if (was := bound.get(clock.text("clock")))
        for problem in (*_loosened(was.text("at-most"), clock), *_stretched(was, clock))
    ]


def _loosened(was: str, clock: Node) -> list[Problem]:
    name, written = clock.text("clock"), clock.get("at-most")
    if written is None:
        gone = clock.get("remove") or clock.get("replace")
        return [finding("bound-removed", gone.at, clock=name, was=was)] if gone else []
    now = str(written.value)
    if no_longer(Duration.parse(now), Duration.parse(was)):
        return []
    return [finding("bound-loosened", written.at, clock=name, was=was, now=now)]


_STRETCHING = ("pause", "restart", "until")
"""What may make a clock longer than its bound without touching the bound."""
_COUNTING = {"first-day": ("included", "excluded"), "end": ("roll-back", "as-it-falls", "roll-forward")}
"""How days are counted, the tightest way first."""


def _stretched(was: Node, clock: Node) -> Iterator[Problem]:
    """Pauses, restarts and ways of counting by which a bounded clock would end later (semantics: Clocks, bounds)."""
    name, bound = clock.text("clock"), was.text("at-most")
    for word in _STRETCHING:
        added = clock.get(word)
        if added is not None and was.get(word) is None:
            yield finding("bound-stretched", added.at, clock=name, bound=bound, what=word)
    ours, theirs = clock.get("counting"), was.get("counting")
    for word, ways in _COUNTING.items() if ours else ():
        written = ours.get(word) if ours else None
        before = (theirs.text(word) if theirs else "") or _USUAL[word]
        if written is not None and ways.index(str(written.value)) > ways.index(before):
            yield finding("bound-stretched", written.at, clock=name, bound=bound, what=f"{word}: {written.value}")


_USUAL = {"first-day": "excluded", "end": "roll-forward"}
