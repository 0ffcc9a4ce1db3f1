"""A paper for leaders as pages: chosen, corrected, made; what was typed stays where it cannot be made yet."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from fangyuan.casework.admitting import issue_token
from fangyuan.casework.identity import Identity
from fangyuan.casework.installing import activate, install
from fangyuan.compiler.loading import load
from fixtures.web import Desk, Site
from packs.examples import VALID
from unit.api.talking import Program

REPORTS = """
- report: monthly
  title: 报修月报表
  per: month
  of: repair
  digest:
    title: 报修送阅件
    sections:
      - {section: figures, title: 一、情况, tables: [all, devices]}
      - {section: typical, title: 二、案例, cases: {tell: [device]}}
      - {section: words, title: 三、小结, write: 请阅}
  tables:
  - {table: all, title: 全部, measures: [{measure: cases, title: 件数, count: true}]}
  - {table: devices, title: 设备, rows: [{by: device}], measures: [{measure: cases, title: 件数, count: true}]}
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
    assert desk.shows("表：全部、设备", "请阅", "本期没有办结的、可以选的案件。")
    form = {"csrf_token": desk.hidden("csrf_token"), "text-words": "打 13900001111\r\n<b>看</b>", "do": "make"}
    desk.post("/reports/monthly/digest?period=2026-03", form, status=422)
    assert desk.shows("还不能生成", 'href="#text-words"', "打 13900001111", "<b>看</b>")
    answer = desk.client.post(
        "/reports/monthly/digest?period=2026-03", data={**form, "text-words": "<b>看</b>&\x00第二"}
    )
    lines = [paragraph.text for paragraph in Document(BytesIO(answer.data)).paragraphs]
    assert any(line.startswith("<b>看</b>&") for line in lines)
    desk.get("/reports/monthly/digest?period=never", status=422)


def test_what_looks_like_somebody_is_shown_and_has_to_be_said_before_the_paper_is_made(desk: Desk) -> None:
    address = "/reports/monthly/digest?period=2026-03"
    desk.get(address)
    form = {"csrf_token": desk.hidden("csrf_token"), "text-words": "村民王桂花也在场，张某某同意。", "do": "make"}
    desk.post(address, form, status=422)
    assert desk.shows("“三、小结”里的“王桂花”像是人名或者住址。", 'name="nobody" value="王桂花"')
    made = desk.client.post(address, data={**form, "nobody": "王桂花"})
    assert "村民王桂花也在场，张某某同意。" in [one.text for one in Document(BytesIO(made.data)).paragraphs]


def test_what_the_paper_covers_is_shown_before_it_is_made_and_may_be_said_to_be_nobody(desk: Desk, site: Site) -> None:
    site.place.register("another", device="洪秀英反映的水泵")
    address = "/reports/monthly/digest?period=2026-03"
    desk.get(address)
    form = {"csrf_token": desk.hidden("csrf_token"), "text-words": "看", "do": "make"}
    desk.post(address, form, status=422)
    assert desk.shows("“一、情况”里的“洪秀英”在文件里写成“洪某某”。", 'name="seen" value="洪秀英"')
    for more, told in (({"seen": "洪秀英"}, "洪某某反映的水泵"), ({"nobody": "洪秀英"}, "洪秀英反映的水泵")):
        made = Document(BytesIO(desk.client.post(address, data={**form, **more}).data))
        assert told in [row.cells[0].text for grid in made.tables for row in grid.rows]


def test_what_was_typed_is_a_draft_that_another_day_goes_on_with(desk: Desk) -> None:
    address = "/reports/monthly/digest?period=2026-03"
    desk.get(address)
    desk.post(address, {"text-words": "写到一半", "do": "choose"}, status=200)
    place = desk.hidden("_place")
    desk.get("/reports/monthly/digest")
    assert desk.shows("写到一半", "保存的草稿填写", 'data-draft="/drafts"')
    kept = {name: desk.hidden(name) for name in ("csrf_token", "_key", "_rev", "_place")}
    answer = desk.client.post("/drafts", data={**kept, "text-words": "边写边存"})
    assert (answer.status_code, answer.json["revision"], place) == (200, 2, kept["_place"])
    desk.get("/drafts")
    assert desk.shows("报修送阅件", f"/reports/monthly/digest?period=2026-03&draft={kept['_key']}")
    desk.get(f"{address}&draft={kept['_key']}")
    assert desk.shows("边写边存")
    desk.get(f"{address}&fresh=1")
    assert "边写边存" not in desk.page


def test_a_program_composes_and_makes_the_paper(desk: Desk, site: Site) -> None:
    client = site.app.test_client()
    token = issue_token(site.place.office, Identity("t", "clerk"), "test", site.place.now)
    clerk = Program(client, token, client.get("/api/v1/openapi.json").json)
    page = clerk.do("composeDigest", {"texts": {"words": "打 13900001111"}}, report="monthly", period="2026-03")
    assert [part["section"] for part in page["sections"]] == ["figures", "typical", "words"]
    problem = clerk.refused(
        422, "makeDigest", {"texts": {"words": "打 13900001111"}}, report="monthly", period="2026-03"
    )
    assert [line["path"] for line in problem["problems"]] == ["text-words"]
    made = clerk.call("makeDigest", {"texts": {"words": "看"}}, report="monthly", period="2026-03")
    assert "看" in [paragraph.text for paragraph in Document(BytesIO(made.data)).paragraphs]
