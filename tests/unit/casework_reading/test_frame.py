"""The frame, the inbox, the leader's page, packs and the organisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.noting import mark_read
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading import inbox as reading_inbox
from fangyuan.casework.reading import leader as reading_leader
from fangyuan.casework.reading.frame import viewer
from fangyuan.casework.reading.inbox import inbox
from fangyuan.casework.reading.leader import leader_page, month_cases
from fangyuan.casework.reading.organisation import organisation_page
from fangyuan.casework.reading.packs import pack_page, packs
from fangyuan.model.commands import ApproveDraft, AskExtension, TakeAction
from fangyuan.model.problems import Refused
from fangyuan.model.world import Unit
from fixtures.reading import (
    AT_EAST,
    AT_WEST,
    CHIEF,
    CLERK,
    COMPLAINT,
    DIRECTOR,
    NOW,
    PEOPLE,
    REPAIR,
    STRANGER,
    WINDOW,
    Bench,
    day,
)


def test_the_viewer_sees_what_is_theirs_to_open(bench: Bench) -> None:
    clerk = viewer(bench.office, CLERK, NOW)
    assert (clerk.name, clerk.tenant.title, clerk.units[0].title, clerk.roles[0].title) == (
        "张三", "某单位", "设备科", "报修员",
    )  # fmt: skip
    assert [view.title for view in clerk.views] == ["报修台账"]
    assert [one.id for one in clerk.may_register] == [REPAIR]
    window = viewer(bench.office, WINDOW, NOW)
    assert {view.title for view in window.views} == {"投诉台账", "我办的投诉"}
    assert [one.id for one in window.may_register] == [COMPLAINT]
    assert [view.title for view in viewer(bench.office, AT_EAST, NOW).views] == ["我办的投诉"]
    stranger = viewer(bench.office, STRANGER, NOW)
    assert (stranger.views, stranger.may_register, stranger.administers) == ((), (), False)
    assert viewer(bench.office, DIRECTOR, NOW).administers


def test_an_officer_who_left_is_signed_out(bench: Bench) -> None:
    gone = next(replace(person, active=False) for person in PEOPLE if person.person == "clerk")
    put_organisation(bench.office, [], [], [gone])
    for me in (CLERK, Identity("t1", "nobody"), Identity("t2", "clerk")):
        with pytest.raises(Refused) as refused:
            viewer(bench.office, me, NOW)
        assert refused.value.problems[0].code == "signed-out"


def test_the_inbox_tells_what_happened_in_which_case(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_inbox, "ITEMS", 2)
    for _ in range(3):
        bench.register()
    assert viewer(bench.office, CHIEF, NOW).unread == 3
    first, second = inbox(bench.office, CHIEF, 1, NOW), inbox(bench.office, CHIEF, 2, NOW)
    assert [len(first), len(second)] == [2, 1]
    assert (first[0].text, first[0].number, first[0].read) == ("急修：三楼打印机", "370000BX2026-0003", False)
    mark_read(bench.office, CHIEF, [item.id for item in first], NOW)
    assert [item.read for item in inbox(bench.office, CHIEF, 1, NOW)] == [True, True]
    assert viewer(bench.office, CHIEF, NOW).unread == 1
    assert inbox(bench.office, CLERK, 1, NOW) == ()


def test_the_leader_decides_signs_and_sees_the_month(bench: Bench) -> None:
    case = bench.complain(serious=True)
    bench.hand_out(case, "east", "west")
    bench.act(AT_WEST, case, AskExtension(clock="answer", subject="west", by="3 workdays", reason="人手不足"))
    page = leader_page(bench.office, DIRECTOR, NOW)
    assert [(row.case, draft.mine) for row, draft in page.drafts] == [(case, True)]
    assert [(row.case, run.subject.title, run.asked and run.asked.by) for row, run in page.extensions] == [
        (case, "西区", "3 workdays")
    ]
    assert [[one.title for one in row.asked] for row in page.signatures] == [["主任签字"]]
    assert page.charges == ()
    bench.act(DIRECTOR, case, ApproveDraft(draft=1))
    decided = leader_page(bench.office, DIRECTOR, NOW)
    assert (decided.drafts, [row.case for row in decided.charges]) == ((), [case])


def test_what_waits_for_a_decision_is_told_however_much_other_work_is_due_before_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_leader, "MOST", 1)
    for _ in range(4):
        signed = bench.complain(serious=True)
        bench.act(DIRECTOR, signed, ApproveDraft(draft=1))
        bench.hand_out(signed, "west")
    waiting = bench.complain(serious=True)
    page = leader_page(bench.office, DIRECTOR, NOW)
    assert [row.case for row, _ in page.drafts] == [waiting]
    assert (len(page.signatures), page.more, page.others) == (1, 3, 0)
    assert (len(page.charges), page.charged) == (1, 4)
    assert leader_page(bench.office, WINDOW, NOW).more == 0


def test_the_month_counts_what_the_leader_may_see(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    old = bench.register(now=day("2026-02-24T10:00"))
    bench.register()
    bench.act(CHIEF, bench.register(), TakeAction(action="scrap"))
    month = leader_page(bench.office, CHIEF, NOW).month
    assert month == {"received": 2, "closed": 1, "late": 0, "open": 2, "overdue": 1}
    for figure, count in month.items():
        behind = month_cases(bench.office, CHIEF, figure, 1, NOW)
        assert (len(behind.rows), behind.total, behind.pages) == (count, count, 1)
    assert old in [row.case for row in month_cases(bench.office, CHIEF, "open", 1, NOW).rows]
    assert month_cases(bench.office, CHIEF, "open", 9, NOW).rows == ()
    with pytest.raises(Refused):
        month_cases(bench.office, CHIEF, "nothing", 1, NOW)
    assert set(leader_page(bench.office, STRANGER, NOW).month.values()) == {0}
    monkeypatch.setattr("fangyuan.casework.reading.leader.COUNT_CAP", 1)
    capped = leader_page(bench.office, CHIEF, NOW)
    assert (capped.month, capped.capped) == (month | {"received": 1, "open": 1}, ("received", "open"))
    assert month_cases(bench.office, CHIEF, "open", 1, NOW).capped


def test_the_leaders_page_takes_the_same_queries_however_much_waits(
    bench: Bench, queries: Callable[[Callable[[], Any]], int]
) -> None:
    def page() -> Any:
        return leader_page(bench.office, DIRECTOR, NOW)

    bench.hand_out(bench.complain(serious=True), "west")
    page()
    few = queries(page)
    for n in range(6):
        case = bench.complain(serious=True, topic=str(n))
        bench.hand_out(case, "west")
        bench.act(AT_WEST, case, AskExtension(clock="answer", subject="west", by="1 workday", reason="忙"))
    assert queries(page) == few
    assert few <= 24


def test_packs_are_listed_with_what_they_run_here(bench: Bench) -> None:
    found = {summary.name: summary for summary in packs(bench.office, DIRECTOR, NOW)}
    assert found["minimal"].title == "设备报修"
    assert [named.title for named in found["complaint"].active_for] == ["投诉件"]


def test_a_pack_reads_its_rules_aloud(bench: Bench) -> None:
    page = pack_page(bench.office, DIRECTOR, "complaint", NOW)
    first, second = page.rules[COMPLAINT]
    assert (first.when, first.condition) == ("登记", "“严重”：是")
    assert first.then == ("提出意见“建议由主任牵头办理〔姓名〕的投诉”，由主任审批；批准后：由主任牵头负责",)
    assert second.when == "登记，或者填写了表单（“投诉登记表”）"
    assert second.then == ("标记“large”", "告知主任：金额较大：〔事由〕")
    assert [named.title for named in page.letters] == ["投诉答复书"]
    assert f"{COMPLAINT}#finish" in page.conditions
    assert pack_page(bench.office, DIRECTOR, page.summary.hash, NOW) == page
    assert pack_page(bench.office, DIRECTOR, "example/complaint", NOW) == page
    with pytest.raises(Refused):
        pack_page(bench.office, DIRECTOR, "no-such-pack", NOW)


def test_the_organisation_is_a_tree_with_people_and_roles(bench: Bench) -> None:
    page = organisation_page(bench.office, DIRECTOR, NOW)
    assert (page.tenant.title, page.level, page.below) == ("某单位", "county", ())
    top = {node.unit.id: node for node in page.units}
    assert set(top) == {"office", "hall", "board", "east", "west"}
    assert [node.unit.title for node in top["office"].children] == ["后勤处"]
    assert {(named.title, roles) for named, roles in top["board"].people} == {
        ("周二", ("主任", "系统管理员")), ("吴九", ("督查员",)),
    }  # fmt: skip
    assert top["east"].phone == "5550100"


def test_units_that_circle_are_all_shown(bench: Bench) -> None:
    circle = [Unit("a", "t1", "甲", parent="b"), Unit("b", "t1", "乙", parent="a"), Unit("c", "t1", "丙", parent="a")]
    put_organisation(bench.office, [], circle, [])
    shown = {node.unit.id for node in organisation_page(bench.office, DIRECTOR, NOW).units}
    assert {"a", "b", "c"} <= shown
