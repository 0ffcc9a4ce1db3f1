"""Whether the scenarios of a pack name people, tasks, actions, clocks and rules that exist."""

from collections.abc import Collection
from dataclasses import dataclass

from fangyuan.compiler.spots import Spot, spot_of
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem
from fangyuan.model.procedure import CaseType
from fangyuan.packs.layout import files_of
from fangyuan.packs.source import Source

_EXTENSION = "extension"


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
    for person in people:
        _check_roles(person, pack)
    if kind is not None:
        known = _Known(pack, kind, [_person(person) for person in people])
        for step in spot.rows("steps"):
            known.check(step)


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
    """`{clerk: office-clerk, unit: U1}`: the first key is the person."""
    return next((name for name, _ in spot.items()), "")


def _check_roles(spot: Spot, pack: Pack) -> None:
    roles = next((child.rows() for _, child in spot.items()), [])
    for role in roles:
        role.itself("unknown-role", pack.roles)


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that the steps of one scenario may use."""

    pack: Pack
    kind: CaseType
    people: Collection[str]

    def check(self, step: Spot) -> None:
        rules = [rule.rule for rule in self.kind.rules]
        clocks = [clock.clock for clock in self.kind.clocks]
        for person in step.rows("as"):
            self._named(person, "unknown-person", self.people)
        for word in ("do", "sign", "claim", "reassign", "return"):
            self._each(step, word, "unknown-task", self.kind.tasks)
        self._each(step, "act", "unknown-action", [action.action for action in self.kind.actions])
        self._each(step, "approve", "unknown-rule", [*rules, _EXTENSION])
        self._each(step, "refuse", "unknown-rule", [*rules, _EXTENSION])
        self._each(step, "ask-extension", "unknown-clock", clocks)
        self._each(step, "deliver", "unknown-letter", self.pack.letters)
        expect = step.get("expect")
        if expect is not None:
            self._each(expect, "stage", "unknown-stage", [stage.stage for stage in self.kind.stages])
            self._keys(expect.get("clocks"), "unknown-clock", clocks)
            self._keys(expect.get("why-not"), "unknown-rule", rules)

    def _each(self, spot: Spot, key: str, code: str, known: Collection[str]) -> None:
        for row in spot.rows(key):
            self._named(row, code, known)

    def _keys(self, spot: Spot | None, code: str, known: Collection[str]) -> None:
        for name, child in spot.items() if spot else ():
            if name.partition("[")[0] not in known:
                child.unknown(code, name.partition("[")[0], known)

    def _named(self, spot: Spot, code: str, known: Collection[str]) -> None:
        """`pledged[U1]` names `pledged`."""
        name = spot.word.partition("[")[0]
        if name not in known:
            spot.unknown(code, name, known)
