"""What the API has beside the page of a case: ledgers by the worker, forms on paper, the diary, the organisation, a leader's month."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import text

from fangyuan.casework import jobs
from fangyuan.casework.admitting import sign_in
from fangyuan.casework.identity import Identity
from fangyuan.casework.jobs import Watch
from fangyuan.casework.working import HANDS
from unit.api.conftest import ProgramOf
from unit.api.talking import Program
from unit.casework.offices import Place


def traces(place: Place, what: str = "export") -> int:
    with place.office.database.read() as uow:
        asked = text("select count(*) from access_log where what = :what")
        return int(uow.connection.execute(asked, {"what": what}).scalar_one())


def test_a_ledger_is_made_by_the_worker_watched_taken_and_forgotten(
    clerk: Program, chief: Program, place: Place
) -> None:
    place.register()
    clerk.refused(400, "beginExport", view="ledger", sort="no-such")
    job = clerk.do("beginExport", view="ledger", **{"filter[category]": "printer"})
    assert (job["state"], job["ready"], job["total"]) == ("waiting", False, 1)
    clerk.refused(404, "getJobFile", job=job["id"])
    assert jobs.do_jobs(place.office, HANDS, Watch(place.time.now)) == 1
    assert clerk.get("getJob", job=job["id"])["ready"] is True
    sheet = load_workbook(BytesIO(clerk.call("getJobFile", job=job["id"]).data)).active
    assert sheet is not None
    assert any("SLBX2026-0001" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert traces(place) == 1
    assert [one["id"] for one in clerk.get("listJobs")["items"]] == [job["id"]]
    assert chief.get("listJobs")["items"] == []
    for act in ("getJob", "getJobFile", "discardJob"):
        chief.refused(404, act, job=job["id"])
    assert clerk.do("discardJob", job=job["id"])["items"] == []
    clerk.refused(404, "getJob", job=job["id"])


def test_a_form_goes_on_paper_blank_and_filled_in_masked_by_right_and_traced(
    clerk: Program, chief: Program, place: Place, program_of: ProgramOf
) -> None:
    case = place.register().case
    blank = clerk.get("getBlankForm", pack="minimal", case_type="repair", form="report")
    assert (blank["sections"], "device" in blank["schema"]["properties"]) == ([], True)
    clerk.refused(404, "getBlankForm", pack="minimal", case_type="repair", form="none")
    [form] = clerk.get("listPrintable", case=case)["items"]
    filled = clerk.get("getFilledForm", case=case, form=form["id"])
    assert (filled["number"], "13800000000" in str(filled["sections"])) == ("SLBX2026-0001", True)
    assert "13800000000" not in str(chief.get("getFilledForm", case=case, form=form["id"]))
    assert traces(place, "print") == 0
    assert clerk.do("printForm", case=case, form=form["id"]) == filled
    assert traces(place, "print") == 1
    for act in ("getFilledForm", "printForm"):
        program_of("stranger").refused(404, act, case=case, form=form["id"])


def test_the_letter_of_a_task_is_refused_where_there_is_none(clerk: Program, place: Place) -> None:
    clerk.refused(404, "getUnsignedLetter", case=place.register().case, task="mend")


def test_a_diary_leaves_as_a_file_and_at_an_address_that_ends(clerk: Program, place: Place) -> None:
    place.register()
    file = clerk.call("exportDiary")
    assert b"BEGIN:VCALENDAR" in file.data
    assert traces(place) == 1
    assert clerk.get("getDiaryAddress") == {"address": "", "since": None}
    made = clerk.do("makeDiaryAddress")
    assert (made["since"] is not None, made["address"].endswith(".ics")) == (True, True)
    path = made["address"].removeprefix("http://localhost")
    with clerk.client.get(path) as answer:
        assert answer.status_code == 200
    assert clerk.get("getDiaryAddress")["address"] == ""
    assert clerk.do("endDiaryAddress")["since"] is None
    assert clerk.client.get(path).status_code == 404


def test_an_act_tells_what_it_asks_before_it_is_done(clerk: Program, place: Place) -> None:
    case = place.register().case
    assert clerk.get("getAct", case=case, act="reassign", about="mend")["people"]
    offered = {one["act"] for one in clerk.get("getCase", case=case)["acts"]}
    assert offered >= {"link", "recuse"}
    for act in offered - {"correct"}:
        assert clerk.get("getAct", case=case, act=act)["act"] == act
    clerk.refused(422, "getAct", case=case, act="no-such")
    clerk.refused(404, "getAct", case="none", act="link")


def test_work_may_be_handed_to_those_who_are_offered(clerk: Program) -> None:
    offered = clerk.get("getHandOverChoices")
    assert "chief" in {one["id"] for unit in offered["people"] for one in unit["people"]}
    assert [one["id"] for one in offered["remit"]["case_types"]] == ["minimal/repair"]


def test_the_cases_of_a_leaders_month_are_listed_as_often_as_they_are_counted(chief: Program, place: Place) -> None:
    for n in range(3):
        place.register(f"k{n}")
    month = chief.get("getLeaderPage")["month"]
    for figure, many in month.items():
        page = chief.get("listMonthCases", figure=figure)
        assert (page["total"], len(page["rows"])) == (many, many), figure
    assert month["received"] == 3
    chief.refused(404, "listMonthCases", figure="none")


def test_a_filter_gets_another_name(clerk: Program, chief: Program) -> None:
    [kept] = clerk.do("saveFilter", {"place": "desk", "title": "红灯", "query": "light=red"})["items"]
    [named] = clerk.do("renameFilter", {"title": "超期的"}, filter=kept["key"])["items"]
    assert (named["title"], named["query"], named["key"]) == ("超期的", "light=red", kept["key"])
    chief.refused(404, "renameFilter", {"title": "我的"}, filter=kept["key"])


def test_an_administrator_adds_units_and_people_and_opens_the_public_page(
    program_of: ProgramOf, clerk: Program, place: Place
) -> None:
    admin = program_of("admin")
    unit = admin.do("addUnit", {"title": "维修科", "parent": "office", "code": "维"})["id"]
    who = {"name": "丁", "role": "clerk", "unit": unit, "login": "ding", "password": "a long password"}
    made = admin.call("addPerson", who)
    assert made.status_code == 201
    assert "a long password" not in made.text
    person = made.json["person"]["id"]
    assert admin.get("getPerson", person=person)["must_change"] is True
    assert sign_in(place.office, "ding", "a long password", place.now) == Identity("t", person)
    assert admin.refused(422, "addPerson", who)["problems"][0]["path"] == "login"
    page = admin.do("setUnitCode", {"code": "修"}, unit=unit)
    assert "修" in str(page["units"])
    assert [admin.do("publishJurisdiction", {"public": one})["tenant_public"] for one in (True, False)] == [True, False]
    for act, body in (("addUnit", {"title": "x"}), ("addPerson", who), ("publishJurisdiction", {"public": True})):
        assert clerk.refused(403, act, body)["code"] == "forbidden"


def test_what_was_touched_after_the_preview_is_not_done_in_bulk(clerk: Program, chief: Program, place: Place) -> None:
    cases = [place.register(f"k{n}").case for n in range(2)]
    for case in cases:
        clerk.do("askExtension", {"by": "1 workday", "reason": "等配件"}, case=case, clock="mend")
    asked = {"cases": cases, "act": "approve"}
    seen = chief.do("foreseeBulk", asked)["seen"]
    chief.do("refuseExtension", {"reason": "配件到了"}, case=cases[0], clock="mend")
    clerk.do("askExtension", {"by": "2 workdays", "reason": "缺人手"}, case=cases[0], clock="mend")
    held = chief.do("actInBulk", {**asked, "seen": seen})["id"]
    assert [one["id"] for one in chief.get("listBulks")["items"]] == [held]
    place.time.at += timedelta(seconds=10)
    jobs.do_jobs(place.office, HANDS, Watch(place.time.now))
    outcomes = {row["case"]: row["outcome"] for row in chief.get("getBulk", job=held)["rows"]}
    assert outcomes == {cases[0]: "changed", cases[1]: "done"}


def test_the_papers_of_a_meeting_are_foreseen(clerk: Program, place: Place) -> None:
    case = place.register().case
    assert clerk.do("findKitView", {"cases": [case]})["id"] == "ledger"
    page = clerk.do("foreseeKit", {"cases": [case, "none"]}, view="ledger")
    assert ([one["id"] for one in page["cases"]], page["left_out"]) == ([case], 1)
    assert traces(place) == 0
    clerk.refused(422, "findKitView", {"cases": ["none"]})


def test_a_remark_reaches_whom_it_names(clerk: Program, chief: Program, place: Place) -> None:
    case = place.register().case
    before = len(chief.get("listInbox")["items"])
    clerk.do("commentCase", {"text": "@科长乙 请看"}, case=case)
    assert len(chief.get("listInbox")["items"]) == before + 1
    problem = clerk.refused(422, "commentCase", {"text": "@无此人 请看"}, case=case)
    assert problem["code"] == "mention-unknown"
