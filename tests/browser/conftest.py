"""Served installations and people before their browsers, for the stories of this folder.

The demonstration without its cases is made once a run; every house begins as a copy of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser

from browser.desk import Desk
from fixtures.chromium import DESK
from fixtures.houses import BEGINNING, PASSWORD, House, definitions_in

NewHouse = Callable[[], House]
NewDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def furnished_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the demonstration's packs, units and people, and no case; made by one worker for all."""
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    folder = shared / "furnished"
    with FileLock(shared / "furnished.lock"):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(shared / "packs", ignore_errors=True)
            folder.mkdir()
            house = House(folder)
            house.set_clock(BEGINNING)
            packs = definitions_in(shared / "packs")
            made = house.run("demo", "--no-cases", "--definitions", str(packs), "--password", PASSWORD)
            assert made.returncode == 0, made.stderr
            (folder / "ready").touch()
    return folder


@pytest.fixture(scope="module")
def new_house(furnished_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> NewHouse:
    """Call it for an installation of one's own, at nine o'clock on a Monday."""

    def made() -> House:
        folder = tmp_path_factory.mktemp("house")
        shutil.copytree(furnished_folder, folder, dirs_exist_ok=True)
        return House(folder)

    return made


@pytest.fixture(scope="module")
def house(new_house: NewHouse) -> Iterator[House]:
    """One served installation for all stories of a module."""
    with new_house().served() as house:
        yield house


@pytest.fixture
def new_desk(browser: Browser, house: House) -> Iterator[NewDesk]:
    """Call it with a log-in name for a person at a desk of their own; an error in a script fails the test."""
    desks: list[Desk] = []

    def sits_down(login: str = "", *, scripts: bool = True) -> Desk:
        context = browser.new_context(
            base_url=house.url, viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai",  # type: ignore[arg-type]
            java_script_enabled=scripts,
        )  # fmt: skip
        context.set_default_timeout(20_000)
        desks.append(desk := Desk(context.new_page()))
        if login:
            desk.log_in(login, PASSWORD)
        return desk

    yield sits_down
    for desk in desks:
        desk.page.context.close()
    assert [error for desk in desks for error in desk.errors] == []
