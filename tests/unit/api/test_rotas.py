"""Turns and appointments through the API, as on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.world import Person, Post
from packs.examples import VALID
from unit.api.conftest import ProgramOf
from unit.casework.offices import CLERK, Place, make_place

PATH = {"pack": "receiving", "duty": "reception"}
DUTY = "receiving/reception"


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """An office whose two leaders receive on Wednesdays; the chief says whose the days are."""
    made = make_place(database_url, tmp_path, "2026-03-04T10:00+08:00", VALID / "receiving")
    leaders = [Person(name, "t", title, (Post("leader", "office"),)) for name, title in (("a", "书记"), ("b", "县长"))]
    put_organisation(made.office, [], [], leaders)
    yield made
    made.office.database.close()


def test_a_program_sets_and_swaps_turns(program_of: ProgramOf) -> None:
    chief, clerk = program_of("chief"), program_of("clerk")

    def days() -> list[dict[str, Any]]:
        rotas = {one["duty"]: one for one in clerk.get("listRotas")["rotas"]}
        return list(rotas[DUTY]["days"])

    def people() -> list[str]:
        return [day["person"]["id"] for day in days()[:3]]

    assert people() == ["a", "b", "a"]
    chief.do("giveTurn", {"occurs_on": "2026-03-11", "person": "b", "n": 0}, **PATH)
    assert people() == ["b", "a", "b"]
    chief.refused(409, "giveTurn", {"occurs_on": "2026-03-11", "person": "a", "n": 0}, **PATH)
    clerk.refused(422, "giveTurn", {"occurs_on": "2026-03-11", "person": "a"}, **PATH)
    chief.do("swapTurns", {"occurs_on": "2026-03-11", "other": "2026-03-18", "reason": "开会"}, **PATH)
    assert people()[:2] == ["a", "b"]
    first, second = (program_of(one) for one in ("a", "b"))
    first.do("swapTurns", {"occurs_on": "2026-03-11", "other": "2026-03-18", "reason": "开会"}, **PATH)
    (asked,) = next(one["asked"] for one in second.get("listRotas")["rotas"] if one["duty"] == DUTY)
    first.refused(422, "answerSwap", {"agreed": True}, swap=asked["id"])
    second.do("answerSwap", {"agreed": True}, swap=asked["id"])
    assert people()[:2] == ["b", "a"]
    second.refused(422, "takeSwapBack", {}, swap=asked["id"])
    chief.do("settleTurns", {"until": "2026-04-30"}, **PATH)
    assert {day["sort"] for day in days()[:6]} <= {"set", "swapped"}


def test_a_program_books_once_under_a_key_moves_and_cancels(program_of: ProgramOf, place: Place) -> None:
    clerk = program_of("clerk")
    answers = {"persons": [{"name": "王某"}], "cause": "低保"}
    case = register(place.office, CLERK, "receiving/visit", answers, None, "k", place.now).case
    offered = clerk.get("getAppointment", case=case)["days"][0]
    assert (offered["on"], offered["times"][0]["time"], offered["times"][0]["free"]) == ("2026-03-11", "09:00", 2)
    time = {"duty": DUTY, "occurs_on": "2026-03-11", "time": "09:00"}
    assert "appointment-made" in clerk.do("bookAppointment", time, case=case)["events"]
    clerk.refused(422, "bookAppointment", {**time, "time": "12:00"}, case=case)
    clerk.refused(422, "recordAppointment", {"kept": True}, case=case)
    [first, *_] = clerk.get("getReception", day="2026-03-11", **PATH)["times"]
    assert (first["free"], [one["case"] for one in first["booked"]]) == (1, [case])
    clerk.do("bookAppointment", {**time, "time": "10:00"}, case=case)
    clerk.do("cancelAppointment", {"reason": "不来了"}, case=case)
    assert clerk.get("getAppointment", case=case)["told"]["state"] == "cancelled"
    clerk.refused(404, "getReception", day="yesterday", **PATH)
