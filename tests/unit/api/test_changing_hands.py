"""Work that changes hands through the API: who is offered, who may be named, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from fangyuan.casework.acting import act_as_clockwork
from fangyuan.casework.admitting import open_account
from fangyuan.casework.organising import put_organisation
from fangyuan.model.commands import LinkCase, ReportObjection
from fangyuan.model.world import Person, Post, Unit
from unit.api.conftest import ProgramOf
from unit.api.talking import Program
from unit.casework.offices import Place

WHY = {"reason": "分工调整"}


@pytest.fixture
def case(place: Place) -> str:
    people = [Person("clerk-2", "t", "报修员戊", (Post("clerk", "office-2"),))]
    put_organisation(place.office, [], [Unit("office-2", "t", "第二办公室", "office")], people)
    return place.register().case


def offered(page: Any) -> set[str]:
    return {one["id"] for group in page["people"] for one in group["people"]}


def test_a_task_goes_to_whom_the_api_offers_and_to_nobody_else(clerk: Program, place: Place, case: str) -> None:
    page = clerk.get("getReassigning", case=case, task="mend")
    assert offered(page) == {"clerk", "clerk-2", "chief", "admin"}
    told = clerk.refused(422, "reassignTask", {"to": "stranger", **WHY}, case=case, task="mend")
    assert [line["path"] for line in told["problems"]] == ["to"]
    clerk.do("reassignTask", {"to": "clerk-2", "seen": page["seq"], **WHY}, case=case, task="mend")
    assert place.state(case).tasks["mend", "", 1].slots[0].people == ("clerk-2",)
    clerk.refused(409, "reassignTask", {"to": "chief", "seen": page["seq"], **WHY}, case=case, task="mend")


def test_a_signer_is_added_once(clerk: Program, case: str) -> None:
    assert "chief" in offered(clerk.get("getAddingSigner", case=case, task="mend"))
    clerk.do("addSigner", {"to": "chief", **WHY}, case=case, task="mend")
    clerk.refused(422, "addSigner", {"to": "chief", **WHY}, case=case, task="mend")
    clerk.refused(422, "withdrawTask", WHY, case=case, task="mend")


def test_who_steps_aside_names_a_stand_in_once_for_a_key(chief: Program, place: Place, case: str) -> None:
    page = chief.get("getRecusing", case=case)
    assert ([one["id"] for one in page["leaving"]], "clerk-2" in offered(page)) == (["chief"], True)
    chief.refused(422, "recuse", WHY, case=case)
    first, second = (chief.do("recuse", {"to": "clerk-2", **WHY}, key="k", case=case) for _ in range(2))
    assert (first["seq"], place.state(case).recused) == (second["seq"], (("chief", "clerk-2"),))


def test_a_duplicate_is_merged_and_a_closed_case_goes_on(clerk: Program, place: Place, case: str) -> None:
    main = place.register("k2")
    clerk.refused(404, "mergeCase", {"into": "NO-SUCH", **WHY}, case=case)
    done = clerk.do("mergeCase", {"into": main.number, **WHY}, case=case)
    assert "case-merged" in done["events"]
    assert [one["act"] for one in clerk.get("getCase", case=case)["acts"]] == ["receipt", "link", "reopen"]
    clerk.refused(422, "reopenCase", {"stage": "done", **WHY}, case=case)
    assert "case-reopened" in clerk.do("reopenCase", {"stage": "open", **WHY}, case=case)["events"]


def test_an_objection_is_answered(clerk: Program, place: Place, case: str) -> None:
    child = place.register("k2").case
    act_as_clockwork(place.office, "t", case, LinkCase(relation="child", case=child, key="d1"), place.now)
    act_as_clockwork(place.office, "t", case, ReportObjection(case=child, reason="不归我们管"), place.now)
    [told] = clerk.get("getCase", case=case)["objections"]
    assert (told["case"], told["reason"]) == (child, "不归我们管")
    clerk.refused(422, "answerObjection", {"agreed": False}, case=case, child=child)
    clerk.do("answerObjection", {"agreed": False, **WHY}, case=case, child=child)
    clerk.refused(422, "object", WHY, case=case)


def test_a_case_is_tied_to_another_and_untied(clerk: Program, place: Place, case: str) -> None:
    other = place.register("k2")
    clerk.refused(404, "linkCase", {"number": "NO-SUCH", "relation": "repeat"}, case=case)
    told = clerk.refused(422, "linkCase", {"number": other.number, "relation": "child"}, case=case)
    assert [line["path"] for line in told["problems"]] == ["relation"]
    clerk.do("linkCase", {"number": other.number, "relation": "repeat"}, case=case)
    [tie] = clerk.get("getCase", case=case)["links"]
    assert (tie["relation"], tie["number"], tie["may_unlink"]) == ("重复", other.number, True)
    clerk.refused(404, "unlinkCase", WHY, case=case, other="no-such")
    assert "cases-unlinked" in clerk.do("unlinkCase", WHY, case=case, other=other.case)["events"]
    assert clerk.get("getCase", case=case)["links"] == []


def test_what_was_sent_on_is_called_back(clerk: Program, place: Place, case: str) -> None:
    child = place.register("k2").case
    act_as_clockwork(place.office, "t", case, LinkCase(relation="child", case=child, key="d1"), place.now)
    [tie] = clerk.get("getCase", case=case)["links"]
    assert (tie["key"], tie["may_recall"]) == ("d1", True)
    clerk.refused(422, "recallCase", {"key": "d2", **WHY}, case=case)
    assert "dispatch-recalled" in clerk.do("recallCase", {"key": "d1", **WHY}, case=case)["events"]
    [tie] = clerk.get("getCase", case=case)["links"]
    assert (tie["recalled"], tie["may_recall"]) == (WHY["reason"], False)


def test_passwords_are_changed_and_reset(clerk: Program, program_of: ProgramOf, place: Place) -> None:
    open_account(place.office, "t", "clerk", "clerk", "a long password", place.now)
    clerk.refused(422, "changePassword", {"old": "wrong", "new": "another password"})
    assert clerk.do("changePassword", {"old": "a long password", "new": "another password"})["person"] == "clerk"
    clerk.refused(403, "resetPassword", person="clerk")
    admin = program_of("admin")
    assert len(admin.do("resetPassword", person="clerk")["password"]) == 12
    admin.refused(404, "resetPassword", person="stranger")


def test_work_is_lent_and_handed_over(clerk: Program, program_of: ProgramOf, case: str) -> None:
    period = {"since": "2026-03-02", "until": "2026-03-03", **WHY}
    [given] = clerk.do("delegate", {"to": "chief", **period})["given"]
    assert (given["to"]["id"], given["status"]) == ("chief", "running")
    assert clerk.do("endDelegation", delegation=given["id"])["given"] == []
    clerk.refused(404, "endDelegation", delegation=given["id"])
    clerk.refused(403, "foreseeHandOver", {"person": "chief", "to": "clerk-2", **WHY})
    admin = program_of("admin")
    hands = {"person": "clerk", "to": "clerk-2", **WHY}
    other = {**hands, "values": ["lift"], "case_types": ["minimal/repair"]}
    assert (admin.do("foreseeHandOver", other)["cases"], admin.do("handOver", other)["changed"]) == (0, [])
    assert (admin.do("foreseeHandOver", hands)["cases"], admin.do("handOver", hands)["changed"]) == (1, [case])
    units = {"unit": "office", "to": "office-2", **WHY}
    assert admin.do("foreseeUnitMerger", units)["cases"] == 1
    assert admin.do("mergeUnits", units) == {"changed": [case], "failed": []}


def test_posts_are_given_and_taken_and_an_account_closed(program_of: ProgramOf, case: str) -> None:
    admin, chief = program_of("admin"), {"role": "chief", "unit": "office"}
    given = admin.do("givePost", chief, person="clerk-2")["posts"]
    assert [role["id"] for _, role in given] == ["clerk", "chief"]
    assert len(admin.do("takePost", chief, person="clerk-2")["posts"]) == 1
    admin.refused(404, "givePost", {"role": "chief", "unit": "away"}, person="clerk-2")
    assert admin.get("getPerson", person="clerk-2")["login"] == ""
    admin.do("retirePerson", person="clerk-2")
    assert admin.get("getPerson", person="clerk-2")["active"] is False
    assert [one["id"] for one in admin.get("getOrganisation")["gone"]] == ["clerk-2"]
    assert admin.do("reinstatePerson", person="clerk-2") == {"person": "clerk-2", "password": ""}
    assert admin.get("getPerson", person="clerk-2")["active"] is True
    whole = {"of_unit": "office", "to": "clerk-2", **WHY}
    assert admin.do("foreseeHandOver", whole)["cases"] == 1
    assert admin.do("handOver", whole)["changed"] == [case]
    program_of("clerk").refused(403, "handOver", whole)
