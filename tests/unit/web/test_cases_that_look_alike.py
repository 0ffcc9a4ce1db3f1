"""The list “may be the same” beside a new form: what is found and why, who finds it, and how the new case is tied to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.looking_up import MOST_MASKED_ALIKE, MOST_TYPED, WINDOW
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
MASKED_ALIKE = [f"138{n:04}1111" for n in range(MOST_MASKED_ALIKE + 1)]
OF_ALL_KINDS = [f"139{n:08}" for n in range(MOST_TYPED + 1)]
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
    assert sorted(without_hashes(site)) == [("alike", "complaint/complaint", 1), ("typed-number", "139****1111", 1)]


def test_each_number_is_written_down_once_in_an_hour_found_or_not_and_the_beginning_of_one_is_none(
    site: Site, desk: Desk
) -> None:
    for phone in ("1390", "13900009999", "139-0000 9999", "13900008888"):
        look(desk, persons__0__phone=phone)
    assert sorted(without_hashes(site)) == [("typed-number", f"139****{end}", 0) for end in ("8888", "9999")]
    assert "13900009999" not in str(looked(site))
    site.place.time.at += WINDOW
    look(desk, persons__0__phone="13900009999")
    assert len(looked(site)) == 3


def test_a_joint_petition_of_two_hundred_is_looked_for_again_and_again(site: Site, desk: Desk) -> None:
    """All of a village: phones of one beginning, and the stand-in of identity numbers that end in one of a dozen ways."""
    number = complain(site, "a", "林大海", "13900010199", "路灯不亮")
    ends = {f"persons__{n}__phone": f"138{n:04}{n % 12:04}" for n in range(200)}
    phones = {f"persons__{200 + n}__phone": f"1390001{n:04}" for n in range(200)}
    for _ in range(3):
        assert look(desk, **ends, **phones) == [(number, ["电话相同"])]
    assert len(looked(site)) == 400 + 3


@pytest.mark.parametrize("numbers", [MASKED_ALIKE, OF_ALL_KINDS])
def test_masked_numbers_cannot_be_tried_out_and_the_form_stays_as_it_is(
    site: Site, desk: Desk, numbers: list[str]
) -> None:
    complain(site, "a", phone=numbers[-1])
    for first in range(0, len(numbers) - 1, 300):
        assert (
            look(desk, **{f"persons__{n}__phone": one for n, one in enumerate(numbers[:-1][first : first + 300])}) == []
        )
    last = {"persons__0__phone": numbers[-1], "persons__0__name": "陈小明", "topic": "新的事由"}
    assert look(desk, **last) == []
    assert desk.shows("暂时不能查找相似的事项", "可以照常登记")
    desk.get(COMPLAIN)
    typed = {name.replace("__", "."): text for name, text in last.items()} | {"_received": "2026-02-27"}
    desk.post(ALIKE, {**typed, "_act": "alike", "_tie.other": "joint"}, 200)
    assert desk.shows(
        "暂时不能查找", ">\n新的事由</textarea>", f'value="{numbers[-1]}"', 'name="_tie.other" value="joint"'
    )
    assert look(desk, persons__0__name="陈小明") != []
    site.place.time.at += WINDOW
    assert look(desk, **last) != []


def test_numbers_asked_for_at_once_are_bounded_like_those_one_after_the_other(site: Site, desk: Desk) -> None:
    complain(site, "a", phone="13899991111")
    many = {f"persons__{n}__phone": f"138{n:04}1111" for n in range(MOST_MASKED_ALIKE)}
    assert look(desk, **many, persons__300__phone="13899991111") == []
    assert desk.shows("暂时不能查找相似的事项")
    assert looked(site) == []


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


def without_hashes(site: Site) -> list[tuple[str, str, int]]:
    return [(what, about.partition(" ")[0], amount) for what, about, amount in looked(site)]


def looked(site: Site) -> list[tuple[str, str, int]]:
    with site.place.office.database.read() as uow:
        return [(one.what, one.about, one.amount) for one in uow.log.page("t", limit=1000)]
