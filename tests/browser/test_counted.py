"""How much an officer's hand does: clicks, and keys that write nothing, from an open desk to a case that is assigned."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from browser.conftest import NewDesk
from browser.desk import Desk

AT_MOST = 12

COUNT = """
const count = (what) => window.counted(what);
addEventListener("pointerdown", () => count("click"), true);
addEventListener("keydown", (event) => { if ([...event.key].length > 1) count(event.key); }, true);
"""
"""Whatever the hand does on any page, whoever does it; what is typed costs nothing."""


def counts(desk: Desk, done: list[str]) -> Desk:
    """A desk whose clicks and keys are counted from now on."""
    context = desk.page.context
    context.expose_binding("counted", lambda _, what: done.append(what))
    context.add_init_script(COUNT)
    desk.page.reload()
    return desk


def types(desk: Desk, text: str) -> None:
    """Types where the cursor stands."""
    desk.page.keyboard.type(text)


def clicks(desk: Desk, title: str, *, of: Any = None) -> None:
    (of or desk.body).get_by_text(title, exact=True).first.click()


def test_a_case_is_registered_screened_and_assigned_with_twelve_clicks_and_keys(new_desk: NewDesk) -> None:
    done: list[str] = []
    clerk, head = (counts(new_desk(login), done) for login in ("yp-clerk", "yp-head"))
    cause = "工地拖欠三个月工资"

    clerk.body.get_by_role("link", name="登记信访部门信访件").click()
    sheet = clerk.sheet
    expect(sheet.field("信访形式").locator("select")).to_be_focused()
    types(clerk, "lf")
    expect(sheet.field("信访形式").locator("select")).to_have_value("visit")
    sheet.row("信访人", 1).field("姓名（名称）").locator("input").click()
    types(clerk, "祁望")
    clerk.page.keyboard.press("Tab")
    expect(sheet.row("信访人", 1).field("联系电话").locator("input")).to_be_focused()
    types(clerk, "13900000101")
    sheet.field("案由").locator("input").click()
    types(clerk, cause)
    sheet.press("登记并下一步")
    clerk.is_told("已登记")
    number = clerk.number

    head.page.reload()
    head.body.get_by_role("row").filter(has_text=cause).get_by_role("link", name="甄别意见").click()
    sheet = head.sheet
    expect(sheet.field("诉求类别").locator("select")).to_be_focused()
    types(head, "sq")
    expect(sheet.field("诉求类别").locator("select")).to_have_value("appeal")
    unit = sheet.field("有权处理的机关、单位")
    unit.locator("label").click()
    types(head, "xrl")
    expect(unit.locator("select")).to_have_value("yp-rs")
    sheet.press("完成")
    head.is_told("已办")
    head.body.get_by_role("link", name="交办", exact=True).click()
    term = head.sheet.field("办理期限").locator("input")
    expect(term).to_be_focused()
    term.fill("2026-03-30")  # eight digits, in an order that is the machine's
    head.sheet.field("办理要求").locator("textarea").click()
    types(head, "核清工资数额，督促按期支付")
    head.sheet.press("交办")
    head.is_told("已办：交办")
    assert (head.number, head.stage) == (number, "交办督办")
    assert len(done) <= AT_MOST, done
