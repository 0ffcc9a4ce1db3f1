"""What scenarios show of a pack: only what an expectation names, never what merely happened."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fangyuan.casework.rehearsing.bringing import brings
from fangyuan.casework.rehearsing.covering import Coverage, Part, _names
from fangyuan.casework.rehearsing.testing import covered, run_scenario
from fangyuan.cli import fangyuan
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from packs.examples import VALID

START = "2026-03-02T09:00+08:00"
WORLD = {
    "tenant": {"title": "示例", "code": "X", "level": "county"},
    "units": [{"unit": "U1", "title": "甲局", "kind": "bureau"}],
    "people": [{"window": "window"}, {"boss": "director"}, {"one": "answerer", "unit": "U1"}],
}
FILED = {
    "as": "window",
    "do": "register",
    "answers": {"persons": [{"name": "王某"}], "topic": "噪声", "serious": True, "amount": 20000},
}
HANDED = {"as": "window", "act": "hand-out", "answers": {"units": ["U1"]}}


def shown(*steps: dict[str, Any]) -> Coverage:
    """What these steps, with their expectations, show of the complaint pack."""
    pack = load(VALID / "complaint", [VALID], load_kinds())[1]
    data = {"scenario": "覆盖", "start": START, "world": WORLD, "steps": list(steps)}
    outcome = run_scenario(pack, "scenarios/x.yaml", data, load_kinds())
    assert outcome.passed, outcome.mismatches
    return covered(pack, [outcome])


def names(found: Coverage, part: Part) -> set[str]:
    return {one.name for one in found.shown if one.part is part}


def test_what_happens_unnamed_is_not_shown() -> None:
    found = shown(FILED, HANDED, {"wait": "60 days"})
    assert found.shown == frozenset()
    assert found.of(Part.STAGE) == (0, 3)
    assert {one.part for one in found.missing()} == {Part.STAGE, Part.ACTION, Part.CLOCK, Part.RULE}


def test_an_action_is_shown_by_where_it_leads() -> None:
    unrelated = shown(FILED, HANDED, {"expect": {"flags": ["large"]}})
    assert names(unrelated, Part.ACTION) == set()
    led = shown(FILED, HANDED, {"expect": {"stage": "answering"}})
    assert (names(led, Part.ACTION), names(led, Part.STAGE)) == ({"hand-out"}, {"answering"})


@pytest.mark.parametrize(
    ("expect", "counts"),
    [
        ({"events": ["clarified"]}, True),
        ({"clocks": {"review": {"status": "running"}}}, True),
        ({"events": ["action-taken"]}, False),
        ({"answers": {"topic": "征地补偿"}}, False),
        ({"tasks": "none", "letters": [], "flags": []}, False),
        ({"clocks": {"review": "none"}}, False),
    ],
)
def test_an_action_that_leads_nowhere_is_shown_by_what_it_brings(expect: dict[str, Any], counts: bool) -> None:
    pack = load(VALID / "several-clocks", [VALID], load_kinds())[1]
    case_type = next(iter(pack.case_types.values()))
    assert brings(expect, case_type.action("clarify"), case_type) is counts


def test_an_action_that_closes_is_shown_by_the_closing_or_by_its_outcome() -> None:
    pack = load(VALID / "minimal", [VALID], load_kinds())[1]
    report = {"device": "打印机", "category": "printer", "noticed_on": "2026-03-02"}
    steps = [{"as": "clerk", "do": "register", "answers": report}, {"as": "chief", "act": "scrap"}]
    counted = []
    for expect in ({"closed": True}, {"outcome": "scrapped"}, {"leader": ""}, {"tasks": "none"}):
        world = {"people": [{"clerk": "clerk"}, {"chief": "chief"}]}
        data = {"scenario": "报废", "start": START, "world": world, "steps": [*steps, {"expect": expect}]}
        counted.append("scrap" in names(covered(pack, [run_scenario(pack, "s.yaml", data, load_kinds())]), Part.ACTION))
        without = replace(pack.case_types["minimal/repair"].action("scrap"), outcome="")
        assert _names(expect, without, pack.case_types["minimal/repair"]) is (expect == {"closed": True})
    assert counted == [True, True, False, False]


def test_an_action_long_past_is_not_shown_by_a_later_stage() -> None:
    found = shown(FILED, HANDED, {"expect": {"flags": ["large"]}}, {"expect": {"stage": "answering"}})
    assert names(found, Part.ACTION) == set()


def test_a_clock_is_shown_by_what_is_said_of_it_and_not_by_its_absence() -> None:
    absent = shown(FILED, {"expect": {"clocks": {"answer": "none"}}})
    assert names(absent, Part.CLOCK) == set()
    running = shown(FILED, HANDED, {"expect": {"clocks": {"answer[U1]": {"status": "running"}}}})
    assert names(running, Part.CLOCK) == {"answer"}


def test_a_rule_is_shown_by_its_name_or_by_its_flag() -> None:
    by_flag = shown(FILED, {"expect": {"flags": ["large"]}})
    assert names(by_flag, Part.RULE) == {"large-amounts-are-flagged"}
    by_draft = shown(FILED, {"expect": {"drafts": ["serious-goes-to-the-director"]}})
    assert names(by_draft, Part.RULE) == {"serious-goes-to-the-director"}


BLOCKING = """
- rule: no-noise
  title: 噪声事项不在此登记
  because: ours
  on: [case-registered]
  if: {topic: {const: 噪声}}
  then: [{block: 噪声请向环保窗口反映。}]
- rule: serious-needs-a-reason
  title: 重大事项须写金额
  because: ours
  on: [case-registered]
  if: {topic: {const: 尾气}}
  then: [{require: [amount]}]
"""


def test_a_rule_that_refuses_is_shown_by_its_refusal_and_not_by_anothers(tmp_path: Path) -> None:
    folder = tmp_path / "complaint"
    shutil.copytree(VALID / "complaint", folder)
    (rules,) = folder.glob("case-types/*/rules.yaml")
    rules.write_text(rules.read_text("utf-8") + BLOCKING, "utf-8")
    pack = load(folder, [VALID], load_kinds())[1]
    noisy = FILED | {"expect": {"refused": "环保窗口"}}
    fumes = {**FILED, "answers": {"persons": [{"name": "王某"}], "topic": "尾气"}, "expect": {"refused": "请先填写"}}
    wrong = FILED | {"do": "register", "answers": {}, "expect": {"refused": "请填写"}}
    for step, rules_shown in ((noisy, {"no-noise"}), (fumes, {"serious-needs-a-reason"}), (wrong, set())):
        data = {"scenario": "不收", "start": START, "world": WORLD, "steps": [step]}
        outcome = run_scenario(pack, "scenarios/x.yaml", data, load_kinds())
        assert outcome.passed, outcome.mismatches
        assert names(covered(pack, [outcome]), Part.RULE) == rules_shown


def test_the_case_of_a_duty_has_a_name_of_its_own_after_others_opened() -> None:
    pack = load(VALID / "cadence", [VALID], load_kinds())[1]
    late = {
        "clocks": {"duty-weekly-round": {"breached": True}},
        "escalated": [{"clock": "duty-weekly-round", "rung": 1}],
    }
    steps = [
        {"wait-until": "2026-03-16T10:00"},
        {"case": "duty/weekly-round/2026-03-09", "expect": late},
        {"case": "duty/weekly-round", "expect": {"clocks": {"duty-weekly-round": {"breached": False}}}},
        {"as": "clerk", "case": "duty/weekly-round/2026-03-09", "act": "nil-report", "expect": {"closed": True}},
        {"wait-until": "2026-03-25T10:00"},
        {"case": "duty", "expect": {"clocks": {"duty-monthly-meeting": {"status": "running"}}}},
        {"case": "duty/weekly-round", "expect": {"closed": False}},
    ]
    world = {"people": [{"clerk": "clerk"}, {"chief": "chief"}]}
    data = {"scenario": "定期", "start": "2026-03-06T09:00+08:00", "duties": True, "world": world, "steps": steps}
    outcome = run_scenario(pack, "scenarios/x.yaml", data, load_kinds())
    assert outcome.passed, outcome.mismatches
    assert "duty-weekly-round#1" in names(covered(pack, [outcome]), Part.RUNG)


def test_a_type_that_another_pack_brings_is_not_this_packs_to_show() -> None:
    child = load(VALID / "extending", [VALID], load_kinds())[1]
    asked = covered(child, []).titles
    assert {one.case_type.partition("/")[0] for one in asked} <= {child.name}


def test_the_command_says_what_is_missing_and_fails_below_a_share() -> None:
    pack = str(Path(__file__).parents[3] / "definitions" / "heze-qianjian")
    run = CliRunner().invoke
    said = run(fangyuan, ["pack", "test", pack])
    assert said.exit_code == 0
    assert "场景覆盖" in said.output
    strict = run(fangyuan, ["pack", "test", pack, "--at-least", "100", "--json"])
    (report,) = json.loads(strict.output)
    assert (strict.exit_code == 0) is (report["missing"] == [])
    assert report["coverage"]["percent"] >= 70
