"""Rules of a case type."""

from dataclasses import replace

from fangyuan.compiler import words
from fangyuan.compiler.citing import basis
from fangyuan.compiler.effects import effects
from fangyuan.compiler.facts import of_entries
from fangyuan.compiler.scope import TypeNames
from fangyuan.compiler.spots import Spot
from fangyuan.model.conditions import ALWAYS
from fangyuan.model.effects import Rule
from fangyuan.model.who import EventPatterns

_TIMED = ("clock-", "day-", "duty-")


def rules(spot: Spot | None, names: TypeNames) -> tuple[Rule, ...]:
    """Every rule, in file order."""
    return tuple(_rule(row, names) for row in spot.rows()) if spot else ()


def _rule(spot: Spot, names: TypeNames) -> Rule:
    on = words.events(spot.get("on"), names)
    names = _with_entry(names, on)
    timeless = "" if on_time(on) else "rule-on-time"
    condition = words.condition(spot.get("if"), names, timeless, spot.text("rule"))
    return Rule(
        rule=spot.text("rule"),
        title=spot.text("title"),
        on=on,
        condition=condition or ALWAYS,
        then=effects(spot.get("then"), names),
        because=basis(spot),
        priority=spot.whole("priority"),
    )


def _with_entry(names: TypeNames, on: EventPatterns) -> TypeNames:
    """The names of a rule that only hears tasks being completed: it may also speak of the entry that was just made."""
    tasks = [pattern.narrowed.get("task", "") if pattern.word == "task-completed" else "" for pattern in on]
    told = [of_entries(names.fields, task) if task else {} for task in tasks]
    shared = {path: own for path, own in told[0].items() if all(path in other for other in told)} if told else {}
    return replace(names, facts={**names.facts, **shared}) if shared else names


def on_time(patterns: EventPatterns) -> bool:
    """Whether every event of the patterns comes with a clock or a duty, and not with an act."""
    return all(pattern.word.startswith(_TIMED) for pattern in patterns)


def derived(spot: Spot | None) -> dict[str, str]:
    """The facts that the rules of a type derive for each other, by type."""
    effects_of = [row.rows("then") for row in spot.rows()] if spot else []
    found = [(row.get("derive"), row) for rows in effects_of for row in rows]
    return {fact: _type(child.value) for derive, _ in found if derive for fact, child in derive.items()}


def flags(spot: Spot | None) -> list[str]:
    """Every flag that a rule may raise, in drafts too."""
    raised: list[str] = []
    for row in spot.rows() if spot else ():
        _collect(row.get("then"), raised)
    return raised


def _collect(then: Spot | None, raised: list[str]) -> None:
    for effect in then.rows() if then else ():
        flag, draft = effect.get("flag"), effect.get("draft")
        raised.extend([flag.word] if flag else [])
        if draft is not None:
            _collect(draft.get("if-approved"), raised)


def _type(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "number" if isinstance(value, float) else "string"
