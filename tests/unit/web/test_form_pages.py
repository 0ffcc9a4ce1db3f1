"""A form as a page: sections, conditions, errors beside their fields and in a summary, nothing typed lost."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from flask import render_template

from fangyuan.model.conditions import Atom, Op
from fangyuan.model.fields import Field, Form, Layout, LayoutKind
from fangyuan.model.problems import Problem
from unit.web.building import fresh, in_request

URGENT = Field("urgent", "urgent", "急件", "boolean", {}, "boolean")
REASON = Field(
    "reason", "reason", "急办理由", "text", {}, "string", hint="写明原因", required=True,
    visible=Atom("urgent", Op.CONST, True),
)  # fmt: skip
NAME = Field("people.name", "name", "姓名", "text", {}, "string", required=True)
PEOPLE = Field(
    "people", "people", "人员", "table", {"maxItems": 2}, "array", many=True, children=(NAME,), required=True
)


def control(path: str) -> Layout:
    return Layout(LayoutKind.CONTROL, field=path)


FORM = Form(
    "report", "报告", {}, (URGENT, REASON, PEOPLE),
    Layout(LayoutKind.CATEGORIZATION, children=(
        Layout(LayoutKind.CATEGORY, "事项", children=(control("urgent"), control("reason"))),
        Layout(LayoutKind.CATEGORY, "人员", children=(control("people"),)),
    )),
)  # fmt: skip


def page_of(posted: dict[str, list[str]], answers: dict[str, object], *problems: Problem, form: Form = FORM) -> str:
    """The page that asks for the form."""
    with in_request():
        sheet = fresh(form, posted, answers, problems)
        words = {"key": "k", "seq": 7, "action": "/there", "heading": "报告", "submit": "提交", "back": ""}
        return " ".join(render_template("fill.html", sheet=sheet, **words).split())


def tag(page: str, beginning: str) -> str:
    """The first tag that begins so."""
    found = re.search(re.escape(beginning) + r"[^>]*>", page)
    assert found, beginning
    return found[0]


def test_sections_stand_under_headings_and_in_the_progress_list() -> None:
    page = page_of({}, {})
    assert page.index("<h2>事项</h2>") < page.index("<h2>人员</h2>")
    assert '<a href="#sheet-report-2">人员</a>' in page


@pytest.mark.parametrize(("urgent", "away"), [(True, False), (False, True)])
def test_a_conditional_field_carries_its_rule_and_its_state(urgent: bool, away: bool) -> None:
    opened = tag(page_of({}, {"urgent": urgent}), '<div class="fy-field fy-kind-text"')
    rule = re.search(r'data-when="([^"]*)"', opened)
    assert rule
    assert json.loads(rule[1].replace("&#34;", '"')) == {"path": "urgent", "op": "const", "value": True}
    assert ("data-away" in opened) is away


def test_an_error_stands_beside_its_field_and_in_the_summary_and_both_are_tied() -> None:
    page = page_of({"reason": ["雨"]}, {"urgent": True, "reason": "雨"}, Problem("x", "太短了", "reason"))
    assert '<a href="#f-reason">急办理由：太短了</a>' in page
    typed = tag(page, '<input id="f-reason"')
    assert 'value="雨"' in typed
    assert 'aria-describedby="f-reason-hint f-reason-error"' in typed
    assert 'aria-invalid="true"' in typed
    assert 'id="f-reason-error"' in page


def test_an_error_inside_a_row_leads_to_the_row() -> None:
    posted = {"people.0.name": ["甲"], "people.1.name": [""]}
    page = page_of(posted, {"people": [{"name": "甲"}, {}]}, Problem("required", "请填写", "people.1.name"))
    assert '<a href="#f-people.1.name">姓名：请填写</a>' in page
    assert tag(page, '<input id="f-people.1.name"').count("is-invalid") == 1
    assert tag(page, '<input id="f-people.0.name"').count("is-invalid") == 0


def test_a_list_that_must_not_be_empty_begins_with_a_row_that_stays() -> None:
    page = page_of({}, {})
    assert '<input id="f-people.0.name"' in page
    assert 'value="remove people.0"' not in page
    assert 'value="add people"' in page


def test_a_full_list_offers_no_further_row() -> None:
    page = page_of({"people.0.name": ["甲"], "people.1.name": ["乙"]}, {})
    assert 'value="add people"' not in page
    assert 'value="remove people.0"' in page


def test_an_empty_row_is_kept_by_its_marker() -> None:
    page = page_of({"people.0.name": ["甲"], "people.1": [""]}, {})
    assert '<input type="hidden" name="_at" value="people.1">' in page


def test_what_was_typed_is_never_markup() -> None:
    page = page_of({"reason": ['"><script>alert(1)</script>']}, {"urgent": True})
    assert "<script>alert" not in page


def test_titles_of_a_pack_are_never_markup() -> None:
    evil = replace(FORM, fields=(replace(URGENT, title="<script>x</script>", hint="{{ 7*7 }}"), REASON, PEOPLE))
    page = page_of({}, {}, form=evil)
    assert "<script>x" not in page
    assert "{{ 7*7 }}" in page


def test_the_form_carries_its_key_and_what_it_knew_of_the_case() -> None:
    page = page_of({}, {})
    assert '<input type="hidden" name="_key" value="k">' in page
    assert '<input type="hidden" name="_seq" value="7">' in page
    assert 'name="csrf_token"' in page


NOTE = Field("note", "note", "备注", "text", {}, "string", default="无")
HEADS = Field("heads", "heads", "人次", "integer", {}, "integer", compute={"+": [1, 1]})
GUEST = Field("guests.name", "name", "来宾", "text", {}, "string")
SEX = Field("guests.sex", "sex", "性别", "text", {}, "string")
GUESTS = Field("guests", "guests", "来宾", "table", {}, "array", many=True, children=(GUEST, SEX))
FOLDED = Form(
    "folded", "报告", {}, (URGENT, NOTE, HEADS, GUESTS),
    Layout(LayoutKind.VERTICAL, children=(
        control("urgent"),
        Layout(LayoutKind.GROUP, "更多", children=(control("note"), control("heads")), folded=True,
               opens=Atom("urgent", Op.CONST, True)),
        Layout(LayoutKind.GROUP, "来宾", children=(
            Layout(LayoutKind.CONTROL, field="guests", children=(
                control("guests.name"),
                Layout(LayoutKind.GROUP, "本人更多", children=(control("guests.sex"),), folded=True),
            )),
        ), folded=True),
    )),
)  # fmt: skip


def standing(posted: dict[str, list[str]], answers: dict[str, object], *problems: Problem) -> dict[str, bool]:
    """Which folded parts of the page stand open."""
    page = page_of(posted, answers, *problems, form=FOLDED)
    found = re.findall(r'<details class="[^"]*fy-fold" data-fold="([^"]*)"([^>]*)>', page)
    return {name: attributes.endswith(" open") for name, attributes in found}


@pytest.mark.parametrize(
    ("posted", "answers", "opened"),
    [
        ({}, {}, set()),
        ({"note": ["无"], "urgent": ["false"]}, {"note": "无", "urgent": False}, set()),
        ({"note": ["有"]}, {"note": "有"}, {"sheet-folded-2"}),
        ({"urgent": ["true"]}, {"urgent": True}, {"sheet-folded-2"}),
        ({"guests.0": [""]}, {}, {"sheet-folded-3"}),
        ({"guests.0.name": ["甲"]}, {"guests": [{"name": "甲"}]}, {"sheet-folded-3"}),
        (
            {"guests.0.name": ["甲"], "guests.1.sex": ["女"]},
            {"guests": [{"name": "甲"}, {"sex": "女"}]},
            {"sheet-folded-3", "guests.1/本人更多"},
        ),
    ],
)
def test_a_part_that_is_folded_away_stands_open_where_something_is_in_it(
    posted: dict[str, list[str]], answers: dict[str, object], opened: set[str]
) -> None:
    assert {name for name, is_open in standing(posted, answers).items() if is_open} == opened


def test_a_part_that_is_folded_away_stands_open_where_something_in_it_is_wrong() -> None:
    wrong = Problem("x", "请核对", "guests.0.sex")
    posted = {"guests.0.name": ["甲"], "guests.1.name": ["乙"]}
    answers: dict[str, object] = {"guests": [{"name": "甲"}, {"name": "乙"}]}
    assert standing(posted, answers, wrong) == {
        "sheet-folded-2": False, "sheet-folded-3": True, "guests.0/本人更多": True, "guests.1/本人更多": False,
    }  # fmt: skip


def test_what_is_folded_away_is_named_under_its_title_and_reached_by_links() -> None:
    page = page_of({}, {}, form=FOLDED)
    assert '<summary><h2>更多</h2> <span class="fy-quiet">备注、人次</span></summary>' in page
    assert '<div class="fy-fold-in" id="sheet-folded-2">' in page
    assert 'name="note"' in page
