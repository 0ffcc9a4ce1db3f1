"""Drafts on the pages: kept by the script and by the button, gone on with elsewhere, side by side, two devices, old versions."""

from __future__ import annotations

import json
import re

from fangyuan.casework import drafting
from fangyuan.casework.drafting import Writing
from fixtures.web import NEW, REPORT, Desk, Site
from unit.casework.offices import CLERK

PLACE = "new:minimal/repair"


def autosave(desk: Desk, status: int = 200, **fields: str) -> dict[str, str]:
    """What the page's script sends, and what it is told."""
    page, carried = desk.page, {name: desk.hidden(name) for name in ("csrf_token", "_key", "_rev", "_place")}
    answer = desk.client.post("/drafts", data={**carried, **fields})
    assert answer.status_code == status, answer.get_data(as_text=True)
    desk.page = page
    return dict(json.loads(answer.get_data(as_text=True)))


def drafts(site: Site) -> tuple[drafting.Begun, ...]:
    return drafting.mine(site.place.office, CLERK, site.place.now)


def test_what_is_typed_is_kept_by_itself_and_found_on_another_device(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get(NEW)
    said = autosave(desk, device="扫描仪", _received="2026-02-27")
    assert said["said"] == "草稿已自动保存 09:00"
    elsewhere = site.desk("clerk")
    elsewhere.get("/")
    assert elsewhere.shows("没填完的表（1）", "扫描仪", "报修单")
    elsewhere.get(said["address"])
    assert elsewhere.shows('value="扫描仪"', 'name="_received" value="2026-02-27"')
    assert elsewhere.hidden("_key") == said["key"] == desk.hidden("_key")


def test_two_devices_with_one_draft_make_one_case(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get(NEW)
    address = autosave(desk, device="扫描仪")["address"]
    other = site.desk("clerk")
    other.get(address)
    desk.post(NEW, REPORT)
    other.post(NEW, {**REPORT, "device": "另一台"}, 422)
    assert other.shows("这一页已经提交过（编号 SLBX2026-0001）", "另一台")
    other.get("/search?q=SLBX2026-0002")
    assert other.shows("没有找到您可以查看的案件")
    assert drafts(site) == ()


def test_a_conflict_is_said_and_both_are_kept(site: Site) -> None:
    desk, other = site.desk("clerk"), site.desk("clerk")
    desk.get(NEW)
    address = autosave(desk, device="扫描仪")["address"]
    for one in (desk, other):
        one.get(address)
    autosave(desk, device="扫描仪 A")
    said = autosave(other, 409, device="扫描仪 B")
    assert "另一台设备" in said["said"]
    assert sorted(one.texts["device"][0] for one in drafts(site)) == ["扫描仪 A", "扫描仪 B"]
    other.post(
        NEW,
        {
            "device": "扫描仪 C",
            "_act": "save",
            "_key": said["key"],
            "_rev": "0",
            "csrf_token": other.hidden("csrf_token"),
        },
    )
    other.follow()
    assert other.shows("两边填写的都没有丢", 'value="扫描仪 C"')


def test_a_draft_is_dropped_and_taken_back(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get(NEW)
    key = autosave(desk, device="扫描仪")["key"]
    desk.get("/drafts")
    desk.post(f"/drafts/{key}/drop", {"back": "/drafts"})
    desk.follow()
    assert desk.shows("已删除", "撤销")
    desk.get(f"{NEW}?draft={key}")
    assert desk.shows("这份草稿已经不在了")
    desk.post(f"/drafts/{key}/restore", {"back": "https://elsewhere.example"})
    assert desk.answer.headers["Location"] == "/"
    desk.get(f"{NEW}?draft={key}")
    assert desk.shows('value="扫描仪"')


def test_a_draft_of_another_version_shows_what_has_no_place_any_more(site: Site) -> None:
    texts = {"device": ["扫描仪"], "category": ["typewriter"], "floor": ["三楼"]}
    drafting.keep(site.place.office, CLERK, Writing("a" * 32, PLACE, texts, None, "older", "报修单"), site.place.now)
    desk = site.desk("clerk")
    desk.get(f"{NEW}?draft={'a' * 32}")
    assert desk.shows("这张表已改版", "typewriter", "三楼", 'value="扫描仪"')
    autosave(desk, device="扫描仪")
    desk.get(f"{NEW}?draft={'a' * 32}")
    assert desk.shows("typewriter", "三楼")


def test_a_task_goes_on_with_its_draft_unless_it_is_begun_anew(site: Site) -> None:
    case = site.case()
    place = f"task:{case}:mend:"
    drafting.keep(site.place.office, CLERK, Writing("b" * 32, place, {"x": ["y"]}, None, "", "修理"), site.place.now)
    desk = site.desk("clerk")
    desk.get(f"/cases/{case}/tasks/mend")
    assert desk.hidden("_key") == "b" * 32
    desk.get(f"/cases/{case}/tasks/mend?fresh=1")
    assert desk.hidden("_key") != "b" * 32


def test_what_was_typed_is_kept_though_the_form_may_not_be_filled_in_any_more(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get(NEW)
    autosave(desk, _place="task:00000000-0000-0000-0000-000000000000:mend:", note="写到一半")
    assert [one.texts["note"] for one in drafts(site)] == [["写到一半"]]
    desk.get("/drafts")
    assert desk.client.post("/drafts", data={"csrf_token": desk.hidden("csrf_token"), "_place": "x"}).status_code == 404


def test_a_failed_submit_keeps_the_uploads(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get(NEW)
    desk.post(NEW, {**REPORT, "device": ""}, 422)
    assert re.search(r'name="_key" value="[0-9a-f]{32}"', desk.page)
    assert desk.shows('value="13800000000"', 'name="_rev" value="0"')
