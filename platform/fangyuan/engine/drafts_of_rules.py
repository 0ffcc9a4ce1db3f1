"""Which effect of which rule an opinion came from."""

from typing import Any

from fangyuan.engine.rounds import Round
from fangyuan.model.effects import MakeDraft, Rule
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import DraftState

NTH = "#"
"""Stands between a rule and the place of its draft where the rule makes several: `batch#2` is the second."""


def name_of(round_: Round, rule: str, draft: MakeDraft) -> str:
    """What the opinions of an effect are called."""
    drafts = _drafts_of(round_.case_type, rule)
    place = drafts.index(draft) if draft in drafts else 0
    return f"{rule}{NTH}{place + 1}" if place else rule


def effect_of(case_type: CaseType, draft: DraftState) -> MakeDraft | None:
    """The effect that made an opinion; None for the platform's own, such as the choice among candidates."""
    rule, _, nth = draft.rule.partition(NTH)
    drafts = _drafts_of(case_type, rule)
    place = int(nth or 1) - 1
    return drafts[place] if place < len(drafts) else None


def _drafts_of(case_type: CaseType, rule: str) -> list[MakeDraft]:
    found: list[Rule] = [one for one in case_type.rules if one.rule == rule]
    effects: list[Any] = [effect for one in found for effect in one.then]
    return [effect for effect in effects if isinstance(effect, MakeDraft)]
