"""What an event costs that concerns 10, 100 or 1,000 rules.

`python -m bench.rules [rounds]`: milliseconds of CPU to weigh one event. Every rule asks for a unit, an amount and a text; one in ten
matches, and each that does makes a fact of its own. Beside it the same rules in plain Python (`engine/rules/reference.py`), matched once.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.measuring import Figure, Run, alone, in_turn, spent
from fangyuan.engine.rules import which
from fangyuan.engine.rules.reference import Reference
from fangyuan.engine.rules.weighing import Rulebook
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import AllOf, Atom, Op
from fangyuan.model.effects import Derive, Rule
from fangyuan.model.who import EventPattern
from fixtures.storing import NOW

NUMBERS = (10, 100, 1_000)
EVENTS = 20
EVENT = "case-registered"
TREE = {"kind": "道路", "amount": 50, "device": "三楼打印机", "urgent": True}


def rules(number: int) -> list[Rule]:
    """So many rules of one event, of which every tenth fits the tree."""
    kinds = ("道路", *(f"事项{n}" for n in range(9)))
    return [
        Rule(
            f"规则{n}",
            "",
            (EventPattern(EVENT),),
            AllOf((
                Atom("kind", Op.CONST, kinds[n % len(kinds)]),
                Atom("amount", Op.MINIMUM, n % 40),
                Atom("device", Op.PATTERN, "打印"),
            )),
            (Derive(f"事实{n}", True),),
        )
        for n in range(number)
    ]  # fmt: skip


def figures(run: Run) -> Iterator[Figure]:
    """An event at each number of rules."""
    moment = Moment.of(NOW, "Asia/Shanghai")
    for number in NUMBERS:
        made = rules(number)
        book, reference = Rulebook(made), Reference(made)
        assert len(reference.matches(TREE, moment)) == number // 10

        def weighed(book: Rulebook = book) -> float:
            return spent(lambda: [book.weigh(EVENT, {}, TREE, moment) for _ in range(EVENTS)]) / EVENTS

        def matched(reference: Reference = reference) -> float:
            return spent(lambda: [reference.matches(TREE, moment) for _ in range(EVENTS)]) / EVENTS

        found = in_turn({"house": weighed, "plain": matched}, run.rounds)
        what = f"an event weighed by {number:,} rules"
        yield Figure(figure=what, ours=found["house"], beside=found["plain"], more={"engine": which()})
        book.close()


if __name__ == "__main__":
    alone(figures)
