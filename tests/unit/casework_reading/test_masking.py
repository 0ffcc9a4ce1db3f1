"""What a role may see of a path, and the veil over the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.compiler.loading import load
from fangyuan.engine.folding import fold
from fangyuan.engine.masking import FieldSight, sealed_veil, veil
from fangyuan.forms.texts import masked
from fangyuan.kinds import load_kinds
from fangyuan.model.events import AnswersSubmitted, Cause, Recorded
from fangyuan.model.pack import FieldRight, Role
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState

PACK = Path(__file__).parents[2] / "packs" / "valid" / "complaint"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
SEE, MASK, HIDE = FieldRight.SEE, FieldRight.MASK, FieldRight.HIDE


@pytest.fixture(scope="module")
def case_type() -> CaseType:
    return load(PACK, [], load_kinds())[1].case_types["complaint/complaint"]


def role(**fields: FieldRight) -> Role:
    """A role with rights on paths; `__` stands for a dot."""
    return Role("r", "角色", fields={path.replace("__", "."): right for path, right in fields.items()})


@pytest.mark.parametrize(
    ("roles", "path", "right"),
    [
        ((), "topic", SEE),
        ((), "persons.0.phone", MASK),
        ((), "tasks.answer.east.contact", MASK),
        ((), "tasks.answer.east.finding", SEE),
        ((role(persons=HIDE),), "persons.0.name", HIDE),
        ((role(persons=HIDE, persons__name=SEE),), "persons.0.name", SEE),
        ((role(persons=HIDE, persons__name=SEE),), "persons.0.phone", HIDE),
        ((role(persons=SEE, persons__phone=HIDE),), "persons.1.phone", HIDE),
        ((role(persons__phone=HIDE), role(persons__phone=SEE)), "persons.phone", SEE),
        ((role(persons__phone=HIDE), role(persons__phone=MASK)), "persons.phone", MASK),
        ((role(tasks__answer__contact=SEE),), "tasks.answer.some.unit.contact", SEE),
    ],
)
def test_the_closest_word_of_the_kindest_role_counts(
    case_type: CaseType, roles: tuple[Role, ...], path: str, right: FieldRight
) -> None:
    assert FieldSight(case_type, roles).right(path) is right


def test_revealing_opens_what_is_masked_and_nothing_that_is_hidden(case_type: CaseType) -> None:
    path = "persons.0.phone"
    assert FieldSight(case_type, (), frozenset({path})).right(path) is SEE
    assert FieldSight(case_type, (), frozenset({path})).right("persons.1.phone") is MASK
    assert FieldSight(case_type, (role(persons=HIDE),), frozenset({path})).right(path) is HIDE


def test_a_veil_covers_the_longest_first(case_type: CaseType) -> None:
    answers = {"persons": [{"name": "王", "phone": "13900001111"}, {"phone": "1390000"}], "topic": "13900001111"}
    cover = veil(case_of(answers), FieldSight(case_type, ())).cover
    assert cover("打 13900001111 或 1390000") == "打 139****1111 或 1******"


def test_what_stood_there_before_stays_covered_and_is_open_where_it_stands_again(case_type: CaseType) -> None:
    case = case_of({"persons": [{"name": "王", "phone": "13900001111"}], "topic": "道路"})
    for phone in ("13700002222", "13600003333"):
        case = fold(case, said({"persons": [{"name": "王", "phone": phone}]}))
    assert [row["phone"] for tree in case.former for row in tree["persons"]] == ["13900001111", "13700002222"]
    shown = FieldSight(case_type, (), frozenset({"persons.0.phone"}))
    text = "13900001111、13700002222、13600003333"
    assert veil(case, shown).cover(text) == "139****1111、137****2222、13600003333"
    again = fold(case, said({"persons": [{"name": "王", "phone": "13900001111"}]}))
    assert veil(again, shown).cover(text) == "13900001111、137****2222、136****3333"
    assert veil(again, FieldSight(case_type, (role(persons__phone=SEE),))).cover(text) == text


leaves = st.text("王13", max_size=4)
people = st.fixed_dictionaries({}, optional={"name": leaves, "phone": leaves, "person_id": leaves})
entries = st.dictionaries(
    st.sampled_from(["east", "c.9"]), st.fixed_dictionaries({"contact": leaves, "finding": leaves})
)
trees = st.fixed_dictionaries(
    {},
    optional={
        "topic": leaves,
        "persons": st.lists(people, max_size=2),
        "tasks": st.dictionaries(st.sampled_from(["answer", "other"]), entries, max_size=2),
        "gone": people,
    },
)


@given(answers=trees, former=st.lists(trees, max_size=2).map(tuple))
def test_the_veil_for_all_readers_is_that_of_one_without_a_role(
    case_type: CaseType, answers: dict[str, object], former: tuple[dict[str, object], ...]
) -> None:
    case = replace(case_of(answers), former=former)
    assert sealed_veil(case, case_type) == veil(case, FieldSight(case_type, ()))


def said(answers: dict[str, object]) -> Recorded:
    return Recorded(seq=2, event=AnswersSubmitted(form="", answers=answers), at=NOW, actor="clerk", cause=Cause())


def case_of(answers: dict[str, object]) -> CaseState:
    return CaseState(
        case="c", tenant="t", unit="u", case_type="complaint/complaint", pack="p", number="1", received_on=NOW.date(),
        registered_at=NOW, answers=answers,
    )  # fmt: skip


@given(st.text(min_size=2, max_size=40).filter(lambda text: len(text.strip("*")) > 1))
def test_a_mask_never_tells_the_text(text: str) -> None:
    assert masked(text) != text
    assert len(set(masked(text)) - {"*"}) <= 7
