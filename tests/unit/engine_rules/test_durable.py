"""durable_rules behind its narrow door says what the reference says, and neither crashes nor leaks."""

import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fangyuan.engine.rules import durable, which
from fangyuan.engine.rules.durable import Durable, EngineFault
from fangyuan.engine.rules.flattening import COMPUTED, Source, flat
from fangyuan.engine.rules.reference import Reference
from fangyuan.engine.rules.subset import LARGEST
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, Not, Op, Param
from fangyuan.model.effects import Rule
from fangyuan.model.who import EventPattern
from unit.engine_rules import fuzzing

EVALUATIONS = int(os.environ.get("FANGYUAN_FUZZ", "5000"))
TESTS = Path(__file__).parents[2]


def rule(name: str, condition: Condition, priority: int = 0) -> Rule:
    return Rule(name, "", (EventPattern("x"),), condition, (), priority=priority)


def both(rules: list[Rule], tree: dict[str, object]) -> tuple[str, ...]:
    made = Durable(rules)
    try:
        said = made.matches(tree, fuzzing.MOMENT)
    finally:
        made.close()
    assert said == Reference(rules).matches(tree, fuzzing.MOMENT)
    return said


def test_this_machine_runs_the_native_engine() -> None:
    assert which() == "durable"


def test_random_rules_match_what_the_reference_matches() -> None:
    seed = random.randrange(10**9)
    found = fuzzing.run(lambda evaluations, _: evaluations >= EVALUATIONS, seed)
    assert found.evaluations >= EVALUATIONS
    assert found.firings > 0
    assert not found.differences, f"seed {seed}: {found}"


def test_higher_priority_comes_first_then_the_order_of_the_file() -> None:
    rules = [rule("a", AllOf()), rule("b", AllOf(), 10), rule("c", AllOf()), rule("d", AllOf(), 10)]
    assert both(rules, {}) == ("b", "d", "a", "c")


def test_a_thousand_rules_that_all_match() -> None:
    rules = [rule(f"规则{n}", Atom("金额", Op.MINIMUM, n % 7), n % 3) for n in range(1000)]
    assert len(both(rules, {"金额": 100})) == 1000
    assert both(rules, {"金额": -1}) == ()


def test_a_rule_of_a_thousand_parts() -> None:
    many = AllOf(tuple(Atom(f"字段{n}", Op.CONST, n) for n in range(1000)))
    tree = {f"字段{n}": n for n in range(1000)}
    assert both([rule("a", many)], tree) == ("a",)
    assert both([rule("a", many)], {**tree, "字段999": 0}) == ()


def test_thousands_of_different_fields_and_conditions() -> None:
    rules = [rule(f"r{n}", AllOf((Atom(f"f{n}", Op.MINIMUM, n), Atom(f"g{n}", Op.CONST, "是")))) for n in range(2000)]
    assert both(rules, {"f1500": 1500, "g1500": "是"}) == ("r1500",)


def test_deeply_nested_groups() -> None:
    deep: Condition = Atom("a", Op.CONST, 1)
    for _ in range(60):
        deep = Not(AnyOf((AllOf((deep,)),)))
    assert both([rule("deep", deep)], {"a": 1}) == ("deep",)


@pytest.mark.parametrize(
    ("operand", "value", "expected"),
    [
        ("5", 5, False),
        (5, "5", False),
        (True, 1, False),
        (1, True, False),
        (1, 1.0, True),
        (0.1, 0.1, True),
        (0.3, 0.1 + 0.2, False),
        (LARGEST, LARGEST + 1, False),
        (LARGEST + 1, LARGEST + 1, True),
        (2**70, 2**70, True),
        ("", "", False),
        ("征地", None, False),
        ("x" * 5000, "x" * 5000, True),
        (1e-05, 1e-05, True),
        (5, float("nan"), False),
        (5, float("inf"), False),
    ],
)
def test_equality_is_that_of_json_schema(operand: object, value: object, expected: bool) -> None:
    assert both([rule("a", Atom("路径", Op.CONST, operand))], {"路径": value}) == (("a",) if expected else ())  # type: ignore[arg-type]


def test_true_and_one_stay_apart_inside_computed_groups() -> None:
    rules = [
        rule("one", AnyOf((Atom("a", Op.CONST, 1),))),
        rule("true", AnyOf((Atom("a", Op.CONST, True),))),
    ]
    assert both(rules, {"a": 1}) == ("one",)
    assert both(rules, {"a": True}) == ("true",)


def test_a_path_through_a_list_means_any_element() -> None:
    rules = [rule("a", Atom("persons.age", Op.MINIMUM, 60)), rule("b", Not(Atom("persons.age", Op.MINIMUM, 60)))]
    assert both(rules, {"persons": [{"age": 30}, {"age": 70}]}) == ("a",)
    assert both(rules, {"persons": [{"age": 30}]}) == ("b",)
    assert both(rules, {}) == ("b",)


def test_decimals_are_compared_exactly() -> None:
    rules = [rule("a", Atom("金额", Op.EXCLUSIVE_MINIMUM, 1234.56))]
    assert both(rules, {"金额": 1234.57}) == ("a",)
    assert both(rules, {"金额": 1234.5600001}) == ("a",)
    assert both(rules, {"金额": 1234.56}) == ()
    assert both(rules, {"金额": 1235}) == ("a",)


def test_simple_conditions_run_natively_and_the_rest_in_python() -> None:
    simple = AllOf((Atom("a", Op.MINIMUM, 3), Atom("b", Op.CONST, "是"), Atom("c", Op.ABSENT, True)))
    assert {part.source.sort for part in flat(simple)} == {"number", "word", "presence"}
    computed = AllOf((Atom("a", Op.ENUM, (1, 2)), Atom("b", Op.CONST, Param("词")), Not(simple)))
    assert {part.source.sort for part in flat(computed)} == {COMPUTED}


def test_a_closed_matcher_refuses_and_closes_again_in_peace() -> None:
    made = Durable([rule("a", AllOf())])
    made.close()
    made.close()
    with pytest.raises(EngineFault):
        made.matches({}, fuzzing.MOMENT)


def test_without_the_extension_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "native", None)
    assert which() == "reference"
    with pytest.raises(EngineFault):
        Durable([])


def test_several_threads_may_ask_one_matcher() -> None:
    rng = random.Random(7)
    rules = fuzzing.rules(rng, 60)
    trees = [fuzzing.facts(rng) for _ in range(60)]
    expected = [Reference(rules).matches(tree, fuzzing.MOMENT) for tree in trees]
    made, wrong = Durable(rules), []

    def ask() -> None:
        wrong.extend(n for n, tree in enumerate(trees) if made.matches(tree, fuzzing.MOMENT) != expected[n])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.close()
    assert wrong == []


LEAK = """
import gc, random, resource
from unit.engine_rules import fuzzing
from fangyuan.engine.rules.durable import Durable
rng = random.Random(3)
rules = fuzzing.rules(rng, 60)
trees = [fuzzing.facts(rng) for _ in range(20)]
def peak():
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() // 1024
def turn(close):
    made = Durable(rules)
    for tree in trees:
        made.matches(tree, fuzzing.MOMENT)
    if close:
        made.close()
def many(count):
    for n in range(count):
        turn(n % 2)
many(100)
before = peak()
many(300)
made = Durable(rules)
for n in range(10000):
    made.matches(trees[n % 20], fuzzing.MOMENT)
print(peak() - before)
"""


def test_memory_stays_flat_over_many_rulesets_and_evaluations() -> None:
    grown = subprocess.run(
        [sys.executable, "-c", LEAK],
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    ).stdout
    assert int(grown) < 5_000, f"{grown} kB more after 300 rulesets and 10,000 evaluations"


def test_no_two_aliases_of_a_ruleset_share_the_hash_by_which_the_engine_tells_names_apart() -> None:
    sources = [Source("number", f"字段{n}") for n in range(20_000)]
    aliases = durable._aliases(sources)
    assert len({durable._hash(alias) for alias in aliases.values()}) == len(sources)
