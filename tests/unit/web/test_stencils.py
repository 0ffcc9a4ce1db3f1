"""The page of a form is cut once and filled in every request: the same page, and nothing that anybody typed is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask, render_template_string, session

from fangyuan.model.conditions import Atom, Op
from fangyuan.model.fields import Field, Form, Layout, LayoutKind, Option
from fangyuan.model.problems import Problem
from fangyuan.web.at_hand import widgets
from fangyuan.web.filling.plan import Mode, plan_of
from fangyuan.web.filling.stencils import Stencil
from unit.web.building import fresh, in_request

SECRET = "只有这一次写下的字"
COLOURS = (Option("red", "红"), Option("blue", "蓝"))
FIELDS = (
    Field("urgent", "urgent", "急件", "boolean", {}, "boolean"),
    Field("reason", "reason", "理由", "text", {}, "string", hint="写明", visible=Atom("urgent", Op.CONST, True)),
    Field("colour", "colour", "颜色", "select", {}, "string", options=COLOURS),
    Field("day", "day", "日期", "date", {}, "string", required_if=Atom("colour", Op.CONST, "red")),
    Field("story", "story", "经过", "long-text", {}, "string"),
    Field("shown", "shown", "只看", "text", {}, "string", read_only=True),
    Field(
        "people", "people", "人员", "table", {}, "array", many=True,
        children=(Field("people.name", "name", "姓名", "text", {}, "string"),),
    ),
)  # fmt: skip
FORM = Form("f", "表", {}, FIELDS, Layout(LayoutKind.VERTICAL, children=tuple(
    Layout(LayoutKind.CONTROL, field=field.path) for field in FIELDS
)))  # fmt: skip

FILLINGS: list[tuple[dict[str, list[str]], dict[str, Any], list[Problem]]] = [
    ({}, {}, []),
    ({"reason": [SECRET], "urgent": ["true"]}, {"reason": SECRET, "urgent": True}, []),
    ({"story": [f'"><b>{SECRET}'], "colour": ["red"]}, {"story": SECRET, "colour": "red"}, []),
    ({"day": ["2026-02-30"]}, {}, []),
    ({"shown": [SECRET]}, {"shown": SECRET}, []),
    ({"people.0.name": ["甲"], "people.1.name": [SECRET]}, {"people": [{"name": "甲"}, {"name": SECRET}]}, []),
    (
        {"reason": ["x"]},
        {"reason": "x", "urgent": True},
        [Problem("x", "太短", "reason"), Problem("x", "太少", "people")],
    ),
]


@pytest.fixture
def app() -> Iterator[Flask]:
    with in_request() as app:
        yield app


def drawn(posted: Mapping[str, Sequence[str]], answers: Mapping[str, Any], problems: Sequence[Problem] = ()) -> str:
    """The form's own part of the page."""
    page = '{% from "sheet/sheet.html" import sections with context %}{{ sections(sheet) }}'
    return render_template_string(page, sheet=fresh(FORM, posted, answers, problems))


def test_a_form_looks_the_same_whether_it_was_cut_before_or_not(app: Flask) -> None:
    alone = []
    for filling in FILLINGS:
        widgets().kept.forget()
        alone.append(drawn(*filling))
    assert [drawn(*filling) for filling in FILLINGS] == alone
    assert [drawn(*filling) for filling in reversed(FILLINGS)] == alone[::-1]


def test_nothing_that_was_typed_is_kept(app: Flask) -> None:
    for filling in FILLINGS:
        drawn(*filling)
    assert SECRET in drawn(*FILLINGS[1])
    assert SECRET not in drawn({}, {})
    kept = [held for _, held in widgets().kept.all()]
    texts = [piece for held in kept for piece in (held.pieces if isinstance(held, Stencil) else [str(held)])]
    assert len(kept) > 10
    assert not any(SECRET in str(text) for text in texts)


def test_what_was_typed_is_escaped_in_a_hole(app: Flask) -> None:
    assert "&#34;&gt;&lt;b&gt;" in drawn(*FILLINGS[2])


def test_a_text_that_cannot_be_read_says_so_though_its_field_was_cut_before(app: Flask) -> None:
    drawn({"day": ["2026-02-27"]}, {"day": "2026-02-27"})
    assert 'id="f-day-error"' in drawn({"day": ["2026-02-30"]}, {})


def test_a_text_of_a_pack_that_looks_like_the_mark_of_a_hole_stays_a_text(app: Flask) -> None:
    field = Field("a", "a", "<0000000000000000-0>", "text", {}, "string", hint="{{ 1 }}")
    form = Form("g", "表", {}, (field,), Layout(LayoutKind.VERTICAL, children=(Layout(LayoutKind.CONTROL, field="a"),)))
    page = '{% from "sheet/sheet.html" import sections with context %}{{ sections(sheet) }}'
    assert "&lt;0000000000000000-0&gt;" in render_template_string(page, sheet=fresh(form, {}, {}))


def test_each_language_has_its_own(app: Flask) -> None:
    chinese = drawn({}, {})
    session["language"] = "en"
    with app.test_request_context("/"):
        session["language"] = "en"
        english = drawn({}, {})
    assert "添加人员" in chinese
    assert "添加人员" not in english


CATEGORIES = tuple(
    Layout(LayoutKind.CATEGORY, title, children=(Layout(LayoutKind.CONTROL, field=field),))
    for title, field in (("甲", "urgent"), ("乙", "reason"), ("丙", "people"))
)


@pytest.mark.parametrize(
    ("given", "mode", "pages"),
    [
        ({"wizard": True}, Mode.WIZARD, [1, 1, 2, 3, 3]),
        ({"tabs": True}, Mode.TABS, [0, 1, 2, 3, 0]),
        ({}, Mode.WHOLE, [0, 0, 0, 0, 0]),
    ],
)
def test_categories_become_pages_of_a_wizard_or_tabs(given: dict[str, Any], mode: Mode, pages: list[int]) -> None:
    layout = Layout(LayoutKind.VERTICAL, children=(
        Layout(LayoutKind.LABEL, "先读"), Layout(LayoutKind.CATEGORIZATION, children=CATEGORIES, **given),
        Layout(LayoutKind.CONTROL, field="colour"),
    ))  # fmt: skip
    plan = plan_of(Form("w", "表", {}, FIELDS, layout))
    assert plan.mode is mode
    assert [part.page for part in plan.parts] == pages
    assert plan.page_of("people.3.name") == pages[3]
    assert plan.page_of("nothing") == 0
