"""Rules by which a pack would get round a bound of its parent: they stop or cancel a clock that is not its own."""

from collections.abc import Iterator

from fangyuan.compiler.bounds import Authors, bounded, same_author
from fangyuan.compiler.merging import Merger
from fangyuan.model.problems import Problem
from fangyuan.packs.problems import finding
from fangyuan.packs.trees import Node

_ENDS = ("stop-clock", "cancel-clock")
_WHEN = ("on", "if", "then")
"""What of a parent's rule says when it has which effect; a child may change all else."""


def escaping(clocks: list[Node], rules: list[Node], over: list[Node], authors: Authors) -> Iterator[Problem]:
    """A finding for each effect of a child's rules (`over`) that ends a bounded clock of the parent's `clocks`.

    A rule of the parent's that does so is the parent's own affair, unless the child changes when it fires.
    """
    bound = bounded(clocks)
    known = {rule.text("rule"): rule for rule in rules}
    for rule in over if bound else ():
        was = known.get(rule.text("rule"))
        if was is not None and not any(rule.get(word) for word in _WHEN):
            continue
        whole = Merger().mapping(was, rule) if was is not None else rule
        for word, clock in _ended(whole):
            set_by = bound.get(str(clock.value))
            if set_by is not None and not same_author(rule, authors.get(str(clock.value))):
                at = (clock if rule.get("then") else rule).at
                yield finding("bound-escaped", at, clock=clock.value, bound=set_by.text("at-most"), what=word)


def _ended(node: Node) -> Iterator[tuple[str, Node]]:
    """(effect, name of the clock) wherever in a rule an effect ends a clock, also after an opinion is approved.

    `stop-clock: handle` and `stop-clock: {clock: handle}` mean the same.
    """
    for key, child in node.items():
        if key in _ENDS:
            yield key, child.get("clock") or child
        else:
            yield from _ended(child)
    for child in node.value if isinstance(node.value, list) else ():
        yield from _ended(child)
