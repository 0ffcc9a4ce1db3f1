"""County B takes county A's signed pack by hand: brings the file, fills it in, opens it, runs a case, goes back.

Both offices are served from this process, so that a test does the rounds itself; one sits at a desk, one at a phone without scripts.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import Desk
from browser.test_acts_beside import PASSWORD, served
from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Person, Post, Unit
from fixtures.chromium import DESK, PHONE
from unit.casework.offices import Place, make_place
from unit.casework.test_receiving import KEY, archive

WORKSHOP = (
    "pack.yaml",
    "default: 急修件当日到场}",
    "default: 急修件当日到场}\n  workshop: {title: 维修单位, kind: unit}",
)
HELPER = (
    "roles.yaml",
    "- role: clerk",
    "- {role: helper, title: 帮手, scope: tenant, registers: [repair]}\n- role: clerk",
)
LABEL = ("case-types/repair/case-type.yaml", "title: 修理", "title: 上门修理")


@pytest.fixture
def place(tmp_path: Path, sqlite_url: str) -> Iterator[Place]:
    """An office that knows the small pack from a folder, in version 1.0.0."""
    made = make_place(sqlite_url, tmp_path)
    people = [Person("admin", "t", "管理员丁", (Post("administrator", "office"),))]
    put_organisation(made.office, [], [Unit("yard", "t", "维修站")], people)
    open_accounts(made.office, {who: ("t", who) for who in ("clerk", "admin")}, PASSWORD, made.now)
    yield made
    made.office.database.close()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_signed_pack_is_brought_filled_in_opened_run_and_taken_back(
    place: Place, browser: Browser, tmp_path: Path, phone: bool
) -> None:
    file = tmp_path / "minimal-2.0.0.fypack"
    file.write_bytes(archive("2.0.0", KEY, WORKSHOP, HELPER, LABEL))
    before = place.register("before").number
    with served(place) as url:
        context = browser.new_context(
            base_url=url, viewport=PHONE if phone else DESK, locale="zh-CN", java_script_enabled=not phone  # type: ignore[arg-type]
        )  # fmt: skip
        context.set_default_timeout(20_000)
        admin = Desk(context.new_page())
        admin.log_in("admin", PASSWORD)

        bring(admin, tmp_path / "broken.fypack", file.read_bytes()[:2000])
        admin.reads("这个归档不能安装", "文件已损坏")
        bring(admin, file)
        admin.reads("首次见到的密钥", "正在排队试运行", "不兼容的改动", "维修单位", "帮手")
        expect(admin.body.get_by_role("button", name="安装", exact=True)).to_have_count(0)
        place.work(place.now)
        admin.page.reload()
        admin.reads("个场景全部通过", "场景覆盖")
        admin.press("安装")
        admin.is_told("还没有启用")
        admin.reads("已安装，未启用", "上门修理")
        expect(admin.body.get_by_role("img", name="设备报修的程序图")).to_be_visible()

        admin.body.get_by_role("link", name="启用……", exact=True).click()
        admin.press("看看会改变什么")
        admin.reads("请填写“维修单位”")
        admin.body.get_by_label("维修单位").select_option(label="维修站")
        admin.body.get_by_label("帮手").select_option(label="报修员")
        admin.press("看看会改变什么")
        admin.reads("设备报修 1.0.0", "设备报修 2.0.0", "报修员甲：办公室 · 帮手")
        place.time.at = place.now.replace(hour=4)
        admin.press("启用")
        admin.is_told("已启用")

        clerk = Desk(browser.new_context(base_url=url, viewport=DESK, locale="zh-CN").new_page())  # type: ignore[arg-type]
        clerk.page.context.set_default_timeout(20_000)
        clerk.log_in("clerk", PASSWORD)
        after = place.register("after").number
        for number, title in ((after, "上门修理"), (before, "修理")):
            clerk.find(number)
            expect(clerk.card(title).locator("h3").first).to_have_text(title)

        place.time.at = place.now.replace(hour=5)
        admin.body.get_by_role("link", name="恢复上一版……").click()
        admin.reads("设备报修 2.0.0", "设备报修 1.0.0")
        admin.press("恢复上一版")
        admin.is_told("已恢复上一版")
        admin.reads("已停用", "管理记录")
        clerk.find(place.register("again").number)
        expect(clerk.card("修理").locator("h3").first).to_have_text("修理")
        clerk.page.context.close()
        context.close()


def bring(desk: Desk, file: Path, raw: bytes | None = None) -> None:
    """Uploads an archive."""
    if raw is not None:
        file.write_bytes(raw)
    desk.open("/pack-arrivals")
    desk.body.get_by_label("归档文件").set_input_files(file)
    desk.press("上传并检查")
