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
        assert numbers(desk) == []


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
