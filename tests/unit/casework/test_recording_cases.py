"""Cases saved as scenarios: they play again to the same end, and nobody real is in them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from fangyuan.casework.acting import act
from fangyuan.casework.linking import link
from fangyuan.casework.recording_cases.disguising import Disguise, places
from fangyuan.casework.recording_cases.families import Member, family_of
from fangyuan.casework.recording_cases.scenarios import check, disguise_of, record, scenario_of
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import case_type_of, read_scenario
from fangyuan.casework.rehearsing.testing import default_type, run_scenario, scenarios_of
from fangyuan.cli.recording import pack_record
from fangyuan.compiler.loading import load
from fangyuan.compiler.scenarios import check_scenarios
from fangyuan.compiler.telling import english
from fangyuan.kinds import load_kinds
from fangyuan.model.commands import CompleteTask, TakeAction
from fangyuan.model.events import Recorded
from fangyuan.model.fields import Field
from fangyuan.model.pack import Pack, Parameter
from fangyuan.model.problems import Refused
from fangyuan.model.world import Directory
from fangyuan.packs.source import Source
from unit.casework.offices import CHIEF, CLERK, Place

ROOT = Path(__file__).parents[3]
KINDS = load_kinds()
PACKS = [
    *(ROOT / "tests" / "packs" / "valid" / name for name in ("minimal", "cadence", "shared-work")),
    *(ROOT / "definitions" / name for name in ("petition-base", "heze-qianjian", "public-hearing")),
]


def recorded(pack: Pack, data: Mapping[str, Any]) -> dict[str, Any]:
    """The first case of a scenario with those tied to it, recorded; raises Refused where no scenario can say it.

    What the scenario expects on its way is held where the pack is tested, and takes most of the time.
    """
    scenario = read_scenario({**data, "steps": [step for step in data["steps"] if set(step) != {"expect"}]})
    stage = Memory(pack, scenario, KINDS)
    kind = case_type_of(pack, scenario.case_type) if scenario.case_type else default_type(pack)
    assert list(Player(stage, kind).play(scenario.steps)) == []
    known = {case: Member(state, stage.histories[case], scenario.directory) for case, state in stage.states.items()}
    family = family_of(next(iter(known.values())), known.get)
    return scenario_of(pack, family, disguise_of(pack, family))


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
    saved = record(place.office, "t", place.state(case).number)
    assert ("device", "三楼打印机") in saved.left
    return saved.text


def test_two_cases_of_one_type_have_two_names_and_the_command_tells_them_in_either_language(
    place: Place, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = []
    for key in ("k1", "k2"):
        case = place.register(key).case
        act(place.office, CLERK, case, CompleteTask(task="mend"), place.now)
        act(place.office, CHIEF, case, TakeAction(action="finish"), place.now)
        numbers.append(place.state(case).number)
        place.time.at += timedelta(hours=1)
    names = [YAML(typ="safe").load(record(place.office, "t", number).text)["scenario"] for number in numbers]
    assert len(set(names)) == 2, names
    monkeypatch.setenv("FANGYUAN_DATABASE", database_url)
    monkeypatch.setenv("FANGYUAN_HOME", str(tmp_path))
    monkeypatch.setenv("FANGYUAN_KEY", b64encode(b"k" * 32).decode())
    asked = [numbers[0], "--tenant", "t"]
    told = json.loads(CliRunner().invoke(pack_record, [*asked, "--json"], catch_exceptions=False).stdout)
    assert YAML(typ="safe").load(told["scenario"])["scenario"] == names[0]
    assert {"path": "device", "text": "三楼打印机"} in told["left"]
    written = CliRunner().invoke(pack_record, [*asked, "-o", str(tmp_path / "one.yaml"), "--language", "en"])
    assert written.stdout.startswith("Written: ")
    assert "only known names and numbers were replaced" in written.stderr


def test_cases_that_are_tied_are_one_scenario_whichever_is_asked_for(place: Place) -> None:
    office = place.office
    first = place.register("k1").case
    place.time.at += timedelta(hours=1)
    again = place.register("k2").case
    link(office, CLERK, again, place.state(first).number, "repeat", place.now)
    place.work(place.now)
    act(office, CLERK, first, CompleteTask(task="mend"), place.now)
    texts = [record(office, "t", place.state(case).number).text for case in (first, again)]
    assert texts[0] == texts[1]
    data = YAML(typ="safe").load(texts[0])
    told = [(step.get("case"), step.get("link", step.get("do"))) for step in data["steps"] if "as" in step]
    assert told[0] == ("first", "register")
    assert sorted(told[1:]) == [("first", "mend"), ("other-1", "first"), ("other-1", "register")]
    alone = Member(place.state(first), office_history(place, first), Directory())
    for found, why in ((None, "不在本系统"), (replace(alone, state=replace(alone.state, pack="x")), "另一个定义包")):
        with pytest.raises(Refused, match=why) as refused:
            family_of(alone, lambda _, found=found: found)  # type: ignore[misc]
        assert "cannot be recorded" in english(refused.value.problems[0])


def office_history(place: Place, case: str) -> list[Recorded]:
    with place.office.database.read() as uow:
        return uow.cases.events("t", case)


def test_what_was_sent_on_is_played_and_looked_at_under_the_name_that_it_has() -> None:
    source, pack = load(ROOT / "tests" / "packs" / "valid" / "shared-work", [], KINDS)
    sent = [made for _, data in scenarios(source) if (made := _recorded_or_none(pack, data)) and _of_child(made)]
    assert sent
    for made in sent:
        assert [step for step in _of_child(made) if "as" in step or "expect" in step]


def _of_child(made: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [step for step in made["steps"] if str(step.get("case", "")).endswith("child")]


def _recorded_or_none(pack: Pack, data: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return recorded(pack, data)
    except Refused:
        return None


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


TITLED = Field("people.name", "name", "称呼", "text", {}, "string")
PHONE = Field("people.phone", "phone", "电话", "phone", {}, "string")
ROWS = Field("people", "people", "人", "table", {}, "array", many=True, children=(TITLED, PHONE))
PART = Field("parts.name", "name", "名称", "text", {}, "string")
DEVICES = Field("parts", "parts", "零件", "table", {}, "array", many=True, children=(PART,))
WRITTEN = {
    "blanks": "138 1234 5678",
    "hyphens": "138-1234-5678",
    "country": "+8613812345678",
    "full width": "１３８１２３４５６７８",
    "glued": "tel13812345678",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_one_number_has_one_stand_in_however_it_is_written(written: str) -> None:
    disguise = Disguise({})
    told = disguise.answers((PHONE, TITLE), {"phone": "13812345678", "title": f"来电{written}反映"})
    assert told["phone"] == "13800000001"
    assert told["title"].removeprefix("来电").removeprefix("tel") == "13800000001反映"


@pytest.mark.parametrize(
    "number",
    [
        "110101 19900307 7619",
        "鲁R·12345",
        "0530-5234567",
        "(0530)52345678",
        "6222 0216 0200 1234 567",
        "1234567",
        "a.b@c.cn",
    ],
)
def test_numbers_and_addresses_of_people_do_not_stay_in_short_texts(number: str) -> None:
    told = Disguise({}).text(f"其{number}，2026-03-02")
    assert number not in told
    assert told.endswith("，2026-03-02")


def test_a_row_with_what_only_people_have_is_a_person() -> None:
    rows = {"people": [{"name": "李四光", "phone": "13912345679"}], "parts": [{"name": "滚筒"}]}
    told = Disguise({}).answers((ROWS, DEVICES), rows)
    assert told["people"][0]["name"] == "王某"
    assert told["parts"] == [{"name": "滚筒"}]


def test_a_number_by_which_somebody_is_known_is_another_as_long() -> None:
    tel = Field("tel", "tel", "联系电话", "integer", {}, "integer")
    card = Field("card", "card", "编号", "integer", {}, "integer")
    many = Field("many", "many", "涉及人", "integer", {}, "integer")
    disguise = Disguise({})
    told = disguise.answers((tel, card, many), {"tel": 13812345674, "card": 110101199003077619, "many": 26})
    assert told["many"] == 26
    assert {len(str(told["tel"])), len(str(told["card"]))} == {11, 18}
    assert not {13812345674, 110101199003077619} & set(told.values())
    assert disguise.answers((tel,), {"tel": 13812345674}) == {"tel": told["tel"]}


def test_a_name_that_is_a_key_of_an_open_object_gives_way_and_is_listed() -> None:
    disguise = Disguise({})
    disguise.know({"张三丰": "王某"})
    homes = Field("homes", "homes", "各户", "group", {}, "object")
    assert disguise.answers((homes,), {"homes": {"张三丰": "二层楼"}}) == {"homes": {"王某": "二层楼"}}
    assert ("", "王某") in disguise.left


@pytest.mark.parametrize(
    ("title", "kind", "value", "told"),
    [
        ("联系人", "text", "张三丰", "王某"),
        ("户籍地", "text", "何楼村12号", "某镇某村1号"),
        ("出生日期", "date", "1971-03-09", "1990-01-01"),
        ("微信号", "text", "wxid_zhang", "某某1"),
        ("发生日期", "date", "2026-03-09", "2026-03-09"),
        ("来访人", "text", "张无忌", "王某"),
        ("参会人和职务", "text", "张无忌 科长", "王某"),
        ("配偶", "text", "小昭", "王某"),
        ("户数", "text", "三户", "三户"),
        ("会议地点", "text", "县委三楼会议室", "某地1"),
        ("复查机关", "text", "市人力资源和社会保障局", "某机关1"),
        ("单位意见", "text", "同意", "同意"),
        ("内部记号", "hidden", "13812345674", "13800000001"),
    ],
)
def test_the_title_of_a_field_tells_what_it_holds(title: str, kind: str, value: str, told: str) -> None:
    own = Field("x", "x", title, kind, {}, "string")
    assert Disguise({}).answers((own,), {"x": value}) == {"x": told}


def test_places_by_which_offices_are_called_give_way_in_short_texts() -> None:
    disguise = Disguise({})
    disguise.know(places(["青岑县信访局", "白苇镇人民政府", "办公室", "市直机关"]))
    assert disguise.text("青岑县白苇镇东头路口") == "某县某镇东头路口"
    assert disguise.text("市直机关大院") == "市直机关大院"


@pytest.mark.parametrize(
    ("value", "schema", "limits", "told"),
    [
        (4321, {}, (), 1),
        (4321, {"minimum": 0}, {3000, 5000}, 4000),
        (3000, {}, {3000}, 3000),
        (12, {}, {30}, 29),
        (4321.5, {"minimum": 0}, (), 1),
        (True, {}, (), True),
        ("1971-03-09", {}, (), "1971-01-01"),
    ],
)
def test_a_sensitive_value_gives_way_to_one_that_the_procedure_treats_alike(
    value: Any, schema: dict[str, Any], limits: Any, told: Any
) -> None:
    kind = "date" if isinstance(value, str) else "integer"
    own = Field("x", "x", "数", kind, schema, "integer", sensitive=True)
    assert Disguise({}, {"x": limits}).answers((own,), {"x": value}) == {"x": told}


def test_a_sensitive_text_keeps_the_shape_that_its_pattern_asks() -> None:
    own = Field("x", "x", "账号", "text", {"pattern": "^[0-9]{19}$"}, "string", sensitive=True)
    assert Disguise({}).answers((own,), {"x": "6222021602001234567"}) == {"x": "0000000000000000001"}


def test_of_the_name_of_a_file_only_its_ending_stays() -> None:
    own = Field("scan", "scan", "扫描件", "attachment", {}, "object")
    for name, told in (("孙大海.pdf", "附件.pdf"), ("刘建国.身份证13812345678", "附件")):
        assert Disguise({}).answers((own,), {"scan": {"name": name}}) == {"scan": {"name": told}}


def test_the_parameters_of_a_jurisdiction_are_not_given_away(place: Place) -> None:
    case = place.register().case
    with place.office.database.read() as uow:
        history = uow.cases.events("t", case)
        directory = place.office.directory(uow, "t")
    begun = replace(
        history[0], event=replace(history[0].event, parameters={"contact": "办公室 1234", "within": "3 days"})
    )
    holes = {
        "contact": Parameter("contact", "联系方式", {"type": "string"}, "见公告"),
        "within": Parameter("within", "期限", {"type": "string", "format": "fangyuan-duration"}, "5 days"),
    }
    pack, family = replace(place.pack, parameters=holes), (Member(place.state(case), [begun, *history[1:]], directory),)
    assert scenario_of(pack, family, disguise_of(pack, family))["parameters"] == {
        "contact": "某某1",
        "within": "3 days",
    }
