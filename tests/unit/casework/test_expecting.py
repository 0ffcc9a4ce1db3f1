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
