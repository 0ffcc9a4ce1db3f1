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
from fangyuan.packs.storage import from_json, to_json
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
    source, pack = load(VALID / "complaint", [VALID], load_kinds())
    data = {"scenario": "覆盖", "start": START, "world": WORLD, "steps": list(steps)}
    outcome = run_scenario(pack, "scenarios/x.yaml", data, load_kinds())
    assert outcome.passed, outcome.mismatches
    return covered(pack, source, [outcome])


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
    source, pack = load(VALID / "minimal", [VALID], load_kinds())
    report = {"device": "打印机", "category": "printer", "noticed_on": "2026-03-02"}
    steps = [{"as": "clerk", "do": "register", "answers": report}, {"as": "chief", "act": "scrap"}]
    counted = []
    for expect in ({"closed": True}, {"outcome": "scrapped"}, {"leader": ""}, {"tasks": "none"}):
        world = {"people": [{"clerk": "clerk"}, {"chief": "chief"}]}
        data = {"scenario": "报废", "start": START, "world": world, "steps": [*steps, {"expect": expect}]}
        outcome = run_scenario(pack, "s.yaml", data, load_kinds())
        counted.append("scrap" in names(covered(pack, source, [outcome]), Part.ACTION))
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
    source, pack = load(folder, [VALID], load_kinds())
    noisy = FILED | {"expect": {"refused": "环保窗口"}}
    fumes = {**FILED, "answers": {"persons": [{"name": "王某"}], "topic": "尾气"}, "expect": {"refused": "请先填写"}}
    wrong = FILED | {"do": "register", "answers": {}, "expect": {"refused": "请填写"}}
    for step, rules_shown in ((noisy, {"no-noise"}), (fumes, {"serious-needs-a-reason"}), (wrong, set())):
        data = {"scenario": "不收", "start": START, "world": WORLD, "steps": [step]}
        outcome = run_scenario(pack, "scenarios/x.yaml", data, load_kinds())
        assert outcome.passed, outcome.mismatches
        assert names(covered(pack, source, [outcome]), Part.RULE) == rules_shown


def test_the_case_of_a_duty_has_a_name_of_its_own_after_others_opened() -> None:
    source, pack = load(VALID / "cadence", [VALID], load_kinds())
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
    assert "duty-weekly-round#1" in names(covered(pack, source, [outcome]), Part.RUNG)


def own_parts(folder: Path) -> set[tuple[str, str, str]]:
    """What the scenarios of a pack folder have to show, as they are counted after the pack was stored and read again."""
    source, pack = load(folder, [VALID], load_kinds())
    again = from_json(to_json(source))
    assert covered(pack, again, []) == covered(pack, source, [])
    return {(one.case_type, one.part.value, one.name) for one in covered(pack, source, []).titles}


def test_of_a_type_that_another_pack_brings_only_what_is_added_or_changed_is_to_be_shown() -> None:
    """The rest is its author's to show; a type that derives from the changed one has its additions once, not twice."""
    assert own_parts(VALID / "extending") == {
        ("minimal/repair", "stage", "check"),
        ("minimal/repair", "action", "to-check"),
        ("minimal/repair", "action", "finish"),
        ("extending/lift-repair", "clock", "mend"),
    }


OVERLAY = {
    "pack.yaml": "pack: y/mine\nlanguage: 1\nversion: 1.0.0\ntitle: 本县\nextends: example/minimal@*\n",
    "case-types/repair/clocks.yaml": (
        "- {clock: mend, warn: []}\n"
        "- {clock: ask, title: 询问, start: {event: case-registered}, stop: {event: case-closed}, within: 2 days,\n"
        "   escalate: [{at: due, inform: [{role: chief}]}, {after: 3 days, inform: [{role: chief}]}]}\n"
    ),
    "case-types/repair/rules.yaml": (
        "- {rule: told, title: 告知, because: ours, on: [case-registered],\n"
        "   then: [{notify: {to: {role: chief}, text: 有新件}}]}\n"
    ),
    "duties.yaml": (
        "- {duty: count-tools, title: 清点工具, every: {rrule: FREQ=WEEKLY;BYDAY=MO}, opens: {case-type: repair},\n"
        "   who: {role: clerk}, within: 2 days, escalate: [{after: 1 day, inform: [{role: chief}]}]}\n"
    ),
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def test_clocks_rungs_rules_and_duties_that_a_county_adds_to_its_neighbours_type_are_its_own_to_show(
    tmp_path: Path,
) -> None:
    mine = written(tmp_path / "mine", OVERLAY)
    assert own_parts(mine) == {
        ("minimal/repair", part, name)
        for part, name in [
            ("clock", "mend"), ("clock", "ask"), ("rung", "ask#1"), ("rung", "ask#2"), ("rule", "told"),
            ("clock", "duty-count-tools"), ("rung", "duty-count-tools#1"),
            ("rung", "duty-count-tools#2"),
        ]
    }  # fmt: skip


def test_a_pack_that_adds_nothing_is_said_to_have_nothing_of_its_own(tmp_path: Path) -> None:
    step = {
        "as": "clerk",
        "do": "register",
        "answers": {"device": "灯", "category": "printer", "noticed_on": "2026-03-02"},
    }
    scenario = {
        "scenario": "登记",
        "case-type": "repair",
        "start": START,
        "world": {"people": [{"clerk": "clerk"}]},
        "steps": [step],
    }
    mine = written(
        tmp_path / "mine",
        {"pack.yaml": OVERLAY["pack.yaml"], "scenarios/a.yaml": json.dumps(scenario, ensure_ascii=False)},
    )
    shutil.copytree(VALID / "minimal", tmp_path / "minimal")
    said = CliRunner().invoke(fangyuan, ["pack", "test", str(mine)])
    assert (said.exit_code, "没有自己的内容" in said.output, "100%" in said.output) == (0, True, False), said.output
    told = CliRunner().invoke(fangyuan, ["pack", "test", str(mine), "--json", "--at-least", "100"])
    assert (told.exit_code, json.loads(told.output)[0]["coverage"]["percent"]) == (0, None)


def test_the_command_says_what_is_missing_and_fails_below_a_share() -> None:
    """Seven parts of eight are shown: 87 of a hundred."""
    pack, run = str(VALID / "minimal"), CliRunner().invoke
    said = run(fangyuan, ["pack", "test", pack, "--at-least", "87"])
    assert said.exit_code == 0, said.output
    assert "场景覆盖 87%" in said.output
    assert "操作“报废”" in said.output
    strict = run(fangyuan, ["pack", "test", pack, "--at-least", "88", "--json"])
    (report,) = json.loads(strict.stdout)
    assert (strict.exit_code, report["coverage"]["percent"]) == (1, 87)
    assert [one["name"] for one in report["missing"]] == ["scrap"]
