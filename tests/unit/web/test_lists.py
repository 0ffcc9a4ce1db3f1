"""My work, the inbox, search, ledgers, the leader's page, packs and the organisation."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fangyuan.casework.installing import install
from fangyuan.compiler.loading import load_source
from fixtures.web import NEW, REPORT, Site
from packs.examples import VALID
from unit.casework.offices import at


def test_my_work_shows_what_is_asked_as_a_verb_with_its_light(site: Site) -> None:
    site.case()
    desk = site.desk("clerk")
    desk.get("/")
    assert desk.shows("SLBX2026-0001", "三楼打印机", "修理", "● 正常", "还有 3 个工作日")


@pytest.mark.parametrize("tab", ["mine", "unit", "unclaimed", "watched", "nonsense"])
def test_every_tab_opens(site: Site, tab: str) -> None:
    site.case()
    site.desk("clerk").get(f"/?tab={tab}")


def test_a_count_by_light_filters(site: Site) -> None:
    site.case()
    desk = site.desk("clerk")
    desk.get("/?light=red")
    assert desk.shows("这一类里没有案件")
    desk.get("/?light=green")
    assert desk.shows("SLBX2026-0001")
    desk.get("/?light=blue")
    assert desk.shows("SLBX2026-0001")


def test_what_was_told_is_read_once(site: Site) -> None:
    site.case()
    desk = site.desk("chief")
    desk.get("/inbox")
    assert desk.shows("三楼打印机", "未读")
    desk.post("/inbox", {})
    desk.follow()
    assert "未读" not in desk.page


@pytest.mark.parametrize("words", ["打印", "SLBX2026"])
def test_a_case_is_found_by_its_words(site: Site, words: str) -> None:
    site.case()
    desk = site.desk("clerk")
    desk.get(f"/search?q={words}")
    assert desk.shows("SLBX2026-0001")


def test_a_whole_number_opens_its_case(site: Site) -> None:
    case = site.case()
    desk = site.desk("clerk")
    desk.get("/search?q=SLBX2026-0001", 302)
    assert desk.answer.headers["Location"] == f"/cases/{case}"


def test_nobody_finds_the_cases_of_others(site: Site) -> None:
    site.case()
    desk = site.desk("stranger")
    desk.get("/search?q=打印")
    assert desk.shows("没有找到您可以查看的案件")


def test_a_number_of_another_jurisdiction_is_told_whose_it_is_whether_there_is_such_a_case_or_not(site: Site) -> None:
    site.case()
    desk, titles = site.desk("stranger"), []
    for number in ("SLBX2026-0001", "ｓｌbx2026-9999"):
        desk.get(f"/search?q={number}")
        titles += re.findall("这像是(.+?)的编号", desk.page)
    with site.place.office.database.read() as uow:
        here = uow.directory.tenants()["t"].title
    assert titles == [here, here]
    desk.get("/search?q=打印")
    assert "这像是" not in desk.page


def test_a_ledger_filters_sorts_and_goes_out_as_a_workbook(site: Site) -> None:
    site.case()
    site.place.register("k2", device="四楼电梯", category="lift")
    desk = site.desk("clerk")
    desk.get("/views/ledger?category=lift&sort=-case.number")
    assert desk.shows("四楼电梯", "清除筛选")
    assert "三楼打印机" not in desk.page
    answer = desk.client.post("/views/ledger.xlsx?category=lift", data={"csrf_token": desk.hidden("csrf_token")})
    sheet = load_workbook(BytesIO(answer.data)).active
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "四楼电梯" in cells
    assert "三楼打印机" not in cells


@pytest.mark.parametrize(
    "query", ["page=0", "page=999999", "page=x", "sort=nothing", "category=%27%3B--", "group=x", "x=1"]
)
def test_a_strange_address_of_a_ledger_still_opens(site: Site, query: str) -> None:
    site.case()
    site.desk("clerk").get(f"/views/ledger?{query}")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/views/ledger?view=1&endpoint=1&category=printer", 200),
        ("/views/ledger?_scheme=javascript&_external=1&_anchor=x&_method=POST", 200),
        ("/?type=gone/case-type&q=打印", 200),
        ("/letters/register?endpoint=1&_scheme=javascript&_external=1&q=1", 200),
        ("/search?q=打印&after=2026-01-01T00:00:00%2B00:00~x&endpoint=1&_scheme=javascript&_external=1", 200),
        ("/search?q=打印&after=0001-01-01T00:00:00%2B14:00~x", 200),
        ("/search?q=打印&after=9999-12-31T23:00:00-14:00~x", 200),
        ("/cases/{case}/acts/decided-on-paper?about=" + "9" * 5000, 422),
    ],
)
def test_a_crafted_address_neither_breaks_a_page_nor_leads_away(site: Site, address: str, status: int) -> None:
    desk = site.desk("clerk")
    desk.get(address.format(case=site.case()), status)
    assert "javascript:" not in desk.page


ASKING = {"_key": "k", "_seq": "1", "_act": "ask", "unit": "workdays", "reason": "缺配件"}


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (NEW, {**REPORT, "_key": "k", "_rev": "{number}", "_act": "save"}),
        (NEW, {**REPORT, "_act": "row", "_row": "up parts.1", "parts.{number}.name": "纸"}),
        (NEW, {**REPORT, "parts.{number}.name": "纸"}),
        ("/cases/{case}/tasks/mend", {"_key": "k", "_rev": "{number}", "_act": "save"}),
        ("/cases/{case}/comments", {"_key": "k", "_seq": "{number}", "text": "看过"}),
        ("/cases/{case}/extensions/mend", {**ASKING, "_seq": "{number}", "amount": "1"}),
        ("/cases/{case}/extensions/mend", {**ASKING, "amount": "{number}"}),
        ("/cases/{case}/drafts/{number}", {"_act": "approve"}),
        ("/cases/{case}/letters/{number}", {"_act": "approve"}),
        ("/bulk", {"_what": "remind", "_case": "{case}", "_seen": "{case} {number}", "_act": "hold", "text": "x"}),
        ("/rota/swap", {"duty": "x", "day": "2026-03-09/{number}", "other": "2026-03-10/{number}"}),
        ("/cases/{case}/reveal", {"path": "parts.{number}.name", "reason": "回拨"}),
    ],
)
def test_a_number_that_no_page_wrote_breaks_none(site: Site, address: str, fields: dict[str, str]) -> None:
    case, desk = site.case(), site.desk("clerk")
    desk.get(NEW)
    for number in ("9" * 30, "9" * 5000, "-1", "१२"):
        said = {"number": number, "case": case}
        sent = {name.format(**said): text.format(**said) for name, text in fields.items()}
        answer = desk.client.post(address.format(**said), data={**sent, "csrf_token": desk.hidden("csrf_token")})
        assert answer.status_code < 500, (number[:40], answer.get_data(as_text=True))


def test_a_view_that_is_not_there(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get("/views/nothing", 404)
    assert desk.shows("没有这个台账")


def test_the_leaders_page(site: Site) -> None:
    site.case()
    site.place.work(at("2026-03-10T10:00+08:00"))
    desk = site.desk("chief")
    desk.get("/leader")
    assert desk.shows("待批（0）", "本月小结", "新收")


def test_what_is_decided_from_the_leaders_page_leads_back_there(site: Site) -> None:
    case = site.case()
    desk = site.desk("clerk")
    desk.get(f"/cases/{case}/tasks/mend?back=leader")
    assert desk.hidden("_back") == "leader"
    desk.post(f"/cases/{case}/drafts/1", {"_act": "refuse", "_back": "leader"})
    assert desk.answer.headers["Location"] == "/leader"
    desk.get(f"/cases/{case}/tasks/mend?back=https://example.org")
    assert desk.hidden("_back") == ""
    desk.post(f"/cases/{case}/tasks/mend", {"_back": "leader"})
    assert desk.follow()
    assert desk.shows("已办：修理", "待批（")


def test_what_is_asked_leads_from_my_work_straight_to_its_form(site: Site) -> None:
    case = site.case()
    desk = site.desk("clerk")
    desk.get("/")
    assert desk.shows(f'href="/cases/{case}/tasks/mend">修理</a>', 'href="/cases/new/minimal/repair">登记新件</a>')
    desk.get("/?tab=unit")
    assert f"/cases/{case}/tasks/mend" not in desk.page


def test_packs_are_for_administrators(site: Site) -> None:
    site.desk("clerk").get("/packs", 403)
    desk = site.desk("admin")
    desk.get("/packs")
    assert desk.shows("设备报修", "example/minimal")
    desk.get("/packs/minimal")
    assert desk.shows("修理时限", "急修件告知科长", "当 ", "那么：", "报修单", "联系电话")


def test_two_versions_of_a_pack_are_compared(site: Site, tmp_path: Path) -> None:
    desk = site.desk("admin")
    desk.get("/packs/minimal/changes")
    assert desk.shows("只安装了这一个版本")
    newer = tmp_path / "minimal"
    shutil.copytree(VALID / "minimal", newer)
    rewrite(newer / "pack.yaml", "version: 1.0.0", "version: 1.0.1")
    rewrite(newer / "case-types" / "repair" / "clocks.yaml", "within: 3 workdays", "within: 2 workdays")
    office = site.place.office
    install(office, load_source(newer, [VALID]), site.place.now, trial=False)
    desk.get("/packs/minimal")
    assert desk.shows("与其他版本比较")
    desk.get("/packs/minimal/changes")
    assert desk.shows("收紧", "修理时限", "3个工作日", "2个工作日", "至少应提高次版本号")
    desk.get("/packs/nothing/changes", 404)


def rewrite(file: Path, was: str, now: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")


def test_units_and_people_are_added(site: Site) -> None:
    site.open_accounts()
    site.desk("clerk").get("/organisation", 403)
    desk = site.desk("admin")
    desk.get("/organisation")
    desk.post("/organisation", {"_act": "unit", "title": "维修班", "parent": "office", "phone": ""})
    desk.follow()
    assert desk.shows("已添加单位“维修班”。")
    person = {"_act": "person", "name": "丁工", "unit": "office", "role": "clerk", "login": "ding"}
    desk.post("/organisation", {**person, "password": "short"}, 422)
    assert desk.shows("密码至少 8 位", 'value="丁工"')
    desk.post("/organisation", {**person, "login": "clerk", "password": "long enough 1"}, 422)
    assert desk.shows("用户名“clerk”已被使用。")
    desk.get("/organisation")
    assert "丁工" not in desk.page
    desk.post("/organisation", {**person, "password": "long enough 1"})
    desk.follow()
    assert desk.shows("丁工")


def test_the_clerk_may_not_add(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get("/")
    desk.post("/organisation", {"_act": "unit", "title": "维修班"}, 403)


def test_pages_say_where_there_are_more_than_are_counted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.case()
    site.case(key="1")
    for room in ("packs", "leader"):
        monkeypatch.setattr(f"fangyuan.casework.reading.{room}.COUNT_CAP", 1)
    opened = {"/packs": "admin", "/packs/minimal": "admin", "/leader": "chief", "/leader/cases?figure=open": "chief"}
    for path, person in opened.items():
        desk = site.desk(person)
        desk.get(path)
        assert desk.shows("1 件以上"), path
