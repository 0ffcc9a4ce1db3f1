"""Every field kind has a drawing; what it shows, sent unchanged, gives the same answers back."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from flask import render_template_string

from fangyuan.forms.reading import read, write
from fangyuan.kinds import load_kinds
from fangyuan.model.fields import Field, Form, Layout, LayoutKind, Option
from fangyuan.web.filling.rows import without_markers
from unit.web.building import fresh, in_request

KINDS = load_kinds()
OPTIONS = (Option("a", "甲", (Option("a1", "甲一"),)), Option("b", "乙"), Option(3, "丙"))
FILE = {"file": "0190", "name": "照片.jpg", "size": 10, "sha256": "0" * 64, "type": "image/jpeg"}
SAMPLES: dict[str, list[Any]] = {
    "text": ["王某", '<b>"&'],
    "long-text": ["第一行\n第二行", "第一段\n\n第二段 </textarea>"],
    "integer": [0, -3, 12],
    "decimal": [1.5, 2],
    "money": [1234.5],
    "boolean": [True, False],
    "date": ["2026-02-25"],
    "time": ["09:30"],
    "date-time": ["2026-02-25T09:30"],
    "month": ["2026-02"],
    "duration": ["15 days"],
    "select": ["a1", 3],
    "radio": ["b", 3],
    "multi-select": [["a", "a1"], [3]],
    "code-list": ["a1"],
    "id-card": ["110101199003070011"],
    "phone": ["13800000000"],
    "email": ["a@example.org"],
    "address": ["示例镇东街 12 号"],
    "unit": ["U1"],
    "row": ["1"],
    "officer": ["P1"],
    "region": ["370000"],
    "attachment": [FILE],
    "signature": [{"method": "confirmed"}, {"method": "paper"}, {"method": "drawn", **FILE}],
    "hidden": ["x"],
    "rich-text": ["**加粗**\n\n- 一\n- 二 </textarea>"],
    "date-range": ["2026-02-10/2026-02-28"],
    "check-list": [["a", "a1"], [3]],
    "identity": ["E12345678"],
    "birth-date": ["1949-12-31"],
    "sex": ["female"],
    "geolocation": ["35.2489,115.4637"],
}
MANY: dict[str, list[Any]] = {
    "text": ["甲", "乙"], "unit": ["U1", "U2"], "row": ["1", "2"], "officer": ["P1"], "code-list": ["a", "b"], "attachment": [FILE],
    "phone": ["13800000000", "0530-2234567"],
}  # fmt: skip
DRAWN_ONLY = {"static", "computed", "person", "table", "group"}
"""Kinds that hold no text of their own: static words, computed values, and those made of other fields."""


def test_every_kind_is_sampled() -> None:
    assert set(SAMPLES) | DRAWN_ONLY == set(KINDS.names())


@pytest.mark.parametrize("name", KINDS.names())
def test_every_kind_is_drawn(name: str) -> None:
    with in_request() as app:
        assert app.extensions["fangyuan"]["widgets"].of(KINDS.get(name).template).draw


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in SAMPLES.items() for value in values])
def test_what_is_shown_gives_the_answer_back(kind: str, value: Any) -> None:
    form = form_of(field("answer", kind, value))
    assert sent_back(form, {"answer": value}) == {"answer": value}


@pytest.mark.parametrize(("kind", "value"), MANY.items())
def test_of_many_values_too(kind: str, value: list[Any]) -> None:
    form = form_of(field("answer", kind, value, many=True))
    assert sent_back(form, {"answer": value}) == {"answer": value}


def test_rows_and_objects_too() -> None:
    rows = Field("people", "people", "当事人", "person", {}, "array", many=True, children=(
        field("people.name", "text", ""), field("people.person_id", "hidden", ""),
        Field("people.home", "home", "住处", "group", {}, "object", children=(field("people.home.street", "text", ""),)),
    ))  # fmt: skip
    answers = {"people": [{"name": "甲", "person_id": "1"}, {"name": "乙", "home": {"street": "东街"}}]}
    assert sent_back(form_of(rows), answers) == answers


def field(path: str, kind: str, value: Any, many: bool = False) -> Field:
    """A field of a kind, with options where it chooses."""
    chooses = kind in ("select", "radio", "multi-select", "check-list", "code-list")
    json_type = {bool: "boolean", int: "integer", float: "number", dict: "object", list: "array"}.get(
        type(value), "string"
    )
    return Field(
        path, path.rpartition(".")[2], "问题", kind, {}, json_type, many=many or kind in ("multi-select", "check-list"),
        options=OPTIONS if chooses else (),
    )  # fmt: skip


def form_of(*fields: Field) -> Form:
    """A form of these fields, one below the other."""
    controls = tuple(Layout(LayoutKind.CONTROL, field=one.path) for one in fields)
    return Form("f", "表", {"type": "object"}, fields, Layout(LayoutKind.VERTICAL, children=controls))


def sent_back(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers that a browser would send which changes nothing."""
    with in_request():
        sheet = fresh(form, write(form, answers, KINDS), answers)
        page = render_template_string(
            '{% from "sheet/sheet.html" import sections with context %}{{ sections(sheet) }}', sheet=sheet
        )
    reading = read(form, without_markers(controls(page)), KINDS)
    assert reading.problems == ()
    return reading.answers


def controls(page: str) -> dict[str, list[str]]:
    """The successful controls of a page, as HTML says a browser sends them."""
    found = Controls()
    found.feed(page)
    return {name: texts for name, texts in found.sent.items() if not name.startswith("_")}


def is_on(said: dict[str, str]) -> bool:
    """Whether an input is sent: a tick only when it is set."""
    return said.get("type") not in ("checkbox", "radio") or "checked" in said


class Controls(HTMLParser):
    """Collects what the inputs of a page hold."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.inside = SimpleNamespace(select="", textarea="", text="")

    def put(self, name: str, text: str) -> None:
        self.sent.setdefault(name, []).append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: text or "" for name, text in attrs}
        if tag == "select":
            self.inside.select = said["name"]
        elif tag == "option" and "selected" in said:
            self.put(self.inside.select, said["value"])
        elif tag == "textarea":
            self.inside.textarea, self.inside.text = said["name"], ""
        elif tag == "input" and said.get("name") and said.get("type") != "file" and is_on(said):
            self.put(said["name"], said.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.inside.textarea:
            self.inside.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # HTML drops the one line feed that follows the opening tag.
            self.put(self.inside.textarea, self.inside.text.removeprefix("\n"))
            self.inside.textarea = ""
