"""Conditions may ask of what kind the units are that a case names; tasks and clocks of one each ask it of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fangyuan.engine.clocks.subjects import seen_by
from fangyuan.engine.facts import facts_of
from fangyuan.model.conditions import Atom, Condition, Not, Op
from fangyuan.model.fields import Field
from fangyuan.model.procedure import CaseType, Task
from fangyuan.model.who import UnitFrom, UnitRef
from fangyuan.model.world import Unit
from unit.engine.procedures import (
    FORMS,
    HANDLE,
    PLEDGED,
    STAGES,
    UNITS,
    Play,
    asked,
    case_type,
    form,
    is_,
    pack,
    role,
    world,
)

COURT = Unit("FY", "T", "法院", kind="court")
BY_COURT = Atom("kind_of.units", Op.CONTAINS, "court")


def unit_field(name: str, json_type: str = "string", **more: Any) -> Field:
    return replace(asked(name, json_type, **more), kind="unit", many=json_type == "array")


ROWS = replace(asked("items", "array", many=True), children=(replace(unit_field("unit"), path="items.unit"),))
ROW_TASK = Task("each", "办理一项", who=role("handler", unit=UnitRef(UnitFrom.SUBJECT, "items.unit")), per="items")


def procedure(
    task_if: Condition | None = None, row_if: Condition | None = None, clock_if: Condition | None = None
) -> CaseType:
    """Units and rows with units; tasks and the clock for each, where their conditions hold."""
    forms = {
        **FORMS,
        "liaison": form("liaison", unit_field("units", "array"), asked("standard"), ROWS, unit_field("lead")),
    }
    work = replace(STAGES[3], tasks=(replace(HANDLE, condition=task_if), replace(ROW_TASK, condition=row_if)))
    stages = (*STAGES[:3], work, *STAGES[4:])
    return case_type(forms=forms, stages=stages, clocks=(replace(PLEDGED, start_if=clock_if),))


def at_work(kind: CaseType, **answers: Any) -> Play:
    """A case whose units are a bureau and a court, handed over."""
    play = Play(pack=pack(kind), world=world(units=(*UNITS, COURT))).register()
    play.do("head", "screen", difficulty="x")
    play.act("head", "select")
    play.do("clerk", "liaise", units=["U1", "FY"], standard="x", **answers)
    play.act("head", "assign")
    play.act("head", "hand-over")
    return play


def test_the_kinds_stand_where_the_units_are_named() -> None:
    kind = procedure()
    play = at_work(kind, items=[{"id": "a", "unit": "FY"}, {"id": "b"}, {"id": "c", "unit": "gone"}], lead="U1")
    facts = facts_of(play.state, play.world, play.now, case_type=kind)
    assert facts["kind_of"] == {
        "units": ["bureau", "court"], "items": [{"unit": "court"}, {}, {"unit": ""}], "lead": "bureau",
    }  # fmt: skip
    assert seen_by("FY", facts, "units")["kind_of"]["units"] == ["court"]
    assert seen_by("a", facts, "items")["kind_of"]["items"] == [{"unit": "court"}]
    assert seen_by("b", facts, "items")["kind_of"]["items"] == [{}]


@pytest.mark.parametrize("of_units", [True, False])
def test_a_court_gets_no_task_and_no_clock_where_they_say_so(of_units: bool) -> None:
    rows = is_("kind_of.items.unit", "court")
    kind = procedure(task_if=Not(BY_COURT) if of_units else None, row_if=Not(rows), clock_if=Not(BY_COURT))
    play = at_work(kind, items=[{"id": "a", "unit": "FY"}, {"id": "b", "unit": "U2"}])
    open_now = set(play.tasks())
    assert "each[b]" in open_now
    assert "each[a]" not in open_now
    assert ("handle[FY]" in open_now) is not of_units
    assert "handle[U1]" in open_now
    assert {run.subject for run in play.state.clocks.values()} == {"U1"}


def test_what_does_not_apply_to_anybody_was_never_opened() -> None:
    kind = procedure(task_if=Not(Atom("kind_of.units", Op.MIN_ITEMS, 1)))
    play = at_work(kind)
    assert not any(one.startswith("handle") for one in play.tasks())
    assert facts_of(play.state, play.world, play.now, case_type=kind)["task"]["handle"]["opened"] is False
