"""The meaning of matching in a few lines of Python: the oracle of tests, the shadow in production, the fallback."""

from collections.abc import Iterable

from fangyuan.engine.rules.matching import Tree, by_weight
from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.model.effects import Rule


class Reference:
    """Weighs every rule by itself."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Sorts the rules by weight once."""
        self._rules = by_weight(rules)

    def matches(self, tree: Tree, moment: Moment) -> tuple[str, ...]:
        """The ids of the rules whose condition holds, the weightiest first."""
        return tuple(rule.rule for rule in self._rules if holds(rule.condition, tree, moment))

    def close(self) -> None:
        """Holds nothing."""
