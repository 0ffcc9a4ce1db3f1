"""Tables of documents: how wide their columns are, and what of them stays on one page."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from fangyuan.publishing.digests import digest_docx, section
from fangyuan.publishing.document_tables import shares
from fangyuan.publishing.kits import Sheet, kit_docx
from fangyuan.publishing.reports import Cell, ReportTable

WIDE = ReportTable(
    "反映的内容",
    ("内容",),
    [("件次", one) for one in ("本季", "上季", "同比")] + [("人次", one) for one in ("本季", "上季", "同比")],
    [((f"第{row}类",), [Cell("1", 1)] * 6) for row in range(3)],
)


def test_a_column_is_as_wide_as_its_texts_ask_for_and_short_words_are_not_parted() -> None:
    short, day, long = shares([("序号", "日期", "案由"), ("1", "2026-03-02", "征地补偿款少算" * 5)])
    assert short < day < long < 0.6
    assert abs(short + day + long - 1) < 0.001
    assert shares([("", ""), ("", "")], least=18) == [0.5, 0.5]


def test_the_papers_of_a_meeting_have_room_to_sign_and_numbered_pages() -> None:
    listed = Sheet("清单", [("1", "征地补偿款少算" * 5)], ("序号", "案由"))
    slip = Sheet("会议单", [("编号", "1"), ("会议意见", "")])
    signed = Sheet("签到表", [("", "")], ("单位", "签名"), signed=True, least=18)
    paper = Document(BytesIO(kit_docx([listed, slip, signed])))
    widths = [[column.width for column in table.columns] for table in paper.tables]
    assert widths[0][0] * 2 < widths[0][1]
    assert Mm(37) < widths[1][0] < Mm(39), "what is asked stands in a narrow column"
    assert widths[2][0] == widths[2][1]
    head, line = (row.height for row in paper.tables[2].rows)
    assert head is None
    assert round(line.mm) == 11
    assert paper.settings.odd_and_even_pages_header_footer
    assert all(one.footer.is_linked_to_previous for one in list(paper.sections)[1:])


def test_a_paper_for_leaders_parts_no_case_from_its_number_and_no_short_table() -> None:
    told = section("二、典型案例", ["案例1", "内容：征地"], [WIDE], ["案例1"])
    words = {"title": "送阅件", "subtitle": "2026年", "sections": [told]}
    paper = Document(BytesIO(digest_docx(None, words)))
    kept = {one.text: bool(one.paragraph_format.keep_with_next) for one in paper.paragraphs if one.text}
    assert kept == {
        "送阅件": False, "2026年": False, "二、典型案例": True, "案例1": True, "内容：征地": False, "反映的内容": True,
    }  # fmt: skip
    [table] = paper.tables
    follows = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert [bool(one) for one in follows] == [True, True, True, False]
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True, False, False, False]
    assert {run.font.size.pt for row in table.rows for cell in row.cells for run in cell.paragraphs[0].runs} == {9}
