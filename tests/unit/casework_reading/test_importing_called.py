"""Units and officers that a ledger names: where several are called so, no row is given to one of them unasked."""

from __future__ import annotations

import pytest

from fangyuan.casework.importing import asking
from fangyuan.casework.importing.called import called
from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Directory, Person, Post, Tenant, Unit
from fixtures.reading import NOW, WINDOW, Bench
from unit.casework_reading.test_importing import HEADS, brought, cases, reasons, row, tried, workbook, worked

TOWNS = tuple(
    Tenant(name, title, "371000", "township", parent="t1") for name, title in (("jia", "甲乡"), ("yi", "乙乡"))
)
HERE = (Tenant("t1", "某县", "370000", "county"), *TOWNS)
UNITS = (
    Unit("board", "t1", "领导班子"),
    Unit("own-land", "t1", "国土所"),
    Unit("office-1", "t1", "办公室", parent="board"),
    Unit("office-2", "t1", "办公室", parent="own-land"),
    Unit("jia-land", "jia", "国土所"),
    Unit("jia-law", "jia", "司法所"),
    Unit("yi-law", "yi", "司法所"),
    Unit("yi-school", "yi", "中心校"),
    Unit("gone", "yi", "农机站", active=False),
)
PEOPLE = (
    Person("zhang-1", "t1", "张伟", (Post("clerk", "board"),)),
    Person("zhang-2", "t1", "张伟", (Post("clerk", "own-land"),)),
    Person("li", "t1", "李四", (Post("clerk", "board"),)),
    Person("other-li", "jia", "李四", (Post("clerk", "jia-law"),)),
)
KNOWN = called(Directory.of(UNITS, PEOPLE, HERE), HERE[0])


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("unit", "国土所", "own-land"),
        ("unit", "国土所（甲乡）", "jia-land"),
        ("unit", "中心校", "yi-school"),
        ("unit", "司法所 (乙乡)", "yi-law"),
        ("unit", "办公室（国土所）", "office-2"),
        ("unit", "农机站", "农机站"),
        ("unit", "李四", "李四"),
        ("officer", "李四", "li"),
        ("officer", "张伟（领导班子）", "zhang-1"),
    ],
)
def test_a_text_means_the_one_who_is_called_so(kind: str, text: str, found: str) -> None:
    assert (KNOWN[kind].id(text), KNOWN[kind].meant(text)) == (found, ())


@pytest.mark.parametrize(
    ("kind", "text", "ways"),
    [
        ("unit", "司法所", ("司法所（甲乡）", "司法所（乙乡）")),
        ("unit", "办公室", ("办公室（领导班子）", "办公室（国土所）")),
        ("officer", "张伟", ("张伟（领导班子）", "张伟（国土所）")),
    ],
)
def test_a_text_that_means_several_means_none_of_them(kind: str, text: str, ways: tuple[str, ...]) -> None:
    assert (KNOWN[kind].id(text), KNOWN[kind].meant(text)) == (text, ways)


def test_a_row_that_accuses_one_of_two_units_of_a_title_is_refused_until_it_says_which(bench: Bench) -> None:
    put_organisation(bench.office, TOWNS, [Unit(f"{one.tenant}-law", one.tenant, "司法所") for one in TOWNS], ())
    heads = [*HEADS, "被投诉单位"]
    rows = [[*row("甲-1"), "司法所"], [*row("甲-2"), "司法所（乙乡）"], [*row("甲-3"), "东区"]]
    job = tried(bench, brought(bench, workbook(rows, heads=(heads,))))
    assert job.counts == {"wrong": 1, "new": 2}
    assert reasons(bench, job) == {3: ["J3 有2个叫“司法所”的，请写明是哪一个：司法所（甲乡）、司法所（乙乡）"]}
    asking.take_in(bench.office, WINDOW, job.id, NOW)
    found = cases(bench, worked(bench, job))
    assert [one.answers["about_unit"] for one in found] == ["yi-law", "east"]
