"""Forms in a real browser: with scripts and without, kept by themselves, on pages, behind tabs, at 400 %, on paper."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fixtures.chromium import DESK
from fixtures.serving import in_thread
from fixtures.web import NEW, PASSWORD, Site
from unit.casework.offices import MINIMAL, make_place

AXE = Path(__file__).parents[2] / "platform/fangyuan/web/assets/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ROWS = {
    "type": "array", "title": "配件", "maxItems": 5,
    "items": {"type": "object", "required": ["part"], "properties": {
        "part": {"type": "string", "title": "名称"}, "amount": {"type": "integer", "title": "数量"}}},
}  # fmt: skip
PHOTOS = {
    "type": "array", "title": "照片",
    "items": {"type": "object", "x-fangyuan-attachment": {"types": ["png", "pdf"], "max-size": "2 MB"}},
}  # fmt: skip
PAGES = (("设备", ["device", "category", "parts"]), ("情况", ["noticed_on", "urgent", "phone", "story", "photos"]))

Serve = Callable[[str], str]


def long_pack(folder: Path, variant: str) -> Path:
    """The minimal pack with rows, a conditional field, a long text and files, on two pages."""
    shutil.copytree(MINIMAL, folder)
    home = folder / "case-types" / "repair"
    schema = json.loads((home / "report.schema.json").read_text("utf-8"))
    story = {"type": "string", "title": "经过", "x-fangyuan-kind": "long-text"}
    schema["properties"] |= {"parts": ROWS, "photos": PHOTOS, "story": story}
    (home / "report.schema.json").write_text(json.dumps(schema, ensure_ascii=False), "utf-8")
    shown = {"effect": "SHOW", "condition": {"scope": "#/properties/urgent", "schema": {"const": True}}}
    control = {name: {"type": "Control", "scope": f"#/properties/{name}"} for _, names in PAGES for name in names}
    control["phone"]["rule"] = shown  # type: ignore[assignment]
    pages = [
        {"type": "Category", "label": title, "elements": [control[name] for name in names]} for title, names in PAGES
    ]
    ui = {"type": "Categorization", "options": {"variant": variant}, "elements": pages}
    (home / "report.ui.json").write_text(json.dumps(ui, ensure_ascii=False), "utf-8")
    return folder


@contextmanager
def served(folder: Path, variant: str) -> Iterator[str]:
    """The site over that pack, served by a thread of this process."""
    place = make_place(f"sqlite:///{folder / variant}.sqlite3", folder, pack=long_pack(folder / variant, variant))
    site = Site(place)
    site.open_accounts()
    with in_thread(site.app) as url:
        yield url
    place.office.database.close()


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Call it with how the form is laid out for the address of a site, one a module."""
    folder, known = tmp_path_factory.mktemp("filling"), dict[str, str]()
    with ExitStack() as stack:

        def address(variant: str) -> str:
            if variant not in known:
                known[variant] = stack.enter_context(served(folder, variant))
            return known[variant]

        yield address


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(viewport=DESK, locale="zh-CN", java_script_enabled=False)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def enter(page: Page, address: str, path: str = NEW) -> None:
    """Signs in and goes to a page."""
    page.goto(f"{address}/login?next={path}")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{address}{path}")
    page.wait_for_load_state("load")


def unhindered(page: Page) -> None:
    """Nobody is hindered: no finding of axe, and nothing scrolls sideways at 400 % of a desk's window."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async rules => (await axe.run(document, {runOnly: rules})).violations", RULES)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("load")


def test_without_a_script_a_case_is_registered_with_rows_a_condition_and_a_file(
    plain: Page, serve: Serve, tmp_path: Path
) -> None:
    photo = tmp_path / "scene.png"
    photo.write_bytes(bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
        "a5f645400000000049454e44ae426082"
    ))  # fmt: skip
    enter(plain, serve("stepper"))
    plain.locator("#f-device").fill("三楼打印机")
    press(plain, "添加配件")
    plain.get_by_label("名称").fill("硒鼓")
    press(plain, "添加配件")
    press(plain, "下一页")
    expect(plain.locator(".fy-errors")).to_contain_text("类别")
    expect(plain.get_by_label("名称").first).to_have_value("硒鼓")
    plain.get_by_label("类别").select_option("printer")
    press(plain, "下一页")
    plain.get_by_label("发现日期").fill("2026-03-02")
    plain.get_by_label("是", exact=True).check()
    plain.get_by_label("联系电话").fill("12")
    plain.get_by_label("照片").set_input_files(photo)
    press(plain, "下一页")
    expect(plain.locator("#f-phone-error")).to_be_visible()
    expect(plain.get_by_text("scene.png")).to_be_visible()
    plain.get_by_label("联系电话").fill("13800000000")
    press(plain, "上一页")
    expect(plain.locator("#f-device")).to_have_value("三楼打印机")
    press(plain, "下一页")
    press(plain, "下一页")
    for text in ("三楼打印机", "硒鼓", "13800000000", "scene.png"):
        expect(plain.get_by_role("main")).to_contain_text(text)
    press(plain, "登记并下一步")
    expect(plain.get_by_role("heading", name="三楼打印机")).to_be_visible()
    expect(plain.get_by_text("硒鼓").first).to_be_visible()


def test_what_is_typed_is_kept_and_found_again_by_a_reload_and_from_my_work(page: Page, serve: Serve) -> None:
    address = serve("stepper")
    enter(page, address)
    page.locator("#f-device").fill("自动保存的扫描仪")
    expect(page.locator("[data-draft-note]")).to_contain_text("草稿已自动保存")
    page.reload()
    expect(page.locator("#f-device")).to_have_value("自动保存的扫描仪")
    page.goto(f"{address}/")
    page.get_by_role("link", name="自动保存的扫描仪").click()
    expect(page.locator("#f-device")).to_have_value("自动保存的扫描仪")
    page.get_by_label("类别").select_option("printer")
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_label("发现日期")).to_be_visible()
    page.go_back()
    expect(page.locator("#f-device")).to_have_value("自动保存的扫描仪")


def test_the_pages_of_a_wizard_hinder_nobody(page: Page, serve: Serve) -> None:
    enter(page, serve("stepper"))
    unhindered(page)
    press(page, "下一页")
    expect(page.locator(".fy-errors")).to_be_focused()
    unhindered(page)
    page.locator("#f-device").fill("电梯")
    page.get_by_label("类别").select_option("lift")
    press(page, "下一页")
    expect(page.get_by_label("发现日期")).to_be_visible()
    unhindered(page)
    press(page, "下一页")
    expect(page.get_by_text("核对并提交")).to_have_attribute("aria-current", "step")
    unhindered(page)


def test_tabs_are_walked_with_the_keyboard_and_errors_open_theirs(page: Page, serve: Serve) -> None:
    enter(page, serve("tabs"))
    expect(page.locator("#f-device")).to_be_visible()
    expect(page.get_by_label("发现日期")).to_be_hidden()
    unhindered(page)
    page.get_by_role("tab", name="设备").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="情况")).to_be_focused()
    expect(page.get_by_label("发现日期")).to_be_visible()
    page.get_by_label("发现日期").fill("")
    press(page, "登记并下一步")
    expect(page.locator(".fy-errors")).to_be_focused()
    unhindered(page)
    page.locator(".fy-errors a", has_text="发现日期").click()
    expect(page.get_by_label("发现日期")).to_be_focused()
    page.locator(".fy-errors a", has_text="设备").click()
    expect(page.locator("#f-device")).to_be_focused()


def on_paper(page: Page) -> None:
    """Prints to PDF: every sheet is A4, and nothing stands outside its column."""
    page.emulate_media(media="print")
    made = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", made)
    assert sizes
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}
    # 170 mm are left between margins of 20 mm.
    page.set_viewport_size({"width": 642, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    outside = page.evaluate("""() => [...document.querySelectorAll(".fy-paper-page *")].filter(
        one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120))""")
    assert outside == []
    page.emulate_media(media="screen")


def test_forms_fit_their_paper(page: Page, serve: Serve) -> None:
    address = serve("tabs")
    enter(page, address)
    page.locator("#f-device").fill("三楼打印机" + "很长的名字" * 10)
    page.get_by_label("类别").select_option("printer")
    page.get_by_role("tab", name="情况").click()
    page.get_by_label("经过").fill("W" * 400 + "\n" + "说了很多话。" * 600)
    press(page, "登记并下一步")
    expect(page.get_by_text("已登记")).to_be_visible()
    case = page.url.rpartition("/")[2]
    page.goto(f"{address}/cases/{case}/forms/report/print")
    expect(page.get_by_role("heading", name="报修单")).to_be_visible()
    unhindered(page)
    on_paper(page)
    page.goto(f"{address}/forms/minimal/repair/report/print")
    expect(page.get_by_text("则填")).to_be_visible()
    unhindered(page)
    on_paper(page)
