"""Whether a confidential matter stays confidential where it is sent on (Regulation 2022, Art. 30)."""

from collections.abc import Iterator

from fangyuan.compiler.places import Places
from fangyuan.compiler.reaching import every_effect
from fangyuan.model.conditions import atoms
from fangyuan.model.effects import Dispatch
from fangyuan.model.procedure import CaseType


def check_confidences(kind: CaseType, places: Places) -> None:
    """Every dispatch takes along what makes the matter confidential, and from whom it is kept.

    Without that the receiver's case would be open to the very people whom this one is kept from.
    """
    if kind.confidential is None:
        return
    needed = dict.fromkeys((*(atom.path for atom in atoms(kind.confidential.condition)), *kind.confidential.away_from))
    for key, name, dispatch in _dispatches(kind):
        sent = set(dispatch.answers.values())
        if missing := [path for path in needed if path not in sent]:
            places.say("confidence-lost", key, name, name=name, missing=", ".join(f"{at}: {at}" for at in missing))


def _dispatches(kind: CaseType) -> Iterator[tuple[str, str, Dispatch]]:
    """Every dispatch of a type: "action" or "rule", whose it is, and the dispatch."""
    for action in kind.actions:
        if action.dispatch:
            yield "action", action.action, action.dispatch
    for rule in kind.rules:
        for effect in every_effect(rule.then):
            if isinstance(effect, Dispatch):
                yield "rule", rule.rule, effect
