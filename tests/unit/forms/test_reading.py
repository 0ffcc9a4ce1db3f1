"""From a page to answers and back."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fangyuan.forms.reading import read, write
from unit.forms.examples import FILE, KINDS, REGISTER


def test_what_a_page_posts_becomes_answers() -> None:
    reading = read(
        REGISTER,
        {
            "cause": [" 道路破损 "],
            "category": ["land-1"],
            "received_on": ["2026年2月10日"],
            "urgent": ["false", "true"],
            "place.town": ["城关镇"],
            "units": ["u1", "u2"],
            "persons.0.name": ["张三"],
            "persons.0.card": ["１１０１０５19491231002x"],
            "csrf_token": ["t"],
            "_key": ["k"],
        },
        KINDS,
    )
    assert reading.problems == ()
    assert reading.answers == {
        "cause": "道路破损",
        "category": "land-1",
        "received_on": "2026-02-10",
        "urgent": True,
        "place": {"town": "城关镇"},
        "units": ["u1", "u2"],
        "persons": [{"name": "张三", "card": "11010519491231002X"}],
    }


def test_rows_may_have_gaps_and_blank_rows_fall_out() -> None:
    reading = read(
        REGISTER,
        {
            "persons.7.name": ["李四"],
            "persons.2.name": [""],
            "persons.2.person_id": ["p-2"],
            "persons.1.name": ["张三"],
            "persons.1.person_id": ["p-1"],
            "persons.10.card": ["错"],
        },
        KINDS,
    )
    assert reading.answers["persons"] == [{"name": "张三", "person_id": "p-1"}, {"name": "李四"}, {}]
    assert [(each.path, each.code) for each in reading.problems] == [("persons.2.card", "not-an-id-card")]
    assert reading.raw["persons.1.name"] == ["李四"]
    assert reading.raw["persons.2.card"] == ["错"]


def test_nothing_typed_is_lost() -> None:
    reading = read(
        REGISTER, {"received_on": ["昨天"], "nobody": ["x"], "persons.0": ["y"], "cause": ["字" * 20_001]}, KINDS
    )
    assert reading.answers == {}
    assert [(each.path, each.code) for each in reading.problems] == [
        ("cause", "too-long"), ("received_on", "not-a-date"), ("nobody", "unknown-field"), ("persons.0", "unknown-field"),
    ]  # fmt: skip
    assert reading.raw["received_on"] == ["昨天"]
    assert reading.raw["nobody"] == ["x"]


def test_a_flood_of_rows_is_told_and_does_not_hang() -> None:
    reading = read(REGISTER, {f"persons.{n}.name": ["张"] for n in range(600)}, KINDS)
    assert len(reading.answers["persons"]) == 500
    assert [each.code for each in reading.problems if each.path == "persons"] == ["too-many-rows"]
    assert read(REGISTER, {"persons.99999999999999999999.name": ["x"]}, KINDS).answers == {}
    assert read(REGISTER, {"persons." * 5000 + "name": ["x"]}, KINDS).answers == {}


WORDS = st.from_regex(r"[A-Za-z一-龥]{2,12}", fullmatch=True)
ROWS = st.fixed_dictionaries({"name": WORDS}, optional={"deputy": st.booleans(), "proof": WORDS})
ANSWERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"persons": st.lists(ROWS, min_size=1, max_size=4)},
    optional={
        "cause": WORDS,
        "category": st.sampled_from(["land", "land-1", "wages"]),
        "received_on": st.dates().map(str),
        "urgent": st.booleans(),
        "phone": st.sampled_from(["13800000000", "0530-5234567-801"]),
        "amount": st.integers(0, 10**9).map(lambda cents: cents / 100),
        "place": st.fixed_dictionaries({"town": WORDS}, optional={"street": WORDS}),
        "units": st.lists(WORDS, min_size=1, max_size=3),
        "files": st.lists(st.just(FILE), min_size=1, max_size=2),
    },
)  # fmt: skip


@given(ANSWERS)
def test_what_is_written_reads_back_as_the_same_answers(answers: dict[str, Any]) -> None:
    reading = read(REGISTER, write(REGISTER, answers, KINDS), KINDS)
    assert reading.problems == ()
    assert reading.answers == answers


NAMES = st.sampled_from(
    ["cause", "persons.0.name", "persons.x", "persons..name", "place", "place.town", "", ".", "units.0"]
)


@given(st.dictionaries(NAMES, st.lists(st.text(max_size=20), max_size=3), max_size=6))
def test_no_post_makes_reading_fail(posted: dict[str, list[str]]) -> None:
    reading = read(REGISTER, posted, KINDS)
    assert all(each.message for each in reading.problems)
