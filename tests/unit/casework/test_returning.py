"""A ledger goes out, is edited in a workbook, and comes back: row by row, each wholly or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from fangyuan.casework.correcting import correct
from fangyuan.casework.exporting import ledger_xlsx
from fangyuan.casework.importing import returning
from fangyuan.casework.importing.marks import Marker, heading, plain, read_heading, read_mark
from fangyuan.casework.importing.refused import wrong_rows
from fangyuan.casework.working import work_longer
from fangyuan.model.commands import CorrectAnswers
from fangyuan.model.problems import Refused
from fangyuan.store.jobs import Job
from unit.casework.offices import CHIEF, CLERK, MINIMAL, Place, make_place

FIRST = 4
"""The first row of a case below the title, the line under it and the heads."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = make_place(f"sqlite:///{tmp_path / 'a.db'}", tmp_path)
    for number in range(4):
        made.register(f"k{number}", device=f"打印机{number}")
    return made


def exported(place: Place, group: str = "") -> Worksheet:
    data = ledger_xlsx(place.office, CLERK, "ledger", {}, "case.number", place.now, group).data
    page = load_workbook(BytesIO(data)).active
    assert page is not None
    return page  # type: ignore[return-value]


def column(page: Worksheet, title: str) -> int:
    return next(cell.column for row in page.iter_rows(max_row=6) for cell in row if cell.value == title)


def raw(page: Worksheet) -> BytesIO:
    made = BytesIO()
    assert isinstance(page.parent, Workbook)
    page.parent.save(made)
    made.seek(0)
    return made


def back(place: Place, page: Worksheet, take: bool = False) -> Job:
    job = returning.bring(place.office, CLERK, "ledger", raw(page), "台账.xlsx", "录入有误", place.now)
    work_longer(place.office)
    if take:
        returning.take_in(place.office, CLERK, job.id, place.now)
        work_longer(place.office)
    return returning.page_of(place.office, CLERK, job.id, place.now).job


def reasons(place: Place, job: Job) -> dict[str, str]:
    lines = returning.page_of(place.office, CLERK, job.id, place.now).lines
    return {cell: said for line in lines for cell, said, _ in line.reasons}


def case_of(page: Worksheet, row: int) -> str:
    return str(page.cell(row, page.max_column).value).partition(" ")[0]


def test_what_was_edited_is_tried_and_then_corrected_and_the_rest_stays(place: Place) -> None:
    page = exported(place)
    assert page.column_dimensions[page.cell(1, page.max_column).column_letter].hidden
    page.cell(FIRST, column(page, "设备"), "四楼投影仪")
    page.cell(FIRST + 1, column(page, "类别"), "电梯")
    first, second, third = (case_of(page, FIRST + at) for at in range(3))
    tried = back(place, page)
    assert (tried.state, dict(tried.counts)) == ("asking", {"new": 2, "known": 2})
    assert place.state(first).answers["device"] == "打印机0"
    done = back(place, page, take=True)
    assert (done.state, done.counts["new"]) == ("done", 2)
    assert place.state(first).answers["device"] == "四楼投影仪"
    assert place.state(second).answers["category"] == "lift"
    assert place.words(first)[-2:] == ["answers-submitted", "answers-corrected"]
    assert "answers-corrected" not in place.words(third)
    again = back(place, page, take=False)
    assert (dict(again.counts), reasons(place, again)) == ({"known": 4}, {})


def _fact(page: Worksheet) -> int:
    page.cell(FIRST, column(page, "编号"), "ABC")
    return column(page, "编号")


def _nonsense(page: Worksheet) -> int:
    page.cell(FIRST, column(page, "类别"), "宇宙飞船")
    return column(page, "类别")


def _blank(page: Worksheet) -> int:
    page.cell(FIRST, column(page, "设备")).value = None
    return column(page, "设备")


def _formula(page: Worksheet) -> int:
    page.cell(FIRST, column(page, "设备"), "=1+1")
    return column(page, "设备")


@pytest.mark.parametrize("spoil", [_fact, _nonsense, _blank, _formula])
def test_a_cell_that_may_not_be_changed_so_is_named_and_nothing_of_its_row_is_done(
    place: Place, spoil: Callable[[Worksheet], int]
) -> None:
    page = exported(place)
    at = spoil(page)
    other = column(page, "类别" if at == column(page, "设备") else "设备")
    page.cell(FIRST, other, "电梯")
    before = place.state(case_of(page, FIRST))
    done = back(place, page, take=False)
    assert dict(done.counts) == {"wrong": 1, "known": 3}
    assert page.cell(FIRST, at).coordinate in reasons(place, done)
    assert place.state(before.case) == before
    told = wrong_rows(place.office, CLERK, done.id)
    again = load_workbook(BytesIO(told.data)).active
    assert again is not None
    assert case_of(again, FIRST) == before.case  # type: ignore[arg-type]


def test_why_a_row_was_refused_is_never_taken_for_a_column_of_the_ledger_that_is_called_so(tmp_path: Path) -> None:
    """The workbook of refused rows says why under “原因”, as a ledger may call a column of its own."""
    pack = tmp_path / "pack"
    shutil.copytree(MINIMAL, pack)
    form = pack / "case-types" / "repair" / "report.schema.json"
    form.write_text(form.read_text("utf-8").replace("设备", "原因"), "utf-8")
    place = make_place(f"sqlite:///{tmp_path / 'b.db'}", tmp_path, pack=pack)
    case = place.register("k1", device="打印机").case
    page = exported(place)
    page.cell(FIRST, column(page, "类别"), "宇宙飞船")
    again = load_workbook(BytesIO(wrong_rows(place.office, CLERK, back(place, page).id).data)).active
    assert again is not None
    own = [cell.column for row in again.iter_rows(max_row=FIRST) for cell in row if cell.value == "原因"]
    assert len(own) == 2
    again.cell(FIRST, own[1], "门锁")
    again.cell(FIRST, column(again, "类别"), "电梯")  # type: ignore[arg-type]
    assert back(place, again, take=True).counts["new"] == 1  # type: ignore[arg-type]
    assert place.state(case).answers["device"] == "门锁"


def test_what_a_colleague_changed_since_is_not_written_over(place: Place) -> None:
    page = exported(place)
    case, at = case_of(page, FIRST), column(page, "设备")
    page.cell(FIRST, at, "五楼")
    correct(place.office, CLERK, case, CorrectAnswers(reason="x", answers={"device": "六楼"}), place.now)
    told = reasons(place, back(place, page))
    assert "已改为“六楼”" in told[page.cell(FIRST, at).coordinate]


def test_a_covered_cell_stays_as_it_is_in_the_case_and_is_not_to_be_edited(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(MINIMAL, pack)
    roles = pack / "roles.yaml"
    roles.write_text(roles.read_text("utf-8").replace("phone: see", "phone: mask"), "utf-8")
    place = make_place(f"sqlite:///{tmp_path / 'b.db'}", tmp_path, pack=pack)
    told = "打印机，找13800000000"
    case = place.register("k9", device=told, phone="13800000000").case
    page = exported(place)
    covered = "打印机，找138****0000"
    row, at = next((cell.row, cell.column) for line in page.iter_rows() for cell in line if cell.value == covered)
    same = back(place, page)
    assert (dict(same.counts), returning.page_of(place.office, CLERK, same.id, place.now).changes) == ({"known": 1}, ())
    page.cell(row, column(page, "类别"), "电梯")
    done = back(place, page, take=True)
    assert place.state(case).answers["category"] == "lift"
    assert place.state(case).answers["device"] == told
    [line] = returning.page_of(place.office, CLERK, done.id, place.now).changes
    said = {cell: told for cell, told, _ in line.reasons}
    assert "原样保留" in said[page.cell(row, at).coordinate]
    assert said[page.cell(row, column(page, "类别")).coordinate] == "打印机 → 电梯"
    page.cell(row, at, "扫描仪，找138****0000")
    refused = reasons(place, back(place, page))
    assert "只能看到遮盖" in refused[page.cell(row, at).coordinate]
    assert "13800000000" not in str(refused)
    assert place.state(case).answers["device"] == told


def test_groups_sums_moved_columns_and_new_rows(place: Place) -> None:
    page = exported(place, "category")
    row = next(at for at in range(FIRST, page.max_row + 1) if len(str(page.cell(at, page.max_column).value)) > 30)
    page.cell(row, column(page, "设备"), "二楼")
    page.move_range(f"A{page.max_row}:B{page.max_row}", rows=3)
    page.cell(page.max_row + 5, 1, "手工加的一行")
    done = back(place, page)
    assert (done.counts["new"], done.counts["known"]) == (1, 3)
    assert any("没有案件标识" in said for said in reasons(place, done).values())


def test_a_row_that_stands_twice_and_a_case_of_others_are_refused(place: Place) -> None:
    page = exported(place)
    for at in range(1, page.max_column + 1):
        page.cell(FIRST + 4, at, page.cell(FIRST, at).value)
    page.cell(FIRST, column(page, "设备"), "二楼")
    page.cell(FIRST + 4, column(page, "设备"), "三楼")
    mark = str(page.cell(FIRST + 1, page.max_column).value)
    page.cell(FIRST + 1, page.max_column, "x" * 36 + mark[36:])
    told = " ".join(reasons(place, back(place, page)).values())
    assert "前面已经有一行改过" in told
    assert "没有找到这件事项" in told


def test_another_file_another_view_and_no_reason_are_refused(place: Place) -> None:
    plainly = Workbook()
    assert plainly.active is not None
    plainly.active.append(["设备"])
    for page, view, why, code in (
        (plainly.active, "ledger", "x", "no-marks"),
        (exported(place), "other", "x", "no-marks"),
        (exported(place), "ledger", " ", "reason-missing"),
    ):
        with pytest.raises(Refused) as refused:
            returning.bring(place.office, CLERK, view, raw(page), "a.xlsx", why, place.now)  # type: ignore[arg-type]
        assert [one.code for one in refused.value.problems] == [code]
    job = returning.bring(place.office, CLERK, "ledger", raw(exported(place)), "a.xlsx", "x", place.now)
    with pytest.raises(Refused):
        returning.page_of(place.office, CHIEF, job.id, place.now)


@pytest.mark.parametrize(
    ("one", "other"),
    [("12.50", "12.5"), (" 甲 ", "甲"), ("2026-03-05T09:30", "2026-03-05 09:30"), ("a\r\nb", "a\nb"), ("100", "1E+2")],
)
def test_what_a_workbook_changes_by_itself_is_no_edit(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_marks_read_as_they_were_written() -> None:
    marker = Marker(b"k" * 32)
    view, paths = "ledger", ("device", "category")
    assert read_heading(heading(view, paths)) == (view, paths)
    mark = read_mark(marker.row("c1", paths, ("甲", "007")), paths)
    assert mark is not None
    assert mark.cells["category"] == marker.cell("c1", "category", "007") != marker.cell("c1", "category", "7")
    assert read_mark("c1 short", paths) is None
    assert read_heading("案件标识") is None
