"""Whose turn it is: read in the calendar, asked of a colleague, agreed to on a phone; a visitor is booked with whoever has it then.

The pack that receives on Wednesdays is served from this process, at a time of the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import Desk
from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.world import Person, Post
from fangyuan.web import Settings, create_app
from fixtures.chromium import DESK, PHONE
from fixtures.serving import in_thread
from packs.examples import VALID
from unit.casework.offices import CLERK, Place, make_place

PASSWORD = "a long password"

SitDown = Callable[..., Desk]


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Iterator[Place]:
    """An office in which two leaders receive by turns."""
    made = make_place(sqlite_url, tmp_path, "2026-03-04T10:00+08:00", VALID / "receiving")
    leaders = (("first", "书记"), ("second", "县长"))
    put_organisation(
        made.office, [], [], [Person(who, "t", name, (Post("leader", "office"),)) for who, name in leaders]
    )
    open_accounts(made.office, {who: ("t", who) for who in ("clerk", "first", "second")}, PASSWORD, made.now)
    yield made
    made.office.database.close()


@pytest.fixture
def sit_down(place: Place, browser: Browser) -> Iterator[SitDown]:
    """Call it with a log-in name for a person before a browser of their own, at a desk or on a phone without scripts."""
    desks: list[Desk] = []
    with in_thread(create_app(place.office, Settings(secret_key="s" * 32))) as url:

        def sits(login: str, *, phone: bool = False) -> Desk:
            context = browser.new_context(
                base_url=url, viewport=PHONE if phone else DESK, locale="zh-CN", java_script_enabled=not phone  # type: ignore[arg-type]
            )  # fmt: skip
            desks.append(desk := Desk(context.new_page()))
            desk.log_in(login, PASSWORD)
            return desk

        yield sits
        for desk in desks:
            desk.page.context.close()
    assert [error for desk in desks for error in desk.errors] == []


def on_wednesday(desk: Desk, who: str) -> None:
    """Goes from the calendar, which says who has it, to the reception of the eleventh."""
    desk.page.get_by_role("link", name="月历和周历", exact=True).first.click()
    day = desk.body.locator(".fy-diary-day", has=desk.page.locator("h2", has_text="2026-03-11"))
    day.get_by_role("link", name=f"09:00 领导接访 {who}", exact=True).click()
    desk.reads("2026-03-11", "领导接访", who)


def test_two_leaders_change_their_days_and_a_visitor_is_booked_with_whoever_has_it_then(
    place: Place, sit_down: SitDown
) -> None:
    answers = {"persons": [{"name": "王某", "phone": "13800000000"}], "cause": "低保"}
    visit = register(place.office, CLERK, "receiving/visit", answers, None, "k", place.now)
    clerk, first = sit_down("clerk"), sit_down("first")
    on_wednesday(clerk, "书记")

    first.open("/rota").body.locator("summary", has_text="换班").first.click()
    first.body.get_by_label("我的哪一天").select_option(label="2026-03-11 书记")
    first.body.get_by_label("和哪一天换").select_option(label="2026-03-18 县长")
    first.body.get_by_label("为什么").fill("开会")
    first.press("请对方换班")
    first.reads("书记请县长换班", "等对方答复")

    second = sit_down("second", phone=True).open("/rota")
    expect(second.body.locator("section h2").first).to_have_text("领导接访")
    second.reads("书记请县长换班", "开会")
    second.press("同意换班")
    second.is_told("已换班")

    clerk.find(visit.number).body.get_by_role("link", name="预约", exact=True).click()
    times = clerk.body.get_by_role("group", name=re.compile("2026-03-11.*县长"))
    times.get_by_role("radio", name=re.compile("09:30")).check()
    clerk.press("约好")
    clerk.is_told("已经约好")
    clerk.reads("约到 2026-03-11 09:30 领导接访 县长")
    on_wednesday(clerk, "县长")
    clerk.reads("王某", "低保")
    expect(clerk.body).not_to_contain_text("书记")
