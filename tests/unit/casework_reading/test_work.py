"""My work: whose it is, by light and due date, and never a query a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fangyuan.casework.bulk.foreseeing import choice, plan
from fangyuan.casework.bulk.targets import ASSIGN, REMIND, Wanted
from fangyuan.casework.identity import Identity
from fangyuan.casework.mornings import begin_day
from fangyuan.casework.reading import searching
from fangyuan.casework.reading import work as reading_work
from fangyuan.casework.reading.pages import Named, Piece, WorkRow
from fangyuan.casework.reading.searching import Asked, Found, search
from fangyuan.casework.reading.work import Narrow, by_case, my_work
from fangyuan.model.clocks import Light
from fangyuan.model.commands import AddSigner, AskExtension, ClaimTask, CompleteTask, TakeAction
from fixtures.reading import (
    AT_EAST,
    AUDITOR,
    CHIEF,
    CLERK,
    COMPLAINT,
    DIRECTOR,
    NOW,
    OUTSIDER,
    REPAIR,
    REPORT,
    STRANGER,
    WINDOW,
    Bench,
    day,
    on,
)

SECOND = CLERK.__class__("t1", "second")


def test_what_is_asked_of_me(bench: Bench) -> None:
    case = bench.register()
    work = my_work(bench.office, CLERK, "mine", None, 1, NOW)
    assert work.total == 1
    row = work.rows[0]
    assert (row.case, row.matter, row.stage.title, row.unit.title) == (case, "三楼打印机 打印机", "修理", "设备科")
    assert [asked.title for asked in row.asked] == ["修理"]
    assert row.due is not None
    assert (row.due.light, row.due.workdays) == (Light.GREEN, 3)
    assert row.flags == ("急修",)
    assert my_work(bench.office, CHIEF, "mine", None, 1, NOW).rows == ()


def test_counts_by_light_stand_before_the_filter_by_light(bench: Bench) -> None:
    for at in ("2026-02-24T10:00", "2026-02-27T10:00", "2026-03-02T10:00"):
        bench.register(now=day(at))
    now = day("2026-03-03T10:00")
    work = my_work(bench.office, CLERK, "mine", None, 1, now)
    assert {light: count for light, count in work.lights.items() if count} == {
        Light.RED: 1, Light.YELLOW: 1, Light.GREEN: 1,
    }  # fmt: skip
    assert [row.due.light for row in work.rows if row.due] == [Light.RED, Light.YELLOW, Light.GREEN]
    red = my_work(bench.office, CLERK, "mine", Light.RED, 1, now)
    assert (len(red.rows), red.total, red.lights) == (1, 1, work.lights)


def test_what_nobody_has_claimed_goes_from_the_tab_when_somebody_does(bench: Bench) -> None:
    case = bench.register()
    assert my_work(bench.office, SECOND, "unclaimed", None, 1, NOW).total == 1
    bench.act(CLERK, case, ClaimTask(task="mend"))
    work = my_work(bench.office, SECOND, "unclaimed", None, 1, NOW)
    assert (work.total, work.tabs) == (0, {"mine": 1, "unit": 1, "unclaimed": 0, "watched": 1})
    assert my_work(bench.office, SECOND, "mine", None, 1, NOW).rows[0].claimed_by == "张三"


def test_what_only_one_could_do_is_nobodys_to_claim(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east")
    assert my_work(bench.office, AT_EAST, "mine", None, 1, NOW).total == 1
    assert my_work(bench.office, AT_EAST, "unclaimed", None, 1, NOW).total == 0


def test_the_work_of_my_unit_is_what_is_asked_of_my_colleagues(bench: Bench) -> None:
    bench.register()
    assert [row.asked[0].title for row in my_work(bench.office, CHIEF, "unit", None, 1, NOW).rows] == ["修理"]
    assert my_work(bench.office, STRANGER, "unit", None, 1, NOW).total == 0
    assert my_work(bench.office, OUTSIDER, "unit", None, 1, NOW).total == 0


def test_drafts_and_extensions_are_asked_in_words(bench: Bench) -> None:
    bench.complain(serious=True)
    rows = my_work(bench.office, DIRECTOR, "mine", None, 1, NOW).rows
    assert [asked.title for row in rows for asked in row.asked] == ["审批意见：严重投诉由主任牵头"]
    assert rows[0].people == "陈小明、林大海"


def test_names_are_masked_in_lists_too(bench: Bench) -> None:
    bench.complain()
    assert [row.people for row in search(bench.office, AUDITOR, Asked("等候"), NOW).rows] == ["陈**、林**"]


def test_watched_are_the_open_cases_that_concern_me(bench: Bench) -> None:
    case = bench.register()
    assert [row.case for row in my_work(bench.office, CLERK, "watched", None, 1, NOW).rows] == [case]
    bench.act(CHIEF, case, TakeAction(action="scrap"))
    assert my_work(bench.office, CLERK, "watched", None, 1, NOW).rows == ()


def test_an_unknown_tab_is_mine_and_a_page_beyond_the_end_is_empty(bench: Bench) -> None:
    bench.register()
    assert my_work(bench.office, CLERK, "nonsense", None, 0, NOW).tab == "mine"
    beyond = my_work(bench.office, CLERK, "mine", None, 9, NOW)
    assert (beyond.rows, beyond.total) == ((), 1)


def test_pages_follow_each_other(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_work, "ROWS", 3)
    for _ in range(5):
        bench.register()
    first, second = (my_work(bench.office, CLERK, "unit", None, page, NOW) for page in (1, 2))
    assert (len(first.rows), len(second.rows), first.total) == (3, 2, 5)
    assert not {row.case for row in first.rows} & {row.case for row in second.rows}


def test_counts_say_the_same_as_rows_where_one_case_asks_several_things(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case that asks for two things is one row, counts once, and stands on one page."""
    monkeypatch.setattr(reading_work, "ROWS", 2)
    cases = [bench.register() for _ in range(3)]
    bench.act(CLERK, cases[1], AddSigner(task="mend", to=CHIEF.person))
    bench.act(CLERK, cases[1], AskExtension(clock="mend", by="1 workday", reason="缺配件"))
    for tab, me in (("mine", CLERK), ("mine", CHIEF), ("unit", CLERK), ("unit", CHIEF), ("unclaimed", SECOND)):
        first, second, third = (my_work(bench.office, me, tab, None, page, NOW) for page in (1, 2, 3))
        rows = [row.case for row in (*first.rows, *second.rows, *third.rows)]
        assert first.total == first.tabs[tab] == sum(first.lights.values()) == len(rows) == len(set(rows)), tab
    (row,) = my_work(bench.office, CHIEF, "mine", None, 1, NOW).rows
    assert (row.case, len(row.asked)) == (cases[1], 2)


def test_a_list_takes_the_same_queries_however_long_it_is(
    bench: Bench, queries: Callable[[Callable[[], Any]], int]
) -> None:
    bench.complain()
    bench.register()

    def work() -> Any:
        return my_work(bench.office, WINDOW, "watched", None, 1, NOW)

    def mine() -> Any:
        return my_work(bench.office, CLERK, "mine", None, 1, NOW)

    work(), mine()
    few = (queries(work), queries(mine))
    for n in range(10):
        bench.complain(topic=f"事由 {n}")
        bench.register({**REPORT, "device": f"设备 {n}"})
    assert (queries(work), queries(mine)) == few
    assert max(few) <= 22


def test_search_finds_by_number_name_and_matter_what_may_be_seen(bench: Bench) -> None:
    case = bench.complain()
    bench.register()
    for words in ("TS2026", "林大海", "等候", " 等候时间 "):
        assert [row.case for row in search(bench.office, WINDOW, Asked(words), NOW).rows] == [case], words
    assert search(bench.office, AT_EAST, Asked("等候"), NOW).rows == ()
    assert search(bench.office, WINDOW, Asked("  "), NOW).rows == ()
    assert search(bench.office, WINDOW, Asked("三楼"), NOW).rows == ()
    bench.hand_out(case, "east")
    assert [row.case for row in search(bench.office, AT_EAST, Asked("等候"), NOW).rows] == [case]
    bench.act(
        AT_EAST,
        case,
        CompleteTask(task="answer", subject="east", answers={"finding": "a", "answered_on": "2026-03-02"}),
    )
    assert [row.case for row in search(bench.office, AT_EAST, Asked("等候"), NOW).rows] == [case]


def test_a_name_that_is_masked_from_a_role_is_no_way_to_find_a_case(bench: Bench) -> None:
    case = bench.complain()
    assert [row.case for row in search(bench.office, AUDITOR, Asked("等候"), NOW).rows] == [case]
    assert search(bench.office, AUDITOR, Asked("林大海"), NOW).rows == ()
    assert [row.case for row in search(bench.office, WINDOW, Asked("大海 等候"), NOW).rows] == [case]


def test_a_whole_phone_number_finds_its_case_and_a_part_of_it_does_not(bench: Bench) -> None:
    case = bench.complain()
    assert [row.case for row in search(bench.office, WINDOW, Asked("139-0000 1111"), NOW).rows] == [case]
    assert search(bench.office, WINDOW, Asked("1390000111"), NOW).rows == ()


def test_a_search_is_narrowed_by_type_state_and_date(bench: Bench) -> None:
    case = bench.complain()

    def found(asked: Asked) -> set[str]:
        return {row.case for row in search(bench.office, DIRECTOR, asked, NOW).rows}

    day = on("2026-03-02")
    words = "TS2026"
    assert found(Asked(words, case_type=COMPLAINT)) == found(Asked(words, closed=False, since=day, until=day)) == {case}
    assert found(Asked(words, closed=True)) == found(Asked(words, case_type=REPAIR)) == set()
    assert found(Asked(words, since=on("2026-03-03"))) == found(Asked(words, until=on("2026-03-01"))) == set()


def test_what_is_asked_in_one_case_stands_in_one_row() -> None:
    """Rows of one case are joined where the first stood; what is asked twice is said once."""

    def row(case: str, *asked: str) -> WorkRow:
        return WorkRow(
            case, case, Named("t", "t"), "", "", Named("s", "s"), tuple(Piece(a, a) for a in asked), Named("u", "u"),
            date(2026, 3, 2),
        )  # fmt: skip

    joined = by_case([row("c1", "审核"), row("c2", "签字"), row("c1", "回访"), row("c1", "审核")])
    assert [(one.case, [asked.title for asked in one.asked]) for one in joined] == [
        ("c1", ["审核", "回访"]),
        ("c2", ["签字"]),
    ]


def test_a_pack_that_nobody_uses_costs_and_breaks_nothing(bench: Bench) -> None:
    bench.register()
    with bench.office.database.begin() as uow:
        uow.packs.save("sha256:unused", "somebody/else", "1.0.0", "{}", NOW)
        uow.commit()
    assert my_work(bench.office, CLERK, "mine", None, 1, NOW).total == 1
    begin_day(bench.office, NOW)


def test_the_light_of_a_row_is_that_of_what_is_asked_and_the_deadline_of_another_stands_apart(bench: Bench) -> None:
    """The window may call; the answer is what the unit is asked for, by its own deadline, and of no other unit's."""
    case = bench.complain()
    bench.hand_out(case, "east", "west")
    (row,) = my_work(bench.office, AT_EAST, "mine", None, 1, NOW).rows
    assert ([(one.title, one.due.title if one.due else "") for one in row.must], row.may, row.other) == (
        [("单位答复（东区）", "答复时限")],
        (),
        None,
    )
    assert row.due
    assert row.due.title == "答复时限"
    late = day("2026-03-20T10:00")
    (row,) = my_work(bench.office, WINDOW, "mine", None, 1, late).rows
    assert (row.due, row.must, [one.title for one in row.may]) == (None, (), ["电话回访"])
    assert row.other
    assert (row.other.title, row.other.light) == ("答复时限（东区）", Light.RED)
    assert my_work(bench.office, WINDOW, "mine", None, 1, late).lights[Light.RED] == 0
    assert my_work(bench.office, AT_EAST, "mine", None, 1, late).lights[Light.RED] == 1


def test_my_work_is_narrowed_by_what_is_asked_by_unit_and_by_words(bench: Bench) -> None:
    case = bench.complain()
    bench.hand_out(case, "east", "west")
    other = bench.complain(topic="大厅照明太暗")
    bench.hand_out(other, "west")

    def found(narrow: Narrow, me: Identity = WINDOW, tab: str = "mine") -> set[str]:
        work = my_work(bench.office, me, tab, None, 1, NOW, narrow)
        assert work.total == len(work.rows) == sum(work.lights.values())
        # What was chosen can be seen above the list, also where nothing of it is asked now.
        assert {narrow.what, narrow.unit} <= {"", *(one.id for one in (*work.asks, *work.units))}
        return {row.case for row in work.rows}

    everything = my_work(bench.office, WINDOW, "mine", None, 1, NOW)
    assert [one.id for one in everything.asks] == ["task/电话回访"]
    assert {one.id for one in everything.units} == {"hall"}
    assert found(Narrow(what="task/电话回访")) == {case, other}
    assert found(Narrow(words="照明")) == found(Narrow(words="照明"), tab="watched") == {other}
    assert found(Narrow(what="draft")) == found(Narrow(what="task/登记投诉")) == set()
    assert found(Narrow(words="林大海 等候")) == {case}
    assert found(Narrow(unit="east"), AT_EAST) == {case}
    assert found(Narrow(unit="west"), AT_EAST) == set()
    assert found(Narrow(words="13900001111"), tab="watched") == set()
    assert found(Narrow(words="等候"), AUDITOR, "unit") == {case}
    assert found(Narrow(words="林大海"), AUDITOR, "unit") == set()


@pytest.mark.parametrize("words", ["ldh", "LDH", "lindahai", "lin dahai", "Lin", "hai"])
def test_a_name_is_found_as_it_sounds_by_whoever_may_read_it(bench: Bench, words: str) -> None:
    case = bench.complain()
    assert [row.case for row in search(bench.office, WINDOW, Asked(words), NOW).rows] == [case]
    assert search(bench.office, AUDITOR, Asked(words), NOW).rows == ()
    assert search(bench.office, AT_EAST, Asked(words), NOW).rows == ()


def test_what_was_found_goes_on_page_by_page_without_a_gap(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    cases = [bench.complain(topic=f"等候 {n}") for n in range(5)]
    found: list[str] = []
    page = search(bench.office, WINDOW, Asked("等候"), NOW)
    while page.rows:
        assert page.total == 5
        found += [row.case for row in page.rows]
        page = search(bench.office, WINDOW, Asked("等候"), NOW, page.next) if page.next.after else Found()
    assert found == sorted(cases, reverse=True)


def test_looking_ahead_at_many_cases_asks_the_database_no_more_than_at_few(
    bench: Bench, queries: Callable[[Callable[[], Any]], int]
) -> None:
    cases = [bench.register({**REPORT, "device": f"设备 {n}"}) for n in range(8)]
    acts = (Wanted(REMIND, reason="请今天办"), Wanted(ASSIGN, to=SECOND.person, reason="出差"), Wanted("task:mend"))

    def counted(some: list[str]) -> list[int]:
        asked = [queries(lambda: choice(bench.office, CLERK, some, NOW))]
        return asked + [queries(lambda act=one: plan(bench.office, CLERK, some, act, NOW)) for one in acts]

    counted(cases)
    assert counted(cases) == counted(cases[:2])
    rows = plan(bench.office, CLERK, [*cases, "nowhere"], acts[1], NOW)
    assert [bool(one.row.steps) for one in rows] == [*[True] * 8, False]
    assert plan(bench.office, OUTSIDER, cases[:1], acts[1], NOW)[0].row.why_not == rows[-1].row.why_not
