"""Files of every sort as tables: what is read, in which encodings, and what is refused before anything is looked at."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.worksheet.cell_range import CellRange

from fangyuan.casework.importing import tables
from fangyuan.casework.importing.blocks import day_of
from fangyuan.casework.importing.headings import heads_of
from fangyuan.casework.importing.tables import Cell, opened
from fangyuan.model.problems import Refused

TEXT = '编号,姓名\r\n1,陈小明\r\n2,"林\n大海"\r\n'


def texts(raw: bytes, name: str = "台账.csv") -> list[list[str]]:
    table = opened(BytesIO(raw), name)
    return [[cell.text for cell in row.cells] for row in table.rows(table.sheets[0])]


def refusal(raw: bytes, name: str = "台账.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        texts(raw, name)
    [problem] = refused.value.problems
    assert problem.advice
    return problem.code


def book(*rows: list[Any]) -> bytes:
    made, target = Workbook(), BytesIO()
    for row in rows:
        made.active.append(row)  # type: ignore[union-attr]
    made.save(target)
    return target.getvalue()


def strict() -> bytes:
    """A workbook in the strict form, whose parts name their language otherwise."""
    made, usual = BytesIO(), b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(BytesIO(book(["a"]))) as read, zipfile.ZipFile(made, "w") as write:
        for part in read.namelist():
            write.writestr(part, read.read(part).replace(usual, b"http://purl.oclc.org/ooxml/spreadsheetml/main"))
    return made.getvalue()


def with_part(raw: bytes, name: str, body: bytes) -> bytes:
    """A workbook with another part in it."""
    target = BytesIO(raw)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, body)
    return target.getvalue()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_texts_are_read_in_the_encodings_that_offices_use(code: str) -> None:
    assert texts(TEXT.encode(code)) == [["编号", "姓名"], ["1", "陈小明"], ["2", "林\n大海"]]


def test_tabs_and_numbers_that_other_systems_kept_from_rounding() -> None:
    assert texts('编号\t姓名\r\n="0012"\t陈小明\r\n'.encode()) == [["编号", "姓名"], ["0012", "陈小明"]]
    assert texts("编号,姓名\n'0012,’甲乙\n\t0013,'A-1X\n".encode())[1:] == [["0012", "’甲乙"], ["0013", "A-1X"]]
    assert texts(book(["'37170219900101001X", "'甲'"]), "a.xlsx") == [["37170219900101001X", "'甲'"]]
    table = opened(BytesIO("号码\n3.71702E+17\n#N/A\n".encode()), "a.csv")
    assert [row.cells[0].wrong for row in table.rows("")] == ["", tables.ROUNDED, tables.BROKEN]


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_what_parts_the_columns_is_what_each_line_has_alike(sign: str) -> None:
    inside = next(one for one in (";", ",") if one != sign)
    wanted = [
        ["编号", "事由"],
        ["1", f"漏水{inside}停电{inside}断路{inside * 3}积水"],
        ["2", f"无{sign}{inside}{sign}尾"],
    ]
    raw = f'编号{sign}事由\r\n1{sign}{wanted[1][1]}\r\n2{sign}"{wanted[2][1]}"\r\n'
    assert texts(raw.encode()) == wanted


def test_the_sheet_that_is_seen_comes_before_one_that_is_hidden() -> None:
    made, target = Workbook(), BytesIO()
    made.active.append(["选项"])  # type: ignore[union-attr]
    made.active.sheet_state = "hidden"  # type: ignore[union-attr]
    made.create_sheet("台账").append(["编号"])
    made.save(target)
    assert opened(target, "a.xlsx").sheets == ("台账", "Sheet")
    assert texts(target.getvalue(), "a.xlsx") == [["编号"]]


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        (b"\x00\x01\x02binary\xff\xfe", "a.csv", "not-a-table"),
        (b"<html><table>", "a.xls", "not-a-table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.xls", "old-excel"),
        (b"PK\x03\x04 not a zip", "a.xlsx", "bad-workbook"),
        (strict(), "a.xlsx", "bad-workbook"),
        (b"", "a.csv", "not-a-table"),
        (b"x" * (tables.MOST_BYTES + 1), "a.csv", "too-large"),
        (b'a,b\n1,"x\n' + b"y" * 200_000, "a.csv", "bad-csv"),
    ],
)
def test_what_is_no_table_is_refused(raw: bytes, name: str, code: str) -> None:
    assert refusal(raw, name) == code


def test_macros_bombs_and_endless_sheets_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = book(["编号"], ["1"])
    assert refusal(with_part(plain, "xl/vbaProject.bin", b"x")) == "macros"
    assert refusal(plain, "a.xlsm") == "macros"
    monkeypatch.setattr(tables, "MOST_UNPACKED", 100_000)
    assert refusal(with_part(plain, "xl/worksheets/sheet9.xml", b" " * 200_000)) == "too-large"
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    monkeypatch.setattr(tables, "MOST_UNPACKED", 10_000_000)
    assert refusal(plain) == "too-many-rows"


def test_merged_cells_say_the_same_in_each_row_and_however_many_there_are_hold_nobody_up() -> None:
    sheet = Workbook()
    page = sheet.active
    assert page is not None
    for row in (["编号", "姓名", "单位"], [1, "甲", "一处"], [2, None, None], [3, "乙", "二处"]):
        page.append(row)
    page.merge_cells("B2:C3")
    for column in range(4, 120):
        page.merged_cells.add(CellRange(min_col=column, max_col=column, min_row=10, max_row=200_009))
    kept = BytesIO()
    sheet.save(kept)
    table = opened(kept, "a.xlsx")
    rows = list(table.rows(table.sheets[0]))
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["编号", "姓名", "单位"], ["1", "甲", "甲"], ["2", "甲", "甲"], ["3", "乙", "二处"],
    ]  # fmt: skip


def rewritten(raw: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook as another program writes it."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as packed, zipfile.ZipFile(target, "w") as out:
        for name in packed.namelist():
            body = packed.read(name)
            out.writestr(name, change(body.decode()).encode() if name.startswith(part) else body)
    return target.getvalue()


def test_a_sheet_whose_names_have_a_prefix_is_read_as_any_other() -> None:
    """As programs of other systems write it: merged cells, and formulas of which no value was kept."""
    sheet = Workbook()
    page = sheet.active
    assert page is not None
    for row in (["编号", "姓名", "金额"], [1, "甲", "=1+1"], [None, "乙", None]):
        page.append(row)
    page.merge_cells("A2:A3")
    sheet.save(kept := BytesIO())

    def prefixed(text: str) -> str:
        return re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", text).replace("xmlns=", "xmlns:x=", 1)

    table = opened(BytesIO(rewritten(kept.getvalue(), "xl/worksheets/sheet", prefixed)), "a.xlsx")
    _, first, second = table.rows(table.sheets[0])
    assert (second.cell(0).text, second.cell(0).merged) == ("1", 2)
    assert first.cell(2).wrong == tables.FORMULA


def test_returns_as_windows_writes_them_are_returns() -> None:
    raw = book(["QQ"])
    for written, meant in (("a_x000D_\nb", "a\nb"), ("_x005F_x000D_", "_x000D_"), ("_xD83D_", "_xD83D_")):
        told = rewritten(raw, "xl/", lambda text, said=written: text.replace("QQ", said))  # type: ignore[misc]
        assert texts(told, "a.xlsx") == [[meant]]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_text_that_no_answer_can_hold_is_told_rather_than_cut(name: str) -> None:
    short, long = "长" * 30_000, "长" * 50_000
    raw = f"{short},{long}".encode()
    if name == "a.xlsx":
        raw = rewritten(book([short, "QQ"]), "xl/", lambda text: text.replace("QQ", long))
    table = opened(BytesIO(raw), name)
    [row] = table.rows(table.sheets[0])
    assert [(len(cell.text), cell.wrong) for cell in row.cells] == [(30_000, ""), (tables.LONGEST, tables.LONG)]


def test_more_merged_areas_than_any_ledger_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_AREAS", 1)
    sheet = Workbook()
    page = sheet.active
    assert page is not None
    page.append(["编号"])
    page.merge_cells("A2:A3")
    page.merge_cells("B2:B3")
    kept = BytesIO()
    sheet.save(kept)
    assert refusal(kept.getvalue()) == "too-many-merged"


def test_cells_say_what_cannot_be_trusted_in_them() -> None:
    table = opened(
        BytesIO(book(["a", 1, 1.5, 0.1 + 0.2, 1e-7, True, 371702199001011000, "=1+1", "#N/A", " x "])), "a.xlsx"
    )
    [row] = table.rows(table.sheets[0])
    assert [(cell.text, cell.wrong) for cell in row.cells] == [
        ("a", ""), ("1", ""), ("1.5", ""), ("0.3", ""), ("0.0000001", ""), ("是", ""),
        ("371702199001011000", tables.ROUNDED), ("", tables.FORMULA), ("#N/A", tables.BROKEN), ("x", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    [
        Cell("2026.3.5"), Cell("2026年3月5日"), Cell("2026/3/5"), Cell("20260305"), Cell("2026-03-05 00:00:00"),
        Cell("2026-03-05T09:30"), Cell("2026-03-05 9:30"), Cell("46086", number=46086.0),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell: Cell) -> None:
    assert str(day_of(cell, WINDOWS_EPOCH)) == "2026-03-05"


@pytest.mark.parametrize("text", ["2026.3", "3月5日", "2026-02-30", "去年", "26.3.5", "99999999"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_of(Cell(text), WINDOWS_EPOCH) is None


def test_heads_are_found_below_titles_and_above_rows() -> None:
    raw = book(["某单位台账"], ["填表人：甲", None, "2026年"], ["序号", "姓名", "事由"], ["1", "陈小明", "漏水"])
    rows = list(opened(BytesIO(raw), "a.xlsx").rows("Sheet"))
    heads = heads_of(rows, ["姓名", "事由", "编号"])
    assert (heads.first, heads.last, heads.titles) == (3, 3, ("序号", "姓名", "事由"))
