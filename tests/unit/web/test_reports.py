"""Reports and targets as pages: figures, the cases behind a number, files, words for what is not there."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from fangyuan.casework.reading.handing_in import period_for
from fangyuan.model.outputs import Duty
from fangyuan.model.reports import Report
from fixtures.reporting import with_reports
from fixtures.web import Desk, Site
from unit.casework.offices import at


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Desk:
    """A clerk whose pack has a report, a target and a duty; two cases are there."""
    with_reports(site, tmp_path)
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
        "2</a>（0.0 %）",
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
        desk.get(f"{link}&page=2&report=1&endpoint=1&_scheme=x")
    desk.get(next(link for link in links if "building" in link))
    assert desk.shows("房屋设施 · 件数", "SLBX2026-0002", "共 1 件")
    desk.get("/reports/monthly/cases?table=kinds&measure=cases&at=0&rest=1", status=404)
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


def test_a_duty_that_is_done_late_hands_in_the_period_that_it_was_for(desk: Desk, site: Site) -> None:
    """The report of March was due on 1 April, that of April on 1 May: on 12 May both still lead where they did."""
    site.place.work(at("2026-04-01T09:00+08:00"))
    site.place.work(at("2026-05-12T10:00+08:00"))
    desk.get("/duties")
    leads = dict(re.findall(r'<tr>.*?href="/cases/([^"]+)".*?href="(/reports/[^"]+)"', desk.page, re.DOTALL))
    assert list(leads.values()) == ["/reports/monthly?period=2026-03", "/reports/monthly?period=2026-04"]
    assert desk.page.count('href="/reports/monthly?') == 2
    for case, report in leads.items():
        desk.get(f"/cases/{case}")
        assert desk.shows("要报", f'href="{report}"')


@pytest.mark.parametrize(
    ("per", "period", "occurs_on", "handed_in"),
    [
        ("month", "before", "2026-06-05", "2026-05"),
        ("month", "before", "2026-06-30", "2026-05"),
        ("month", "current", "2026-06-30", "2026-06"),
        ("quarter", "before", "2026-01-08", "2025-Q4"),
        ("half-year", "before", "2026-07-10", "2026-H1"),
        ("year", "before", "2026-01-15", "2025"),
        ("year", "current", "2026-12-20", "2026"),
        ("day", "before", "2026-03-01", "2026-02-28"),
    ],
)
def test_which_period_a_duty_hands_in_goes_by_the_date_of_its_rule(
    per: str, period: str, occurs_on: str, handed_in: str
) -> None:
    duty, report = Duty("d", "", "", (), period=period), Report("r", "", per, ())
    assert period_for(duty, report, date.fromisoformat(occurs_on)).key == handed_in


@pytest.mark.parametrize(
    "address", ["/reports/none", "/reports/monthly/cases", "/reports/monthly/cases?table=kinds&measure=none"]
)
def test_what_is_not_there_is_said(desk: Desk, address: str) -> None:
    desk.get(address, status=404)
    assert desk.shows("没有")
