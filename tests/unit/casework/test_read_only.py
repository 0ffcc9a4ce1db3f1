"""A form may show what only decisions of the procedure fill in; whoever posts it changes nothing, at any depth."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.holding import held
from fangyuan.model.fields import Field, Form, Layout, LayoutKind
from unit.casework.offices import MINIMAL, Place, make_place


def asked(path: str, *children: Field, json_type: str = "string", **more: Any) -> Field:
    """A field that anybody fills in, unless `more` says otherwise."""
    name = path.rpartition(".")[2]
    kind = "group" if children else "text"
    return Field(path, name, name, {}, kind, "object" if children else json_type, children=children, **more)


def form(*fields: Field) -> Form:
    """A form of these."""
    return Form("screening", "筛选", {"type": "object"}, fields, Layout(LayoutKind.VERTICAL))


BATCH = form(asked("opinion"), asked("batch", read_only=True))


def test_what_a_form_only_shows_cannot_be_posted() -> None:
    assert held(BATCH, {"opinion": "列入", "batch": "director"}, {}, {}) == {"opinion": "列入"}


def test_what_the_case_holds_already_stays() -> None:
    assert held(BATCH, {"batch": "别的"}, {"batch": "三"}, {"batch": "三"}) == {"batch": "三"}


NESTED = form(asked("g", asked("g.typed"), asked("g.shown", read_only=True, default="起")))


@pytest.mark.parametrize(
    ("given", "earlier", "expected"),
    [
        ({"g": {"typed": "一", "shown": "假"}}, {}, {"g": {"typed": "一", "shown": "起"}}),
        ({"g": {"typed": "一", "shown": "假"}}, {"g": {"shown": "真"}}, {"g": {"typed": "一", "shown": "真"}}),
        # Blank, it stays blank: what it only shows makes no group of it.
        ({"g": {"shown": "假"}}, {}, {}),
        ({}, {}, {}),
        ({}, {"g": {"shown": "真"}}, {"g": {"shown": "真"}}),
        ({"g": "没有这种"}, {}, {"g": "没有这种"}),
    ],
)
def test_inside_a_group(given: dict[str, Any], earlier: dict[str, Any], expected: dict[str, Any]) -> None:
    begun = earlier or {"g": {"shown": "起"}}
    assert held(NESTED, given, begun, earlier) == expected


def test_a_row_keeps_its_own_and_a_new_one_has_the_default() -> None:
    rows = form(asked("r", asked("r.typed"), asked("r.shown", read_only=True, default="起"), many=True))
    earlier = {"r": [{"typed": "一", "shown": "甲"}, {"typed": "二", "shown": "乙"}]}
    posted = [{"typed": "改", "shown": "乙"}, {"typed": "一", "shown": "甲"}, {"typed": "新", "shown": "甲"}]
    expected = [*posted[:2], {"typed": "新", "shown": "起"}]
    assert held(rows, {"r": posted}, earlier, earlier) == {"r": expected}


SHOWN: dict[str, Any] = {
    "level": {"type": "string", "title": "级别", "readOnly": True, "default": "县级"},
    "by": {"type": "string", "title": "登记人", "readOnly": True, "x-fangyuan-prefill": "actor.name"},
    "place": {
        "type": "object", "title": "地点", "required": ["county"],
        "properties": {
            "county": {"type": "string", "title": "县", "readOnly": True, "x-fangyuan-prefill": "tenant.title"},
            "room": {"type": "string", "title": "房间"},
        },
    },
}  # fmt: skip


@pytest.fixture
def showing(tmp_path: Path) -> Iterator[Place]:
    """An office whose registering form shows and demands what nobody types."""
    pack = tmp_path / "pack"
    shutil.copytree(MINIMAL, pack)
    written = pack / "case-types" / "repair" / "report.schema.json"
    schema = json.loads(written.read_text("utf-8"))
    schema["properties"] |= SHOWN
    schema["required"] = [*schema["required"], "level", "by", "place"]
    written.write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    (pack / "case-types" / "repair" / "report.ui.json").unlink()
    made = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=pack)
    yield made
    made.office.database.close()


@pytest.mark.parametrize("posted", [{}, {"level": "省级", "by": "科长乙", "place": {"county": "别处", "room": "301"}}])
def test_what_is_shown_and_demanded_can_be_registered(showing: Place, posted: dict[str, Any]) -> None:
    answers = showing.state(showing.register(**posted).case).answers
    assert (answers["level"], answers["by"], answers["place"]["county"]) == ("县级", "报修员甲", "示例县")
    assert answers["place"].get("room") == posted.get("place", {}).get("room")
