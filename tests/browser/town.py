"""A town that works under the pack with the most roles: its people, its cases as far as the pack's own story tells them.

It is served from this process, so that whoever looks need not wait for a server of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, expect

from browser.desk import Desk
from fangyuan.casework.admitting import open_accounts
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.installing import activate, install
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.rehearsing.live import Live
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import Step, read_steps
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.store.database import Database
from fangyuan.store.shelf import FileShelf
from fangyuan.web import Settings, create_app
from fixtures.chromium import DESK, PHONE
from fixtures.serving import in_thread
from fixtures.web import KEY
from packs.mechanisms import loaded
from unit.casework.offices import SetTime, at

PACK, TENANT, PASSWORD = "heze-liangxiang", "t", "a long password"
PETITION, DISPUTE = "qianjian/supervised-petition", "liangxiang/dispute"
START = "2026-03-02T09:00+08:00"

UNITS: Mapping[str, tuple[str, str]] = {
    "office": ("办公室", "office"), "XF": ("信访室", "office"), "U1": ("甲局", "bureau"), "U2": ("乙局", "bureau"),
    "G1": ("第一代表小组", "group"), "ZX": ("示例乡人大", "congress"),
}  # fmt: skip
PEOPLE: Mapping[str, tuple[str, str, str]] = {
    "clerk": ("经办员", "clerk", "XF"),
    "head": ("信访室主任", "office-head", "XF"),
    "visitor": ("回访员", "office-staff", "XF"),
    "chief": ("主任", "director", "office"),
    "deputy": ("副主任", "deputy-director", "office"),
    "committee": ("委室主任", "committee-head", "office"),
    "u1-head": ("甲局局长", "unit-head", "U1"),
    "u1-handler": ("甲局承办人", "handler", "U1"),
    "u2-head": ("乙局局长", "unit-head", "U2"),
    "u2-handler": ("乙局承办人", "handler", "U2"),
    "lead": ("小组长", "group-leader", "G1"),
    "dep": ("代表甲", "deputy", "G1"),
    "staff": ("联络站工作人员", "station-staff", "ZX"),
    "admin": ("系统管理员", "administrator", "XF"),
}
"""By name: what they are called, their role, their unit; what names they log in with as well."""

ENTERED = {
    "topic": "相邻排水", "kind": "neighbour", "found_on": "2026-03-01", "place": "示例村",
    "parties": [{"name": "李某"}, {"name": "张某"}], "group": "G1", "deputies": ["dep"],
}  # fmt: skip
"""A dispute as a station enters it."""

REMIT = frozenset({"land"})
"""What the leader and the committee are responsible for."""


@dataclass(slots=True)
class Town:
    """The jurisdiction, its time, its address and whoever sits in it before a browser."""

    office: Office
    pack: Pack
    time: SetTime
    app: Flask
    url: str
    browser: Browser
    desks: list[Desk] = field(default_factory=list)
    played: int = 0

    def sit_down(self, login: str, *, phone: bool = False) -> Desk:
        """Somebody before a browser of their own, who has signed in; nobody where no name is given."""
        context = self.browser.new_context(
            base_url=self.url, viewport=PHONE if phone else DESK, locale="zh-CN", timezone_id="Asia/Shanghai",  # type: ignore[arg-type]
            has_touch=phone,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        self.desks.append(desk := Desk(context.new_page()))
        if login:
            desk.log_in(login, PASSWORD)
        return desk

    def play(self, case_type: str, steps: list[Step]) -> tuple[str, str]:
        """A case as far as its steps tell; its id and its number."""
        self.played += 1
        theatre = Live(self.office, self.pack, TENANT, self.time.at, Delivery(), f"played-{self.played}")
        player = Player(theatre, case_type)
        assert [one.message for one in player.play(tuple(steps))] == []
        return player.case, theatre.state(player.case).number


def six_steps(until: str) -> list[Step]:
    """The story of a supervised petition as its pack tells it, as far as an act."""
    told = read_steps(loaded("heze-qianjian")[0].files["scenarios/six-steps.yaml"].data["steps"])
    steps = [replace(one, expect={}) for one in told if one.verb != "expect" and "refused" not in one.expect]
    last = next(place for place, one in enumerate(steps) if (one.verb, one.what) == ("act", until))
    return [replace(one, data=_sooner(one.data)) for one in steps[: last + 1]]


def _sooner(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A step without units that are not here, and received today."""
    answers = {name: value for name, value in (data.get("answers") or {}).items() if name != "place_unit"}
    return {**{key: value for key, value in data.items() if key != "received-on"}, "answers": answers}


@contextmanager
def settled(folder: Path, browser: Browser) -> Iterator[Town]:
    """The town, served while the block lasts; an error in a script of any page fails the test."""
    time = SetTime(at(START))
    database = Database(f"sqlite:///{folder / 'town.sqlite3'}", KEY, fold)
    database.migrate()
    office = Office(database, load_kinds(), FileShelf(folder / "files"), time)
    put_organisation(
        office,
        [Tenant(TENANT, "示例市人大常委会", "SL", "city", public=True)],
        [Unit(unit, TENANT, title, kind) for unit, (title, kind) in UNITS.items()],
        [
            Person(name, TENANT, title, (Post(role, unit, REMIT if unit == "office" else frozenset()),))
            for name, (title, role, unit) in PEOPLE.items()
        ],
    )
    pack = install(office, loaded(PACK)[0], time.at, trial=False).pack
    kinds = tuple(key for key, one in pack.case_types.items() if not one.abstract)
    activate(office, TENANT, pack, time.at, time.at, case_types=kinds)
    open_accounts(office, {name: (TENANT, name) for name in PEOPLE}, PASSWORD, time.at)
    expect.set_options(timeout=15_000)
    app = create_app(office, Settings(secret_key="s" * 32))
    with in_thread(app) as url:
        town = Town(office, pack, time, app, url, browser)
        yield town
        for desk in town.desks:
            desk.page.context.close()
    expect.set_options(timeout=5_000)
    database.close()
    assert [error for desk in town.desks for error in desk.errors] == []
