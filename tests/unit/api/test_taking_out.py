"""What leaves as one file through the API, each with its trace; a report of nothing; what one has begun."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx import Document
from sqlalchemy import text

from fangyuan.casework import drafting
from fangyuan.casework.installing import activate, install
from fangyuan.compiler.loading import load
from unit.api.conftest import ProgramOf
from unit.api.talking import Program
from unit.casework.offices import CLERK, Place, at
from unit.casework.test_duties import WEEKLY, pack_with_duties


def traces(place: Place) -> int:
    with place.office.database.read() as uow:
        return int(uow.connection.execute(text("select count(*) from access_log where what = 'export'")).scalar_one())


def test_a_case_its_brief_and_its_letters_leave_as_files_and_leave_traces(clerk: Program, place: Place) -> None:
    case = place.register().case
    place.work(place.now)
    whole = clerk.call("printCase", case=case)
    assert whole.data[:2] == b"PK"
    brief = clerk.call("briefCase", case=case)
    assert "三楼打印机" in "\n".join(
        part.text for part in Document(BytesIO(brief.data)).element.body.iter() if part.text
    )
    [letter] = clerk.get("getCase", case=case)["letters"]
    packed = clerk.call("packLetters", {"letters": [f"{case}/{letter['copy']}"]})
    assert len(ZipFile(BytesIO(packed.data)).namelist()) == 1
    assert traces(place) >= 3


def test_the_papers_of_a_meeting_are_made(clerk: Program, place: Place) -> None:
    case = place.register().case
    answer = clerk.call("makeKit", {"cases": [case], "title": "交办会"}, view="ledger")
    assert answer.status_code == 200
    assert "交办会" in "".join(node.text or "" for node in Document(BytesIO(answer.data)).element.body.iter())
    clerk.refused(400, "makeKit", {"cases": [case], "parts": ["no-such"]}, view="ledger")


def test_nothing_of_it_is_for_others(place: Place, program_of: ProgramOf) -> None:
    case, stranger = place.register().case, program_of("stranger")
    stranger.refused(404, "printCase", case=case)
    stranger.refused(404, "briefCase", case=case)
    stranger.refused(404, "listMentionable", case=case)
    stranger.refused(404, "reportNil", {}, case=case)
    stranger.refused(404, "packLetters", {"letters": [f"{case}/1"]})
    stranger.refused(404, "makeKit", {"cases": [case]}, view="ledger")
    assert traces(place) == 0


def test_a_report_of_nothing_ends_the_case_of_a_duty_once(place: Place, clerk: Program, tmp_path: Path) -> None:
    source, _ = load(pack_with_duties(tmp_path, WEEKLY), (), place.office.kinds)
    activate(place.office, "t", install(place.office, source, place.now, trial=False).pack, place.now)
    place.work(at("2026-03-09T09:00+08:00"))
    [case] = [one for duty in clerk.get("listDuties")["duties"] for one in duty["open"]]
    assert case["may_report_nil"] is True
    done, again = (clerk.do("reportNil", {}, "k", case=case["case"]) for _ in range(2))
    assert done == again
    assert "case-closed" in done["events"]
    assert clerk.get("getCase", case=case["case"])["closed_at"] is not None
    assert not any(duty["open"] for duty in clerk.get("listDuties")["duties"])


def test_a_case_of_no_duty_takes_no_report_of_nothing(clerk: Program, place: Place) -> None:
    clerk.refused(422, "reportNil", {}, case=place.register().case)


def test_whom_a_remark_is_for_is_offered_and_told(clerk: Program, place: Place) -> None:
    case = place.register().case
    ids = [one["id"] for one in clerk.get("listMentionable", case=case)["items"]]
    clerk.do("commentCase", {"text": "请看", "mentions": ids[:1]}, case=case)


def test_drafts_are_listed_dropped_and_taken_back(clerk: Program, chief: Program, place: Place) -> None:
    key = drafting.keep(
        place.office, CLERK, drafting.Writing("", "new:minimal/repair", {"device": ["泵"]}), place.now
    ).key
    [one] = clerk.get("listDrafts")["items"]
    assert (one["draft"], one["dropped"]) == (key, False)
    assert chief.do("dropDraft", draft=key)["items"] == []
    assert clerk.do("dropDraft", draft=key)["items"][0]["dropped"] is True
    assert clerk.do("restoreDraft", draft=key)["items"][0]["dropped"] is False
