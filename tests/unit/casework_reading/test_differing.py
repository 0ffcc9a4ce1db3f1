"""An official reads what changed between two versions of a pack; a machine reads the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from fangyuan.casework.reading.differing import comparison
from fangyuan.cli import fangyuan
from fangyuan.compiler.comparing import Class, Step
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from packs.examples import VALID

CLOCKS, FORM, PACK = "case-types/complaint/clocks.yaml", "case-types/complaint/complaint.schema.json", "pack.yaml"


def edited(folder: Path, edits: dict[str, tuple[str, str]]) -> Path:
    """The complaint pack with one edit a file."""
    shutil.copytree(VALID / "complaint", folder)
    for path, (was, now) in edits.items():
        text = (folder / path).read_text(encoding="utf-8")
        assert was in text
        (folder / path).write_text(text.replace(was, now, 1), encoding="utf-8")
    return folder


def test_lines_say_class_place_and_both_values(tmp_path: Path) -> None:
    shorter = ("within: 5 workdays", "within: 3 workdays")
    folder = edited(tmp_path / "new", {CLOCKS: shorter, FORM: ('"金额（元）"', '"涉及金额（元）"')})
    kinds = load_kinds()
    old, new = load(VALID / "complaint", [VALID], kinds)[1], load(folder, [VALID], kinds)[1]
    assert comparison(old, new).lines() == (
        "[收紧] 投诉件 · 时限“答复时限”：期限 5个工作日 → 3个工作日",
        "[文字] 投诉件 · 字段“涉及金额（元）”：名称 金额（元） → 涉及金额（元）",
        "版本号 1.0.0 → 1.0.0 与改动不相称，至少应提高次版本号。",
    )
    english = comparison(old, new, "en")
    assert english.of(Class.TIGHTENING)[0].line().startswith("[tightening] 投诉件 · clock“答复时限”：within")
    assert (english.step, english.fitting, english.honest) == (Step.NONE, Step.MINOR, False)


def test_a_condition_is_said_as_a_sentence(tmp_path: Path) -> None:
    folder = edited(tmp_path / "new", {"case-types/complaint/rules.yaml": ("minimum: 10000", "minimum: 5000")})
    kinds = load_kinds()
    old, new = load(VALID / "complaint", [VALID], kinds)[1], load(folder, [VALID], kinds)[1]
    (only,) = comparison(old, new).differences
    assert only.facet == "条件"
    assert "10000" in only.was
    assert "金额（元）" in only.now
    assert "5000" in only.now


def test_the_command_refuses_a_version_that_hides_its_changes(tmp_path: Path) -> None:
    shorter = ("within: 5 workdays", "within: 3 workdays")
    hidden = edited(tmp_path / "hidden", {CLOCKS: shorter, PACK: ("version: 1.0.0", "version: 1.0.1")})
    told = edited(tmp_path / "told", {CLOCKS: shorter, PACK: ("version: 1.0.0", "version: 1.1.0")})
    run = CliRunner().invoke
    old = str(VALID / "complaint")
    assert run(fangyuan, ["pack", "diff", old, str(hidden)]).exit_code == 1
    assert run(fangyuan, ["pack", "diff", old, str(told)]).exit_code == 0
    same = run(fangyuan, ["pack", "diff", old, old])
    assert (same.exit_code, same.output) == (0, "两个版本的含义相同。\n")
    said = json.loads(run(fangyuan, ["pack", "diff", old, str(told), "--json"]).output)
    assert said["fitting"] == "minor"
    assert [(one["class"], one["facet"], one["now"]) for one in said["changes"]] == [
        ("tightening", "within", "3个工作日")
    ]


def test_the_command_says_three_ways_what_a_pack_hides_of_its_parents_changes(tmp_path: Path) -> None:
    shorter = {CLOCKS: ("within: 5 workdays", "within: 3 workdays"), PACK: ("version: 1.0.0", "version: 1.1.0")}
    edited(tmp_path / "1" / "above", {})
    edited(tmp_path / "2" / "above", shorter)
    for version in "12":
        own = tmp_path / version / "own"
        (own / "case-types" / "complaint").mkdir(parents=True)
        head = f"pack: county/own\nversion: 1.0.{version}\ntitle: 本县\nextends: example/complaint@^1\n"
        (own / PACK).write_text(head, encoding="utf-8")
        (own / "case-types" / "complaint" / "case-type.yaml").write_text("case-type: complaint\n", encoding="utf-8")
        (own / CLOCKS).write_text("- {clock: answer, within: 1 workday}\n", encoding="utf-8")
    folders = [str(tmp_path / version / "own") for version in "12"]
    told = CliRunner().invoke(fangyuan, ["pack", "diff", *folders])
    assert "[冲突] 投诉件 · 时限“答复时限”：期限 原为 5个工作日，上级现为 3个工作日，本包仍为 1个工作日" in told.output
    english = CliRunner().invoke(fangyuan, ["pack", "diff", *folders, "--language", "en"])
    assert "within was 5个工作日, the parent now says 3个工作日, this pack says 1个工作日" in english.output


def test_a_changed_layout_is_told_by_the_fields_that_stand_elsewhere(tmp_path: Path) -> None:
    first = '{"type": "Control", "scope": "#/properties/topic"}'
    second = '{"type": "Control", "scope": "#/properties/happened_on"}'
    swapped = {FORM.replace(".schema.", ".ui."): (f"{first},\n      {second}", f"{second},\n      {first}")}
    kinds = load_kinds()
    packs = [load(edited(tmp_path / name, edits), [VALID], kinds)[1] for name, edits in (("a", {}), ("b", swapped))]
    assert "版面 事由、发生日期 → 发生日期、事由" in comparison(packs[0], packs[1]).lines()[0]


def test_an_order_that_decides_is_told_by_the_titles_of_what_stands_elsewhere(tmp_path: Path) -> None:
    rules, kinds = "case-types/complaint/rules.yaml", load_kinds()
    folder = edited(tmp_path / "new", {rules: ("  priority: 20\n", "")})
    first, second = (folder / rules).read_text(encoding="utf-8").split("- rule: large", 1)
    old = load(folder, [VALID], kinds)[1]
    (folder / rules).write_text(f"- rule: large{second}{first}", encoding="utf-8")
    found = comparison(old, load(folder, [VALID], kinds)[1])
    assert found.lines()[0] == (
        "[不兼容] 事项类型“投诉件”：同级规则的先后 "
        "严重投诉由主任牵头、金额较大的作标记 → 金额较大的作标记、严重投诉由主任牵头"
    )
    assert not found.honest
