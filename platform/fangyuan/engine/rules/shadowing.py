"""The native matcher under watch: the reference weighs the same, and where they differ the reference is right."""

import logging
from collections.abc import Iterable

from fangyuan.engine.rules.durable import Durable, EngineFault, available
from fangyuan.engine.rules.matching import Matcher, Tree
from fangyuan.engine.rules.reference import Reference
from fangyuan.forms.moment import Moment
from fangyuan.model.effects import Rule

log = logging.getLogger(__name__)


class Watched:
    """Uses a matcher as long as it says what the reference says; `differences` and `faults` count when it did not."""

    def __init__(self, watched: Matcher, reference: Matcher) -> None:
        """Takes both for the same rules. A matcher that fails once is not asked again."""
        self._watched: Matcher | None = watched
        self._reference = reference
        self.differences = 0
        self.faults = 0

    def matches(self, tree: Tree, moment: Moment) -> tuple[str, ...]:
        """The ids of the rules whose condition holds, the weightiest first."""
        right = self._reference.matches(tree, moment)
        if self._watched is None:
            return right
        try:
            said = self._watched.matches(tree, moment)
        except EngineFault:
            self.faults += 1
            log.exception("the rule engine failed; the reference matcher takes over")
            self.close()
            return right
        if said != right:
            self.differences += 1
            log.error("the rule engine and the reference differ: %s, not %s", said, right)
        return right

    def close(self) -> None:
        """Frees the watched matcher; the reference goes on."""
        watched, self._watched = self._watched, None
        if watched is not None:
            watched.close()


def matcher_for(rules: Iterable[Rule]) -> Matcher:
    """The best matcher of this machine for the rules."""
    rules = tuple(rules)
    reference = Reference(rules)
    if not available():
        return reference
    try:
        return Watched(Durable(rules), reference)
    except EngineFault:
        log.exception("the rule engine does not take these rules; the reference matcher weighs them")
        return reference
