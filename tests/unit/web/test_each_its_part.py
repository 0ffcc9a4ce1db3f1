"""Several units in one case: each sees its own part, at every address that the application has for a case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from flask.testing import FlaskClient

from fangyuan.casework.acting import act
from fangyuan.casework.admitting import issue_token, standing
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.filing import keep
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.casework.working import work
from fangyuan.model.commands import AskExtension, Comment, CompleteTask, Reveal, TakeAction
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post, Unit
from fixtures.webs import web_over
from unit.casework.offices import Place, make_place

PACK = Path(__file__).parents[2] / "packs" / "valid" / "each-its-part"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
UNITS = {name: Unit(name, "t", f"{sign}局", "bureau") for name, sign in (("u1", "甲"), ("u2", "乙"), ("u3", "丙"))}
FIRST, SECOND, THIRD = "甲局挖了排水沟", "乙局查了窨井盖", "丙局种了行道树"
BRIEF, REVISIT, RATING, ADVICE = "简报说两家推诿", "回访说没有人来过", "评价说办得拖拉", "顾问说可以和解"
REMARK, REASON, ROW = "留言给甲局的人", "要等汛期结束", "丙局栽五棵树"
SLIPS = {unit: f"{sign}局：道路积水" for unit, sign in (("u1", "甲"), ("u2", "乙"))}
HERS = (FIRST, REMARK, REASON, SLIPS["u1"])
INTERNAL = (BRIEF, REVISIT, RATING)
QUERIES = {
    "case.show": ("", "tab=units", "tab=letters", "tab=timeline&whole=1"),
    "paper.filled": ("entry=report/u1", "entry=report/u2", "entry=brief/1", ""),
    "task.show": ("subject=u1", "subject=u2"),
    "desk.search": (f"q={SECOND}", f"q={REVISIT}"),
    "api.findCases": (f"words={SECOND}", f"words={REVISIT}"),
    "kit.show": ("case=CASE",),
    "kit.choose": ("case=CASE",),
}


class Matter:
    """One case with three units; `files` are those of their reports, by unit."""

    def __init__(self, folder: Path) -> None:
        self.place: Place = make_place(f"sqlite:///{folder / 'office.sqlite3'}", folder, pack=PACK)
        office, now = self.place.office, self.place.now
        people = [Person(f"{one}h", "t", f"{unit.title}承办人", (Post("handler", one),)) for one, unit in UNITS.items()]
        people += [
            Person("inspector", "t", "督查员", (Post("inspector", "u1"),)),
            Person("adviser", "t", "顾问", (Post("adviser", "office"),)),
        ]
        put_organisation(office, [], list(UNITS.values()), people)
        clerk = Identity("t", "clerk")
        duties = [
            {"id": "a", "unit": "u3", "duty": "assist", "what": "绿化"},
            {"id": "b", "unit": "u2", "duty": "lead", "what": "管线"},
        ]
        answers = {"topic": "道路积水", "units": ["u1", "u2"], "duties": duties}
        self.case = register(office, clerk, "each-its-part/matter", answers, None, "k", now).case
        self.files: dict[str, str] = {}
        self.act("clerk", TakeAction(action="hand-out", answers={"given_units": ["u1", "u2"]}))
        self.act("u1h", AskExtension(clock="report", subject="u1", by="5 days", reason=REASON))
        for unit, words in (("u1", FIRST), ("u2", SECOND)):
            self.report(unit, words)
        self.act("u3h", CompleteTask(task="each", subject="a", answers={"result": THIRD}))
        self.act("adviser", CompleteTask(task="advise", answers={"advice": ADVICE}))
        self.act("clerk", CompleteTask(task="brief", answers={"told": BRIEF}))
        self.act("clerk", CompleteTask(task="revisit", answers={"revisited": REVISIT, "satisfied": "no"}))
        self.act("clerk", TakeAction(action="rate", answers={"rating": RATING}))
        self.act("clerk", Comment(text=REMARK, mentions=("u1h",)))
        work(office, Delivery(), now)
        self.app = web_over(office)

    def act(self, person: str, command: Any) -> None:
        act(self.place.office, Identity("t", person), self.case, command, self.place.now)

    def report(self, unit: str, words: str) -> None:
        office, me = self.place.office, Identity("t", f"{unit}h")
        file = keep(office, me, BytesIO(PDF), f"{unit}.pdf", self.place.now, case=self.case)
        self.files[unit] = file.id
        paper = {"file": file.id, "name": file.name, "size": file.size, "sha256": file.sha256, "type": file.media_type}
        said = {"words": words, "phone": f"1390000000{unit[1]}", "papers": [paper]}
        self.act(me.person, CompleteTask(task="report", subject=unit, answers=said))

    def browser(self, person: str) -> FlaskClient:
        client = self.app.test_client()
        found = standing(self.place.office, Identity("t", person), self.place.now)
        with client.session_transaction() as session:
            session["tenant"], session["person"], session["stamp"] = "t", person, found.stamp if found else ""
        return client

    def addresses(self) -> Iterator[str]:
        """Every address that is looked at and names a case or lists cases, with what could stand in its holes."""
        for rule in self.app.url_map.iter_rules():
            about = re.search(r"/(cases|views|letters|search|kit|my-work)", rule.rule)
            if about and "GET" in (rule.methods or ()) and rule.arguments <= self.pools.keys():
                names = sorted(rule.arguments)
                for values in product(*(self.pools[name] for name in names)):
                    address = rule.rule
                    for name, value in zip(names, values, strict=True):
                        address = re.sub(rf"<(\w+:)?{name}>", value, address)
                    queries = (one.replace("CASE", self.case) for one in QUERIES.get(rule.endpoint, ("",)))
                    yield from (f"{address}?{query}" for query in queries)

    @property
    def pools(self) -> dict[str, list[str]]:
        """What stands in the holes of addresses; the case has five letters."""
        return {
            "case": [self.case], "file": list(self.files.values()), "copy": [str(n) for n in range(1, 6)],
            "task": ["report", "brief"], "action": ["rate"], "act": ["reassign", "return"], "clock": ["report"],
            "form": ["report", "brief", "revisit", "rating"], "number": ["1"], "view": ["ledger"],
        }  # fmt: skip

    def read(self, person: str, only: str = "") -> dict[str, str]:
        """What somebody reads, by address; `only` at addresses that begin so."""
        client, found = self.browser(person), {}
        token = issue_token(self.place.office, Identity("t", person), "test", self.place.now)
        for address in (one for one in self.addresses() if one.startswith(only)):
            heads = {"Authorization": f"Bearer {token}"} if address.startswith("/api/") else {}
            answer = client.get(address, headers=heads)
            found[address] = _text(answer.data) if answer.status_code == 200 else ""
        page = client.get(f"/cases/{self.case}").get_data(as_text=True)
        carried = re.search(r'name="csrf_token" value="([^"]*)"', page)
        for paper in ("print", "brief"):
            made = client.post(f"/cases/{self.case}/{paper}", data={"csrf_token": carried[1] if carried else ""})
            assert made.status_code == 200
            found[paper] = _text(made.data)
        return found


def _text(data: bytes) -> str:
    """Everything readable in an answer, archives in archives too; what was asked for is not what was told."""
    if is_zipfile(BytesIO(data)):
        with ZipFile(BytesIO(data)) as archive:
            return " ".join(_text(archive.read(name)) for name in archive.namelist())
    told = unescape(data.decode("utf-8", "replace"))
    told = told.encode().decode("unicode_escape", "replace") if told.startswith("{") else told
    return re.sub(r'<input[^>]*name="q"[^>]*>|"[^"]*[?&;]q=[^"]*"|“[^”]*”', "", told)


@pytest.fixture(scope="module")
def matter(tmp_path_factory: pytest.TempPathFactory) -> Matter:
    return Matter(tmp_path_factory.mktemp("parts"))


def _where(read: dict[str, str], *words: str) -> list[tuple[str, str]]:
    return [(word, address) for word in words for address, text in read.items() if word in text]


def test_an_assisting_unit_reads_its_own_part_and_nothing_of_the_others(matter: Matter) -> None:
    read = matter.read("u1h")
    assert {word for word, _ in _where(read, *HERS)} == set(HERS)
    assert _where(read, ADVICE), "what stands at the root is common"
    assert _where(read, SECOND, THIRD, SLIPS["u2"], *INTERNAL) == []
    assert [address for address, text in read.items() if matter.files["u2"] in address and text] == []
    assert any(matter.files["u1"] in address and text for address, text in read.items())


def test_whose_task_is_about_a_row_reads_that_row_alone(matter: Matter) -> None:
    read = matter.read("u3h", only=f"/cases/{matter.case}?")
    assert _where(read, THIRD)
    assert _where(read, FIRST, SECOND, REMARK, REASON, *INTERNAL) == []


def test_the_lead_unit_reads_the_parts_of_all_but_nothing_internal(matter: Matter) -> None:
    read = matter.read("u2h")
    of_all = {FIRST, SECOND, THIRD, REASON, *SLIPS.values()}
    assert {word for word, _ in _where(read, *of_all)} == of_all
    assert _where(read, *INTERNAL) == []


@pytest.mark.parametrize("person", ["clerk", "inspector"])
def test_the_office_and_a_role_of_which_the_pack_says_so_read_all(matter: Matter, person: str) -> None:
    read = matter.read(person, only="" if person == "clerk" else f"/cases/{matter.case}?")
    wanted = {FIRST, SECOND, THIRD, ADVICE, *INTERNAL, REASON}
    assert {word for word, _ in _where(read, *wanted)} == wanted


def test_a_masked_answer_of_another_unit_is_not_revealed(matter: Matter) -> None:
    seal = "tasks.report.{}.phone"
    matter.act("u1h", Reveal(path=seal.format("u1"), reason="核对"))
    with pytest.raises(Refused) as refused:
        matter.act("u1h", Reveal(path=seal.format("u2"), reason="核对"))
    assert [one.code for one in refused.value.problems] == ["hidden"]
