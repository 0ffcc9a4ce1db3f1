"""A paper for leaders as pages: chosen, corrected, made; what was typed stays where it cannot be made yet."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from fangyuan.casework.installing import activate, install
from fangyuan.compiler.loading import load
from fixtures.web import Desk, Site
from packs.examples import VALID

REPORTS = """
- report: monthly
  title: 报修月报表
  per: month
  of: repair
  digest:
    title: 报修送阅件
    sections:
      - {section: figures, title: 一、情况, tables: [all]}
      - {section: typical, title: 二、案例, cases: {tell: [device]}}
      - {section: words, title: 三、小结, write: 请阅}
  tables: [{table: all, title: 全部, measures: [{measure: cases, title: 件数, count: true}]}]
"""


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Desk:
    """A clerk whose pack has such a paper."""
    folder = tmp_path / "minimal"
    shutil.copytree(VALID / "minimal", folder)
    (folder / "reports").mkdir()
    (folder / "reports" / "monthly.yaml").write_text(REPORTS, encoding="utf-8")
    office = site.place.office
    source, _ = load(folder, [VALID], office.kinds)
    activate(office, "t", install(office, source, site.place.now, trial=False).pack, site.place.now)
    site.case()
    return site.desk("clerk")


def test_what_was_typed_stays_until_the_paper_can_be_made(desk: Desk) -> None:
    desk.get("/reports/monthly")
    assert desk.shows('href="/reports/monthly/digest?period=2026-03"', "报修送阅件")
    desk.get("/reports/monthly/digest?period=2026-03")
    assert desk.shows("表：全部", "请阅", "本期没有办结的、可以选的案件。")
    form = {"csrf_token": desk.hidden("csrf_token"), "text-words": "打 13900001111\r\n<b>看</b>", "do": "make"}
    desk.post("/reports/monthly/digest?period=2026-03", form, status=422)
    assert desk.shows("还不能生成", 'href="#text-words"', "打 13900001111", "<b>看</b>")
    answer = desk.client.post(
        "/reports/monthly/digest?period=2026-03", data={**form, "text-words": "<b>看</b>&\x00第二"}
    )
    lines = [paragraph.text for paragraph in Document(BytesIO(answer.data)).paragraphs]
    assert any(line.startswith("<b>看</b>&") for line in lines)
    desk.get("/reports/monthly/digest?period=never", status=422)
