"""The page of a case, and everything that can be done on it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest

from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.timeline import SILENT
from fangyuan.model import events
from fangyuan.model.world import Person, Post
from fangyuan.web.sentences import SENTENCES
from fixtures.web import Desk, Site
from unit.casework.offices import at


@pytest.fixture
def case(site: Site) -> str:
    return site.case()


@pytest.fixture
def clerk(site: Site) -> Desk:
    return site.desk("clerk")


@pytest.fixture
def chief(site: Site) -> Desk:
    return site.desk("chief")


def test_the_page_says_what_is_asked_by_when_and_by_which_law(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}")
    assert clerk.shows(
        "SLBX2026-0001", "三楼打印机", "现在要做的", "修理时限", "设备管理办法 第三条", "还有 3 个工作日"
    )


@pytest.mark.parametrize("tab", ["matter", "units", "letters", "links", "timeline"])
def test_every_tab_opens(clerk: Desk, case: str, tab: str) -> None:
    clerk.get(f"/cases/{case}?tab={tab}")


def test_a_tab_that_nobody_knows_is_not_found(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}?tab=../../secret", 404)


def test_a_task_without_a_form_is_completed_by_its_button(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}")
    clerk.post(f"/cases/{case}/tasks/mend", {"_subject": "", "_act": ""})
    clerk.follow()
    assert clerk.shows("已办：修理。", "已完成的任务（2）")


def test_a_stale_page_is_told_so_with_a_way_on(site: Site, clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}/tasks/mend?paper=1")
    seen = {name: clerk.hidden(name) for name in ("csrf_token", "_key", "_seq")}
    other = site.desk("clerk")
    other.get(f"/cases/{case}")
    other.post(f"/cases/{case}/tasks/mend", {})
    scan = (BytesIO(b"%PDF-1.4 scan"), "slip.pdf")
    paper = {"_act": "paper", "_on_behalf": "clerk", "_occurred": "2026-03-02", "_scan": scan}
    answer = clerk.client.post(f"/cases/{case}/tasks/mend", data={**seen, **paper})
    assert answer.status_code == 409
    assert "这件事项刚刚被别人更新了。" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["tasks/mend", "actions/scrap"])
def test_a_second_click_leads_where_the_first_did(site: Site, case: str, path: str) -> None:
    desk = site.desk("clerk" if path.startswith("tasks") else "chief")
    desk.get(f"/cases/{case}/{path}")
    seen = {name: desk.hidden(name) for name in ("csrf_token", "_key", "_seq")}
    first, second = (desk.client.post(f"/cases/{case}/{path}", data=seen) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]


def test_what_was_never_asked_is_not_found(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}")
    clerk.post(f"/cases/{case}/tasks/no-such-task", {}, 404)


def test_an_action_from_a_page_that_is_no_longer_true_keeps_what_was_typed(site: Site, chief: Desk, case: str) -> None:
    chief.get(f"/cases/{case}/actions/scrap")
    assert chief.shows("确定不再修理?")
    site.desk("chief").get("/")
    clerk = site.desk("clerk")
    clerk.get(f"/cases/{case}")
    clerk.post(f"/cases/{case}/tasks/mend", {})
    chief.post(f"/cases/{case}/actions/scrap", {})
    chief.follow()
    assert chief.shows("案件已办结。")


def test_an_action_that_may_not_be_taken_yet_says_why(chief: Desk, case: str) -> None:
    chief.get(f"/cases/{case}")
    assert chief.shows("还不能进行的操作（1）")
    chief.get(f"/cases/{case}/actions/finish", 422)


def test_somebody_signed_on_paper(site: Site, case: str) -> None:
    site.place.time.at = at("2026-03-03T09:00+08:00")
    clerk = site.desk("clerk")
    address = f"/cases/{case}/tasks/mend"
    clerk.get(f"{address}?paper=1")
    clerk.post(address, {"_act": "paper", "_on_behalf": "", "_occurred": "2026-03-09"}, 422)
    assert clerk.shows("请选择在纸上签字或办理的人", "签字日期不能晚于今天", 'href="#f-_on_behalf"')
    assert clerk.shows("请上传签字纸件的扫描件或照片", 'href="#f-_scan"')
    scan = (BytesIO(b"%PDF-1.4 scan"), "slip.pdf")
    clerk.post(address, {"_act": "paper", "_on_behalf": "", "_occurred": "2026-03-02", "_scan": scan}, 422)
    kept = clerk.hidden("_scan_file")
    assert kept
    clerk.post(address, {"_act": "paper", "_on_behalf": "clerk", "_occurred": "2026-03-02", "_scan_file": kept})
    clerk.get(f"/cases/{case}?tab=timeline")
    assert clerk.shows("实际日期 2026-03-02，补录", f"/cases/{case}/files/{kept}")
    answer = clerk.client.get(f"/cases/{case}/files/{kept}")
    assert (answer.data, answer.headers["Content-Disposition"].split(";")[0]) == (b"%PDF-1.4 scan", "attachment")


def test_more_time_is_asked_and_granted(site: Site, clerk: Desk, chief: Desk, case: str) -> None:
    address = f"/cases/{case}/extensions/mend"
    clerk.get(f"/cases/{case}")
    clerk.post(address, {"_act": "ask", "amount": "x", "unit": "workdays", "reason": "等配件"}, 422)
    assert clerk.shows("请填写延长多少", "您刚才填写的内容", "<dd>等配件</dd>")
    clerk.get(f"/cases/{case}")
    clerk.post(address, {"_act": "ask", "amount": "2", "unit": "workdays", "reason": "等配件"})
    chief.get("/leader")
    assert chief.shows("延长 2 个工作日，理由：等配件")
    chief.post(address, {"_act": "approve"})
    chief.follow()
    assert chief.shows("2026-03-09(周一)", "已办：同意延期。")


def test_more_time_is_asked_for_while_there_is_some(site: Site, case: str) -> None:
    """When the period is over, only what was asked for on paper before can be entered, with the paper."""
    site.place.work(at("2026-03-10T10:00+08:00"))
    clerk, address = site.desk("clerk"), f"/cases/{case}/extensions/mend"
    clerk.get(f"/cases/{case}")
    assert clerk.shows("期限已于 2026-03-05(周四) 届满", "书面申请的日期")
    asked = {"_act": "ask", "amount": "2", "unit": "workdays", "reason": "等配件"}
    clerk.post(address, asked, 422)
    assert clerk.shows("已于2026-03-05届满，届满以后不能再申请延期", "<dd>等配件</dd>")
    clerk.get(f"/cases/{case}")
    clerk.post(address, {**asked, "occurred": "2026-03-05"}, 422)
    assert clerk.shows("请上传书面申请的扫描件或照片。", "<dd>等配件</dd>")
    clerk.get(f"/cases/{case}")
    clerk.post(address, {**asked, "occurred": "2026-03-05", "scan": (BytesIO(b"%PDF-1.4 scan"), "asked.pdf")})
    clerk.get(f"/cases/{case}?tab=timeline")
    assert clerk.shows("申请延长修理时限：等配件", "实际日期 2026-03-05，补录")


def test_a_refusal_needs_its_reason(site: Site, clerk: Desk, chief: Desk, case: str) -> None:
    address = f"/cases/{case}/extensions/mend"
    clerk.get(f"/cases/{case}")
    clerk.post(address, {"_act": "ask", "amount": "1", "unit": "workdays", "reason": "等配件"})
    chief.get(f"/cases/{case}")
    chief.post(address, {"_act": "refuse", "reason": " "})
    chief.follow()
    assert chief.shows("请写明理由。")
    chief.post(address, {"_act": "refuse", "reason": "库存有件"})
    chief.get(f"/cases/{case}?tab=timeline")
    assert chief.shows("不同意延长修理时限：库存有件")


def test_an_overdue_clock_is_red_in_shape_and_word(site: Site, chief: Desk, case: str) -> None:
    site.place.work(at("2026-03-10T10:00+08:00"))
    chief.get("/")
    chief.get(f"/cases/{case}")
    assert chief.shows("■ 超期 3 个工作日")
    chief.get("/views/ledger")
    assert chief.shows("■ 超期")


def test_a_letter_is_downloaded_and_never_shown_inside_the_site(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}?tab=letters")
    assert clerk.shows("报修回执")
    answer = clerk.client.get(f"/cases/{case}/letters/1")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_masked_value_opens_with_a_reason_that_is_written_down(chief: Desk, case: str) -> None:
    chief.get(f"/cases/{case}")
    assert "13800000000" not in chief.page
    chief.post(f"/cases/{case}/reveal", {"path": "phone", "reason": ""})
    chief.follow()
    assert chief.shows("请写明查看理由。")
    chief.post(f"/cases/{case}/reveal", {"path": "phone", "reason": "回电话"})
    chief.get(f"/cases/{case}?tab=timeline")
    assert chief.shows("查看了敏感信息：回电话")


def test_a_remark(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}?tab=timeline")
    clerk.post(f"/cases/{case}/comments", {"text": "<b>已联系</b>"})
    clerk.get(f"/cases/{case}?tab=timeline")
    assert clerk.shows("<b>已联系</b>")
    assert b"&lt;b&gt;" in clerk.answer.data


def test_a_remark_reaches_those_whom_it_names_and_is_kept_as_typed_where_it_reaches_nobody(
    site: Site, clerk: Desk, chief: Desk, case: str
) -> None:
    here = f"/cases/{case}?tab=timeline"
    twins = [Person(f"li-{n}", "t", "李伟", (Post("chief", "office"),)) for n in (1, 2)]
    put_organisation(site.place.office, [], [], twins)
    clerk.get(here)
    for text, why in (("@外人 来看", "没有叫“外人”的工作人员"), ("@李伟来看", "能查看本件的有 2 个人叫“李伟”")):
        clerk.post(f"/cases/{case}/comments", {"text": text}, 422)
        assert clerk.shows(f">{text}</textarea>", why, "留言没有发出")
    clerk.post(f"/cases/{case}/comments", {"text": "@李伟 电话13800000000，@科长乙 看", "mention": "li-2"})
    assert site.place.words(case).count("comment-made") == 1
    chief.get("/inbox")
    assert chief.shows("报修员甲：@李伟 电话")
    assert "13800000000" not in chief.page
    clerk.get(f"{here}&kind=talk&by=报修员甲&q=电话")
    assert clerk.shows("提醒 李伟、科长乙", "条中的 1 条")
    assert clerk.page.count('<li class="fy-event ') == 1


def test_the_log_of_supervision_tells_who_was_urged(site: Site, clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}")
    assert "督促记录" not in clerk.page
    site.place.work(at("2026-04-12T10:00+08:00"))
    clerk.get(f"/cases/{case}")
    assert clerk.shows("督促记录")
    clerk.get(f"/cases/{case}?tab=timeline&kind=watch")
    shown = re.findall(r'<li class="fy-event fy-event-([a-z-]+)"', clerk.page)
    assert {"clock-due", "clock-warned"} <= set(shown)
    assert "case-registered" not in shown


def test_why_and_why_not(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}/why")
    assert clerk.shows("急修件告知科长", "起作用了")


def test_the_case_on_paper(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}/print")
    assert clerk.shows("SLBX2026-0001", "经办人")


@pytest.mark.parametrize("path", ["", "/why", "/print", "/letters/1", "/files/x", "/tasks/mend", "/actions/finish"])
def test_another_tenant_finds_nothing_under_the_address(site: Site, case: str, path: str) -> None:
    stranger = site.desk("stranger")
    stranger.get(f"/cases/{case}{path}", 404)
    assert "三楼打印机" not in stranger.page


def test_a_late_page_counts_from_the_office_clock(site: Site, clerk: Desk, case: str) -> None:
    site.place.time.at += timedelta(days=2)
    clerk.get(f"/cases/{case}")
    assert clerk.shows("演示时钟", "还有 1 个工作日")


def test_every_event_has_its_sentence_and_every_link_of_the_timeline_its_block(
    site: Site, clerk: Desk, case: str
) -> None:
    words = {
        event.word for event in vars(events).values() if isinstance(event, type) and issubclass(event, events.Event)
    }
    assert words - {""} <= {*SENTENCES, *SILENT}
    site.place.work(site.place.now)
    clerk.get(f"/cases/{case}?tab=timeline")
    assert "其他案件引起" not in clerk.page
    assert clerk.shows("《报修回执》已生成", "规则：急修件告知科长", "当时看到：", "规则怎样判断")
    blocks = set(re.findall(rf"/cases/{case}/why#(event-\d+)", clerk.page))
    clerk.get(f"/cases/{case}/why")
    assert blocks
    assert clerk.shows(*(f'id="{block}"' for block in blocks), "定义包版本")


def test_what_was_typed_into_a_task_that_is_over_is_told_by_titles(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}/tasks/mend")
    late = {"_seq": "1", "category": "printer", "urgent": "true", "noticed_on": "someday"}
    clerk.post(f"/cases/{case}/tasks/register", late, 409)
    assert clerk.shows("打印机", "someday")
    assert "printer" not in clerk.page
    assert "noticed_on" not in clerk.page


def test_what_was_sent_late_shows_when_it_was_due_and_when_it_was_sent(site: Site, clerk: Desk, case: str) -> None:
    site.place.work(at("2026-04-12T10:00+08:00"))
    clerk.get(f"/cases/{case}?tab=timeline")
    assert clerk.shows(
        "迟发：应于 2026-03-04 09:00 发出，2026-04-12 10:00 补发",
        "迟发：应于 2026-03-09 09:00 发出，2026-04-12 10:00 补发",
    )
    clerk.post("/language", {"language": "en", "back": "/inbox"})
    clerk.get(f"/cases/{case}?tab=timeline")
    assert clerk.shows("late: due 2026-03-04 09:00, made up for 2026-04-12 10:00")
