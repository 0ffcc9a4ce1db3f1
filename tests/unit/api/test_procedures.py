"""Opinions, signatures, tasks for several units, masks and confidence through the API, on the pack of complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.admitting import issue_token
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.pack import Pack
from fangyuan.store.database import Database
from fangyuan.store.installation import InstallationKey
from fangyuan.store.shelf import FileShelf
from fixtures.copies import copied
from fixtures.reading import (
    AT_EAST,
    AT_WEST,
    AUDITOR,
    COMPLAINED,
    COMPLAINT,
    DIRECTOR,
    NOW,
    STRANGER,
    WINDOW,
    furnished,
)  # fmt: skip
from fixtures.webs import web_over
from unit.api.talking import Program
from unit.casework.offices import SetTime

As = Callable[[Identity], Program]
PACKS: dict[str, Pack] = {}


@pytest.fixture
def acting_as(database_url: str, tmp_path: Path, document: Mapping[str, Any]) -> Iterator[As]:
    """Programs of the officers of an office with complaints."""
    copied(database_url, "complaints", _with_complaints)
    office = _opened(database_url, tmp_path)
    for pack in PACKS.values():
        office.packs.put(pack)
    app = web_over(office)
    yield lambda me: Program(app.test_client(), issue_token(office, me, "test", NOW), document)
    office.database.close()


def _with_complaints(url: str, folder: Path) -> None:
    office = _opened(url, folder)
    office.database.migrate()
    furnished(office, PACKS)
    office.database.close()


def _opened(url: str, folder: Path) -> Office:
    database = Database(url, InstallationKey(b"k" * 32), fold)
    return Office(database, load_kinds(), FileShelf(folder / "files"), SetTime(NOW))


def complaint(acting_as: As, **more: Any) -> str:
    """A complaint, taken at the window."""
    body = {"case_type": COMPLAINT, "answers": {**COMPLAINED, **more}}
    return str(acting_as(WINDOW).do("registerCase", body)["case"])


def handed_out(acting_as: As, **more: Any) -> str:
    """A complaint that two units are to answer, but not the one that it is about."""
    case = complaint(acting_as, **more)
    units = [one for one in ("east", "west") if one != more.get("about_unit")]
    acting_as(WINDOW).do("takeAction", {"answers": {"units": units}}, case=case, action="hand-out")
    return case


def test_an_opinion_is_approved_or_refused_by_whom_it_waits_for(acting_as: As) -> None:
    case, director = complaint(acting_as, serious=True), acting_as(DIRECTOR)
    [draft] = director.get("getCase", case=case)["drafts"]
    assert (draft["mine"], draft["status"]) == (True, "waiting")
    acting_as(WINDOW).refused(403, "approveDraft", {}, case=case, draft=draft["draft"])
    director.do("approveDraft", {"opinion": "由我牵头"}, case=case, draft=draft["draft"])
    page = director.get("getCase", case=case)
    assert (page["leader"], page["drafts"][0]["status"]) == ("周二", "approved")
    director.refused(422, "refuseDraft", {"reason": "太晚"}, case=case, draft=draft["draft"])
    other = complaint(acting_as, serious=True)
    director.do("refuseDraft", {"reason": "不属严重"}, case=other, draft=1)
    assert director.get("getCase", case=other)["drafts"][0]["status"] == "refused"


def test_a_task_of_two_units_is_done_and_sent_back_for_each(acting_as: As) -> None:
    case, east = handed_out(acting_as), acting_as(AT_EAST)
    form = east.get("getTaskForm", case=case, task="answer", subject="east")
    assert (form["answers"]["answered_by"], form["answers"]["answered_on"]) == ("at-east", "2026-03-02")
    assert {named["id"] for named in form["choices"]["officer"]} >= {"at-east", "window"}
    answers = {"finding": "已核实", "answered_on": "2026-03-02", "steps": [{"what": "加设窗口", "by": "2026-04-01"}]}
    east.do("claimTask", {"subject": "east"}, case=case, task="answer")
    east.do("completeTask", {"subject": "east", "answers": answers}, case=case, task="answer")
    east.refused(403, "completeTask", {"subject": "west", "answers": answers}, case=case, task="answer")
    wrong = acting_as(AT_WEST).refused(
        422, "completeTask", {"subject": "west", "answers": {"steps": [{"by": "soon"}]}}, case=case, task="answer"
    )
    assert {line["path"] for line in wrong["problems"]} == {"finding", "answered_on", "steps.0.by"}


def test_a_signature_is_given_and_one_on_paper_is_recorded(acting_as: As) -> None:
    case = handed_out(acting_as)
    acting_as(DIRECTOR).do("signTask", {"answers": {"remark": "同意"}}, case=case, task="confirm")
    [card] = [task for task in acting_as(DIRECTOR).get("getCase", case=case)["tasks"] if task["task"] == "confirm"]
    assert (card["slots"][0]["signed_by"], card["slots"][0]["method"]) == ("周二", "confirmed")
    other = handed_out(acting_as)
    window = acting_as(WINDOW)
    paper = {"on_behalf_of": "director", "occurred_on": "2026-03-02"}
    problem = window.refused(422, "signTask", paper, case=other, task="confirm")
    assert problem["problems"][0]["path"] == "scan"
    paper["scan"] = window.do("uploadFile", {"file": (BytesIO(b"%PDF-1.4"), "意见.pdf")})["file"]
    window.do("signTask", paper, case=other, task="confirm")
    [card] = [task for task in acting_as(DIRECTOR).get("getCase", case=other)["tasks"] if task["task"] == "confirm"]
    assert (card["slots"][0]["signed_by"], card["slots"][0]["method"]) == ("周二", "paper")


def test_what_a_role_may_not_see_is_in_no_answer(acting_as: As) -> None:
    case, auditor = complaint(acting_as), acting_as(AUDITOR)
    for operation, words in (
        ("getCase", {"case": case}), ("listWork", {"tab": "unit"}), ("findCases", {"words": "等候"}),
    ):  # fmt: skip
        said = auditor.call(operation, **words).text
        assert "东街" not in said
        assert "陈小明" not in said
    assert "13900001111" not in acting_as(DIRECTOR).call("getCase", case=case).text


def test_a_confidential_case_is_not_there_for_whom_it_is_about(acting_as: As) -> None:
    case, east = handed_out(acting_as, about_unit="east"), acting_as(AT_EAST)
    east.refused(404, "getCase", case=case)
    east.refused(404, "getTaskForm", case=case, task="answer", subject="east")
    east.refused(404, "completeTask", {"subject": "east"}, case=case, task="answer")
    assert east.get("findCases", words="等候")["items"] == []


def test_a_confidential_case_is_not_handed_out_to_whom_it_is_about(acting_as: As) -> None:
    case, window = complaint(acting_as, about_unit="east"), acting_as(WINDOW)
    answer = window.refused(422, "takeAction", {"answers": {"units": ["east"]}}, case=case, action="hand-out")
    assert [(one["code"], one["path"]) for one in answer["problems"]] == [("kept-from", "units")]
    assert "答复单位" in answer["problems"][0]["message"]
    window.do("takeAction", {"answers": {"units": ["west"]}}, case=case, action="hand-out")


def test_a_slip_is_printed_with_its_code_once_and_only_by_who_registers(acting_as: As) -> None:
    case, window = handed_out(acting_as), acting_as(WINDOW)
    assert window.get("getSlip", case=case)["code"] == ""
    first = window.do("printSlip", key="desk-1", case=case)
    assert (first["code"], len(first["prints"])) != ("", 0)
    assert window.do("printSlip", key="desk-1", case=case) == first
    renewed = window.do("printSlip", {"renew": True}, case=case)
    assert (renewed["code"] != first["code"], len(renewed["prints"])) == (True, 2)
    acting_as(AT_EAST).refused(403, "printSlip", case=case)


def test_the_register_of_letters_is_read_and_taken_out(acting_as: As) -> None:
    handed_out(acting_as)
    window = acting_as(WINDOW)
    whole = window.get("getLetterRegister")
    assert whole["total"] == len(whole["lines"])
    assert window.get("getLetterRegister", since="2099-01-01")["lines"] == []
    assert window.call("exportLetterRegister").data[:2] == b"PK"
    window.refused(400, "getLetterRegister", since="gestern")


def test_a_stale_act_tells_nobody_that_there_is_a_case(acting_as: As) -> None:
    case, stranger = handed_out(acting_as), acting_as(STRANGER)
    stranger.refused(404, "getCase", case=case)
    stranger.refused(404, "takeAction", {"seen": 0}, case=case, action="finish")
