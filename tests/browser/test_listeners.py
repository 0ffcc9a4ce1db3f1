"""An administrator lets another system be told: registers its address, sees what it was told, stops and forgets it."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.desk import Desk
from browser.shots import AXE, WINDOWS
from browser.test_acts_beside import PASSWORD, served
from browser.test_every_page import wrong
from fangyuan.casework.acting import act
from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.organising import put_organisation
from fangyuan.model.commands import CompleteTask
from fangyuan.model.world import Person, Post
from fixtures.chromium import DESK, PHONE
from fixtures.receiving import Receiver
from unit.casework.offices import CLERK, Place, make_place


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str, receiver: Receiver) -> Iterator[Place]:
    """An office that may tell one server."""
    made = make_place(sqlite_url, tmp_path)
    put_organisation(made.office, [], [], [Person("admin", "t", "管理员丁", (Post("administrator", "office"),))])
    open_accounts(made.office, {"admin": ("t", "admin")}, PASSWORD, made.now)
    made.office.may_listen = (receiver.server,)
    yield made
    made.office.database.close()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_system_is_told_from_its_registration_until_it_is_forgotten(
    place: Place, browser: Browser, receiver: Receiver, phone: bool
) -> None:
    with served(place) as url:
        context = browser.new_context(base_url=url, viewport=PHONE if phone else DESK, locale="zh-CN")  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        desk = Desk(context.new_page())
        desk.log_in("admin", PASSWORD)
        secret = registered(desk, receiver)

        done = place.register()
        act(place.office, CLERK, done.case, CompleteTask(task="mend"), place.now)
        place.work(place.now)
        assert receiver.events() == ["case-registered", "repaired"]
        for headers, body in receiver.taken:
            signed = headers["X-Fangyuan-Timestamp"].encode() + b"." + body
            made = hmac.new(secret.encode(), signed, sha256).hexdigest()
            assert headers["X-Fangyuan-Signature"] == f"sha256={made}"

        desk.page.goto("/listeners")
        desk.reads("已登记的地址", "登记、修理")
        assert secret not in desk.page.content()
        desk.page.get_by_role("link", name=receiver.url).click()
        desk.reads(done.number, "已接收", "修理")
        at_ease(desk.page)
        forgotten(desk, receiver)
        context.close()
    assert desk.errors == []


def at_ease(page: Page) -> None:
    """Nothing is wrong with the page in the window that it stands in."""
    width = next(name for name, size in WINDOWS.items() if size == page.viewport_size)
    page.evaluate(AXE.read_text("utf-8"))
    assert list(wrong(page, width, axe=True)) == []


def registered(desk: Desk, receiver: Receiver) -> str:
    """Says too little first, then everything; the secret, which is shown this once."""
    desk.page.goto("/listeners")
    at_ease(desk.page)
    desk.page.get_by_label("接收地址").fill(receiver.url)
    desk.page.get_by_label("按谁的权限").select_option(value="clerk")
    press(desk, "登记")
    desk.reads("请至少选择一种事件")
    expect(desk.page.get_by_label("接收地址")).to_have_value(receiver.url)
    at_ease(desk.page)
    desk.page.get_by_role("checkbox", name="登记", exact=True).check()
    desk.page.get_by_text("定义包自己的事件").click()
    desk.page.get_by_label("修理（repaired）").check()
    press(desk, "登记")
    secret = desk.page.locator(".fy-secret").inner_text()
    at_ease(desk.page)
    return secret


def forgotten(desk: Desk, receiver: Receiver) -> None:
    """Stopped, started again, and forgotten."""
    press(desk, "停用")
    desk.reads("已停用")
    press(desk, "重新启用")
    desk.reads("正常")
    desk.page.get_by_text("删除", exact=True).last.click()
    press(desk, "确认删除")
    expect(desk.page.get_by_text(receiver.url)).to_have_count(0)


def press(desk: Desk, button: str) -> None:
    desk.page.get_by_role("button", name=button, exact=True).click()
