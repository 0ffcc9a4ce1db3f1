"""Whatever somebody did on paper is entered for them, by kind of act: with the paper, the day and both names, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.model.commands import AskExtension
from fangyuan.model.world import Person, Post, Unit
from fixtures.web import Desk, Site
from unit.casework.offices import MINIMAL, at, make_place

RULE = """
- rule: the-chief-agrees
  title: 请科长批示
  because: ours
  on: case-registered
  then: [{draft: {opinion: "建议先修：{device}", approver: {role: chief},
      if-approved: [{take-charge: {role: clerk}}, {issue-letter: receipt}]}}]
"""
NAMES = {"chief": "科长乙", "mate": "报修员丙"}
SCAN = b"%PDF-1.4\n%%EOF"
ACTED, DECIDED, TIME = "/actions/scrap", "/acts/decided-on-paper", "/acts/time-decided-on-paper"


@dataclass(frozen=True, slots=True)
class Kind:
    """An act on paper: where it is entered, with what besides the paper, as whose, and the event that it is."""

    place: str
    query: str
    fields: dict[str, str]
    event: str
    who: str = "chief"

    @property
    def inputs(self) -> tuple[str, str, str]:
        """What the page calls who did it, when, and the paper."""
        return ("person", "occurred", "scan") if "/acts/" in self.place else ("_on_behalf", "_occurred", "_scan")


LED = {"chosen": "mate", "_number.receipt": "5"}
"""Whom the chief put in charge, and the number of the letter that follows."""

KINDS = {
    "a task": Kind("/tasks/mend", "?paper=1", {"_act": "paper"}, "task-completed", "mate"),
    "an action that closes": Kind(ACTED, "?paper=1", {"_act": "paper"}, "action-taken"),
    "an opinion agreed to": Kind(DECIDED, "?about=1", {"_about": "1", "decision": "agreed", "reason": "先修三楼", **LED}, "draft-approved"),
    "an opinion refused": Kind(DECIDED, "?about=1", {"_about": "1", "decision": "refused", "reason": "库里有新的"}, "draft-refused"),
    "more time granted": Kind(TIME, "?about=mend", {"_about": "mend", "decision": "agreed", "reason": ""}, "clock-extended"),
    "more time refused": Kind(TIME, "?about=mend", {"_about": "mend", "decision": "refused", "reason": "库存有件"}, "extension-refused"),
}  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Site]:
    """An office in which the chief is asked before a repair, with a second clerk, and a clerk of another unit."""
    folder = copytree(MINIMAL, tmp_path / "pack")
    rules = folder / "case-types" / "repair" / "rules.yaml"
    rules.write_text(rules.read_text("utf-8") + RULE, "utf-8")
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=folder)
    mate = Person("mate", "t", "报修员丙", (Post("clerk", "office"),))
    far = Person("far", "t", "远处的报修员", (Post("clerk", "far"),))
    put_organisation(place.office, [], [Unit("far", "t", "远处", "office")], [mate, far])
    yield Site(place)
    place.office.database.close()


@pytest.fixture
def case(office: Site) -> str:
    """A case in which the chief is asked for an opinion, and by the second clerk for more time."""
    made = office.case()
    asked = AskExtension(clock="mend", by="1 workdays", reason="等配件")
    act(office.place.office, Identity("t", "mate"), made, asked, office.place.now)
    office.place.time.at = at("2026-03-03T09:00+08:00")
    return made


def entered(desk: Desk, case: str, kind: Kind, status: int, **given: Any) -> str:
    """What the page says once it was sent with the paper, or without it."""
    who, on, scan = kind.inputs
    assert 'enctype="multipart/form-data"' in desk.get(f"/cases/{case}{kind.place}{kind.query}")
    said = {who: kind.who, on: "2026-03-02", scan: (BytesIO(SCAN), "批示.pdf"), **kind.fields, **given}
    return desk.post(f"/cases/{case}{kind.place}", {name: one for name, one in said.items() if one is not None}, status)


@every_kind
def test_it_is_entered_with_the_paper_as_theirs(office: Site, case: str, kind: Kind) -> None:
    desk = office.desk("clerk")
    desk.get(f"/cases/{case}")
    assert desk.shows(f"/cases/{case}{kind.place}{kind.query}".replace("&", "&amp;"))
    entered(desk, case, kind, 302)
    with office.place.office.database.read() as uow:
        *_, done = [one for one in uow.cases.events("t", case) if one.event.word == kind.event]
    assert (done.actor, done.on_behalf_of, done.occurred_on) == ("clerk", kind.who, date(2026, 3, 2))
    assert done.scan
    desk.get(f"/cases/{case}?tab=timeline")
    assert desk.shows(f"代 {NAMES[kind.who]} 录入", f"/cases/{case}/files/{done.scan}")


@every_kind
def test_without_the_paper_nothing_is_done_and_nothing_lost(office: Site, case: str, kind: Kind) -> None:
    desk, before = office.desk("clerk"), office.place.state(case).seq
    scan, on = kind.inputs[2], kind.inputs[1]
    entered(desk, case, kind, 422, **{scan: None})
    assert desk.shows("请上传签字纸件的扫描件或照片。", f'value="{kind.who}" selected', kind.fields.get("reason", ""))
    entered(desk, case, kind, 422, **{on: "2026-03-04"})
    assert desk.shows("不能晚于今天", "已上传，可以不再选择。")
    assert office.place.state(case).seq == before


@every_kind
def test_nobody_of_another_unit_is_offered_to_enter_it_nor_may(office: Site, case: str, kind: Kind) -> None:
    """They see the case and hold the same role: no unit writes the answer of another all the same."""
    before, far = office.place.state(case).seq, office.desk("clerk")
    with far.client.session_transaction() as session:
        session["person"] = "far"
    far.get(f"/cases/{case}")
    if f"{kind.place}{kind.query}" in far.page:
        far.get(f"/cases/{case}{kind.place}{kind.query}")
        assert f'value="{kind.who}"' not in far.page, (
            "of a task that is for any clerk they may enter what they did themselves"
        )
    carried = {name: far.hidden(name) for name in ("csrf_token", "_key", "_seq")}
    who, on, scan = kind.inputs
    said = {**carried, who: kind.who, on: "2026-03-02", scan: (BytesIO(SCAN), "批示.pdf"), **kind.fields}
    answer = far.client.post(f"/cases/{case}{kind.place}", data=said, content_type="multipart/form-data")
    assert answer.status_code in (404, 422), answer.headers.get("Location")
    assert office.place.state(case).seq == before


@every_kind
def test_nobody_enters_it_for_themselves_or_under_another_name(office: Site, case: str, kind: Kind) -> None:
    before = office.place.state(case).seq
    entered(office.desk("clerk"), case, kind, 422, **{kind.inputs[0]: "stranger"})
    chief = office.desk("chief")
    chief.get(f"/cases/{case}")
    if kind.who == "chief" and kind.place == ACTED:
        assert f"{kind.place}{kind.query}" not in chief.page
    assert office.place.state(case).seq == before


def test_whoever_asked_for_more_time_is_not_offered_to_enter_what_was_decided(office: Site, case: str) -> None:
    desk = office.desk("clerk")
    with desk.client.session_transaction() as session:
        session["person"] = "mate"
    desk.get(f"/cases/{case}")
    assert desk.shows(DECIDED)
    assert TIME not in desk.page
    desk.get(f"/cases/{case}{TIME}?about=mend", 422)
    assert next(iter(office.place.state(case).open_clocks())).asked


def test_an_opinion_agreed_to_takes_the_number_of_its_paper_and_names_who_leads(office: Site, case: str) -> None:
    """A refusal asks for neither: its row above goes without."""
    desk, kind = office.desk("clerk"), KINDS["an opinion agreed to"]
    entered(desk, case, kind, 422, chosen=None)
    assert desk.shows("请选定一位", "纸上已经编了文号", 'value="5"')
    entered(desk, case, kind, 422, **{"_number.receipt": "收字5号"})
    assert desk.shows("纸上就是这样的，照原样登记", 'value="收字5号"', 'value="mate" checked')
    entered(desk, case, kind, 302)
    state = office.place.state(case)
    assert (state.leader, [one.number for one in state.letters.values()][1:]) == ("mate", ["修2026-005号"])
    assert (state.drafts[1].decided_by, state.drafts[1].status) == ("chief", "approved")


def test_words_that_nobody_would_keep_are_not_taken_silently(office: Site, case: str) -> None:
    """More time is granted as it was asked for: what else stands on the paper is in the scan."""
    desk, kind = office.desk("clerk"), KINDS["more time granted"]
    entered(desk, case, kind, 422, reason="同意，下不为例")
    assert desk.shows("这里的话不会记入案件", "同意，下不为例", "已上传，可以不再选择。")


def test_a_number_beside_what_is_refused_is_not_taken_silently(office: Site, case: str) -> None:
    desk, kind = office.desk("clerk"), KINDS["an opinion agreed to"]
    entered(desk, case, kind, 422, decision="refused", reason="先问清楚", chosen=None)
    assert desk.shows("文号不会记入案件", 'value="5"', "先问清楚")
    assert office.place.state(case).drafts[1].status == "waiting"
