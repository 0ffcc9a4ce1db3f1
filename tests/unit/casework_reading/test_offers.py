"""Fields that offer some of the units, officers or rows: those of the case, those of a kind."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.casework.offering import not_offered
from fangyuan.casework.reading.choices import choices, choices_of, row_titles
from fangyuan.forms.building import build_form
from fangyuan.kinds import load_kinds
from fangyuan.model.fields import Form
from fangyuan.model.world import Directory, Person, Post, Tenant, Unit, World

TENANT = Tenant("T", "示例县", "SL", "county")
WORLD = World(
    tenant=TENANT,
    directory=Directory.of(
        [
            Unit("U1", "T", "甲局", kind="bureau"),
            Unit("U2", "T", "乙局", kind="bureau"),
            Unit("FY", "T", "法院", kind="court"),
        ],
        [Person("p", "T", "张三", (Post("clerk", "U1"),)), Person("q", "T", "李四", (Post("clerk", "U2"),))],
        [TENANT],
    ),
)
CASE = {
    "units": ["U1", "FY"],
    "officers": ["q"],
    "demands": [{"id": "a", "demand": "确权"}, {"id": "b", "demand": "补偿"}],
}


def made(kind: str, offer: Any, *, many: bool = False) -> Form:
    said = {"type": "string", "title": "选", "x-fangyuan-kind": kind, "x-fangyuan-offer": offer}
    field = {"type": "array", "title": "选", "items": said} if many else said
    form, problems = build_form("f", {"type": "object", "properties": {"picked": field}}, None, kinds=load_kinds())
    assert problems == ()
    return form


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(
    ("kind", "offer", "offered"),
    [
        ("unit", {"among": "units"}, {"U1": "甲局", "FY": "法院"}),
        ("unit", {"except-kinds": ["court", "procuratorate"]}, {"U1": "甲局", "U2": "乙局"}),
        ("unit", {"kinds": ["court"]}, {"FY": "法院"}),
        ("unit", {"among": "units", "except-kinds": ["court"]}, {"U1": "甲局"}),
        ("officer", {"among": "officers"}, {"q": "李四（乙局）"}),
        ("row", {"among": "demands", "title": "demand"}, {"a": "确权", "b": "补偿"}),
        ("row", {"among": "demands"}, {"a": "确权", "b": "补偿"}),
        ("unit", {"among": "nothing"}, {}),
    ],
)  # fmt: skip
def test_a_field_offers_what_it_says_and_takes_nothing_else(kind: str, offer: Any, offered: Any, many: bool) -> None:
    form = made(kind, offer, many=many)
    found = choices(form, WORLD, (), CASE)
    assert {one.id: one.title for one in choices_of(form.fields[0], found)} == offered
    for value in ("U1", "U2", "FY", "p", "q", "a", "b", "c"):
        told = not_offered(form, {"picked": [value] if many else value}, CASE, found)
        assert [one.code for one in told] == ([] if value in offered else ["not-offered"])


def test_what_stands_there_already_may_stay_unless_it_must_be_of_the_case() -> None:
    courts = made("unit", {"except-kinds": ["court"]})
    assert not_offered(courts, {"picked": "FY"}, {"picked": "FY"}, choices(courts, WORLD, (), {})) == ()
    assert not_offered(courts, {"picked": "FY"}, {"accused": "FY"}, choices(courts, WORLD, (), {}))
    among = made("unit", {"among": "units"})
    assert not_offered(among, {"picked": "U2"}, {**CASE, "picked": "U2"}, choices(among, WORLD, (), CASE))


def test_who_is_kept_out_is_not_offered_among_the_units_of_the_case_either() -> None:
    form = made("unit", {"among": "units"})
    assert [one.id for one in choices_of(form.fields[0], choices(form, WORLD, {"U1"}, CASE))] == ["FY"]


def test_rows_are_read_by_what_they_are_called() -> None:
    field = made("row", {"among": "demands", "title": "demand"}).fields[0]
    assert row_titles(field, CASE) == {"a": "确权", "b": "补偿"}
    assert row_titles(made("unit", {"among": "units"}).fields[0], CASE) == {}


@pytest.mark.parametrize(
    ("kind", "offer"),
    [("row", {}), ("row", {"kinds": ["court"], "among": "x"}), ("unit", {"title": "x"}), ("unit", {"kinds": "court"}),
     ("unit", {}), ("text", {"among": "x"}), ("unit", "court"), ("unit", {"kinds": []}), ("officer", {"among": ""})],
)  # fmt: skip
def test_an_offer_that_does_not_fit_its_kind_is_told(kind: str, offer: Any) -> None:
    said = {"type": "string", "title": "选", "x-fangyuan-kind": kind, "x-fangyuan-offer": offer}
    _, problems = build_form("f", {"type": "object", "properties": {"picked": said}}, None, kinds=load_kinds())
    assert {one.code for one in problems} == {"bad-offer"}


def test_rows_must_say_of_which_list_they_are() -> None:
    said = {"type": "string", "title": "选", "x-fangyuan-kind": "row"}
    _, problems = build_form("f", {"type": "object", "properties": {"picked": said}}, None, kinds=load_kinds())
    assert [one.code for one in problems] == ["bad-offer"]
