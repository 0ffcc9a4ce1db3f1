"""The box “from an earlier case” of a new form: looked for, picked, filled in as a draft, what was typed kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.world import Person, Post
from fixtures.web import NEW, PEOPLE, Desk, Site
from unit.casework.offices import MINIMAL, make_place

COMPLAIN = "/cases/new/complaint/complaint"
EARLIER = f"{COMPLAIN}/earlier"
NEW_TOPIC = ">\n新的事由</textarea>"
ANSWERS: dict[str, Any] = {
    "persons": [
        {"name": "陈小明", "phone": "13900001111", "address": "东街 3 号"},
        {"name": "林大海", "phone": "13900002222", "address": "西街 8 号"},
    ],
    "topic": "等候时间过长",
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An office of complaints: one who registers them, one who reads phones masked, one of another place."""
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=MINIMAL.parent / "complaint")
    people = [Person(name, "t", name, (Post(name, "office"),)) for name in ("window", "director")]
    put_organisation(place.office, [], [], people)
    monkeypatch.setitem(PEOPLE, "window", "t")
    yield Site(place)
    place.office.database.close()


@pytest.fixture
def number(site: Site) -> str:
    """The number of an earlier case."""
    place = site.place
    return register(place.office, Identity("t", "window"), "complaint/complaint", ANSWERS, None, "k", place.now).number


@pytest.fixture
def desk(site: Site) -> Desk:
    """A clerk before a new form."""
    desk = site.desk("window")
    desk.get(COMPLAIN)
    return desk


def case_of(desk: Desk) -> str:
    return re.findall(r'name="_from" value="([^"]+)"', desk.page)[0]


def value(desk: Desk, name: str) -> str:
    """What an input holds, whatever its attributes."""
    tag = next(tag for tag in re.findall(r"<(?:input|textarea)[^>]*>[^<]*", desk.page) if f'name="{name}"' in tag)
    found = re.search(r'value="([^"]*)"', tag)
    return found[1] if found else tag.partition(">")[2].strip()


def looked(site: Site) -> list[tuple[str, str, int]]:
    with site.place.office.database.read() as uow:
        return [(one.what, one.about, one.amount) for one in uow.log.page("t")]


def test_found_by_number_picked_and_filled_in_as_a_draft_that_can_be_changed(
    desk: Desk, site: Site, number: str
) -> None:
    assert desk.shows("从以前的事项填写")
    desk.post(EARLIER, {"_act": "look", "_earlier_number": number, "topic": "新的事由", "_received": "2026-02-27"}, 200)
    assert desk.shows(number, "陈小明、林大海", NEW_TOPIC, 'name="_received" value="2026-02-27"')
    desk.post(EARLIER, {"_from": case_of(desk), "topic": "新的事由", "_received": "2026-02-27"})
    assert "draft=" in desk.answer.headers["Location"]
    assert "陈" not in desk.answer.headers["Location"]
    desk.follow()
    assert desk.shows("已填入 6 项", 'name="_received" value="2026-02-27"')
    assert value(desk, "topic") == "新的事由"
    assert [value(desk, f"persons.{n}.phone") for n in (0, 1)] == ["13900001111", "13900002222"]
    assert sorted(looked(site)) == [("prefill", number, 6), ("prefill", "number", 1)]


def test_a_person_who_was_begun_is_completed_and_another_keeps_their_row(desk: Desk, number: str) -> None:
    typed = {"persons.0.name": "王五", "persons.1.name": "陈小明", "persons.1.address": "新址", "_at": "persons.2"}
    desk.post(EARLIER, {**typed, "_act": "look", "_earlier_name": "陈小明", "_earlier_contact": "139 0000 1111"}, 200)
    desk.post(EARLIER, {**typed, "_from": case_of(desk)})
    desk.follow()
    names = [value(desk, f"persons.{n}.{part}") for n in range(3) for part in ("name", "phone", "address")]
    assert names == ["王五", "", "", "陈小明", "13900001111", "新址", "林大海", "13900002222", "西街 8 号"]


def test_what_is_not_found_or_not_given_is_said_and_nothing_typed_is_lost(desk: Desk, number: str) -> None:
    desk.post(EARLIER, {"_act": "look", "_earlier_number": number[:-1], "topic": "新的事由"}, 200)
    assert desk.shows("没有找到您可以查看的事项", NEW_TOPIC)
    desk.post(EARLIER, {"_act": "look", "_earlier_name": "陈小明", "topic": "新的事由"}, 422)
    assert desk.shows("请填写完整的编号", NEW_TOPIC, 'value="陈小明"')
    desk.post(EARLIER, {"_from": "00000000-0000-0000-0000-000000000000", "topic": "新的事由"}, 422)
    assert desk.shows("没有找到这件事项", NEW_TOPIC)


def test_return_in_a_field_keeps_a_draft_and_in_the_box_looks(desk: Desk, number: str) -> None:
    first = re.findall(r"<button[^>]*>", desk.page[desk.page.index("data-sheet") :])[0]
    assert 'value="enter"' in first
    desk.post(EARLIER, {"_act": "enter", "_earlier_number": number}, 200)
    assert desk.shows("陈小明、林大海")
    desk.post(EARLIER, {"_act": "enter", "topic": "写到一半"})
    desk.follow()
    assert desk.shows("草稿已保存", ">\n写到一半</textarea>")


def test_a_form_that_asks_for_nobody_has_no_box(tmp_path: Path) -> None:
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path)
    desk = Site(place).desk("clerk")
    assert "从以前的事项填写" not in desk.get(NEW)
    place.office.database.close()
