"""What matches conditions, whatever does it; and the order in which rules are weighed."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from fangyuan.forms.moment import Moment
from fangyuan.model.effects import Rule

Tree = Mapping[str, Any]


class Matcher(Protocol):
    """Made for a fixed list of rules."""

    def matches(self, tree: Tree, moment: Moment) -> tuple[str, ...]:
        """The ids of the rules whose condition holds, the weightiest first."""
        ...

    def close(self) -> None:
        """Frees what the matcher holds; it is not used again."""
        ...


def by_weight(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Higher priority first, then the order of the file."""
    return tuple(sorted(rules, key=lambda rule: -rule.priority))
