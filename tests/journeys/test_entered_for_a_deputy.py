"""The staff of a liaison station enter on real pages what a deputy signed on paper: with the paper, by name, and no more."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.admitting import open_account
from fangyuan.casework.identity import Identity
from fangyuan.casework.installing import activate, install
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.compiler.loading import load
from fangyuan.model.commands import TakeAction
from fangyuan.model.world import Person, Post, Tenant, Unit
from fixtures import web
from fixtures.web import PASSWORD, Site
from unit.casework.offices import make_place

DEFINITIONS = Path(__file__).parents[2] / "definitions"
STAFF = Identity("t", "staff")
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
ENTERED = {
    "topic": "相邻排水", "kind": "neighbour", "found_on": "2026-03-01", "place": "示例村",
    "parties": [{"name": "李某"}, {"name": "张某"}], "group": "g1", "deputies": ["dep"],
}  # fmt: skip


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A city whose station keeps no other unit's work, with a deputy and a leader of the first group."""
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, "2026-03-02T09:00+08:00")
    office = place.office
    put_organisation(
        office,
        [Tenant("t", "示例市人大常委会", "LX", "city")],
        [Unit("g1", "t", "第一代表小组", "group"), Unit("zx", "t", "示例乡人大", "congress", level="township")],
        [
            Person("dep", "t", "代表甲", (Post("deputy", "g1"),)),
            Person("lead", "t", "小组长", (Post("group-leader", "g1"),)),
            Person("staff", "t", "联络站工作人员", (Post("station-staff", "zx"),)),
        ],
    )
    source, _ = load(DEFINITIONS / "heze-liangxiang", (DEFINITIONS,), office.kinds)
    activate(office, "t", install(office, source, place.now, trial=False).pack, place.now)
    open_account(office, "t", "staff", "staff", PASSWORD, place.now)
    monkeypatch.setattr(web, "PEOPLE", {**web.PEOPLE, "staff": "t"})
    return Site(place)


def test_what_a_deputy_signed_is_entered_with_the_paper_and_told_as_theirs(station: Site) -> None:
    office, now = station.place.office, station.place.now
    case = register(office, STAFF, "liangxiang/dispute", ENTERED, None, "k", now).case
    staff, settle = station.desk("staff"), f"/cases/{case}/tasks/settle"
    staff.get(f"/cases/{case}")
    assert staff.shows("代录纸面办理")
    staff.get(f"{settle}?paper=1")
    assert staff.shows('value="dep"', "代表甲", "由您代录")
    said = {
        "settled_on": "2026-03-02", "settlement_kind": "written", "signed_on": "2026-03-02",
        "settlement_terms": "共修排水沟，费用各半。", "_act": "paper", "_on_behalf": "dep", "_occurred": "2026-03-02",
    }  # fmt: skip
    staff.post(settle, said, 422)
    assert staff.shows("请上传签字纸件的扫描件或照片", "共修排水沟，费用各半。", 'value="dep" selected')
    staff.post(settle, {**said, "_scan": (BytesIO(PDF), "协议.pdf")})
    staff.get(f"/cases/{case}?tab=timeline")
    assert staff.shows("代 代表甲 录入", "联络站工作人员", "扫描件")
    act(office, STAFF, case, TakeAction(action="hand-in"), now)
    staff.get(f"/cases/{case}")
    assert f"/cases/{case}/tasks/confirm?paper=1" not in staff.page
