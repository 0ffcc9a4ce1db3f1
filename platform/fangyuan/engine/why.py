"""Why something happened and why not: the verdicts of a case, as data; `forms.sentences` makes the words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fangyuan.engine.facts import Facts
from fangyuan.model.events import Recorded, Verdict
from fangyuan.model.state import CaseState, Weighing


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of a rule when an event was weighed.

    `failed` is the path of the first condition that failed and `saw` what stood there; `overruled_by` the rule that
    had written already. `facts` are those a fired rule saw, by path; `caused` the words of the events that followed.
    """

    rule: str
    on: str
    at: datetime
    seq: int
    fired: bool
    round: int = 1
    overruled_by: str = ""
    failed: str = ""
    saw: Any = None
    facts: Facts = field(default_factory=dict)
    caused: tuple[str, ...] = ()


def weighings(case: CaseState, history: Iterable[Recorded] = ()) -> tuple[Explanation, ...]:
    """Every verdict of the case's life, the latest weighing first; with the history also the facts and what followed."""
    recorded = tuple(history)
    return tuple(
        _explained(weighing, verdict, recorded)
        for weighing in reversed(case.weighings)
        for verdict in weighing.verdicts
    )


def explain(case: CaseState, rule: str, history: Iterable[Recorded] = ()) -> tuple[Explanation, ...]:
    """The verdicts on one rule, the latest first; empty where no event has concerned it yet."""
    return tuple(one for one in weighings(case, history) if one.rule == rule)


def _explained(weighing: Weighing, verdict: Verdict, history: tuple[Recorded, ...]) -> Explanation:
    followed = _followed(weighing, verdict, history) if verdict.fired else ()
    return Explanation(
        rule=verdict.rule,
        on=weighing.on,
        at=weighing.at,
        seq=weighing.seq,
        fired=verdict.fired,
        round=verdict.round,
        overruled_by=verdict.overruled_by,
        failed=verdict.failed,
        saw=verdict.saw,
        facts=dict(followed[0].cause.facts) if followed else {},
        caused=tuple(one.event.word for one in followed),
    )


def _followed(weighing: Weighing, verdict: Verdict, history: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """The events that the rule caused in the same act, after it was weighed and before it was weighed again."""
    found: list[Recorded] = []
    for one in history:
        if one.seq <= weighing.seq:
            continue
        if one.at != weighing.at or one.event.word == "rules-weighed":
            break
        if (one.cause.kind, one.cause.id) == ("rule", verdict.rule):
            found.append(one)
    return tuple(found)
