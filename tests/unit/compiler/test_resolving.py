"""What a pack says together with those it extends."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.compiler.bounds import days, no_longer
from fangyuan.compiler.compiling import look
from fangyuan.compiler.loading import load, load_source
from fangyuan.compiler.resolving import resolve
from fangyuan.compiler.versions import fits
from fangyuan.kinds import load_kinds
from fangyuan.model.durations import Duration, DurationUnit
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected
from fangyuan.packs.reading import from_bytes, read_folder
from fangyuan.packs.source import Source
from fangyuan.packs.storage import hash_of, to_json
from packs.examples import BASE, VALID

CHILD = "pack: example/child\nversion: 2.0.0\ntitle: 下级\nextends: example/minimal@^1\n"
REPAIR = "case-types/repair/"


def child(files: Mapping[str, str], head: str = CHILD) -> Source:
    source, problems = from_bytes({"pack.yaml": head.encode(), **{path: text.encode() for path, text in files.items()}})
    assert problems == []
    return source


def resolved(files: Mapping[str, str], head: str = CHILD) -> Source:
    return resolve(child(files, head), lambda name, _: read_folder(VALID / name.partition("/")[2]))


def compiled(tmp_path: Path, files: Mapping[str, str], head: str = CHILD) -> Pack:
    for path, text in {"pack.yaml": head, **files}.items():
        file = tmp_path / "child" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load(tmp_path / "child", [VALID], load_kinds())[1]


def ids(source: Source, path: str, key: str) -> list[Any]:
    return [item[key] for item in source.files[path].data]


def test_a_pack_that_says_nothing_says_what_its_parent_says() -> None:
    parent, heir = load_source(BASE), resolved({})
    mine = {path: file.data or file.blob for path, file in heir.files.items() if path != "pack.yaml"}
    theirs = {
        path: file.data or file.blob
        for path, file in parent.files.items()
        if path not in ("pack.yaml", "README.md") and not path.startswith("scenarios/")
    }
    assert mine == theirs
    assert heir.lineage == {"repair": ("minimal/repair",)}
    assert heir.parents == {"example/minimal": f"1.0.0 {hash_of(read_folder(BASE))}"}


def test_resolving_twice_gives_the_same_text() -> None:
    assert to_json(resolved({})) == to_json(resolved({}))


def test_what_a_parent_says_keeps_its_place_there() -> None:
    file = resolved({}).files[REPAIR + "clocks.yaml"]
    assert str(file.marks[(0, "within")]) == "example/minimal/case-types/repair/clocks.yaml:7:3"


def test_an_overlay_changes_by_id() -> None:
    source = resolved(
        {
            REPAIR + "case-type.yaml": "case-type: repair\ntitle: 器材报修\nstages:\n"
            "  - {stage: check, title: 验收, after: open, tasks: [{task: look, title: 验收, who: {role: chief}}]}\n"
            "  - stage: open\n    tasks:\n      - {task: mend, title: 维修}\n"
            "      - {task: photo, title: 拍照, who: {role: clerk}, after-task: register}\n",
            REPAIR + "clocks.yaml": "- {clock: mend, until: {field: noticed_on}}\n"
            "- {clock: look, title: 验收, start: case-registered, within: 1 day}\n",
            REPAIR + "rules.yaml": "- {rule: urgent-goes-to-the-chief, priority: 99}\n",
            "roles.yaml": "- {role: chief, title: 主任}\n- {role: guard, title: 门卫}\n",
        }
    )
    head = source.files[REPAIR + "case-type.yaml"].data
    assert (head["title"], [stage["stage"] for stage in head["stages"]]) == ("器材报修", ["open", "check", "done"])
    tasks = head["stages"][0]["tasks"]
    assert [task["task"] for task in tasks] == ["register", "photo", "mend"]
    assert (tasks[2]["title"], tasks[2]["after"], tasks[2]["emits"]) == ("维修", ["register"], "repaired")
    mend, look = source.files[REPAIR + "clocks.yaml"].data
    assert "within" not in mend
    assert (mend["until"], mend["title"], look["clock"]) == ({"field": "noticed_on"}, "修理时限", "look")
    assert source.files[REPAIR + "rules.yaml"].data[0]["priority"] == 99
    assert [(role["role"], role["title"]) for role in source.files["roles.yaml"].data] == [
        ("clerk", "报修员"), ("chief", "主任"), ("guard", "门卫"),
    ]  # fmt: skip


def test_items_are_removed_and_replaced() -> None:
    source = resolved(
        {
            REPAIR
            + "case-type.yaml": "case-type: repair\nremove: {actions: [scrap], rules: [urgent-goes-to-the-chief]}\n",
            "views/ledger.yaml": "- {view: ledger, remove: true}\n",
            "roles.yaml": "- {role: chief, replace: true, title: 主任}\n",
        },
        CHILD + "remove: {letters: [receipt]}\n",
    )
    assert [action["action"] for action in source.files[REPAIR + "case-type.yaml"].data["actions"]] == ["finish"]
    assert REPAIR + "rules.yaml" not in source.files
    assert source.files["views/views.yaml"].data == []
    assert source.files["letters/letters.yaml"].data == []
    assert source.files["roles.yaml"].data[1] == {"role": "chief", "title": "主任"}


def test_forms_merge_by_property() -> None:
    source = resolved(
        {
            REPAIR + "report.schema.json": '{"properties": {"room": {"type": "string", "title": "房间"},'
            ' "device": {"type": "string", "title": "器材"}}, "required": ["room", "device"]}',
        }
    )
    form = source.files[REPAIR + "report.schema.json"].data
    assert list(form["properties"]) == ["device", "category", "noticed_on", "urgent", "phone", "room"]
    kept = {"minLength": 1, "maxLength": 60, "x-fangyuan-index": True}
    assert form["properties"]["device"] == {"type": "string", "title": "器材", **kept}
    assert form["required"] == ["device", "category", "noticed_on", "room"]
    assert form["title"] == "报修单"


def test_a_field_keeps_what_an_overlay_does_not_speak_of() -> None:
    written = "properties:\n  phone: {title: 手机}\n  urgent: {remove: true}\nremove: {required: [noticed_on]}\n"
    form = resolved({REPAIR + "report.schema.yaml": written}).files[REPAIR + "report.schema.json"].data
    assert form["properties"]["phone"] == {
        "type": "string",
        "title": "手机",
        "x-fangyuan-kind": "phone",
        "x-fangyuan-sensitive": True,
        "x-fangyuan-hint": "急修件必须留电话",
    }
    assert list(form["properties"]) == ["device", "category", "noticed_on", "phone"]
    assert form["required"] == ["device", "category"]


def test_a_form_takes_the_place_of_its_parents_when_it_says_so() -> None:
    written = "replace: true\ntype: object\nproperties: {device: {type: string, title: 设备}}\n"
    form = resolved({REPAIR + "report.schema.yaml": written}).files[REPAIR + "report.schema.json"].data
    assert form == {"type": "object", "properties": {"device": {"type": "string", "title": "设备"}}}


def test_a_derived_type_has_everything_of_its_base_under_a_key_of_its_own(tmp_path: Path) -> None:
    pack = compiled(
        tmp_path,
        {
            "case-types/lift-repair/case-type.yaml": "case-type: lift-repair\ntitle: 电梯报修\nextends: minimal/repair\n"
            'number: "DT{seq}"\n',
            "case-types/lift-repair/clocks.yaml": "- {clock: mend, within: 1 workday, warn: []}\n",
        },
    )
    base, derived = pack.case_types["minimal/repair"], pack.case_types["child/lift-repair"]
    assert derived.ancestors == ("minimal/repair",)
    assert derived.title == "电梯报修"
    assert derived.stages == base.stages
    assert derived.forms == base.forms
    assert derived.rules == base.rules
    assert (derived.clock("mend").within, base.clock("mend").within) == (
        Duration.parse("1 workday"),
        Duration.parse("3 workdays"),
    )


def test_an_overlay_of_the_base_reaches_what_derives_from_it(tmp_path: Path) -> None:
    pack = compiled(
        tmp_path,
        {
            "case-types/lift-repair/case-type.yaml": "case-type: lift-repair\ntitle: 电梯报修\nextends: repair\n",
            REPAIR + "case-type.yaml": "case-type: repair\nstages: [{stage: open, title: 在修}]\n",
        },
    )
    assert pack.case_types["child/lift-repair"].first_stage.title == "在修"


def test_parameters_and_levels_are_inherited() -> None:
    source = resolved({}, CHILD + "parameters: {extra: {title: 另加, type: integer, default: 1}}\n")
    head = source.files["pack.yaml"].data
    assert list(head["parameters"]) == ["mend-limit", "extra"]
    assert (head["levels"], head["title"]) == (["county"], "下级")


def test_a_parameter_is_changed_by_saying_what_differs_and_may_be_taken_out() -> None:
    def parameters(own: str, above: str = CHILD) -> Any:
        packs = {"example/minimal": read_folder(BASE), "example/mid": child({}, above.replace("child", "mid"))}
        head = f"{CHILD.replace('example/minimal@^1', 'example/mid')}{own}"
        return resolve(child({}, head), lambda name, _: packs[name]).files["pack.yaml"].data["parameters"]

    was = {"title": "急修时限说明", "type": "string", "default": "急修件当日到场"}
    assert parameters("parameters: {mend-limit: {default: 两小时到场}}\n") == {
        "mend-limit": {**was, "default": "两小时到场"}
    }
    more = CHILD + "parameters: {hours: {title: 几点, type: integer}}\n"
    assert parameters("remove: {parameters: [mend-limit]}\n", more) == {"hours": {"title": "几点", "type": "integer"}}
    anew = "parameters: {hours: {replace: true, title: 几时}, mend-limit: {remove: true}}\n"
    assert parameters(anew, more) == {"hours": {"title": "几时"}}


def test_a_way_takes_the_place_of_another_and_a_slot_keeps_what_is_not_spoken_of(tmp_path: Path) -> None:
    head = (
        "case-type: repair\nslots: {mender: {kind: officer, title: 修理工}}\n"
        "stages: [{stage: look, title: 验收, after: open, tasks: [{task: see, title: 验收, who: {role: chief}}]}]\n"
        "actions:\n  - {action: finish, to: look}\n"
        "  - {action: shut, title: 办结, from: look, close: done, outcome: repaired, who: {role: chief}}\n"
    )
    first = {REPAIR + "case-type.yaml": head}
    kind = compiled(tmp_path, first).case_types["minimal/repair"]
    assert [(action.to, action.close) for action in kind.actions if action.action == "finish"] == [("look", "")]
    low = child(
        {REPAIR + "case-type.yaml": "case-type: repair\nslots: {mender: {title: 师傅}}\n"},
        HEAD % "low" + "extends: example/child\n",
    )
    packs = {"example/minimal": read_folder(BASE), "example/child": child(first)}
    made = resolve(low, lambda name, _: packs[name]).files[REPAIR + "case-type.yaml"]
    assert made.data["slots"] == {"mender": {"kind": "officer", "title": "师傅"}}


def test_a_new_item_takes_the_place_of_one_that_is_taken_out_and_is_told_where_another_parent_took_it_out() -> None:
    stages = "case-type: repair\nstages:\n%s  - {stage: look, title: 看, after: open}\n"
    swapped = resolved({REPAIR + "case-type.yaml": stages % "  - {stage: open, remove: true}\n"})
    assert [one["stage"] for one in swapped.files[REPAIR + "case-type.yaml"].data["stages"]] == ["look", "done"]
    packs = {"example/minimal": read_folder(BASE)}
    for name, text in (("a", "case-type: repair\nremove: {stages: [open]}\n"), ("b", stages % "")):
        packs[f"example/{name}"] = child({REPAIR + "case-type.yaml": text}, HEAD % name + "extends: example/minimal\n")
    with pytest.raises(PackRejected) as caught:
        resolve(child({}, BOTH), lambda name, _: packs[name])
    (told,) = caught.value.problems
    where = "example/a/case-types/repair/case-type.yaml:2:19"
    assert (told.code, str(told.mark)) == ("inherited-broken", "pack.yaml:4:1")
    assert f"“open”（已在 {where} 删去）" in told.message


def test_what_is_wrong_with_a_parent_alone_stays_told_of_the_parent() -> None:
    unheard = "case-type: repair\nstages: [{stage: open, tasks: [{task: mend, emits: mended}]}]\n"
    packs = {"example/minimal": read_folder(BASE)}
    packs["example/mid"] = child({REPAIR + "case-type.yaml": unheard}, HEAD % "mid" + "extends: example/minimal\n")
    low = resolve(child({}, HEAD % "low" + "extends: example/mid\n"), lambda name, _: packs[name])
    found = look(low, load_kinds())[1]
    assert {str(problem.mark) for problem in found} == {"example/mid/case-types/repair/case-type.yaml:2:32"}


def test_a_bound_may_be_tightened(tmp_path: Path) -> None:
    head = CHILD.replace("example/minimal", "example/bounded")
    files = {
        REPAIR + "case-type.yaml": "case-type: repair\n",
        REPAIR + "clocks.yaml": "- {clock: mend, within: 2 days, at-most: 4 days}\n",
    }
    clock = compiled(tmp_path, files, head).case_types["bounded/repair"].clock("mend")
    assert clock.at_most == Duration.parse("4 days")


def test_clocks_that_take_turns_are_started_from_outside_and_those_that_wait_for_each_other_never() -> None:
    turns = (
        "- {clock: a, title: 甲, start: [%s{event: clock-stopped, clock: b}], stop: {event: repaired}, within: 1 day}\n"
        "- {clock: b, title: 乙, start: {event: clock-stopped, clock: a}, stop: {event: repaired}, within: 1 day}\n"
        "- {clock: c, title: 丙, start: {event: clock-due, clock: c}, stop: {event: repaired}, within: 1 day}\n"
    )
    head = {REPAIR + "case-type.yaml": "case-type: repair\n"}

    def found(begin: str) -> list[tuple[str, str]]:
        problems = look(resolved({**head, REPAIR + "clocks.yaml": turns % begin}), load_kinds())[1]
        return [(problem.code, problem.message.partition("”")[0]) for problem in problems]

    assert found("{event: case-registered}, ") == [("clock-never-starts", "时限“c")]
    assert [code for code, _ in found("")] == ["clock-never-starts"] * 3


BOUND = "- {clock: mend, at-most: %s, extend: {up-to: %s, approver: {role: chief}}}\n"


@pytest.mark.parametrize(
    ("bound", "longer", "told"), [("4 days", "1 day", 0), ("5 days", "1 day", 1), ("4 days", "2 days", 1)]
)
def test_the_heir_of_two_that_tighten_one_bound_is_held_to_both(bound: str, longer: str, told: int) -> None:
    packs = {"example/bounded": read_folder(VALID / "bounded")}
    for name, text in (("a", BOUND % ("4 days", "2 days")), ("b", BOUND % ("5 days", "1 day"))):
        head = HEAD % name + "extends: example/bounded\n"
        packs[f"example/{name}"] = child({CLOCKS: text, REPAIR + "case-type.yaml": TYPE}, head)
    for parents in ("[example/a, example/b]", "[example/b, example/a]"):
        head = f"pack: example/child\nversion: 2.0.0\ntitle: 下级\nextends: {parents}\n"
        files = {CLOCKS: BOUND % (bound, longer), REPAIR + "case-type.yaml": TYPE}
        try:
            resolve(child(files, head), lambda name, _: packs[name])
            found = set()
        except PackRejected as rejected:
            found = {str(problem.mark).partition(":")[0] for problem in rejected.problems}
        assert found == ({CLOCKS} if told else set())


@pytest.mark.parametrize(("within", "told"), [("2 days", 0), ("3 days", 0), ("4 days", 1)])
def test_a_length_may_be_written_where_a_parent_leaves_it_to_a_parameter(within: str, told: int) -> None:
    given = "parameters: {limit: {title: 期限, kind: duration, default: 3 days}}\n"
    base = "- {clock: soon, title: 期限, start: case-registered, stop: case-closed, within: {$param: limit}, at-most: 9 days}\n"
    packs = {"example/minimal": read_folder(BASE)}
    over = "extends: example/minimal\n" + given
    packs["example/mid"] = child({CLOCKS: base, REPAIR + "case-type.yaml": TYPE}, HEAD % "mid" + over)
    files = {CLOCKS: f"- {{clock: soon, within: {within}}}\n", REPAIR + "case-type.yaml": TYPE}
    low = child(files, HEAD % "low" + "extends: example/mid\n")
    try:
        resolve(low, lambda name, _: packs[name])
        found = []
    except PackRejected as rejected:
        found = [problem.code for problem in rejected.problems]
    assert found == ["bound-stretched"] * told


def test_a_circle_of_packs_is_refused() -> None:
    head = "pack: example/{}\nversion: 1.0.0\ntitle: x\nextends: example/{}\n"
    packs = {f"example/{name}": child({}, head.format(name, other)) for name, other in ("ab", "ba")}
    with pytest.raises(PackRejected) as rejected:
        resolve(packs["example/a"], lambda name, _: packs[name])
    assert [problem.code for problem in rejected.value.problems] == ["parent-circle"]


def test_a_diamond_takes_each_pack_once() -> None:
    middle = "pack: example/{}\nversion: 1.0.0\ntitle: x\nextends: example/minimal\n"
    packs = {f"example/{name}": child({}, middle.format(name)) for name in ("left", "right")}
    packs["example/minimal"] = read_folder(BASE)
    top = child({}, CHILD.replace("example/minimal@^1", "[example/left, example/right]"))
    source = resolve(top, lambda name, _: packs[name])
    assert list(source.parents) == ["example/minimal", "example/left", "example/right"]
    assert ids(source, "roles.yaml", "role") == ["clerk", "chief"]


@pytest.mark.parametrize(
    ("wanted", "inside", "outside"),
    [
        ("*", ["0.1.0", "9.9.9"], []),
        ("^1", ["1.0.0", "1.9.3"], ["0.9.0", "2.0.0"]),
        ("^0.2.1", ["0.2.1", "0.2.9"], ["0.3.0", "0.2.0"]),
        ("~1.2", ["1.2.0", "1.2.7"], ["1.3.0", "1.1.9"]),
        ("1.2.*", ["1.2.0", "1.2.7"], ["1.3.0"]),
        (">=0.1,<1", ["0.1.0", "0.9.0"], ["1.0.0", "0.0.9"]),
        ("1.2.3", ["1.2.3"], ["1.2.4"]),
        ("1", ["1.0.0", "1.7.0"], ["2.0.0"]),
    ],
)
def test_ranges_of_versions(wanted: str, inside: list[str], outside: list[str]) -> None:
    assert all(fits(version, wanted) for version in inside)
    assert not any(fits(version, wanted) for version in outside)


DURATIONS = st.builds(Duration, st.integers(0, 400), st.sampled_from(DurationUnit))


@settings(deadline=None)
@given(DURATIONS, DURATIONS)
def test_a_bound_holds_in_every_calendar(now: Duration, was: Duration) -> None:
    low, high = days(now)
    assert low <= high
    assert no_longer(now, now)
    if no_longer(now, was) and now.unit is not was.unit:
        assert high <= days(was)[0]
    if no_longer(now, was) and no_longer(was, now):
        assert now.unit is was.unit or days(now) == days(was)


def test_tasks_forms_and_words_of_a_type_are_removed_by_name() -> None:
    removed = "{tasks: [mend], forms: [report], instruments: [remind], outcomes: [scrapped], flags: [urgent]}"
    source = resolved({REPAIR + "case-type.yaml": f"case-type: repair\nremove: {removed}\n"})
    head = source.files[REPAIR + "case-type.yaml"].data
    assert [task["task"] for task in head["stages"][0]["tasks"]] == ["register"]
    assert (head["instruments"], head["outcomes"], head["flags"]) == ([], ["repaired"], {})
    assert [path for path in source.files if "report." in path] == []


def test_what_is_about_a_removed_type_alone_goes_with_it() -> None:
    source = resolved({}, CHILD + "remove: {case-types: [repair]}\n")
    assert [path for path in source.files if path.startswith("case-types/")] == []
    assert ids(source, "views/views.yaml", "view") == []
    assert all(role.get("registers", []) == [] for role in source.files["roles.yaml"].data)


BOTH = "pack: example/child\nversion: 1.0.0\ntitle: x\nextends: [example/a, example/b]\n"
HOLE = "parameters: {limit: {title: 期限, kind: duration, default: %s}}\n"
HEAD = "pack: example/%s\nversion: 1.0.0\ntitle: x\n"


def _clashes(first: dict[str, str], second: dict[str, str], own: dict[str, str]) -> list[str]:
    """What the child of two unrelated parents is told."""
    packs = {
        f"example/{name}": child(files, HEAD % name + files.pop("holes", ""))
        for name, files in (("a", dict(first)), ("b", dict(second)))
    }
    try:
        resolve(child(own, BOTH + own.pop("holes", "")), lambda name, _: packs.get(name))
    except PackRejected as rejected:
        return [problem.message.split("在")[0].strip() for problem in rejected.problems]
    return []


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({"case-types/x/case-type.yaml": "case-type: x\n"}, {"case-types/x/case-type.yaml": "case-type: x\n"}, ["案件类型“x”"]),
        ({"case-types/x/case-type.yaml": "case-type: x\n"}, {"case-types/y/case-type.yaml": "case-type: y\n"}, []),
        ({"holes": HOLE % "1 day"}, {"holes": HOLE % "2 days"}, ["参数“limit”"]),
        ({"holes": HOLE % "1 day"}, {"holes": HOLE % "1 day"}, []),
        ({"codes/c.csv": "code,title\na,甲\n"}, {"codes/c.csv": "code,title\nb,乙\n"}, ["文件“codes/c.csv”"]),
        ({"letters/l.html": "甲"}, {"letters/l.html": "甲"}, []),
        ({"README.md": "甲"}, {"README.md": "乙"}, []),
    ],
)  # fmt: skip
def test_what_two_unrelated_parents_define_is_for_the_child_to_say(
    first: dict[str, str], second: dict[str, str], told: list[str]
) -> None:
    assert _clashes(first, second, {}) == told
    assert _clashes(first, second, dict(second)) == []


TYPE = "case-type: repair\n"
RULE = "- {rule: r, title: %s, because: ours, on: case-registered, then: [{flag: urgent}]}\n"
STEP = TYPE + "actions: [{action: quick, title: 快办, from: open, %s, who: {role: clerk}}]\n"
FIELD = '{"properties": {"zz": {"type": "%s", "title": "甲"}}}'
CLOCKS, RULES, REPORT = (REPAIR + name for name in ("clocks.yaml", "rules.yaml", "report.schema.json"))


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ({RULES: RULE % "甲"}, {RULES: RULE % "乙"}, ["规则“r”"]),
        ({RULES: RULE % "甲"}, {RULES: RULE % "甲"}, []),
        ({"head": STEP % "to: done"}, {"head": STEP % "close: done"}, ["操作“quick”"]),
        ({REPORT: FIELD % "string"}, {REPORT: FIELD % "integer"}, ["字段“report.zz”"]),
        ({CLOCKS: "- {clock: mend, within: 1 day}\n"}, {CLOCKS: "- {clock: mend, within: 2 days}\n"}, ["时限“mend”的 within"]),
        ({CLOCKS: "- {clock: mend, within: 1 day}\n"}, {CLOCKS: "- {clock: mend, title: 修理}\n"}, []),
        (
            {CLOCKS: "- {clock: mend, escalate: [{at: due, inform: {role: clerk}}, {after: 2 days, inform: {role: chief}}]}\n"},
            {CLOCKS: "- {clock: mend, escalate: [{at: due, inform: {role: clerk}}, {after: 3 days, inform: {role: chief}}]}\n"},
            ["时限“mend”的 escalate：{after: 2 days, inform: {role: chief}} / {after: 3 days, inform: {role: chief}}"],
        ),
        (
            {CLOCKS: "- {clock: mend, within: 1 day}\n"},
            {CLOCKS: "- {clock: mend, until: {field: promised_on, else: 2 days}}\n"},
            ["时限“mend”的 until", "时限“mend”的 within"],
        ),
        (
            {"head": TYPE + "stages: [{stage: open, tasks: [{task: mend, title: 甲}]}]\n"},
            {"head": TYPE + "stages: [{stage: open, title: 乙, tasks: [{task: mend, title: 乙}]}]\n"},
            ["任务“mend”的 title"],
        ),
        ({"head": TYPE + "flags: {slow: 慢}\n"}, {"head": TYPE + "flags: {slow: 缓, late: 晚}\n"}, ["标记“slow”"]),
        (
            {"head": TYPE + "remove: {tasks: [mend]}\n"},
            {"head": TYPE + "stages: [{stage: open, tasks: [{task: mend, title: 乙}]}]\n"},
            ["任务“mend”"],
        ),
        ({"head": TYPE + "title: 甲\n"}, {"head": TYPE + "title: 乙\n"}, ["案件类型“repair”的 title"]),
    ],
)  # fmt: skip
def test_what_two_unrelated_parents_change_inside_one_type_is_for_the_child_to_say(
    first: dict[str, str], second: dict[str, str], told: list[str]
) -> None:
    assert _changes(first, second, {}) == told
    anew = {path: text.replace("{action: quick", "{action: quick, replace: true") for path, text in second.items()}
    assert _changes(first, second, anew) == []
    assert told != ["任务“mend”"] or _changes(first, second, first) == []


def _changes(first: dict[str, str], second: dict[str, str], own: dict[str, str]) -> list[str]:
    """What the child of two packs is told that change one type of their common parent."""
    above = "extends: example/minimal@^1\n"
    packs = {"example/minimal": read_folder(BASE)}
    for name, files in (("a", first), ("b", second)):
        packs[f"example/{name}"] = child(_of_repair(files), HEAD % name + above)
    try:
        resolve(child(_of_repair(own), BOTH), lambda name, _: packs[name])
    except PackRejected as rejected:
        twice = [problem for problem in rejected.problems if "twice" in problem.code]
        return [problem.message.split("在")[0].strip() + problem.detail.get("part", "") for problem in twice]
    return []


def _of_repair(files: dict[str, str]) -> dict[str, str]:
    rest = {path: text for path, text in files.items() if path != "head"}
    return {REPAIR + "case-type.yaml": files.get("head", TYPE), **rest} if files else {}


def test_a_grandchild_may_change_what_a_grandparent_defines() -> None:
    role = "- {role: clerk, title: 经办}\n"
    packs = {"example/minimal": read_folder(BASE)}
    for name, above, files in (("mid", "minimal", {}), ("low", "mid", {"roles.yaml": role})):
        packs[f"example/{name}"] = child(files, HEAD % name + f"extends: example/{above}\n")
    source = resolve(child({}, CHILD.replace("example/minimal@^1", "example/low")), lambda name, _: packs[name])
    assert source.files["roles.yaml"].data[0]["title"] == "经办"


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ("{action: at-once, title: 好了, from: open, to: open, emits: repaired, who: {role: clerk}}",
         ["answer", "inspect", "mend"]),
        ("{action: at-once, title: 好了, from: open, to: open, emits: repaired, letter: receipt, who: {role: clerk}}", []),
        ("{action: at-once, title: 好了, from: open, close: done, emits: repaired, who: {role: clerk}}", []),
        (("{action: at-once, title: 好了, from: open, to: open, emits: repaired, who: {role: clerk}, "
         "if: {task.mend.done: {const: true}}}"), []),
        ("{action: scrap, emits: repaired}", []),
        ("{action: at-once, title: 好了, from: open, to: open, automatic: true, emits: seen, who: {role: clerk}}", []),
        ("{action: at-once, title: 好了, from: open, to: open, automatic: true, emits: repaired, who: {role: clerk}}",
         ["answer", "inspect", "mend"]),
    ],
)  # fmt: skip
def test_what_ends_a_bounded_clock_is_said_with_a_paper_or_after_the_parents_step(
    action: str, found: list[str]
) -> None:
    files = {REPAIR + "case-type.yaml": f"{TYPE}actions: [{action}]\n"}
    try:
        resolved(files, CHILD.replace("minimal", "bounded"))
        told = []
    except PackRejected as rejected:
        told = sorted(problem.message.split("”")[0].partition("“")[2] for problem in rejected.problems)
    assert told == found
