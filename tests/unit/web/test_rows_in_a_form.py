"""Rows of a list without a script: plain buttons that give the form back with everything typed."""

from __future__ import annotations

import pytest

from fangyuan.casework.installing import activate, install
from fangyuan.casework.organising import put_organisation
from fangyuan.compiler.loading import load
from fangyuan.model.world import Person, Post
from fixtures.reading import PACKS
from fixtures.web import Desk, Site

ADDRESS = "/cases/new/complaint/complaint"


@pytest.fixture
def window(site: Site) -> Desk:
    """Somebody at a counter whose form has a list of persons."""
    office, now = site.place.office, site.place.now
    source, _ = load(PACKS / "complaint", (), office.kinds)
    activate(office, "t", install(office, source, now, trial=False).pack, now)
    put_organisation(office, [], [], [Person("clerk", "t", "窗口甲", (Post("window", "office"),))])
    desk = site.desk("clerk")
    desk.get(ADDRESS)
    return desk


def names(desk: Desk) -> list[str]:
    """The inputs for names, in order, with what stands in them."""
    return [
        part.partition('value="')[2].partition('"')[0]
        for part in desk.page.split('id="f-persons.')[1:]
        if '.name" name=' in part[:40]
    ]


def test_a_row_is_added_and_nothing_typed_is_lost(window: Desk) -> None:
    window.post(ADDRESS, {"persons.0.name": "甲", "topic": "等候", "_at": "persons.0", "_row": "add persons"}, 200)
    assert names(window) == ["甲", ""]
    assert window.shows("等候")
    assert "fy-errors" not in window.page


def test_a_row_is_taken_out_and_the_others_move_up(window: Desk) -> None:
    rows = {"persons.0.name": "甲", "persons.1.name": "乙", "persons.2.name": "丙"}
    window.post(ADDRESS, {**rows, "_row": "remove persons.1"}, 200)
    assert names(window) == ["甲", "丙"]
    window.post(ADDRESS, {**rows, "_row": "up persons.2"}, 200)
    assert names(window) == ["甲", "丙", "乙"]


def test_the_key_stays_the_same_so_that_the_case_is_made_once(window: Desk) -> None:
    key = window.hidden("_key")
    window.post(ADDRESS, {"persons.0.name": "甲", "_row": "add persons"}, 200)
    assert window.hidden("_key") == key
