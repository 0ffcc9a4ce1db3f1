"""Registering through the API with what the counter has: cases that look alike, ties, an earlier case, a draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from fangyuan.casework.admitting import issue_token
from fangyuan.casework.identity import Identity
from fangyuan.casework.looking_up import MOST, MOST_MASKED_ALIKE, SOUGHT
from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Person, Post
from fangyuan.store.access import Look
from fixtures.webs import web_over
from unit.api.talking import Program
from unit.casework.offices import MINIMAL, Place, make_place

COMPLAINT = {"pack": "complaint", "case_type": "complaint"}
NEW = "new:complaint/complaint"
TOPIC = "东街菜市场夜间卸货噪声扰民，半夜不能入睡"
CHEN = {"name": "陈小明", "phone": "13900001111"}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An office of complaints; the officer at the window registers them, the director decides, at east they answer."""
    made = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=MINIMAL.parent / "complaint")
    people = [Person(name, "t", name, (Post(name, "office"),)) for name in ("window", "director")]
    put_organisation(made.office, [], [], people)
    yield made
    made.office.database.close()


@pytest.fixture
def window(place: Place) -> Program:
    return program(web_over(place.office), place, "window")


def program(app: Flask, place: Place, who: str) -> Program:
    client = app.test_client()
    secret = issue_token(place.office, Identity("t", who), "test", place.now)
    return Program(client, secret, client.get("/api/v1/openapi.json").json)


def complain(window: Program, topic: str = TOPIC, **more: Any) -> Any:
    said = {"case_type": "complaint/complaint", "answers": {"persons": [CHEN], "topic": topic}}
    return window.do("registerCase", {**said, **more})


def traces(place: Place, what: str) -> int:
    with place.office.database.read() as uow:
        asked = text("select count(*) from access_log where what = :what")
        return int(uow.connection.execute(asked, {"what": what}).scalar_one())


def test_cases_that_look_alike_are_told_with_why_and_the_look_is_written_down(window: Program, place: Place) -> None:
    first, other = complain(window), complain(window, answers={"persons": [{"name": "林大海"}], "topic": "井盖丢失"})
    answers = {"persons": [CHEN], "topic": "东街菜市场夜间卸货，噪声扰民"}
    [found] = window.do("findAlike", {"answers": answers}, **COMPLAINT)["items"]
    assert (found["row"]["case"], found["same_name"], found["matter"] >= 60) == (first["case"], True, True)
    assert found["same"] == ["电话"]
    assert traces(place, "alike") == 1
    assert traces(place, "typed-number") == 1
    chosen = window.do("findAlike", {"answers": {}, "chosen": [other["case"], "none"]}, **COMPLAINT)["items"]
    assert [one["row"]["case"] for one in chosen] == [other["case"]]


@pytest.mark.parametrize(
    "answers",
    [{"topic": 5}, {"persons": "陈小明"}, {"persons": [7, None]}, {"persons": {"name": {}}}, {"none": [[]]}],
)
def test_answers_of_any_shape_are_looked_at_as_far_as_the_form_has_a_place_for_them(
    window: Program, answers: dict[str, Any]
) -> None:
    assert window.do("findAlike", {"answers": answers}, **COMPLAINT)["items"] == []
    window.do("saveDraft", {"place": NEW, "answers": answers})


def test_masked_numbers_are_not_tried_out_by_a_program(window: Program, place: Place) -> None:
    complain(window)
    many = [{"phone": f"139{n:04}1111"} for n in range(1, MOST_MASKED_ALIKE + 1)]
    refused = window.refused(429, "findAlike", {"answers": {"persons": [*many, CHEN]}}, **COMPLAINT)
    assert refused["code"] == "too-often"
    assert window.do("findAlike", {"answers": {"persons": many}}, **COMPLAINT)["items"] == []
    window.refused(429, "findAlike", {"answers": {"persons": [CHEN]}}, **COMPLAINT)
    assert window.do("findAlike", {"answers": {"persons": [{"name": "陈小明"}]}}, **COMPLAINT)["items"] != []
    with place.office.database.begin() as uow:
        uow.log.add_all("t", [Look("window", SOUGHT, "", 0, place.now)] * MOST)
        uow.commit()
    window.refused(429, "findEarlier", {"name": "陈小明", "contact": "13900001111"})


def test_a_new_case_is_tied_to_those_that_an_officer_chose(window: Program, place: Place) -> None:
    first = complain(window)
    ties = {first["case"]: "repeat", "none": "related"}
    made, again = (
        window.do(
            "registerCase",
            {"case_type": "complaint/complaint", "answers": {"persons": [CHEN], "topic": TOPIC}, "ties": ties},
            key="k",
        )
        for _ in range(2)
    )
    assert (again["case"], again["not_tied"]) == (made["case"], made["not_tied"])
    assert [one["code"] for one in made["not_tied"]] == ["not-found"]
    [tie] = window.get("getCase", case=made["case"])["links"]
    assert tie["number"] == first["number"]
    window.refused(
        400, "registerCase", {"case_type": "complaint/complaint", "answers": {}, "ties": {first["case"]: "parent"}}
    )


def test_the_people_of_an_earlier_case_begin_a_form_and_leave_a_trace(window: Program, place: Place) -> None:
    made = complain(window)
    window.refused(422, "findEarlier", {"name": "陈小明"})
    for sought in ({"number": made["number"]}, {"name": "陈小明", "contact": "13900001111"}):
        [row] = window.do("findEarlier", sought)["items"]
        assert row["case"] == made["case"]
    assert window.do("findEarlier", {"name": "陈小明", "contact": "13900001112"})["items"] == []
    taken = window.do("takeEarlier", {"case": made["case"]}, **COMPLAINT)
    [person] = taken["answers"]["persons"]
    assert (person["name"], person["phone"], taken["amount"]) == ("陈小明", "13900001111", 2)
    assert "topic" not in taken["answers"]
    assert traces(place, "prefill") == 4
    assert "private-data-seen" in place.words(made["case"])
    window.refused(404, "takeEarlier", {"case": "none"}, **COMPLAINT)


def test_a_draft_is_kept_gone_on_with_and_forks_where_another_device_was_quicker(window: Program) -> None:
    first = window.do("saveDraft", {"place": NEW, "answers": {"topic": "路灯"}, "received_on": "2026-03-01"})
    more = {"place": NEW, "draft": first["draft"], "revision": first["revision"]}
    second = window.do("saveDraft", {**more, "answers": {"topic": "路灯不亮", "persons": [CHEN]}})
    assert (second["draft"], second["revision"], second["forked"]) == (first["draft"], 2, False)
    forked = window.do("saveDraft", {**more, "answers": {"topic": "另一台设备"}})
    assert (forked["forked"], forked["draft"] != first["draft"]) == (True, True)
    found = window.get("getDraft", draft=first["draft"])
    assert (found["answers"]["topic"], found["answers"]["persons"][0]["name"]) == ("路灯不亮", "陈小明")
    assert found["texts"]["topic"] == ["路灯不亮"]
    assert {one["line"] for one in window.get("listDrafts")["items"]} == {"陈小明", "另一台设备"}
    window.do("dropDraft", draft=first["draft"])
    window.refused(404, "getDraft", draft=first["draft"])


def test_a_draft_is_its_writers_own_and_of_a_form_that_they_may_fill_in(window: Program, place: Place) -> None:
    kept = window.do("saveDraft", {"place": NEW, "answers": {"topic": "路灯"}})["draft"]
    other = program(web_over(place.office), place, "director")
    other.refused(404, "getDraft", draft=kept)
    other.refused(403, "saveDraft", {"place": NEW, "answers": {}})
    other.refused(403, "findAlike", {"answers": {}}, **COMPLAINT)
    for nowhere in ("new:none", "digest:a:b", "task:none:x:", "…"):
        window.refused(404, "saveDraft", {"place": nowhere, "answers": {}})


def test_a_browser_goes_on_with_what_a_program_kept(window: Program, place: Place) -> None:
    kept = window.do("saveDraft", {"place": NEW, "answers": {"topic": "路灯不亮"}, "received_on": "2026-03-01"})
    with window.client.session_transaction() as session:
        session.update(tenant="t", person="window", stamp="")
    page = window.client.get(f"/cases/new/complaint/complaint?draft={kept['draft']}").get_data(as_text=True)
    assert "路灯不亮" in page
    assert 'value="2026-03-01"' in page
