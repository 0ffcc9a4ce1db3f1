"""The list “may be the same” beside a new form: what is found and why, who finds it, and how the new case is tied to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.world import Person, Post
from fixtures.web import PEOPLE, Desk, Site
from unit.casework.offices import MINIMAL, make_place

COMPLAIN = "/cases/new/complaint/complaint"
ALIKE = f"{COMPLAIN}/alike"
TOPIC = "东街菜市场夜间卸货噪声扰民，半夜不能入睡"
AUDITOR = (
    "fields: {persons.name: mask, persons.address: hide}",
    "registers: [complaint]\n  fields: {persons.name: mask, persons.address: hide, persons.phone: hide}",
)
SCRIPT = {"X-Fangyuan-Part": "alike"}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An office of complaints with one who registers, and one who reads no names."""
    pack = tmp_path / "complaint"
    shutil.copytree(MINIMAL.parent / "complaint", pack)
    roles = pack / "roles.yaml"
    roles.write_text(roles.read_text("utf-8").replace(*AUDITOR), "utf-8")
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=pack)
    people = [Person(name, "t", name, (Post(name, "office"),)) for name in ("window", "auditor")]
    put_organisation(place.office, [], [], people)
    for name in ("window", "auditor"):
        monkeypatch.setitem(PEOPLE, name, "t")
    yield Site(place)
    place.office.database.close()


def complain(
    site: Site, key: str, name: str = "陈小明", phone: str = "13900001111", topic: str = TOPIC, **more: Any
) -> str:
    """Registers a complaint; its number."""
    answers = {"persons": [{"name": name, "phone": phone}], "topic": topic, **more}
    return register(
        site.place.office, Identity("t", "window"), "complaint/complaint", answers, None, key, site.place.now
    ).number


def look(desk: Desk, **typed: str) -> list[tuple[str, list[str]]]:
    """(number, why) of what the page's script is shown."""
    desk.get(COMPLAIN)
    fields = {"csrf_token": desk.hidden("csrf_token"), "_key": desk.hidden("_key"), "_received": "2026-03-02"}
    answer = desk.client.post(
        ALIKE, data={**fields, **{name.replace("__", "."): text for name, text in typed.items()}}, headers=SCRIPT
    )
    desk.page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<html" not in desk.page
    return [
        (re.findall(r"TS\d{4}-\d+", item)[0], re.findall(r"<li>([^<]+)</li>", item))
        for item in re.split(r"<li>\s*<p>", desk.page)[1:]
    ]


@pytest.fixture
def desk(site: Site) -> Desk:
    return site.desk("window")


def test_everybody_of_a_joint_case_is_looked_for(site: Site, desk: Desk) -> None:
    number = complain(site, "a", "林大海", "13900002222", "路灯不亮")
    many = {f"persons__{n}__name": f"联名人{chr(0x4E00 + n)}" for n in range(60)}
    found = look(desk, **many, persons__60__name="林大海", topic="井盖丢失")
    assert [one for one, _ in found] == [number]


def test_the_same_people_and_the_same_matter_are_shown_with_why_the_likest_first(site: Site, desk: Desk) -> None:
    matter = complain(site, "a", "林大海", "13900002222", "东街菜市场半夜卸货，噪声扰民不能入睡")
    number = complain(site, "b", "张一", "13900003333", "路灯不亮")
    name = complain(site, "c", "王五", "13900004444", "井盖丢失")
    sound = complain(site, "d", "王武", "13900005555", "垃圾没有人收")
    complain(site, "e", "赵六", "13900006666", "公交车不停站")
    found = look(desk, persons__0__name="王五", persons__0__phone="１３９００００３３３３", topic=TOPIC)
    assert [one for one, _ in found] == [number, matter, name, sound]
    why = dict(found)
    assert why[number] == ["电话相同"]
    assert re.fullmatch(r"内容相似 \d\d%", why[matter][0])
    assert (why[name], why[sound]) == (["姓名相同"], ["姓名读音相同"])


def test_nothing_is_looked_for_where_nothing_tells_cases_apart(site: Site, desk: Desk) -> None:
    complain(site, "a")
    assert look(desk, persons__0__name="", topic="噪声") == []
    assert "没有相似的事项" in desk.page
    assert looked(site) == []


def test_what_an_officer_may_not_read_or_see_is_no_reason(site: Site, desk: Desk) -> None:
    kept = complain(site, "a", about_unit="office")
    there = complain(site, "b", topic="西街井盖丢失，行人不便")
    assert [one for one, _ in look(desk, persons__0__name="陈小明")] == [there]
    assert kept not in desk.page
    auditor = site.desk("auditor")
    assert [one for one, _ in look(auditor, persons__0__name="陈小明", persons__0__phone="13900001111")] == []
    typed = {"persons__0__name": "陈小明", "persons__0__phone": "13900001111", "topic": "西街井盖丢失"}
    assert [(one, len(why), why[0][:4]) for one, why in look(auditor, **typed)] == [(there, 1, "内容相似")]


def test_a_look_at_people_is_written_down_and_one_at_the_matter_is_not(site: Site, desk: Desk) -> None:
    complain(site, "a")
    look(desk, topic=TOPIC)
    assert looked(site) == []
    look(desk, persons__0__phone="13900001111")
    assert looked(site) == [("alike", "complaint/complaint", 1)]


def test_the_new_case_is_tied_to_the_chosen_ones_and_a_second_sending_ties_nothing_more(site: Site, desk: Desk) -> None:
    earlier = complain(site, "a")
    look(desk, persons__0__phone="13900001111")
    case = re.findall(r'name="_tie\.([^"]+)"', desk.page)[0]
    desk.get(COMPLAIN)
    sending = {
        "csrf_token": desk.hidden("csrf_token"), "_key": desk.hidden("_key"), "_received": "2026-03-02", "_act": "submit",
        "persons.0.name": "陈小明", "topic": "又来了", f"_tie.{case}": "repeat", "_tie.no-such-case": "related",
    }  # fmt: skip
    for _ in range(2):
        desk.post(COMPLAIN, sending)
        desk.follow()
        assert desk.shows("已登记，但没有关联上", "重复", earlier)
    with site.place.office.database.read() as uow:
        new = next(
            line for line in uow.cases.states("t", uow.cases.reached("t", "window")).values() if line.case != case
        )
    assert [(tie.relation, tie.number) for tie in new.links] == [("repeat", earlier)]


def test_without_a_script_the_form_comes_back_with_the_list_and_all_that_was_typed(site: Site, desk: Desk) -> None:
    earlier = complain(site, "a")
    desk.get(COMPLAIN)
    typed = {"persons.0.name": "陈小明", "topic": "新的事由", "_received": "2026-02-27", "_act": "alike"}
    desk.post(ALIKE, typed, 200)
    assert desk.shows(earlier, "姓名相同", ">\n新的事由</textarea>", 'value="2026-02-27"')
    case = re.findall(r'name="_tie\.([^"]+)"', desk.page)[0]
    desk.post(COMPLAIN, {**typed, "_act": "save", f"_tie.{case}": "joint"})
    desk.follow()
    assert desk.shows(f'name="_tie.{case}" value="joint"', "新的事由")


def looked(site: Site) -> list[tuple[str, str, int]]:
    with site.place.office.database.read() as uow:
        return [(one.what, one.about, one.amount) for one in uow.log.page("t")]
