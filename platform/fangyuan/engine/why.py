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
    """What became of a rule when an event was weighed: `of` is that event's number, `seq` that of the weighing.

    `failed` is the path of the first condition that failed, `test` its place in the rule and `saw` what stood there;
    `overruled_by` the rule that had written already. `facts` are those that a rule saw whose condition held, by path;
    `caused` the words of the events that followed. `pack` is the hash of the version that the rule is of.
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
    test: int = -1
    of: int = 0
    pack: str = ""
    facts: Facts = field(default_factory=dict)
    caused: tuple[str, ...] = ()


def weighings(case: CaseState, history: Iterable[Recorded] = ()) -> tuple[Explanation, ...]:
    """Every verdict of the case's life, the latest weighing first; with the history also what followed."""
    followed: dict[tuple[int, str], list[str]] = {}
    for one in history:
        if one.cause.kind == "rule" and one.cause.weighing:
            followed.setdefault((one.cause.weighing, one.cause.id), []).append(one.event.word)
    return tuple(
        _explained(weighing, verdict, tuple(followed.get((weighing.seq, verdict.rule), ())))
        for weighing in reversed(case.weighings)
        for verdict in weighing.verdicts
    )


def explain(case: CaseState, rule: str, history: Iterable[Recorded] = ()) -> tuple[Explanation, ...]:
    """The verdicts on one rule, the latest first; empty where no event has concerned it yet."""
    return tuple(one for one in weighings(case, history) if one.rule == rule)


def _explained(weighing: Weighing, verdict: Verdict, caused: tuple[str, ...]) -> Explanation:
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
        test=verdict.test,
        of=weighing.of,
        pack=weighing.pack,
        facts=dict(verdict.facts),
        caused=caused,
    )
