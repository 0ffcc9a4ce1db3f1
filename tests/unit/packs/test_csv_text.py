"""Cells, rows and columns of a CSV changed: what was asked for, and not one character besides."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.model.problems import Problem
from fangyuan.packs.csv_text import Table, read_table, spliced_table
from fangyuan.packs.splicing import Add, CannotSplice, Drop, Edit, Put, Sort

TEXT = '\ufeff说明,code,"title",parent\r\n,north,"北区",\r\n\r\n"a, ""b""",n1, 北一楼 ,north\r\n,south,南区,'


@pytest.mark.parametrize(
    ("edit", "was", "now"),
    [
        (Put((0, "title"), "北"), '"北区"', '"北"'),
        (Put((1, "title"), "一"), " 北一楼 ", " 一 "),
        (Put((1, "title"), 'a,"b'), " 北一楼 ", '"a,""b"'),
        (Put((2, "parent"), "north"), "南区,", "南区,north"),
        (Add((), {"code": "west", "title": "西区"}), "南区,", "南区,\r\n,west,西区,"),
        (Drop((0,)), ',north,"北区",\r\n', ""),
        (Drop((2,)), "\r\n,south,南区,", ""),
    ],
)
def test_the_rest_of_the_text_stays(edit: Edit, was: str, now: str) -> None:
    assert was in TEXT
    assert spliced_table(TEXT, "a.csv", [edit]) == now.join(TEXT.rsplit(was, 1))


def test_rows_are_put_in_another_order_and_a_column_is_begun() -> None:
    text = 'code,title\n"a",甲\n\nb,乙\nc,丙\n'
    assert spliced_table(text, "a.csv", [Sort((), (2, 0, 1))]) == 'code,title\nc,丙\n\n"a",甲\nb,乙\n'
    assert (
        spliced_table(text, "a.csv", [Put((1, "retired"), "true")])
        == 'code,title,retired\n"a",甲,\n\nb,乙,true\nc,丙,\n'
    )
    assert spliced_table(text, "a.csv", [Put((1, "retired"), "")]) == text


@pytest.mark.parametrize("edit", [Put((3, "title"), "x"), Drop((3,)), Sort((), (0, 1)), Put((), "x")])
def test_places_that_are_not_there_are_refused(edit: Edit) -> None:
    with pytest.raises(CannotSplice):
        spliced_table(TEXT, "a.csv", [edit])


WORDS = st.text(st.sampled_from("甲乙 a,\"';=#\\"), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A CSV in any of the ways that people's programs write it."""
    head = draw(st.permutations(["code", "title", "parent", "其他"]))
    many = draw(st.integers(1, 4))
    end, quoting = draw(ENDS), draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator=end, quoting=quoting)
    writer.writerow(head)
    for place in range(many):
        writer.writerow([f"c{place}" if column == "code" else draw(WORDS) for column in head])
        made.write(draw(st.sampled_from(["", end])))
    text = made.getvalue()
    return draw(st.sampled_from(["", "\ufeff"])) + (text if draw(st.booleans()) else text.rstrip("\r\n"))


def read(text: str) -> Table:
    """The table of a text that can be read."""
    problems: list[Problem] = []
    table = read_table("a.csv", text.encode(), problems)
    assert table is not None
    assert problems == []
    return table


@settings(max_examples=60, deadline=None)
@given(tables(), WORDS.filter(str.strip), st.data())
def test_any_edit_of_any_table_changes_what_was_meant_alone(text: str, word: str, data: st.DataObject) -> None:
    table = read(text)
    place = data.draw(st.integers(0, len(table.rows) - 1))
    order = tuple(data.draw(st.permutations(range(len(table.rows)))))
    value = word.strip()
    rows: list[Any] = [dict(row) for row in table.rows]
    for edit, wanted in (
        (Put((place, "title"), value), [row | {"title": value} if row is rows[place] else row for row in rows]),
        (Add((), {"code": "new", "title": value}), [*rows, dict.fromkeys(table.head, "") | {"code": "new", "title": value}]),
        (Drop((place,)), rows[:place] + rows[place + 1 :]),
        (Sort((), order), [rows[one] for one in order]),
    ):  # fmt: skip
        made = spliced_table(text, "a.csv", [edit])
        assert [dict(row) for row in read(made).rows] == wanted
        assert sorted(made) == sorted(text) or not isinstance(edit, Sort)
        kept = [row["code"] for row in wanted if row in rows]
        assert all(
            line in made for line in text.splitlines() if any(code in line for code in kept if code != f"c{place}")
        )
    back = spliced_table(text, "a.csv", [Put((place, "title"), value), Put((place, "title"), rows[place]["title"])])
    assert read(back) == table
