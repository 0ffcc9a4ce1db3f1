"""An official reads what changed between two versions of a pack; a machine reads the same."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from fangyuan.casework.reading.differing import comparison
from fangyuan.casework.reading.differing.values import Sayer
from fangyuan.cli import fangyuan
from fangyuan.compiler.comparing import Change, Class, How, Sort, Step
from fangyuan.compiler.comparing.elements import elements
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.clocks import Rung
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.pack import Pack
from fangyuan.model.who import Who
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
    assert english.of(Class.TIGHTENING)[0].line().startswith("[tightening] 投诉件 · clock “答复时限”: within")
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


def test_a_comparison_asks_for_no_proof_but_for_right_names(tmp_path: Path) -> None:
    run = CliRunner().invoke
    stops = "  stop: {event: answered}\n  cancel: {event: case-closed}\n"
    endless = str(edited(tmp_path / "endless", {CLOCKS: (stops, "")}))
    misnamed = str(edited(tmp_path / "misnamed", {CASES: ("who: {role: window}", "who: {role: windows}")}))
    assert run(fangyuan, ["pack", "check", endless]).exit_code == 1
    assert run(fangyuan, ["pack", "diff", endless, endless]).output == "两个版本的含义相同。\n"
    refused = run(fangyuan, ["pack", "diff", str(VALID / "complaint"), misnamed])
    assert refused.exit_code == 1
    assert "windows" in refused.output


def test_a_ladder_is_told_rung_by_rung() -> None:
    kept = load(VALID / "complaint", [VALID], load_kinds())[1]
    (key, kind), director = next(iter(kept.case_types.items())), (Who(role="director"),)
    rungs = tuple(Rung(Duration(days, DurationUnit.DAYS), director) for days in (3, 9, 20))
    later = replace(rungs[0], after=Duration(4, DurationUnit.DAYS), copy=director)

    def climbing(*ladder: Rung) -> Pack:
        clocks = (replace(kind.clocks[0], escalate=ladder), *kind.clocks[1:])
        return replace(kept, case_types={**kept.case_types, key: replace(kind, clocks=clocks)})

    head = "投诉件 · 时限“答复时限”：逐级升级"
    told = comparison(climbing(*rungs), climbing(rungs[0], rungs[2])).lines()
    assert told[:-1] == (f"[放宽] {head} 删去 超期9天：告知主任",)
    told = comparison(climbing(*rungs[:2]), climbing(later, *rungs[:2])).lines()
    assert told[0] == f"[收紧] {head} 新增 超期4天：告知主任，抄送主任"
    told = comparison(climbing(*rungs[:1]), climbing(later)).lines()
    assert told[:-1] == (f"[不兼容] {head} 超期3天：告知主任 → 超期4天：告知主任，抄送主任",)
    (one,) = comparison(climbing(*rungs[:1]), climbing(*rungs[:2])).differences
    assert (one.as_data()["was"], one.as_data()["now"]) == ("", "超期9天：告知主任")


def test_a_number_that_went_backwards_is_said(tmp_path: Path) -> None:
    older = str(edited(tmp_path / "older", {PACK: ("version: 1.0.0", "version: 0.9.0")}))
    told = CliRunner().invoke(fangyuan, ["pack", "diff", str(VALID / "complaint"), older])
    assert (told.exit_code, told.output) == (
        1, "两个版本的含义相同，但版本号 1.0.0 → 0.9.0 倒退了：新版本的版本号应比原来的高。\n"
    )  # fmt: skip
    english = CliRunner().invoke(fangyuan, ["pack", "diff", str(VALID / "complaint"), older, "--language", "en"])
    assert "1.0.0 → 0.9.0 is a step back" in english.output


def test_the_order_in_which_options_are_offered_and_who_reads_a_list_are_told() -> None:
    old = load(VALID / "minimal", [VALID], load_kinds())[1]
    view, list_of = next((name, one) for name, one in old.views.items() if one.who)
    new = replace(old, views={**old.views, view: replace(list_of, who=())})
    assert [one.facet for one in comparison(old, new).differences] == ["谁能看"]
    name, codes = next(iter(new.codes.items()))
    turned = replace(new, codes={**new.codes, name: replace(codes, options=tuple(reversed(codes.options)))})
    (one,) = (each for each in comparison(new, turned).differences if each.facet == "先后")
    titles = [option.title for option in codes.options]
    assert (one.cls, one.was, one.now) == ("文字", "、".join(titles), "、".join(reversed(titles)))


def test_of_a_pack_that_extends_the_other_it_is_told_what_it_changes_there(tmp_path: Path) -> None:
    edited(tmp_path / "above", {})
    own = tmp_path / "own"
    (own / "case-types" / "complaint").mkdir(parents=True)
    head = "pack: county/own\nversion: 0.1.0\ntitle: 本县\nextends: example/complaint@^1\n"
    (own / PACK).write_text(head, encoding="utf-8")
    (own / "case-types" / "complaint" / "case-type.yaml").write_text("case-type: complaint\n", encoding="utf-8")
    (own / CLOCKS).write_text("- {clock: answer, within: 1 workday}\n", encoding="utf-8")
    told = CliRunner().invoke(fangyuan, ["pack", "diff", str(tmp_path / "above"), str(own)])
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        "[收紧] 投诉件 · 时限“答复时限”：期限 5个工作日 → 1个工作日",
        "在上级 example/complaint 1.0.0 上改动 1 处。",
    ]
    found = json.loads(
        CliRunner().invoke(fangyuan, ["pack", "diff", str(tmp_path / "above"), str(own), "--json"]).output
    )
    assert (found["parent"], found["honest"], len(found["changes"])) == ("example/complaint", True, 1)


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
    assert "within was 5 workdays, the parent now says 3 workdays, this pack says 1 workday" in english.output


def test_a_changed_layout_is_told_by_the_fields_that_stand_elsewhere(tmp_path: Path) -> None:
    first = '{"type": "Control", "scope": "#/properties/topic"}'
    second = '{"type": "Control", "scope": "#/properties/happened_on"}'
    swapped = {FORM.replace(".schema.", ".ui."): (f"{first},\n      {second}", f"{second},\n      {first}")}
    kinds = load_kinds()
    packs = [load(edited(tmp_path / name, edits), [VALID], kinds)[1] for name, edits in (("a", {}), ("b", swapped))]
    assert "版面 事由、发生日期 → 发生日期、事由" in comparison(packs[0], packs[1]).lines()[0]


def lines(tmp_path: Path, edits: dict[str, tuple[str, str]], language: str = "zh") -> list[str]:
    """What is told of one edit a file."""
    kinds = load_kinds()
    old, new = load(VALID / "complaint", [VALID], kinds)[1], load(edited(tmp_path / "new", edits), [VALID], kinds)[1]
    return list(comparison(old, new, language).lines()[:-1])


CASES, RULES, ROLES = "case-types/complaint/case-type.yaml", "case-types/complaint/rules.yaml", "roles.yaml"


@pytest.mark.parametrize(
    ("path", "was", "now", "told"),
    [
        (CLOCKS, "2 workdays, light: yellow", "1 workday, light: orange", "提醒 到期前2个工作日亮黄灯 → 到期前1个工作日亮橙灯"),
        (CLOCKS, "up-to: 5 workdays", "up-to: 4 workdays", "延期 共延长不超过5个工作日 → 共延长不超过4个工作日"),
        (CLOCKS, "up-to: 5 workdays, times: 1", "up-to: 5 workdays, times: 2", "延期 最多1次 → 最多2次"),
        (CLOCKS, "reason: required, ", "reason: optional, ", "延期 须写明理由 → 无"),
        (CLOCKS, "yellow}]", "yellow}, {before: 1 workday, light: orange}]", "提醒 新增 到期前1个工作日亮橙灯"),
        (RULES, ', {notify: {to: {role: director}, text: "金额较大：{topic}"}}', "", "结果 删去 告知主任：金额较大：〔事由〕"),
        (RULES, "较大：{topic}", "大：{topic}", "结果 告知主任：金额较大：〔事由〕 → 告知主任：金额大：〔事由〕"),
        (CLOCKS, "first-day: excluded", "first-day: included", "日历，当日不计，遇假日顺延 → 按“"),
        (ROLES, "scope: unit", "scope: tenant", "范围 本单位的 → 本机关全部"),
        (ROLES, "persons.phone: mask", "persons.phone: hide", "电话（打码）、住址（可看） → 电话（不可看）、"),
        (CASES, "{seq:04}", "{seq:05}", "4位流水号〕 → "),
        (FORM, '"minimum": 0', '"minimum": 5', "不小于 0 → 5"),
        (FORM, '"title": "金额（元）"', '"title": "金额（元）", "x-fangyuan-prefill": "earlier.amount"', "同一人前一件的“金额（元）”"),
    ],
)  # fmt: skip
def test_values_are_words_of_titles(tmp_path: Path, path: str, was: str, now: str, told: str) -> None:
    (line,) = lines(tmp_path, {path: (was, now)})
    assert told in line
    values = line.partition("：")[2]
    assert re.findall("[A-Za-z]+", values.replace("TS", "")) == []


def test_in_english_all_but_titles_is_english(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, {CLOCKS: ("light: yellow", "light: orange")}, "en")
    values = "2 workdays before it is due, yellow light → 2 workdays before it is due, orange light"
    assert line == f"[breaking] 投诉件 · clock “答复时限”: warnings {values}"


def test_what_reads_alike_on_both_sides_is_told_as_changed(tmp_path: Path) -> None:
    was = load(VALID / "complaint", [VALID], load_kinds())[1]
    old, new = (replace(was, parents={"a/b": f"1.0.0 {hashed}"}) for hashed in ("sha256:0", "sha256:1"))
    assert comparison(old, new).lines()[0] == f"[文字] 定义包“{was.title}”：上级包有改动"


AS_WRITTEN = {
    "pack", "key", "emits", "template", "zone", "rule_order", "automatic_order", "schema.pattern", "schema.items",
    *(str(sort).replace("-", "_") for sort in Sort), "name",
}  # fmt: skip
"""Facets that are ids themselves, or that nobody but an author writes."""


def test_no_id_is_told_that_has_a_title() -> None:
    pack = load(VALID / "complaint", [VALID], load_kinds())[1]
    sayer, ids = Sayer(pack, "zh"), {path for kind in pack.case_types.values() for path in kind.fields}
    ids |= {name for kind in pack.case_types.values() for name in (*kind.tasks, *kind.slots, *kind.forms)}
    ids |= {stage.stage for kind in pack.case_types.values() for stage in kind.stages} | {*pack.roles, *pack.case_types}
    for place, one in elements(pack).items():
        for facet in one.facets.keys() - AS_WRITTEN - {"arrangement", "shown"}:
            change = Change(How.CHANGED, Class.COSMETIC, one.sort, place, one.title, facet, case_type=one.case_type)
            told = sayer.say(change, one.facets[facet])
            words = set(re.findall(r"[A-Za-z][A-Za-z0-9_.-]*", told))
            assert not words & ids, (place, facet, told)


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
