"""Bad input, one named test each: refused or made harmless, with a Chinese message beside the field; the rest is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fangyuan.forms.judging import Judged, receive, submit
from fangyuan.model.fields import Form
from unit.forms.examples import GOOD, KINDS, MOMENT, REGISTER, made

POSTED = {
    "cause": ["道路破损"], "received_on": ["2026-02-10"], "place.town": ["城关镇"],
    "persons.0.name": ["张三"], "persons.0.card": ["11010519491231002X"],
}  # fmt: skip
READ = {
    "cause": "道路破损", "received_on": "2026-02-10", "place": {"town": "城关镇"},
    "persons": [{"name": "张三", "card": "11010519491231002X"}],
}  # fmt: skip


def refused(judged: Judged, path: str, code: str, **kept: Any) -> None:
    """One problem, beside its field, in Chinese; the answers named are kept."""
    assert [(each.path, each.code) for each in judged.problems] == [(path, code)]
    assert re.search("[\u4e00-\u9fff]", judged.problems[0].message)
    assert {name: judged.answers.get(name) for name in kept} == kept


def of_a_tree(answers: dict[str, Any], form: Form = REGISTER) -> Judged:
    return submit(form, {**GOOD, **answers} if form is REGISTER else answers, {}, MOMENT, KINDS)


def of_a_page(**texts: str) -> tuple[dict[str, list[str]], Judged]:
    """What a page posted with these texts in place of good ones: the texts as they come back, and the verdict."""
    posted = {**POSTED, **{name.replace("__", "."): [text] for name, text in texts.items()}}
    reading, judged = receive(REGISTER, posted, {}, MOMENT, KINDS)
    return reading.raw, judged


REST = {"received_on": "2026-02-10", "persons": [{"name": "张三"}]}


def test_a_wrong_type() -> None:
    refused(of_a_tree({"cause": ["道路"]}), "cause", "wrong-type", **REST)
    refused(of_a_tree({"persons": "张三"}), "persons", "wrong-type", received_on="2026-02-10")
    refused(of_a_tree({"amount": "很多"}), "amount", "not-a-number", **REST)


def test_a_megabyte_in_a_text_field() -> None:
    raw, judged = of_a_page(cause="路" * 1_000_000)
    refused(judged, "cause", "too-long", received_on="2026-02-10", place={"town": "城关镇"})
    assert len(raw["cause"][0]) == 1_000_000, "what was typed comes back, to be cut by whoever typed it"
    refused(of_a_tree({"cause": "路" * 1_000_000}), "cause", "too-long", **REST)


def test_answers_nested_too_deeply() -> None:
    form = made({"type": "object", "properties": {
        "free": {"type": "object", "additionalProperties": True}, "note": {"type": "string"},
    }})  # fmt: skip
    deep: Any = "x"
    for _ in range(10_000):
        deep = {"x": deep}
    judged = of_a_tree({"free": deep, "note": "留下"}, form)
    assert [each.code for each in judged.problems] == ["too-deep"]
    assert judged.problems[0].path.startswith("free.x")
    assert judged.answers["note"] == "留下"


def test_too_many_rows() -> None:
    rows = [{"name": f"张{number}"} for number in range(600)]
    judged = of_a_tree({"persons": rows})
    refused(judged, "persons", "too-many-rows", cause="道路破损")
    assert judged.answers["persons"] == rows[:500]
    posted = {name: texts for name, texts in POSTED.items() if not name.startswith("persons")}
    posted |= {f"persons.{number}.name": [f"张{number}"] for number in range(600)}
    reading, judged = receive(REGISTER, posted, {}, MOMENT, KINDS)
    refused(judged, "persons", "too-many-rows", cause="道路破损")
    assert reading.raw["persons.599.name"] == ["张599"]


def test_a_row_number_that_would_fill_the_memory() -> None:
    posted = {**POSTED, "persons.999999999.name": ["李四"], "persons.99999999999999999999.name": ["王五"]}
    _, judged = receive(REGISTER, posted, {}, MOMENT, KINDS)
    assert [each.code for each in judged.problems] == ["unknown-field"]
    assert [row["name"] for row in judged.answers["persons"]] == ["张三", "李四"]


def test_unknown_fields() -> None:
    refused(of_a_tree({"is_admin": True}), "is_admin", "unknown-field", **REST)
    raw, judged = of_a_page(is_admin="true")
    refused(judged, "is_admin", "unknown-field", cause="道路破损")
    assert raw["is_admin"] == ["true"]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none(number: float) -> None:
    refused(of_a_tree({"amount": number}), "amount", "not-finite", **REST)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e999", "0x10", "1_000"])
def test_a_text_that_only_looks_like_a_number(text: str) -> None:
    raw, judged = of_a_page(amount=text)
    assert [each.path for each in judged.problems] == ["amount"]
    assert judged.answers == READ
    assert raw["amount"] == [text]


def test_control_characters() -> None:
    assert of_a_tree({"cause": "道路\x00破\x1b[31m损\x7f"}).answers["cause"] == "道路破[31m损"
    _, judged = of_a_page(cause="道路\x00破损\x08")
    assert (judged.answers, judged.problems) == (READ, ())


def test_zero_width_characters() -> None:
    assert of_a_tree({"cause": "道\u200b路\ufeff破\u2060损"}).answers["cause"] == "道路破损"
    refused(of_a_tree({"cause": "\u200b\u200d"}), "cause", "required", **REST)
    _, judged = of_a_page(persons__0__card="1101051949\u200b1231002X")
    assert (judged.answers, judged.problems) == (READ, ())


def test_full_width_digits_and_letters() -> None:
    _, judged = of_a_page(received_on="２０２６－０２－１０", persons__0__card="１１０１０５１９４９１２３１００２Ｘ")
    assert (judged.answers, judged.problems) == (READ, ())
    _, judged = of_a_page(amount="１２．５")
    assert judged.answers["amount"] == 12.5


def test_marks_that_turn_the_direction_of_writing() -> None:
    assert of_a_tree({"cause": "道路\u202e破损\u2066"}).answers["cause"] == "道路破损"
    _, judged = of_a_page(persons__0__name="张\u202e三")
    assert (judged.answers, judged.problems) == (READ, ())


def test_half_a_character() -> None:
    assert of_a_tree({"cause": "道路\ud800破\udfff损"}).answers["cause"] == "道路破损"


PATTERNS = [r"^(a+)+$", r"^(?=x?)(a|aa)+$", r"^(\w+\s?)*$", r"(.*)*\1b"]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("place", ["pattern", "patternProperties", "unevaluatedProperties", "condition"])
def test_a_pattern_that_backtracks_for_ever(pattern: str, place: str) -> None:
    # Backtracking would take longer than the tests' time-out, by far.
    hostile = "a" * 5_000 + "!"
    schemas: dict[str, Any] = {
        "pattern": {"f": {"type": "string", "pattern": pattern}},
        "patternProperties": {"f": {"type": "object", "patternProperties": {pattern: {"type": "integer"}}}},
        "unevaluatedProperties": {
            "f": {
                "type": "object",
                "allOf": [{"patternProperties": {pattern: {}}}],
                "unevaluatedProperties": {"type": "integer"},
            }
        },
        "condition": {
            "f": {"type": "string"},
            "g": {"type": "string", "x-fangyuan-rule": {"effect": "SHOW", "condition": {"f": {"pattern": pattern}}}},
        },
    }
    form = made({"type": "object", "properties": {**schemas[place], "note": {"type": "string"}}})
    judged = of_a_tree({"f": {hostile[:150]: "x"} if "Properties" in place else hostile, "note": "留下"}, form)
    assert judged.answers["note"] == "留下"
    assert all(each.path.partition(".")[0] == "f" and each.message for each in judged.problems)


SLOW = "^(?=x?)(a|aa)+$"
HOSTILE = "a" * 60 + "!"


@pytest.mark.parametrize(
    ("schema", "answer", "path"),
    [
        ({"type": "string", "pattern": SLOW}, HOSTILE, "f"),
        ({"type": "object", "patternProperties": {SLOW: {"type": "integer"}}}, {HOSTILE: 1}, f"f.{HOSTILE}"),
        ({"type": "object", "patternProperties": {SLOW: {}}, "additionalProperties": False}, {HOSTILE: 1}, f"f.{HOSTILE}"),
        ({"type": "object", "allOf": [{"patternProperties": {SLOW: {}}}], "unevaluatedProperties": False},
         {HOSTILE: 1}, f"f.{HOSTILE}"),
        ({"type": "object", "propertyNames": {"pattern": SLOW}, "additionalProperties": True}, {HOSTILE: 1}, f"f.{HOSTILE}"),
        ({"type": "string", "not": {"pattern": SLOW}}, HOSTILE, "f"),
        ({"type": "string", "if": {"pattern": SLOW}, "then": {"maxLength": 1}}, HOSTILE, "f"),
        ({"type": "array", "items": {"type": "string"}, "contains": {"pattern": SLOW}, "minContains": 0}, ["x", HOSTILE], "f.1"),
        ({"type": "array", "prefixItems": [{"type": "string", "not": {"pattern": SLOW}}], "items": False}, [HOSTILE], "f.~1"),
    ],
)  # fmt: skip
def test_what_could_not_be_compared_in_time_is_never_let_through(schema: Any, answer: Any, path: str) -> None:
    form = made({"type": "object", "properties": {"f": schema, "note": {"type": "string"}}})
    refused(of_a_tree({"f": answer, "note": "留下"}, form), path, "pattern-too-slow", note="留下")


def test_a_condition_that_could_not_be_weighed_in_time() -> None:
    shown = {"effect": "SHOW", "condition": {"f": {"pattern": SLOW}}}
    form = made({"type": "object", "properties": {
        "f": {"type": "string"}, "g": {"type": "string", "x-fangyuan-rule": shown}, "note": {"type": "string"},
    }})  # fmt: skip
    refused(of_a_tree({"f": HOSTILE, "note": "留下"}, form), "f", "pattern-too-slow", note="留下")


def test_slow_patterns_in_many_rows_have_one_budget() -> None:
    # With a time-out for each of them, this would take longer than the tests' time-out.
    item = {"type": "object", "properties": {"f": {"type": "string", "pattern": SLOW}, "g": {"type": "string"}}}
    form = made({"type": "object", "properties": {"rows": {"type": "array", "items": item}}})
    rows = [{"f": f"{'a' * 60}!{number}", "g": "留下"} for number in range(500)]
    judged = of_a_tree({"rows": rows}, form)
    assert [(each.path, each.code) for each in judged.problems] == [
        (f"rows.{number}.f", "pattern-too-slow") for number in range(500)
    ]
    assert judged.answers["rows"] == rows
