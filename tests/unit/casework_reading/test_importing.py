"""Ledgers of before as cases: mapped, tried row by row, taken in by portions, never twice; wrong rows come back with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from fangyuan.casework import jobs, writing
from fangyuan.casework.identity import Identity
from fangyuan.casework.importing import asking, taking
from fangyuan.casework.importing.refused import wrong_rows
from fangyuan.casework.jobs import Watch
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.verifying import rebuild, verify
from fangyuan.casework.working import HANDS
from fangyuan.model.problems import Refused
from fangyuan.model.state import CaseState
from fangyuan.store.jobs import ASKING, DONE, Job
from fixtures.reading import AT_EAST, COMPLAINT, NOW, WINDOW, Bench, on

HEADS = ["编号", "登记日期", "投诉人", "电话", "事由", "发生日期", "金额", "办结时间", "处理结果"]
Rows = Sequence[Sequence[Any]]


def workbook(rows: Rows, heads: Rows = (HEADS,), merged: Sequence[str] = (), title: str = "某单位投诉台账") -> BytesIO:
    """A ledger as an office keeps it: a title over all columns, heads, rows."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([title])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads[-1]))
    for row in (*heads, *rows):
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    made = BytesIO()
    book.save(made)
    made.seek(0)
    return made


def row(number: str, **said: Any) -> list[Any]:
    """A row under `HEADS`."""
    usual = {"登记日期": "2026-02-10", "投诉人": "陈小明", "电话": "13900001111", "事由": "等候时间过长"}
    return [{**usual, **said, "编号": number}.get(head) for head in HEADS]


def brought(bench: Bench, file: BytesIO, name: str = "台账.xlsx", me: Identity = WINDOW) -> Job:
    return asking.bring(bench.office, me, COMPLAINT, file, name, NOW)


def tried(bench: Bench, job: Job, source: str = "旧台账", **said: Any) -> Job:
    """The job after its trial, with the columns as they were guessed."""
    spec = {name: job.spec[name] for name in ("sheet", "first", "last", "columns", "fixed")}
    asking.map_columns(bench.office, WINDOW, job.id, {**spec, **said}, source, NOW)
    return worked(bench, job)


def worked(bench: Bench, job: Job, watch: Watch | None = None) -> Job:
    jobs.do_jobs(bench.office, HANDS, watch or Watch(lambda: NOW))
    return jobs.my_job(bench.office, WINDOW, job.id)


def imported(bench: Bench, rows: Rows, source: str = "旧台账") -> Job:
    """The job of a ledger that was tried and taken in."""
    job = tried(bench, brought(bench, workbook(rows)), source)
    asking.take_in(bench.office, WINDOW, job.id, NOW)
    return worked(bench, job)


def cases(bench: Bench, job: Job) -> list[CaseState]:
    """The cases that an import made, in the order of its rows."""
    with bench.office.database.read() as uow:
        found = [line.case for line in uow.jobs.lines(job, ("new",), 1000)]
        states = uow.cases.states("t1", found)
    return [states[case] for case in found]


def count(bench: Bench) -> int:
    with bench.office.database.read() as uow:
        return len(uow.cases.open_under("t1", next(iter(uow.cases.pins()))[0], COMPLAINT)) if uow.cases.pins() else 0


def reasons(bench: Bench, job: Job) -> dict[int, list[str]]:
    """What is wrong, by row of the file: the cell and the words."""
    page = asking.page_of(bench.office, WINDOW, job.id, NOW)
    return {line.place: [f"{cell} {said}" for cell, said, _ in line.reasons] for line in page.lines}


def test_heads_of_several_rows_merged_cells_and_every_way_of_writing_a_day(bench: Bench) -> None:
    heads = [
        ["编号", "登记日期", "投诉人", "", "", "事由", "发生日期", "金额"],
        ["", "", "姓名", "联系电话", "住址", "", "", ""],
    ]
    rows = [
        ["甲-1", "2026.2.3", "陈小明", 13900001111, "东街 3 号", "等候时间过长", 46054, 300],
        ["", "", "林大海", "13900002222", "西街 8 号", "", "", ""],
        ["甲-2", "2026年2月4日", "赵一、钱二", "13900003333", "南街", "态度不好", "2026/2/1", None],
    ]
    merged = ["A2:A3", "B2:B3", "C2:E2", "F2:F3", "G2:G3", "H2:H3", "A4:A5", "B4:B5", "F4:F5", "G4:G5", "H4:H5"]
    job = brought(bench, workbook(rows, heads, merged))
    assert (job.spec["first"], job.spec["last"]) == (2, 3)
    assert list(job.spec["columns"].values()).count("persons.name") == 1
    assert [job.spec["columns"].get(str(at)) for at in range(8)] == [
        "_number", "_received", "persons.name", "persons.phone", "persons.address", "topic", "happened_on", "amount",
    ]  # fmt: skip
    job = tried(bench, job)
    assert (job.state, job.phase, job.counts) == (ASKING, "checked", {"new": 2}), reasons(bench, job)
    assert count(bench) == 0
    asking.take_in(bench.office, WINDOW, job.id, NOW)
    job = worked(bench, job)
    assert (job.state, job.position, job.counts) == (DONE, 2, {"new": 2})
    first, second = cases(bench, job)
    named = [{key: one[key] for key in ("name", "phone", "address") if key in one} for one in first.answers["persons"]]
    assert named == [
        {"name": "陈小明", "phone": "13900001111", "address": "东街 3 号"},
        {"name": "林大海", "phone": "13900002222", "address": "西街 8 号"},
    ]
    assert (first.answers["happened_on"], first.answers["amount"]) == ("2026-02-01", 300)
    assert (first.received_on, second.received_on) == (on("2026-02-03"), on("2026-02-04"))
    assert [one["name"] for one in second.answers["persons"]] == ["赵一", "钱二"]
    assert verify(bench.office).problems == ()


def test_what_had_ended_comes_as_a_record_from_which_nothing_follows(bench: Bench) -> None:
    job = imported(bench, [row("1", 登记日期="2025-11-03", 办结时间="2025-12-01", 处理结果="办结"), row("2")])
    assert job.counts == {"new": 2}
    old, fresh = cases(bench, job)
    assert (old.stage, old.outcome, old.received_on) == ("done", "answered", on("2025-11-03"))
    assert old.closed_at is not None
    assert old.closed_at.date() == on("2025-12-01")
    assert (old.open_tasks(), list(old.open_clocks())) == ((), [])
    assert (fresh.stage, fresh.closed) == ("taken", False)
    with bench.office.database.read() as uow:
        assert [one.event.word for one in uow.cases.events("t1", old.case)] == [
            "case-registered", "answers-submitted", "stage-entered", "case-closed",
        ]  # fmt: skip
    page = case_page(bench.office, WINDOW, old.case, NOW)
    closing = next(one for one in page.timeline if one.word == "case-closed")
    assert (closing.params["closed_at"], closing.occurred_on, closing.late_entry) == (
        "2025-12-01", on("2025-12-01"), True,
    )  # fmt: skip
    assert page.stages[-1].entered_at == old.closed_at
    assert verify(bench.office).problems == ()
    assert rebuild(bench.office) == 2
    assert verify(bench.office).problems == ()


def test_every_wrong_row_says_which_cell_and_why_and_comes_back_as_a_workbook(bench: Bench) -> None:
    rows = [
        row("1", 电话="=A1&1"),
        row("2", 电话=371702199001011000),
        row("3", 发生日期="去年"),
        row("4", 金额="三百"),
        row("5", 事由=None),
        row("6", 登记日期="2027-01-01"),
        row("7", 办结时间="2025-01-01"),
        row("8", 处理结果="办结"),
        row("9", 办结时间="2026-02-20", 处理结果="不存在"),
        row("9"),
        row("10"),
    ]
    job = tried(bench, brought(bench, workbook(rows)))
    assert job.counts == {"new": 1, "wrong": 10}
    told = reasons(bench, job)
    for place, cell, word in (
        (3, "D3", "公式"), (4, "D4", "第16位"), (5, "F5", "日期"), (6, "G6", ""), (7, "E7", ""), (8, "B8", "今天"),
        (9, "H9", "办结日期"), (10, "I10", "没有办结日期"), (11, "I11", "不存在"), (12, "第12行", "同样的编号"),
    ):  # fmt: skip
        assert any(one.startswith(cell) and word in one for one in told[place]), told[place]
    page = load_workbook(BytesIO(wrong_rows(bench.office, WINDOW, job.id).data)).active
    assert page is not None
    back = [[cell.value for cell in line] for line in page.iter_rows(min_row=3)]
    assert back[0][:3] == ["原因", "原来的行", "编号"]
    assert [line[1] for line in back[1:]] == [str(place) for place in range(3, 13)]
    assert "D4" in back[2][0]
    assert back[2][5] == "371702199001011000"
    fixed = brought(bench, BytesIO(wrong_rows(bench.office, WINDOW, job.id).data))
    assert fixed.spec["source"] == "旧台账", "the mapping that was saved fits the file that came back"
    assert fixed.spec["columns"]["2"] == "_number"


def test_the_same_file_again_makes_nothing_and_a_changed_row_is_told_as_different(bench: Bench) -> None:
    rows = [row("1"), row("2", 事由="态度不好")]
    assert imported(bench, rows).counts == {"new": 2}
    assert imported(bench, rows).counts == {"known": 2}
    again = imported(bench, [rows[0], row("2", 事由="改过了"), row("3")])
    assert again.counts == {"known": 1, "changed": 1, "new": 1}
    assert count(bench) == 3
    page = asking.page_of(bench.office, WINDOW, again.id, NOW)
    [changed] = page.lines
    with bench.office.database.read() as uow:
        stored = uow.cases.load("t1", changed.case)
    assert stored is not None
    assert stored.state.answers["topic"] == "态度不好"
    assert imported(bench, rows, source="另一个系统").counts == {"new": 2}, "another source counts by itself"


def test_a_file_without_numbers_is_known_by_its_rows(bench: Bench) -> None:
    rows = [row("", 事由=f"事由{at}") for at in (1, 2, 2)]
    assert imported(bench, rows).counts == {"new": 2, "wrong": 1}
    assert imported(bench, rows).counts == {"known": 2, "wrong": 1}


COUNTED = ["序号", *HEADS[1:]]


def test_the_count_of_the_rows_of_a_file_is_no_number_by_which_a_case_is_known(bench: Bench) -> None:
    """Every ledger begins at 1 again: that of another village, of the next month. It goes nowhere unless somebody says so."""
    told = brought(bench, workbook([row("东-1"), row("东-2")], (COUNTED,)))
    assert told.spec["columns"]["0"] == "_number", "what is called so and is a number"
    for month in ("一月", "二月"):
        rows = [row(at, 事由=f"{month}{at}") for at in (1, 2)]  # type: ignore[arg-type]
        job = brought(bench, workbook(rows, (COUNTED,)))
        assert "_number" not in job.spec["columns"].values()
        asking.take_in(bench.office, WINDOW, tried(bench, job, "月台账").id, NOW)
        assert worked(bench, job).counts == {"new": 2}, month


def test_a_mapping_that_was_saved_tells_columns_apart_that_are_called_alike(bench: Bench) -> None:
    """The phone of whoever took it down stands before that of who complains."""
    heads = (["编号", "电话", *HEADS[1:]],)
    rows = [[number, "13900009999", *row(number)[1:]] for number in ("1", "2")]
    job = brought(bench, workbook(rows[:1], heads))
    columns = {**{at: path for at, path in job.spec["columns"].items() if at != "1"}, "4": "persons.phone"}
    assert tried(bench, job, "月台账", columns=columns).counts == {"new": 1}
    again = brought(bench, workbook(rows[1:], heads))
    assert {at: path for at, path in again.spec["columns"].items() if path} == columns
    assert tried(bench, again, "月台账").counts == {"new": 1}


@pytest.mark.parametrize("heads", [HEADS, COUNTED], ids=["by its number", "by its row"])
def test_a_case_of_several_rows_that_was_refused_comes_back_as_one_and_is_then_one(
    bench: Bench, heads: list[str]
) -> None:
    first, second = row("1", 登记日期="去年"), [None] * len(HEADS)
    second[2:4] = ["林大海", "13900002222"]
    # Several rows are one case where the cell before them is merged.
    merged = [f"{column}3:{column}4" for column in "ABE"]
    file = workbook([[1, *first[1:]], second, [2, *row("2")[1:]]], (heads,), merged)
    job = tried(bench, brought(bench, file), "")
    assert job.counts == {"wrong": 1, "new": 1}
    book = load_workbook(BytesIO(wrong_rows(bench.office, WINDOW, job.id).data))
    page = book.active
    assert page is not None
    assert [cell.value for cell in page["B"]][-2:] == ["3–4", "3–4"]
    [day] = [cell for line in page.iter_rows() for cell in line if cell.value == "去年"]
    day.value = "2026-02-10"
    book.save(again := BytesIO())
    job = tried(bench, brought(bench, again, "需要改正 台账.xlsx"), "")
    asking.take_in(bench.office, WINDOW, job.id, NOW)
    done = worked(bench, job)
    assert done.counts == {"new": 1}
    [case] = cases(bench, done)
    assert [one["name"] for one in case.answers["persons"]] == ["陈小明", "林大海"]


def test_a_row_that_was_put_right_in_both_files_makes_one_case(bench: Bench) -> None:
    """The workbook of refused rows says why before each; that is none of what the row is known by."""
    job = tried(bench, brought(bench, workbook([row("", 登记日期="去年")])), "")
    book = load_workbook(BytesIO(wrong_rows(bench.office, WINDOW, job.id).data))
    page = book.active
    assert page is not None
    [day] = [cell for line in page.iter_rows() for cell in line if cell.value == "去年"]
    day.value = "2026-02-10"
    book.save(again := BytesIO())
    job = tried(bench, brought(bench, again), "")
    asking.take_in(bench.office, WINDOW, job.id, NOW)
    assert worked(bench, job).counts == {"new": 1}
    assert tried(bench, brought(bench, workbook([row("")])), "").counts == {"known": 1}


def test_a_column_that_is_called_as_the_reasons_of_refused_rows_are_stays_and_is_told_from_them(bench: Bench) -> None:
    heads = ["原因" if head == "事由" else head for head in HEADS]
    job = brought(bench, workbook([row("1", 登记日期="去年"), row("2")], (heads,)))
    job = tried(bench, job, columns={**job.spec["columns"], "4": "topic"})
    assert job.counts == {"wrong": 1, "new": 1}
    book = load_workbook(BytesIO(wrong_rows(bench.office, WINDOW, job.id).data))
    page = book.active
    assert page is not None
    [day] = [cell for line in page.iter_rows() for cell in line if cell.value == "去年"]
    day.value = "2026-02-10"
    book.save(again := BytesIO())
    job = brought(bench, again)
    assert [at for at, path in job.spec["columns"].items() if path == "topic"] == ["6"]
    asking.take_in(bench.office, WINDOW, tried(bench, job).id, NOW)
    [case] = cases(bench, worked(bench, job))
    assert case.answers["topic"] == "等候时间过长"


def test_a_worker_that_dies_in_the_middle_doubles_nothing_and_loses_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "PORTION", 2)
    job = tried(bench, brought(bench, workbook([row(str(at)) for at in range(7)])))
    asking.take_in(bench.office, WINDOW, job.id, NOW)
    real, calls = writing.row_of, 0

    def dying(*given: Any) -> Any:
        """Breaks in the middle of the third portion, after one of its cases was made."""
        nonlocal calls
        calls += 1
        if calls == 6:
            raise MemoryError
        return real(*given)

    monkeypatch.setattr(writing, "row_of", dying)
    stopped = worked(bench, job)
    assert (stopped.position, stopped.counts, count(bench)) == (4, {"new": 4}, 4)
    assert worked(bench, job).position == 4, "the lease of the dead worker holds"
    done = worked(bench, job, Watch(lambda: NOW + timedelta(seconds=jobs.SECONDS)))
    assert (done.state, done.counts, count(bench)) == (DONE, {"new": 7}, 7)
    assert len(cases(bench, done)) == 7


def test_only_those_who_register_import_and_nobody_sees_anothers(bench: Bench) -> None:
    with pytest.raises(Refused) as refused:
        brought(bench, workbook([row("1")]), me=AT_EAST)
    assert refused.value.problems[0].code == "not-yours"
    job = brought(bench, workbook([row("1")]))
    with pytest.raises(Refused):
        asking.page_of(bench.office, AT_EAST, job.id, NOW)
    with pytest.raises(Refused):
        jobs.file_of(bench.office, WINDOW, job.id)
    with pytest.raises(Refused) as early:
        asking.take_in(bench.office, WINDOW, job.id, NOW)
    assert early.value.problems[0].code == "not-now"


def test_a_mapping_names_each_place_once_and_all_that_is_required(bench: Bench) -> None:
    job = brought(bench, workbook([row("1")]))
    with pytest.raises(Refused) as refused:
        tried(bench, job, columns={"0": "persons.name", "1": "persons.name", "2": "nothing"})
    assert [one.code for one in refused.value.problems] == ["mapped-twice", "unknown-field", "required"]
    only_names = {"2": "persons.name"}
    found = tried(bench, job, columns=only_names, fixed={"topic": "旧件"})
    assert found.counts == {"new": 1}
    asking.remap(bench.office, WINDOW, job.id, NOW)
    again = asking.map_columns(
        bench.office, WINDOW, job.id, {**found.spec, "first": 1, "last": 2, "columns": only_names}, "", NOW
    )
    assert (again.phase, again.spec["last"]) == ("mapping", 2)
