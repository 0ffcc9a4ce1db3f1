"""Every way in for a workbook or a text file, and everything that may be wrong with one: refused with the cell, or harmless.

Ways in: a ledger of before that becomes cases (also the exports of other systems), an exported ledger that comes back, the
workbook that a superior sends down. What goes out is looked at too: the rows that were refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from fangyuan.casework import jobs
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import asking, returning, tables
from fangyuan.casework.importing.refused import wrong_rows
from fangyuan.casework.jobs import Watch
from fangyuan.casework.office import Office
from fangyuan.casework.working import HANDS
from fangyuan.model.problems import Refused
from fangyuan.packs.sheet_templates import SheetUnreadable
from fangyuan.packs.sheet_templates import opened as open_template
from fangyuan.store.jobs import Job
from fixtures.reading import COMPLAINT, NOW, WINDOW, Bench

HEADS = ["编号", "登记日期", "投诉人", "电话", "事由", "发生日期", "金额"]
GOOD = {"编号": "甲-1", "登记日期": "2026-02-10", "投诉人": "陈小明", "电话": "13900001111", "事由": "等候时间过长"}
CODES = {"too-large", "bad-workbook", "macros", "not-a-table", "old-excel", "damaged-text", "bad-csv"}


def book(*rows: dict[str, Any]) -> bytes:
    """A ledger; what is said of a row replaces cells of a good one. The heads stand in the first row."""
    made, target = Workbook(), BytesIO()
    page = made.active
    assert page is not None
    page.append(HEADS)
    for place, said in enumerate(rows or ({},), 1):
        usual = {**GOOD, "编号": f"甲-{place}", "投诉人": f"陈小明{place}", **said}
        page.append([usual.get(head) for head in HEADS])
    made.save(target)
    return target.getvalue()


def with_part(name: str, body: bytes) -> bytes:
    """A ledger with one more part in its archive."""
    target = BytesIO(book())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, body)
    return target.getvalue()


def broken_sheet() -> bytes:
    """An archive that is whole, with a sheet that ends in the middle of a row."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(book())) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in whole.namelist():
            held = whole.read(part)
            packed.writestr(part, held[: len(held) * 2 // 3] if part.startswith("xl/worksheets/") else held)
    return target.getvalue()


def text(**said: str) -> str:
    """The same ledger as text."""
    return ",".join(HEADS) + "\r\n" + ",".join({**GOOD, **said}.get(head, "") for head in HEADS) + "\r\n"


def tried(bench: Bench, raw: bytes, name: str = "台账.xlsx") -> Job:
    """The job of a file that was brought and tried with the columns as they were guessed."""
    job = asking.bring(bench.office, WINDOW, COMPLAINT, BytesIO(raw), name, NOW)
    spec = {name: job.spec[name] for name in ("sheet", "first", "last", "columns", "fixed")}
    asking.map_columns(bench.office, WINDOW, job.id, spec, "国家信访信息系统", NOW)
    jobs.do_jobs(bench.office, HANDS, Watch(lambda: NOW))
    return jobs.my_job(bench.office, WINDOW, job.id)


def reasons(bench: Bench, job: Job) -> list[str]:
    page = asking.page_of(bench.office, WINDOW, job.id, NOW)
    return [f"{cell} {said}" for line in page.lines for cell, said, _ in line.reasons]


Way = Callable[[Office, Identity, BytesIO, str], object]
WAYS: dict[str, Way] = {
    "a ledger of before": lambda office, me, raw, name: asking.bring(office, me, COMPLAINT, raw, name, NOW),
    "an export comes back": lambda office, me, raw, name: returning.bring(
        office, me, "all", raw, name, "录入有误", NOW
    ),
}
"""A superior's workbook is looked at when its pack is checked: see below."""

WHOLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a macro": (lambda: with_part("xl/vbaProject.bin", b"x"), "台账.xlsx"),
    "a macro of the oldest kind": (lambda: with_part("xl/macrosheets/sheet1.xml", b"<x/>"), "台账.xlsx"),
    "named as with macros": (book, "台账.xlsm"),
    "an archive that bursts": (lambda: with_part("xl/worksheets/sheet9.xml", b" " * 400_000), "台账.xlsx"),
    "more bytes than may be": (lambda: b"x" * 200_001, "台账.csv"),
    "the old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "台账.xls"),
    "a sheet that breaks off": (broken_sheet, "台账.xlsx"),
    "no archive": (lambda: b"PK\x03\x04 cut", "台账.xlsx"),
    "an archive cut off": (lambda: book()[:-200], "台账.xlsx"),
    "UTF-16 without its mark": (lambda: text().encode("utf-16-le"), "台账.csv"),
    "UTF-8 with a broken sign": (lambda: text().encode().replace("过长".encode(), b"\xe8\xbf"), "台账.csv"),
    "UTF-8 that was cut off": (lambda: text().encode()[: text().encode().index("长".encode()) + 1], "台账.csv"),
    "a page": (lambda: b"<html><table><tr><td>1</td></tr></table>", "台账.xls"),
}
"""What is wrong with a file as a whole: it is refused before anything of it is kept, with what to do."""


def test_a_file_that_cannot_be_trusted_is_refused_by_every_way_in(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 300_000)
    monkeypatch.setattr(tables, "MOST_BYTES", 200_000)
    for (way, come), (wrong, (made, name)) in product(WAYS.items(), WHOLE.items()):
        with pytest.raises(Refused) as refused:
            come(bench.office, WINDOW, BytesIO(made()), name)
        told = {problem.code for problem in refused.value.problems}
        assert told <= CODES, (way, wrong)
        assert all("请" in problem.advice for problem in refused.value.problems), (way, wrong)
    assert jobs.my_jobs(bench.office, WINDOW) == []


def test_a_damaged_text_is_told_with_its_line_and_cell(bench: Bench) -> None:
    raw = text().encode().replace("过长".encode(), b"\xe8\xbf")
    with pytest.raises(Refused, match="第 2 行第 5 格"):
        asking.bring(bench.office, WINDOW, COMPLAINT, BytesIO(raw), "台账.csv", NOW)


CELLS: dict[str, tuple[dict[str, Any], str]] = {
    "a formula of which no value was kept": ({"金额": "=1+1"}, "G"),
    "an error value": ({"事由": "#REF!"}, "E"),
    "an error value for a day": ({"登记日期": "#N/A"}, "B"),
    "a number that Excel rounded": ({"电话": 110101199001011234}, "D"),
    "a number in short": ({"电话": 1.10101e17}, "D"),
    "no day": ({"发生日期": "去年"}, "F"),
    "a day that there is not": ({"发生日期": "2026-02-30"}, "F"),
    "a day to come": ({"登记日期": "2036-01-01"}, "B"),
    "words for a number": ({"金额": "三百"}, "G"),
}
"""What is wrong in one cell: the row is refused, the cell named, in the list and in the workbook that comes back."""


def test_a_cell_that_cannot_be_trusted_is_named(bench: Bench) -> None:
    job = tried(bench, book(*(said for said, _ in CELLS.values())))
    assert job.counts == {"wrong": len(CELLS)}
    wanted = [f"{column}{place}" for place, (_, column) in enumerate(CELLS.values(), 2)]
    assert [one.partition(" ")[0] for one in reasons(bench, job)] == wanted
    page = load_workbook(BytesIO(wrong_rows(bench.office, WINDOW, job.id).data)).active
    assert page is not None
    firsts = [str(row[0]).partition(" ")[0] for row in page.iter_rows(values_only=True)]
    assert firsts[-len(wanted) :] == wanted


def test_a_number_that_a_text_file_has_in_short_is_named_too(bench: Bench) -> None:
    job = tried(bench, text(电话="1.10101E+17").encode("gbk"), "台账.csv")
    assert [one.partition(" ")[0] for one in reasons(bench, job)] == ["D2"]


def test_what_other_programs_would_work_out_stays_a_text_in_and_out(bench: Bench) -> None:
    """A text that begins like a formula comes in as it stands, and goes out as a text in the workbook of refused rows."""
    attacks = [f"{sign}cmd|'/c calc'!A0" for sign in ("=", "+", "-", "@", "\t=", "\r=")]
    lines = [
        text(编号=f"甲-{n}", 事由=f'"{one}"', 发生日期="去年").splitlines(True)[1:] for n, one in enumerate(attacks)
    ]
    raw = ",".join(HEADS) + "\r\n" + "".join("".join(line) for line in lines)
    job = tried(bench, raw.encode("utf-8-sig"), "台账.csv")
    assert job.counts == {"wrong": len(attacks)}
    assert {one[0] for one in reasons(bench, job)} == {"F"}
    page = load_workbook(BytesIO(wrong_rows(bench.office, WINDOW, job.id).data)).active
    assert page is not None
    held = [cell for row in page.iter_rows() for cell in row if "calc" in str(cell.value)]
    assert [(cell.data_type, cell.value) for cell in held] == [("s", one.strip()) for one in attacks]


@pytest.mark.parametrize("wrong", ["a macro", "a macro of the oldest kind", "an archive cut off", "no archive"])
def test_a_superiors_workbook_is_refused_when_its_pack_is_checked(wrong: str) -> None:
    with pytest.raises(SheetUnreadable):
        open_template(WHOLE[wrong][0]())
