"""Workbooks and texts that a program sends: what may be wrong with a file is a problem, what is wrong in a cell names the cell."""

from __future__ import annotations

from io import BytesIO
from itertools import product
from typing import Any

import pytest
from openpyxl import Workbook

from fangyuan.casework.importing import tables
from fangyuan.casework.working import work_longer
from unit.api.talking import Program
from unit.casework.offices import REPAIR, Place
from unit.casework_reading.test_bad_workbooks import CODES, WHOLE, text

HEADS = {
    "编号": "_number",
    "登记日期": "_received",
    "设备": "device",
    "类别": "category",
    "发现日期": "noticed_on",
    "电话": "phone",
}
GOOD = {"登记日期": "2026-02-03", "设备": "四楼电梯", "类别": "电梯", "发现日期": "2026-02-01", "电话": "13900001111"}
WAYS: dict[str, dict[str, str]] = {
    "bringImport": {"case_type": REPAIR},
    "bringBack": {"view": "ledger", "reason": "写错了"},
}


def file(raw: bytes, name: str) -> dict[str, Any]:
    return {"file": (BytesIO(raw), name)}


def test_a_file_that_cannot_be_trusted_is_a_problem_by_every_way_in(
    clerk: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 300_000)
    monkeypatch.setattr(tables, "MOST_BYTES", 200_000)
    for (way, words), (wrong, (made, name)) in product(WAYS.items(), WHOLE.items()):
        problem = clerk.refused(422, way, file(made(), name), **words)
        assert {one["code"] for one in problem["problems"]} <= CODES, (way, wrong)
        assert all("请" in one["advice"] for one in problem["problems"]), (way, wrong)
    assert clerk.get("listImports")["items"] == []


def test_a_damaged_text_is_told_with_its_line_and_cell(clerk: Program) -> None:
    raw = text().encode().replace("过长".encode(), b"\xe8\xbf")
    problem = clerk.refused(422, "bringImport", file(raw, "台账.csv"), case_type=REPAIR)
    assert "第 2 行第 5 格" in problem["problems"][0]["message"]


CELLS: dict[str, tuple[dict[str, Any], str]] = {
    "a formula of which no value was kept": ({"设备": '=HYPERLINK("http://127.0.0.1")'}, "C"),
    "an error value": ({"设备": "#REF!"}, "C"),
    "a number that Excel rounded": ({"电话": 110101199001011234}, "F"),
    "a number in short": ({"电话": 1.10101e17}, "F"),
    "no day": ({"发现日期": "去年"}, "E"),
    "a day that there is not": ({"发现日期": "2026-02-30"}, "E"),
    "a day to come": ({"登记日期": "2036-01-01"}, "B"),
    "no such choice": ({"类别": "飞机"}, "D"),
}


def test_a_cell_that_cannot_be_trusted_is_named(place: Place, clerk: Program) -> None:
    made, target = Workbook(), BytesIO()
    page = made.active
    assert page is not None
    page.append([*HEADS])
    for number, (said, _) in enumerate(CELLS.values(), 1):
        page.append([{"编号": f"甲-{number}", **GOOD, **said}.get(head) for head in HEADS])
    made.save(target)
    job = clerk.do("bringImport", file(target.getvalue(), "台账.xlsx"), case_type=REPAIR)["id"]
    clerk.do("mapImport", {"columns": {str(at): path for at, path in enumerate(HEADS.values())}}, job=job)
    work_longer(place.office)
    found = clerk.get("getImport", job=job)
    assert found["counts"] == {"wrong": len(CELLS)}
    told = [[reason["cell"] for reason in row["reasons"]] for row in found["rows"]]
    assert told == [[f"{column}{line}"] for line, (_, column) in enumerate(CELLS.values(), 2)]
