"""Charts in a real browser: drawn by the script, by the server where there is none, and leading to what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.test_gallery import wrong
from fixtures.chromium import PHONE
from fixtures.reporting import with_reports
from fixtures.serving import in_thread
from fixtures.web import PASSWORD, Site

DRAWN, OURS = ".fy-drawn-chart svg", ".fy-report-chart > svg.fy-chart"


@pytest.fixture
def address(site: Site, tmp_path: Path) -> Iterator[str]:
    """The site with a report, served by a thread of this process."""
    with_reports(site, tmp_path)
    site.open_accounts()
    with in_thread(site.app) as url:
        yield url


def enter(page: Page, address: str) -> None:
    """Signs the clerk in, who opens the report."""
    page.goto(f"{address}/login?next=/reports/monthly")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="报修月报表")).to_be_visible()


def test_a_chart_is_drawn_over_the_picture_and_its_bars_lead_to_their_cases(page: Page, address: str) -> None:
    """At a desk and on a phone, with nothing that the security policy refuses; on paper the server's picture stands."""
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    enter(page, address)
    expect(page.locator(DRAWN)).to_be_visible()
    expect(page.locator(OURS)).to_be_hidden()
    expect(page.locator(".fy-drawn-chart")).to_have_attribute("aria-label", "各类设备")
    expect(page.locator(DRAWN)).to_contain_text("房屋设施")
    assert wrong(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    expect(page.locator(DRAWN)).to_have_attribute("width", re.compile(r"^3\d\d$"))
    assert wrong(page) == []
    page.emulate_media(media="print")
    expect(page.locator(OURS)).to_be_visible()
    expect(page.locator(DRAWN)).to_be_hidden()
    page.emulate_media(media="screen")
    page.locator(f"{DRAWN} path[fill='#1f4e8c']").first.click()
    expect(page.get_by_role("main")).to_contain_text("共 1 件")
    expect(page).to_have_url(re.compile(r"/reports/monthly/cases\?.*table=kinds&measure=cases&at=0%3D"))
    assert refused == []


def test_the_picture_stays_where_the_script_does_not_run_or_does_not_come(browser: Browser, address: str) -> None:
    for scripts in (False, True):
        context = browser.new_context(locale="zh-CN", java_script_enabled=scripts)
        page = context.new_page()
        page.route("**/charts.js*", lambda route: route.abort())
        enter(page, address)
        expect(page.locator(OURS)).to_be_visible()
        expect(page.locator(".fy-drawn-chart")).to_have_count(0)
        context.close()
