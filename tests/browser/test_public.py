"""Whoever a matter is of asks after it on a phone: the back button never ends at an error, nor loses what was written unwarned."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.casework.slips import code_of
from fangyuan.model.world import Person, Post, Tenant
from fangyuan.web import Settings, create_app
from fixtures.serving import in_thread
from packs.examples import VALID
from unit.casework.offices import CLERK, START, make_place

WORDS = "邻居也看见了，可以作证"
ANSWERS = {"persons": [{"name": "甲某某"}], "topic": "等候太久", "happened_on": "2026-03-01"}


def arrived(page: Page, at: Locator) -> None:
    """Waits for what a page shows, and for its scripts."""
    expect(at).to_be_visible()
    page.wait_for_load_state("load")


def test_the_back_button_on_the_public_page(phone: Page, tmp_path: Path, sqlite_url: str) -> None:
    place = make_place(sqlite_url, tmp_path, START, VALID / "complaint")
    office, now = place.office, place.now
    window = Person("clerk", "t", "受理员", (Post("window", "office"),))
    put_organisation(office, [Tenant("t", "示例县", "SL", "county", public=True)], [], [window])
    made = register(office, CLERK, "complaint/complaint", ANSWERS, None, "k", now)
    code = code_of(office, "t", made.case, place.state(made.case).slip)
    with in_thread(create_app(office, Settings(secret_key="s" * 32))) as url:
        way_on = phone.get_by_role("button", name="回到刚才查的那一件")
        phone.goto(f"{url}/public/t")
        expect(way_on).to_be_hidden()
        phone.get_by_label("编号").fill(made.number)
        phone.get_by_label("查询码").fill(code)
        phone.get_by_role("button", name="查询", exact=True).click()
        number = phone.get_by_role("heading", name=f"编号 {made.number}")
        arrived(phone, number)
        phone.get_by_role("button", name="补充材料").click()
        written = phone.locator("textarea").first
        arrived(phone, written)
        written.fill(WORDS)
        phone.go_back()
        expect(phone.get_by_text("写的内容还没有交给办理单位")).to_be_visible()
        expect(written).to_have_value(WORDS)
        phone.go_back()
        expect(phone.get_by_role("heading", name="办理情况查询")).to_be_visible()
        way_on.click()
        arrived(phone, number)
        phone.get_by_role("button", name="补充材料").click()
        arrived(phone, written)
        written.fill(WORDS)
        phone.get_by_role("button", name="交给办理单位").click()
        arrived(phone, phone.get_by_role("status").filter(has_text="已经收到"))
        # A reload asks again; it sends nothing a second time.
        phone.reload()
        expect(way_on).to_be_visible()
        way_on.click()
        arrived(phone, number)
        phone.get_by_role("link", name="离开，查别的").click()
        arrived(phone, phone.get_by_label("查询码"))
        expect(way_on).to_be_hidden()
        phone.go_back()
        expect(phone.get_by_role("heading", name="办理情况查询")).to_be_visible()
    assert [one["words"] for one in place.state(made.case).answers["added"]] == [WORDS]
    office.database.close()
