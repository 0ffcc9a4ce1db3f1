"""ENABLE and DISABLE: what may not be filled in now is drawn so, is not asked for, and is not taken from anybody."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.web import NEW, REPORT, Desk, Site
from unit.casework.offices import MINIMAL, Place, make_place


def when(effect: str, path: str, value: Any) -> dict[str, Any]:
    """A rule, as a property carries it."""
    scope = "#/properties/" + path
    return {"effect": effect, "condition": {"scope": scope, "schema": {"const": value}}}


ASKED: dict[str, Any] = {
    "checked": {"type": "boolean", "title": "已核对"},
    "result": {"type": "string", "title": "核对结果", "x-fangyuan-rule": when("ENABLE", "checked", True)},
    "source": {"type": "string", "title": "来源", "default": "窗口", "x-fangyuan-rule": when("DISABLE", "checked", True)},
    "way": {
        "type": "string", "title": "方式", "enum": ["甲", "乙"], "x-fangyuan-kind": "radio",
        "x-fangyuan-rule": when("ENABLE", "result", "属实"),
    },
    "box": {
        "type": "object", "title": "补充", "x-fangyuan-rule": when("ENABLE", "checked", True),
        "properties": {"inner": {"type": "string", "title": "说明"}},
    },
}  # fmt: skip


def closing(folder: Path) -> Place:
    """An office whose registering form closes fields."""
    pack = folder / "pack"
    shutil.copytree(MINIMAL, pack)
    form = pack / "case-types" / "repair" / "report.schema.json"
    schema = json.loads(form.read_text("utf-8"))
    schema["properties"] |= ASKED
    schema["required"] = [*schema["required"], "result"]
    form.write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    (pack / "case-types" / "repair" / "report.ui.json").unlink()
    return make_place(f"sqlite:///{folder / 'office.sqlite3'}", folder, pack=pack)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An office whose registering form closes fields."""
    made = closing(tmp_path)
    yield made
    made.office.database.close()


@pytest.fixture
def desk(place: Place) -> Desk:
    """A clerk's browser."""
    return Site(place).desk("clerk")


def closed(page: str, name: str) -> bool:
    """Whether the inputs of a field are drawn so that nobody may fill them in."""
    field = page.partition(f'data-answer="{name}"')[2].partition('data-answer="')[0]
    found = re.search(r'<fieldset class="fy-able"[^>]*?( disabled)?>', field)
    assert found, name
    return bool(found[1])


FIELDS = ("result", "source", "way", "box.inner")


def test_a_closed_field_is_drawn_closed_without_a_script(desk: Desk) -> None:
    desk.get(NEW)
    raw = desk.answer.get_data(as_text=True)
    assert {name: closed(raw, name) for name in FIELDS} == {
        "result": True,
        "source": False,
        "way": True,
        "box.inner": True,
    }
    desk.post(NEW, {**REPORT, "device": "", "checked": "true", "result": "属实", "source": "窗口"}, 422)
    raw = desk.answer.get_data(as_text=True)
    assert {name: closed(raw, name) for name in FIELDS} == {
        "result": False,
        "source": True,
        "way": False,
        "box.inner": False,
    }
    # What stood in it comes back, and it is not two fields.
    assert '<input type="hidden" data-held name="source" value="窗口">' in raw


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({}, {"source": "窗口"}),
        ({"result": "属实", "way": "甲", "source": "信件", "box": {"inner": "一"}}, {"source": "信件"}),
        ({"checked": False, "result": "属实", "way": "甲"}, {"checked": False, "source": "窗口"}),
        ({"checked": True, "result": "不实", "way": "甲", "source": "假"}, {"checked": True, "result": "不实", "source": "窗口"}),
        (
            {"checked": True, "result": "属实", "way": "甲", "source": "假", "box": {"inner": "一"}},
            {"checked": True, "result": "属实", "way": "甲", "source": "窗口", "box": {"inner": "一"}},
        ),
    ],
)  # fmt: skip
def test_what_is_posted_for_a_closed_field_is_not_taken(
    place: Place, given: dict[str, Any], taken: dict[str, Any]
) -> None:
    plain = place.state(place.register(checked=True, result="略", key="k0").case).answers
    answers = place.state(place.register(**{"source": "窗口", **given}).case).answers
    assert {name: value for name, value in answers.items() if name in ASKED} == taken
    assert answers.keys() - ASKED.keys() == plain.keys() - ASKED.keys()


def test_a_closed_field_is_asked_for_as_soon_as_it_is_open(desk: Desk) -> None:
    desk.get(NEW)
    page = desk.post(NEW, {**REPORT, "checked": "true"}, 422)
    assert 'href="#f-result"' in page
    desk.post(NEW, {**REPORT, "checked": ""})
