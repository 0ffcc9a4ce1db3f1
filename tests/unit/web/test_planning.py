"""Working calendars published by hand, recurring work, and what was set aside."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from fangyuan.casework import calendar_lines
from fangyuan.casework.installing import activate, install
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.dues import due_on
from fangyuan.compiler.loading import load
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post, Tenant, Unit
from fixtures.web import PEOPLE, Site
from unit.casework.offices import at
from unit.casework.test_duties import WEEKLY, pack_with_duties

NEXT = "/calendars/cn/2027"
SAID = {"status": "published", "days_off": "2027-01-01至2027-01-03 元旦", "workdays": "2027-01-09", "hours": ""}


@pytest.fixture
def case(site: Site) -> str:
    """A case whose deadline rests on a year that nobody has published."""
    site.place.time.at = at("2026-12-30T09:00+08:00")
    return site.case(noticed_on="2026-12-29")


def due(site: Site, case: str) -> date:
    (run,) = site.place.state(case).clocks.values()
    return due_on(run.due_at, ZoneInfo("Asia/Shanghai"))


def test_a_year_is_looked_at_and_then_published(site: Site, case: str) -> None:
    admin, before = site.desk("admin"), due(site, case)
    admin.get("/calendars")
    assert admin.shows("2027", "未公布", "国庆节")
    admin.get(NEXT)
    admin.post(NEXT, {"_act": "look", **SAID, "_base": admin.hidden("_base")}, 200)
    assert admin.shows("将调整 1 个期限。", site.place.state(case).number, "2027-01-01至2027-01-03 元旦")
    assert due(site, case) == before
    admin.post(NEXT, {"_act": "publish", **SAID, "_base": admin.hidden("_base")})
    admin.follow()
    assert admin.shows("调整了 1 个期限", "元旦 01-01–01-03", "01-09")
    assert due(site, case) > before


def test_two_who_publish_at_once_are_told_and_lose_nothing(site: Site, case: str) -> None:
    first, second = site.desk("admin"), site.desk("admin")
    for desk in (first, second):
        desk.get(NEXT)
    first.post(NEXT, {"_act": "publish", **SAID, "_base": first.hidden("_base")})
    second.post(NEXT, {"_act": "publish", **SAID, "workdays": "2027-01-16", "_base": second.hidden("_base")}, 409)
    assert second.shows("这个日历刚刚被别人改过", "2027-01-16")
    second.post(NEXT, {"_act": "publish", **SAID, "workdays": "2027-01-16", "_base": second.hidden("_base")})


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"days_off": "2027-01-01 元旦\n春节"}, "第 2 行“春节”看不懂"),
        ({"days_off": "2026-12-31 元旦"}, "第 1 行“2026-12-31 元旦”看不懂"),
        ({"workdays": "2027-01-01"}, "既是放假又是上班"),
        ({"hours": "2027-02-04 12:00-09:00"}, "09:00-12:00"),
        ({"status": ""}, "请填写“状态”"),
    ],
)
def test_a_line_that_nobody_can_read_is_named(site: Site, fields: dict[str, str], says: str) -> None:
    admin = site.desk("admin")
    admin.get(NEXT)
    admin.post(NEXT, {"_act": "look", **SAID, **fields, "_base": admin.hidden("_base")}, 422)
    assert admin.shows(says, fields.get("days_off", "元旦"))


def test_below_the_top_only_own_dates_are_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Tenant("town", "示例镇", "SZ", "township", "t")
    mayor = Person("mayor", "town", "镇管理员", (Post("administrator", "hall"),))
    put_organisation(site.place.office, [town], [Unit("hall", "town", "镇办公室")], [mayor])
    monkeypatch.setitem(PEOPLE, "mayor", "town")
    desk = site.desk("mayor")
    desk.get(NEXT)
    assert desk.shows("2027 年本地日期")
    own = {"days_off": "2027-03-03 镇节", "workdays": "", "hours": "2027-03-04 09:00-12:00", "_base": ""}
    desk.post(NEXT, {"_act": "publish", **own})
    desk.follow()
    assert desk.shows("有本地日期", "镇节")
    assert "镇节" not in site.desk("admin").get("/calendars")


def test_lines_say_again_what_was_read_from_them() -> None:
    written = "2027-02-05至2027-02-11 春节\n2027-10-01 国庆节"
    assert calendar_lines.said_days_off(calendar_lines.days_off(written, 2027)) == written
    spans = {date(2027, 2, 4): ((time(9), time(12)), (time(13), time(15)))}
    assert calendar_lines.said_hours(spans) == ("2027-02-04 09:00-12:00 13:00-15:00",)
    assert calendar_lines.hours("2027-02-04 9:00-12:00、13:00-15:00", 2027) == spans
    with pytest.raises(Refused, match="看不懂"):
        calendar_lines.hours("2027-02-04 25:00-26:00", 2027)


def test_a_duty_is_seen_and_ended_by_a_report_of_nothing(site: Site, tmp_path: Path) -> None:
    place = site.place
    source, _ = load(pack_with_duties(tmp_path, WEEKLY), (), place.office.kinds)
    activate(place.office, "t", install(place.office, source, place.now, trial=False).pack, place.now)
    clerk, chief = site.desk("clerk"), site.desk("chief")
    clerk.get("/duties")
    assert clerk.shows("每周巡检", "现在没有未完成的。", "2026-03-09(周一)")
    place.work(at("2026-03-09T09:00+08:00"))
    clerk.get("/duties")
    assert clerk.shows("SLXJ2026-001", "报修员甲", "零报告")
    address = clerk.page.partition('action="/duties/')[2].partition('"')[0]
    assert address not in chief.get("/duties")
    clerk.post(f"/duties/{address}", {})
    clerk.follow()
    assert clerk.shows("已作零报告", "现在没有未完成的。")
    clerk.post(f"/duties/{address}", {})
    clerk.follow()
    assert "fy-said-problem" in clerk.page


def test_what_broke_is_seen_by_administrators_and_tried_again(site: Site) -> None:
    case, place, admin = site.case(), site.place, site.desk("admin")
    other = place.register("another").case
    with place.office.database.begin() as uow:
        broken = text("update firings set poisoned = true, error = 'RuntimeError: 坏了' where \"case\" = :case")
        for one in (case, other):
            uow.connection.execute(broken, {"case": one})
        uow.commit()
    admin.get("/set-aside")
    assert admin.shows("SLBX2026-0001", "坏了", "等待重新处理", "重新处理SLBX2026-0002")
    admin.post("/set-aside", {"case": other})
    admin.follow()
    assert admin.shows("1 项将重新处理。", "SLBX2026-0001")
    assert "SLBX2026-0002" not in admin.page
    admin.post("/set-aside", {})
    admin.follow()
    assert admin.shows("1 项将重新处理。", "没有搁置的事项")
    site.desk("clerk").get("/set-aside", 403)
