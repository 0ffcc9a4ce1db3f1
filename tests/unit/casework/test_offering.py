"""A posted unit, officer or code counts only where it was offered, or where the case has it already."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.offering import not_offered
from fangyuan.casework.reading.choices import choices
from fangyuan.casework.reading.pages import Named
from fangyuan.forms.building import build_form
from fangyuan.kinds import load_kinds
from fangyuan.model.fields import Form, Option
from fangyuan.model.outputs import CodeList
from fangyuan.model.problems import Refused
from fangyuan.model.world import Directory, Tenant, Unit, World
from unit.casework.offices import MINIMAL, REPAIR, Place, make_place

OFFERED = {"unit": (Named("u1", "一科"), Named("u2", "二科")), "officer": (Named("p1", "李某"),)}
CODES = CodeList("matters", "", "2", (Option("new", "新", (Option("old", "旧", retired=True),)),))
FORM: Form = build_form(
    "f",
    {
        "type": "object",
        "properties": {
            "lead": {"x-fangyuan-kind": "unit"},
            "fixed": {"x-fangyuan-kind": "unit", "readOnly": True},
            "units": {"type": "array", "x-fangyuan-kind": "unit", "items": {"type": "string"}},
            "matter": {"type": "string", "x-fangyuan-code-list": "matters"},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"who": {"x-fangyuan-kind": "officer"}}}},
            "note": {"type": "string"},
        },
    },
    None, codes={"matters": CODES}, kinds=load_kinds(),
)[0]  # fmt: skip


def told(answers: Any, before: Any = None) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in not_offered(FORM, answers, before or {}, OFFERED)]


@pytest.mark.parametrize(
    ("answers", "places"),
    [
        ({"lead": "u1", "units": ["u1", "u2"], "matter": "new", "rows": [{"who": "p1"}], "note": "u9"}, []),
        ({"lead": "u9"}, ["lead"]),
        ({"units": ["u1", "u9"]}, ["units"]),
        ({"rows": [{"who": "p1"}, {"who": "u1"}]}, ["rows.1.who"]),
        ({"matter": "old"}, ["matter"]),
        ({"fixed": "u9"}, []),
    ],
)
def test_what_was_not_offered_is_told_beside_its_field(answers: Any, places: list[str]) -> None:
    assert told(answers) == [(place, "not-offered") for place in places]


def test_what_the_case_has_may_stay() -> None:
    before = {"lead": "u9", "tasks": {"look": {"1": {"who": "p9"}}}, "matter": "old"}
    assert told({"lead": "u9", "rows": [{"who": "p9"}], "matter": "old"}, before) == []


LEADING: Form = build_form(
    "f",
    {
        "type": "object",
        "properties": {
            "units": {"title": "承办单位", "type": "array", "x-fangyuan-kind": "unit", "items": {"type": "string"}},
            "lead": {"x-fangyuan-kind": "unit", "x-fangyuan-offer": {"among": "units", "except-kinds": ["court"]}},
            "back": {"x-fangyuan-kind": "unit", "x-fangyuan-offer": {"among": "others"}},
        },
    },
    None, codes={}, kinds=load_kinds(),
)[0]  # fmt: skip
KNOWN = (Unit("u1", "t", "一科"), Unit("u2", "t", "二科"), Unit("u3", "t", "法庭", kind="court"))
AROUND = World(Tenant("t", "县", "T", "county"), Directory.of(KNOWN, (), ()), {})


@pytest.mark.parametrize(
    ("answers", "before", "codes"),
    [
        ({"units": ["u1"], "lead": "u1"}, {}, []),
        ({"units": ["u1"], "lead": "u2"}, {}, ["not-among"]),
        ({"units": ["u1"], "lead": "u2"}, {"units": ["u2"], "lead": "u2"}, ["not-among"]),
        ({"lead": "u2"}, {"units": ["u2"]}, []),
        ({"lead": "u2"}, {}, ["not-among"]),
        ({"units": ["u3"], "lead": "u3"}, {}, ["not-offered"]),
        ({"units": ["u1"], "lead": "u9"}, {}, ["not-offered"]),
        ({"back": "u1"}, {"others": ["u2"]}, ["not-offered"]),
    ],
    ids=[
        "one of them",
        "none of them",
        "not those of before",
        "those of before",
        "nobody",
        "kind",
        "unknown",
        "recorded",
    ],
)
def test_one_of_those_who_are_named_in_the_same_form(answers: Any, before: Any, codes: list[str]) -> None:
    problems = not_offered(LEADING, answers, before, choices(LEADING, AROUND, (), before, answers))
    assert [one.code for one in problems] == codes
    assert all("承办单位" in one.message and "二科" in one.message for one in problems if one.code == "not-among")


def test_a_page_offers_whoever_may_be_named_in_the_same_form() -> None:
    shown = choices(LEADING, AROUND, (), {"units": ["u2"], "others": ["u2"]})
    assert [one.id for one in shown["#lead"]] == ["u1", "u2"]
    assert [one.id for one in shown["#back"]] == ["u2"]


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[Place]:
    """An office whose form also asks for a unit and an officer, and whose list of devices has a retired code."""
    pack = tmp_path / "pack"
    shutil.copytree(MINIMAL, pack)
    form = pack / "case-types" / "repair" / "report.schema.json"
    schema = json.loads(form.read_text("utf-8"))
    for kind in ("unit", "officer"):
        schema["properties"][f"asked_{kind}"] = {"title": "承办", "x-fangyuan-kind": kind}
    form.write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    (pack / "case-types" / "repair" / "report.ui.json").unlink()
    codes = pack / "codes" / "device-kinds.yaml"
    codes.write_text(codes.read_text("utf-8") + "  - {code: fax, title: 传真机, retired: true}\n", "utf-8")
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=pack)
    yield place
    place.office.database.close()


@pytest.mark.parametrize(
    ("name", "known", "unknown"),
    [("asked_unit", "office", "closed-office"), ("asked_officer", "clerk", "nobody"), ("category", "printer", "fax")],
)
def test_an_act_with_another_is_refused(changed: Place, name: str, known: str, unknown: str) -> None:
    with pytest.raises(Refused) as refused:
        changed.register("k1", **{name: unknown})
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("not-offered", name)
    assert f"“{unknown}”现在不能选" in problem.message
    case = changed.register("k2", **{name: known}).case
    assert changed.state(case).answers[name] == known


def test_a_retired_code_stays_readable(changed: Place) -> None:
    field = changed.pack.case_types[REPAIR].fields["category"]
    assert changed.office.kinds.get(field.kind).text("fax", field, {}) == "传真机"
