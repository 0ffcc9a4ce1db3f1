"""One table of behaviour a kind: what is typed, what is kept and how it is read; what is refused, in reading and judging.

A kind without a table fails, and so does one whose example is wrong: the gallery and the guide are made of the examples.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from fangyuan.casework.reading.gallery import Showcase, showcase
from fangyuan.forms.building import build_form
from fangyuan.forms.judging import receive, submit
from fangyuan.forms.moment import Moment
from fangyuan.forms.reading import write
from fangyuan.kinds import load_kinds
from fangyuan.model.outputs import CodeList

KINDS = load_kinds()
MOMENT = Moment.of(datetime(2026, 2, 25, tzinfo=UTC), "Asia/Shanghai", {})
SHA = "0" * 64
PICTURE = {"file": "f1", "name": "照片.jpg", "size": 2048, "sha256": SHA, "type": "image/jpeg"}


@dataclass(frozen=True)
class Table:
    """`good` is (posted texts, the answer, how it reads); `unread` (posted texts, the code); `unfit` (an answer, the code)."""

    good: tuple[tuple[Any, Any, str], ...] = ()
    unread: tuple[tuple[Any, str], ...] = ()
    unfit: tuple[tuple[Any, str], ...] = ()


PAIR = ["2026-02-10", "2026年2月28日"]
HOME = {"region": "990101001", "street": "东街 12 号"}
TABLES: dict[str, Table] = {
    "text": Table(
        good=(("  东街　路灯\u202e ", "东街 路灯", "东街 路灯"),),
        unread=(("字" * 1_000_000, "too-long"),),
        unfit=(("字" * 21, "too-long"), (12, "wrong-type")),
    ),
    "long-text": Table(good=(("一二三\r\n四五  ", "一二三\n四五", "一二三\n四五"),), unfit=(("短", "too-short"),)),
    "rich-text": Table(
        good=(
            ("**甲**\n\n- 乙\n- [丙](https://example.com)", "**甲**\n\n- 乙\n- [丙](https://example.com)", "甲\n· 乙\n· 丙"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>", "<script>alert(1)</script>"),
        ),
        unfit=(("字" * 61, "too-long"),),
    ),
    "integer": Table(
        good=(("１，２３４", 1234, "1234"),),
        unread=(("12.5", "not-an-integer"), ("9" * 17, "too-large-a-number")),
        unfit=((0, "too-small"), (1.5, "not-an-integer"), (True, "not-an-integer")),
    ),
    "decimal": Table(
        good=(("１２.５０", 12.5, "12.5"), ("0.1", 0.1, "0.1")),
        unread=(("NaN", "not-a-number"), ("0.12345678901234567890", "too-many-digits"), ("1e999", "too-large-a-number")),
        unfit=((-1, "too-small"), (float("nan"), "not-finite"), ("12", "not-a-number")),
    ),
    "money": Table(
        good=(("￥1,234.50", 1234.5, "1,234.50"), ("9999999999.99", 9999999999.99, "9,999,999,999.99")),
        unread=(("12.345", "not-money"), ("十元", "not-money"), ("1234567890123456.78", "too-many-digits")),
        unfit=((12.345, "not-a-multiple"), (1e14, "too-large")),
    ),
    "boolean": Table(
        good=(("是", True, "是"), (["false", "true"], True, "是"), ("false", False, "否")),
        unread=(("也许", "not-a-boolean"),),
        unfit=((1, "not-a-boolean"),),
    ),
    "date": Table(
        good=(("2026年2月10日", "2026-02-10", "2026年2月10日"),),
        unread=(("2026-02-30", "not-a-date"),),
        unfit=(("2026-2-1", "not-a-date"),),
    ),
    "time": Table(good=(("9：30", "09:30", "09:30"),), unread=(("25:00", "not-a-time"),), unfit=(("9:30", "not-a-time"),)),
    "date-time": Table(
        good=(("2026/2/10 9:30", "2026-02-10T09:30", "2026年2月10日 09:30"),),
        unread=(("2026-02-10", "not-a-date-time"),),
        unfit=(("2026-02-10 09:30", "not-a-date-time"),),
    ),
    "month": Table(
        good=(("2026年2月", "2026-02", "2026年2月"),), unread=(("2026-13", "not-a-month"),), unfit=(("2026", "not-a-month"),)
    ),
    "date-range": Table(
        good=(
            (PAIR, "2026-02-10/2026-02-28", "2026年2月10日至2026年2月28日"),
            ("2026-02-10/2026-02-10", "2026-02-10/2026-02-10", "2026年2月10日至2026年2月10日"),
            ("2026年2月10日 至 2026年2月28日", "2026-02-10/2026-02-28", "2026年2月10日至2026年2月28日"),
        ),
        unread=(
            (["2026-02-10", ""], "half-a-date-range"), (PAIR[::-1], "date-range-turned"),
            (["2026-02-30", "2026-03-01"], "not-a-date-range"), ("2026-02-10", "not-a-date-range"),
        ),
        unfit=(("2026-02-28/2026-02-10", "not-a-date-range"), ("2026-02-10", "not-a-date-range")),
    ),
    "duration": Table(
        good=(("5 个工作日", "5 workdays", "5个工作日"),), unread=(("很快", "not-a-duration"),), unfit=(("5", "not-a-duration"),)
    ),
    "select": Table(
        good=(("visit", "visit", "上门"), ("信函", "letter", "信函")), unread=(("电报", "not-an-option"),),
        unfit=(("telegram", "not-an-option"),),
    ),
    "radio": Table(good=(("letter", "letter", "信函"),), unread=(("x", "not-an-option"),), unfit=(("x", "not-an-option"),)),
    "multi-select": Table(
        good=((["letter", "call"], ["letter", "call"], "信函、电话"),), unread=((["letter", "x"], "not-an-option"),),
        unfit=((["x"], "not-an-option"), (["letter", "visit", "call"], "too-many-rows")),
    ),
    "check-list": Table(
        good=((["seen", "met"], ["seen", "met"], "已到现场、已与当事人见面（未核：材料已归档）"),),
        unread=(("x", "not-an-option"),), unfit=((["seen"], "too-few-rows"),),
    ),
    "code-list": Table(
        good=(("0101", "0101", "道路照明"), ("09", "09", "其他（2020版）")), unread=(("9999", "not-an-option"),),
        unfit=(("9999", "not-an-option"),),
    ),
    "person": Table(
        good=(
            (
                {"name": "王某", "number": "11010519491231002x"},
                {"name": "王某", "number": "11010519491231002X", "sex": "female", "born": "1949-12-31"}, "王某",
            ),
            ({"name": "无证件者"}, {"name": "无证件者"}, "无证件者"),
        ),
        unread=(({"name": "王某", "number": "12"}, "not-an-id-card"),), unfit=(({"sex": "male"}, "required"),),
    ),
    "id-card": Table(
        good=(
            ("11010519491231002x", "11010519491231002X", "11010519491231002X"),
            ("110105 491231 002", "110105491231002", "110105491231002"),
        ),
        unread=(("1101051949", "not-an-id-card"),), unfit=(("E12345678", "not-an-id-card"),),
    ),
    "identity": Table(
        good=(
            ("e 1234 5678", "E12345678", "护照 E12345678"),
            ("810000199408230021", "810000199408230021", "港澳台居民居住证 810000199408230021"),
            ("91350100M000100Y43", "91350100M000100Y43", "统一社会信用代码 91350100M000100Y43"),
            ("11010519491231002X", "11010519491231002X", "11010519491231002X"),
        ),
        unread=(("没有", "not-a-document"), ("PASSPORT", "not-a-document")), unfit=(("1", "not-a-document"),),
    ),
    "birth-date": Table(
        good=(("1949.12.31", "1949-12-31", "1949年12月31日"),), unread=(("1949-02-30", "not-a-date"),), unfit=(("1949", "not-a-date"),)
    ),
    "sex": Table(
        good=(("女", "female", "女"), ("unknown", "unknown", "未说明")), unread=(("不详", "not-an-option"),), unfit=(("x", "not-a-sex"),)
    ),
    "phone": Table(
        good=(("（0530）5234567转801", "0530-5234567-801", "0530-5234567-801"),), unread=(("电话", "not-a-phone"),),
        unfit=(("12", "not-a-phone"),),
    ),
    "email": Table(
        good=(("a.b＠example.com", "a.b@example.com", "a.b@example.com"),), unread=(("a@", "not-an-email"),), unfit=(("a", "not-an-email"),)
    ),
    "address": Table(
        good=(
            (HOME, HOME, "示例县东街镇一村东街 12 号"),
        ),
        unfit=(({"street": "东街"}, "required"),),
    ),
    "region": Table(good=(("990101002", "990101002", "示例县东街镇二村"),), unfit=(("000000", "not-an-option"),)),
    "geolocation": Table(
        good=(
            (["35.24890012", " 115.4637 "], "35.248900,115.4637", "北纬35.248900°，东经115.4637°"),
            ("-35.2，-70.5", "-35.2,-70.5", "南纬35.2°，西经70.5°"),
        ),
        unread=((["95", "115"], "not-a-place"), (["35", ""], "half-a-place"), ("此处", "not-a-place")),
        unfit=(("35.2", "not-a-place"), ("35.2,181", "not-a-place")),
    ),
    "unit": Table(good=(("u1", "u1", "城管局"),), unfit=((12, "wrong-type"),)),
    "officer": Table(good=(("p1", "p1", "李某"),), unfit=((12, "wrong-type"),)),
    "row": Table(good=(("p1", "p1", "李某"),), unfit=((12, "wrong-type"),)),
    "attachment": Table(
        good=((json.dumps(PICTURE), [PICTURE], "照片.jpg（2.0 KB）"),),
        unread=(("{", "not-a-file"), ('{"file": "a"}', "not-a-file"), ("[" * 100_000, "too-long")),
        unfit=(
            ([{**PICTURE, "type": "text/html"}], "file-type"), ([{**PICTURE, "size": 30 * 1024 * 1024}], "too-large"),
            ([{**PICTURE, "name": "../照片.jpg"}], "pattern"), ([PICTURE] * 4, "too-many-rows"),
        ),
    ),
    "signature": Table(
        good=(
            ("confirmed", {"method": "confirmed"}, "已确认签名"), ("paper", {"method": "paper"}, "已在纸上签名"),
            (["drawn", json.dumps(PICTURE)], {**PICTURE, "method": "drawn"}, "已手写签名"),
        ),
        unread=(("drawn", "not-drawn"), ("{}", "not-a-signature"), ("by heart", "not-a-signature")),
        unfit=(({"method": "magic"}, "not-an-option"), ({}, "required")),
    ),
    "table": Table(
        good=(({"0.what": "修路", "2.amount": "300", "2.what": "赔偿"}, [{"what": "修路"}, {"what": "赔偿", "amount": 300}], "2 项"),),
        unread=(({"0.what": "赔偿", "0.amount": "三百"}, "not-a-number"),), unfit=(([{"amount": 1}], "required"), ([], "too-few-rows")),
    ),
    "group": Table(
        good=(({"name": "王某", "phone": "138 0000 0000"}, {"name": "王某", "phone": "13800000000"}, "王某 13800000000"),),
        unread=(({"name": "王某", "phone": "无"}, "not-a-phone"),), unfit=(({"phone": "13800000000"}, "required"),),
    ),
    "static": Table(),
    "hidden": Table(good=(("v1", "v1", "v1"),), unfit=(("v2", "constant"),)),
    "computed": Table(good=(([], 42.5, "42.5"), ("99", 42.5, "42.5"))),
}  # fmt: skip
NAMES = {"u1": "城管局", "p1": "李某"}


def form_of(kind: str) -> Any:
    """The example of a kind as the only field of a form."""
    example: Any = KINDS.get(kind).example  # type: ignore[attr-defined]
    schema = {"type": "object", "properties": {"f": {"x-fangyuan-kind": kind, **example.schema}}}
    codes = {"example": CodeList("example", "", "1", example.codes)}
    form, problems = build_form("f", schema, None, codes=codes, kinds=KINDS)
    assert problems == ()
    return form


def posted(texts: Any) -> dict[str, list[str]]:
    """Texts under the name of the field, or of its parts."""
    parts = {f"f.{name}": text for name, text in texts.items()} if isinstance(texts, dict) else {"f": texts}
    return {name: [text] if isinstance(text, str) else list(text) for name, text in parts.items()}


def rows(which: str) -> list[Any]:
    return [(kind, *row) for kind, table in TABLES.items() for row in getattr(table, which)]


def test_every_kind_has_a_table() -> None:
    assert list(TABLES) == sorted(TABLES, key=list(KINDS.names()).index)
    assert set(TABLES) == set(KINDS.names())


@pytest.mark.parametrize(("kind", "texts", "value", "text"), rows("good"))
def test_what_is_typed_is_kept_read_and_written(kind: str, texts: Any, value: Any, text: str) -> None:
    form = form_of(kind)
    _, judged = receive(form, posted(texts), {}, MOMENT, KINDS)
    assert judged.problems == ()
    assert judged.answers["f"] == value
    assert KINDS.get(kind).text(value, form.fields[0], NAMES) == text
    if kind != "computed":
        again, _ = receive(form, write(form, judged.answers, KINDS), {}, MOMENT, KINDS)
        assert again.answers == judged.answers


@pytest.mark.parametrize(("kind", "texts", "code"), rows("unread"))
def test_what_cannot_be_read_is_told_in_chinese_and_stays(kind: str, texts: Any, code: str) -> None:
    reading, judged = receive(form_of(kind), posted(texts), {}, MOMENT, KINDS)
    (problem,) = judged.problems
    assert problem.code == code
    assert any("一" <= letter <= "龥" for letter in problem.message)
    assert "{" not in problem.message
    assert reading.raw == {name: list(each) for name, each in posted(texts).items()}


@pytest.mark.parametrize(("kind", "answer", "code"), rows("unfit"))
def test_what_a_program_sends_is_judged_all_the_same(kind: str, answer: Any, code: str) -> None:
    judged = submit(form_of(kind), {"f": answer}, {}, MOMENT, KINDS)
    assert code in [problem.code for problem in judged.problems]


@pytest.mark.parametrize("kind", KINDS.names())
def test_examples_are_right_and_their_wrong_ones_wrong(kind: str) -> None:
    shown: Showcase = showcase(KINDS.get(kind), KINDS)
    assert submit(shown.form, shown.answers, {}, MOMENT, KINDS).problems == ()
    _, judged = receive(shown.form, shown.wrong, {}, MOMENT, KINDS)
    told = {problem.path.partition(".")[0] for problem in judged.problems}
    # Which units and officers there are is known to the office alone, and judged when answers are recorded.
    assert told == ({f"wrong-{kind}"} if shown.wrong and kind not in ("unit", "officer", "row") else set())


@pytest.mark.parametrize("kind", KINDS.names())
def test_every_kind_has_a_ledger_cell_and_survives_what_is_no_answer(kind: str) -> None:
    known, field = (
        KINDS.get(kind),
        form_of(kind).fields[0] if kind != "static" else showcase(KINDS.get(kind), KINDS).form.fields[0],
    )
    assert known.export(None, field, {}) is None or known.export(None, field, {}) == ""
    for odd in ("\u202e", "x" * 50, 12, {"a": 1}, [None]):
        assert isinstance(known.text(odd, field, {}), str)


def test_formatting_is_harmless() -> None:
    rich: Any = KINDS.get("rich-text")
    field = form_of("rich-text").fields[0]
    bad = (
        '<img src=x onerror=alert(1)> [a](javascript:alert(1)) <a href="javascript:x">b</a>\n\n# 标题\n\n> **粗** *斜*'
    )
    html = rich.html(bad, field)
    assert "<h1>标题</h1>" in html
    assert "<strong>粗</strong>" in html
    assert "<img" not in html
    assert '<a href="javascript' not in html
    assert rich.html("[字](https://example.com)", field).startswith(
        '<p><a href="https://example.com" rel="noopener noreferrer'
    )


PERSON = {"name": "王某", "number": "11010519491231002X"}


def test_what_was_typed_of_a_person_is_never_written_over() -> None:
    form = form_of("person")
    typed = {"f": {**PERSON, "sex": "male", "born": "1950-01-01"}}
    judged = submit(form, typed, {}, MOMENT, KINDS)
    assert (judged.answers, judged.problems) == (typed, ())
    assert [(warning.code, warning.path) for warning in judged.warnings] == [("identity-differs", "f")]
    assert submit(form, {"f": PERSON}, {}, MOMENT, KINDS).warnings == ()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105194912310021", "id-card-checksum"),
        ("11010519491331002X", "id-card-checksum"),
        ("110105491331002", "id-card-birth"),
    ],
)
def test_a_number_that_cannot_be_right_is_a_warning(number: str, code: str) -> None:
    judged = submit(form_of("id-card"), {"f": number}, {}, MOMENT, KINDS)
    assert (judged.problems, [warning.code for warning in judged.warnings]) == ((), [code])
