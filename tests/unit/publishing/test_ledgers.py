"""Ledgers: real workbooks read back by openpyxl."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from fangyuan.publishing.ledgers import Sheet, ledger_xlsx


def test_a_ledger_has_title_heads_and_rows() -> None:
    made = ledger_xlsx(
        Sheet("设备台账", "2026年11月22日", [("编号", 12), ("事由", 40)], [["甲-1", "漏水"], ["甲-2", "断电"]])
    )
    page = load_workbook(BytesIO(made)).active
    assert page["A1"].value == "设备台账"
    assert "A1:B1" in {str(area) for area in page.merged_cells.ranges}
    assert [cell.value for cell in page[3]] == ["编号", "事由"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=4)] == [["甲-1", "漏水"], ["甲-2", "断电"]]
    assert page.page_setup.orientation == "landscape"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", '=HYPERLINK("http://127.0.0.1")', "http://127.0.0.1/"])
def test_no_answer_becomes_a_formula_or_a_link(text: str) -> None:
    page = load_workbook(BytesIO(ledger_xlsx(Sheet("台账", "", [("一", 0)], [[text]])))).active
    assert page["A4"].value == text
    assert page["A4"].data_type == "s"
    assert page["A4"].hyperlink is None


def test_an_empty_ledger_is_a_ledger() -> None:
    page = load_workbook(BytesIO(ledger_xlsx(Sheet("台账", "", [("一", 0), ("二", 0)], [])))).active
    assert page.max_row == 3
