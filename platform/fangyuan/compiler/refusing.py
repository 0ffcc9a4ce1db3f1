"""Rules that refuse where nobody is there to be refused: a firing, a morning, a report from another case."""

from fangyuan.compiler.places import Places
from fangyuan.model.effects import Block, Require
from fangyuan.model.procedure import CaseType

BY_NOBODY = frozenset({"clock-warned", "clock-due", "clock-escalated", "day-began", "duty-opened", "child-closed"})
"""Events that no officer's act brings."""


def check_refusals(kind: CaseType, places: Places) -> None:
    """A rule that hears only what comes by itself neither blocks nor asks for answers."""
    for rule in kind.rules:
        refusing = [effect for effect in rule.then if isinstance(effect, Block | Require)]
        if refusing and all(pattern.word in BY_NOBODY for pattern in rule.on):
            word = "block" if isinstance(refusing[0], Block) else "require"
            event = "、".join(sorted({pattern.word for pattern in rule.on}))
            places.say("refusal-of-nobody", "rule", rule.rule, rule=rule.rule, effect=word, event=event)
