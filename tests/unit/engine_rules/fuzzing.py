"""Random rules and facts, to hold durable_rules against the reference matcher.

`PYTHONPATH=tests python -m unit.engine_rules.fuzzing SECONDS SEED` runs until the time is up and prints what it found.
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from fangyuan.engine.rules.durable import Durable
from fangyuan.engine.rules.reference import Reference
from fangyuan.engine.rules.subset import LARGEST
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Param, Today
from fangyuan.model.durations import Duration
from fangyuan.model.effects import Flag, Rule
from fangyuan.model.who import EventPattern

MOMENT = Moment.of(
    datetime(2026, 2, 10, 1, tzinfo=UTC), "Asia/Shanghai", {"数": 3, "词": "征地", "表": ["征地", "欠薪"]}
)

NUMBERS = ["重复次数", "金额", "case.age_days", "case.people", "诉求.金额", "n"]
WORDS = ["类别", "persons.address.镇", "诉求.类别", 'a"b', "$s", "id", "sid", "x y", "{}"]
TRUTHS = ["加急", "justified", "诉求.属实"]
DATES = ["首次来访", "persons.生日", "pledged_date"]
LISTS = ["case.flags", "标签"]
NUMERALS = [
    0,
    1,
    -1,
    3,
    5,
    100,
    2**31,
    -(2**31),
    LARGEST,
    -LARGEST,
    LARGEST + 1,
    2**70,
    0.5,
    -2.25,
    0.1,
    1e-7,
    1e300,
    3.0,
]
STRINGS = [
    "", "征地", "欠薪", "征地 ", "ab", "abc", 'a"b', "a\\b", "a\\", '"', "'", "a\nb", "5", "true", "nil", "null", "0",
    "😀", "é", "\u2028", "\0", "x" * 990, "x" * 3000, "{", "}", ",", "[1]", "2026-02-10", "\ud800",
]  # fmt: skip
OTHERS: list[Any] = [None, [], {}, [1, 2], ["征地"], {"x": None}, True, float("inf"), float("nan"), date(2026, 2, 10)]


@dataclass(frozen=True)
class Found:
    """What a run of the fuzzer saw."""

    rulesets: int
    evaluations: int
    firings: int
    differences: list[tuple[int, Any, Any, Any]]

    def __str__(self) -> str:
        seen = f"{self.rulesets} rulesets, {self.evaluations} evaluations, {self.firings} firings"
        return f"{seen}, {len(self.differences)} differences {self.differences[:2]!r}"


def rules(rng: random.Random, count: int) -> tuple[Rule, ...]:
    """So many rules of random conditions and priorities."""
    return tuple(
        Rule(
            rule=f"规则-{n}",
            title="",
            on=(EventPattern("answers-submitted"),),
            condition=condition(rng, rng.randrange(4)),
            then=(Flag("x"),),
            priority=rng.randrange(-2, 5),
        )
        for n in range(count)
    )


def condition(rng: random.Random, depth: int) -> Condition:
    """A tree of atoms, up to `depth` groups deep."""
    kind = rng.random()
    if depth == 0 or kind < 0.3:
        return atom(rng)
    if kind < 0.7:
        return AllOf(tuple(condition(rng, depth - 1) for _ in range(rng.randrange(5))))
    if kind < 0.9:
        return AnyOf(tuple(condition(rng, depth - 1) for _ in range(rng.randrange(4))))
    return Not(condition(rng, depth - 1))


def atom(rng: random.Random) -> Atom:
    """One test, mostly of the type that its field has."""
    kind = rng.random()
    if kind < 0.35:
        op = rng.choice([Op.CONST, Op.MINIMUM, Op.MAXIMUM, Op.EXCLUSIVE_MINIMUM, Op.EXCLUSIVE_MAXIMUM])
        return Atom(rng.choice(NUMBERS), op, rng.choice([*NUMERALS, Param("数")]))
    if kind < 0.6:
        return Atom(rng.choice(WORDS), *rng.choice(_WORD_TESTS)(rng))
    if kind < 0.7:
        return Atom(rng.choice(TRUTHS), Op.CONST, rng.random() < 0.5)
    if kind < 0.8:
        return Atom(rng.choice([*NUMBERS, *WORDS, *TRUTHS, *DATES, *LISTS]), Op.ABSENT, rng.random() < 0.5)
    if kind < 0.9:
        return Atom(rng.choice(DATES), *rng.choice(_DATE_TESTS))
    if kind < 0.97:
        op = rng.choice([Op.CONTAINS, Op.MIN_ITEMS, Op.MAX_ITEMS])
        return Atom(rng.choice(LISTS), op, rng.choice(["征地", "suggested"]) if op is Op.CONTAINS else rng.randrange(3))
    return Atom(rng.choice([*NUMBERS, *WORDS]), Op.CONST, rng.choice([*NUMERALS, *STRINGS, True, None]))


_WORD_TESTS: list[Callable[[random.Random], tuple[Op, Any]]] = [
    lambda rng: (Op.CONST, rng.choice(STRINGS)),
    lambda rng: (Op.ENUM, tuple(rng.sample(STRINGS, 2))),
    lambda rng: (Op.PATTERN, rng.choice(["^征", "[一-龥]+", "a.*b", "^$"])),
    lambda _: (Op.ENUM, Param("表")),
    lambda _: (Op.CONST, Param("词")),
]
_DATE_TESTS: list[tuple[Op, Any]] = [
    (Op.BEFORE, Today()),
    (Op.AFTER, date(2025, 12, 31)),
    (Op.BEFORE, FieldRef("pledged_date")),
    (Op.OLDER_THAN, Duration.parse("1 month")),
    (Op.NEWER_THAN, Duration.parse("30 days")),
    (Op.CONST, "2026-02-10"),
]


def facts(rng: random.Random) -> dict[str, Any]:
    """A tree with values of the right type, of another one, null, missing, nested, and behind lists."""
    tree: dict[str, Any] = {"未用": [1, {"x": None}, float("inf")]}
    for paths, values in (
        (NUMBERS, NUMERALS),
        (WORDS, STRINGS),
        (TRUTHS, [True, False]),
        (DATES, ["2026-02-10", "2020-01-01", "2026-02-10T08:00:00+08:00", date(2026, 2, 9), "昨天"]),
        (LISTS, [[], ["征地"], ["suggested", 1, None]]),
    ):
        for path in paths:
            if rng.random() < 0.8:
                _put(tree, path.split("."), rng.choice(OTHERS if rng.random() < 0.1 else values), rng)
    return tree


def _put(tree: dict[str, Any], path: list[str], value: Any, rng: random.Random) -> None:
    head, *rest = path
    if not rest:
        tree[head] = value
        return
    below = tree.get(head)
    if isinstance(below, list):
        below = below[0]
    if not isinstance(below, dict):
        below = {}
        tree[head] = below if rng.random() < 0.6 else [below, {rest[0]: rng.choice([1, "征地", "欠薪"])}]
    _put(below, rest, value, rng)


def run(until: Callable[[int, float], bool], seed: int) -> Found:
    """Evaluates until `until(evaluations, seconds)`; stops early after six differences."""
    begun, rulesets, evaluations, firings = time.monotonic(), 0, 0, 0
    differences: list[tuple[int, Any, Any, Any]] = []
    while not until(evaluations, time.monotonic() - begun) and len(differences) < 6:
        rng = random.Random(seed)
        made = rules(rng, rng.choice([1, 5, 30, 70]))
        durable, reference = Durable(made), Reference(made)
        for _ in range(100):
            tree = facts(rng)
            said, right = durable.matches(tree, MOMENT), reference.matches(tree, MOMENT)
            evaluations += 1
            firings += len(right)
            if said != right:
                differences.append((seed, tree, said, right))
        durable.close()
        rulesets += 1
        seed += 1
    return Found(rulesets, evaluations, firings, differences)


if __name__ == "__main__":
    seconds = float(sys.argv[1])
    found = run(lambda _, passed: passed >= seconds, int(sys.argv[2]))
    print(found)
    sys.exit(bool(found.differences))
