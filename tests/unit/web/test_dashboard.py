"""The dashboard as a page: without a script, each number a link, topics that a reader may not see left out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from fangyuan.casework.installing import activate, install
from fangyuan.compiler.loading import load
from fixtures.web import Desk, Site
from packs.examples import VALID

REPORTS = """
- report: monthly
  title: 报修月报表
  per: month
  of: repair
  dashboard: [{by: category}, {by: device}]
  tables: [{table: all, title: 全部, measures: [{measure: cases, title: 件数, count: true}]}]
"""


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Desk:
    """A clerk who may not see what kind of thing is broken; two cases are there."""
    folder = tmp_path / "minimal"
    shutil.copytree(VALID / "minimal", folder)
    (folder / "reports").mkdir()
    (folder / "reports" / "monthly.yaml").write_text(REPORTS, encoding="utf-8")
    roles = (folder / "roles.yaml").read_text(encoding="utf-8")
    hidden = roles.replace("{phone: see}", "{phone: see, category: hide}", 1)
    assert hidden != roles
    (folder / "roles.yaml").write_text(hidden, encoding="utf-8")
    office = site.place.office
    source, _ = load(folder, [VALID], office.kinds)
    activate(office, "t", install(office, source, site.place.now, trial=False).pack, site.place.now)
    site.case()
    site.case(key="another", category="lift", device="=二号电梯&place=x")
    return site.desk("clerk")


def test_the_morning_is_one_page_and_its_numbers_lead_to_cases(desk: Desk) -> None:
    desk.get("/")
    assert desk.shows('href="/dashboard"')
    desk.get("/dashboard")
    assert desk.shows(
        "新收",
        "到期未办",
        "超期",
        "近30天每天新收和办结",
        "<svg",
        "您无权查看这张表所用的字段。",
        "=二号电梯&place=x",
    )
    links = re.findall(r'href="(/dashboard/cases[^"]+)"', desk.page)
    assert len(links) >= 8
    for link in links:
        desk.get(link)
        assert desk.shows("SLBX2026-000")
    desk.get(next(link for link in links if "topic=device" in link and "place%3Dx" in link))
    assert desk.shows("近30天 · 新收 · =二号电梯&place=x", "SLBX2026-0002", "共 1 件")


@pytest.mark.parametrize(
    "address",
    [
        "/dashboard?board=none",
        "/dashboard/cases",
        "/dashboard/cases?board=monthly&figure=received&topic=category&place=lift",
    ],
)
def test_what_is_not_there_or_not_theirs_is_said(desk: Desk, address: str) -> None:
    desk.get(address, status=404)
    assert desk.shows("没有")
