"""Filters that an officer keeps for a list, and how their own work is narrowed and sorted."""

from __future__ import annotations

import re
from datetime import date

from fangyuan.casework.registering import register
from fixtures.web import Desk, Site
from unit.casework.offices import ANSWERS, CLERK, REPAIR


def numbers(desk: Desk) -> list[str]:
    """The numbers of the rows, from above."""
    return re.findall(r'/cases/[^"]+">(SLBX[0-9-]+)</a>', desk.page)


def test_my_work_is_sorted_by_due_date_or_by_receipt_and_narrowed_by_type(site: Site) -> None:
    office, now = site.place.office, site.place.now
    for key, day in (("k1", 27), ("k2", 25)):
        register(office, CLERK, REPAIR, ANSWERS, date(2026, 2, day), key, now)
    desk = site.desk("clerk")
    for tab in ("mine", "unit", "watched"):
        desk.get(f"/?tab={tab}&sort=received")
        assert numbers(desk) == ["SLBX2026-0002", "SLBX2026-0001"]
        desk.get(f"/?tab={tab}&sort=-received&type={REPAIR}")
        assert numbers(desk) == ["SLBX2026-0001", "SLBX2026-0002"]
        desk.get(f"/?tab={tab}&type=minimal/nothing&sort=nonsense")
        assert sorted(numbers(desk)) == ["SLBX2026-0001", "SLBX2026-0002"], (
            "a type that is not at work here narrows nothing"
        )


def test_a_filter_is_kept_under_a_name_opened_again_and_thrown_away(site: Site) -> None:
    site.case()
    site.place.register("k2", device="四楼电梯", category="lift")
    desk = site.desk("clerk")
    desk.get("/views/ledger?category=lift&sort=-case.number&page=1&urgent=")
    assert desk.shows("保存这组筛选")
    now_filtered = desk.hidden("query")
    assert now_filtered == "category=lift&sort=-case.number"
    desk.post("/filters", {"place": "ledger", "query": now_filtered, "title": "电梯"})
    desk.follow()
    assert desk.shows("已保存筛选“电梯”。", 'aria-current="true">电梯</a>')
    desk.get("/views/ledger")
    assert desk.shows('href="/views/ledger?category=lift&sort=-case.number">电梯</a>')
    desk.get("/")
    assert "电梯</a>" not in desk.page
    other = site.desk("chief")
    other.get("/views/ledger")
    assert "电梯</a>" not in other.page
    desk.get("/views/ledger")
    (key,) = re.findall(r"/filters/([^/]+)/drop", desk.page)
    other.post(f"/filters/{key}/drop", {"place": "ledger"})
    desk.get("/views/ledger")
    desk.post(f"/filters/{key}/drop", {"place": "ledger", "query": "category=lift"})
    assert desk.answer.headers["Location"] == "/views/ledger?category=lift"
    desk.follow()
    assert "电梯</a>" not in desk.page


def test_a_filter_is_called_otherwise_by_whom_it_belongs_to(site: Site) -> None:
    desk, other = site.desk("clerk"), site.desk("chief")
    for title, query in (("电梯", "category=lift"), ("打印机", "category=printer")):
        desk.get("/views/ledger")
        desk.post("/filters", {"place": "ledger", "query": query, "title": title})
    desk.get("/views/ledger?category=lift")
    (key,) = re.findall(r"/filters/([^/]+)/rename", desk.page)
    here = {"place": "ledger", "query": "category=lift"}
    other.get("/views/ledger")
    for who, title, said in (
        (other, "别人的", "没有这组筛选"),
        (desk, " ", "请给这组筛选起个名字"),
        (desk, "打印机", "已经有一组筛选叫“打印机”"),
        (desk, "四楼", "筛选已改名为“四楼”"),
    ):
        who.post(f"/filters/{key}/rename", {**here, "title": title})
        assert who.answer.headers["Location"] == "/views/ledger?category=lift"
        who.follow()
        assert who.shows(said)
    assert desk.shows("四楼</a>", "打印机</a>")
    assert "电梯</a>" not in desk.page


def test_the_columns_of_a_ledger_are_chosen_and_go_with_its_filters(site: Site) -> None:
    site.case()
    desk = site.desk("clerk")
    desk.get("/views/ledger")
    all_of_them = re.findall(r'name="cols" value="([^"]+)"', desk.page)
    heads = len(re.findall(r"<th[ >]", desk.page.split("<tbody")[0]))
    first, second = all_of_them[:2]
    desk.get(f"/views/ledger?cols={first}&cols={second}&group=category")
    assert len(re.findall(r"<th[ >]", desk.page.split("<tbody")[0])) == heads - len(all_of_them) + 2
    assert desk.shows(
        f'<input type="hidden" name="cols" value="{first},{second}">', f"（2/{len(all_of_them)}）", "全部列"
    )
    assert desk.hidden("query") == f"cols={first}&cols={second}&group=category"
    desk.get("/views/ledger?cols=nothing")
    assert len(re.findall(r"<th[ >]", desk.page.split("<tbody")[0])) == heads


def test_a_filter_without_a_name_is_not_kept_and_leads_nowhere_else(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get("/?light=red")
    desk.post("/filters", {"place": "https://example.org/", "query": "light=red", "title": " "})
    assert desk.answer.headers["Location"].startswith("/views/")
    desk.post("/filters", {"place": "desk", "query": "light=red", "title": " ", "csrf_token": ""}, 400)
    desk.get("/?light=red")
    desk.post("/filters", {"place": "desk", "query": "light=red", "title": "长" * 31})
    desk.follow()
    assert desk.shows("请给这组筛选起个名字")
