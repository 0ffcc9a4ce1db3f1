"""Every field kind in a real browser: accessible in every state, used by keyboard and pen, and sent without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fixtures.chromium import DESK
from fixtures.serving import in_thread
from fixtures.web import PASSWORD, Site

AXE = Path(__file__).parents[2] / "platform/fangyuan/web/assets/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


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
    """Signs in as an administrator and goes to a page; it is there once its scripts have run."""
    page.goto(f"{address}/login?next={path}")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{address}{path}")
    page.wait_for_load_state("load")


def wrong(page: Page) -> list[str]:
    """What axe finds, and how much wider than its window the page is."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    told = [f"{one['id']}: {', '.join(str(node['target'][0]) for node in one['nodes'][:5])}" for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return told + ([f"{wide} px too wide"] if wide > 0 else [])


def test_every_kind_in_every_state_is_accessible(page: Page, phone: Page, address: str, site: Site) -> None:
    enter(page, address, "/gallery")
    for name in site.place.office.kinds.names():
        assert page.locator(f"#sheet-kind-{name}").count() == 1, name
    assert wrong(page) == []
    page.get_by_role("button", name="判定").click()
    expect(page.locator(".fy-errors")).to_be_focused()
    assert wrong(page) == []
    enter(phone, address, "/gallery")
    assert wrong(phone) == []


def test_everything_can_be_sent_without_a_script(plain: Page, address: str) -> None:
    enter(plain, address, "/gallery")
    plain.locator("[name=empty-date-range]").first.fill("2026-02-10")
    plain.locator("[name=empty-date-range]").last.fill("2026-02-28")
    plain.locator("[name=empty-geolocation]").first.fill("35.2489")
    plain.locator("[name=empty-geolocation]").last.fill("115.4637")
    plain.locator("[name='empty-address.region']").select_option(label="一村")
    plain.locator("[name=empty-code-list]").select_option("0102")
    plain.locator("[name=empty-rich-text]").fill("**属实**")
    plain.locator("[name='empty-person.name']").fill("王某")
    plain.locator("[name='empty-person.number']").fill("11010519491231002X")
    plain.locator("input[type=file][name=empty-attachment]").set_input_files(
        {"name": "申请书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}
    )
    plain.get_by_role("button", name="判定").click()
    read = plain.locator("section[aria-labelledby=read]")
    for text in ("北纬35.2489°", "示例县东街镇一村", "排水", "申请书.pdf", "1949年12月31日"):
        expect(read).to_contain_text(text)
    expect(plain.locator("[name=empty-rich-text]")).to_have_value("**属实**")
    expect(plain.get_by_label("申请书.pdf")).to_be_checked()


def test_a_long_list_is_typed_into(page: Page, address: str) -> None:
    enter(page, address, "/gallery?kind=code-list")
    box = page.locator("#f-empty-code-list")
    expect(box).to_have_role("combobox")
    box.focus()
    page.keyboard.type("照明")
    expect(page.get_by_role("option", name="道路照明")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("城乡建设 / 道路照明")
    expect(page.locator("select[name=empty-code-list]")).to_have_value("0101")
    box.fill("没有这样的代码")
    page.keyboard.press("Tab")
    expect(box).to_have_value("城乡建设 / 道路照明")
    box.fill("")
    page.keyboard.press("Tab")
    expect(page.locator("select[name=empty-code-list]")).to_have_value("")
    expect(page.get_by_role("option", name="其他（2020版）")).to_have_count(0)


def test_divisions_are_gone_down_level_by_level(page: Page, address: str) -> None:
    enter(page, address, "/gallery?kind=region")
    page.locator("#f-empty-region").select_option(label="示例县")
    page.get_by_label("属地 2").first.select_option(label="西河乡")
    page.get_by_label("属地 3").first.select_option(label="河口村")
    expect(page.locator("select[name=empty-region]")).to_have_value("990102001")
    page.locator("#f-empty-region").select_option(label="邻县")
    expect(page.locator("select[name=empty-region]")).to_have_value("990200")


def test_a_number_fills_in_what_is_empty_and_nothing_else(page: Page, address: str) -> None:
    enter(page, address, "/gallery?kind=person")
    page.locator("[name='empty-person.number']").fill("11010519491231002X")
    expect(page.locator("[name='empty-person.born']")).to_have_value("1949-12-31")
    expect(page.locator("[name='empty-person.sex'][value=female]")).to_be_checked()
    page.locator("[name='empty-person.born']").fill("1950-01-01")
    page.locator("[name='empty-person.number']").fill("110105199003070011")
    expect(page.locator("[name='empty-person.born']")).to_have_value("1950-01-01")
    expect(page.locator("[data-number='f-empty-person.number']")).to_contain_text("出生日期 1990-03-07")


def test_a_signature_is_drawn(page: Page, address: str) -> None:
    enter(page, address, "/gallery?kind=signature")
    canvas = page.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 40, frame["y"] + 40)
    page.mouse.down()
    page.mouse.move(frame["x"] + 160, frame["y"] + 90, steps=5)
    page.mouse.up()
    expect(page.locator("[data-sign]").first).to_have_attribute("data-signed", "")
    page.get_by_role("button", name="判定").click()
    expect(page.locator("section[aria-labelledby=read]")).to_contain_text("已手写签名")
    expect(page.get_by_label("signature.png").first).to_be_checked()


def test_marks_are_written_by_buttons_and_keys(page: Page, address: str) -> None:
    enter(page, address, "/gallery?kind=rich-text")
    area = page.locator("#f-empty-rich-text")
    area.fill("属实")
    area.press("ControlOrMeta+a")
    page.get_by_role("button", name="加粗").first.focus()
    page.keyboard.press("Enter")
    expect(area).to_have_value("**属实**")
    page.get_by_role("button", name="加粗").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="斜体").first).to_be_focused()
