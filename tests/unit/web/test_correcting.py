"""The page on which a clerk puts right what was registered, and the address of the API for the same."""

from __future__ import annotations

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
