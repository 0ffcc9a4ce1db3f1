"""A number of another system that is here already: shown beside the form, refused, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.world import Person, Post
from fixtures.web import PEOPLE, Site
from unit.casework.offices import MINIMAL, make_place

NEW = "/cases/new/numbered-elsewhere/matter"
MATTER = "numbered-elsewhere/matter"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An office that registers matters with numbers of other systems."""
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=MINIMAL.parent / "numbered-elsewhere")
    put_organisation(place.office, [], [], [Person("window", "t", "何登", (Post("clerk", "office"),))])
    monkeypatch.setitem(PEOPLE, "window", "t")
    yield Site(place)
    place.office.database.close()


def test_the_known_case_stands_beside_the_form_and_the_page_keeps_what_was_typed(site: Site) -> None:
    answers = {"topic": "路灯不亮", "portal_number": "XX-2026-001"}
    there = register(site.place.office, Identity("t", "window"), MATTER, answers, None, "a", site.place.now)
    desk = site.desk("window")
    desk.get(NEW)
    fields = {
        "_key": desk.hidden("_key"),
        "_received": "2026-03-02",
        "topic": "井盖松动",
        "portal_number": "ｘｘ-2026-001",
    }
    page = desk.post(NEW, fields, 422)
    assert f"这个编号（网上信箱）已经登记过，是 {there.number}。" in page
    assert f'href="/cases/{there.case}"' in page
    assert "网上信箱编号相同" in page
    assert "井盖松动</textarea>" in page
    desk.post(NEW, {**fields, "portal_number": "XX-2026-002"}, 302)
