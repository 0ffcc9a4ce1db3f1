"""What happens beside a procedure, by hand: work lent, passed on and left, duplicates, a year published, nothing to report.

The small pack of the unit tests is served from this process, so that a test moves the time and does the rounds itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import Desk
from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.installing import activate, install
from fangyuan.casework.organising import put_organisation
from fangyuan.compiler.loading import load
from fangyuan.model.world import Person, Post, Unit
from fangyuan.web import Settings, create_app
from fixtures.chromium import DESK, PHONE
from fixtures.serving import in_thread
from unit.casework.offices import Place, at, make_place
from unit.casework.test_duties import WEEKLY, pack_with_duties

PASSWORD = "a long password"
STAFF = ("clerk", "chief", "helper", "clerk-2", "admin")

SitDown = Callable[..., Desk]


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Iterator[Place]:
    """An office in which repairs are signed for and a round is made every Monday."""
    made = make_place(sqlite_url, tmp_path)
    people = [
        Person("helper", "t", "帮手丙", (Post("guest", "office"),)),
        Person("clerk-2", "t", "报修员戊", (Post("clerk", "office-2"),)),
        Person("admin", "t", "管理员丁", (Post("administrator", "office"),)),
    ]
    put_organisation(made.office, [], [Unit("office-2", "t", "第二办公室", "office")], people)
    folder = pack_with_duties(tmp_path, WEEKLY)
    case_type = folder / "case-types" / "repair" / "case-type.yaml"
    case_type.write_text(case_type.read_text("utf-8").replace("task: mend,", "task: mend, signature: true,"), "utf-8")
    source, _ = load(folder, (), made.office.kinds)
    made.pack = install(made.office, source, made.now, trial=False).pack
    activate(made.office, "t", made.pack, made.now)
    open_accounts(made.office, {who: ("t", who) for who in STAFF}, PASSWORD, made.now)
    yield made
    made.office.database.close()


@contextmanager
def served(place: Place) -> Iterator[str]:
    """The address of the office's web while the block lasts."""
    with in_thread(create_app(place.office, Settings(secret_key="s" * 32))) as url:
        yield url


@pytest.fixture
def sit_down(place: Place, browser: Browser) -> Iterator[SitDown]:
    """Call it with a log-in name for a person before a browser of their own, at a desk or on a phone without scripts."""
    desks: list[Desk] = []
    with served(place) as url:

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


def choose(desk: Desk, title: str, choice: str) -> None:
    desk.body.get_by_label(title).select_option(label=choice)


def test_whoever_is_away_has_a_delegate_who_signs(place: Place, sit_down: SitDown) -> None:
    number = place.register().number
    clerk, helper = sit_down("clerk"), sit_down("helper")
    clerk.open("/delegations")
    choose(clerk, "受托人", "帮手丙")
    clerk.body.get_by_label("事由").fill("外出培训")
    clerk.press("委托")
    clerk.is_told("委托已登记")
    clerk.reads("我委托别人的", "帮手丙", "代办中")
    helper.open("/").body.get_by_role("link", name=number).click()
    helper.card("修理").get_by_role("link", name="签字").click()
    helper.finish("签字")
    helper.tab("时间线").reads("帮手丙 受 报修员甲 委托在修理上签字")
    clerk.open("/delegations").press("收回给帮手丙的委托")
    clerk.reads("现在没有委托。")


def test_who_has_an_interest_steps_aside_and_the_work_is_passed_on(place: Place, sit_down: SitDown) -> None:
    """On a phone, without scripts."""
    address = f"/cases/{place.register().case}"
    chief, clerk = (sit_down(who, phone=True).open(address) for who in ("chief", "clerk"))
    chief.body.get_by_role("link", name="回避", exact=True).click()
    chief.body.get_by_label("理由").fill("报修人是我的亲属")
    chief.press("回避")
    chief.reads("请先改正以下 1 处", "没有其他人可以承担")
    choose(chief, "接手的人", "报修员戊（报修员）")
    chief.press("回避")
    chief.is_told("已回避。这件事项不再向您显示。")
    clerk.body.get_by_role("link", name="改派", exact=True).first.click()
    choose(clerk, "改由谁办理", "报修员戊（报修员）")
    clerk.body.get_by_label("理由").fill("分工调整")
    clerk.press("改派")
    clerk.is_told("已办：改派。")
    expect(clerk.body.get_by_role("heading", name="现在要做的")).to_be_visible()
    clerk.tab("时间线").reads("改由 报修员戊 办理 分工调整", "科长乙 回避本件，由 报修员戊 接手")


def test_two_of_the_same_become_one(place: Place, sit_down: SitDown) -> None:
    twice, main = place.register("k1").number, place.register("k2", device="三楼打印机卡纸").number
    clerk = sit_down("clerk").find(twice)
    clerk.body.get_by_role("link", name="并入另一件").click()
    clerk.body.get_by_label("理由").fill("同一台打印机")
    clerk.body.get_by_role("searchbox", name="找要并入的那一件").fill("卡纸")
    clerk.press("查找")
    clerk.body.get_by_label(main).check()
    expect(clerk.body.get_by_label("理由")).to_have_value("同一台打印机")
    clerk.press("并入另一件")
    clerk.is_told("案件已办结。")
    clerk.reads("并案")
    clerk.tab("关联").reads("已并入", main)


def test_a_year_is_published_after_a_look_at_what_moves(place: Place, sit_down: SitDown) -> None:
    place.time.at = at("2026-12-30T09:00+08:00")
    number = place.register(noticed_on="2026-12-29").number
    admin = sit_down("admin")
    admin.open("/calendars").body.get_by_role("row").filter(has_text="2027").get_by_role("link", name="公布").click()
    admin.body.get_by_label("已公布").check()
    admin.body.get_by_label("放假").fill("2027-01-01至2027-01-04 元旦")
    admin.press("看看会调整什么")
    admin.reads("将调整 1 个期限。", number, "修理时限", "2027-01-06(周三)")
    admin.press("保存并调整期限")
    admin.is_told("调整了 1 个期限")
    assert sit_down("clerk").find(number).due("修理时限") == "2027-01-06"


def test_nothing_to_report_is_said_in_one_click(place: Place, sit_down: SitDown) -> None:
    clerk = sit_down("clerk")
    place.work(at("2026-03-09T09:00+08:00"))
    clerk.page.get_by_role("navigation", name="主菜单").first.get_by_role("link", name="定期工作").click()
    clerk.reads("每周巡检", "报修员甲")
    clerk.press("SLXJ2026-001 零报告")
    clerk.is_told("SLXJ2026-001 已作零报告")
    clerk.reads("现在没有未完成的。")
