"""What would go round in a circle, or for too long: clocks that hear themselves, facts that derive each other, periods without a length."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.clocks import Clock
from fangyuan.model.conditions import atoms
from fangyuan.model.effects import MOST_ROUNDS, ClockAct, Derive, Rule, TurnClock
from fangyuan.model.procedure import CaseType
from fangyuan.model.who import EventPatterns

_BEGINS = ("clock-started",)
_ENDS = ("clock-stopped", "clock-cancelled", "clock-started", "clock-resumed")


def check_circles(kind: CaseType, places: Places) -> None:
    """Everything of a case type that could never come to rest."""
    for clock in kind.clocks:
        for word, heard in _hears_itself(clock):
            places.say("clock-stops-itself", "clock", clock.clock, clock=clock.clock, key=word, event=heard)
        if clock.every is not None and clock.every.amount == 0:
            places.say("period-of-nothing", "clock", clock.clock, clock=clock.clock, every=clock.every)
    for rule, clock_, word, heard in _turned_by_own_events(kind):
        places.say("clock-stops-itself", "rule", rule, clock=clock_, key=word, event=heard)
    circles = list(_circles(kind))
    for circle, rule in circles:
        places.say("derive-circle", "rule", rule, circle=" → ".join(circle))
    for way, rule in () if circles else islice(_too_late(kind), 1):
        places.say("derive-too-long", "rule", rule, rule=rule, most=MOST_ROUNDS, way=" → ".join(way))


def _hears_itself(clock: Clock) -> Iterator[tuple[str, str]]:
    """(key, event) where what a run does begins or ends it again at once."""
    told: tuple[tuple[str, EventPatterns, tuple[str, ...]], ...] = (
        ("stop", clock.stop, _BEGINS),
        ("cancel", clock.cancel, _BEGINS),
        ("start", clock.start, _ENDS),
        ("restart", clock.restart, (*_ENDS, "clock-due")),
        ("met-by", clock.met_by, ("clock-due", "clock-started")),
        ("resume", clock.resume, ("clock-stopped", "clock-paused")),
    )
    for key, patterns, words in told:
        for pattern in patterns:
            if pattern.word in words and pattern.narrowed.get("clock", clock.clock) == clock.clock:
                yield key, pattern.word
    for atom in atoms(clock.pause_while) if clock.pause_while else ():
        if atom.path.startswith(f"clock.{clock.clock}."):
            yield "pause", atom.path


_BACK = {
    ClockAct.START: ("clock-stopped", "clock-cancelled"),
    ClockAct.STOP: ("clock-started", "clock-resumed"),
    ClockAct.CANCEL: ("clock-started", "clock-resumed"),
    ClockAct.PAUSE: ("clock-resumed",),
    ClockAct.RESUME: ("clock-paused", "clock-stopped"),
}
"""What a rule does to a clock -> the clock's own events that it would undo at once, wherever it has no condition."""


def _turned_by_own_events(kind: CaseType) -> Iterator[tuple[str, str, str, str]]:
    """(rule, clock, effect, event) of every rule that always undoes what has just become of a clock."""
    for rule in kind.rules:
        if any(atoms(rule.condition)):
            continue
        for turn in (effect for effect in rule.then if isinstance(effect, TurnClock)):
            for pattern in rule.on:
                if pattern.word in _BACK[turn.act] and pattern.narrowed.get("clock", turn.clock) == turn.clock:
                    yield rule.rule, turn.clock, f"{turn.act.value}-clock", pattern.word


def _circles(kind: CaseType) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each circle of derived facts once, from its first fact in the order of the alphabet, with a rule that is part of it."""
    rests, maker = _rests_on(kind.rules)
    for fact in sorted(rests):
        circle = _way_back(fact, rests)
        if circle and fact == min(circle):
            yield (*circle, fact), maker[fact]


def _too_late(kind: CaseType) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each rule that may fire in a round after the last one only, with the facts that must be derived before it."""
    for word in dict.fromkeys(pattern.word for rule in kind.rules for pattern in rule.on):
        hearing = [rule for rule in kind.rules if any(pattern.word == word for pattern in rule.on)]
        ways = _longest_ways(_rests_on(hearing)[0])
        for rule in hearing:
            way = max((ways.get(atom.path, ()) for atom in atoms(rule.condition)), key=len, default=())
            if len(way) >= MOST_ROUNDS:
                yield way, rule.rule


def _rests_on(rules: Iterable[Rule]) -> tuple[Mapping[str, frozenset[str]], Mapping[str, str]]:
    """Derived fact -> the derived facts that rules test to derive it; and the first rule that derives it."""
    derives = [(e.fact, rule) for rule in rules for e in every_effect(rule.then) if isinstance(e, Derive)]
    known = {fact for fact, _ in derives}
    rests: dict[str, set[str]] = {fact: set() for fact in known}
    maker: dict[str, str] = {}
    for fact, rule in derives:
        maker.setdefault(fact, rule.rule)
        rests[fact] |= {atom.path for atom in atoms(rule.condition)} & known
    return {fact: frozenset(found) for fact, found in rests.items()}, maker


def _longest_ways(rests: Mapping[str, frozenset[str]]) -> Mapping[str, tuple[str, ...]]:
    """Derived fact -> the longest way to it, itself the last; no longer than is needed to know that it is too long."""
    ways: dict[str, tuple[str, ...]] = {fact: (fact,) for fact in rests}
    for _ in range(MOST_ROUNDS):
        ways = {
            fact: (*max((ways[one] for one in sorted(on)), key=len, default=()), fact) for fact, on in rests.items()
        }
    return ways


def _way_back(to: str, rests: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The shortest way that leads back to a fact, from it on; or nothing."""
    came: dict[str, str] = {}
    waiting = [to]
    for at in waiting:
        for before in sorted(rests[at]):
            if before == to:
                return _walked(to, at, came)
            if before not in came:
                came[before] = at
                waiting.append(before)
    return ()


def _walked(first: str, last: str, came: Mapping[str, str]) -> tuple[str, ...]:
    way = [last]
    while way[-1] != first:
        way.append(came[way[-1]])
    return tuple(reversed(way))
