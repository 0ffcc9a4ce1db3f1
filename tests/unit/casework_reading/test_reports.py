"""Reports and targets: what an officer reads in them, to whom they belong, the cases behind a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from fangyuan.casework.identity import Identity
from fangyuan.casework.merging import merge
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.figures import report as figures_report
from fangyuan.casework.reading.figures.behind import Number, Where, cases_behind
from fangyuan.casework.reading.figures.layouts import Layout
from fangyuan.casework.reading.figures.listing import Asked, listed
from fangyuan.casework.reading.figures.papers import paper_table, report_file
from fangyuan.casework.reading.figures.periods import Period, period_of
from fangyuan.casework.reading.figures.report import report_page, reports_page
from fangyuan.casework.reading.figures.sheets import filled_sheet
from fangyuan.casework.reading.figures.tables import table_of
from fangyuan.casework.reading.figures.tallying import behind, span_of
from fangyuan.casework.reading.figures.targets import target_view, targets_page, work_of
from fangyuan.casework.reading.pages import FigureCell, FigureRow, FigureTable, ReportPage, TargetView
from fangyuan.casework.registering import register
from fangyuan.model.commands import CompleteTask, Reopen, TakeAction
from fangyuan.model.outputs import Target
from fangyuan.model.problems import Refused
from fangyuan.model.reports import JURISDICTION, MEASURED_DATE, Dimension, Figure, Measure, Report, Table
from fangyuan.model.world import Tenant
from fangyuan.store.questions import Question
from fixtures.numbers import wrong_in_reports, wrong_in_targets
from fixtures.reading import (  # fmt: skip
    AT_EAST,
    AT_WEST,
    AUDITOR,
    CLERK,
    COMPLAINT,
    DIRECTOR,
    NOW,
    OUTSIDER,
    REPAIR,
    REPORT,
    WINDOW,
    Bench,
    day,
    on,
)

MARCH = period_of("month", on("2026-03-01"))


@pytest.fixture
def worked(bench: Bench) -> Bench:
    """February: one complaint, closed in March. March: three, one handed out to two units, one kept from the east."""
    first = bench.complain(day("2026-02-10T10:00"), amount=100, serious=True, topic="乱收费")
    bench.hand_out(first, "east", now=day("2026-02-11T10:00"))
    answer = {"finding": "属实", "answered_on": "2026-02-12"}
    bench.act(AT_EAST, first, CompleteTask(task="answer", subject="east", answers=answer), day("2026-02-12T10:00"))
    bench.act(WINDOW, first, TakeAction(action="finish"), day("2026-03-01T00:30"))
    second = bench.complain(day("2026-03-01T00:10"), amount=50)
    bench.hand_out(second, "east", "west", now=day("2026-03-02T10:00"))
    one = [{"name": "王一", "phone": "13900003333", "address": "北街"}]
    bench.complain(day("2026-03-31T23:50"), amount=7, serious=True, topic="乱收费", persons=one)
    bench.complain(day("2026-03-31T23:55"), about_unit="east")
    return bench


def opened(bench: Bench, me: Identity = DIRECTOR, report: str = "monthly", period: str = "2026-03") -> ReportPage:
    return report_page(bench.office, me, report, period, day("2026-04-02T09:00"))


def table(page: ReportPage, name: str) -> FigureTable:
    return next(one for one in page.tables if one.table == name)


def rows(shown: FigureTable) -> dict[str, list[str]]:
    return {
        row.heads[0]: [cell.text for cell in row.cells]
        for row in (*shown.rows, *([shown.total] if shown.total else []))
    }


def test_figures_of_a_month_with_what_they_are_compared_with(worked: Bench) -> None:
    shown = table(opened(worked), "totals")
    assert [head.title for head in shown.columns] == ["2026年3月", "环比", "同比", "本年累计"]
    assert rows(shown) == {
        "件数（件）": ["3", "1 ↑200.0 %", "0 ↑", "4"],
        "人次（人次）": ["5", "2 ↑150.0 %", "0 ↑", "7"],
        "金额（元）": ["357", "100 ↑257.0 %", "0 ↑", "457"],
        "平均金额（元）": ["119.0", "100.0 ↑19.0 %", "—", "114.3"],
        "不同事由（个）": ["2", "1 ↑100.0 %", "0 ↑", "2"],
        "办结（件）": ["1", "0 ↑", "0 ↑", "1"],
        "期末在办（件）": ["3", "1 ↑200.0 %", "0 ↑", "3"],
        "办结率": ["0/3（0.0 %）", "1/1（100.0 %） ↓100.0点", "—", "1/4（25.0 %）"],
        "平均办理天数（天）": ["19.0", "—", "—", "19.0"],
    }


def test_a_list_of_units_stands_in_each_of_their_rows_and_once_in_the_total(worked: Bench) -> None:
    shown = table(opened(worked), "units")
    assert shown.heads == ("答复单位",)
    assert [(head.group, head.title) for head in shown.columns] == [
        ("受理", "件数"),
        ("答复", "件数"),
        ("合计", "件数"),
    ]
    told = rows(shown)
    assert [told[unit] for unit in ("东区", "西区", "大厅")] == [["0", "1", "1"], ["0", "1", "1"], ["0", "0", "0"]]
    assert [told[line] for line in ("（未填）", "合计")] == [["2", "0", "2"], ["2", "1", "3"]]
    assert shown.picture is not None
    assert shown.picture.svg.startswith("<svg")


def test_only_what_the_officer_sees_is_counted(worked: Bench) -> None:
    def cases(me: Identity) -> list[str]:
        return rows(table(opened(worked, me), "totals"))["件数（件）"][:1]

    assert (cases(DIRECTOR), cases(WINDOW)) == (["3"], ["3"])
    assert cases(AT_EAST) == ["1"]
    assert cases(AT_WEST) == ["1"]
    assert table(opened(worked, AUDITOR), "totals").problem == "您无权查看这张表所用的字段。"
    with pytest.raises(Refused):
        opened(worked, CLERK)
    assert [one.report for one in reports_page(worked.office, DIRECTOR, NOW).reports] == ["monthly", "yearly"]
    assert [one.report for one in reports_page(worked.office, WINDOW, NOW).reports] == ["monthly"]
    assert reports_page(worked.office, OUTSIDER, NOW).reports == ()


def test_a_year_goes_by_months_each_figure_by_its_own_date(worked: Bench) -> None:
    shown = table(opened(worked, report="yearly", period="2026"), "months")
    told = rows(shown)
    assert len(shown.rows) == 12
    assert [told[f"2026年{month}月"] for month in (1, 2, 3)] == [["0", "0"], ["1", "0"], ["3", "1"]]
    assert told["合计"] == ["4", "1"]
    assert shown.picture is not None
    assert "<polyline" in shown.picture.svg


def results(bench: Bench, period: str, now: str) -> dict[str, list[str]]:
    """What a month says of its closings and of what was open, printed at some time."""
    page = report_page(bench.office, DIRECTOR, "monthly", period, day(now))
    told = rows(table(page, "totals"))
    return {name: told[name][:1] for name in ("件数（件）", "办结（件）", "期末在办（件）", "平均办理天数（天）")}


def test_a_month_that_is_over_stays_as_it_was_when_a_case_is_reopened(worked: Bench) -> None:
    printed = results(worked, "2026-03", "2026-04-02T09:00")
    assert printed["办结（件）"] == ["1"]
    closed = Where("totals", "closed")
    (first,) = cases_behind(worked.office, DIRECTOR, "monthly", "2026-03", closed, 1, day("2026-04-02T09:00")).rows
    worked.act(WINDOW, first.case, Reopen(stage="answering", reason="答复不实"), day("2026-05-10T10:00"))
    assert results(worked, "2026-03", "2026-06-01T09:00") == printed
    assert results(worked, "2026-04", "2026-06-01T09:00")["期末在办（件）"] == ["3"]
    assert results(worked, "2026-05", "2026-06-01T09:00")["期末在办（件）"] == ["4"]
    answer = {"finding": "属实", "answered_on": "2026-06-01"}
    worked.act(
        AT_EAST, first.case, CompleteTask(task="answer", subject="east", answers=answer), day("2026-06-01T10:00")
    )
    worked.act(WINDOW, first.case, TakeAction(action="finish"), day("2026-06-02T10:00"))
    assert results(worked, "2026-03", "2026-07-01T09:00") == printed
    assert results(worked, "2026-05", "2026-07-01T09:00")["期末在办（件）"] == ["4"]
    assert results(worked, "2026-06", "2026-07-01T09:00")["办结（件）"] == ["1"]
    year = report_page(worked.office, DIRECTOR, "yearly", "2026", day("2026-07-01T09:00"))
    told = rows(table(year, "months"))
    assert [told[f"2026年{month}月"][1] for month in (3, 6)] + told["合计"][1:] == ["1", "1", "1"]


def test_a_case_that_went_into_another_is_that_one_from_then_on(bench: Bench) -> None:
    main = bench.complain(day("2026-03-02T10:00"))
    other = bench.complain(day("2026-03-03T10:00"), amount=20)
    before = results(bench, "2026-03", "2026-04-01T09:00")
    with bench.office.database.read() as uow:
        stored = uow.cases.load("t1", main)
    assert stored is not None
    merge(bench.office, WINDOW, other, stored.state.number, "同一件事", day("2026-04-02T10:00"))
    assert before["件数（件）"] == ["2"]
    assert results(bench, "2026-03", "2026-05-01T09:00") == before
    april = results(bench, "2026-04", "2026-05-01T09:00")
    assert (april["办结（件）"], april["期末在办（件）"]) == (["0"], ["1"])
    year = report_page(bench.office, DIRECTOR, "yearly", "2026", day("2026-05-01T09:00"))
    assert rows(table(year, "months"))["合计"] == ["1", "0"]


@pytest.mark.parametrize("me", [DIRECTOR, AT_EAST])
def test_every_number_leads_to_its_cases(worked: Bench, me: Identity) -> None:
    """Halves of rates, other periods, sums, averages, rows that share one, totals, targets, holders, months."""
    assert wrong_in_reports(worked.office, me, day("2026-04-02T09:00"), periods=3) == []
    assert wrong_in_targets(worked.office, me, day("2026-04-02T09:00")) == []


@pytest.mark.parametrize("me", [DIRECTOR, AT_EAST])
def test_every_number_leads_to_its_cases_after_mergers_and_a_reopening(worked: Bench, me: Identity) -> None:
    """In months that are over as in this one: reports, targets, the ends of their months."""
    twins = [worked.complain(day(f"2026-0{month}-14T10:00"), serious=True) for month in (2, 3)]
    for n, twin in enumerate(twins):
        main = worked.complain(day("2026-02-13T10:00"), serious=True)
        merge(worked.office, WINDOW, twin, worked.number(main), "同一件事", day(f"2026-0{3 + n}-20T10:00"))
    (closed,) = cases_behind(
        worked.office, DIRECTOR, "monthly", "2026-03", Where("totals", "closed"), 1, day("2026-04-02T09:00")
    ).rows
    worked.act(WINDOW, closed.case, Reopen(stage="answering", reason="答复不实"), day("2026-04-21T10:00"))
    now = day("2026-04-22T09:00")
    assert wrong_in_reports(worked.office, me, now, periods=3) == []
    assert wrong_in_targets(worked.office, me, now) == []


def test_the_months_of_a_target_lead_to_the_cases_that_they_count(worked: Bench) -> None:
    """By the day of receipt as it is now, so that the last month says what the whole says."""
    target = Target("quota", "全年件数", COMPLAINT, "count", 20)
    twin, main = worked.complain(day("2026-02-14T10:00")), worked.complain(day("2026-01-13T10:00"))
    merge(worked.office, WINDOW, twin, worked.number(main), "同一件事", day("2026-03-20T10:00"))
    now = day("2026-04-02T09:00")
    with worked.office.database.read() as uow:
        desk = sit(worked.office, uow, DIRECTOR, now)
        view = target_view(desk, desk.packs[COMPLAINT], target, period_of("year", desk.today))
        assert view is not None
        assert [(step.title, step.text) for step in view.path[:3]] == [
            ("2026年1月", "1"),
            ("2026年2月", "2"),
            ("2026年3月", "5"),
        ]
        work = work_of(desk, desk.packs[COMPLAINT], target, period_of("year", desk.today))
        assert work is not None
        for step, end in zip(view.path, (on("2026-02-01"), on("2026-03-01"), on("2026-04-01")), strict=False):
            period, axes, keys = work.until(end)
            question = Question(work.counted.shares, span_of(work.measure, period), behind(work.measure, ""), axes)
            assert listed(desk, Asked(question, keys, work.measure), 1)["said"] == step.text
    assert view.path[-1].text == view.whole.text == "5"


def test_a_number_of_another_period_and_of_the_rest_leads_to_its_own_cases(worked: Bench) -> None:
    def found(where: Where) -> tuple[str, str, int, str]:
        told = cases_behind(worked.office, DIRECTOR, "monthly", "2026-03", where, 1, day("2026-04-02T09:00"))
        return told.figure, told.from_day.isoformat(), told.total, told.said

    assert found(Where("totals", "cases", compared="period-before")) == ("件数", "2026-02-01", 1, "1")
    assert found(Where("totals", "amount", compared="year-to-date")) == ("金额", "2026-01-01", 4, "457")
    assert found(Where("totals", "answered", half="missing")) == ("办结率", "2026-03-01", 3, "3")
    answered = Where("totals", "answered", half="part", compared="period-before")
    assert found(answered) == ("办结率", "2026-02-01", 1, "1")


def test_a_number_that_is_not_there_is_refused(worked: Bench) -> None:
    nowhere = [Where("units", "cases", places) for places in (("7=x",), ("x",), ("-9",), ("-1",), ("0=a", "0=b"))]
    nowhere += [Where("units", "cases", half="third"), Where("units", "cases", rest=True)]
    nowhere += [Where("units", "cases", compared="year-ago"), Where("totals", "cases", compared="ever")]
    for where in nowhere:
        with pytest.raises(Refused):
            cases_behind(worked.office, DIRECTOR, "monthly", "2026-03", where, 1, NOW)
    nobody = Where("units", "cases", ("0=\0",))
    assert cases_behind(worked.office, DIRECTOR, "monthly", "2026-03", nobody, 1, NOW).total == 0
    for period in ("2026", "2026-13", "0000-01", "2026-Q1"):
        with pytest.raises(Refused):
            opened(worked, period=period)


def target(bench: Bench, name: str, me: Identity = DIRECTOR) -> TargetView:
    page = targets_page(bench.office, me, day("2026-03-20T09:00"))
    return next(one for one in page.targets if one.target == name)


def test_a_target_says_what_is_reached_and_what_is_missing(worked: Bench) -> None:
    rate = target(worked, "in-time")
    assert (rate.wanted, rate.whole.text, rate.whole.reached) == ("95 %", "1/1（100 %）", True)
    assert [(step.title, step.text) for step in rate.path][:2] == [("2026年1月", "—"), ("2026年2月", "1/1（100 %）")]
    serious = target(worked, "serious")
    assert (serious.period.title, serious.whole.text, serious.whole.missing) == ("2026年3月", "1", "还差 2")
    assert [(row.title, row.text) for row in serious.rows] == [("大厅", "1")]


def test_a_target_of_each_lists_who_has_nothing(worked: Bench) -> None:
    each = target(worked, "each-unit")
    assert [(row.title, row.text, row.missing) for row in each.rows] == [("西区", "1", ""), ("东区", "2", "")]
    assert (each.wanted, each.reached_by, each.whole.text) == ("每个 1", "2/2", "2/2")
    assert all(one.target != "each-unit" for one in targets_page(worked.office, WINDOW, NOW).targets)


@pytest.mark.parametrize("sort", ["xlsx", "docx"])
def test_a_report_is_taken_out_as_a_file_and_the_log_tells_of_it(worked: Bench, sort: str) -> None:
    taken = report_file(worked.office, DIRECTOR, "monthly", "2026-03", sort, day("2026-04-02T09:00"))
    assert taken.name == f"某单位2026年3月投诉月报表.{sort}"
    if sort == "xlsx":
        sheet = load_workbook(BytesIO(taken.data)).active
        assert sheet is not None
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    else:
        cells = [
            [cell.text for cell in row.cells] for grid in Document(BytesIO(taken.data)).tables for row in grid.rows
        ]
    assert any(row[:3] in (["件数（件）", 3, "1 ↑200.0 %"], ["件数（件）", "3", "1 ↑200.0 %"]) for row in cells)
    assert any(row[0] == "办结率" and row[1] == "0/3（0.0 %）" for row in cells)
    with worked.office.database.read() as uow:
        (look,) = uow.log.page("t1", "director")
        assert (look.what, look.about) == ("export", f"monthly 2026-03 {sort}")


def test_a_report_over_levels_adds_what_lies_below_for_those_who_see_the_whole(bench: Bench) -> None:
    below = Tenant("t2", "另一单位", "380000", "county", parent="t1")
    put_organisation(bench.office, (below,), (), ())
    bench.register()
    register(bench.office, OUTSIDER, REPAIR, {**REPORT, "device": "别处的"}, None, "", NOW)
    measure = Measure("cases", "件数", Figure.COUNT, date="case.received_on")
    shown = Table("all", "各级", (REPAIR,), (measure,), rows=(Dimension(JURISDICTION),))
    with bench.office.database.read() as uow:
        told = {
            (me.person, over): rows(table_of(sit(bench.office, uow, me, NOW), Report("r", "", "month", (shown,), over=over), shown, MARCH))
            for me in (CLERK, OUTSIDER) for over in ("levels", "tenant")
        }  # fmt: skip
    assert told["clerk", "levels"] == {"某单位": ["1"], "另一单位": ["1"], "合计": ["2"]}
    assert told["clerk", "tenant"] == {"某单位": ["1"], "合计": ["1"]}
    assert told["outsider", "levels"] == {"另一单位": ["1"], "合计": ["1"]}


def test_behind_a_number_over_levels_the_cases_below_are_given_as_figures(bench: Bench) -> None:
    put_organisation(bench.office, (Tenant("t2", "另一单位", "380000", "county", parent="t1"),), (), ())
    bench.register()
    register(bench.office, OUTSIDER, REPAIR, {**REPORT, "device": "别处的"}, None, "", NOW)
    measure = Measure("cases", "件数", Figure.COUNT, date="case.received_on")
    shown = Table("all", "各级", (REPAIR,), (measure,), rows=(Dimension(JURISDICTION),))
    report = Report("r", "", "month", (shown,), over="levels")
    with bench.office.database.read() as uow:
        desk = sit(bench.office, uow, CLERK, NOW)
        layout = Layout(desk, report, shown, MARCH)
        whole, below = (
            listed(desk, Number(layout, measure, Where("all", "cases", places)).asked(), 1)
            for places in ((), ("0=t2",))
        )
    assert (whole["said"], whole["total"], [row.number for row in whole["rows"]]) == ("2", 1, ["370000BX2026-0001"])
    assert [(one.tenant.title, one.cases, one.said) for one in whole["elsewhere"]] == [("另一单位", 1, "1")]
    assert (below["said"], below["total"], below["rows"], len(below["elsewhere"])) == ("1", 0, (), 1)


def test_the_workbook_of_a_superior_is_filled_and_keeps_its_style_and_formulas(worked: Bench) -> None:
    taken = report_file(worked.office, DIRECTOR, "monthly", "2026-03", "sheet", day("2026-04-02T09:00"))
    page = load_workbook(BytesIO(taken.data))["月报"]
    told = {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}
    shown = opened(worked)
    assert taken.name == "某单位2026年3月投诉月报表（上报）.xlsx"
    assert told["A1"] == "某单位2026年3月投诉情况"
    assert (told["B2"], told["B3"], told["B4"]) == (3, 357, "0/3（0.0 %）")
    assert str(told["B5"]) == rows(table(shown, "units"))["东区"][-1]
    assert (told["B6"], told["A7"], told["A8"]) == ("=B2+B3", "另附“=1+1”，共 3 件", 0)
    assert (page["A1"].font.size, page["B2"].fill.fgColor.rgb, page["B2"].number_format) == (18, "00FFEEAA", "0")
    assert "A1:C1" in {str(area) for area in page.merged_cells.ranges}
    with pytest.raises(Refused):
        report_file(worked.office, DIRECTOR, "yearly", "2026", "sheet", day("2026-04-02T09:00"))


Rows = tuple[Dimension, ...]
SENT_UP: tuple[tuple[Rows, dict[str, int]], ...] = (
    # Of the east one case is serious and one is not, of the west one: that has one row, and no subtotal of its own.
    ((Dimension("units"), Dimension("serious")), {"东区|小计": 2, "西区|小计": 1, "西区|否": 1, "西区|是": 0, "大厅|小计": 0}),
    ((Dimension("units"),), {"东区": 2, "大厅": 0}),
    ((Dimension("units", top=1),), {"东区": 2}),
    ((Dimension(MEASURED_DATE, step="month"),), {"2026年3月": 3}),
)  # fmt: skip
REFUSED: tuple[tuple[Rows, dict[str, str]], ...] = (
    ((Dimension("units"), Dimension("serious")), {"东区": "B1", "东局|小计": "B1"}),
    ((Dimension("units"),), {"东局": "B1", "小计": "B1"}),
    ((Dimension("units", top=1),), {"西区": "去掉 top"}),
    ((Dimension(MEASURED_DATE, step="month"),), {"2025年3月": "B1"}),
)


def sender(bench: Bench, page: ReportPage, shown: Rows) -> Callable[[str], object]:
    """Tells what stands in the cell of a superior's workbook that asks for the number at a place."""
    counted = Measure("n", "件数", Figure.COUNT, date="case.received_on")
    wanted = Table("t", "各处", (COMPLAINT,), (counted,), rows=shown)
    report = Report("r", "", "month", (wanted,))
    with bench.office.database.read() as uow:
        desk = sit(bench.office, uow, DIRECTOR, day("2026-04-02T09:00"))
        told = replace(page, tables=(table_of(desk, report, wanted, MARCH),))
        called = tuple(one.titles for one in Layout(desk, report, wanted, MARCH).dimensions)

    def sent_up(names: str) -> object:
        sheet, kept = Workbook(), BytesIO()
        assert sheet.active is not None
        sheet.active["B1"] = f"{{{{t.n|{names}}}}}"
        sheet.save(kept)
        made = load_workbook(BytesIO(filled_sheet(kept.getvalue(), report, told, {}, lambda _: called))).active
        assert made is not None
        return made["B1"].value

    return sent_up


def test_no_number_is_sent_up_for_a_place_that_the_report_does_not_have(bench: Bench) -> None:
    """A place without cases counts nothing; one that is called otherwise, or stands among the rest, is told with its cell."""
    for serious, units in ((True, ["east"]), (False, ["east", "west"]), (False, [])):
        case = bench.complain(day("2026-03-02T10:00"), serious=serious)
        if units:
            bench.hand_out(case, *units, now=day("2026-03-03T10:00"))
    page = opened(bench)
    for shown, asked in SENT_UP:
        sent_up = sender(bench, page, shown)
        assert {names: sent_up(names) for names in asked} == asked
    for shown, told in REFUSED:
        sent_up = sender(bench, page, shown)
        for names, word in told.items():
            with pytest.raises(Refused) as refused:
                sent_up(names)
            [problem] = refused.value.problems
            assert word in f"{problem.message}{problem.advice}", names


def test_a_cell_made_for_a_number_gets_one_and_may_ask_for_halves_comparisons_and_columns(worked: Bench) -> None:
    asked = {
        "A1": ("{{totals.answered}}", "0.0%"),
        "A2": ("{{totals.answered@period-before}}", "0.0"),
        "A3": ("{{totals.answered@part}}", "General"),
        "A4": ("{{totals.answered@whole}}", "General"),
        "A5": ("{{totals.amount@year-to-date}}", "General"),
        "A6": ("本月 {{totals.cases}} 件，累计 {{totals.cases@year-to-date}} 件，上月 {{totals.cases@period-before}}", "General"),
        "A7": ("{{units.cases|合计|答复}}", "0"),
        "A8": ("{{totals.answered@value}}", "General"),
    }  # fmt: skip
    sheet, kept = Workbook(), BytesIO()
    page = sheet.active
    assert page is not None
    for place, (text, shown_as) in asked.items():
        page[place], page[place].number_format = text, shown_as
    sheet.save(kept)
    with worked.office.database.read() as uow:
        _, report = figures_report.opened(sit(worked.office, uow, DIRECTOR, NOW), "monthly")
    made = load_workbook(BytesIO(filled_sheet(kept.getvalue(), report, opened(worked), {}, lambda _: ()))).active
    assert made is not None
    told = {place: made[place].value for place in asked}
    assert told == {
        "A1": 0, "A2": 100, "A3": 0, "A4": 3, "A5": 457, "A6": "本月 3 件，累计 4 件，上月 1 ↑200.0 %", "A7": 1, "A8": 0,
    }  # fmt: skip


def test_a_number_stays_one_on_paper_however_large_it_is() -> None:
    told = {"1,234,567": 1234567.0, "12,345.67": 12345.67, "76.0": 76.0, "128/135（94.8 %）": 94.8}
    cells = tuple(FigureCell(text, value) for text, value in told.items())
    shown = FigureTable("t", "", "", (), (), (FigureRow(("甲",), cells),))
    [(_, on_paper)] = paper_table(shown).rows
    assert [cell.number for cell in on_paper] == [1234567.0, 12345.67, None, None]


def shown_in(bench: Bench, shown: Table, period: Period) -> dict[tuple[str, ...], list[str]]:
    with bench.office.database.read() as uow:
        desk = sit(bench.office, uow, DIRECTOR, day("2026-04-02T09:00"))
        told = table_of(desk, Report("r", "", period.per, (shown,)), shown, period)
    return {row.heads: [cell.text for cell in row.cells] for row in (*told.rows, *([told.total] if told.total else []))}


def test_a_month_stands_beside_the_month_of_its_own_and_what_is_there_no_more_is_shown(worked: Bench) -> None:
    cases = (Measure("cases", "件数", Figure.COUNT, date="case.received_on"),)
    months = (Dimension(MEASURED_DATE, step="month"),)
    kinds = ("complaint/complaint",)
    compared = ("period-before", "year-ago", "year-to-date")
    quarter = period_of("quarter", on("2026-03-01"))
    by_month = shown_in(worked, Table("m", "", kinds, cases, rows=months, compare=compared), quarter)
    assert by_month == {
        ("2026年1月",): ["0", "0", "0", "0"],
        ("2026年2月",): ["1", "0 ↑", "0 ↑", "1"],
        ("2026年3月",): ["3", "1 ↑200.0 %", "0 ↑", "4"],
        ("合计",): ["4", "0 ↑", "0 ↑", "4"],
    }
    later = period_of("month", on("2027-02-01"))
    a_year_on = shown_in(worked, Table("m", "", kinds, cases, rows=months, compare=("year-ago",)), later)
    assert a_year_on[("2027年2月",)] == ["0", "1 ↓100.0 %"]
    by_topic = Table("t", "", kinds, cases, rows=(Dimension("topic"),), compare=("period-before",))
    april = shown_in(worked, by_topic, period_of("month", on("2026-04-01")))
    march = shown_in(worked, by_topic, MARCH)
    assert {heads: row[1].split()[0] for heads, row in april.items()} == {heads: row[0] for heads, row in march.items()}


def test_the_largest_of_each_first_level_are_shown_and_the_rest_of_it_stands_below_them(worked: Bench) -> None:
    cases = (Measure("cases", "件数", Figure.COUNT, date="case.received_on"),)
    rows = (Dimension("serious"), Dimension("case.number", top=1))
    told = shown_in(
        worked, Table("t", "", ("complaint/complaint",), cases, rows=rows), period_of("year", on("2026-03-01"))
    )
    for first in {heads[0] for heads in told} - {"合计"}:
        below = [row[0] for heads, row in told.items() if heads[0] == first and heads[1] != "小计"]
        assert told.get((first, "小计"), below)[0] == str(sum(map(int, below)))
    assert [heads[1] for heads in told if heads[0] != "合计"].count("其他各项") == 2


def test_rows_of_two_levels_have_a_subtotal_that_leads_to_its_cases(worked: Bench) -> None:
    measures = (Measure("cases", "件数", Figure.COUNT, date="case.received_on"),)
    shown = Table("all", "两级", ("complaint/complaint",), measures, rows=(Dimension("units"), Dimension("serious")))
    with worked.office.database.read() as uow:
        desk = sit(worked.office, uow, DIRECTOR, NOW)
        year = period_of("year", on("2026-03-01"))
        told = table_of(desk, Report("r", "", "year", (shown,)), shown, year)
    counts = {row.heads: (row.cells[0].text, row.cells[0].places) for row in told.rows}
    east = [heads for heads in counts if heads[0] == "东区"]
    assert (len(east), east[-1]) == (3, ("东区", "小计"))
    text, places = counts[east[-1]]
    assert int(text) == sum(int(counts[heads][0]) for heads in east[:-1]) == 2
    assert places == ("0=east",)
    assert [heads for heads in counts if heads[0] == "西区"][-1][1] != "小计"
