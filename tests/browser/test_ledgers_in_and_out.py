"""A county's own ledger becomes cases, and what was exported is put right in a workbook: by hand, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Download, FilePayload, expect

from browser.desk import Desk
from fangyuan.casework import jobs
from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.clockwork import MachineTime
from fangyuan.casework.correcting import correct
from fangyuan.casework.jobs import Watch
from fangyuan.casework.office import Office
from fangyuan.casework.working import HANDS, work_longer
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.commands import CorrectAnswers
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from fangyuan.web import Settings, create_app
from fixtures.chromium import DESK, PHONE
from fixtures.reading import NOW, WINDOW, Bench, furnished
from fixtures.serving import in_thread

PASSWORD = "a long password"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (
    ["某县群众投诉登记台账（2026年）"],
    ["编号", "登记日期", "投诉人", "", "", "事由", "发生日期", "金额"],
    ["", "", "姓名", "联系电话", "住址", "", "", ""],
)
MERGED = ("A1:H1", "A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3", "H2:H3", *(f"{one}4:{one}5" for one in "ABFGH"))
MANY = 110

SitDown = Callable[[], Desk]


@pytest.fixture
def bench(tmp_path: Path, sqlite_url: str) -> Iterator[Bench]:
    """An office that takes complaints."""
    database = Database(sqlite_url, InstallationKey(b"k" * 32), fold)
    database.migrate()
    office = Office(database, load_kinds(), FileShelf(tmp_path / "files"), MachineTime())
    furnished(office, {})
    open_accounts(office, {"window": ("t1", "window")}, PASSWORD, NOW)
    yield Bench(office)
    database.close()


@pytest.fixture
def desk(bench: Bench, browser: Browser) -> Iterator[Desk]:
    """Whoever takes complaints."""
    with in_thread(create_app(bench.office, Settings(secret_key="s" * 32))) as url:
        context = browser.new_context(base_url=url, viewport=DESK, locale="zh-CN")
        context.set_default_timeout(20_000)
        desk = Desk(context.new_page())
        desk.log_in("window", PASSWORD)
        yield desk
        context.close()
    assert desk.errors == []


def county_ledger() -> bytes:
    """A title, two rows of heads, a case of two rows, many others, and two that are wrong."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in HEADS:
        page.append(row)
    page.append(["甲-1", "2026.2.3", "陈小明", "13900001111", "东街 3 号", "等候时间过长", "2026-02-01", 300])
    page.append(["", "", "林大海", "13900002222", "西街 8 号", "", "", ""])
    for at in range(2, MANY):
        page.append(
            [f"甲-{at}", "2026年2月4日", f"赵{at}", f"137{at:08}", "南街", f"第{at}号窗口关门早", "2026/2/1", 20]
        )
    page.append(["乙-1", "2026-02-05", "钱二", 371702199001011000, "北街", "态度不好", "2026-02-01", None])
    page.append(["乙-2", "2026-02-05", "孙三", "13900003333", "北街", "态度不好", "去年", None])
    for area in MERGED:
        page.merge_cells(area)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def sheet_of(found: Download) -> Worksheet:
    page = load_workbook(BytesIO(found.path().read_bytes())).active
    assert isinstance(page, Worksheet)
    return page


def sent(page: Worksheet) -> FilePayload:
    made = BytesIO()
    assert isinstance(page.parent, Workbook)
    page.parent.save(made)
    return {"name": "台账.xlsx", "mimeType": XLSX, "buffer": made.getvalue()}


def place_of(page: Worksheet, text: str) -> tuple[int, int]:
    return next((cell.row, cell.column) for row in page.iter_rows() for cell in row if cell.value == text)


def goes_on(office: Office, portions: int) -> None:
    """The worker does so many portions, and ends."""
    done = count()
    with_end = Watch(office.clock.now, lambda: next(done) > portions)
    jobs.do_jobs(office, HANDS, with_end)


def counts(desk: Desk) -> dict[str, str]:
    """The figures at the head of what came of a file."""
    boxes = desk.body.locator(".fy-import-counts div").all()
    return {box.locator("dt").inner_text(): box.locator("dd").inner_text() for box in boxes}


def fits(desk: Desk) -> bool:
    """Whether no part of the page stands out of its window, at a desk and on a phone."""
    too_wide = list[int]()
    for size in (PHONE, DESK):
        desk.page.set_viewport_size(size)
        too_wide.append(
            desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )
    return max(too_wide) <= 0


def test_a_county_ledger_is_mapped_tried_put_right_and_taken_in(bench: Bench, desk: Desk) -> None:
    desk.open("/imports")
    desk.page.get_by_label("导入为").select_option(value="complaint/complaint")
    ledger: FilePayload = {"name": "投诉台账.xlsx", "mimeType": XLSX, "buffer": county_ledger()}
    desk.page.get_by_label("文件").set_input_files(ledger)
    desk.press("上传，下一步")
    columns = desk.body.locator(".fy-import-columns select")
    expect(columns).to_have_count(8)
    guessed = columns.evaluate_all("each => each.map(one => one.value)")
    assert guessed == [
        "_number", "_received", "persons.name", "persons.phone", "persons.address", "topic", "happened_on", "amount",
    ]  # fmt: skip
    assert fits(desk)
    desk.page.get_by_label("这样的表从哪里来").fill("县局旧台账")
    desk.press("试一遍")
    expect(desk.page.get_by_role("progressbar")).to_be_visible()
    stop = desk.page.get_by_role("button", name="不要了，停止并删除")
    stop.focus()
    goes_on(bench.office, 1)
    expect(desk.page.get_by_role("status")).to_contain_text(f"50 / {MANY + 1} 行")
    expect(stop).to_be_focused()
    work_longer(bench.office)
    expect(desk.body.locator(".fy-import-counts")).to_be_visible()
    expect(desk.page.locator("[aria-live=polite]")).to_contain_text("需要改正")
    expect(desk.page.locator("h1")).to_be_focused()
    assert counts(desk) == {"可以导入": str(MANY - 1), "需要改正": "2", "已经登记过": "0", "导入过、内容不同": "0"}
    wrong = MANY + 4
    desk.reads(f"D{wrong}", "第16位以后", f"G{wrong + 1}", "日期")
    assert fits(desk)
    back = sheet_of(desk.download("下载需要改正的行"))
    assert f"D{wrong}" in str(back.cell(*place_of(back, str(wrong))).offset(0, -1).value)
    desk.press(f"导入 {MANY - 1} 件")
    expect(desk.page.get_by_role("progressbar")).to_be_visible()
    goes_on(bench.office, 2)
    expect(desk.page.get_by_role("status")).to_contain_text(f"100 / {MANY + 1} 行")
    work_longer(bench.office)
    desk.reads("导入已经完成", str(MANY - 1))
    for place, text in (("371702199001011000", "13900004444"), ("去年", "2026-02-02")):
        back.cell(*place_of(back, place)).value = text
    desk.open("/imports")
    desk.page.get_by_label("文件").set_input_files(sent(back))
    desk.press("上传，下一步")
    expect(desk.page.get_by_label("这样的表从哪里来")).to_have_value("县局旧台账")
    desk.press("试一遍")
    expect(desk.page.get_by_role("progressbar")).to_be_visible()
    work_longer(bench.office)
    desk.press("导入 2 件")
    expect(desk.page.get_by_role("progressbar")).to_be_visible()
    work_longer(bench.office)
    desk.reads("导入已经完成")
    desk.open("/views/complaints?topic=态度不好")
    desk.reads("钱二", "孙三")


def test_an_exported_ledger_is_put_right_and_what_changed_meanwhile_is_told(bench: Bench, desk: Desk) -> None:
    first, second, third = (
        bench.complain(topic=topic, amount=100) for topic in ("空调不冷", "大门太重", "找陈小明，13900009999")
    )
    desk.open("/views/complaints")
    page = sheet_of(desk.download("导出 Excel"))
    for before, after in (("空调不冷", "空调太冷"), ("大门太重", "大门太轻")):
        page.cell(*place_of(page, before)).value = after
    correct(bench.office, WINDOW, second, CorrectAnswers(reason="听错", answers={"topic": "大门太响"}), NOW)
    desk.open("/views/complaints/back")
    desk.page.get_by_label("文件").set_input_files(sent(page))
    desk.page.get_by_label("更正的理由").fill("录入有误")
    desk.press("上传，试一遍")
    expect(desk.page.get_by_role("progressbar")).to_be_visible()
    work_longer(bench.office)
    expect(desk.body.locator(".fy-import-counts")).to_be_visible()
    assert counts(desk) == {"可以更正": "1", "需要改正": "1", "没有改动": "1"}
    desk.reads("空调不冷 → 空调太冷", "导出以后案件里已改为“大门太响”")
    assert fits(desk)
    desk.press("更正 1 件")
    work_longer(bench.office)
    desk.reads("已更正", "更正了的行")
    with bench.office.database.read() as uow:
        states = uow.cases.states("t1", [first, second, third])
    assert [states[one].answers["topic"] for one in (first, second, third)] == [
        "空调太冷", "大门太响", "找陈小明，13900009999",
    ]  # fmt: skip
