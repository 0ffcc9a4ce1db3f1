"""What a pack means once it is compiled."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fangyuan.compiler.compiling import compile_pack, look
from fangyuan.compiler.loading import load, load_source
from fangyuan.kinds import Kinds, load_kinds
from fangyuan.model.clocks import Light
from fangyuan.model.conditions import Atom, Op
from fangyuan.model.durations import Duration
from fangyuan.model.effects import Flag, Notify
from fangyuan.model.pack import FieldRight, Pack, Scope
from fangyuan.model.problems import PackRejected, Severity
from fangyuan.model.who import EventPattern, Hole, Text, Who
from fangyuan.packs.storage import from_json, hash_of, to_json
from packs.examples import INVALID, VALID, laid_out

MINIMAL = VALID / "minimal"
DEFINITIONS = Path(__file__).parents[3] / "definitions"
PACKS = sorted(head.parent for head in DEFINITIONS.glob("*/pack.yaml"))


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return load_kinds()


@pytest.fixture(scope="module")
def minimal(kinds: Kinds) -> Pack:
    return load(MINIMAL, [], kinds)[1]


def test_the_pack_says_who_it_is(minimal: Pack) -> None:
    assert (minimal.pack, minimal.name, minimal.version, minimal.levels) == (
        "example/minimal",
        "minimal",
        "1.0.0",
        ("county",),
    )
    assert list(minimal.case_types) == ["minimal/repair"]
    assert minimal.files["receipt.docx"].startswith(b"PK")


def test_stages_tasks_and_actions(minimal: Pack) -> None:
    kind = minimal.case_types["minimal/repair"]
    assert [(stage.stage, stage.final) for stage in kind.stages] == [("open", False), ("done", True)]
    mend = kind.tasks["mend"]
    assert (mend.after, mend.who, mend.emits) == (("register",), (Who(role="clerk"),), "repaired")
    assert kind.tasks["remind"].instrument
    finish = kind.action("finish")
    assert finish.condition == Atom("task.mend.done", Op.CONST, True)
    assert (finish.source, finish.close, finish.outcome) == (("open",), "done", "repaired")
    assert kind.number == Text((Hole("tenant.code"), "BX", Hole("year"), "-", Hole("seq:04")))


def test_the_clock(minimal: Pack) -> None:
    clock = minimal.case_types["minimal/repair"].clock("mend")
    assert clock.within == Duration.parse("3 workdays")
    assert clock.start == (EventPattern("case-registered"),)
    assert clock.stop == (EventPattern("repaired"),)
    assert clock.warn[0].light is Light.YELLOW
    assert clock.extend is not None
    assert clock.extend.approver == (Who(role="chief"),)
    due, second = clock.escalate
    assert due.after is None
    assert (second.after, second.propose) == (Duration.parse("2 workdays"), "remind")


def test_the_rule(minimal: Pack) -> None:
    (rule,) = minimal.case_types["minimal/repair"].rules
    assert (rule.priority, rule.condition) == (10, Atom("urgent", Op.CONST, True))
    flag, notify = rule.then
    assert flag == Flag("urgent")
    assert isinstance(notify, Notify)
    assert notify.text.parts[-1] == Hole("device")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ours", "本单位自定"),
        ("ours；天数为参数", "本单位自定；天数为参数"),
        ("设备管理办法 第四条", "设备管理办法 第四条"),
        ("yours；ours", "yours；ours"),
    ],
)
def test_a_choice_of_the_pack_is_called_so_where_its_reason_is_read(
    written: str, read: str, tmp_path: Path, kinds: Kinds
) -> None:
    shutil.copytree(MINIMAL, tmp_path / "pack")
    rules = tmp_path / "pack" / "case-types" / "repair" / "rules.yaml"
    with rules.open("a", encoding="utf-8") as more:
        more.write(
            f"\n- {{rule: more, title: 另一条, because: {written}, on: case-registered, then: [{{flag: urgent}}]}}\n"
        )
    clocks = rules.with_name("clocks.yaml")
    with clocks.open("a", encoding="utf-8") as more:
        more.write(
            f"\n- {{clock: more, title: 另一个, because: {written}, start: case-registered, stop: repaired, within: 3 days}}\n"
        )
    repair = load(tmp_path / "pack", [], kinds)[1].case_types["minimal/repair"]
    assert [repair.rules[-1].because, repair.clock("more").law] == [read, read]


def test_the_fields_stand_in_one_table(minimal: Pack) -> None:
    fields = minimal.case_types["minimal/repair"].fields
    assert list(fields) == ["device", "category", "noticed_on", "urgent", "phone"]
    assert [option.value for option in fields["category"].options] == ["printer", "computer", "building"]
    assert fields["phone"].sensitive
    assert fields["phone"].mark is not None
    assert fields["phone"].mark.file == "case-types/repair/report.schema.json"


def test_what_belongs_to_the_whole_pack(minimal: Pack) -> None:
    assert minimal.roles["clerk"].registers == ("minimal/repair",)
    assert minimal.roles["chief"].scope is Scope.TENANT
    assert minimal.roles["chief"].fields == {"phone": FieldRight.MASK}
    assert minimal.letters["receipt"].required == {"device": "设备管理办法 第三条"}
    assert [column.path for column in minimal.views["ledger"].columns][-2:] == ["clock.mend.due", "clock.mend.light"]
    year = minimal.calendars["cn"].years[2026]
    assert year.published
    assert year.holidays[date(2026, 10, 1)] == "国庆节"
    assert date(2026, 5, 9) in year.workdays


def test_what_the_database_keeps_compiles_to_the_same_pack(minimal: Pack, kinds: Kinds) -> None:
    source = load_source(MINIMAL)
    again = compile_pack(from_json(to_json(source)), kinds)
    assert again.hash == minimal.hash == hash_of(source)
    assert list(again.case_types["minimal/repair"].fields) == list(minimal.case_types["minimal/repair"].fields)
    assert again.case_types["minimal/repair"].clocks == minimal.case_types["minimal/repair"].clocks
    assert again.case_types["minimal/repair"].rules == minimal.case_types["minimal/repair"].rules


def test_a_pack_travels_between_processes(minimal: Pack) -> None:
    assert pickle.loads(pickle.dumps(minimal)).hash == minimal.hash


def test_explanations_do_not_change_the_hash(tmp_path: Path, minimal: Pack, kinds: Kinds) -> None:
    laid_out(MINIMAL, tmp_path / "pack")
    (tmp_path / "pack" / "README.md").write_text("别的话", encoding="utf-8")
    assert load(tmp_path / "pack", [], kinds)[1].hash == minimal.hash
    clocks = tmp_path / "pack" / "case-types" / "repair" / "clocks.yaml"
    clocks.write_text(clocks.read_text(encoding="utf-8").replace("3 workdays", "4 workdays"), encoding="utf-8")
    assert load(tmp_path / "pack", [], kinds)[1].hash != minimal.hash


def test_a_rejected_pack_carries_every_problem(tmp_path: Path, kinds: Kinds) -> None:
    laid_out(INVALID / "several-at-once", tmp_path / "pack")
    with pytest.raises(PackRejected) as rejected:
        load(tmp_path / "pack", [VALID], kinds)
    assert {problem.code for problem in rejected.value.problems} == {
        "unknown-event",
        "unknown-fact",
        "unknown-form",
        "unknown-role",
    }


def test_warnings_stop_nothing(tmp_path: Path, kinds: Kinds) -> None:
    laid_out(INVALID / "form-unused", tmp_path / "pack")
    pack, problems = look(load_source(tmp_path / "pack"), kinds)
    assert pack is not None
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    assert load(tmp_path / "pack", [], kinds)[1].hash == pack.hash


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_pack_of_the_house_compiles(folder: Path, kinds: Kinds) -> None:
    _, pack = load(folder, [DEFINITIONS], kinds)
    assert pack.case_types


@pytest.mark.parametrize(("folder", "status"), [(MINIMAL, 0), (MINIMAL / "codes", 1)])
def test_a_pack_is_compiled_in_a_process_of_its_own(folder: Path, status: int, minimal: Pack) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "fangyuan.compiler", str(folder), "--json"], capture_output=True, text=True, check=False
    )
    report = json.loads(told.stdout)
    assert told.returncode == status
    assert report["hash"] == ("" if status else minimal.hash)
    assert [problem["code"] for problem in report["problems"]] == (["unknown-file", "no-pack-file"] if status else [])
