"""Rules that can never fire, that always lose, and that contradict one another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fangyuan.compiler.places import Places
from fangyuan.compiler.proving.cases import core, find, implies, written
from fangyuan.compiler.proving.happening import Happenings, Values, implied
from fangyuan.compiler.proving.ranges import Ranges, derived_values
from fangyuan.compiler.proving.telling import (
    condition_text,
    effect_text,
    event_text,
    events_text,
    place_text,
    proof_text,
)
from fangyuan.model.conditions import ALWAYS, AllOf, AnyOf, Condition, atoms
from fangyuan.model.effects import Rule
from fangyuan.model.procedure import CaseType
from fangyuan.model.who import EventPattern, EventPatterns
from fangyuan.model.writes import Place, meet, written_by


def check_rules(kind: CaseType, ranges: Ranges, happenings: Happenings, places: Places) -> None:
    """Every finding about the rules of a type; what it inherits is its parent's matter, unless rules of both clash."""
    can_fire = [rule for rule in kind.rules if _fires(rule, kind, happenings, ranges, places)]
    book = _Book(kind, ranges, places, frozenset(derived_values(kind.rules)))
    for index, earlier in enumerate(can_fire):
        for later in can_fire[index + 1 :]:
            if not (places.inherited("rule", earlier.rule) and places.inherited("rule", later.rule)):
                book.compare(earlier, later)
    for rule in can_fire:
        if rule.rule not in book.told and not places.inherited("rule", rule.rule):
            book.compare_with_all(rule, can_fire)


def _fires(rule: Rule, kind: CaseType, happenings: Happenings, ranges: Ranges, places: Places) -> bool:
    """Whether a rule may fire at all; says why not."""
    heard = tuple(pattern for pattern in rule.on if happenings.can(pattern))
    own = not places.inherited("rule", rule.rule)
    if not heard:
        if own and not kind.abstract:
            detail = {"event": events_text(rule.on), "reached": " → ".join(_in_order(kind, happenings))}
            places.say("rule-never-hears", "rule", rule.rule, rule=rule.rule, **detail)
        return False
    ways = [happenings.known(ranges, implied(pattern)) for pattern in heard]
    if rule.condition == ALWAYS or any(not find(rule.condition, way).never for way in ways):
        return True
    if own:
        proof = proof_text(core(rule.condition, ways[0]), ways[0])
        places.say("rule-never-fires", "rule", rule.rule, rule=rule.rule, proof=proof)
    return False


def _in_order(kind: CaseType, happenings: Happenings) -> Iterator[str]:
    return (stage.stage for stage in kind.stages if stage.stage in happenings.reached)


@dataclass(frozen=True, slots=True)
class _Book:
    """The rules of one type, to be compared two by two; `derived` facts make rules wait for another round."""

    kind: CaseType
    ranges: Ranges
    places: Places
    derived: frozenset[str]
    told: set[str] = field(default_factory=set)

    def compare_with_all(self, weaker: Rule, rules: list[Rule]) -> None:
        """Says when several rules of a higher priority together always write first whatever a rule would write."""
        stronger = [one for one in rules if one.priority > weaker.priority and self._hears_all(one, weaker)]
        if not weaker.then or len(stronger) < 2 or self._waits(weaker.condition):
            return
        writers = [[one for one in stronger if _taken(effect, written_by(one.then))] for effect in weaker.then]
        lost = (AnyOf(tuple(one.condition for one in some)) for some in writers)
        if all(some and implies(weaker.condition, each, self.ranges) for some, each in zip(writers, lost, strict=True)):
            by = list({one.rule: one for some in writers for one in some}.values())
            names = "、".join(one.rule for one in by)
            whole = condition_text(AnyOf(tuple(one.condition for one in by)))
            detail = {"rule": weaker.rule, "by": names, "event": events_text(weaker.on)}
            proof = f"{condition_text(weaker.condition)} ⇒ {whole}"
            self.places.say("rule-always-overruled", "rule", weaker.rule, **detail, proof=proof)

    def _hears_all(self, one: Rule, other: Rule) -> bool:
        """Whether a rule hears every event that another one hears, in the same round."""
        everywhere = all(any(_covers(wide, narrow) for wide in one.on) for narrow in other.on)
        return everywhere and not self._waits(one.condition)

    def compare(self, earlier: Rule, later: Rule) -> None:
        """Says when one of two rules always loses, or when they write different things in one case."""
        shared = dict(_differing(earlier, later))
        if not shared and not any(_taken(effect, written_by(earlier.then)) for effect in later.then):
            return
        both = _both(earlier.on, later.on)
        if both is None or self._waits(earlier.condition) or self._waits(later.condition):
            return
        stronger, weaker = (later, earlier) if later.priority > earlier.priority else (earlier, later)
        if self._always_loses(weaker, stronger) and not (shared and self._are_alike(earlier, later)):
            detail = {"rule": weaker.rule, "by": stronger.rule, "event": events_text(weaker.on)}
            proof = f"{condition_text(weaker.condition)} ⇒ {condition_text(stronger.condition)}"
            self.told.add(weaker.rule)
            self.places.say("rule-always-overruled", "rule", weaker.rule, **detail, proof=proof)
        elif shared and earlier.priority == later.priority:
            self._clash(earlier, later, both, shared)

    def _waits(self, condition: Condition) -> bool:
        return any(test.path in self.derived for test in atoms(condition))

    def _always_loses(self, weaker: Rule, stronger: Rule) -> bool:
        """Whatever it would write is already written whenever it fires."""
        taken = written_by(stronger.then)
        everywhere = all(any(_covers(wide, narrow) for wide in stronger.on) for narrow in weaker.on)
        lost = bool(weaker.then) and all(_taken(effect, taken) for effect in weaker.then)
        return everywhere and lost and implies(weaker.condition, stronger.condition, self.ranges)

    def _are_alike(self, one: Rule, other: Rule) -> bool:
        """Whether two rules fire in the same cases, so that only the order of the file decides between them."""
        if one.priority != other.priority or not all(any(_covers(wide, at) for wide in other.on) for at in one.on):
            return False
        return implies(one.condition, other.condition, self.ranges)

    def _clash(self, earlier: Rule, later: Rule, event: EventPattern, shared: Mapping[Place, tuple[Any, Any]]) -> None:
        found = find(AllOf((earlier.condition, later.condition)), self.ranges.pinning(implied(event)))
        if found.case is None:
            return
        place, (first, second) = next(iter(shared.items()))
        detail = {"rule": earlier.rule, "other": later.rule, "event": event_text(event), "case": written(found.case)}
        values = {"place": place_text(place), "first": effect_text(first), "second": effect_text(second)}
        self.places.say("rules-clash", "rule", later.rule, **detail, **values)


def _taken(effect: Any, taken: Mapping[Place, Any]) -> bool:
    return any(meet(place, other) for place in written_by((effect,)) for other in taken)


def _differing(first: Rule, second: Rule) -> Iterator[tuple[Place, tuple[Any, Any]]]:
    """The places of the first rule to which both write, where they do not write the same."""
    others = written_by(second.then)
    for place, effect in written_by(first.then).items():
        for other, written_there in others.items():
            if meet(place, other) and effect != written_there:
                yield place, (effect, written_there)


def _both(first: EventPatterns, second: EventPatterns) -> EventPattern | None:
    """An event that both lists mean."""
    for one in first:
        for other in second:
            narrowed = {**one.narrowed, **other.narrowed}
            if one.word == other.word and all(narrowed[name] == value for name, value in one.narrowed.items()):
                return EventPattern(one.word, narrowed)
    return None


def _covers(wide: EventPattern, narrow: EventPattern) -> bool:
    """Whether the first means every event that the second means."""
    return wide.word == narrow.word and all(narrow.narrowed.get(name) == value for name, value in wide.narrowed.items())


def check_guards(kind: CaseType, ranges: Ranges, happenings: Happenings, places: Places) -> None:
    """Actions, tasks and clocks whose condition never holds: they are written for nothing."""
    for key, name, condition, known in _guards(kind, happenings):
        if condition is None or places.inherited(key, name):
            continue
        here = happenings.known(ranges, known)
        if find(condition, here).never:
            places.say("guard-never-holds", key, name, name=name, proof=proof_text(core(condition, here), here))


def _guards(kind: CaseType, happenings: Happenings) -> Iterator[tuple[str, str, Condition | None, Values]]:
    """The condition of each part that its stage offers, or whose event happens, with what is known then."""
    for action in kind.actions:
        here = tuple(stage for stage in action.source if stage in happenings.reached)
        yield "action", action.action, action.condition if here else None, {"case.stage": here}
        yield "action", action.action, action.filled if here else None, {"case.stage": here}
    for task in kind.tasks.values():
        yield "task", task.task, task.condition, {}
    for clock in kind.clocks:
        yield "clock", clock.clock, clock.start_if if happenings.any_of(clock.start) else None, {}
