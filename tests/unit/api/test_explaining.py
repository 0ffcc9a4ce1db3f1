"""Why, and why not, through the API: of every rule that was weighed, in the words of the form."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangyuan.casework.organising import put_organisation
from fangyuan.model.world import Person, Post
from unit.api.talking import Program
from unit.casework.offices import ANSWERS, MINIMAL, REPAIR, Place, make_place

RULES = """
- rule: fast
  title: 急修件另编号
  because: 设备管理办法 第四条
  on: case-registered
  if: {urgent: {const: true}}
  then: [{set: {device: 急修件}}]
  priority: 5
- {rule: usual, title: 其余普通编号, because: ours, on: case-registered, then: [{set: {device: 普修件}}]}
- rule: buildings
  title: 房屋算急修
  because: ours
  on: case-registered
  if: {category: {const: building}}
  then: [{flag: urgent}]
- rule: not-printers
  title: 打印机以外的
  because: ours
  on: case-registered
  if: {all: [{category: {enum: [printer, building]}}, {not: {category: {const: printer}}}]}
  then: [{flag: urgent}]
- rule: drafted
  title: 打印机呈批
  because: ours
  on: case-registered
  if: {category: {const: printer}}
  then: [{draft: {opinion: 建议更换, approver: {role: chief}, if-approved: [{flag: urgent}]}}]
- {rule: vacant, title: 请局长定, because: ours, on: case-registered,
   then: [{draft: {opinion: 建议外修, approver: {role: head}, if-approved: [{notify: {to: {role: clerk}, text: 同意外修}}]}}]}
"""


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """The minimal pack with three more rules, of which one gives way to another and one does not hold."""
    pack = tmp_path / "minimal"
    shutil.copytree(MINIMAL, pack)
    with (pack / "case-types/repair/rules.yaml").open("a", encoding="utf-8") as rules:
        rules.write(RULES)
    with (pack / "roles.yaml").open("a", encoding="utf-8") as roles:
        roles.write("\n- {role: head, title: 局长}\n")
    made = make_place(database_url, tmp_path, pack=pack)
    put_organisation(made.office, (), (), [Person("admin", "t", "管理员", (Post("administrator", "office"),))])
    yield made
    made.office.database.close()


@pytest.fixture
def told(clerk: Program) -> dict[str, Any]:
    """The case as the API gives it after its registration."""
    made = clerk.do("registerCase", {"case_type": REPAIR, "answers": dict(ANSWERS), "received_on": "2026-03-01"})
    page: dict[str, Any] = clerk.get("getCase", case=made["case"])
    return page


def block(page: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block of the registration, and its lines by rule."""
    [found] = [one for one in page["why"] if one["on"] == "登记"]
    return found, {line["rule"]: line for line in found["lines"]}


def test_a_rule_that_fired_tells_its_ground_and_what_it_saw(told: dict[str, Any]) -> None:
    _, lines = block(told)
    fast = lines["fast"]
    assert (fast["title"], fast["because"], fast["fired"]) == ("急修件另编号", "设备管理办法 第四条", True)
    assert (fast["sentence"], fast["saw"], fast["overruled_by"]) == ("“急修”：是", "急修：是", "")


def test_a_rule_that_failed_names_the_first_test_and_what_stood_there(told: dict[str, Any]) -> None:
    _, lines = block(told)
    assert lines["buildings"]["fired"] is False
    assert "类别" in lines["buildings"]["sentence"]
    assert "打印机" in lines["buildings"]["sentence"]


def test_a_rule_that_gave_way_names_the_one_that_overruled_it(told: dict[str, Any]) -> None:
    _, lines = block(told)
    assert lines["usual"]["overruled_by"] == "急修件另编号"


def test_of_two_tests_on_one_answer_the_one_that_failed_is_told_and_what_should_not_be_is_told_so(
    told: dict[str, Any],
) -> None:
    _, lines = block(told)
    assert lines["not-printers"]["fired"] is False
    assert lines["not-printers"]["sentence"] == "要求并非（“类别”为“打印机”），现在是打印机"


def test_what_an_approved_opinion_brings_leads_to_the_rule_that_drafted_it(clerk: Program, chief: Program) -> None:
    answers = {**ANSWERS, "category": "printer", "urgent": False}
    made = clerk.do("registerCase", {"case_type": REPAIR, "answers": answers, "received_on": "2026-03-01"})
    drafts = {one["rule"]: one["draft"] for one in chief.get("getCase", case=made["case"])["drafts"]}
    chief.do("approveDraft", {}, case=made["case"], draft=drafts["drafted"])
    page = chief.get("getCase", case=made["case"])
    found, _ = block(page)
    [filled] = [one for one in page["timeline"] if one["cause"] == "draft"]
    assert (filled["word"], filled["caused_in"]) == ("flag-raised", found["seq"])
    assert (filled["rule"], filled["saw"]) == ("打印机呈批", "类别：打印机")


def test_the_office_names_somebody_for_an_opinion_that_nobody_could_decide(clerk: Program, chief: Program) -> None:
    made = clerk.do("registerCase", {"case_type": REPAIR, "answers": dict(ANSWERS), "received_on": "2026-03-01"})
    page = clerk.get("getCase", case=made["case"])
    [card] = [one for one in page["tasks"] if one["task"] == "settle-nobody"]
    about = {"case": made["case"], "task": card["task"]}
    offered = clerk.get("getReassigning", subject=card["subject"]["id"], **about)
    assert "chief" in [one["id"] for group in offered["people"] for one in group["people"]]
    named = {"subject": card["subject"]["id"], "to": "chief", "reason": "由科长审批"}
    chief.refused(403, "reassignTask", named, **about)
    clerk.do("reassignTask", named, **about)
    page = chief.get("getCase", case=made["case"])
    [draft] = [one for one in page["drafts"] if one["rule"] == "vacant"]
    assert (draft["mine"], draft["approvers"]) == (True, ["科长乙"])
    chief.do("approveDraft", {}, case=made["case"], draft=draft["draft"])
    told = [item for item in page["timeline"] if item["word"] == "draft-reassigned"]
    assert told[0]["params"]["approvers"] == "科长乙"


def test_the_timeline_leads_to_the_block_and_the_pack_is_named(told: dict[str, Any], place: Place) -> None:
    found, lines = block(told)
    assert set(lines) == {"urgent-goes-to-the-chief", "fast", "usual", "buildings", "not-printers", "drafted", "vacant"}
    registered = next(item for item in told["timeline"] if item["word"] == "case-registered")
    flagged = next(item for item in told["timeline"] if item["word"] == "flag-raised")
    assert registered["weighed"] == flagged["caused_in"] == found["seq"]
    assert (flagged["cause"], flagged["rule"], flagged["saw"]) == ("rule", "急修件告知科长", "急修：是")
    assert found["of"] == registered["seq"]
    assert {told["pack"], found["pack"], *(item["pack"] for item in told["timeline"])} == {place.pack.hash}
