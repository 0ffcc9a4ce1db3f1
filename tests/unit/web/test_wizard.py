"""A form as the pages of a wizard: without a script, forwards and back, checked page by page and once more at the end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.web import NEW, Desk, Site
from unit.casework.offices import MINIMAL, make_place

PAGES = (("设备", ["device", "category"]), ("时间", ["noticed_on", "urgent"]), ("联系", ["phone"]))


def wizard_pack(folder: Path, variant: str = "stepper") -> Path:
    """The minimal pack with its form on three pages, the last of which is only asked of urgent cases."""
    shutil.copytree(MINIMAL, folder)
    pages = [
        {"type": "Category", "label": title,
         "elements": [{"type": "Control", "scope": f"#/properties/{name}"} for name in names]}
        for title, names in PAGES
    ]  # fmt: skip
    urgent = {"scope": "#/properties/urgent", "schema": {"const": True}}
    pages[2]["rule"] = {"effect": "SHOW", "condition": urgent}  # type: ignore[assignment]
    ui = {"type": "Categorization", "options": {"variant": variant}, "elements": pages}
    path = folder / "case-types" / "repair" / "report.ui.json"
    path.write_text(json.dumps(ui, ensure_ascii=False), "utf-8")
    return folder


@pytest.fixture
def wizard(tmp_path: Path) -> Iterator[Site]:
    """The web over that pack."""
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=wizard_pack(tmp_path / "pack"))
    yield Site(place)
    place.office.database.close()


def turn(desk: Desk, act: str = "next", **fields: str) -> str:
    """Sends the page that stands there; gives the one that follows."""
    carried = {name: desk.hidden(name) for name in ("_rev", "_place", "_step")}
    desk.post(NEW, {**carried, **fields, "_act": act})
    return desk.follow()


def first_page(site: Site) -> Desk:
    desk = site.desk("clerk")
    desk.get(NEW)
    return desk


def to_the_end(site: Site) -> Desk:
    desk = first_page(site)
    turn(desk, device="三楼打印机", category="printer", _received="2026-02-27")
    turn(desk, noticed_on="2026-03-02", urgent="true")
    turn(desk, phone="13800000000")
    return desk


def test_one_page_is_asked_at_a_time(wizard: Site) -> None:
    desk = first_page(wizard)
    assert desk.shows('name="device"', 'aria-current="step"', "下一页", "收到日期")
    assert 'name="noticed_on"' not in desk.page
    turn(desk, device="三楼打印机", category="printer", _received="2026-02-27")
    assert desk.shows('name="noticed_on"', "上一页")
    assert 'name="device"' not in desk.page


def test_a_page_is_checked_before_the_next_and_nothing_typed_is_lost(wizard: Site) -> None:
    desk = first_page(wizard)
    turn(desk, device="", category="printer", _received="2026-02-27")
    assert desk.shows('href="#f-device"', 'name="device"', '<option value="printer" selected>')
    assert "发现日期" not in desk.page


def test_back_keeps_even_what_is_wrong(wizard: Site) -> None:
    desk = first_page(wizard)
    turn(desk, device="三楼打印机", category="printer", _received="2026-02-27")
    turn(desk, "back", noticed_on="2026-02-30", urgent="true")
    assert desk.shows('value="三楼打印机"')
    turn(desk, device="三楼打印机", category="printer", _received="2026-02-27")
    assert desk.shows('value="2026-02-30"')


def test_a_page_of_which_nothing_is_asked_is_left_out(wizard: Site) -> None:
    desk = first_page(wizard)
    turn(desk, device="三楼打印机", category="printer", _received="2026-02-27")
    turn(desk, noticed_on="2026-03-02", urgent="false")
    assert desk.shows("核对并提交", "登记并下一步")
    assert "联系" not in desk.page


def test_everything_is_shown_once_more_and_then_registered(wizard: Site) -> None:
    desk = to_the_end(wizard)
    assert desk.shows("三楼打印机", "打印机", "2026-02-27", "13800000000", "改这一页")
    carried = {name: desk.hidden(name) for name in ("_rev", "_place", "_step")}
    desk.post(NEW, {**carried, "_act": "submit"})
    case = wizard.place.state(desk.answer.headers["Location"].rpartition("/")[2])
    assert (case.answers["device"], case.answers["phone"]) == ("三楼打印机", "13800000000")
    assert case.received_on.isoformat() == "2026-02-27"
    desk.get("/drafts")
    assert desk.shows("没有草稿")


def test_an_error_at_the_end_leads_to_its_page(wizard: Site) -> None:
    desk = to_the_end(wizard)
    key = desk.hidden("_key")
    turn(desk, "back")
    turn(desk, "back", phone="13800000000")
    turn(desk, "back", noticed_on="", urgent="true")
    desk.get(f"{NEW}?draft={key}&step=0")
    carried = {name: desk.hidden(name) for name in ("_rev", "_place", "_step")}
    desk.post(NEW, {**carried, "_act": "submit"}, 422)
    assert desk.shows(f"{NEW}?draft={key}&step=2&wrong=1#f-noticed_on", "登记并下一步")
    desk.get(f"{NEW}?draft={key}&step=2&wrong=1")
    assert desk.shows('id="f-noticed_on-error"')


def test_saving_by_the_button_stays_on_the_page(wizard: Site) -> None:
    desk = first_page(wizard)
    turn(desk, device="三楼打印机", category="printer", _received="2026-02-27")
    turn(desk, "save", noticed_on="2026-03-02", urgent="true")
    assert desk.shows("草稿已保存", 'name="noticed_on"', 'value="2026-03-02"')


def test_tabs_are_sections_with_a_list_that_leads_to_them(tmp_path: Path) -> None:
    place = make_place(
        f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=wizard_pack(tmp_path / "pack", "tabs")
    )
    desk = first_page(Site(place))
    assert desk.shows("data-tabs", 'href="#sheet-report-1"', 'name="device"', 'name="noticed_on"', 'name="phone"')
    place.office.database.close()
