"""County A publishes a pack as a file; county B installs it, maps it, adapts it by extending, and runs a case under it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from fangyuan.app import Settings, open_office
from fangyuan.casework.acting import act
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.registering import register
from fangyuan.cli import fangyuan
from fangyuan.model.commands import CompleteTask, TakeAction
from fangyuan.model.world import Person, Post, Tenant, Unit

MINIMAL = Path(__file__).parents[1] / "packs" / "valid" / "minimal"
START = "2026-03-02T09:00+08:00"
OURS = {
    "pack.yaml": (
        "pack: county-b/repairs\nlanguage: 1\nversion: 1.0.0\ntitle: 乙县设备报修\nextends: [example/minimal@^1]\n"
        "parameters:\n  workshop: {title: 维修单位, kind: unit}\n"
    ),
    "case-types/repair/case-type.yaml": "case-type: repair\ntitle: 乙县报修\n",
    "case-types/repair/clocks.yaml": "- {clock: mend, within: 2 workdays}\n",
    "case-types/repair/report.schema.json": json.dumps(
        {"properties": {"room": {"type": "string", "title": "房间号", "maxLength": 20}}, "required": ["room"]}
    ),
    "case-types/repair/report.ui.json": json.dumps(
        {
            "type": "VerticalLayout",
            "elements": [
                {"type": "Control", "scope": f"#/properties/{name}"}
                for name in ("device", "room", "category", "noticed_on", "urgent", "phone")
            ],
        }
    ),
    "scenarios/two-days.yaml": (
        "scenario: 两个工作日\ncase-type: repair\nworld: {people: [{clerk: clerk}, {chief: chief}]}\n"
        "start: 2026-03-02T09:00+08:00\nsteps:\n"
        '  - {as: clerk, do: register, answers: {device: 灯, category: printer, noticed_on: 2026-03-02, room: "301"}}\n'
        "  - {expect: {clocks: {mend: {due: 2026-03-04}}}}\n"
    ),
}
"""What county B says of its own: another title, a shorter term, one more question. Its parent stays as it came."""


@dataclass(frozen=True, slots=True)
class County:
    """An installation with its own folder, database and time, used through its command line."""

    home: Path
    patch: pytest.MonkeyPatch

    def run(self, *command: str, wrong: bool = False) -> str:
        """What a command prints; one that is refused raises."""
        self.home.mkdir(exist_ok=True)
        (self.home / "clock").write_text(START, "utf-8")
        for name, value in self.environment().items():
            self.patch.setenv(name, value)
        done = CliRunner().invoke(fangyuan, list(command), catch_exceptions=False)
        assert (done.exit_code != 0) is wrong, done.output
        return done.output

    def environment(self) -> Mapping[str, str]:
        return {
            "FANGYUAN_HOME": str(self.home),
            "FANGYUAN_DATABASE": f"sqlite:///{self.home / 'fangyuan.db'}",
            "FANGYUAN_CLOCK": str(self.home / "clock"),
            "FANGYUAN_KEY": b64encode(self.home.name.ljust(32)[:32].encode()).decode(),
        }

    def settle(self) -> None:
        """An office of its own, whose people do the work under other names than the pack's."""
        office = open_office(Settings.read(self.environment()))
        person = Person("wang", "b", "王某", (Post("registrar", "office"),))
        boss = Person("li", "b", "李某", (Post("head", "office"),))
        put_organisation(
            office,
            [Tenant("b", "乙县", "乙", "county")],
            [Unit("office", "b", "办公室", level="county"), Unit("yard", "b", "维修站", level="county")],
            [person, boss],
        )
        office.database.close()


@pytest.fixture
def counties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[County, County]:
    return County(tmp_path / "county-a", monkeypatch), County(tmp_path / "county-b", monkeypatch)


def written(own: Path) -> Path:
    """The folder of county B's own pack."""
    for name, text in OURS.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, "utf-8")
    return own


def test_an_archive_that_merely_lies_beside_a_folder_is_no_parent(
    counties: tuple[County, County], tmp_path: Path
) -> None:
    """Whoever wants it installs it first, and hears what speaks against that."""
    a, b = counties
    a.run("pack", "key", "new", "example")
    a.run("pack", "build", str(MINIMAL), "-o", str(tmp_path / "minimal-1.0.0.fypack"))
    b.settle()
    own = written(tmp_path / "ours")
    assert "example/minimal" in b.run("pack", "install", str(own), wrong=True)
    b.run("pack", "install", str(tmp_path / "minimal-1.0.0.fypack"), "--yes")
    assert "county-b/repairs 1.0.0" in b.run("pack", "install", str(own))


def test_county_b_runs_a_case_under_a_pack_that_county_a_published(
    counties: tuple[County, County], tmp_path: Path
) -> None:
    a, b = counties
    printed_at_a = a.run("pack", "key", "new", "example")
    file = tmp_path / "minimal-1.0.0.fypack"
    a.run("pack", "build", str(MINIMAL), "-o", str(file))
    b.settle()
    preview = b.run("pack", "install", str(file), "--preview", "--tenant", "b")
    fingerprint = printed_at_a.split()[1]
    assert fingerprint in preview
    assert "首次见到的密钥" in preview
    assert "未通过 0 个" in preview
    assert "无人担任  clerk" in preview
    assert "未启用" not in b.run("pack", "list")
    b.run("pack", "install", str(file), "--yes")
    assert "未启用" in b.run("pack", "list")
    assert json.loads(b.run("pack", "key", "list", "--json"))["publishers"][0]["fingerprint"] == fingerprint

    own = written(tmp_path / "ours")
    installed = b.run("pack", "install", str(own))
    assert "county-b/repairs 1.0.0" in installed
    refused = ("pack", "activate", "county-b/repairs", "--tenant", "b")
    assert "维修单位" in b.run(*refused, wrong=True)
    filled = ("--from", "2026-03-02", "--set", "workshop=yard", "--role", "clerk=registrar", "--role", "chief=head")
    seen = b.run(*refused, *filled, "--preview", "--json", "--language", "en")
    assert json.loads(seen)["values"]["workshop"] == {"was": "", "now": "维修站"}
    assert "b:minimal/repair" not in b.run("pack", "list")
    assert "担任者    clerk" in b.run(*refused, *filled)
    assert "b:minimal/repair" in b.run("pack", "list")

    office = open_office(Settings.read(b.environment()))
    clerk, chief, now = Identity("b", "wang"), Identity("b", "li"), office.clock.now()
    answers = {"device": "三楼打印机", "category": "printer", "noticed_on": "2026-03-02", "room": "301"}
    case = register(office, clerk, "minimal/repair", answers, None, "k1", now).case
    page = case_page(office, clerk, case, now)
    assert page.case_type.title == "乙县报修"
    with office.database.read() as uow:
        stored, filled_in = uow.cases.load("b", case), uow.packs.active("b", "minimal/repair", now)
    assert stored is not None
    [run] = [run for run in stored.state.open_clocks() if run.clock == "mend"]
    assert run.due_at.isoformat() == "2026-03-04T16:00:00+00:00"
    assert filled_in is not None
    assert filled_in.parameters == {"workshop": "yard"}
    act(office, clerk, case, CompleteTask(task="mend"), now)
    act(office, chief, case, TakeAction(action="finish"), now)
    with office.database.read() as uow:
        stored = uow.cases.load("b", case)
    assert stored is not None
    assert stored.state.closed
    office.database.close()
