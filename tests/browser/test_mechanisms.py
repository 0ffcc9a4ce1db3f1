"""Every mechanism of the sources by hand: a scenario of its pack through the pages, from registering to the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import Desk
from browser.playing import Hands, settle
from browser.test_acts_beside import served
from fangyuan.casework.installing import install
from fangyuan.casework.rehearsing.testing import scenarios_of
from fixtures.chromium import DESK, PHONE
from packs.mechanisms import MECHANISMS, loaded
from unit.casework.offices import Place, make_place

PASSWORD = "a long password"
BY_HAND_ELSEWHERE = {
    "千件督办：三个一批、三级联动、六步推进": "test_six_steps.py",
    "领导包案四包": "test_six_steps.py",
}
"""Mechanisms whose whole story is told in a file of its own."""

STORIES = {
    "商南三个机制": ("shangnan-sanji", "three-clocks-late"),
    "万件社会矛盾化解": ("heze-liangxiang", "one-dispute"),
    "排查预警": ("early-screening", "four-early"),
    "五账工作法": ("yuncheng-xinfang", "five-ledgers"),
    "联席会议督办函件": ("yuncheng-xinfang", "letters-of-the-joint-office"),
    "三项建议权": ("yuncheng-xinfang", "letters-of-the-joint-office"),
    "三到位一处理": ("yuncheng-xinfang", "letters-of-the-joint-office"),
    "接访下访约访陪访": ("leader-visits", "appointed-and-carried"),
    "积案提级双交办": ("yuncheng-xinfang", "raised-and-doubly-assigned"),
    "一站式中心": ("yuncheng-xinfang", "wind-farm-compensation"),
    "四办与交办督办闭环": ("shiren-sixban", "the-shooting-hall"),
    "跨部门会商": ("joint-meeting", "coordination"),
    "批量化解": ("shiren-sixban", "solved-in-batches"),
    "无理访认定（改为诉求论证）": ("public-hearing", "not-supported-with-reasons"),
    "延寿公开听证、绿色通道": ("yanshou-xinfang", "green-channel"),
}
"""Which scenario tells of a mechanism; the three powers of the joint office stand in one."""

SHORT = (
    "万件社会矛盾化解",
    "排查预警",
    "接访下访约访陪访",
    "延寿公开听证、绿色通道",
)
"""The stories of every run: another pack each, and together every kind of step; `make stories` plays them all."""

ON_PHONES = {("heze-liangxiang", "one-dispute")}
"""Whose people sit at no desk: deputies and the leaders of their groups."""

PLAYED = sorted({STORIES[title] for title in (STORIES if os.environ.get("FANGYUAN_STORIES") else SHORT)})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One office for all stories; each has a jurisdiction of its own."""
    folder = tmp_path_factory.mktemp("mechanisms")
    made = make_place(f"sqlite:///{folder / 'all.db'}", folder)
    yield made
    made.office.database.close()


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    """A busy machine takes its time."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def address(place: Place) -> Iterator[str]:
    with served(place) as url:
        yield url


def test_every_mechanism_has_a_story() -> None:
    assert {title for title, _, _ in MECHANISMS} == {*STORIES, *BY_HAND_ELSEWHERE}
    assert all((Path(__file__).parent / name).is_file() for name in BY_HAND_ELSEWHERE.values())


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("folder", "name"), PLAYED)
def test_a_mechanism_goes_by_hand_to_its_end(
    place: Place, address: str, browser: Browser, folder: str, name: str
) -> None:
    source, _ = loaded(folder)
    pack = install(place.office, source, place.now, trial=False).pack
    data = dict(scenarios_of(source))[f"scenarios/{name}.yaml"]
    tenant = f"m{sorted(set(STORIES.values())).index((folder, name))}"
    scenario = settle(place, pack, tenant, data, PASSWORD)
    desks: list[Desk] = []

    def sits(login: str) -> Desk:
        phone = (folder, name) in ON_PHONES
        context = browser.new_context(base_url=address, viewport=PHONE if phone else DESK, locale="zh-CN")  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        desks.append(desk := Desk(context.new_page()))
        desk.log_in(login, PASSWORD)
        return desk

    hands = Hands(place, pack, tenant, scenario, sits)
    try:
        hands.play()
        assert hands.acts > 3
        with place.office.database.read() as uow:
            stored = uow.cases.load(tenant, hands.ended)
        assert stored is not None
        assert stored.state.closed
    finally:
        for desk in desks:
            desk.page.context.close()
    assert [error for desk in desks for error in desk.errors] == []
