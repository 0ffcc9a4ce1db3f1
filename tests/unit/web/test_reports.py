"""Reports and targets as pages: figures, the cases behind a number, files, words for what is not there."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fangyuan.casework.installing import activate, install
from fangyuan.compiler.loading import load
from fixtures.web import Desk, Site
from packs.examples import VALID

REPORTS = """
- report: monthly
  title: 报修月报表
  law: 设备管理办法 第八条
  per: month
  of: repair
  compare: [period-before]
  targets: [quota]
  tables:
    - table: kinds
      title: 各类设备
      hint: 按上级类别合计。
      rows: [{by: category, level: 1, zeros: true}]
      chart: bar
      measures:
        - {measure: cases, title: 件数, count: true, unit: 件}
        - {measure: closed, title: 办结率, rate: {numerator: {case.closed: {const: true}}, denominator: {case.number: {absent: false}}}}
    - table: cross
      title: 设备与阶段
      rows: [{by: device}]
      columns: {by: case.stage}
      measures: [{measure: cases, title: 件数, count: true}]
"""
TARGETS = "- {target: quota, title: 全年修好, of: repair, measure: {count: {case.closed: {const: true}}}, at-least: 3, by: unit}\n"
DUTIES = """
- duty: hand-in
  title: 报月报
  every: {rrule: "FREQ=MONTHLY;BYMONTHDAY=1"}
  opens: {task: 报月报}
  report: monthly
  who: {role: clerk}
  within: 3 workdays
"""


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Desk:
    """A clerk whose pack has a report, a target and a duty; two cases are there."""
    folder = tmp_path / "minimal"
    shutil.copytree(VALID / "minimal", folder)
    (folder / "reports").mkdir()
    for name, text in (("reports/monthly.yaml", REPORTS), ("targets.yaml", TARGETS), ("duties.yaml", DUTIES)):
        (folder / name).write_text(text, encoding="utf-8")
    office = site.place.office
    source, _ = load(folder, [VALID], office.kinds)
    activate(office, "t", install(office, source, site.place.now, trial=False).pack, site.place.now)
    site.case()
    site.case(key="another", category="lift", device="=二号电梯")
    return site.desk("clerk")


def test_a_report_is_read_without_a_script_and_its_numbers_lead_to_cases(desk: Desk) -> None:
    desk.get("/reports")
    assert desk.shows("报修月报表", "本期：2026年3月", "设备管理办法 第八条")
    desk.get("/reports/monthly")
    assert desk.shows(
        "各类设备",
        "按上级类别合计。",
        "房屋设施",
        "环比",
        "0/2（0.0 %）",
        "本期未完",
        "<svg",
        "全年修好",
        "要求：3",
        "还差 3",
    )
    links = re.findall(r'href="(/reports/monthly/cases[^"]+)"', desk.page)
    assert len(links) >= 8
    for link in links:
        desk.get(link)
        assert desk.shows("SLBX2026-000", "报修月报表 2026年3月")
    desk.get(next(link for link in links if "building" in link))
    assert desk.shows("房屋设施 · 件数", "SLBX2026-0002", "共 1 件")
    desk.get("/reports/monthly?period=2026-01")
    assert desk.shows("2026年1月", "0")
    assert "/cases?" not in desk.page


def taken(desk: Desk, address: str) -> tuple[int, bytes]:
    """What a button of the page sends back."""
    desk.get("/reports/monthly")
    answer = desk.client.post(address, data={"csrf_token": desk.hidden("csrf_token")})
    return answer.status_code, answer.data


def test_a_report_leaves_as_a_file_whose_texts_stay_texts(desk: Desk) -> None:
    status, data = taken(desk, "/reports/monthly.xlsx?period=2026-03")
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert (status, "=二号电梯" in {cell.value for cell in cells}) == (200, True)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    status, data = taken(desk, "/reports/monthly.docx")
    assert (status, data[:2]) == (200, b"PK")
    assert taken(desk, "/reports/monthly.exe")[0] == 404


def test_targets_stand_on_a_page_and_a_duty_leads_to_its_report(desk: Desk) -> None:
    desk.get("/targets")
    assert desk.shows("全年修好", "2026年", "还差 3", "逐月", "分单位")
    desk.get("/duties")
    assert desk.shows('href="/reports/monthly?period=2026-02"', "报修月报表 2026年2月")


@pytest.mark.parametrize(
    "address", ["/reports/none", "/reports/monthly/cases", "/reports/monthly/cases?table=kinds&measure=none"]
)
def test_what_is_not_there_is_said(desk: Desk, address: str) -> None:
    desk.get(address, status=404)
    assert desk.shows("没有")
