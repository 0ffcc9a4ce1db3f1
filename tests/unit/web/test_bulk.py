"""One act in many cases, as a browser without a script does it: chosen, looked at, held, taken back or done, told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from fangyuan.casework import jobs
from fangyuan.casework.acting import act
from fangyuan.casework.jobs import Watch
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.working import HANDS
from fangyuan.model.commands import AskExtension, CompleteTask, ReassignTask, RefuseExtension
from fangyuan.model.world import Person, Post
from fixtures.web import Desk, Site
from unit.casework.offices import CHIEF, CLERK, in_inboxes

WHY = "分工调整"


@pytest.fixture
def cases(site: Site) -> list[str]:
    """Three cases, and a second clerk."""
    colleague = Person("clerk-2", "t", "报修员戊", (Post("clerk", "office"),))
    put_organisation(site.place.office, [], [], [colleague])
    return [site.place.register(f"k{number}", device=f"{number}号门").case for number in range(3)]


def chosen(cases: list[str], act_: str) -> str:
    return "/bulk?" + "&".join(f"case={case}" for case in cases) + f"&act={act_}"


def look(desk: Desk, cases: list[str], what: str, **said: str) -> None:
    desk.post("/bulk", {"_case": cases, "_what": what, "_act": "look", **said}, 200)


def hold(desk: Desk, cases: list[str], what: str, **said: str) -> str:
    """Asks for the act; gives where it is held, and opens that."""
    desk.post("/bulk", {"_case": cases, "_what": what, "_act": "hold", **said})
    held = desk.answer.headers["Location"]
    desk.follow()
    return held


def work(site: Site, seconds: int) -> int:
    """Lets so many seconds pass, then does a round of the worker."""
    site.place.time.at += timedelta(seconds=seconds)
    return jobs.do_jobs(site.place.office, HANDS, Watch(site.place.time.now))


def hands(site: Site, case: str) -> tuple[str, ...]:
    return site.place.state(case).tasks["mend", "", 1].slots[0].people


def left(desk: Desk) -> list[str]:
    """The outcome of every row."""
    return [mark.strip() for mark in re.findall(r"fy-bulk-(?:done|not)\">(.*?)</strong>", desk.page)]


def test_work_is_given_to_a_colleague_in_all_cases_after_ten_seconds(site: Site, cases: list[str]) -> None:
    desk = site.desk("clerk")
    desk.get("/")
    assert all(f'name="case" value="{case}"' in desk.page for case in cases)
    desk.get(chosen(cases, "assign"))
    assert desk.shows("报修员戊（报修员）", "看看会怎样", "修理")
    assert 'value="hold"' not in desk.page
    said = {"to": "clerk-2", "reason": WHY}
    look(desk, cases, "assign", **said)
    assert desk.shows("会办 3 项，0 项办不了", "修理 改由 报修员戊 办理 分工调整", "10 秒内可以撤回")
    hold(desk, cases, "assign", **said)
    assert desk.shows("撤回，不办了", "还没有办")
    assert (work(site, 9), {hands(site, case) for case in cases}) == (0, {("clerk", "clerk-2")})
    assert (work(site, 1), {hands(site, case) for case in cases}) == (1, {("clerk-2",)})
    desk.get("/")
    assert desk.shows("改派", "已办 3 项。")


def test_only_what_was_shown_is_approved_in_many_cases(site: Site, cases: list[str]) -> None:
    office, now, desk = site.place.office, site.place.now, site.desk("chief")
    for case in cases[:2]:
        act(office, CLERK, case, AskExtension(clock="mend", by="1 workdays", reason="缺配件"), now)
    desk.get(chosen(cases[:2], "approve"))
    assert desk.shows("会办 2 项，0 项办不了")
    act(office, CHIEF, cases[0], RefuseExtension(clock="mend", reason="不同意"), now)
    act(office, CLERK, cases[0], AskExtension(clock="mend", by="2 workdays", reason="另一个理由"), now)
    hold(desk, cases[:2], "approve")
    work(site, 10)
    assert ["clock-extended" in site.place.words(case) for case in cases[:2]] == [False, True]
    desk.get(desk.answer.request.path)
    assert desk.shows("刚刚被别人更新")


def test_what_is_taken_back_in_time_is_never_done(site: Site, cases: list[str]) -> None:
    desk = site.desk("clerk")
    desk.get(chosen(cases, "claim"))
    assert desk.shows("会办 3 项", "认领了修理")
    held = hold(desk, cases, "claim")
    desk.post(f"{held}/back", {})
    desk.follow()
    assert desk.shows("已撤回，一件也没有办。")
    assert (work(site, 60), [site.place.state(case).tasks["mend", "", 1].claimed_by for case in cases]) == (0, [""] * 3)
    held = hold(desk, cases, "claim", _key="again")
    work(site, 10)
    desk.post(f"{held}/back", {})
    desk.follow()
    assert desk.shows("已经开始办理，不能撤回了。")
    assert {site.place.state(case).tasks["mend", "", 1].claimed_by for case in cases} == {"clerk"}


def test_a_case_that_changed_meanwhile_is_told_and_the_others_are_done(site: Site, cases: list[str]) -> None:
    desk, office, now = site.desk("clerk"), site.place.office, site.place.now
    desk.get(chosen(cases, "assign"))
    held = hold(desk, cases, "assign", to="clerk-2", reason=WHY)
    act(office, CLERK, cases[0], ReassignTask(task="mend", to="chief", reason=WHY), now)
    act(office, CLERK, cases[1], CompleteTask(task="mend"), now)
    work(site, 10)
    desk.get(held)
    assert left(desk) == ["✕ 没有办", "✕ 没有办", "✓ 已办"]
    assert desk.shows("已办 1 项。", "2 项没有办，原因写在每一件后面。", "刚刚被别人更新了")
    assert [hands(site, case) for case in (cases[0], cases[2])] == [("chief",), ("clerk-2",)]


def test_a_second_click_asks_for_the_same_act_and_a_dead_worker_does_nothing_twice(
    site: Site, cases: list[str]
) -> None:
    desk = site.desk("clerk")
    desk.get(chosen(cases, "remind"))
    assert desk.shows("提醒的话")
    said = {"reason": "请今天办完", "_key": "one"}
    with site.place.office.database.read() as uow:
        assert uow.jobs.of("t", "clerk", ("bulk",)) == []
    for _ in range(2):
        held = hold(desk, cases, "remind", **said)
    job = held.rpartition("/")[2]
    work(site, 10)
    with site.place.office.database.begin() as uow:
        found = uow.jobs.get("t", job)
        assert found is not None
        (first, *_) = uow.jobs.lines(found, ("done",), 9)
        # As a worker leaves it that dies between the act and its note of it.
        uow.jobs.settle(found, type(first)(first.line, "held", first.case, first.told))
        uow.connection.exec_driver_sql("update jobs set state = 'waiting', lease_until = null")
        uow.commit()
    assert work(site, 120) == 1
    assert [site.place.words(case).count("comment-made") for case in cases] == [1, 1, 1]
    with site.place.office.database.read() as uow:
        assert len(uow.jobs.of("t", "clerk", ("bulk",))) == 1
        assert [in_inboxes(uow, case)["clerk-2"] for case in cases] == [1, 1, 1]


def test_an_action_of_the_pack_is_taken_where_it_may_be_and_says_why_not_elsewhere(
    site: Site, cases: list[str]
) -> None:
    office, now = site.place.office, site.place.now
    act(office, CLERK, cases[0], CompleteTask(task="mend"), now)
    desk = site.desk("chief")
    desk.get(chosen(cases, ""))
    assert desk.shows("办结", "1 件可以", "报废", "3 件可以")
    desk.get(chosen(cases, "action:finish"))
    assert desk.shows("会办 1 项，2 项办不了", "办结")
    held = hold(desk, cases, "action:finish")
    desk.post(f"{held}/now", {})
    desk.get(held)
    assert left(desk) == ["✓ 已办", "✕ 没有办", "✕ 没有办"]
    assert [site.place.state(case).closed for case in cases] == [True, False, False]
    desk.post(f"{held}/now", {})


def test_an_address_that_chooses_nothing_says_so(site: Site) -> None:
    desk = site.desk("clerk")
    said = {
        "": "没有选中案件",
        "act=assign": "没有选中案件",
        "case=no-such&act=claim": "没有找到这件事项",
        "case=no-such&act=action:none": "这些案件里现在没有由您办的事",
        "&".join(f"case={number}" for number in range(201)): "一次最多办 200 件",
    }
    for query, text in said.items():
        desk.get(f"/bulk?{query}")
        assert desk.shows(text)
    desk.post("/bulk", {"_what": "assign"}, 422)


def test_nobody_sees_or_does_what_a_colleague_asked_for(site: Site, cases: list[str]) -> None:
    desk = site.desk("clerk")
    desk.get(chosen(cases, "claim"))
    held, other = hold(desk, cases, "claim"), site.desk("chief")
    other.get("/")
    other.get(held, 404)
    for way in ("back", "now"):
        other.post(f"{held}/{way}", {}, 404)
    stranger = site.desk("stranger")
    stranger.get(chosen(cases, "claim"))
    assert "号门" not in stranger.page


def test_the_rows_of_a_ledger_and_of_a_search_can_be_chosen_too(site: Site, cases: list[str]) -> None:
    desk = site.desk("clerk")
    desk.get("/search?q=号门")
    assert all(f'name="case" value="{case}"' in desk.page for case in cases)
    desk.get("/views/ledger")
    assert all(f'name="case" value="{case}"' in desk.page for case in cases)


def test_cases_are_gathered_in_one_and_acted_on_from_there(site: Site, cases: list[str]) -> None:
    lead, *others = cases
    desk = site.desk("clerk")
    desk.get(chosen(cases, "link"))
    desk.post("/bulk", {"_case": cases, "_what": "link", "_act": "look", "into": "SLBX2026-9999"}, 422)
    assert desk.shows("没有找到编号为“SLBX2026-9999”的事项", 'value="SLBX2026-9999"')
    number = site.place.state(lead).number
    look(desk, cases, "link", into=number)
    assert desk.shows("会办 2 项，1 项办不了", f"与 {number} 关联：相关")
    held = hold(desk, cases, "link", into=number)
    desk.post(f"{held}/now", {})
    site.place.work(site.place.now)
    desk.get(f"/cases/{lead}?tab=links")
    assert all(f'name="case" value="{case}"' in desk.page for case in others)
