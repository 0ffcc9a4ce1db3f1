"""Answers as people read them."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.forms.texts import Line, mask, summary, text
from unit.forms.examples import GOOD, KINDS, REGISTER

FIELDS = {each.path: each for each in REGISTER.walk()}
NAMES = {"u1": "城管局"}


def test_a_summary_has_a_line_for_every_answer() -> None:
    answers = GOOD | {"category": "land-1", "place": {"town": "城关镇"}, "units": ["u1"], "urgent": False}
    answers["persons"] = [{"person_id": "p", "name": "张三", "card": "11010519491231002X"}, {"name": "李四"}]
    assert summary(REGISTER, answers, NAMES, KINDS) == (
        Line("事由", "道路破损", "cause"),
        Line("类别", "征收", "category"),
        Line("收到日期", "2026年2月10日", "received_on"),
        Line("急件", "否", "urgent"),
        Line("地点 乡镇", "城关镇", "place.town"),
        Line("单位", "城管局", "units"),
        Line("人员 1 姓名", "张三", "persons.0.name"),
        Line("人员 1 证件号码", "11010519491231002X", "persons.0.card", sensitive=True),
        Line("人员 2 姓名", "李四", "persons.1.name"),
    )


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("persons", [{"name": "张三"}, {"name": "李四"}], "张三、李四"),
        ("place", {"town": "城关镇", "street": "一街"}, "城关镇，一街"),
        ("place", None, ""),
        ("amount", 1234, "1,234.00"),
    ],
)
def test_one_field(path: str, value: Any, said: str) -> None:
    assert text(FIELDS[path], value, NAMES, KINDS) == said


@pytest.mark.parametrize(
    ("value", "covered"),
    [
        ("11010519491231002X", "110***********002X"),
        ("13800000000", "138****0000"),
        ("张三", "张*"),
        ("某县某镇某村一组", "某******"),
        ("", ""),
        (None, ""),
        (["张三", "李四"], "张*、李*"),
        ({"a": 1}, "******"),
        ("x", "******"),
    ],
)
def test_a_sensitive_value_is_covered(value: Any, covered: str) -> None:
    assert mask(FIELDS["persons.card"], value) == covered
