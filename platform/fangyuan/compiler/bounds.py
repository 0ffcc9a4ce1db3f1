"""Bounds that the law sets: a pack that extends another may tighten them, never loosen them, and never get round them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fangyuan.compiler.merging import Merger
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.trees import Node

Authors = Mapping[str, str]
"""Who first set the bound of a clock, by the id of the clock: a pack, as its name stands before the names of its files."""

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


def tightened(
    base: list[Node], over: list[Node], removed: list[Node], authors: Authors, lengths: Mapping[str, str]
) -> list[Problem]:
    """What a child's clocks (`over`, and the names that it has `removed`) loosen among the bounds of its parent's.

    `authors` says who first set each bound: whoever only states it again, or tightens it, is not its author. `lengths` are the
    defaults of the parent's parameters.
    """
    bound = bounded(base)
    gone = [
        finding("bound-removed", name.at, clock=name.value, was=bound[str(name.value)].text("at-most"))
        for name in removed
        if str(name.value) in bound
    ]
    return gone + [
        problem
        for clock in over
        if (was := bound.get(clock.text("clock")))
        for problem in (
            *_loosened(was.text("at-most"), clock),
            *_stretched(was, clock, authors.get(clock.text("clock")), lengths),
        )
    ]


def bounded(clocks: list[Node]) -> dict[str, Node]:
    """The clocks that a child may only tighten, by id."""
    return {clock.text("clock"): clock for clock in clocks if clock.text("at-most")}


def authors_of(clocks: list[Node]) -> dict[str, str]:
    """The pack in whose file each bound of these clocks is written, by the id of the clock."""
    return {name: _pack_of(clock.get("at-most") or clock) for name, clock in bounded(clocks).items()}


def _loosened(was: str, clock: Node) -> list[Problem]:
    name, written, gone = clock.text("clock"), clock.get("at-most"), clock.get("remove")
    if written is None or gone:
        gone = gone or clock.get("replace")
        return [finding("bound-removed", gone.at, clock=name, was=was)] if gone else []
    now = str(written.value)
    if no_longer(Duration.parse(now), Duration.parse(was)):
        return []
    return [finding("bound-loosened", written.at, clock=name, was=was, now=now)]


def _stretched(was: Node, clock: Node, author: str | None, lengths: Mapping[str, str]) -> Iterator[Problem]:
    """What makes a bounded clock end later without touching its bound (semantics: Clocks, bounds)."""
    if clock.get("remove"):
        return
    name, bound = clock.text("clock"), was.text("at-most")
    now = Merger().mapping(was, clock)
    for word, tighter in _TIGHTER.items():
        if not tighter(_plain(now, word), _settled(was, now, word, lengths)):
            yield finding("bound-stretched", (clock.get(word) or clock).at, clock=name, bound=bound, what=word)
    if not _no_other_basis(_basis(now), _basis(was)):
        at = (clock.get("law") or clock.get("because") or clock).at
        yield finding("bound-stretched", at, clock=name, bound=bound, what=f"law: {_basis(now)}")
    for word, (code, kept) in _KEPT.items():
        if not kept(_plain(now, word), _settled(was, now, word, lengths)) and not same_author(clock.get(word), author):
            yield finding(code, (clock.get(word) or clock).at, clock=name, bound=bound, what=word)
    ours, theirs, written = _counting(now), _counting(was), clock.get("counting") or clock
    for word, tighter in _COUNTED.items():
        if not tighter(ours[word], theirs[word]):
            at = (written.get(word) or written).at
            yield finding("bound-stretched", at, clock=name, bound=bound, what=f"{word}: {ours[word]}")


def same_author(written: Node | None, author: str | None) -> bool:
    """Whether the pack that first set the bound says this itself, in a type that it derives from its own."""
    return written is not None and _pack_of(written) == author


def _pack_of(node: Node) -> str:
    """The pack in whose file a value stands; nothing for the pack in hand."""
    before, _, rest = node.mark.file.partition("case-types/")
    return before if rest else node.mark.file


def _plain(clock: Node, word: str) -> Any:
    node = clock.get(word)
    return None if node is None else node.plain()


def lengths_of(head: Node) -> dict[str, str]:
    """The defaults of a pack's parameters that are lengths of time."""
    kept = head.get("parameters")
    given = {
        name: one.text("default") for name, one in (kept.items() if kept else ()) if one.text("kind") == "duration"
    }
    return {name: default for name, default in given.items() if default}


def _settled(was: Node, now: Node, word: str, lengths: Mapping[str, str]) -> Any:
    """What the parent says; a parameter by its default where the child says a length instead."""
    before, after = _plain(was, word), _plain(now, word)
    if word == "within" and isinstance(after, str):
        return _given(before, lengths)
    if word == "until" and isinstance(before, dict) and isinstance(after, dict) and isinstance(after.get("else"), str):
        return {**before, "else": _given(before.get("else"), lengths)}
    return before


def _given(length: Any, lengths: Mapping[str, str]) -> Any:
    return lengths.get(str(length.get("$param")), length) if isinstance(length, dict) else length


def _counting(clock: Node) -> dict[str, Any]:
    return {**_USUAL, **(_plain(clock, "counting") or {})}


def _no_longer_paused(now: Any, was: Any) -> bool:
    """No pause, or one whose condition holds only where the parent's does."""
    return now is None or (was is not None and _implies(now.get("while"), was.get("while")))


def _implies(now: Any, was: Any) -> bool:
    """Whether a condition can hold only where another does, as far as that shows in how it is written."""
    if now == was:
        return True
    if not isinstance(now, dict) or not isinstance(was, dict):
        return False
    if was.items() <= now.items():
        return True
    if set(was) == {"any"} and any(_implies(now, part) for part in was["any"]):
        return True
    return any(_implies(part, was) for part in now.get("all", ()))


def _no_more_events(now: Any, was: Any) -> bool:
    return all(event in _listed(was) for event in _listed(now))


def _no_fewer_events(now: Any, was: Any) -> bool:
    return _no_more_events(was, now)


def _listed(events: Any) -> list[Any]:
    """Event patterns as a list; a bare word is the event without narrowing."""
    if events is None:
        return []
    several = events if isinstance(events, list) else [events]
    return [{"event": one} if isinstance(one, str) else one for one in several]


def _no_narrower(now: Any, was: Any) -> bool:
    """A clock without a condition, or one that starts wherever the parent's does."""
    return now is None or (was is not None and _implies(was, now))


def _no_longer_length(now: Any, was: Any) -> bool:
    if now is None or now == was or was is None:
        return True
    return isinstance(now, str) and isinstance(was, str) and no_longer(Duration.parse(now), Duration.parse(was))


def _no_longer_extension(now: Any, was: Any) -> bool:
    return now is None or was is None or _no_longer_length(now["up-to"], was["up-to"])


def _not_newly(now: Any, was: Any) -> bool:
    return not now or bool(was)


def _the_same(now: Any, was: Any) -> bool:
    return bool(now == was)


def _no_later_answer(now: Any, was: Any) -> bool:
    """The same answer names the date, and what counts while it is blank is no longer."""
    if now is None or now == was:
        return True
    if was is None or now.get("field") != was.get("field"):
        return False
    ours, theirs = now.get("else"), was.get("else")
    return isinstance(ours, str) and isinstance(theirs, str) and no_longer(Duration.parse(ours), Duration.parse(theirs))


def _no_longer_period(now: Any, was: Any) -> bool:
    return now is None or (was is not None and no_longer(Duration.parse(now), Duration.parse(was)))


def _no_later_start(now: Any, was: Any) -> bool:
    return now == was or was is None


def _basis(clock: Node) -> str:
    return clock.text("law") or clock.text("because")


def _no_other_basis(now: str, was: str) -> bool:
    """What was cited, or more words about it, or nothing: the pauses of a clock that cites a law leave its bound alone."""
    return not now or (bool(was) and was in now)


_Tighter = Callable[[Any, Any], bool]

_TIGHTER: Mapping[str, _Tighter] = {
    "pause": _no_longer_paused,
    "restart": _no_more_events,
    "until": _no_later_answer,
    "every": _no_longer_period,
    "from": _no_later_start,
}
"""What may make a clock longer than its bound without touching the bound: (as it is now, as it was) -> no longer."""

_KEPT: Mapping[str, tuple[str, _Tighter]] = {
    "start": ("bound-escaped", _no_fewer_events),
    "if": ("bound-escaped", _no_narrower),
    "per": ("bound-escaped", _the_same),
    "once": ("bound-escaped", _not_newly),
    "stop": ("bound-escaped", _no_more_events),
    "cancel": ("bound-escaped", _no_more_events),
    "met-by": ("bound-escaped", _no_more_events),
    "resume": ("bound-escaped", _no_fewer_events),
    "within": ("bound-stretched", _no_longer_length),
    "extend": ("bound-stretched", _no_longer_extension),
}
"""What whoever set the bound may change in a type of their own, and nobody else: the clock's beginning and its end."""

_USUAL = {"first-day": "excluded", "end": "roll-forward", "calendar": "cn"}
_FIRST_DAYS = ("included", "excluded")
_LAST_DAYS = ("roll-back", "as-it-falls", "roll-forward")

_COUNTED: Mapping[str, _Tighter] = {
    "first-day": lambda now, was: _FIRST_DAYS.index(now) <= _FIRST_DAYS.index(was),
    "end": lambda now, was: _LAST_DAYS.index(now) <= _LAST_DAYS.index(was),
    "calendar": lambda now, was: bool(now == was),
}
"""The same for how days are counted, whose lists stand the tightest first; no calendar is known to be the shorter."""
