"""The workbook of another office is looked at before anything is counted: what it asks for, and what it may not hold."""

from __future__ import annotations

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.cell_range import CellRange

from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.problems import PackRejected
from fangyuan.packs.sheet_holes import WORDS
from fangyuan.publishing.sheets import Filling, filled

VALID = Path(__file__).parents[2] / "packs" / "valid"
KINDS = load_kinds()


def book(*texts: str) -> bytes:
    made, target = Workbook(), BytesIO()
    for text in texts:
        made.active.append([text])  # type: ignore[union-attr]
    made.save(target)
    return target.getvalue()


def with_macros(raw: bytes) -> bytes:
    target = BytesIO(raw)
    with zipfile.ZipFile(target, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    return target.getvalue()


def merged(*areas: str) -> bytes:
    """A workbook of a few kilobytes whose merged cells, each kept, would take gigabytes."""
    made, target = Workbook(), BytesIO()
    page = made.active
    assert page is not None
    page.append(["{{totals.cases}}"])
    for area in areas:
        page.merged_cells.add(CellRange(area))
    made.save(target)
    return target.getvalue()


def far_corner() -> bytes:
    made, target = Workbook(), BytesIO()
    made.active["XFD1048576"] = "{{totals.cases}}"  # type: ignore[index]
    made.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("raw", "code", "says"),
    [
        (merged("A2:XFD100000", "A100001:XFD200000"), "sheet-unreadable", "合并"),
        (far_corner(), "sheet-unreadable", "太远"),
        (book("{{totals.case}}"), "sheet-hole-unknown", "Sheet!A1"),
        (book("{{totals.cases@part}}"), "sheet-hole-unknown", "totals.cases@part"),
        (book("{{units.cases@year-ago}}"), "sheet-hole-unknown", "units.cases@year-ago"),
        (book("x", "{{nothing}}"), "sheet-hole-unknown", "Sheet!A2"),
        (book("x", "｛｛totals.cases｝｝"), "sheet-hole-unknown", "Sheet!A2"),
        (book("x", "{{period}}{{totals.cases}"), "sheet-hole-unknown", "{{totals.cases}"),
        (with_macros(book("{{totals.cases}}")), "sheet-unreadable", "宏"),
        (b"no workbook", "sheet-unreadable", "xlsx"),
    ],
)
def test_a_workbook_that_cannot_be_filled_is_a_finding(tmp_path: Path, raw: bytes, code: str, says: str) -> None:
    folder = tmp_path / "complaint"
    shutil.copytree(VALID / "complaint", folder)
    (folder / "letters" / "sent-up.xlsx").write_bytes(raw)
    with pytest.raises(PackRejected) as rejected:
        load(folder, [VALID], KINDS)
    [problem] = rejected.value.problems
    assert problem.code == code
    assert says in problem.message


def test_what_is_put_in_never_becomes_a_formula() -> None:
    told = {"title": Filling("=HYPERLINK(1)"), "year": Filling("2026", 2026)}
    made = load_workbook(
        BytesIO(filled(book("{{title}}", "{{year}}", "{{year}}年", "=A2*2"), lambda _, hole: told[hole]))
    )
    page = made.active
    assert page is not None
    assert [page.cell(at, 1).data_type for at in range(1, 5)] == ["s", "n", "s", "f"]
    assert (page["A2"].value, page["A3"].value, page["A4"].value) == (2026, "2026年", "=A2*2")
    assert set(told) < set(WORDS)
