"""The list “may be the same” in a real browser: filled while one types, chosen from, and kept when the form comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.world import Person, Post
from fixtures.serving import in_thread
from fixtures.web import PASSWORD, PEOPLE, Site
from unit.casework.offices import MINIMAL, make_place

LONG = 20_000
"""A busy machine is given time."""

TOPIC = "东街菜市场夜间卸货噪声扰民，半夜不能入睡"


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An office of complaints with one complaint in it."""
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=MINIMAL.parent / "complaint")
    put_organisation(place.office, [], [], [Person("window", "t", "窗口甲", (Post("window", "office"),))])
    monkeypatch.setitem(PEOPLE, "window", "t")
    answers = {"persons": [{"name": "陈小明", "phone": "13900001111"}], "topic": TOPIC}
    register(place.office, Identity("t", "window"), "complaint/complaint", answers, None, "k", place.now)
    site = Site(place)
    site.open_accounts()
    with in_thread(site.app) as url:
        yield url
    place.office.database.close()


@pytest.mark.parametrize("screen", ["page", "phone"])
def test_while_one_types_the_earlier_case_appears_and_the_new_one_is_tied_to_it(
    address: str, screen: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(screen)
    page.goto(f"{address}/login")
    page.fill("[name=username]", "window")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/cases/new/complaint/complaint")
    name = page.locator("[name='persons.0.name']")
    name.fill("陈小鸣")
    beside = page.get_by_role("complementary", name="可能重复")
    expect(beside.get_by_text("姓名读音相同")).to_be_visible(timeout=LONG)
    page.get_by_label("事由").fill("东街菜市场半夜卸货，噪声扰民不能入睡")
    expect(beside.get_by_text("内容相似")).to_be_visible(timeout=LONG)
    expect(page.locator("[data-alike-count]")).to_have_text("可能重复 1", timeout=LONG)
    beside.get_by_label("登记后与").select_option(label="登记后关联为：重复")
    name.fill("")
    page.get_by_role("button", name="登记并下一步").click()
    expect(page.get_by_role("alert").first).to_be_visible(timeout=LONG)
    expect(beside.get_by_label("登记后与")).to_have_value("repeat", timeout=LONG)
    name.fill("陈小鸣")
    page.get_by_role("button", name="登记并下一步").click()
    expect(page.get_by_text("已登记，编号")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("与 TS2026-0001 关联：重复").first).to_be_attached(timeout=LONG)
