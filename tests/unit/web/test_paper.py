"""Forms on paper: what was answered, masked by right and traced; and a blank one with every branch of it."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from fangyuan.casework.witnessing import LOOK
from fangyuan.publishing.case_files import is_picture
from fixtures.web import NEW, Site

SLIP = (Path(__file__).parents[2] / "browser" / "signed-slip.png").read_bytes()

BLANK = "/forms/minimal/repair/report/print"


def traces(site: Site) -> list[tuple[str, str, str]]:
    with site.place.office.database.read() as uow:
        return [(look.person, look.what, look.about) for look in uow.log.page("t") if look.what != LOOK]


def test_a_filled_form_is_printed_and_leaves_a_trace(site: Site) -> None:
    case = site.case()
    desk = site.desk("clerk")
    desk.get(f"/cases/{case}/print")
    assert desk.shows("只打印一张表", f'href="/cases/{case}/forms/report/print"')
    desk.get(f"/cases/{case}/forms/report/print")
    assert desk.shows(
        "报修单", "SLBX2026-0001", "三楼打印机", "打印机", "13800000000", "报修员甲 于 2026-03-02 09:00 打印"
    )
    assert traces(site) == []
    desk.post(f"/cases/{case}/forms/report/print", {"entry": ""})
    assert traces(site) == [("clerk", "print", "SLBX2026-0001 报修单")]
    desk.follow()
    assert desk.shows("data-print-now", "已记入查看记录")


def test_what_is_masked_stays_masked_on_paper(site: Site) -> None:
    case = site.case()
    chief = site.desk("chief")
    chief.get(f"/cases/{case}/forms/report/print")
    assert chief.shows("138****0000")
    assert "13800000000" not in chief.page
    chief.get(f"/cases/{case}")
    chief.post(f"/cases/{case}/reveal", {"path": "phone", "reason": "要回电话", "_seq": ""})
    chief.get(f"/cases/{case}/forms/report/print")
    assert chief.shows("13800000000")


def test_no_paper_of_what_is_not_there_or_not_ones_own(site: Site) -> None:
    case = site.case()
    clerk, stranger = site.desk("clerk"), site.desk("stranger")
    clerk.get(f"/cases/{case}/forms/nothing/print", 404)
    clerk.get(f"/cases/{case}/forms/report/print?entry=mend/1", 404)
    stranger.get(f"/cases/{case}/forms/report/print", 404)
    assert "三楼打印机" not in stranger.page
    clerk.get("/forms/minimal/repair/nothing/print", 404)
    clerk.get("/")
    clerk.post(f"/cases/{case}/forms/nothing/print", {"entry": ""}, 404)
    assert traces(site) == []


def test_a_blank_form_shows_every_branch_with_when_it_is_filled_in(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get(NEW)
    assert desk.shows(f'href="{BLANK}"')
    desk.get(BLANK)
    assert desk.shows(
        "☐ 打印机", "☐ 电梯", "☐ 是", "☐ 否", "设备 *", "联系电话", "如“急修”：是，则填", "急修件必须留电话"
    )
    assert "<input" not in desk.page.split("fy-paper-page")[1]


def test_the_whole_case_is_one_file_with_what_its_reader_may_see_and_the_log_says_who_took_it(site: Site) -> None:
    case = site.case(device="三楼打印机\x0b（坏）")
    clerk, chief = site.desk("clerk"), site.desk("chief")
    clerk.get(f"/cases/{case}/tasks/mend?paper=1")
    paper = {"_act": "paper", "_on_behalf": "clerk", "_occurred": "2026-03-02", "_scan": (BytesIO(SLIP), "../slip.png")}
    clerk.post(f"/cases/{case}/tasks/mend", paper)
    site.place.work(site.place.now)
    chief.get(f"/cases/{case}/print")
    assert chief.shows("下载全案（一个文件）")
    answer = chief.client.post(f"/cases/{case}/print", data={"csrf_token": chief.hidden("csrf_token")})
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with ZipFile(BytesIO(answer.data)) as packed:
        whole, *letters = packed.namelist()
        document = Document(BytesIO(packed.read(whole)))
    assert whole == "00 SLBX2026-0001 全案.docx"
    assert len(letters) == 1
    assert "/" not in letters[0]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    told = "\n".join([*cells, *(one.text for one in document.paragraphs)])
    for text in (
        "三楼打印机（坏）",
        "138****0000",
        "设备管理办法 第三条",
        "到期日 2026-03-05",
        "登记了案件",
        "报修员甲",
    ):
        assert text in told
    assert "13800000000" not in told
    assert f"印在后面，{len(SLIP)} 字节，SHA-256 {hashlib.sha256(SLIP).hexdigest()}" in told
    assert len(document.inline_shapes) == 1
    assert traces(site)[0] == ("chief", "export", "SLBX2026-0001 whole")

    stranger = site.desk("stranger")
    stranger.get("/")
    stranger.post(f"/cases/{case}/print", {}, 404)
    assert len(traces(site)) == 1


def test_a_brief_says_on_one_page_what_a_leader_needs_with_what_is_long_cut_and_the_log_says_who_took_it(
    site: Site,
) -> None:
    case = site.case(device="三楼打印机" + "坏" * 55)
    chief = site.desk("chief")
    chief.get(f"/cases/{case}/print")
    assert chief.shows("下载一页简报")
    answer = chief.client.post(f"/cases/{case}/brief", data={"csrf_token": chief.hidden("csrf_token")})
    assert answer.status_code == 200
    document = Document(BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    lines = [one.text for one in document.paragraphs]
    told = "\n".join([*cells, *lines])
    for text in ("SLBX2026-0001", "138****0000", "2026-03-05（还有 3 天）", "新任务：修理", "领导批示"):
        assert text in told
    assert "13800000000" not in told
    assert next(line for line in lines if "坏" in line) == "三楼打印机" + "坏" * 34 + "…"
    assert traces(site)[0] == ("chief", "export", "SLBX2026-0001 brief")

    stranger = site.desk("stranger")
    stranger.get("/")
    stranger.post(f"/cases/{case}/brief", {}, 404)
    assert len(traces(site)) == 1


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", SLIP[:20], SLIP[:33], b"GIF89a", b"\xff\xd8\xff\xe0", b"BM", b"II*\x00"]
)
def test_what_is_no_picture_is_not_printed_as_one(data: bytes) -> None:
    assert not is_picture(data)
