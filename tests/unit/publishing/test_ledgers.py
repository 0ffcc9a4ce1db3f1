"""Ledgers: real workbooks read back by openpyxl."""

import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from tempfile import TemporaryFile

import pytest
from openpyxl import load_workbook

from fangyuan.publishing.ledgers import Band, Heading, Sheet, ledger_xlsx, write_ledger


def test_a_ledger_has_title_heads_and_rows() -> None:
    made = ledger_xlsx(
        Sheet(
            "设备台账",
            "2026年11月22日",
            [Heading("编号", 12), Heading("事由", 40)],
            [["甲-1", "漏水"], ["甲-2", "断电"]],
        )
    )
    page = load_workbook(BytesIO(made)).active
    assert page["A1"].value == "设备台账"
    assert "A1:B1" in {str(area) for area in page.merged_cells.ranges}
    assert [cell.value for cell in page[3]] == ["编号", "事由"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=4)] == [["甲-1", "漏水"], ["甲-2", "断电"]]
    assert page.page_setup.orientation == "landscape"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://127.0.0.1")', "http://127.0.0.1/"])
def test_no_answer_becomes_a_formula_or_a_link(text: str) -> None:
    page = load_workbook(BytesIO(ledger_xlsx(Sheet("台账", "", [Heading("一")], [[text]])))).active
    assert page["A4"].value == text
    assert page["A4"].data_type == "s"
    assert page["A4"].hyperlink is None


def test_an_empty_ledger_is_a_ledger() -> None:
    page = load_workbook(BytesIO(ledger_xlsx(Sheet("台账", "", [Heading("一"), Heading("二")], [])))).active
    assert page.max_row == 3


def test_groups_and_sums_stand_among_the_rows_and_numbers_are_numbers() -> None:
    rows = [Band(["东区"]), ["甲-1", 300], ["甲-2", 12.5], Band(["小计 2 件", 312.5], "sum")]
    page = load_workbook(
        BytesIO(ledger_xlsx(Sheet("台账", "", [Heading("编号"), Heading("金额")], rows, name="登记")))
    ).active
    assert page.title == "登记"
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=4)] == [
        ["东区", None], ["甲-1", 300], ["甲-2", 12.5], ["小计 2 件", 312.5],
    ]  # fmt: skip
    assert [cell.data_type for cell in page["B"][4:]] == ["n", "n", "n"]
    assert "A4:B4" not in {str(area) for area in page.merged_cells.ranges}, (
        "merged rows can be neither sorted nor filtered"
    )
    assert (page["A4"].border.right.style, page["B4"].border.left.style) == (None, None), "its text runs on"
    assert page["A7"].font.bold
    assert {side.style for side in (page["B5"].border.left, page["B5"].border.bottom)} == {"thin"}


def test_neighbouring_columns_of_one_thing_share_a_head_and_every_head_is_printed_again() -> None:
    columns = [
        Heading("编号"),
        Heading("姓名", above="信访人"),
        Heading("住址", above="信访人"),
        Heading("单位", above="承办"),
    ]
    page = load_workbook(BytesIO(ledger_xlsx(Sheet("台账", "", columns, [["1", "甲", "乙", "丙"]])))).active
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=3)] == [
        [None, "信访人", None, None], ["编号", "姓名", "住址", "单位"], ["1", "甲", "乙", "丙"],
    ]  # fmt: skip
    assert "B3:C3" in {str(area) for area in page.merged_cells.ranges}
    assert [(page[f"{at}3"].border.bottom.style, page[f"{at}4"].border.top.style) for at in "ABD"] == [
        (None, None), ("thin", "thin"), (None, None),
    ]  # fmt: skip
    assert (page.print_title_rows, page.print_area) == ("$1:$4", "'台账'!$A$1:$D$5")
    alone = load_workbook(BytesIO(ledger_xlsx(Sheet("台账", "", [columns[0], columns[3]], [["1", "丙"]])))).active
    assert [[cell.value for cell in row] for row in alone.iter_rows(min_row=3)] == [["编号", "单位"], ["1", "丙"]]
    assert (page.page_setup.paperSize, page.freeze_panes) == (9, "A5")


def plain_rows() -> Iterator[Sequence[str]]:
    return ([f"{number}", f"{number} 等候时间过长" * 40] for number in range(8_000))


def rows_each_a_group() -> Iterator[Sequence[str] | Band]:
    for number in range(1_200):
        yield Band([f"第 {number} 组" * 40])
        yield [f"{number}", *[""] * 11]


@pytest.mark.parametrize(("rows", "width"), [(plain_rows, 2), (rows_each_a_group, 12)])
def test_rows_are_not_kept_in_memory(rows: Callable[[], Iterator[Sequence[str] | Band]], width: int) -> None:
    heads = [Heading(f"第 {place} 列") for place in range(width)]
    with TemporaryFile() as target:
        tracemalloc.start()
        write_ledger(Sheet("台账", "", heads, rows()), target)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 2_500_000, "the rows alone are 5 MB, and so are cells of groups that are merged"


def test_the_heads_are_as_high_as_their_titles_need() -> None:
    made = ledger_xlsx(
        Sheet("台账", "", [Heading("什么地方（村、社区、路段）", 12), Heading("事由", 40)], [["甲", "短"]])
    )
    assert [load_workbook(BytesIO(made)).active.row_dimensions[row].height for row in (3, 4)] == [48, None]
