"""Proofs are held to the judge of conditions: what never holds holds for nothing, and every case shown is a case."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.compiler.proving.cases import find, implies, tree_of
from fangyuan.compiler.proving.ranges import Ranges
from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.model.clocks import Light
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, FieldRef, Not, Op, Param
from fangyuan.model.durations import Duration
from fangyuan.model.fields import Field, Option

MOMENT = Moment.of(datetime(2026, 7, 1, 4, tzinfo=UTC), UTC, {"many": 2})
COLOUR = Field(
    "colour",
    "colour",
    "颜色",
    "text",
    {},
    "string",
    options=(Option("red", "红"), Option("blue", "蓝"), Option("grey", "灰")),
)
COUNT = Field("count", "count", "数", "integer", {"minimum": 0, "maximum": 4}, "integer")
URGENT = Field("urgent", "urgent", "急", "boolean", {}, "boolean")
RANGES = Ranges({"colour": COLOUR, "count": COUNT, "urgent": URGENT, "rows.age": "integer", "day": "date"}, MOMENT,
                lists=frozenset({"rows"}))  # fmt: skip

ATOMS: list[Condition] = [
    *(Atom("colour", Op.CONST, word) for word in ("red", "blue")),
    Atom("colour", Op.ENUM, ("red", "grey")),
    *(Atom("count", op, bound) for op in (Op.MINIMUM, Op.MAXIMUM, Op.EXCLUSIVE_MINIMUM) for bound in (1, 3, 4)),
    Atom("urgent", Op.CONST, operand=True),
    Atom("urgent", Op.ABSENT, operand=True),
    Atom("colour", Op.ABSENT, operand=False),
]
CONDITIONS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        inner.map(Not), st.lists(inner, max_size=3).map(lambda p: AllOf(tuple(p))),
        st.lists(inner, max_size=3).map(lambda p: AnyOf(tuple(p))),
    ),
    max_leaves=8,
)  # fmt: skip


def _everything() -> list[dict[str, Any]]:
    """Every case that these three fields can make."""
    values: dict[str, list[Any]] = {
        "colour": [None, "red", "blue", "grey"],
        "count": [None, 0, 1, 2, 3, 4],
        "urgent": [None, True, False],
    }
    return [
        {name: value for name, value in zip(values, made, strict=True) if value is not None}
        for made in product(*values.values())
    ]


@settings(max_examples=150, deadline=None)
@given(CONDITIONS)
def test_never_means_in_no_case_and_a_case_shown_is_one(condition: Condition) -> None:
    found = find(condition, RANGES)
    possible = any(holds(condition, case, MOMENT) for case in _everything())
    assert found.never is not possible
    assert (found.case is not None) is possible
    assert found.case is None or holds(condition, tree_of(found.case), MOMENT)


@pytest.mark.parametrize(
    "condition",
    [
        AllOf((Atom("day", Op.AFTER, "2026-01-01"), Atom("day", Op.OLDER_THAN, Duration.parse("12 months")))),
        AllOf((Atom("count", Op.MINIMUM, Param("many")), Atom("count", Op.MAXIMUM, 1))),
        AllOf((Atom("day", Op.AFTER, FieldRef("other")), Atom("other", Op.AFTER, FieldRef("day")))),
        AllOf((Atom("name", Op.PATTERN, "^王"), Not(Atom("name", Op.PATTERN, "^王")))),
    ],
    ids=["time goes by", "a county may fill it in", "two fields", "patterns"],
)  # fmt: skip
def test_what_cannot_be_known_is_not_called_impossible(condition: Condition) -> None:
    assert not find(condition, RANGES).never


def test_rows_of_a_list_may_each_meet_another_test() -> None:
    old_and_young = AllOf((Atom("rows.age", Op.MINIMUM, 60), Atom("rows.age", Op.MAXIMUM, 6)))
    found = find(old_and_young, RANGES).case
    assert found is not None
    assert len(found["rows.age"]) == 2
    nobody_old = AllOf((Atom("rows.age", Op.MINIMUM, 60), Not(Atom("rows.age", Op.MINIMUM, 50))))
    assert find(nobody_old, RANGES).never


def test_implication_needs_every_case() -> None:
    assert implies(Atom("colour", Op.CONST, "red"), Atom("colour", Op.ENUM, ("red", "grey")), RANGES)
    assert not implies(Atom("colour", Op.ENUM, ("red", "grey")), Atom("colour", Op.CONST, "red"), RANGES)


def test_the_light_of_a_clock_is_one_of_four() -> None:
    ranges = Ranges({"clock.c.light": "string"}, MOMENT, {"clock.c.light": tuple(light.value for light in Light)})
    dark = AllOf(tuple(Not(Atom("clock.c.light", Op.CONST, light.value)) for light in Light))
    assert find(AllOf((dark, Atom("clock.c.light", Op.ABSENT, operand=False))), ranges).never
