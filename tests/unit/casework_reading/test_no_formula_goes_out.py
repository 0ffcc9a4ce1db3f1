"""Every workbook that leaves the office, with texts in it that a spreadsheet would work out: each stays a text, to the letter."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from fangyuan.casework.exporting import ledger_xlsx
from fangyuan.casework.importing.refused import wrong_rows
from fangyuan.casework.reading.letter_register import LettersAsked, register_xlsx
from fangyuan.casework.workbooks.exchanging import export_workbook
from fangyuan.publishing.reports import Cell, ReportPaper, ReportTable, report_xlsx
from fangyuan.publishing.sheets import Filling, filled
from fixtures.reading import CLERK, NOW, PACKS, REPORT, WINDOW, Bench
from unit.casework_reading.test_bad_workbooks import text, tried

SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "＝", '=HYPERLINK("http://127.0.0.1")&')
ATTACKS = tuple(f"{sign}cmd|'/c calc'!A0" for sign in SIGNS)


def ledger(bench: Bench, _: Path, attack: str) -> bytes:
    bench.register({**REPORT, "device": attack})
    return ledger_xlsx(bench.office, CLERK, "ledger", {}, "", NOW).data


def register(bench: Bench, _: Path, attack: str) -> bytes:
    """The letter of a case whose matter begins so."""
    bench.register({**REPORT, "device": attack})
    return register_xlsx(bench.office, CLERK, LettersAsked(), NOW).data


def refused_rows(bench: Bench, _: Path, attack: str) -> bytes:
    job = tried(
        bench, text(事由=f'"{attack.replace(chr(34), chr(34) * 2)}"', 发生日期="去年").encode("utf-8-sig"), "台账.csv"
    )
    return wrong_rows(bench.office, WINDOW, job.id).data


def report(_: Bench, __: Path, attack: str) -> bytes:
    rows = [((attack, attack), [Cell(attack)])]
    table = ReportTable(attack, ("内容", "属地"), [("", attack)], rows, note=attack)
    return report_xlsx(ReportPaper(attack, attack, [table]))


def superiors_workbook(_: Bench, __: Path, attack: str) -> bytes:
    book, kept = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page["A1"], page["A2"] = "{{title}}", "共{{title}}"
    book.save(kept)
    return filled(kept.getvalue(), lambda _, hole: Filling(attack))


def pack(_: Bench, folder: Path, attack: str) -> bytes:
    """A pack that somebody else wrote, taken out to be read in a spreadsheet."""
    shutil.copytree(PACKS / "minimal", folder / "minimal")
    form = folder / "minimal" / "case-types" / "repair" / "report.schema.json"
    held = form.read_text(encoding="utf-8")
    form.write_text(held.replace('"title": "设备"', f'"title": {_json(attack)}', 1), encoding="utf-8")
    return export_workbook(folder / "minimal")


def _json(said: str) -> str:
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r") + '"'


WAYS: dict[str, Callable[[Bench, Path, str], bytes]] = {
    "a ledger": ledger,
    "the register of letters": register,
    "the rows that were refused": refused_rows,
    "a report": report,
    "a superior's workbook": superiors_workbook,
    "a pack": pack,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_text_becomes_a_formula_or_a_link(bench: Bench, tmp_path: Path, way: str) -> None:
    for number, attack in enumerate(ATTACKS):
        (folder := tmp_path / str(number)).mkdir()
        raw = WAYS[way](bench, folder, attack)
        with ZipFile(BytesIO(raw)) as packed:
            sheets = [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in one or b"<f " in one or b"<hyperlink" in one for one in sheets), (way, attack)
        cells = [cell for page in load_workbook(BytesIO(raw)) for row in page.iter_rows() for cell in row]
        held = [cell for cell in cells if attack.strip() in str(cell.value)]
        assert held, (way, attack)
        assert {cell.data_type for cell in held} == {"s"}, (way, attack)
