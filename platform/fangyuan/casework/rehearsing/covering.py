"""What the scenarios of a pack show: a stage, action, clock, rung or rule counts only where an expectation names its effect.

Counted is what the pack itself says: what a case type takes unchanged from the type it derives from is that type's to show,
once for all types that share it. Of a case type that another pack defined, what this pack adds or changes is counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fangyuan.casework.rehearsing.bringing import brings
from fangyuan.casework.rehearsing.expecting import NONE
from fangyuan.model.effects import Flag, IssueLetter, MakeDraft
from fangyuan.model.events import ActionTaken, Recorded
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import Action, CaseType
from fangyuan.model.state import CaseState


class Part(StrEnum):
    """What is counted."""

    STAGE = "stage"
    ACTION = "action"
    CLOCK = "clock"
    RUNG = "rung"
    RULE = "rule"


Named = tuple[Part, str]

Says = Mapping[str, tuple[str, ...]]
"""What a pack says of the types that it inherits (`packs.source.Source.says`)."""


@dataclass(frozen=True, slots=True, order=True)
class Element:
    """A part of a case type; a rung is `clock#2`."""

    case_type: str
    part: Part
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """An expectation that held: what it said, the case it was held against, and what had happened since the last one."""

    expect: Mapping[str, Any]
    case: CaseState
    since: Sequence[Recorded] = ()

    @property
    def case_type(self) -> str:
        """The type of the case."""
        return self.case.case_type

    def shows(self, case_type: CaseType) -> Iterator[Named]:
        """The parts of the case's type whose effect the expectation names."""
        yield from _shown(self, case_type)


@dataclass(frozen=True, slots=True)
class Barred:
    """A refusal that was expected, with the rules that refused; the case need not have been opened."""

    case_type: str
    rules: Sequence[str]

    def shows(self, case_type: CaseType) -> Iterator[Named]:
        """The rules: refusing is their effect."""
        yield from ((Part.RULE, rule) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that there is to show, by its title, and what was shown."""

    titles: Mapping[Element, str]
    shown: frozenset[Element]

    def of(self, part: Part | None = None) -> tuple[int, int]:
        """How many were shown, and of how many; of one part or of all."""
        asked = [one for one in self.titles if part in (None, one.part)]
        return sum(one in self.shown for one in asked), len(asked)

    def missing(self) -> tuple[Element, ...]:
        """What no scenario shows, in the order of the pack."""
        return tuple(one for one in self.titles if one not in self.shown)


def coverage(pack: Pack, says: Says, held: Iterable[Held | Barred]) -> Coverage:
    """What these expectations show of a pack; `says` is what it says of inherited types, as its resolved source has it."""
    homes = {key: _homes(pack, one) for key, one in pack.case_types.items()}
    titles = {
        home: title
        for case_type in pack.case_types.values()
        if not case_type.abstract
        for part, name, title, _ in _parts(case_type)
        if _is_own(home := homes[case_type.key][part, name], case_type, pack, says)
    }
    shown = {
        homes[one.case_type][named]
        for one in held
        for named in one.shows(pack.case_types[one.case_type])
        if named in homes[one.case_type]
    }
    return Coverage(titles, frozenset(shown & set(titles)))


def _is_own(home: Element, case_type: CaseType, pack: Pack, says: Says) -> bool:
    """Whether the pack itself says a part, in a type of its own or of one that it inherits."""
    if home.case_type.startswith(f"{pack.name}/"):
        return True
    folders = {key.partition("/")[2] for key in (home.case_type, case_type.key)}
    return any(f"{home.part}/{home.name}" in says.get(folder, ()) for folder in folders)


def _homes(pack: Pack, one: CaseType) -> dict[Named, Element]:
    """Where each part of a type is said: by the farthest ancestor that says just the same, else by itself."""
    found = {(part, name): (one.key, said) for part, name, _, said in _parts(one)}
    for ancestor in (pack.case_types[key] for key in one.ancestors if key in pack.case_types):
        for part, name, _, said in _parts(ancestor):
            if (part, name) in found and found[part, name][1] == said:
                found[part, name] = (ancestor.key, said)
    return {(part, name): Element(key, part, name) for (part, name), (key, _) in found.items()}


def _parts(one: CaseType) -> Iterator[tuple[Part, str, str, Any]]:
    yield from ((Part.STAGE, stage.stage, stage.title, stage) for stage in one.stages)
    yield from ((Part.ACTION, action.action, action.title, action) for action in one.actions)
    yield from ((Part.RULE, rule.rule, rule.title, rule) for rule in one.rules)
    for clock in one.clocks:
        yield Part.CLOCK, clock.clock, clock.title, clock
        rungs = enumerate(clock.escalate, 1)
        yield from ((Part.RUNG, f"{clock.clock}#{n}", f"{clock.title}·第 {n} 级", rung) for n, rung in rungs)


def _shown(held: Held, case_type: CaseType) -> Iterator[Named]:
    yield from (
        *((Part.STAGE, name) for name in _stages(held)),
        *((Part.CLOCK, name) for name in _clocks(held.expect)),
        *((Part.RUNG, name) for name in _rungs(held.expect)),
        *((Part.ACTION, name) for name in _actions(held, case_type)),
        *((Part.RULE, name) for name in _rules(held, case_type)),
    )


def _stages(held: Held) -> Iterator[str]:
    """The stage that was expected; a case expected to be closed names the one it closed in."""
    if "stage" in held.expect:
        yield str(held.expect["stage"])
    if held.expect.get("closed") is True:
        yield held.case.stage


def _clocks(expect: Mapping[str, Any]) -> Iterator[str]:
    running = {name for name, said in (expect.get("clocks") or {}).items() if said != NONE}
    yield from (_plain(name) for name in running)


def _rungs(expect: Mapping[str, Any]) -> Iterator[str]:
    for item in _listed(expect.get("escalated")):
        yield f"{_plain(item['clock'])}#{item['rung']}"
    for name, said in (expect.get("clocks") or {}).items():
        climbed = said.get("rung", 0) if isinstance(said, Mapping) else 0
        yield from (f"{_plain(name)}#{n}" for n in range(1, int(climbed) + 1))


def _actions(held: Held, case_type: CaseType) -> Iterator[str]:
    """Actions taken since the last expectation, where this one names what they did."""
    taken = {at.event.action for at in held.since if isinstance(at.event, ActionTaken)}
    for action in case_type.actions:
        if action.action in taken and _names(held.expect, action, case_type):
            yield action.action


def _names(expect: Mapping[str, Any], action: Action, case_type: CaseType) -> bool:
    """Where it leads, how it ends, or what else it brings."""
    if action.to:
        return expect.get("stage") == action.to or (bool(action.close) and expect.get("closed") is True)
    if action.close:
        return expect.get("closed") is True or (bool(action.outcome) and expect.get("outcome") == action.outcome)
    return brings(expect, action, case_type)


def _rules(held: Held, case_type: CaseType) -> Iterator[str]:
    """Rules named as fired or as drafts, and rules that fired and whose flag or letter is named."""
    yield from (*_listed(held.expect.get("why")), *_listed(held.expect.get("drafts")))
    fired = {verdict.rule for weighing in held.case.weighings for verdict in weighing.verdicts if verdict.fired}
    said = {*_listed(held.expect.get("flags")), *map(_plain, _listed(held.expect.get("letters")))}
    for rule in case_type.rules:
        if rule.rule in fired and said & set(_effects(rule.then)):
            yield rule.rule


def _effects(effects: Iterable[Any]) -> Iterator[str]:
    """The flags and letters that effects bring, those of approved drafts too."""
    for effect in effects:
        if isinstance(effect, MakeDraft):
            yield from _effects(effect.if_approved)
        elif isinstance(effect, Flag | IssueLetter):
            yield effect.flag if isinstance(effect, Flag) else effect.letter


def _plain(name: str) -> str:
    """`pledged[U1]` -> `pledged`."""
    return name.partition("[")[0]


def _listed(wanted: Any) -> list[Any]:
    """A list of one, of more, or of none."""
    return [] if wanted is None else list(wanted) if isinstance(wanted, list | tuple) else [wanted]
