"""The words that recur: who, events, texts with holes, conditions, durations."""

import re
from collections.abc import Collection

from fangyuan.compiler.holding import Sought, check_holds
from fangyuan.compiler.listing import check_value
from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.forms.holes import HoleError, parse_text
from fangyuan.forms.parsing import parse_condition
from fangyuan.model.conditions import Atom, Condition, Op, Param, atoms
from fangyuan.model.durations import Duration
from fangyuan.model.events import EVENTS
from fangyuan.model.problems import Problem
from fangyuan.model.who import EventPattern, EventPatterns, Hole, Text, UnitFrom, UnitRef, Who, Whos
from fangyuan.packs.trees import Node, told

_INDEX = re.compile(r"\[([0-9]+)\]")

ANY_OF_THE_PACK = frozenset({"subject"})
"""What a word of the pack's own may be narrowed by."""

_UNKNOWN = {
    "stage": "unknown-stage",
    "task": "unknown-task",
    "action": "unknown-action",
    "form": "unknown-form",
    "clock": "unknown-clock",
    "rule": "unknown-rule",
    "letter": "unknown-letter",
    "role": "unknown-role",
    "slot": "unknown-slot",
    "flag": "unknown-flag",
    "outcome": "unknown-outcome",
    "mark": "unknown-event",
}


def whos(spot: Spot | None, names: TypeNames) -> Whos:
    """Descriptions of people; none where nothing is written."""
    return tuple(_who(row, names) for row in spot.rows()) if spot else ()


def _who(spot: Spot, names: TypeNames) -> Who:
    given = [key for key in ("role", "slot", "field") if spot.get(key)]
    if len(given) != 1:
        spot.say("who-needs-one", given=f"({len(given)})")
    covers = spot.get("covers")
    return Who(
        role=spot.named("role", "unknown-role", names.pack.roles),
        slot=spot.named("slot", "unknown-slot", names.slots),
        field=holder(spot.get("field"), Sought.PEOPLE, names),
        unit=unit_ref(spot.get("unit"), names),
        level=spot.named("level", "unknown-level", names.pack.levels) if names.pack.levels else spot.text("level"),
        covers=holder(covers.get("field"), Sought.REMIT, names) if covers else "",
    )


def roles(spot: Spot | None, names: TypeNames) -> Whos:
    """People of what belongs to no case (a list, a report, a duty): there is nothing but their role to know them by."""
    for row in spot.rows() if spot else ():
        for key, child in row.items():
            if key != "role":
                child.say("role-alone", key=key)
    return whos(spot, names)


def unit_ref(spot: Spot | None, names: TypeNames) -> UnitRef | None:
    """`{subject: true}`, `{subject: lines.unit}` (a column of its row), `{owner: true}`, `{field: path}`, `{each: path}`."""
    for key, child in spot.items() if spot else ():
        source = UnitFrom(key)
        path = _unit_path(child, names) if isinstance(child.value, str) else ""
        return UnitRef(source, path)
    return None


def _unit_path(spot: Spot, names: TypeNames) -> str:
    if spot.word in names.slots and spot.word not in names.fields:
        check_holds(spot, spot.word, Sought.UNIT, names)
        return spot.word
    return holder(spot, Sought.UNIT, names)


def holder(spot: Spot | None, sought: Sought, names: TypeNames) -> str:
    """A path in which people, a unit or a value of a remit are looked for; a finding where there can be none."""
    if spot is None:
        return ""
    path = fact(spot, names)
    check_holds(spot, path, sought, names)
    return path


def fact(spot: Spot, names: TypeNames, more: Collection[str] = ()) -> str:
    """A path of an answer or a fact; a finding where there is none."""
    path = names.path(spot.word)
    if path not in names.paths and path not in more:
        spot.unknown("unknown-fact", spot.word, [*names.paths, *more])
    return path


def events(spot: Spot | None, names: TypeNames) -> EventPatterns:
    """Event patterns; none where nothing is written."""
    return tuple(_event(row, names) for row in spot.rows()) if spot else ()


def _event(spot: Spot, names: TypeNames) -> EventPattern:
    word = spot.text("event") if isinstance(spot.node.value, dict) else spot.word
    narrowed = {key: child for key, child in spot.items() if key != "event"}
    if word in EVENTS:
        allowed = EVENTS[word].narrows
    elif word in names.emitted:
        allowed = tuple(ANY_OF_THE_PACK)
    else:
        (spot.get("event") or spot).unknown("unknown-event", word, [*EVENTS, *names.emitted])
        return EventPattern(word)
    for key, child in narrowed.items():
        _narrowing(child, word, key, allowed, names)
    return EventPattern(word, {key: child.word for key, child in narrowed.items()})


def _narrowing(spot: Spot, word: str, key: str, allowed: Collection[str], names: TypeNames) -> None:
    if key not in allowed:
        spot.unknown("no-narrowing", key, allowed, event=word)
    elif key in _UNKNOWN:
        spot.itself(_UNKNOWN[key], _known(key, names))


def _known(key: str, names: TypeNames) -> Collection[str]:
    """The names that a narrowing may give."""
    known: dict[str, Collection[str]] = {
        "stage": names.stages,
        "task": [*names.tasks, *names.instruments],
        "action": names.actions,
        "form": names.forms,
        "clock": names.clocks,
        "rule": names.rules,
        "letter": names.pack.letters,
        "role": names.pack.roles,
        "slot": names.slots,
        "flag": names.flags,
        "outcome": names.outcomes,
        "mark": names.emitted,
    }
    return known[key]


def text(spot: Spot | None, known: Collection[str], code: str = "unknown-fact") -> Text:
    """Words and holes; a finding for a hole that nothing fills."""
    if spot is None:
        return Text()
    try:
        parsed = parse_text(spot.word)
    except HoleError:
        spot.say("bad-hole", text=spot.word)
        return Text((spot.word,))
    for part in parsed.parts:
        if isinstance(part, Hole) and part.path.partition(":")[0] not in known:
            spot.unknown(code, part.path, known)
    return parsed


def said(spot: Spot | None, names: TypeNames) -> Text:
    """A text about a case: its holes are answers and facts."""
    parsed = text(spot, [*names.paths, *(path.removeprefix("case.") for path in names.paths)])
    return Text(tuple(Hole(names.path(part.path)) if isinstance(part, Hole) else part for part in parsed.parts))


def condition(spot: Spot | None, names: TypeNames, timeless: str = "guard-on-time", rule: str = "") -> Condition | None:
    """A condition, or nothing. `timeless` is the finding where it tests what time alone changes; empty allows that."""
    if spot is None:
        return None
    parsed, found = parse_condition(spot.value, {**names.paths, **names.derived}, names.pack.parameters)
    spot.problems.extend(_placed(problem, spot) for problem in found)
    for atom in atoms(parsed):
        if timeless and atom.path in names.passing:
            spot.say(timeless, name=atom.path, rule=rule)
        _check_flag(atom, spot, names)
        check_value(atom, spot, names)
    return parsed


def _check_flag(atom: Atom, spot: Spot, names: TypeNames) -> None:
    """A condition asks for a flag that the type lists; where it lists none, for one that some rule raises."""
    known = names.titled or names.flags
    if atom.path == "case.flags" and atom.op is Op.CONTAINS and atom.operand not in known:
        spot.unknown("unknown-flag", str(atom.operand), known)


def _placed(problem: Problem, spot: Spot) -> Problem:
    """A finding below a condition, with its place in the file."""
    below = problem.path.removeprefix("$")
    return Problem(
        problem.code, problem.message, told(spot.at) + below, _nearest(spot.node, below).at,
        problem.advice, problem.severity, problem.detail,
    )  # fmt: skip


def _nearest(node: Node, path: str) -> Node:
    """The deepest node that a JSON path leads to; its keys may hold dots themselves, as `case.stage` does."""
    for key, child in node.items():
        if path == f".{key}" or path.startswith((f".{key}.", f".{key}[")):
            return _nearest(child, path[len(key) + 1 :])
    found = _INDEX.match(path)
    if found and isinstance(node.value, list) and int(found[1]) < len(node.value):
        return _nearest(node.value[int(found[1])], path[found.end() :])
    return node


def length(spot: Spot | None, names: TypeNames) -> Duration | Param | None:
    """A duration, or the parameter that holds one."""
    if spot is None:
        return None
    if isinstance(spot.node.value, str):
        return Duration.parse(spot.node.value)
    given = spot.get("$param")
    if given is not None:
        return _duration_param(given, names)
    unit, amount = spot.node.items()[0]
    return Duration.parse(f"{amount.value} {unit}")


def _duration_param(spot: Spot, names: TypeNames) -> Param:
    name = spot.itself("unknown-parameter", names.pack.parameters)
    if names.pack.parameters.get(name, "duration") != "duration":
        spot.say("parameter-no-duration", name=name)
    return Param(name)
