"""What those do all day who sit at no desk of their own, by hand: a leader on a phone, a liaison station, a director in the morning.

docs/developing.md lists the roles of the packs and the test in which each goes from what waits for them to its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, expect

from browser.desk import Desk
from browser.playing import SLIP
from browser.town import DISPUTE, ENTERED, PETITION, Town, settled, six_steps
from fangyuan.casework.rehearsing.script import read_steps


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Town]:
    with settled(tmp_path_factory.mktemp("town"), browser) as town:
        yield town


def fits(desk: Desk) -> None:
    """Nothing is wider than the window."""
    assert desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def card(desk: Desk, number: str, title: str) -> Locator:
    """What waits in a case, on the leader's page."""
    return desk.body.locator("article").filter(has_text=number).filter(has_text=title)


def test_a_leader_decides_on_a_phone(town: Town) -> None:
    """Agrees, sends back, signs, grants more time, and sees what the month has brought."""
    agreed, refused = (town.play(PETITION, six_steps("select"))[1] for _ in range(2))
    slips = town.play(PETITION, six_steps("assign"))[1]
    late = town.play(
        PETITION,
        [*six_steps("hand-over"), *read_steps([{"as": "u1-handler", "ask-extension": "pledged[U1]", "by": "5 days", "reason": "等预算"}])],
    )[1]  # fmt: skip
    leader = town.sit_down("deputy", phone=True)
    leader.page.get_by_role("navigation", name="主菜单").get_by_role("link", name=re.compile("待批")).click()
    leader.reads("待批（5）")
    fits(leader)

    card(leader, agreed, "待批").get_by_role("button", name="同意", exact=True).click()
    leader.is_told("同意拟办意见")
    leader.open("/leader").reads("待批（4）")
    back = card(leader, refused, "待批")
    back.get_by_text("改写意见或不同意").click()
    back.get_by_label("不同意的理由").fill("先问清诉求再报")
    back.get_by_role("button", name="不同意", exact=True).click()
    leader.is_told("不同意拟办意见")
    leader.open("/leader")
    card(leader, late, "申请延期").get_by_role("button", name="同意延期").click()
    leader.is_told("同意延期")
    for unit in ("甲局", "乙局"):
        leader.open("/leader")
        slip = (
            card(leader, slips, unit) if card(leader, slips, unit).count() else card(leader, slips, "交办单签字").first
        )
        slip.get_by_role("link", name="填写并签字").click()
        sheet = leader.sheet.fill({"承诺办结日期": "2026-04-10", "承诺内容": "4月10日前办结"})
        fits(leader)
        sheet.press("签字")
        leader.is_told("已办")
    leader.open("/leader").reads("没有等您批示、签字的事", "我负责的案件（3）")
    leader.body.locator("#month ~ dl div").filter(has_text="新收").get_by_role("link").click()
    leader.reads("共 4 件", agreed, refused, slips, late)
    fits(leader)


def test_a_liaison_station_enters_what_a_deputy_signed_on_paper(town: Town) -> None:
    """The deputy has no computer: the staff write down the visit and the agreement, each with its paper."""
    number = town.play(DISPUTE, read_steps([{"as": "staff", "do": "enter", "answers": ENTERED}]))[1]
    staff = town.sit_down("staff")
    staff.body.get_by_role("link", name=number).first.click()
    signed = {"谁签字或办理的": "代表甲", "签字或办理日期": "2026-03-02", "扫描件或照片": SLIP}
    staff.on_paper("走访调解记录").fill(signed).fill({"谈了什么": "各退一步。"})
    staff.finish("录入")
    staff.on_paper("书面协议").fill(signed).fill(
        {"方式": "书面协议", "当事人签字日期": "2026-03-02", "协议内容": "共修排水沟，费用各半。"}
    )
    staff.finish("录入")
    staff.tab("时间线").reads("代 代表甲 录入", "联络站工作人员", "扫描件")
    staff.take("报小组确认")
    assert staff.stage == "小组确认"
    lead = town.sit_down("lead", phone=True).open("/")
    lead.body.get_by_role("link", name=number).first.click()
    lead.do("小组长确认", {"确认": True})
    fits(lead)


def test_a_director_looks_over_the_morning(town: Town, tmp_path: Path) -> None:
    """From the board to the cases behind a number, to the month's report as a workbook, to what is missing of the year."""
    number = town.play(PETITION, six_steps("hand-over"))[1]
    chief = town.sit_down("chief")
    chief.page.get_by_role("navigation", name="主菜单").first.get_by_role("link", name="每日一览").click()
    expect(chief.body.locator(".fy-board-flow")).to_be_visible()
    chief.body.get_by_role("link", name=re.compile(r"^\d+$")).first.click()
    chief.reads("共", "件")
    chief.open("/dashboard").reads("信访室")
    chief.open("/reports/three-levels").body.locator(".fy-figures a").first.click()
    chief.reads(number)
    chief.open("/reports/three-levels")
    chief.download("Excel").save_as(tmp_path / "levels.xlsx")
    assert load_workbook(tmp_path / "levels.xlsx").active.max_row > 3
    chief.open("/targets").reads("化解率", "满意率", "90")
