"""Which stages actions and rules lead to."""

from collections.abc import Iterable, Iterator, Mapping

from fangyuan.compiler.places import Places
from fangyuan.model.effects import Effect, MakeDraft, Move
from fangyuan.model.procedure import CaseType

Ways = Mapping[str, frozenset[str]]
"""Stage -> the stages that an action or a rule leads to from there."""


def check_final_stages(kind: CaseType, places: Places) -> None:
    """No action leaves a final stage: a closed case goes on only by being reopened.

    What is said of it afterwards, as a rating, may still be written down: by whoever it is of, or by whom the action names.
    """
    finals = {stage.stage for stage in kind.stages if stage.final}
    for action in kind.actions:
        leads_on = action.to or action.close or action.dispatch or action.returns or action.automatic
        if (action.public or action.who) and not leads_on:
            continue
        for source in finals.intersection(action.source):
            places.say("final-stage-left", "action", action.action, action=action.action, stage=source)


def ways_of(kind: CaseType) -> Ways:
    """Where actions lead from each stage; a rule that moves a case may do so from any."""
    moves = {effect.stage for rule in kind.rules for effect in every_effect(rule.then) if isinstance(effect, Move)}
    ways: dict[str, set[str]] = {stage.stage: set(moves) for stage in kind.stages}
    for action in kind.actions:
        for source in action.source:
            ways.setdefault(source, set()).update({action.to, action.close} - {""})
    return {stage: frozenset(ends) for stage, ends in ways.items()}


def reachable(start: Iterable[str], ways: Ways) -> set[str]:
    """Every stage that can be come to, the start included."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        stage = waiting.pop()
        if stage not in found:
            found.add(stage)
            waiting.extend(ways.get(stage, ()))
    return found


def every_effect(effects: Iterable[Effect]) -> Iterator[Effect]:
    """Effects, and those that follow the approval of a draft."""
    for effect in effects:
        yield effect
        if isinstance(effect, MakeDraft):
            yield from every_effect(effect.if_approved)
