"""A scenario that fails says so in words that its author writes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fangyuan.casework.rehearsing.expecting import said
from fangyuan.casework.rehearsing.testing import run_scenario
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from packs.examples import VALID


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 3, 12), "“2026-03-12”"),
        (["a", date(2026, 3, 12)], "“a”、“2026-03-12”"),
        ([], "“无”"),
        (None, "“无”"),
        (True, "“是”"),
        (0, "“0”"),
        (("handle", 1), "“handle”、“1”"),
    ],
)
def test_values_are_said_without_brackets_or_names_of_types(value: Any, words: str) -> None:
    assert said(value) == words


WORLD = {"people": [{"clerk": "clerk"}, {"chief": "chief"}]}
REPORT = {"device": "打印机", "category": "printer", "noticed_on": "2026-03-02", "urgent": True, "phone": "13800000000"}
FILED = {"as": "clerk", "do": "register", "answers": REPORT}


def told(*steps: dict[str, Any]) -> list[str]:
    """What goes otherwise than these steps of the minimal pack expect."""
    pack = load(VALID / "minimal", [VALID], load_kinds())[1]
    data = {"scenario": "核对", "start": "2026-03-02T09:00+08:00", "world": WORLD, "steps": list(steps)}
    return [wrong.message for wrong in run_scenario(pack, "scenarios/x.yaml", data, load_kinds()).mismatches]


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"flags": []}, "flags：应为“无”，实为“urgent”"),
        ({"letters": []}, "letters：应为“无”，实为“receipt”"),
        ({"notified": []}, "notified：应为“无”，实为“chief”"),
        ({"why": []}, "why：应为“无”，实为“urgent-goes-to-the-chief”"),
        ({"tasks": []}, "tasks：应为“无”，实为“mend”"),
    ],
)
def test_an_empty_list_asks_that_there_be_none(expect: dict[str, Any], words: str) -> None:
    assert told(FILED, {"expect": expect}) == [words]
    calm = {**FILED, "answers": {**REPORT, "urgent": False}}
    assert told(calm, {"expect": {"flags": [], "notified": [], "why": [], "drafts": [], "escalated": []}}) == []


def test_nothing_holds_of_a_case_that_is_not_there() -> None:
    assert told({"wait": "1 hour", "expect": {"stage": "open", "duties": "none"}}) == ["stage：还没有案件"]
    absent = {"case": "child", "expect": {"tasks": ["mend"], "closed": False}}
    assert told(FILED, absent) == ["tasks：还没有案件", "closed：还没有案件"]
    assert told(FILED, {"as": "clerk", "case": "child", "do": "mend"}) == ["没有办成：还没有案件“child”"]


COMPLAINT_WORLD = {
    "units": [{"unit": "east", "title": "东区"}, {"unit": "west", "title": "西区"}],
    "people": [{"window": "window"}, {"director": "director"}, {"e": "answerer", "unit": "east"}],
}


def counted(expect: dict[str, Any], people: list[dict[str, Any]] | None = None) -> list[str]:
    """What one complaint of two people, handed out to both units and answered by one, is counted otherwise than expected."""
    pack = load(VALID / "complaint", [VALID], load_kinds())[1]
    steps = [
        {"as": "window", "do": "take", "answers": {"persons": [{"name": "甲"}, {"name": "乙"}], "topic": "等候"}},
        {"as": "window", "act": "hand-out", "answers": {"units": ["east", "west"]}},
        {"as": "e", "do": "answer", "subject": "east", "answers": {"finding": "x", "answered_on": "2026-03-02"}},
        {"expect": expect},
    ]
    world = {**COMPLAINT_WORLD, "people": people or COMPLAINT_WORLD["people"]}
    data = {"scenario": "数", "start": "2026-03-02T09:00+08:00", "world": world, "steps": steps}
    return [wrong.message for wrong in run_scenario(pack, "scenarios/x.yaml", data, load_kinds()).mismatches]


def test_figures_of_reports_and_targets_are_held_against_what_is_counted() -> None:
    monthly = {
        "totals": {"cases": 1, "people": 2, "answered": "0/1"},
        "units": {"东区": {"cases": 1}, "合计": {"cases": 1}},
    }
    assert (
        counted({"reports": {"monthly": monthly}, "targets": {"each-unit": "2/2", "serious": {"reached": False}}}) == []
    )


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"reports": {"monthly": {"totals": {"cases": 2}}}}, "reports.monthly.totals.cases：应为“2”，实为“1”"),
        ({"reports": {"monthly": {"totals": {"case": 1}}}}, "reports.monthly.totals.case：应为“1”，实为“无”"),
        ({"reports": {"monthly": {"units": {"东区": {"cases": 3}}}}}, "reports.monthly.units.东区.cases：应为“3”，实为“1”"),
        ({"reports": {"monthly": {"sums": {"cases": 3}}}}, "reports.monthly：情景里的人都看不到“sums”，或者没有这一期"),
        ({"reports": {"monthly": {"period": "2026-02", "totals": {"cases": 1}}}},
         "reports.monthly.totals.cases：应为“1”，实为“0”"),
        ({"reports": {"monthly": {"period": "2026-Q9", "totals": {"cases": 1}}}},
         "reports：情景里的人都看不到“monthly”，或者没有这一期"),
        ({"targets": {"each-unit": "1/2"}}, "targets.each-unit.figure：应为“1/2”，实为“2/2”"),
        ({"targets": {"serious": {"reached": True}}}, "targets.serious.reached：应为“是”，实为“否”"),
    ],
)  # fmt: skip
def test_a_figure_that_is_otherwise_is_told(expect: dict[str, Any], words: str) -> None:
    assert counted(expect) == [words]


def test_a_report_that_nobody_here_may_open_shows_nothing() -> None:
    alone = [{"window": "window"}, {"e": "answerer", "unit": "east"}]
    assert counted({"reports": {"yearly": {"months": {"合计": {"cases": 1}}}}}, alone) == [
        "reports：情景里的人都看不到“yearly”，或者没有这一期"
    ]
