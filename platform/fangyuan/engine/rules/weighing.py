"""The rules of one event, weighed together: all of a round see one snapshot; derived facts start another round."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fangyuan.engine.patterns import fits
from fangyuan.engine.rules.matching import Matcher, by_weight
from fangyuan.engine.rules.shadowing import Watched, matcher_for
from fangyuan.engine.rules.writes import Written
from fangyuan.forms.conditions import all_seen, failed_at, seen_by
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import Scalar, atoms
from fangyuan.model.effects import MOST_ROUNDS, Block, Derive, Effect, Rule
from fangyuan.model.events import Verdict
from fangyuan.model.writes import written_by

Tree = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the rules of an event come to.

    `effects` are to be done, in order, each with its rule; derived facts are not among them but in `derived`.
    `verdicts` has one entry for every rule of the event, the weightiest first. `cut` is empty,
    or the rules that lead to the first one that would fire only after the last round allowed.
    """

    rounds: int = 0
    effects: tuple[tuple[Rule, Effect], ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    derived: Mapping[str, Scalar] = field(default_factory=dict)
    cut: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[tuple[Rule, Block], ...]:
        """The refusals among the effects."""
        return tuple((rule, effect) for rule, effect in self.effects if isinstance(effect, Block))


class Rulebook:
    """The rules of a case type, ready to be weighed; one for each compiled pack. Safe to use from several threads."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Takes the rules in file order; matchers are made for each event when it first happens."""
        self._rules = by_weight(rules)
        words = {on.word for rule in self._rules for on in rule.on}
        self._by_word = {word: [r for r in self._rules if any(on.word == word for on in r.on)] for word in words}
        self._matchers: dict[str, Matcher] = {}
        self._lock = threading.Lock()

    def weigh(self, event_word: str, narrowed: Mapping[str, str], tree: Tree, moment: Moment) -> Weighed:
        """Weighs the rules that the event concerns; nothing of `tree` is changed."""
        rules = self.concerns(event_word, narrowed)
        return _weigh(rules, self._matcher(event_word), tree, moment) if rules else Weighed()

    def concerns(self, event_word: str, narrowed: Mapping[str, str]) -> list[Rule]:
        """The rules that an event concerns, the weightiest first."""
        by_word = self._by_word.get(event_word, ())
        return [rule for rule in by_word if any(fits(on, event_word, narrowed) for on in rule.on)]

    @property
    def differences(self) -> int:
        """How often the native engine and the reference differed, or the engine failed, since this book was made."""
        watched = [matcher for matcher in self._matchers.values() if isinstance(matcher, Watched)]
        return sum(matcher.differences + matcher.faults for matcher in watched)

    def close(self) -> None:
        """Frees what the matchers hold; a closed book still weighs, making new matchers."""
        with self._lock:
            while self._matchers:
                self._matchers.popitem()[1].close()

    def _matcher(self, word: str) -> Matcher:
        with self._lock:
            if word not in self._matchers:
                self._matchers[word] = matcher_for(self._by_word.get(word, ()))
            return self._matchers[word]


@dataclass(slots=True)
class _Round:
    """What one round gives: the effects applied, the facts derived, who was overruled by whom; `tree` is what it sees."""

    number: int
    tree: Tree
    effects: list[tuple[Rule, Effect]] = field(default_factory=list)
    derived: dict[str, Scalar] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    written: Written = field(default_factory=Written)


def _weigh(rules: Sequence[Rule], matcher: Matcher, tree: Tree, moment: Moment) -> Weighed:
    effects: list[tuple[Rule, Effect]] = []
    verdicts: dict[str, Verdict] = {}
    derived: dict[str, Scalar] = {}
    number, fresh = 0, True
    while fresh and number < MOST_ROUNDS:
        number += 1
        matched = set(matcher.matches(tree, moment))
        done = _round(number, [rule for rule in rules if rule.rule in matched and rule.rule not in verdicts], tree)
        effects += done.effects
        verdicts |= done.verdicts
        fresh = any(fact not in derived or derived[fact] != value for fact, value in done.derived.items())
        derived |= done.derived
        tree = _with_facts(tree, done.derived)
    said = tuple(verdicts.get(rule.rule) or _failed(rule, tree, moment, number) for rule in rules)
    late = set(matcher.matches(tree, moment)) - verdicts.keys() if fresh else set()
    return Weighed(number, tuple(effects), said, derived, cut=_leading_to(late, rules, verdicts))


def _leading_to(late: set[str], rules: Sequence[Rule], verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    """The rules that lead to the first of the late ones, each by a fact that the next one tests."""
    way = [rule for rule in rules if rule.rule in late][:1]
    fired = [rule for rule in rules if rule.rule in verdicts]
    made = {effect.fact: rule for rule in fired for effect in rule.then if isinstance(effect, Derive)}
    before: list[Rule] = way
    while before:
        before = [made[atom.path] for atom in atoms(way[-1].condition) if made.get(atom.path, way[-1]) not in way][:1]
        way += before
    return tuple(rule.rule for rule in reversed(way))


def _round(number: int, rules: Sequence[Rule], tree: Tree) -> _Round:
    done = _Round(number, tree)
    for rule in rules:
        done.verdicts[rule.rule] = _apply(rule, done)
    return done


def _apply(rule: Rule, done: _Round) -> Verdict:
    """Does a rule's effects, save those whose place is taken in this round; fired if any effect was done."""
    overruled_by, applied = "", not rule.then
    for effect in rule.then:
        writer = done.written.take(written_by((effect,)), rule.rule)
        if writer:
            overruled_by = overruled_by or (writer if writer != rule.rule else "")
            continue
        applied = True
        if isinstance(effect, Derive):
            done.derived[effect.fact] = effect.value
        else:
            done.effects.append((rule, effect))
    facts = all_seen(rule.condition, done.tree)
    return Verdict(rule=rule.rule, fired=applied, round=done.number, overruled_by=overruled_by, facts=facts)


def _failed(rule: Rule, tree: Tree, moment: Moment, number: int) -> Verdict:
    place = failed_at(rule.condition, tree, moment)
    if place < 0:
        return Verdict(rule=rule.rule, fired=False, round=number)
    atom = list(atoms(rule.condition))[place]
    return Verdict(rule=rule.rule, fired=False, round=number, failed=atom.path, saw=seen_by(atom, tree), test=place)


def _with_facts(tree: Tree, facts: Mapping[str, Scalar]) -> Tree:
    """The tree with derived facts at their dotted paths; the tree given is left as it is."""
    for path, value in facts.items():
        head, _, rest = path.partition(".")
        below = tree.get(head)
        inner = below if isinstance(below, Mapping) else {}
        tree = {**tree, head: _with_facts(inner, {rest: value}) if rest else value}
    return tree
