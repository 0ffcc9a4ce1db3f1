"""Asking after a matter by a program of whoever it is of: what the public page tells, counted alike, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.asking_after import MOST_FOR_A_NUMBER
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.organising import publish, put_organisation
from fangyuan.casework.registering import register
from fangyuan.casework.slips import code_of
from fangyuan.model.commands import TakeAction
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.web.api.routes.public import HEADER
from fixtures.webs import web_over
from unit.api.talking import Program
from unit.casework.offices import MINIMAL, Place, make_place

WINDOW, ADMIN = Identity("t", "window"), Identity("t", "admin")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ANSWERS: Mapping[str, Any] = {
    "persons": [{"name": "甲某某", "phone": "13900000000"}],
    "topic": "等候太久",
    "happened_on": "2026-03-01",
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An office of complaints that answers on the public page."""
    made = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=MINIMAL.parent / "complaint")
    people = [
        Person("window", "t", "受理员", (Post("window", "office"),)),
        Person("admin", "t", "管理员", (Post("administrator", "office"),)),
    ]
    units = [Unit("east", "t", "东区", "bureau")]
    put_organisation(made.office, [Tenant("t", "示例县", "SL", "county", public=True)], units, people)
    yield made
    made.office.database.close()


@pytest.fixture
def outside(place: Place) -> Program:
    """A program without a token."""
    client = web_over(place.office).test_client()
    return Program(client, "", client.get("/api/v1/openapi.json").json)


def complaint(place: Place, key: str = "k", **more: Any) -> tuple[Done, dict[str, str]]:
    """A complaint, and what its slip says."""
    done = register(place.office, WINDOW, "complaint/complaint", {**ANSWERS, **more}, None, key, place.now)
    return done, {"number": done.number, "code": code_of(place.office, "t", done.case, 0)}


def test_the_matter_is_told_by_its_code_then_by_the_ticket_and_nobody_in_it(place: Place, outside: Program) -> None:
    done, slip = complaint(place)
    answer = outside.call("askAfter", slip, tenant="t")
    assert answer.status_code == 200, answer.text
    assert (answer.json["matter"]["number"], answer.headers["Cache-Control"]) == (done.number, "no-store")
    for hidden in ("甲某某", "13900000000", "等候太久", "受理员", done.case):
        assert hidden not in answer.text, hidden
    ticket = {"ticket": answer.json["ticket"]}
    assert outside.do("lookAfter", ticket, tenant="t")["matter"]["number"] == done.number
    outside.refused(422, "lookAfter", {"ticket": answer.json["ticket"][:-2]}, tenant="t")
    outside.refused(404, "lookAfter", ticket, tenant="other")
    place.time.at += timedelta(minutes=31)
    outside.refused(422, "lookAfter", ticket, tenant="t")


def test_materials_are_added_and_the_office_is_rated_once_under_a_key(place: Place, outside: Program) -> None:
    done, slip = complaint(place)
    act(
        place.office, WINDOW, done.case, TakeAction(action="hand-out", answers={"units": ["east"]}), place.now
    )  # fmt: skip
    ticket = outside.do("askAfter", slip, tenant="t")["ticket"]
    asked = outside.do("getPublicForm", {"ticket": ticket}, tenant="t", action="add")
    assert "added" in asked["form"]["schema"]["properties"]
    outside.headers[HEADER] = asked["ticket"]
    file = outside.do("uploadOutside", {"file": (BytesIO(PDF), "单据.pdf")}, tenant="t")
    place.time.at += timedelta(minutes=40)
    said = {"ticket": asked["ticket"], "answers": {"added": [{"words": "补一份", "files": [file]}]}}
    for _ in range(2):
        told = outside.do("actOutside", said, "k", tenant="t", action="add")
        assert told["matter"] is None
    assert [one["words"] for one in place.state(done.case).answers["added"]] == ["补一份"]
    ticket = outside.do("askAfter", slip, tenant="t")["ticket"]
    wrong = outside.refused(422, "actOutside", {"ticket": ticket, "answers": {}}, tenant="t", action="rate")
    assert {one["path"] for one in wrong["problems"]} >= {"unit_rating"}
    rated = {"ticket": ticket, "answers": {"office_rating": "good", "unit_rating": "bad"}}
    assert outside.do("actOutside", rated, tenant="t", action="rate")["matter"]["number"] == done.number
    for answers in ({"units": []}, {"units": ["east"]}):
        outside.refused(404, "actOutside", {**rated, "answers": answers}, tenant="t", action="hand-out")
        outside.refused(404, "actOutside", {**rated, "answers": answers}, tenant="t", action="finish")
    outside.headers[HEADER] = "x"
    outside.refused(422, "uploadOutside", {"file": (BytesIO(PDF), "单据.pdf")}, tenant="t")


def test_one_answer_for_all_that_does_not_fit_and_only_so_many_tries(place: Place, outside: Program) -> None:
    _, slip = complaint(place)
    _, private = complaint(place, "k2", about_unit="east")
    wrong = [{**slip, "code": "AAAAAAAAAA"}, {**slip, "number": "TS2026-9999"}, private]
    told = [outside.refused(422, "askAfter", tried, tenant="t") for tried in wrong]
    assert (told[0]["code"], told[1:]) == ("wrong-code", [told[0]] * 2)
    for _ in range(MOST_FOR_A_NUMBER - 1):
        outside.refused(422, "askAfter", wrong[0], tenant="t")
    answer = outside.call("askAfter", slip, tenant="t")
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (429, "too-often", "900")


def test_it_is_not_there_where_the_jurisdiction_has_not_opened_it(place: Place, outside: Program) -> None:
    _, slip = complaint(place)
    ticket = outside.do("askAfter", slip, tenant="t")["ticket"]
    publish(place.office, ADMIN, public=False)
    outside.refused(404, "askAfter", slip, tenant="t")
    outside.refused(404, "lookAfter", {"ticket": ticket}, tenant="t")
    outside.refused(404, "getPublicForm", {"ticket": ticket}, tenant="t", action="add")
