"""What is told of accusations in papers that go to leaders, and on boards: that there are some, never what they say (Art. 30)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZipFile

from fangyuan.casework.identity import Identity
from fangyuan.casework.reading.figures.dashboard import dashboard_page
from fangyuan.casework.reading.figures.digests import Written, digest_file, digest_page
from fangyuan.casework.reading.figures.papers import report_file
from fangyuan.casework.reading.figures.report import report_page
from fangyuan.casework.rehearsing.counting import Counted, counting
from fangyuan.casework.rehearsing.memory import Memory
from fangyuan.casework.rehearsing.playing import Player
from fangyuan.casework.rehearsing.script import read_scenario
from fangyuan.kinds import load_kinds
from packs.counted_petitions import INTAKE, script
from packs.mechanisms import loaded

ACCUSED = "赵德彪"
PERIOD = "2026-Q2"
SAID = {
    "channel": "letter",
    "persons": [{"name": "王桂花", "address": "示例县东山镇王村3号"}],
    "purpose": "accusation",
    "accused_unit": "U2",
    "accused": [{"name": ACCUSED}],
    "cause": "反映工程招标问题",
    "category": "discipline",
    "place": f"乙局{ACCUSED}办公室",
    "hot_topic": f"乙局{ACCUSED}工程招标受贿",
}
SCREENED = {"request_class": "accusation", "competent_unit": "U1"}


@contextmanager
def accused() -> Iterator[Counted]:
    """An office with one case, an accusation whose place and topic name the accused."""
    units = [{"unit": "U1", "title": "甲局", "kind": "bureau"}, {"unit": "U2", "title": "乙局", "kind": "bureau"}]
    source = script(INTAKE, [])
    steps = [
        {"as": "clerk", "do": "register", "answers": SAID},
        {"as": "head", "do": "screen", "answers": SCREENED},
    ]
    read = read_scenario({**source, "world": {**source["world"], "units": units}, "steps": steps})
    memory = Memory(loaded("petition-base")[1], read, load_kinds())
    assert list(Player(memory, INTAKE).play(read.steps)) == []
    with counting(memory) as counted:
        yield counted


def names_the_accused(made: bytes) -> bool:
    """Whether a docx or xlsx says the name anywhere."""
    with ZipFile(BytesIO(made)) as parts:
        return any(ACCUSED in parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())


def test_whoever_sees_accusations_makes_papers_and_boards_that_do_not_name_the_accused() -> None:
    """The head sees the case, and it is counted; what its place and topic say, and which unit it accuses, does not leave it."""
    with accused() as counted:
        office, now = counted.office, counted.memory.now
        head = Identity(counted.memory.world.tenant.tenant, "head")
        tables = {one.table: one for one in report_page(office, head, "quarterly", PERIOD, now).tables}
        rows = [[row.heads[0] for row in tables[name].rows] for name in ("places", "topics")]
        assert rows == [["（未填或保密）"], ["（未填或保密）"]]
        assert tables["places"].rows[0].cells[0].text == "1"
        yearly = {one.table: one for one in report_page(office, head, "yearly", "2026", now).tables}
        assert [(row.heads[0], row.cells[0].text) for row in yearly["accused"].rows] == [("（未填或保密）", "1")]
        assert not any(
            section.covered for section in digest_page(office, head, "quarterly", PERIOD, Written(), now).sections
        )
        made = [digest_file(office, head, "quarterly", PERIOD, Written(), now)]
        made += [report_file(office, head, "quarterly", PERIOD, kind, now) for kind in ("docx", "xlsx")]
        assert [names_the_accused(one.data) for one in made] == [False, False, False]
        assert ACCUSED not in repr(dashboard_page(office, head, "", now))
