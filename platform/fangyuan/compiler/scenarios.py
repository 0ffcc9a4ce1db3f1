"""Whether the scenarios of a pack name people, tasks, actions, clocks and rules that exist."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from fangyuan.compiler.answering import check_answers, check_parameters, check_units
from fangyuan.compiler.dating import check_dates
from fangyuan.compiler.expectations import Expected
from fangyuan.compiler.spots import Spot, spot_of
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import OUTSIDER
from fangyuan.packs.layout import files_of
from fangyuan.packs.source import Source

_EXTENSION = "extension"
RECEIPT = "receipt"
"""What a step approves or refuses that no rule has laid before anybody: that the day of receipt be put right."""
_CHILD, _DUTY = "child", "duty"
_OFFICE = "office"
"""The unit that every scenario has."""
_DAY = re.compile(r"(?<=.)/[0-9]{4}-[0-9]{2}-[0-9]{2}$")
"""What narrows the case of a duty to the one of a date: `duty/report/2026-03-01`."""

_ABOUT_A_PERSON = frozenset({"unit", "covers", "remit", "title", "name"})
"""Keys of an entry of `people` that say something of the person; the one that is left names the person."""


def check_scenarios(pack: Pack, source: Source) -> list[Problem]:
    """Every finding about every scenario."""
    problems: list[Problem] = []
    for file in files_of(source, "scenario"):
        _check(spot_of(file, problems), pack)
    return problems


def _check(spot: Spot, pack: Pack) -> None:
    kind = _case_type(spot, pack)
    world = spot.get("world")
    people = world.rows("people") if world else []
    units = [unit.text("unit") for unit in world.rows("units")] if world else []
    check_parameters(spot.get("parameters"), pack.parameters)
    check_units(world.rows("units") if world else [])
    for person in people:
        _check_roles(person, pack)
        if person.get("unit"):
            person.named("unit", "unknown-unit", units)
    names = [_person(person) for person in people]
    answered = frozenset(word for step in spot.rows("steps") for word in _answered(step))
    for step in spot.rows("steps"):
        if step.get("case-type") is not None:
            _case_type(step, pack)
        types = _types_of(step, kind, pack)
        check_answers(step, types)
        _Known(pack, types, names, [_OFFICE, *units], answered).check(step)
    _check_cases(spot, pack)
    check_dates(spot, pack.calendars)


def _check_cases(spot: Spot, pack: Pack) -> None:
    """A step may speak of a case that a step before it opened under this name, of the newest child, or of a duty's case."""
    known = [_CHILD, _DUTY, *pack.duties, *(f"{_DUTY}/{duty}" for duty in pack.duties)]
    for step in spot.rows("steps"):
        for key in ("case", "merge-into", "link", "unlink"):
            named = step.get(key)
            if named is None:
                continue
            if key == "case" and step.get("do") is not None and "/" not in named.word:
                known.append(named.word)
            elif _sender(_DAY.sub("", named.word)) not in known:
                named.unknown("unknown-case", named.word, known)


def _sender(named: str) -> str:
    """The case whose child, or whose child's child, is spoken of; the name itself where it is none."""
    while named.endswith(f"/{_CHILD}"):
        named = named.removesuffix(f"/{_CHILD}")
    return named


def _answered(step: Spot) -> Iterator[str]:
    """Every word that a step fills in: it may be what a task or a clock is for."""
    for key in ("answers", "to", "subject", "chosen", "choose"):
        spot = step.get(key)
        yield from _words(spot.value) if spot else ()


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _words(child)
    else:
        yield str(value)


def _types_of(step: Spot, kind: CaseType | None, pack: Pack) -> list[CaseType]:
    """The types a step may speak of: the scenario's own, or any where the step names another case."""
    named = step.get("case") or step.get("case-type")
    return [kind] if kind is not None and named is None else list(pack.case_types.values())


def _case_type(spot: Spot, pack: Pack) -> CaseType | None:
    """The type that a scenario names, else the only one there is."""
    named = spot.get("case-type")
    concrete = [kind for kind in pack.case_types.values() if not kind.abstract]
    if named is None:
        return concrete[0] if len(concrete) == 1 else None
    found = [kind for kind in concrete if named.word in (kind.key, kind.key.partition("/")[2])]
    if not found:
        named.unknown("unknown-case-type", named.word, [kind.key.partition("/")[2] for kind in concrete])
    return found[0] if found else None


def _person(spot: Spot) -> str:
    """`{clerk: office-clerk, unit: U1}`: the person is `clerk`."""
    return next((name for name, _ in spot.items() if name not in _ABOUT_A_PERSON), "")


def _check_roles(spot: Spot, pack: Pack) -> None:
    for role in spot.rows(_person(spot)):
        role.itself("unknown-role", pack.roles)


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that the steps of one scenario may use."""

    pack: Pack
    kinds: Collection[CaseType]
    people: Collection[str]
    units: Collection[str]
    answered: Collection[str]

    def check(self, step: Spot) -> None:
        rules = [rule.rule for kind in self.kinds for rule in kind.rules]
        clocks = [clock.clock for kind in self.kinds for clock in kind.clocks]
        for person in step.rows("as"):
            self._named(person, "unknown-person", [*self.people, OUTSIDER.person])
        for word in ("recuse", "hand-over"):
            self._each(step, word, "unknown-person", self.people)
        for word in ("do", "sign", "claim", "reassign", "return", "add-signer", "withdraw"):
            self._each(step, word, "unknown-task", [task for kind in self.kinds for task in kind.tasks])
        actions = [action.action for kind in self.kinds for action in kind.actions]
        self._each(step, "act", "unknown-action", actions)
        self._each(step, "approve", "unknown-rule", [*rules, _EXTENSION, RECEIPT])
        self._each(step, "refuse", "unknown-rule", [*rules, _EXTENSION, RECEIPT])
        self._each(step, "ask-extension", "unknown-clock", clocks)
        for word in ("deliver", "seal", "return-letter", "withdraw-letter"):
            self._each(step, word, "unknown-letter", self.pack.letters)
        on_a_way = [name for name, letter in self.pack.letters.items() if letter.path]
        self._each(step, "pass-letter", "unknown-letter", on_a_way)
        numbers = step.get("letter-numbers")
        for name, spot in numbers.items() if numbers else ():
            if name not in self.pack.letters:
                spot.unknown("unknown-letter", name, self.pack.letters)
        expect = step.get("expect")
        if expect is not None:
            Expected(self.pack, self.kinds, self.people, self.units, self.answered).check(expect)

    def _each(self, spot: Spot, key: str, code: str, known: Collection[str]) -> None:
        for row in spot.rows(key):
            self._named(row, code, known)

    def _named(self, spot: Spot, code: str, known: Collection[str]) -> None:
        """`pledged[U1]` names `pledged`."""
        name = spot.word.partition("[")[0]
        if name not in known:
            spot.unknown(code, name, known)
