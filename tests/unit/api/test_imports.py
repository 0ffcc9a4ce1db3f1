"""A program brings a ledger, says where its columns go, has it tried and taken in, and brings an export back."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from fangyuan.casework.working import work_longer
from unit.api.talking import Program
from unit.casework.offices import Place

LEDGER = "编号,登记日期,设备,类别,发现日期\n1,2026-02-03,四楼电梯,电梯,2026.2.1\n2,,,电梯,去年\n"
COLUMNS = {"0": "_number", "1": "_received", "2": "device", "3": "category", "4": "noticed_on"}


def test_a_ledger_comes_in(place: Place, clerk: Program) -> None:
    sent = {"file": (BytesIO(LEDGER.encode()), "旧台账.csv")}
    made = clerk.do("bringImport", sent, case_type="minimal/repair")
    assert (made["state"], made["phase"], made["columns"][2]["target"]) == ("asking", "mapping", "device")
    words = {"job": made["id"]}
    clerk.refused(422, "mapImport", {"columns": {"0": "device", "1": "device"}}, **words)
    assert clerk.do("mapImport", {"columns": COLUMNS, "save_as": "旧系统"}, **words)["state"] == "waiting"
    work_longer(place.office)
    tried = clerk.get("getImport", **words)
    assert (tried["counts"], [row["row"] for row in tried["rows"]]) == ({"new": 1, "wrong": 1}, [3])
    assert any(reason["cell"] == "E3" for reason in tried["rows"][0]["reasons"])
    assert clerk.call("getWrongRows", **words).status_code == 200
    clerk.do("takeImport", **words)
    work_longer(place.office)
    assert clerk.get("listImports")["items"][0]["state"] == "done"
    clerk.refused(422, "takeImport", {}, **words)
    assert clerk.do("discardImport", **words)["items"] == []
    clerk.refused(404, "getImport", **words)


def test_an_export_comes_back(place: Place, clerk: Program) -> None:
    place.register()
    page = load_workbook(BytesIO(clerk.call("exportView", {}, view="ledger").data)).active
    assert page is not None
    [place_of] = [cell.coordinate for row in page.iter_rows() for cell in row if cell.value == "三楼打印机"]
    page[place_of] = "五楼打印机"
    raw = BytesIO()
    page.parent.save(raw)  # type: ignore[union-attr]
    sent = {"file": (BytesIO(raw.getvalue()), "a.xlsx")}
    made = clerk.do("bringBack", sent, view="ledger", reason="写错了")
    work_longer(place.office)
    words = {"job": made["id"]}
    assert clerk.do("takeImport", **words)["phase"] == "importing"
    work_longer(place.office)
    assert clerk.get("getImport", **words)["counts"] == {"new": 1}
    clerk.refused(422, "mapImport", {"columns": {}}, **words)
    other = {"file": (BytesIO(LEDGER.encode()), "旧台账.csv")}
    clerk.refused(422, "bringBack", other, view="ledger", reason="x")
