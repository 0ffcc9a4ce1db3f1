"""A letter on its way, by hand: the clerk drafts, the chief sends it back, the director signs on a phone, the secretary seals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import Desk
from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.casework.working import work
from fangyuan.model.world import Person, Post
from fangyuan.web import Settings, create_app
from fixtures.chromium import DESK, PHONE
from fixtures.serving import in_thread
from packs.examples import VALID
from unit.casework.offices import Place, make_place

PASSWORD = "a long password"
STAFF = ("clerk", "chief", "secretary", "director")
SLIP = Path(__file__).parent / "signed-slip.png"

SitDown = Callable[..., Desk]


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Iterator[Place]:
    """An office whose letter takes every step."""
    made = make_place(sqlite_url, tmp_path, pack=VALID / "lettered")
    people = [
        Person("secretary", "t", "文秘丙", (Post("secretary", "office"),)),
        Person("director", "t", "主任丁", (Post("director", "office"),)),
    ]
    put_organisation(made.office, [], [], people)
    open_accounts(made.office, {who: ("t", who) for who in STAFF}, PASSWORD, made.now)
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
            context.set_default_timeout(20_000)
            desks.append(desk := Desk(context.new_page()))
            desk.log_in(login, PASSWORD)
            return desk

        yield sits
        for desk in desks:
            desk.page.context.close()
    assert [error for desk in desks for error in desk.errors] == []


def test_three_roles_take_a_letter_from_the_draft_to_the_receipt(place: Place, sit_down: SitDown) -> None:
    case = register(
        place.office,
        Identity("t", "clerk"),
        "lettered/inquiry",
        {"matter": "水费如何计算"},
        place.now.date(),
        "k",
        place.now,
    ).case
    letter = f"/cases/{case}/letters/1/page"

    clerk = sit_down("clerk").page
    clerk.goto(f"/cases/{case}")
    clerk.get_by_role("link", name="打开文书").click()
    clerk.get_by_role("button", name="送下一步").click()
    expect(clerk.get_by_role("alert")).to_contain_text("公文处理办法 第九条")
    clerk.get_by_label("发往单位").fill("县水务局")
    clerk.get_by_role("button", name="送下一步").click()
    expect(clerk.get_by_text("已办好这一步")).to_be_visible()

    chief = sit_down("chief").page
    chief.goto(letter)
    chief.get_by_text("退回拟稿人").click()
    chief.get_by_label("理由").first.fill("请写明答复日期")
    chief.get_by_role("button", name="退回", exact=True).click()
    expect(chief.get_by_text("已退回拟稿人。")).to_be_visible()

    clerk.goto(letter)
    expect(clerk.get_by_text("退回的理由：请写明答复日期")).to_be_visible()
    clerk.get_by_label("请何时答复").fill("2026-03-20")
    clerk.get_by_role("button", name="送下一步").click()
    expect(clerk.get_by_text("已办好这一步")).to_be_visible()
    secretary = sit_down("secretary").page
    for desk in (chief, secretary):
        desk.goto(letter)
        desk.get_by_role("button", name="核稿通过").click()
        expect(desk.get_by_text("已办好这一步")).to_be_visible()

    director = sit_down("director", phone=True).page
    director.goto("/leader")
    director.get_by_role("link", name="看全文").click()
    expect(director.get_by_text("请于2026年3月20日前答复")).to_be_visible()
    assert director.evaluate("document.documentElement.scrollWidth <= innerWidth")
    director.get_by_role("button", name="签发").click()
    expect(director.get_by_text("已办好这一步")).to_be_visible()

    secretary.goto(letter)
    secretary.get_by_role("button", name="编号").click()
    expect(secretary.get_by_text("文书已签发")).to_be_visible()
    work(place.office, Delivery(), place.now)
    secretary.goto("/letters")
    secretary.get_by_label("询问函").check()
    with secretary.expect_download() as taken:
        secretary.get_by_role("button", name="打包下载").click()
    with ZipFile(BytesIO(taken.value.path().read_bytes())) as packed:
        assert packed.namelist() == ["询问函 办公室询〔2026〕1号.docx"]
    secretary.goto(letter)
    secretary.get_by_label("盖章后的扫描件").set_input_files(SLIP)
    secretary.get_by_role("button", name="记录用印").click()
    expect(secretary.get_by_role("link", name="盖章原件")).to_be_visible()

    clerk.goto(letter)
    clerk.get_by_label("方式").select_option("邮寄")
    clerk.get_by_label("结果").select_option("签收")
    clerk.get_by_label("送达回证的扫描件").set_input_files(SLIP)
    clerk.get_by_role("button", name="记录送达").click()
    expect(clerk.get_by_text("已送达：邮寄 签收")).to_be_visible()
    expect(clerk.get_by_role("link", name="送达回证")).to_be_visible()
