"""The page on which a clerk puts right what was registered, and the address of the API for the same."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from fixtures.web import Site

GIVEN = {
    "device": "三楼打印机",
    "category": "printer",
    "noticed_on": "2026-03-02",
    "urgent": "true",
    "phone": "13800000000",
}


def test_a_clerk_puts_a_typing_error_right_and_the_case_tells_it(site: Site) -> None:
    case, clerk = site.case(), site.desk("clerk")
    page = f"/cases/{case}/correction"
    clerk.get(f"/cases/{case}")
    assert clerk.shows(page, "更正登记的内容")
    clerk.get(page)
    assert clerk.shows("三楼打印机", "更正的理由", "13800000000")
    clerk.post(page, {**GIVEN, "device": "四楼打印机", "_reason": " "}, 422)
    assert clerk.shows("请写明更正的理由", "四楼打印机")
    clerk.post(page, {**GIVEN, "device": "四楼打印机", "noticed_on": "2026-13-02", "_reason": "看错了"}, 422)
    assert clerk.shows("2026-13-02", "看错了")
    clerk.post(page, {**GIVEN, "device": "四楼打印机", "_reason": "楼层看错了"})
    clerk.get(f"/cases/{case}?tab=timeline")
    assert clerk.shows("更正了“设备”：楼层看错了", "原来：设备：三楼打印机", "四楼打印机")
    assert "填写了设备" not in clerk.page
    clerk.get(page)
    clerk.post(page, {**GIVEN, "device": "四楼打印机", "_reason": "再看看"}, 422)
    assert clerk.shows("没有改动任何内容")


def test_it_is_not_for_everybody_who_sees_the_case(site: Site) -> None:
    page = f"/cases/{site.case()}/correction"
    chief = site.desk("chief")
    chief.get(page, 422)
    assert chief.shows("不由您更正")
    site.desk("stranger").get(page, 404)


PNG = (Path(__file__).parents[2] / "browser" / "signed-slip.png").read_bytes()


def test_a_mistyped_day_of_receipt_is_asked_for_with_what_shows_it_and_granted_by_another(site: Site) -> None:
    case, clerk, admin = site.case(), site.desk("clerk"), site.desk("admin")
    page = f"/cases/{case}/acts/receipt"
    day = site.place.state(case).received_on
    clerk.get(f"/cases/{case}")
    assert clerk.shows(page, "更正收到日期")
    clerk.get(page)
    assert clerk.shows("提交以后等批准", f"登记的是 {day}")
    clerk.post(page, {"received_on": "2026-02-20", "reason": "录错了"}, 422)
    assert clerk.shows("请上传看得出收到日期的扫描件或照片", "2026-02-20", "录错了")
    sent = {"received_on": "2026-04-20", "reason": "录错了", "scan": (BytesIO(PNG), "信封.png")}
    clerk.post(page, sent, 422)
    assert clerk.shows("收到日期不能晚于今天", "已上传，可以不再选择", "录错了")
    clerk.post(page, {"received_on": "2026-02-20", "reason": "录错了", "scan": clerk.hidden("scan")})
    clerk.follow()
    assert clerk.shows(
        f"收到日期由{day}更正为2026-02-20。理由：录错了", "待批：更正收到日期", "已办：申请更正收到日期。"
    )
    assert "待我批" not in clerk.page
    assert "更正收到日期" in admin.get("/leader")
    admin.get(f"/cases/{case}")
    assert admin.shows("待我批", "看附上的材料")
    assert "改写意见" not in admin.page
    assert admin.client.get(f"/cases/{case}/files/{site.place.state(case).drafts[1].scan}").data == PNG
    admin.post(f"/cases/{case}/drafts/1", {"_act": "approve"})
    clerk.get(f"/cases/{case}?tab=timeline")
    assert clerk.shows(f"收到日期由{day}更正为2026-02-20：录错了", "收到 2026-02-20")
    assert "2026-02-20" in clerk.get("/search?q=打印机&since=2026-02-20&until=2026-02-20")
