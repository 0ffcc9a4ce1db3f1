"""Why a condition does not hold, in words: the test that failed, said as it was asked, with what stood there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.forms.conditions import failed_at, holds, required_part, seen_by
from fangyuan.forms.moment import Moment
from fangyuan.forms.sentences import failed_sentence
from fangyuan.model.conditions import AllOf, AnyOf, Atom, Condition, Not, Op, atoms

MOMENT = Moment.of(datetime(2026, 3, 2, tzinfo=UTC), "Asia/Shanghai")
TITLES = {"amount": "金额", "urgent": "急修"}
LOW, HIGH = Atom("amount", Op.MINIMUM, 100), Atom("amount", Op.MAXIMUM, 500)
URGENT = Atom("urgent", Op.CONST, True)


def told(condition: Condition, tree: dict[str, Any], lang: str = "zh") -> str:
    place = failed_at(condition, tree, MOMENT)
    failed = list(atoms(condition))[place]
    within = required_part(condition, place)
    assert within is not None
    assert not holds(within, tree, MOMENT)
    return failed_sentence(failed, seen_by(failed, tree), TITLES, lang, within=within)


@pytest.mark.parametrize(
    ("condition", "tree", "says"),
    [
        (AllOf((LOW, HIGH)), {"amount": 700}, "要求“金额”不大于 500，现在是700"),
        (Not(LOW), {"amount": 300}, "要求并非（“金额”不小于 100），现在是300"),
        (Not(URGENT), {"urgent": True}, "要求并非（“急修”：是），现在是是"),
        (AnyOf((LOW, URGENT)), {"amount": 3}, "要求至少符合一项：“金额”不小于 100，或者“急修”：是，“金额”现在是3"),
        (
            AnyOf((URGENT, LOW)),
            {"amount": 3},
            "要求至少符合一项：“急修”：是，或者“金额”不小于 100，“急修”现在还没有填写",
        ),
        (LOW, {}, "要求“金额”不小于 100，现在还没有填写"),
    ],
)
def test_what_failed_is_said_as_it_was_asked(condition: Condition, tree: dict[str, Any], says: str) -> None:
    assert told(condition, tree) == says


def test_the_same_in_english() -> None:
    assert told(Not(LOW), {"amount": 300}, "en") == "It is asked that not (“金额” is at least 100); now it is 300"
    said = told(AnyOf((URGENT, LOW)), {}, "en")
    assert said.startswith("It is asked that at least one of these holds: ")
    assert said.endswith("; “急修” is not filled in yet")


ATOMS = st.sampled_from([LOW, HIGH, URGENT, Atom("urgent", Op.CONST, False), Atom("amount", Op.ABSENT, True)])
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=6,
)
TREES = st.fixed_dictionaries({}, optional={"amount": st.sampled_from([50, 300, 700]), "urgent": st.booleans()})


@given(CONDITIONS, TREES)
def test_what_is_told_to_be_required_does_not_hold(condition: Condition, tree: dict[str, Any]) -> None:
    if not holds(condition, tree, MOMENT):
        assert "要求" in told(condition, tree)
