"""Cases saved as scenarios: they play again to the same end, and nobody real is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from fangyuan.casework.acting import act
from fangyuan.casework.recording_cases.disguising import Disguise
from fangyuan.casework.recording_cases.scenarios import check, record, scenario_of
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import case_type_of, read_scenario
from fangyuan.casework.rehearsing.testing import default_type, run_scenario, scenarios_of
from fangyuan.compiler.loading import load
from fangyuan.compiler.scenarios import check_scenarios
from fangyuan.kinds import load_kinds
from fangyuan.model.commands import CompleteTask, TakeAction
from fangyuan.model.fields import Field
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Refused
from fangyuan.packs.source import Source
from unit.casework.offices import CHIEF, CLERK, Place

ROOT = Path(__file__).parents[3]
KINDS = load_kinds()
PACKS = [
    *(ROOT / "tests" / "packs" / "valid" / name for name in ("minimal", "cadence", "shared-work")),
    *(ROOT / "definitions" / name for name in ("petition-base", "heze-qianjian", "public-hearing")),
]


def recorded(pack: Pack, data: Mapping[str, Any]) -> dict[str, Any]:
    """The first case of a scenario, recorded; raises Refused where it cannot stand alone."""
    scenario = read_scenario(data)
    stage = Memory(pack, scenario, KINDS)
    kind = case_type_of(pack, scenario.case_type) if scenario.case_type else default_type(pack)
    assert list(Player(stage, kind).play(scenario.steps)) == []
    case = next(iter(stage.states))
    return scenario_of(pack, stage.states[case], stage.histories[case], scenario.directory)


def scenarios(source: Source) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return scenarios_of(source)


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_whatever_a_pack_can_play_it_can_play_again_from_its_events(folder: Path) -> None:
    source, pack = load(folder, [folder.parent], KINDS)
    ends = [_end(pack, path, data) for path, data in scenarios(source)]
    assert set(ends) <= {"played", "not-recordable"}
    assert "played" in ends


def _end(pack: Pack, path: str, data: Mapping[str, Any]) -> str:
    """`played` where the recorded scenario comes to the same end; else the code of the refusal, or what differs."""
    try:
        made = recorded(pack, data)
    except Refused as refused:
        return refused.problems[0].code
    wrong = run_scenario(pack, path, made, KINDS).mismatches
    return f"{path}: {wrong}" if wrong else "played"


def test_a_recorded_scenario_names_people_and_units_by_invented_names_alone(place: Place) -> None:
    text = _told_by(place)
    for real in ("三楼打印机", "13912345678", "刘建国"):
        assert (real in text) is (real == "三楼打印机")
    data = YAML(typ="safe").load(text)
    assert data["steps"][0]["answers"]["phone"] == "13800000001"
    assert data["steps"][-1]["expect"]["outcome"] == "repaired"
    assert {name for person in data["world"]["people"] for name in person} >= {"clerk", "chief"}
    assert run_scenario(place.pack, "scenarios/recorded.yaml", data, KINDS).passed


def _told_by(place: Place) -> str:
    """A case of the office from its registration to its end, as a scenario."""
    case = place.register(phone="13912345678").case
    act(place.office, CLERK, case, CompleteTask(task="mend"), place.now)
    act(place.office, CHIEF, case, TakeAction(action="finish"), place.now)
    return record(place.office, "t", place.state(case).number)


def test_a_case_that_is_not_there_is_refused(place: Place) -> None:
    with pytest.raises(Refused, match="没有找到"):
        record(place.office, "t", "2026-0000")


def test_a_scenario_that_ends_otherwise_is_not_given_out() -> None:
    source, pack = load(ROOT / "tests" / "packs" / "valid" / "minimal", [], KINDS)
    made = recorded(pack, next(data for _, data in scenarios(source)))
    made["steps"][-1]["expect"]["outcome"] = "scrapped"
    with pytest.raises(Refused, match="结果不同") as refused:
        check(pack, made, KINDS)
    assert refused.value.problems[0].code == "not-repeatable"
    assert check_scenarios(pack, source) == []


NAME = Field("people.name", "name", "姓名", "text", {"maxLength": 60}, "string")
NUMBER = Field("people.card", "card", "证件", "id-card", {}, "string", sensitive=True)
HOME = Field("people.home", "home", "住址", "address", {}, "string", sensitive=True)
SORT = Field("sort", "sort", "类别", "text", {}, "string", code_list="sorts")
STORY = Field("story", "story", "诉求", "long-text", {"minLength": 12, "maxLength": 16}, "string")
TITLE = Field("title", "title", "事由", "text", {}, "string")
PEOPLE = Field("people", "people", "当事人", "person", {}, "array", many=True, children=(NAME, NUMBER, HOME))


def test_one_person_has_one_invented_name_wherever_they_are_named() -> None:
    disguise = Disguise({"unit-7": "U1"})
    row = {"name": "孙大海", "card": "11010519491231002X", "home": "青山路9号", "person_id": "a"}
    first = disguise.answers((PEOPLE,), {"people": [row, {"name": "钱小红"}]})
    second = disguise.answers(
        (PEOPLE, SORT, STORY, TITLE),
        {
            "people": [{"name": "孙大海"}],
            "sort": "孙大海",
            "story": "邻居孙大海",
            "title": "孙大海反映青山路9号漏水，电话13912345678",
        },
    )
    assert [person["name"] for person in first["people"]] == ["王某", "李某"]
    assert first["people"][0]["card"] != "11010519491231002X"
    assert "person_id" not in first["people"][0]
    assert second["people"] == [{"name": "王某"}]
    assert second["sort"] == "孙大海", "a choice is no name"
    assert 12 <= len(second["story"]) <= 16
    assert second["title"] == "王某反映某镇某村1号漏水，电话13800000001"
    assert disguise.named("unit-7") == "U1"
