"""Nothing but the part of durable_rules that is known to be safe ever reaches it, whatever packs and cases say."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.engine.rules import durable
from fangyuan.engine.rules.durable import Durable, EngineFault
from fangyuan.engine.rules.subset import LAST, MARK, MOST_RULES, SENTINEL, is_alias, is_operand, outside
from unit.engine_rules import fuzzing

END = {SENTINEL: {"all": [{"m": {MARK: 1}}], "pri": LAST}}
CALLS = {
    "create_ruleset", "assert_fact", "start_action_for_state", "complete_and_start_action", "retract_fact",
    "delete_state", "delete_ruleset",
}  # fmt: skip


class Listening:
    """The native engine with somebody who listens at its door."""

    def __init__(self) -> None:
        self.rulesets: list[Any] = []
        self.facts: list[Any] = []
        self.called: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        def call(*given: Any) -> Any:
            self.called.add(name)
            if name == "create_ruleset":
                self.rulesets.append(json.loads(given[1]))
            elif name in ("assert_fact", "retract_fact"):
                self.facts.append(json.loads(given[1]))
            return getattr(durable.durable_rules_engine, name)(*given)

        return call


def is_fact(fact: dict[str, Any]) -> bool:
    """One flat fact of the one session, whose fields are aliases of safe values."""
    fields = {name: value for name, value in fact.items() if name not in ("sid", "id", MARK)}
    named = (fact["sid"], fact["id"], fact[MARK]) == ("1", "f", 1)
    return named and all(is_alias(name) and is_operand(value) for name, value in fields.items())


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), count=st.sampled_from([1, 7, MOST_RULES, MOST_RULES + 1, 120]))
def test_whatever_rules_and_facts_say_only_the_safe_part_reaches_the_engine(seed: int, count: int) -> None:
    rng, engine = random.Random(seed), Listening()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(durable, "native", engine)
        made = Durable(fuzzing.rules(rng, count))
        for _ in range(8):
            made.matches(fuzzing.facts(rng), fuzzing.MOMENT)
        made.close()
    assert [wrong for ruleset in engine.rulesets if (wrong := outside(ruleset))] == []
    assert sum(len(ruleset) - 1 for ruleset in engine.rulesets) == count
    assert [fact for fact in engine.facts if not is_fact(fact)] == []
    assert len(engine.facts) >= len(engine.rulesets) * 2
    assert engine.called <= CALLS


def one(pattern: Any, **more: Any) -> dict[str, Any]:
    """A ruleset of one rule with the pattern."""
    return {"r00": {"all": [{"m": pattern}], "pri": 1, **more}, **END}


def atoms(*tests: Any) -> dict[str, Any]:
    return one({"$and": [{MARK: 1}, *tests]})


UNSAFE: dict[str, Any] = {
    "a pattern text": atoms({"$mt": {"f0": "[一-龥]+"}}),
    "a count": one({MARK: 1}, count=3),
    "a cap": one({MARK: 1}, cap=2),
    "a bare absence": one({"$nex": {"f0": 1}}),
    "no condition": one({"$and": []}),
    "only the mark in a group": atoms(),
    "alternatives": atoms({"$or": [{"f0": 1}, {"f1": 1}]}),
    "a nested group": atoms({"$and": [{"f0": 1}, {"f1": 1}]}),
    "a pattern with two keys": atoms({"f0": 1, "f1": 2}),
    "a comparison with two keys": atoms({"$lt": {"f0": 1, "f1": 2}}),
    "arithmetic": atoms({"f0": {"$div": {"$l": 1, "$r": 0}}}),
    "inequality": atoms({"$neq": {"f0": 1}}),
    "a list": atoms({"f0": [1]}),
    "nothing": atoms({"f0": None}),
    "a truth": atoms({"f0": True}),
    "a broken number": atoms({"f0": 1e-05}),
    "a number too large": atoms({"f0": 2**63}),
    "a word too long": atoms({"f0": "x" * 1001}),
    "an empty word": atoms({"f0": ""}),
    "a name of a pack's own": atoms({"类别": "征地"}),
    "a reserved name": atoms({"sid": "1"}),
    "too many atoms": atoms(*({"f0": n} for n in range(201))),
    "a join": {"r00": {"all": [{"m": {MARK: 1}}, {"n": {MARK: 1}}], "pri": 1}, **END},
    "any of several": {"r00": {"any": [{"m": {MARK: 1}}], "pri": 1}, **END},
    "no last rule": {"r00": {"all": [{"m": {MARK: 1}}], "pri": 1}},
    "no rule": END,
    "a rule of another name": {"征地": {"all": [{"m": {MARK: 1}}], "pri": 1}, **END},
    "rules out of order": {"r00": {"all": [{"m": {MARK: 1}}], "pri": 2}, **END},
    "too many rules": {**{f"r{n:02}": {"all": [{"m": {MARK: 1}}], "pri": n + 1} for n in range(51)}, **END},
}


@pytest.mark.parametrize("ruleset", UNSAFE.values(), ids=UNSAFE.keys())
def test_what_lies_outside_is_refused_before_the_engine_sees_it(ruleset: dict[str, Any]) -> None:
    engine = Listening()
    assert outside(ruleset)
    with pytest.raises(EngineFault, match="not a ruleset that is known to be safe"):
        durable._created(engine, ruleset)  # type: ignore[arg-type]
    assert engine.called == set()


def test_what_lies_inside_is_not_refused() -> None:
    tests = [{"f0": 3}, {"f1": "征地"}, {"$gte": {"f2": -(2**53)}}, {"$ex": {"f3": 1}}, {"$nex": {"f4": 1}}]
    assert (outside(atoms(*tests)), outside(one({MARK: 1}))) == ("", "")
