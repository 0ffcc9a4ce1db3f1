"""A ledger comes in through the pages, without any script: file, columns, trial, cases; and a large one goes out."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from fangyuan.casework import exporting
from fangyuan.casework.working import work_longer
from fixtures.web import Desk, Site

HEADS = ["编号", "登记日期", "设备", "类别", "发现日期", "联系电话"]


def file(*rows: list[str]) -> BytesIO:
    book, made = Workbook(), BytesIO()
    for row in (HEADS, *rows):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(made)
    made.seek(0)
    return made


def sent(desk: Desk, raw: BytesIO, name: str = "旧台账.xlsx", status: int = 302) -> str:
    desk.get("/imports")
    return desk.post("/imports", {"case_type": "minimal/repair", "file": (raw, name)}, status)


def test_a_ledger_comes_in_step_by_step(site: Site) -> None:
    desk = site.desk("clerk")
    sent(
        desk,
        file(["1", "2026-02-03", "四楼电梯", "电梯", "2026.2.1", "13800000000"], ["2", "", "", "电梯", "去年", ""]),
    )
    page = desk.answer.headers["Location"]
    desk.get(page.replace("/imports/", "/jobs/"), 302)
    assert desk.answer.headers["Location"] == page
    desk.get(page)
    assert desk.shows("对应列", "四楼电梯", "四楼电梯", "表头从第几行")
    columns = {
        f"column.{at}": path
        for at, path in enumerate(["_number", "_received", "device", "category", "noticed_on", "phone"])
    }
    asked = {"first": "1", "last": "1", "save_as": "旧系统", **columns}
    desk.post(page, {**asked, "column.5": "device"}, 422)
    assert desk.shows("有两列都对应")
    desk.post(page, asked)
    desk.get(page)
    assert desk.shows("data-under-way", '<noscript><p><a href="">刷新</a>', "<progress")
    assert "http-equiv" not in desk.page
    work_longer(site.place.office)
    desk.get(page)
    assert desk.shows("可以导入", "导入 1 件", "E3", "需要改正")
    answer = desk.client.get(f"{page}/wrong")
    told = [cell.value for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert any("E3" in str(one) for one in told)
    desk.post(page, {"_act": "take"})
    work_longer(site.place.office)
    desk.get(page)
    assert desk.shows("导入已经完成", "已导入")
    desk.post(page, {"_act": "take"}, 422)
    assert desk.shows("别的步骤")
    desk.get("/views/ledger")
    assert desk.shows("四楼电梯")
    sent(desk, file(["1", "2026-02-03", "四楼电梯", "电梯", "2026.2.1", "13800000000"]))
    desk.follow()
    assert desk.shows('value="旧系统"')
    desk.post(page, {"_act": "drop"})
    desk.follow()
    assert desk.shows("已删除", "我的导入")


def test_what_cannot_be_read_is_said_above_the_form(site: Site) -> None:
    desk = site.desk("clerk")
    sent(desk, BytesIO(b""), "", 422)
    assert desk.shows("请选择文件")
    sent(desk, BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600), "旧.xls", 422)
    assert desk.shows("另存为 .xlsx")
    site.desk("clerk").get("/imports/none", 404)
    assert "不能登记" in site.desk("stranger").get("/imports")


def test_a_large_ledger_goes_out_by_way_of_a_page_that_tells_how_far_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    site.case()
    desk = site.desk("clerk")
    desk.get("/views/ledger")
    desk.post("/views/ledger.xlsx", {})
    page = desk.answer.headers["Location"]
    assert "正在导出" in desk.get(page)
    work_longer(site.place.office)
    desk.get(page)
    assert desk.shows("已导出 1 件", "下载 Excel")
    answer = desk.client.get(f"{page}/file")
    assert load_workbook(BytesIO(answer.data)).active is not None
    desk.get("/jobs")
    assert desk.shows("已完成")
    desk.post(f"{page}/discard", {})
    desk.get(page, 404)


def test_an_exported_ledger_comes_back_by_its_page(site: Site) -> None:
    site.case()
    desk, stranger = site.desk("clerk"), site.desk("chief")
    assert "/views/ledger/back" in desk.get("/views/ledger")
    assert "/views/ledger/back" not in stranger.get("/views/ledger")
    stranger.get("/views/ledger/back", 422)
    desk.get("/views/ledger/back")
    token = {"csrf_token": desk.hidden("csrf_token")}
    page = load_workbook(BytesIO(desk.client.post("/views/ledger.xlsx", data=token).data)).active
    assert page is not None
    place = next(cell for row in page.iter_rows() for cell in row if cell.value == "三楼打印机")
    page[place.coordinate] = "四楼打印机"
    page[place.offset(0, -1).coordinate] = "编号不能改"
    made = BytesIO()
    page.parent.save(made)  # type: ignore[union-attr]
    desk.post("/views/ledger/back", {"reason": "写错了"}, 422)
    assert desk.shows("请选择文件", "写错了")
    desk.post("/views/ledger/back", {"reason": "写错了", "file": (BytesIO(made.getvalue()), "台账.xlsx")})
    job = desk.answer.headers["Location"]
    assert "正在试" in desk.get(job)
    work_longer(site.place.office)
    desk.get(job)
    assert desk.shows("不是登记时填写的内容", place.offset(0, -1).coordinate, "更正的理由：写错了")
    desk.post(job, {"_act": "take"})
    work_longer(site.place.office)
    desk.get(job)
    assert desk.shows("已更正", "需要改正", "打开案件")
    assert job in desk.get("/jobs")
