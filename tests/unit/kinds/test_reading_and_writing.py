"""What people type, and what each kind makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangyuan.kinds import load_kinds
from fangyuan.kinds.identity import check_digit
from fangyuan.model.fields import Field, Option

KINDS = load_kinds()
OPTIONS = (
    Option("land", "土地", (Option("land-1", "征收"), Option("land-9", "其他"))),
    Option("work", "劳动", (Option("work-9", "其他"),)),
    Option(3, "三"),
    Option(True, "真"),
    Option("old", "工资", retired=True),
    Option("new", "工资"),
)


def field(kind: str, many: bool = False, **schema: Any) -> Field:
    json_type = "array" if many else KINDS.get(kind).schema_type
    return Field("f", "f", "某栏", kind, schema, json_type, many=many, options=OPTIONS)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", "  张　三\u200b·阿\u202e卜\x00 ", "张 三·阿卜"),
        ("text", "〔2026〕12号，（一）", "〔2026〕12号，（一）"),
        ("text", "\U00020bb7野家\U0002f81a", "\U00020bb7野家\U0002f81a"),
        ("text", "\ue000case\ue001", "case"),
        ("text", "a\ud800b", "ab"),
        ("long-text", "一\r\n二  \n\n三\u2029四\n", "一\n二\n\n三\n四"),
        ("integer", "１２", 12),
        ("integer", "1,234", 1234),
        ("integer", "－5", -5),
        ("decimal", "１２．５", 12.5),
        ("decimal", "3", 3),
        ("money", "￥1,234.50", 1234.5),
        ("money", "12元", 12),
        ("boolean", "是", True),
        ("boolean", "false", False),
        ("date", "２０２６年2月１0日", "2026-02-10"),
        ("date", "2026/2/10", "2026-02-10"),
        ("date", "20260210", "2026-02-10"),
        ("time", "9:30", "09:30"),
        ("time", "9时30分", "09:30"),
        ("date-time", "2026年2月10日 9：30", "2026-02-10T09:30"),
        ("date-time", "2026-02-10T09:30", "2026-02-10T09:30"),
        ("month", "2026年2月", "2026-02"),
        ("duration", "15天", "15 days"),
        ("duration", "5 个工作日", "5 workdays"),
        ("duration", "1 month", "1 month"),
        ("select", "land", "land"),
        ("select", "土地", "land"),
        ("select", "征收", "land-1"),
        ("select", "3", 3),
        ("select", "工资", "new"),
        ("select", "old", "old"),
        ("select", "work-9", "work-9"),
        ("region", "劳动其他", "work-9"),
        ("region", "征收", "land-1"),
        ("radio", "true", True),
        ("code-list", "land-1", "land-1"),
        ("id-card", "11010519491231002x", "11010519491231002X"),
        ("id-card", "110105 491231 002", "110105491231002"),
        ("id-card", "810000199408230021", "810000199408230021"),
        ("phone", "１３８ ００００ ００００", "13800000000"),
        ("phone", "138-0000-0000", "13800000000"),
        ("phone", "（0530）5234567转801", "0530-5234567-801"),
        ("phone", "5234567", "5234567"),
        ("phone", "13800000000，0530-5234567", "13800000000、0530-5234567"),
        ("phone", "12345", "12345"),
        ("email", "a.b＠example.com", "a.b@example.com"),
        ("address", "某县某镇\n某村", "某县某镇 某村"),
        ("unit", "unit-1", "unit-1"),
        ("signature", "confirmed", {"method": "confirmed"}),
    ],
)
def test_what_is_typed_becomes_a_value(kind: str, typed: str, value: Any) -> None:
    parsed = KINDS.get(kind).parse([typed], field(kind))
    assert (parsed.value if not parsed.problem else None) == value
    if value is not None:
        assert type(parsed.value) is type(value)


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("integer", "12.5", "not-an-integer"),
        ("integer", "九", "not-an-integer"),
        ("integer", "9" * 30, "too-large-a-number"),
        ("decimal", "NaN", "not-a-number"),
        ("decimal", "1e999", "too-large-a-number"),
        ("decimal", "1,23", "not-a-number"),
        ("money", "1.234", "not-money"),
        ("boolean", "也许", "not-a-boolean"),
        ("date", "2026-02-30", "not-a-date"),
        ("date", "昨天", "not-a-date"),
        ("time", "25:00", "not-a-time"),
        ("date-time", "2026-02-10", "not-a-date-time"),
        ("month", "2026-13", "not-a-month"),
        ("duration", "很久", "not-a-duration"),
        ("select", "water", "not-an-option"),
        ("select", "其他", "several-options"),
        ("region", "其他", "several-options"),
        ("id-card", "12345", "not-an-id-card"),
        ("phone", "电话", "not-a-phone"),
        ("email", "a@b", "not-an-email"),
        ("attachment", "{", "not-a-file"),
        ("attachment", '{"file": "a"}', "not-a-file"),
        ("attachment", "[" * 100_000, "too-long"),
        ("signature", "{}", "not-a-signature"),
        ("text", "字" * 20_001, "too-long"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(kind: str, typed: str, code: str) -> None:
    parsed = KINDS.get(kind).parse([typed], field(kind))
    assert parsed.code == code
    assert parsed.problem
    assert "{" not in parsed.problem


@pytest.mark.parametrize("kind", [name for name in KINDS.names() if name not in ("static", "group", "table", "person")])
@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "　\n"])
def test_blank_is_absent(kind: str, typed: str) -> None:
    assert KINDS.get(kind).parse([typed], field(kind)).absent
    assert KINDS.get(kind).parse([], field(kind)).absent


def test_a_tick_box_sends_no_before_its_yes() -> None:
    assert KINDS.get("boolean").parse(["false", "true"], field("boolean")).value is True
    assert KINDS.get("boolean").parse(["false"], field("boolean")).value is False


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("phone", ["13800000000；13900000000\n0530-5234567"], ["13800000000", "13900000000", "0530-5234567"]),
        ("text", ["甲\n乙", "", "丙"], ["甲", "乙", "丙"]),
        ("multi-select", ["land", "3"], ["land", 3]),
        ("unit", ["u1", "u2"], ["u1", "u2"]),
        ("long-text", ["一\n二", "三"], ["一\n二", "三"]),
        ("integer", ["1\n2"], [1, 2]),
    ],
)
def test_several_values(kind: str, typed: list[str], value: Any) -> None:
    assert KINDS.get(kind).parse(typed, field(kind, many=True)).value == value


def test_one_wrong_value_of_several_is_told() -> None:
    assert KINDS.get("phone").parse(["13800000000，x"], field("phone", many=True)).code == "not-a-phone"


def test_a_wrong_check_digit_is_a_warning_and_never_an_error() -> None:
    kind = KINDS.get("id-card")
    right, wrong = "11010519491231002X", "110105194912310021"
    assert check_digit(right[:17]) == "X"
    assert [KINDS.get("id-card").parse([each], field("id-card")).value for each in (right, wrong)] == [right, wrong]
    warn = kind.warn  # type: ignore[attr-defined]
    assert (warn(right, field("id-card")), warn(wrong, field("id-card"))) == ("", "id-card-checksum")


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("date", "2026-02-10", "2026年2月10日"),
        ("date-time", "2026-02-10T09:30", "2026年2月10日 09:30"),
        ("month", "2026-02", "2026年2月"),
        ("duration", "5 workdays", "5个工作日"),
        ("money", 1234.5, "1,234.50"),
        ("boolean", False, "否"),
        ("select", "land", "土地"),
        ("multi-select", ["land", 3], "土地、三"),
        ("unit", "u1", "城管局"),
        ("unit", "u9", "u9"),
        ("person", {"name": "张三", "person_id": "p1"}, "张三"),
        ("attachment", {"file": "f", "name": "答复.pdf", "size": 2048, "sha256": "", "type": ""}, "答复.pdf（2.0 KB）"),
        ("signature", {"method": "paper"}, "已在纸上签名"),
        ("table", [{}, {}], "2 项"),
        ("computed", 3.5, "3.5"),
    ],
)
def test_a_value_reads_as_people_write_it(kind: str, value: Any, text: str) -> None:
    assert KINDS.get(kind).text(value, field(kind), {"u1": "城管局"}) == text


def test_ledgers_get_numbers_and_dates_and_not_texts() -> None:
    assert KINDS.get("integer").export(3, field("integer"), {}) == 3
    assert str(KINDS.get("date").export("2026-02-10", field("date"), {})) == "2026-02-10"
    assert KINDS.get("boolean").export(True, field("boolean"), {}) == "是"
    assert KINDS.get("text").export(None, field("text"), {}) is None


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.from_regex(r"[A-Za-z一-龥]{1,20}", fullmatch=True),
    "integer": st.integers(-(2**53), 2**53),
    "decimal": st.floats(allow_nan=False, allow_infinity=False).filter(
        lambda number: number != 0 or str(number) == "0.0"
    ),
    "money": st.integers(-(10**12), 10**12).map(lambda cents: cents / 100),
    "boolean": st.booleans(),
    "date": st.dates().map(str),
    "time": st.times().map(lambda at: at.replace(microsecond=0).isoformat("minutes" if at.second == 0 else "seconds")),
    "month": st.dates().map(lambda day: day.isoformat()[:7]),
    "select": st.sampled_from(["land", "land-1", 3, True]),
    "duration": st.builds(
        lambda n, unit: f"{n} {unit}", st.integers(2, 999), st.sampled_from(["days", "workdays", "months"])
    ),
}


@pytest.mark.parametrize("kind", list(VALUES))
@given(data=st.data())
def test_what_is_written_reads_back_as_the_same_value(kind: str, data: st.DataObject) -> None:
    value, known, spec = data.draw(VALUES[kind]), KINDS.get(kind), field(kind)
    assert known.parse(list(known.format(value, spec)), spec).value == value


@given(typed=st.text(max_size=60), kind=st.sampled_from(KINDS.names()))
def test_no_text_makes_a_kind_fail(typed: str, kind: str) -> None:
    parsed = KINDS.get(kind).parse([typed], field(kind))
    assert parsed.absent or parsed.problem or parsed.value is not None
    assert isinstance(KINDS.get(kind).text(typed, field(kind), {}), str)
