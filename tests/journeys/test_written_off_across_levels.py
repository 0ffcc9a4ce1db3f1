"""A county reports a matter settled; the city sends it back, then writes it off: on real pages, counted once at every moment.

What stands on the pages also stands in the workbook of the superior that is filled and handed up.

The story is the pack's own scenario, told in two jurisdictions: whoever of the county asks to be written off, and whoever of
the city answers, does so on the page; the figures are read from the pages of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from fangyuan.casework.admitting import standing
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.demonstrating import demonstrate
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.rehearsing.live import Live
from fangyuan.casework.rehearsing.playing import Player, answers_of
from fangyuan.casework.rehearsing.script import Step, read_steps
from fangyuan.casework.working import work
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.store.database import Database
from fangyuan.store.shelf import FileShelf
from fangyuan.web import Settings, create_app
from fixtures.houses import definitions_in
from fixtures.web import KEY, Desk
from packs.mechanisms import loaded
from unit.casework.offices import SetTime, at

SCENARIO = "scenarios/written-off-across-levels.yaml"
TYPE = "qianjian/supervised-petition"
CITY, COUNTY = "chengchuan", "qingcen"
NAMES: Mapping[str, Mapping[str, str]] = {
    CITY: {"clerk": "shen", "head": "gu", "visitor": "fang", "chief": "cheng", "deputy": "wen", "committee": "zhang",
           "u1-head": "zrzy1", "u1-handler": "zrzy2", "U1": "cc-zrzy", "C1": "qc-xf"},
    COUNTY: {"c1-clerk": "qc-clerk", "c1-head": "qc-head", "visitor": "qc-staff", "deputy": "qc-deputy",
             "committee": "qc-committee", "u3-head": "qc-zrzy1", "u3-handler": "qc-zrzy2", "U3": "qc-zrzy"},
}  # fmt: skip
"""What the scenario calls people and units, and who they are in the demonstration's city and county."""
BY_PAGE = {"ask-write-off": "报上级销号", "send-back-down": "退回下级再办", "write-off": "同意下级销号"}


AT_EACH_MOMENT = {
    ("ask-write-off", 1): (("1", "0", "0", "1"), ("1", "0", "0", "1")),
    ("send-back-down", 1): (("1", "0", "0", "1"), ("1", "0", "0", "1")),
    ("ask-write-off", 2): (("0", "0", "0", "1"), ("0", "0", "0", "1")),
    ("write-off", 1): (("0", "0", "0", "1"), ("0", "1", "1", "0")),
    ("archive", 1): (("0", "1", "1", "0"), ("0", "1", "1", "0")),
}
"""Listed, closed, settled, open at the end of the month: what the city reads over all levels, what the county reads of itself.

The county's is settled when the city has agreed, the city's, in which the county's is counted, when the city has closed it.
"""
ANSWERED = ("send-back-down", "write-off")
"""When the city has answered, the county fills the city's own workbook once more."""


@dataclass
class Levels:
    """The city and the county, told by steps; `desks` are browsers."""

    office: Office
    time: SetTime
    player: Player
    desks: dict[str, Desk]

    def tell(self, step: Step) -> None:
        """One step: on the page where it is between the two levels, else as an act."""
        self.time.at = self.player.theatre.now
        if step.what in BY_PAGE and "refused" not in step.expect:
            self._on_the_page(step)
        else:
            wrong = [one.message for one in self.player.play((step,))]
            assert wrong == []
        self.time.at = self.player.theatre.now

    def _on_the_page(self, step: Step) -> None:
        self.player._meet_duty(step)
        desk, case = self.desks[COUNTY if step.data.get("case") else CITY], self.player._id(step)
        desk.get(f"/cases/{case}")
        assert desk.shows(BY_PAGE[str(step.what)])
        desk.get(f"/cases/{case}/actions/{step.what}")
        desk.post(f"/cases/{case}/actions/{step.what}", {"_act": "submit", **answers_of(step)})
        work(self.office, Delivery(), self.time.at)

    def moment(self, acts: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The figures of both, where the last act is one that changes what is counted."""
        if (acts[-1], acts.count(acts[-1])) not in AT_EACH_MOMENT:
            return None
        month = f"{self.time.at:%Y-%m}"
        city, county = self.figures(CITY, month), self.figures(COUNTY, month)
        if acts[-1] in ANSWERED:
            assert self.handed_up(COUNTY, month) == county
        return city, county

    def figures(self, tenant: str, period: str) -> tuple[str, ...]:
        """What the report of the levels says in a jurisdiction: listed, closed, settled, open at the end of the period."""
        page = self.desks[tenant].get(f"/reports/three-levels?period={period}")
        return tuple(re.findall(r'<td class="fy-number-cell">(?:<a[^>]*>)?([^<]*)', page)[::3][:4])

    def handed_up(self, tenant: str, period: str) -> tuple[str, ...]:
        """The same figures in the workbook that the superior wants filled, read back as it would read them."""
        desk = self.desks[tenant]
        fields = {"csrf_token": desk.hidden("csrf_token")}
        taken = desk.client.post(f"/reports/three-levels.sheet?period={period}", data=fields)
        sheet = load_workbook(BytesIO(taken.data)).active
        assert sheet is not None
        assert sheet["C8"].value == '=IF(C5=0,"—",C6/C5)'
        return tuple(str(sheet[f"C{row}"].value) for row in range(4, 8))


@pytest.fixture
def levels(tmp_path: Path) -> Iterator[Levels]:
    """The demonstration's bodies, without its cases, at the hour at which the scenario begins."""
    time = SetTime(at("2026-03-02T09:00+08:00"))
    database = Database(f"sqlite:///{tmp_path / 'office.sqlite3'}", KEY, fold)
    database.migrate()
    office = Office(database, load_kinds(), FileShelf(tmp_path / "files"), time)
    packs = tmp_path / "packs"
    list(demonstrate(office, definitions_in(packs), "a long password", time.at, with_cases=False))
    pack: Pack = loaded("heze-qianjian")[1]
    app = create_app(office, Settings(secret_key="s" * 32))
    desks = {}
    for tenant, person in ((CITY, "gu"), (COUNTY, "qc-head")):
        desks[tenant] = Desk(app.test_client())
        with desks[tenant].client.session_transaction() as session:
            found = standing(office, Identity(tenant, person), time.at)
            session.update(tenant=tenant, person=person, stamp=found.stamp if found else "")
    yield Levels(office, time, Player(Live(office, pack, CITY, time.at, Delivery()), TYPE), desks)
    database.close()


def told() -> Iterator[Step]:
    """The scenario's steps, by the people of the two bodies; what it expects is read from the pages instead."""
    for step in read_steps(loaded("heze-qianjian")[0].files[SCENARIO].data["steps"]):
        names = NAMES[COUNTY if str(step.data.get("case", "")).startswith("child") else CITY]
        data = {key: renamed(value, names) for key, value in step.data.items()}
        expect = {"refused": step.expect["refused"]} if "refused" in step.expect else {}
        if step.verb != "expect":
            yield replace(step, data=data, who=tuple(names.get(one, one) for one in step.who), expect=expect)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Units and people by their names here, wherever they stand."""
    if isinstance(value, Mapping):
        return {key: renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def test_what_the_county_settled_counts_once_while_the_city_returns_and_writes_it_off(levels: Levels) -> None:
    acts: list[str] = [""]
    seen = {}
    for step in told():
        levels.tell(step)
        if step.verb == "act" and "refused" not in step.expect:
            acts.append(str(step.what))
            if figures := levels.moment(acts):
                seen[acts[-1], acts.count(acts[-1])] = figures
    assert seen == AT_EACH_MOMENT
