"""Reports on paper, read back by other libraries than those that wrote them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from fangyuan.publishing.charts import Series, chart
from fangyuan.publishing.reports import Cell, ReportPaper, ReportTable, is_wide, report_docx, report_xlsx
from fangyuan.publishing.sheet_pages import Pages

TOTALS = ReportTable(
    "总量",
    ("项目",),
    [("", "2026年3月")],
    [(("件次",), [Cell("1,234", 1234)]), (("重复率",), [Cell("128/135（94.8 %）")])],
)
CROSS = ReportTable(
    "分类",
    ("内容", "属地"),
    [("来信", "件次"), ("来信", "人次"), ("来访", "件次"), ("来访", "人次")],
    [
        (("=1+1", "@SUM(A1)"), [Cell("1", 1), Cell("2", 2), Cell("+3"), Cell("-4")]),
        (("合计", ""), [Cell("1", 1), Cell("2.5", 2.5), Cell("3", 3), Cell("4", 4)]),
    ],
    totals=1,
    note="说明",
)
PAPER = ReportPaper("某县2026年3月月报表", "2026-03-01 至 2026-03-31", [TOTALS, CROSS], landscape=True)


def test_a_workbook_has_title_merged_heads_borders_print_area_and_no_formula() -> None:
    book = load_workbook(BytesIO(report_xlsx(PAPER)))
    sheet = book["报表"]
    assert sheet["A1"].value == "某县2026年3月月报表"
    assert sorted(map(str, sheet.merged_cells.ranges)) == [
        "A13:F13",
        "A1:F1",
        "A2:F2",
        "A9:A10",
        "B9:B10",
        "C9:D9",
        "E9:F9",
    ]
    assert [cell.value for cell in sheet[4]][:2] == ["项目", "2026年3月"]
    assert [cell.value for cell in sheet[5]][:2] == ["件次", 1234]
    assert sheet["B6"].value == "128/135（94.8 %）"
    assert [cell.value for cell in sheet[11]] == ["=1+1", "@SUM(A1)", 1, 2, "+3", "-4"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["A11"].border.left.style == "thin"
    assert sheet["D12"].font.b
    assert (sheet.print_area, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "'报表'!$A$1:$F$13",
        "landscape",
        9,
    )
    with ZipFile(BytesIO(report_xlsx(PAPER))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_note_stands_over_the_whole_width_in_as_many_lines_as_it_needs() -> None:
    note = "按收到日期归期，后来办结、化解、告知、反馈的算进来。" * 6
    sheet = load_workbook(BytesIO(report_xlsx(replace(PAPER, tables=[replace(CROSS, note=note)]))))["报表"]
    [row] = [cell.row for cell in sheet["A"] if cell.value == note]
    assert f"A{row}:F{row}" in map(str, sheet.merged_cells.ranges)
    assert sheet[f"A{row}"].alignment.wrap_text
    assert sheet.row_dimensions[row].height >= 3 * 15


def test_a_document_has_the_same_tables_under_merged_heads() -> None:
    document = Document(BytesIO(report_docx(PAPER)))
    assert [one.text for one in document.paragraphs][:2] == ["某县2026年3月月报表", "2026-03-01 至 2026-03-31"]
    totals, cross = document.tables
    assert [[cell.text for cell in row.cells] for row in totals.rows] == [
        ["项目", "2026年3月"], ["件次", "1,234"], ["重复率", "128/135（94.8 %）"],
    ]  # fmt: skip
    assert [cell.text for cell in cross.rows[0].cells] == ["内容", "属地", "来信", "来信", "来访", "来访"]
    assert [cell.text for cell in cross.rows[2].cells] == ["=1+1", "@SUM(A1)", "1", "2", "+3", "-4"]
    assert document.sections[0].page_width > document.sections[0].page_height


def test_a_chart_is_drawn_without_a_script_and_holds_no_mark_up_of_others() -> None:
    labels, series = ["<b>甲</b>", "乙"], [Series("件次", (3, None)), Series("人次", (4.5, 0))]
    for sort, mark in (("bar", "<rect"), ("line", "<polyline"), ("pie", "<circle")):
        picture = chart(sort, "内容", labels, series)
        assert picture.startswith("<svg")
        assert mark in picture
        assert "<b>" not in picture
        assert "<script" not in picture
    assert chart("bar", "空", [], []) == ""
    assert chart("pie", "空", ["甲"], [Series("件次", (0,))]) == ""


def test_a_long_text_makes_its_row_as_high_as_its_lines() -> None:
    long = ReportTable(
        "分级", ("分级",), [("", "件数")], [(("全局性、苗头性、倾向性：与监督工作结合",), [Cell("1", 1)])]
    )
    sheet = load_workbook(BytesIO(report_xlsx(ReportPaper("示例县年度报告附表", "2026年", [long])))).active
    assert [sheet.row_dimensions[row].height for row in (4, 5)] == [18, 33]
    assert "A1:F1" in {str(one) for one in sheet.merged_cells.ranges}, "the title of two columns stands over six"


def test_a_table_of_a_document_keeps_its_title_and_its_heads_with_its_rows() -> None:
    table = ReportTable("分级", ("分级",), [("", "件数")], [(("甲",), [Cell("1", 1)])])
    made = Document(BytesIO(report_docx(ReportPaper("报表", "2026年", [table]))))
    [title] = [one for one in made.paragraphs if one.text == "分级"]
    assert title.paragraph_format.keep_with_next
    heads, row = made.tables[0].rows
    assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in heads.cells)
    assert [one._tr.trPr.xpath("w:tblHeader") != [] for one in (heads, row)] == [True, False]
    assert {one.get(qn("w:eastAsia")) for one in made.styles.element.iter(qn("w:lang"))} == {"zh-CN"}


def test_no_sum_and_no_note_of_a_document_stands_on_a_page_alone() -> None:
    rows = [((str(name),), [Cell("1", 1)]) for name in range(13)]

    def kept(**more: object) -> list[int]:
        table = ReportTable("分级", ("分级",), [("", "件数")], rows, **more)  # type: ignore[arg-type]
        made = Document(BytesIO(report_docx(ReportPaper("报表", "2026年", [table]))))
        lines = enumerate(made.tables[0].rows)
        return [at for at, row in lines if row.cells[0].paragraphs[0].paragraph_format.keep_with_next]

    assert kept(totals=1) == [0, 12]
    assert kept(totals=1, note="说明") == [0, 12, 13]
    assert kept() == [0, 12]
    del rows[3:]
    assert kept() == [0, 1, 2], "a short table is not parted at all"


def test_a_title_that_is_longer_than_a_line_is_parted_before_its_year() -> None:
    def title(text: str, *, landscape: bool = False) -> str:
        return Document(BytesIO(report_docx(ReportPaper(text, "", [], landscape)))).paragraphs[0].text

    long = "河汾市信访局群众接待服务中心2026年11月24日接待日报"
    assert title(long) == "河汾市信访局群众接待服务中心\n2026年11月24日接待日报"
    assert title(long, landscape=True) == long
    assert title("某县2026年3月月报表") == "某县2026年3月月报表"
    assert title("2026年" + "长" * 20) == "2026年" + "长" * 20


def lined(many: int, across: int = 1) -> ReportTable:
    """A table of so many rows, and so many columns of numbers."""
    cells = [Cell("1", 1)] * across
    return ReportTable("分级", ("分级",), [("", "件数")] * across, [((str(row),), cells) for row in range(many)])


def test_a_sheet_prints_with_margins_as_wide_as_the_page_under_its_title() -> None:
    def sheet(*tables: ReportTable) -> Worksheet:
        return load_workbook(BytesIO(report_xlsx(ReportPaper("报表", "2026年", tables)))).active

    one = sheet(lined(3))
    sides = (one.page_margins.left, one.page_margins.right, one.page_margins.top, one.page_margins.bottom)
    assert [round(side * 25.4) for side in sides] == [20, 20, 25, 20]
    assert (one.sheet_properties.pageSetUpPr.fitToPage, one.page_setup.fitToHeight) == (True, 0)
    assert one.print_title_rows == "$1:$4", "the heads of the only table stand on each page"
    assert sheet(lined(3), lined(3)).print_title_rows == "$1:$2", (
        "those of one of several would stand over another's rows"
    )


def test_no_title_of_a_table_stands_last_on_a_printed_page() -> None:
    def breaks(*tables: ReportTable) -> list[int]:
        sheet = load_workbook(BytesIO(report_xlsx(ReportPaper("报表", "2026年", tables)))).active
        return [one.id for one in sheet.row_breaks.brk]

    assert breaks(lined(10), lined(10)) == []
    assert breaks(lined(30), lined(10), lined(10)) == [35], "the second begins a page, and the third stands there too"
    assert breaks(lined(30), lined(200)) == [], "what fits on no page begins where it stands, with some of its rows"


def test_rows_that_belong_together_begin_a_page_where_they_would_be_parted() -> None:
    pages = Pages(10)
    for row, many, least in ((0, 6, 2), (6, 4, 2), (10, 8, 2), (18, 3, 2), (21, 25, 2), (46, 1, 1), (47, 30, 8)):
        pages.put(row, [1] * many, least)
    assert pages.breaks == [10, 18, 47]


def test_a_table_of_many_columns_wants_a_page_on_its_side() -> None:
    assert [is_wide([lined(1, many)]) for many in (1, 5, 6)] == [False, False, True]


def test_the_pages_of_a_document_are_numbered_as_an_official_one() -> None:
    document = Document(BytesIO(report_docx(PAPER)))
    assert document.settings.odd_and_even_pages_header_footer
    odd, even = document.sections[0].footer.paragraphs[0], document.sections[0].even_page_footer.paragraphs[0]
    for paragraph, side in ((odd, WD_ALIGN_PARAGRAPH.RIGHT), (even, WD_ALIGN_PARAGRAPH.LEFT)):
        assert (paragraph.alignment, paragraph.text) == (side, "—  —")
        assert [one.text for one in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]
