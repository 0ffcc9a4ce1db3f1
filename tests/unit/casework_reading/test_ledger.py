"""Ledgers: what a view shows to whom, how it is narrowed and sorted, and what is written down when it is taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from fangyuan.casework import exporting
from fangyuan.casework.exporting import ledger_xlsx
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading import ledger as reading_ledger
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.ledger import ledger, question, rows_of
from fangyuan.casework.reading.pages import Ledger
from fangyuan.model.clocks import Light
from fangyuan.model.problems import Refused
from fangyuan.model.world import Unit
from fixtures.reading import (
    AT_EAST,
    AUDITOR,
    CHIEF,
    CLERK,
    DIRECTOR,
    NOW,
    OUTSIDER,
    STRANGER,
    WINDOW,
    Bench,
    day,
    on,
)


def opened(bench: Bench, me: Identity = WINDOW, view: str = "complaints", **asked: Any) -> Ledger:
    """A view at noon of a Monday."""
    filters, sort, group = asked.get("filters", {}), asked.get("sort", ""), asked.get("group", "")
    return ledger(bench.office, me, view, filters, sort, group, asked.get("page", 1), asked.get("now", NOW))


def column(shown: Ledger, path: str) -> list[str]:
    """The cells of a column."""
    place = [each.path for each in shown.columns].index(path)
    return [row.cells[place] for row in shown.rows]


def test_columns_are_answers_facts_and_clocks(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east", "west")
    shown = opened(bench)
    assert [each.title for each in shown.columns] == [
        "编号", "姓名", "住址", "事由", "发生日期", "金额（元）", "答复单位", "牵头负责人", "阶段", "答复时限到期日", "灯",
    ]  # fmt: skip
    assert shown.rows[0].cells == (
        "TS2026-0001", "陈小明、林大海", "东街 3 号、西街 8 号", "等候时间过长", "2026-02-27", "300", "东区、西区", "", "答复",
        "2026-03-09", "正常",
    )  # fmt: skip
    assert (shown.rows[0].light, shown.total, shown.pages) == (Light.GREEN, 1, 1)
    assert shown.rows[0].due is not None
    assert (shown.rows[0].due.on, shown.rows[0].due.workdays) == (on("2026-03-09"), 5)
    assert {each.path for each in shown.columns if each.numeric} == {"amount"}


def test_cases_are_read_only_for_answers_that_lists_do_not_keep_and_for_words_that_may_have_to_be_covered(
    bench: Bench, queries: Callable[[Callable[[], Any]], int]
) -> None:
    bench.complain()
    with bench.office.database.read() as uow:
        asked = question(bench.office, sit(bench.office, uow, WINDOW, NOW), "own-complaints", {}, "", "")
        rows, view = uow.cases.page(asked.listing).rows, asked.sheet.view
        wordless = replace(view, columns=tuple(one for one in view.columns if one.path != "topic"))
        plainly = replace(asked, sheet=replace(asked.sheet, view=wordless))
        assert queries(partial(rows_of, plainly, rows)) == 0
        assert queries(partial(rows_of, asked, rows)) == 2


def test_a_role_may_see_less(bench: Bench) -> None:
    bench.complain()
    shown = opened(bench, AUDITOR)
    assert column(shown, "persons.name") == ["陈**、林**"]
    assert "persons.address" not in [each.path for each in shown.columns]
    assert not any("街" in cell for row in shown.rows for cell in row.cells)


def test_what_is_masked_stays_covered_wherever_a_text_repeats_it(bench: Bench) -> None:
    bench.complain(topic="找陈小明，13900001111 或 13900002222")
    told = {
        WINDOW: "找陈小明，13900001111 或 13900002222",
        DIRECTOR: "找陈小明，139****1111 或 139****2222",
        AUDITOR: "找陈**，139****1111 或 139****2222",
    }
    for me, covered in told.items():
        assert column(opened(bench, me), "topic") == [covered]
        [group] = opened(bench, me, group="topic").groups
        assert (group.title, [row.group for row in group.rows]) == (covered, [covered])
        for grouped in ("", "topic"):
            page = load_workbook(BytesIO(ledger_xlsx(bench.office, me, "complaints", {}, "", NOW, grouped).data)).active
            assert page is not None
            said = [str(cell.value) for row in page.iter_rows() for cell in row if "找陈" in str(cell.value)]
            assert said == [covered] * (2 if grouped else 1)


@pytest.mark.parametrize("me", [STRANGER, OUTSIDER, CLERK, AT_EAST])
def test_a_view_of_others_is_as_if_not_there(bench: Bench, me: Identity) -> None:
    bench.complain()
    for call in (
        lambda: opened(bench, me),
        lambda: ledger_xlsx(bench.office, me, "complaints", {}, "", NOW),
        lambda: opened(bench, me, view="no-such-view"),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.problems[0].code == "not-found"


def test_filters_narrow_by_the_kind_of_their_field(bench: Bench) -> None:
    bench.complain(amount=100, topic="甲", serious=True, happened_on="2026-02-01")
    bench.complain(amount=200, topic="乙", serious=False)
    bench.complain(amount=300, topic="丙")
    for filters, topics in (
        ({"amount": "200"}, ["乙"]),
        ({"amount": "很多"}, []),
        ({"serious": "true"}, ["甲"]),
        ({"serious": "false"}, ["乙"]),
        ({"topic": "丙"}, ["丙"]),
        ({"topic": "没有"}, []),
        ({"happened_on": "2026-02-01"}, ["甲"]),
        ({"happened_on": "二月"}, []),
        ({"case.stage": "taken", "amount": " 100 "}, ["甲"]),
        ({"case.stage": "done"}, []),
        ({"persons.phone": "13900001111"}, ["丙", "乙", "甲"]),
        ({"amount": ""}, ["丙", "乙", "甲"]),
    ):
        assert column(opened(bench, filters=filters), "topic") == topics, filters


def test_filters_offer_what_may_be_chosen_and_keep_what_was(bench: Bench) -> None:
    bench.complain(serious=True)
    offered = {each.path: each for each in opened(bench, filters={"amount": "x"}).filters}
    assert offered["amount"].value == "x"
    assert [named.title for named in offered["serious"].options] == ["是", "否"]
    assert [named.title for named in offered["case.stage"].options] == ["受理", "答复", "办结"]
    assert "东区" in [named.title for named in offered["case.unit"].options]
    assert offered["case.leader"].options == ()


@pytest.mark.parametrize(
    ("path", "value", "title"), [("case.unit", "yard", "后勤处"), ("case.stage", "weighed", "weighed")]
)
def test_a_filter_that_was_saved_with_what_is_offered_no_more_says_what_the_list_goes_by(
    bench: Bench, path: str, value: str, title: str
) -> None:
    put_organisation(bench.office, (), [Unit("yard", "t1", "后勤处", parent="office", active=False)], ())
    bench.complain()
    shown = opened(bench, filters={path: value})
    (chosen,) = (each for each in shown.filters if each.path == path)
    assert (chosen.value, shown.rows) == (value, ())
    assert [one.title for one in chosen.options if one.id == value] == [title]
    assert value not in {one.id for each in opened(bench).filters for one in each.options}


def test_a_leader_who_occurs_is_offered(bench: Bench) -> None:
    from fangyuan.model.commands import ApproveDraft

    case = bench.complain(serious=True)
    bench.act(DIRECTOR, case, ApproveDraft(draft=1))
    bench.complain()
    offered = {each.path: each for each in opened(bench).filters}
    assert [(one.id, one.title) for one in offered["case.leader"].options] == [("director", "周二")]
    assert column(opened(bench, filters={"case.leader": "director"}), "case.leader") == ["周二"]


def test_a_code_of_a_list_also_finds_what_lies_below_it(bench: Bench) -> None:
    for category in ("printer", "lift", "light"):
        bench.register({"device": category, "category": category, "noticed_on": "2026-03-02"})
    found = opened(bench, CLERK, "ledger", filters={"category": "building"}, sort="device")
    assert column(found, "category") == ["电梯", "照明"]


def test_sorting_grouping_and_what_cannot_be_sorted(bench: Bench) -> None:
    for amount, topic in ((200, "乙"), (100, "甲"), (300, "甲")):
        bench.complain(amount=amount, topic=topic)
    assert column(opened(bench), "amount") == ["300", "200", "100"]
    assert column(opened(bench, sort="amount"), "amount") == ["100", "200", "300"]
    grouped = opened(bench, group="topic", sort="amount")
    assert [row.group for row in grouped.rows] in (["甲", "甲", "乙"], ["乙", "甲", "甲"])
    assert [row.cells[5] for row in grouped.rows if row.group == "甲"] == ["100", "300"]
    assert opened(bench, sort="persons.name").sort == ""
    assert opened(bench, sort="-case.received_on").sort == "-case.received_on"
    assert opened(bench, sort="nonsense'; --").total == 3


def test_a_view_of_ones_own_holds_what_concerns_the_reader_by_name(bench: Bench) -> None:
    case = bench.complain(topic="交东区")
    bench.hand_out(case, "east")
    bench.complain(topic="不相干")
    assert column(opened(bench, AT_EAST, "own-complaints"), "topic") == ["交东区"]
    assert opened(bench, AUDITOR, "own-complaints").total == 0


def test_the_light_of_a_row_is_that_of_the_clock_that_is_shown(bench: Bench) -> None:
    case = bench.complain()
    assert (opened(bench).rows[0].light, opened(bench).rows[0].due) == (None, None)
    bench.hand_out(case, "east")
    late = opened(bench, now=day("2026-03-11T12:00")).rows[0]
    assert late.light is Light.RED
    assert late.cells[-1] == "超期"


def test_pages_and_queries(
    bench: Bench, queries: Callable[[Callable[[], Any]], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_ledger, "ROWS", 2)
    bench.complain(amount=1)
    opened(bench)
    few = queries(lambda: opened(bench))
    for amount in (2, 3, 4, 5):
        bench.hand_out(bench.complain(amount=amount), "east", "west")
    pages = [opened(bench, sort="amount", page=page) for page in (1, 2, 3)]
    assert [column(page, "amount") for page in pages] == [["1", "2"], ["3", "4"], ["5"]]
    assert {(page.total, page.pages) for page in pages} == {(5, 3)}
    assert opened(bench, page=-3).page == 1
    monkeypatch.setattr(reading_ledger, "ROWS", 50)
    assert queries(lambda: opened(bench)) <= few + 1
    assert few <= 16


def test_an_export_holds_every_row_and_is_written_down(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 2)
    for amount in range(5):
        bench.complain(amount=amount, topic="=1+1")
    found = ledger_xlsx(bench.office, AUDITOR, "complaints", {"topic": "=1+1"}, "amount", NOW)
    assert found.name == "某单位2026年投诉台账.xlsx"
    page = load_workbook(BytesIO(found.data)).active
    assert page is not None
    cells = [[cell.value for cell in row] for row in page.iter_rows()]
    assert cells[0][0] == "某单位2026年投诉台账"
    assert "吴九" in str(cells[1][0])
    assert "5 件" in str(cells[1][0])
    assert [row[4] for row in cells[3:]] == [0, 1, 2, 3, 4, 10]
    assert {row[2] for row in cells[3:-1]} == {"=1+1"}
    assert cells[-1][0] == "合计 5 件"
    assert "陈小明" not in str(cells)
    with bench.office.database.read() as uow:
        looks = uow.log.page("t1")
    assert [(look.person, look.what, look.about, look.amount) for look in looks] == [
        ("auditor", "export", "complaints topic==1+1", 5)
    ]


def test_an_export_asks_as_often_for_many_rows_as_for_few(
    bench: Bench, queries: Callable[[Callable[[], Any]], int]
) -> None:
    export = partial(ledger_xlsx, bench.office, AUDITOR, "complaints", {}, "", NOW, "topic")
    bench.complain()
    export()
    few = queries(export)
    for amount in range(5):
        bench.hand_out(bench.complain(amount=amount), "east", "west")
    assert queries(export) <= few


def test_looking_at_a_ledger_writes_nothing(bench: Bench) -> None:
    bench.register()
    opened(bench, CHIEF, "ledger")
    with bench.office.database.read() as uow:
        assert uow.log.page("t1") == []
