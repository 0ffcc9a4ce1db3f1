"""Single values changed in a text: that value, and not one character besides."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.packs.splicing import Add, CannotSplice, Edit, Put, Sort, spliced

YAML = """\
# 头一行注释
- {clock: a,   title: 甲,  within: 3 days}   # 对齐的
- clock: b
  title: "乙"      # 双引号
  warn: [{before: 1 day, light: yellow}]
  note: |
    两行
    文字
  codes:
    - x   # 第一个
    - y

# 末尾注释
"""


@pytest.mark.parametrize(
    ("edit", "was", "now"),
    [
        (Put((0, "title"), "新"), "title: 甲,", "title: 新,"),
        (Put((0, "title"), "a, b"), "title: 甲,", 'title: "a, b",'),
        (Put((0, "title"), "12"), "title: 甲,", 'title: "12",'),
        (Put((1, "title"), "丙"), 'title: "乙"', 'title: "丙"'),
        (Put((1, "warn", 0, "light"), "orange"), "light: yellow", "light: orange"),
        (Put((0, "once"), True), "within: 3 days}", "within: 3 days, once: true}"),
        (Put((1, "note"), "一行"), "note: |\n    两行\n    文字\n", "note: 一行\n"),
        (Add((1, "codes"), "z"), "    - y\n", "    - y\n    - z\n"),
        (Add((1, "warn"), {"before": "2 days"}), "light: yellow}]", "light: yellow}, {before: 2 days}]"),
        (Put((1, "scope"), "own"), "    - y\n", "    - y\n  scope: own\n"),
    ],
)  # fmt: skip
def test_the_rest_of_the_text_stays(edit: Edit, was: str, now: str) -> None:
    assert was in YAML
    assert spliced(YAML, "a.yaml", [edit]) == YAML.replace(was, now, 1)


def test_json_keeps_its_layout_and_its_tabs() -> None:
    text = '{\n\t"title": "甲",\r\n\t"properties": {"a":{"title":"乙\\u4e00"}}\n}\n'
    assert spliced(text, "a.json", [Put(("properties", "a", "title"), '"丙"')]) == text.replace(
        '"乙\\u4e00"', '"\\"丙\\""'
    )


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: &x 1\nb: *x\n", Put(("b",), 2)),
        ("a: [1, # 注释\n]\n", Add(("a",), 2)),
        ("a: 1\n", Put(("b", "c"), 2)),
        ("a: 1\n", Add(("a",), 2)),
        ("a: [\n", Put(("a",), 2)),
    ],
    ids=["an alias", "a comment before the end", "no such mapping", "no list", "no YAML"],
)
def test_what_would_change_more_than_was_meant_is_refused(text: str, edit: Edit) -> None:
    with pytest.raises(CannotSplice):
        spliced(text, "a.yaml", [edit])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(0, "title"), (1, "title"), (1, "warn", 0, "before"), (1, "codes", 0)]),
       st.text(st.sampled_from("甲 a1.:#,-'\"{}[]&*!|>%@`?\\~"), min_size=1, max_size=10))  # fmt: skip
def test_any_text_may_be_put_anywhere(at: tuple[Any, ...], value: str) -> None:
    made = spliced(YAML, "a.yaml", [Put(at, value)])
    changed = [(one, other) for one, other in zip(YAML.splitlines(), made.splitlines(), strict=True) if one != other]
    assert len(changed) <= 1
    assert all(comment in made for comment in ("# 头一行注释", "# 对齐的", "# 双引号", "# 第一个", "# 末尾注释"))


def test_items_that_move_take_their_lines_and_the_comments_above_them_along() -> None:
    text = "# 表头\ncodes:\n  - a   # 甲\n  # 说乙\n  - b\n  - code: c\n    title: 丙\n# 末尾\nflow: [x,  y, {z: 1}]   # 平的\n"
    made = spliced(text, "a.yaml", [Sort(("codes",), (1, 2, 0)), Sort(("flow",), (2, 0, 1))])
    assert made == (
        "# 表头\ncodes:\n  # 说乙\n  - b\n  - code: c\n    title: 丙\n  - a   # 甲\n# 末尾\nflow: [{z: 1},  x, y]   # 平的\n"
    )
    for order in ((0, 1), (0, 1, 1), (0, 1, 3)):
        with pytest.raises(CannotSplice):
            spliced(text, "a.yaml", [Sort(("codes",), order)])


def test_a_list_is_exchanged_whole_unless_a_comment_would_be_lost() -> None:
    text = "who:\n  - {role: a}\n  - {role: b}\nnext: 1\n"
    assert spliced(text, "a.yaml", [Put(("who",), [{"role": "c"}])]) == "who:\n  [{role: c}]\nnext: 1\n"
    with pytest.raises(CannotSplice):
        spliced(text.replace("a}", "a}   # 甲"), "a.yaml", [Put(("who",), [{"role": "c"}])])
