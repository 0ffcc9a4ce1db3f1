"""The simulator: everything that would happen, by date, with clock, rule and people; nothing is written anywhere."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fangyuan.casework.rehearsing.simulating import find_scenario, printed, simulate
from fangyuan.cli import fangyuan
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.model.problems import PackRejected, Refused
from unit.casework.offices import ANSWERS, MINIMAL

WORLD = {"people": [{"clerk": "clerk", "name": "报修员甲"}, {"chief": "chief", "name": "科长乙"}]}
SCENARIO: Mapping[str, Any] = {
    "scenario": "没人修",
    "start": "2026-03-02T09:00+08:00",
    "world": WORLD,
    "steps": [{"as": "clerk", "do": "report", "answers": dict(ANSWERS)}],
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(MINIMAL, (), load_kinds())[1]


def test_time_runs_until_nothing_is_due_any_more(pack: Pack) -> None:
    done = simulate(pack, SCENARIO, load_kinds())
    kinds = [line.kind for line in done.lines if line.kind.startswith("clock-")]
    assert kinds == ["clock-started", "clock-warned", "clock-due", "clock-escalated", "clock-escalated"]
    assert done.next_at is None
    assert not done.mismatches


def test_every_line_names_its_date_its_clock_or_rule_and_the_people(pack: Pack) -> None:
    lines = simulate(pack, SCENARIO, load_kinds()).lines
    assert [(f"{line.at:%m-%d %H}", line.kind, line.clock or line.rule, line.people) for line in lines] == [
        ("03-02 09", "letter-issued", "", ()),
        ("03-02 09", "clock-started", "mend", ()),
        ("03-02 09", "rules-weighed", "", ()),
        ("03-02 09", "notified", "urgent-goes-to-the-chief", ("科长乙",)),
        ("03-04 09", "clock-warned", "mend", ()),
        ("03-06 09", "clock-due", "mend", ()),
        ("03-06 09", "clock-escalated", "mend", ("科长乙",)),
        ("03-09 09", "clock-escalated", "mend", ("科长乙",)),
    ]


CADENCE = MINIMAL.with_name("cadence")
HAZARD = {
    "scenario": "登记以后",
    "case-type": "hazard",
    "start": "2026-03-02T10:00+08:00",
    "world": {"people": [{"clerk": "clerk", "name": "甲"}, {"chief": "chief", "name": "乙"}]},
    "steps": [{"as": "clerk", "do": "register", "answers": {"place": "三号楼"}}],
}


def test_what_comes_of_a_morning_is_told_without_a_date_to_run_to() -> None:
    done = simulate(load(CADENCE, (), load_kinds())[1], HAZARD, load_kinds())
    (told,) = [line for line in done.lines if line.kind == "notified"]
    assert (told.at.date(), told.rule, told.people) == (date(2026, 3, 12), "stale-after-ten-days", ("乙",))
    assert "此后还有定期事项" in list(printed(done))[-1]


def test_duties_are_played_for_a_quarter_with_their_numbers_by_year() -> None:
    late = {**HAZARD, "start": "2026-12-01T10:00+08:00", "duties": True}
    done = simulate(load(CADENCE, (), load_kinds())[1], late, load_kinds())
    opened = [line for line in done.lines if line.kind == "duty-opened"]
    assert opened[-1].at.date() > date(2027, 2, 20)
    weekly = [line.case for line in opened if "weekly-round" in line.case]
    assert [case.rpartition("-")[2] for case in weekly if "-2027-" in case][:2] == ["001", "002"]
    assert done.next_at is not None
    assert "此后还有定期事项" in list(printed(done))[-1]


def test_time_stops_at_the_date_that_was_asked_for_and_says_that_more_would_follow(pack: Pack) -> None:
    done = simulate(pack, SCENARIO, load_kinds(), date(2026, 3, 4))
    assert [line.kind for line in done.lines if line.kind.startswith("clock-")] == ["clock-started", "clock-warned"]
    assert done.next_at is not None
    assert "--until" in list(printed(done))[-1]


def test_a_step_that_is_refused_is_told_with_its_place(pack: Pack) -> None:
    steps = [*SCENARIO["steps"], {"as": "chief", "do": "mend"}]
    done = simulate(pack, {**SCENARIO, "steps": steps}, load_kinds())
    assert [mismatch.step for mismatch in done.mismatches] == [1]


def test_a_person_whom_the_scenario_does_not_know_is_said_plainly(pack: Pack) -> None:
    with pytest.raises(Refused, match="情景走不下去"):
        simulate(pack, {**SCENARIO, "steps": [{"as": "nobody", "do": "report"}]}, load_kinds())


def test_an_unknown_scenario_and_a_misshapen_one_say_what_to_do(tmp_path: Path) -> None:
    source, _ = load(MINIMAL, (), load_kinds())
    with pytest.raises(Refused) as refused:
        find_scenario(source, "no-such")
    assert "情景文件的路径" in refused.value.problems[0].advice
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("scenario: x\nsteps: 3\n", "utf-8")
    with pytest.raises(PackRejected):
        find_scenario(source, str(wrong))


def test_the_command_writes_json_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, file = tmp_path / "home", tmp_path / "nobody-mends.yaml"
    file.write_text(json.dumps(SCENARIO, ensure_ascii=False), "utf-8")
    monkeypatch.setenv("FANGYUAN_HOME", str(home))
    ran = CliRunner().invoke(fangyuan, ["simulate", str(MINIMAL), str(file), "--json"])
    assert ran.exit_code == 0, ran.output
    assert {line["kind"] for line in json.loads(ran.output)["lines"]} >= {"clock-due", "clock-escalated"}
    assert not home.exists()


@pytest.mark.parametrize(
    ("urgent", "said"), [(True, "规则“急修件告知科长”触发"), (False, "规则“急修件告知科长”未触发（")]
)
def test_every_rule_says_whether_it_fired_and_else_what_failed_in_the_forms_words(
    pack: Pack, urgent: bool, said: str
) -> None:
    first, *others = SCENARIO["steps"]
    steps = [{**first, "answers": {**first["answers"], "urgent": urgent}}, *others]
    lines = simulate(pack, {**SCENARIO, "steps": steps}, load_kinds()).lines
    (weighed,) = [line.text for line in lines if line.kind == "rules-weighed"]
    assert said in weighed
    assert urgent or "急修" in weighed.partition("（")[2]
