"""A case through the API from its form to its end, and what is refused on the way; every answer is held to the document."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Person, Post, Unit
from unit.api.conftest import ProgramOf
from unit.api.talking import Program
from unit.casework.offices import ANSWERS, REPAIR, Place, at

NEW = {"case_type": REPAIR, "answers": dict(ANSWERS), "received_on": "2026-03-01"}


def registered(clerk: Program, **answers: Any) -> Any:
    return clerk.do("registerCase", {**NEW, "answers": {**ANSWERS, **answers}})


def test_a_case_goes_from_its_form_to_its_end(clerk: Program, chief: Program) -> None:
    [case_type] = clerk.get("listCaseTypes")["items"]
    form = clerk.get("getCaseForm", pack="minimal", case_type="repair")
    assert case_type["id"] == form["case_type"]["id"] == REPAIR
    made = clerk.do("registerCase", NEW)
    assert (made["number"], made["events"][0]) == ("SLBX2026-0001", "case-registered")
    case = made["case"]
    assert clerk.get("getCase", case=case)["received_on"] == "2026-03-01"
    assert clerk.get("getTaskForm", case=case, task="mend")["schema"]["properties"] == {}
    clerk.do("completeTask", {"seen": made["seq"]}, case=case, task="mend")
    done = chief.do("takeAction", {}, case=case, action="finish")
    assert "case-closed" in done["events"]
    page = chief.get("getCase", case=case)
    assert (page["closed_at"] is not None, page["seq"]) == (True, done["seq"])


def test_a_new_case_tells_its_address(clerk: Program) -> None:
    answer = clerk.call("registerCase", NEW)
    assert clerk.get("getCase", case=answer.headers["Location"].rsplit("/", 1)[-1])["number"] == answer.json["number"]


def test_the_form_carries_its_schema_layout_choices_and_conditions(clerk: Program) -> None:
    form = clerk.get("getCaseForm", pack="minimal", case_type="repair")
    assert form["schema"]["required"] == ["device", "category", "noticed_on"]
    assert form["answers"]["noticed_on"] == "2026-03-02"
    fields = {field["path"]: field for field in form["fields"]}
    assert [option["value"] for option in fields["category"]["options"]] == ["printer", "computer", "building"]
    assert fields["phone"]["sensitive"] is True
    assert fields["phone"]["visible"] == {"path": "urgent", "op": "const", "value": True}
    assert form["layout"]["children"][0]["kind"] == "horizontal"


def test_wrong_answers_are_told_by_path_and_nothing_is_written(clerk: Program) -> None:
    answers = {"device": "", "category": "no such", "noticed_on": "2026-03-02"}
    problem = clerk.refused(422, "registerCase", {**NEW, "answers": answers})
    assert {line["path"] for line in problem["problems"]} == {"device", "category"}
    assert all(line["message"] for line in problem["problems"])
    assert clerk.get("findCases", words="SLBX")["items"] == []


def test_a_key_makes_one_case_however_often_it_is_sent(clerk: Program) -> None:
    first, second = (clerk.do("registerCase", NEW, key="k") for _ in range(2))
    assert first["case"] == second["case"]
    assert clerk.do("registerCase", NEW, key="other")["case"] != first["case"]


def test_a_key_makes_one_act_however_often_it_is_sent(clerk: Program, place: Place) -> None:
    case = registered(clerk)["case"]
    for _ in range(2):
        clerk.do("commentCase", {"text": "已通知维修"}, key="k", case=case)
    assert place.words(case).count("comment-made") == 1


def test_a_key_of_one_officer_means_nothing_for_another(clerk: Program, chief: Program, place: Place) -> None:
    case = registered(clerk)["case"]
    clerk.do("commentCase", {"text": "一"}, key="k", case=case)
    chief.do("commentCase", {"text": "二"}, key="k", case=case)
    assert place.words(case).count("comment-made") == 2


def test_a_stale_act_is_told_so(clerk: Program, chief: Program) -> None:
    made = registered(clerk)
    clerk.do("completeTask", {"seen": made["seq"]}, case=made["case"], task="mend")
    problem = clerk.refused(409, "completeTask", {"seen": made["seq"]}, case=made["case"], task="mend")
    assert problem["code"] == "changed-meanwhile"


def test_an_act_of_somebody_else_is_refused(clerk: Program, chief: Program) -> None:
    case = registered(clerk)["case"]
    assert chief.refused(403, "completeTask", {}, case=case, task="mend")["code"] == "not-yours"
    assert clerk.refused(403, "takeAction", {}, case=case, action="finish")["code"] == "not-yours"
    assert clerk.refused(422, "takeAction", {}, case=case, action="no-such")["detail"]


def test_a_guard_says_what_is_missing(clerk: Program, chief: Program) -> None:
    case = registered(clerk)["case"]
    problem = chief.refused(422, "takeAction", {}, case=case, action="finish")
    assert "修理" in problem["detail"]


def test_a_mistyped_day_of_receipt_is_asked_for_and_granted_by_another(clerk: Program, program_of: ProgramOf) -> None:
    scan, case = upload(clerk)["file"], registered(clerk)["case"]
    body = {"received_on": "2026-02-20", "reason": "录错了"}
    assert clerk.refused(422, "correctReceipt", body, case=case)["code"] == "receipt-scan"
    assert clerk.do("correctReceipt", {**body, "scan": scan}, case=case)["events"] == ["draft-made"]
    assert clerk.refused(403, "approveDraft", {}, case=case, draft=1)["code"] == "not-yours"
    [draft] = program_of("admin").get("getCase", case=case)["drafts"]
    assert (draft["fixed"], draft["scan"], draft["mine"]) == (True, scan, True)
    assert "receipt-corrected" in program_of("admin").do("approveDraft", {}, case=case, draft=1)["events"]
    assert clerk.get("getCase", case=case)["received_on"] == "2026-02-20"


def test_a_case_is_opened_in_the_name_of_a_unit_of_the_officers(clerk: Program, place: Place) -> None:
    posts = (Post("clerk", "window"), Post("clerk", "office"))
    unit = Unit("window", "t", "服务窗口", "office")
    put_organisation(place.office, [], [unit], [Person("clerk", "t", "报修员甲", posts)])
    form = clerk.get("getCaseForm", pack="minimal", case_type="repair")
    assert [one["id"] for one in form["units"]] == ["window", "office"]
    assert clerk.refused(422, "registerCase", {**NEW, "unit": "away"})["code"] == "not-your-unit"
    opened = [clerk.do("registerCase", {**NEW, "unit": unit})["case"] for unit in ("office", "")]
    assert [place.state(case).unit for case in opened] == ["office", "window"]


def test_what_was_done_on_paper_is_recorded_with_its_scan(clerk: Program, program_of: ProgramOf) -> None:
    scan = upload(clerk)
    case = registered(clerk)["case"]
    body = {"on_behalf_of": "clerk", "occurred_on": "2026-03-01", "scan": scan["file"]}
    clerk.do("completeTask", body, case=case, task="mend")
    late = [item for item in clerk.get("getCase", case=case)["timeline"] if item["word"] == "task-completed"]
    assert late[0]["occurred_on"] == "2026-03-01"
    assert late[0]["scan"] == scan["file"]
    answer = clerk.call("getFile", case=case, file=scan["file"])
    assert answer.data == b"%PDF-1.4 scan"


@pytest.mark.parametrize(
    ("draft", "time", "body", "words"),
    [
        ("approveDraft", "approveExtension", {}, ("draft-approved", "clock-extended")),
        ("refuseDraft", "refuseExtension", {"reason": "不必"}, ("draft-refused", "extension-refused")),
    ],
    ids=["agreed", "refused"],
)
def test_what_was_decided_on_paper_is_recorded_by_somebody_who_did_not_ask(
    clerk: Program, program_of: ProgramOf, place: Place, draft: str, time: str, body: Any, words: tuple[str, str]
) -> None:
    put_organisation(place.office, [], [], [Person("mate", "t", "报修员丙", (Post("clerk", "office"),))])
    mate, case = program_of("mate"), registered(clerk)["case"]
    asked = {"received_on": "2026-02-20", "reason": "录错了", "scan": upload(clerk)["file"]}
    clerk.do("askExtension", {"by": "1 workday", "reason": "等配件"}, case=case, clock="mend")
    clerk.do("correctReceipt", asked, case=case)
    page = mate.get("getCase", case=case)
    offered = page["drafts"][0]["may_record_for"], page["clocks"][0]["asked"]["may_record_for"]
    assert [[one["id"] for one in people] for people in offered] == [["admin"], ["chief"]]
    for act, who, named, word in (
        (time, "chief", {"clock": "mend"}, words[1]),
        (draft, "admin", {"draft": 1}, words[0]),
    ):
        paper = {**body, "on_behalf_of": who, "occurred_on": "2026-03-02"}
        own = {**paper, "scan": upload(clerk)["file"]}
        assert clerk.refused(422, act, own, case=case, **named)["code"] == "asked-by-oneself"
        assert mate.refused(422, act, paper, case=case, **named)["code"] == "scan-missing"
        scan = upload(mate)["file"]
        assert word in mate.do(act, {**paper, "scan": scan}, case=case, **named)["events"]
        with place.office.database.read() as uow:
            [done] = [one for one in uow.cases.events("t", case) if one.event.word == word]
        assert (done.actor, done.on_behalf_of, str(done.occurred_on), done.scan) == ("mate", who, "2026-03-02", scan)


def upload(program: Program, data: bytes = b"%PDF-1.4 scan", name: str = "签字.pdf") -> Any:
    return program.do("uploadFile", {"file": (BytesIO(data), name)})


def test_a_future_paper_is_refused_by_its_field(clerk: Program) -> None:
    case = registered(clerk)["case"]
    problem = clerk.refused(422, "completeTask", {"occurred_on": "2026-03-09"}, case=case, task="mend")
    assert problem["problems"][0]["path"] == "occurred_on"


def test_more_time_is_asked_for_and_granted(clerk: Program, chief: Program) -> None:
    case = registered(clerk)["case"]
    clerk.do("askExtension", {"by": "2 workdays", "reason": "等配件"}, case=case, clock="mend")
    [clock] = chief.get("getCase", case=case)["clocks"]
    assert (clock["asked"]["by"], clock["asked"]["mine"]) == ("2 workdays", True)
    chief.do("approveExtension", {}, case=case, clock="mend")
    [clock] = chief.get("getCase", case=case)["clocks"]
    assert clock["due"]["on"] == "2026-03-09"


def test_more_time_is_refused_with_a_reason(clerk: Program, chief: Program, place: Place) -> None:
    case = registered(clerk)["case"]
    clerk.do("askExtension", {"by": "1 workday", "reason": "等配件"}, case=case, clock="mend")
    chief.refused(400, "refuseExtension", {"reason": "  "}, case=case, clock="mend")
    chief.do("refuseExtension", {"reason": "备件已到"}, case=case, clock="mend")
    assert "extension-refused" in place.words(case)


def test_a_masked_value_is_opened_with_a_reason_and_stays_written_down(clerk: Program, chief: Program) -> None:
    case = registered(clerk)["case"]
    assert "13800000000" not in chief.call("getCase", case=case).text
    assert "13800000000" in clerk.call("getCase", case=case).text
    chief.do("revealAnswer", {"path": "phone", "reason": "电话核实"}, case=case)
    page = chief.get("getCase", case=case)
    assert "13800000000" in str(page)
    assert any(item["word"] == "private-data-seen" for item in page["timeline"])


def test_a_letter_is_handed_out_and_its_delivery_written_down(clerk: Program) -> None:
    case = registered(clerk)["case"]
    [letter] = clerk.get("getCase", case=case)["letters"]
    answer = clerk.call("getLetter", case=case, copy=letter["copy"])
    assert "三楼打印机" in "\n".join(part.text for part in Document(BytesIO(answer.data)).paragraphs)
    clerk.refused(404, "getLetter", case=case, copy=99)
    clerk.refused(404, "getLetter", case=case, copy="9" * 5000)


def test_lists_tell_of_the_case(clerk: Program, chief: Program, place: Place) -> None:
    case = registered(clerk)["case"]
    assert [row["case"] for row in clerk.get("listWork")["rows"]] == [case]
    assert clerk.get("listWork", light="red")["rows"] == []
    assert [row["case"] for row in clerk.get("findCases", words="打印机")["items"]] == [case]
    assert [item["case"] for item in chief.get("listInbox")["items"]] == [case]
    [view] = clerk.get("listViews")["items"]
    ledger = clerk.get("getView", view=view["id"], **{"filter[category]": "printer"})
    assert [row["case"] for row in ledger["rows"]] == [case]
    assert clerk.get("getView", view=view["id"], **{"filter[category]": "computer"})["rows"] == []


def test_a_filter_that_a_view_does_not_know_is_never_passed_over(clerk: Program) -> None:
    clerk.refused(400, "getView", view="ledger", **{"filter[phone]": "1"})
    clerk.refused(400, "getView", view="ledger", sort="no-such")
    clerk.refused(400, "exportView", {}, view="ledger", group="phone")


def test_a_ledger_leaves_as_a_workbook(clerk: Program) -> None:
    registered(clerk)
    answer = clerk.call("exportView", view="ledger")
    assert answer.data[:2] == b"PK"


def test_notes_are_read_one_by_one(clerk: Program, chief: Program) -> None:
    registered(clerk)
    [item] = chief.get("listInbox")["items"]
    assert chief.do("readInbox", {"ids": [item["id"]]})["unread"] == 0


def test_a_leader_sees_what_waits(clerk: Program, chief: Program) -> None:
    case = registered(clerk)["case"]
    clerk.do("askExtension", {"by": "1 workday", "reason": "等配件"}, case=case, clock="mend")
    [(row, clock)] = chief.get("getLeaderPage")["extensions"]
    assert (row["case"], clock["asked"]["by"]) == (case, "1 workday")


def test_administrators_read_packs_and_the_organisation(program_of: ProgramOf) -> None:
    admin = program_of("admin")
    [pack] = admin.get("listPacks")["items"]
    assert admin.get("getPack", pack="minimal")["hash"] == pack["hash"]
    assert admin.get("getOrganisation")["units"][0]["unit"]["title"] == "办公室"
    admin.refused(404, "getPack", pack="no-such")


@pytest.mark.parametrize("id", ["listPacks", "getOrganisation"])
def test_nobody_else_does(clerk: Program, id: str) -> None:
    assert clerk.refused(403, id)["code"] == "forbidden"


def test_another_tenant_finds_nothing(clerk: Program, program_of: ProgramOf) -> None:
    case, stranger = registered(clerk)["case"], program_of("stranger")
    stranger.refused(404, "getCase", case=case)
    stranger.refused(404, "commentCase", {"text": "?"}, case=case)
    stranger.refused(404, "getLetter", case=case, copy=1)
    assert stranger.get("findCases", words="打印机")["items"] == []


def test_time_passes_in_the_api_too(clerk: Program, place: Place) -> None:
    case = registered(clerk)["case"]
    place.work(at("2026-03-06T10:00+08:00"))
    assert clerk.get("getCase", case=case)["clocks"][0]["due"]["light"] == "red"
