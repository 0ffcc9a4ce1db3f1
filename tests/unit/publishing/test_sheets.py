"""Another office's workbook keeps the looks that it came with, inside a cell too, and is filled above and below its pages."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from fangyuan.packs.sheet_holes import asked_by
from fangyuan.publishing.sheets import Filling, filled

TOLD = {"tenant": Filling("=甲&乙县"), "year": Filling("2026"), "sums.cases": Filling("12 件", 12)}


def superior() -> bytes:
    """A workbook as a superior sends it: a blank to write on, a name in red that Excel has parted, a page's head and foot."""
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet("表")
        line, red = book.add_format({"underline": 1}), book.add_format({"font_color": "#FF0000"})
        page.write_rich_string("A1", "填报单位：", red, "{{ten", line, "ant}}  ", "（盖章）")
        page.write_rich_string("A2", line, "    ", "{{sums.cases}}，", red, "{{year}}")
        page.write("A3", "{{sums.cases}}")
        page.write_rich_string("A4", "注", red, "①", "照原样")
        page.set_header("&C&14{{year}}年报表")
        page.set_footer("&L{{tenant}}&R第&P页")
    return made.getvalue()


@pytest.fixture(scope="module")
def page() -> Worksheet:
    book = load_workbook(BytesIO(filled(superior(), lambda place, hole: TOLD[hole])), rich_text=True)
    sheet = book["表"]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_a_blank_to_write_on_stays_as_long_as_it_was() -> None:
    with ZipFile(BytesIO(filled(superior(), lambda place, hole: TOLD[hole]))) as packed:
        written = packed.read("xl/worksheets/sheet1.xml").decode()
    assert '<t xml:space="preserve">  </t>' in written
    assert '<t xml:space="preserve">    </t>' in written
    assert "<t>" in written


def looks(page: Worksheet, at: str) -> list[tuple[str, bool, str]]:
    """The parts of a cell: text, whether it is underlined, its colour."""
    value = page[at].value
    assert isinstance(value, CellRichText)
    return [
        (one.text, bool(one.font.u), one.font.color.rgb[2:] if one.font.color and one.font.color.type == "rgb" else "")
        if isinstance(one, TextBlock) else (str(one), False, "")
        for one in value
    ]  # fmt: skip


def test_what_is_filled_in_looks_as_its_braces_began(page: Worksheet) -> None:
    assert looks(page, "A1") == [
        ("填报单位：", False, ""),
        ("=甲&乙县", False, "FF0000"),
        ("  ", True, ""),
        ("（盖章）", False, ""),
    ]
    assert looks(page, "A2") == [("    ", True, ""), ("12 件，", False, ""), ("2026", False, "FF0000")]
    assert looks(page, "A4") == [("注", False, ""), ("①", False, "FF0000"), ("照原样", False, "")]
    assert (page["A1"].data_type, page["A3"].value) == ("s", 12)


def test_above_and_below_the_pages_is_filled_too(page: Worksheet) -> None:
    assert (page.oddHeader.center.text, page.oddHeader.center.size) == ("2026年报表", 14)
    assert (page.oddFooter.left.text, page.oddFooter.right.text) == ("=甲&&乙县", "第&P页")


def test_every_place_that_asks_is_told_and_a_formula_whole() -> None:
    made = BytesIO()
    book = load_workbook(BytesIO(superior()))
    book["表"]["B1"] = '="共"&{{sums.cases}}'
    book.save(made)
    assert asked_by(made.getvalue()) == (
        ("表!A1", "tenant"), ("表!B1", '="共"&{{sums.cases}}'), ("表!A2", "sums.cases"), ("表!A2", "year"),
        ("表!A3", "sums.cases"), ("表!页眉", "year"), ("表!页脚", "tenant"),
    )  # fmt: skip
