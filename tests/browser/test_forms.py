"""Forms of packs in a real browser: what a script adds, and that nothing is lost where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fixtures.chromium import DESK
from fixtures.serving import in_thread
from fixtures.web import NEW, PASSWORD, Site

AXE = Path(__file__).parents[2] / "platform/fangyuan/web/assets/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The site, served by a thread of this process."""
    site.open_accounts()
    with in_thread(site.app) as url:
        yield url


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(viewport=DESK, locale="zh-CN", java_script_enabled=False)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def enter(page: Page, address: str, path: str) -> None:
    """Signs in and goes to a page."""
    page.goto(f"{address}/login?next={path}")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{address}{path}")
    # The address changes before the page's scripts have run.
    page.wait_for_load_state("load")


def test_what_is_asked_appears_as_one_answers(page: Page, address: str) -> None:
    enter(page, address, NEW)
    phone = page.get_by_label("联系电话")
    expect(phone).to_be_hidden()
    page.get_by_label("是", exact=True).check()
    expect(phone).to_be_visible()
    page.get_by_label("否", exact=True).check()
    expect(phone).to_be_hidden()


def test_errors_take_the_focus_and_lead_to_their_fields(page: Page, address: str) -> None:
    enter(page, address, NEW)
    page.get_by_role("button", name="登记并下一步").click()
    expect(page.locator(".fy-errors")).to_be_focused()
    page.locator(".fy-errors a").first.click()
    expect(page.get_by_label("设备")).to_be_focused()


def test_without_a_script_everything_is_shown_and_the_case_is_registered(plain: Page, address: str, site: Site) -> None:
    enter(plain, address, NEW)
    expect(plain.get_by_label("联系电话")).to_be_visible()
    plain.get_by_role("button", name="登记并下一步").click()
    expect(plain.locator(".fy-errors")).to_contain_text("设备")
    plain.get_by_label("设备").fill("三楼打印机")
    plain.get_by_label("类别").select_option("printer")
    plain.get_by_label("发现日期").fill("2026-03-02")
    plain.get_by_role("button", name="登记并下一步").click()
    expect(plain.get_by_role("heading", name="三楼打印机")).to_be_visible()


def test_a_double_click_makes_one_case(page: Page, address: str, site: Site) -> None:
    enter(page, address, NEW)
    page.get_by_label("设备").fill("三楼打印机")
    page.get_by_label("类别").select_option("printer")
    page.get_by_label("发现日期").fill("2026-03-02")
    page.get_by_role("button", name="登记并下一步").dblclick()
    expect(page.get_by_text("已登记，编号 SLBX2026-0001。")).to_be_visible()
    page.goto(f"{address}/views/ledger")
    expect(page.get_by_text("共 1 件")).to_be_visible()


def test_the_keyboard_finds_searches_and_opens(page: Page, address: str, site: Site) -> None:
    site.case()
    enter(page, address, "/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="查找案件")).to_be_focused()
    page.get_by_role("searchbox", name="查找案件").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="现在要做的")).to_be_visible()


def test_a_form_unfolds_in_the_page_of_its_case(page: Page, address: str, site: Site) -> None:
    case = site.case()
    enter(page, address, f"/cases/{case}")
    page.get_by_role("link", name="代录纸面办理").click()
    expect(page.get_by_label("谁签字或办理的")).to_be_visible()
    expect(page).to_have_url(f"{address}/cases/{case}")


@pytest.mark.parametrize("path", [NEW, "/", "/views/ledger", "/leader", "/inbox", "/cases/new", "/search?q=x"])
def test_no_page_hinders_anybody(page: Page, address: str, site: Site, path: str) -> None:
    site.case()
    enter(page, address, path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async rules => (await axe.run(document, {runOnly: rules})).violations", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
