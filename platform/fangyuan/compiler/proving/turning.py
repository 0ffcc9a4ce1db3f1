"""Rules and automatic actions that would move a case round in a circle: the first act that comes there is refused for ever."""

from collections.abc import Iterator
from dataclasses import dataclass

from fangyuan.compiler.places import Places
from fangyuan.compiler.proving.cases import Case, find, written
from fangyuan.compiler.proving.happening import Happenings
from fangyuan.compiler.proving.ranges import Ranges
from fangyuan.model.conditions import ALWAYS, AllOf, Condition, atoms
from fangyuan.model.effects import Move, SetAnswer
from fangyuan.model.procedure import CaseType
from fangyuan.model.who import EventPattern

_MOST_STEPS = 2000


@dataclass(frozen=True, slots=True)
class _Way:
    """What moves a case on as soon as it stands in a stage, without anybody."""

    start: str
    end: str
    condition: Condition
    part: str
    name: str


def check_rounds(kind: CaseType, ranges: Ranges, happenings: Happenings, places: Places) -> None:
    """A finding for each circle of stages through which some case would be moved without rest, with that case."""
    told: set[frozenset[str]] = set()
    for way, case in _rounds(list(_ways(kind, happenings)), ranges):
        names = frozenset(one.name for one in way)
        last = next((one for one in way if not places.inherited(one.part, one.name)), None)
        if names not in told and last is not None:
            told.add(names)
            circle = " → ".join([way[0].start, *(one.end for one in way)])
            by = "、".join(dict.fromkeys(one.name for one in way))
            places.say("moves-in-a-circle", last.part, last.name, circle=circle, by=by, case=written(case))


def _rounds(ways: list[_Way], ranges: Ranges) -> Iterator[tuple[tuple[_Way, ...], Case]]:
    """Each circle, from whichever of its stages comes first, with a case in which all of its conditions hold."""
    steps = [_MOST_STEPS]
    for first in dict.fromkeys(way.start for way in ways):
        for way in _back_to(first, first, (), ways, steps):
            found = find(AllOf(tuple(one.condition for one in way)), ranges)
            if found.case is not None:
                yield way, found.case


def _back_to(
    first: str, at: str, way: tuple[_Way, ...], ways: list[_Way], steps: list[int]
) -> Iterator[tuple[_Way, ...]]:
    """Every way from a stage back to the first one that comes through no stage twice."""
    for one in ways:
        steps[0] -= 1
        if steps[0] < 0:
            return
        if one.start == at and one.end == first:
            yield (*way, one)
        elif one.start == at and all(one.end not in (earlier.start, earlier.end) for earlier in way):
            yield from _back_to(first, one.end, (*way, one), ways, steps)


def _ways(kind: CaseType, happenings: Happenings) -> Iterator[_Way]:
    """What leads on from each stage that is reached, whatever people do; only answers that no rule writes are conditions."""
    written_by_rules = {effect.path for rule in kind.rules for effect in rule.then if isinstance(effect, SetAnswer)}
    steady = frozenset(path for path in kind.fields if not path.startswith("tasks.")) - written_by_rules
    for stage in (stage for stage in kind.stages if stage.stage in happenings.reached):
        yield from (way for way in _of_rules(kind, stage.stage) if _is_steady(way.condition, steady))
        yield from (way for way in _of_actions(kind, stage.stage) if _is_steady(way.condition, steady))


def _of_rules(kind: CaseType, stage: str) -> Iterator[_Way]:
    """Of rules that move a case as it enters a stage, or back as it leaves; what an unconditional one does first is done."""
    for rule in sorted(kind.rules, key=lambda rule: -rule.priority):
        to = next((effect.stage for effect in rule.then if isinstance(effect, Move)), "")
        if to and any(_hears(event, stage, to) for event in rule.on):
            yield _Way(stage, to, rule.condition, "rule", rule.rule)
            if rule.condition == ALWAYS:
                return


def _hears(event: EventPattern, stage: str, to: str) -> bool:
    if event.word == "stage-entered":
        return event.narrowed.get("stage", stage) == stage
    return event.word == "stage-left" and to == stage and event.narrowed.get("stage") == stage


def _of_actions(kind: CaseType, stage: str) -> Iterator[_Way]:
    for action in kind.actions:
        if action.automatic and action.to and stage in action.source:
            yield _Way(stage, action.to, action.condition or ALWAYS, "action", action.action)


def _is_steady(condition: Condition, steady: frozenset[str]) -> bool:
    """Whether being moved leaves the condition as it was."""
    return all(test.path in steady for test in atoms(condition))
