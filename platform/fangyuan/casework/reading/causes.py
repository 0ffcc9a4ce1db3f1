"""Which weighing of rules belongs to which event: that which an event set off, and that in which a rule caused it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fangyuan.engine.patterns import means, word_of
from fangyuan.model.effects import Rule
from fangyuan.model.events import Recorded, RulesWeighed


@dataclass(frozen=True, slots=True)
class Weighed:
    """Numbers of weighings by the number of an event: `on` those that it set off, `within` that in which its rule fired."""

    on: Mapping[int, int] = field(default_factory=dict)
    within: Mapping[int, int] = field(default_factory=dict)


def weighed(events: Iterable[Recorded], rules: Iterable[Rule]) -> Weighed:
    """Events are handled in the order in which they happened, so a weighing is that of the next event that it fits."""
    by_id = {rule.rule: rule for rule in rules}
    on: dict[int, int] = {}
    within: dict[int, int] = {}
    waiting: list[Recorded] = []
    last = 0
    for recorded in events:
        if isinstance(recorded.event, RulesWeighed):
            last = recorded.seq
            at = _handled(waiting, recorded.event, by_id)
            if at is not None:
                on[waiting[at].seq] = last
                waiting = waiting[at + 1 :]
            continue
        waiting.append(recorded)
        if recorded.cause.kind == "rule" and last:
            within[recorded.seq] = last
    return Weighed(on, within)


def _handled(waiting: Sequence[Recorded], event: RulesWeighed, rules: Mapping[str, Rule]) -> int | None:
    """The place of the first event that has the word and fits one of the rules that were weighed."""
    asked = [rules[verdict.rule] for verdict in event.verdicts if verdict.rule in rules]
    for place, one in enumerate(waiting):
        if word_of(one.event) == event.on and (not asked or any(means(rule.on, one.event) for rule in asked)):
            return place
    return None
