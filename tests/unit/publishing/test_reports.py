"""Reports on paper, read back by other libraries than those that wrote them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from fangyuan.publishing.charts import Series, chart
from fangyuan.publishing.reports import Cell, ReportPaper, ReportTable, report_docx, report_xlsx

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
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:F1", "A2:F2", "A9:A10", "B9:B10", "C9:D9", "E9:F9"]
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
    assert [sheet.row_dimensions[row].height for row in (4, 5)] == [None, 33]
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
    rows = [((name,), [Cell("1", 1)]) for name in ("甲", "乙", "丙", "合计")]

    def kept(**more: object) -> list[bool]:
        table = ReportTable("分级", ("分级",), [("", "件数")], rows, **more)  # type: ignore[arg-type]
        made = Document(BytesIO(report_docx(ReportPaper("报表", "2026年", [table]))))
        return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in made.tables[0].rows]

    assert kept(totals=1) == [True, False, False, True, False]
    assert kept(totals=1, note="说明") == [True, False, False, True, True]
    assert kept() == [True, False, False, True, False]


def test_a_title_that_is_longer_than_a_line_is_parted_before_its_year() -> None:
    def title(text: str, *, landscape: bool = False) -> str:
        return Document(BytesIO(report_docx(ReportPaper(text, "", [], landscape)))).paragraphs[0].text

    long = "河汾市信访局群众接待服务中心2026年11月24日接待日报"
    assert title(long) == "河汾市信访局群众接待服务中心\n2026年11月24日接待日报"
    assert title(long, landscape=True) == long
    assert title("某县2026年3月月报表") == "某县2026年3月月报表"
    assert title("2026年" + "长" * 20) == "2026年" + "长" * 20
