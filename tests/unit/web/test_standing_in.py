"""Who acts for whom, and what changes hands in many cases at once: seen first, then done."""

from __future__ import annotations

import re

import pytest

from fangyuan.casework.admitting import by_token, issue_token, open_account, sign_in
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post, Unit
from fixtures.web import Desk, Site
from unit.casework.offices import at

PERIOD = {"since": "2026-03-02", "until": "2026-03-06", "reason": "出差"}


@pytest.fixture(autouse=True)
def staffed(site: Site) -> None:
    people = [Person("clerk-2", "t", "报修员戊", (Post("clerk", "office-2"),))]
    put_organisation(site.place.office, [], [Unit("office-2", "t", "第二办公室", "office")], people)


@pytest.fixture
def clerk(site: Site) -> Desk:
    return site.desk("clerk")


@pytest.fixture
def admin(site: Site) -> Desk:
    return site.desk("admin")


def test_work_is_lent_for_a_while_and_taken_back(site: Site, clerk: Desk) -> None:
    site.case()
    chief = site.desk("chief")
    clerk.get("/delegations")
    clerk.post("/delegations", {"to": "chief", **PERIOD})
    clerk.follow()
    assert clerk.shows("我委托别人的", "科长乙", "代办中")
    chief.get("/delegations")
    assert chief.shows("别人委托我的", "报修员甲")
    assert "收回" not in chief.page
    assert "SLBX2026-0001" in chief.get("/")
    ending = clerk.page.partition("/delegations/")[2].partition("/end")[0]
    clerk.post(f"/delegations/{ending}/end", {})
    assert "SLBX2026-0001" not in chief.get("/")


def test_what_a_stand_in_had_claimed_is_taken_over_by_a_button(site: Site, clerk: Desk) -> None:
    case = site.case()
    chief = site.desk("chief")
    clerk.get("/delegations")
    clerk.post("/delegations", {"to": "chief", **PERIOD})
    chief.get(f"/cases/{case}")
    chief.post(f"/cases/{case}/tasks/mend", {"_subject": "", "_act": "claim"})
    assert "接手" not in clerk.get(f"/cases/{case}")
    site.place.time.at = at("2026-03-09T09:00+08:00")
    clerk.get(f"/cases/{case}")
    assert clerk.shows("接手", "原由科长乙认领，现在已不能由其办理。", "待我办")
    clerk.post(f"/cases/{case}/tasks/mend", {"_subject": "", "_act": "claim"})
    clerk.follow()
    assert "接手" not in clerk.page
    assert site.place.state(case).tasks["mend", "", 1].claimed_by == "clerk"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"to": "clerk"}, "请从本单位在职人员中另选"),
        ({"to": "chief", "until": "2026-03-01"}, "止期不能早于"),
        ({"to": "chief", "until": "someday"}, "请填写日期"),
        ({"to": "stranger"}, "请从列出的选项中选择"),
        ({"to": "chief", "reason": " "}, "请填写“事由”"),
    ],
)
def test_what_is_wrong_with_a_delegation_stands_beside_it(clerk: Desk, fields: dict[str, str], says: str) -> None:
    clerk.get("/delegations")
    clerk.post("/delegations", {**PERIOD, **fields}, 422)
    assert clerk.shows(says, "2026-03-02")


def test_an_administrator_lends_for_others_and_sees_all(admin: Desk) -> None:
    admin.get("/delegations")
    admin.post("/delegations", {"person": "clerk", "to": "clerk-2", **PERIOD})
    admin.follow()
    assert admin.shows("本单位其他委托", "报修员甲", "报修员戊")


def test_everything_of_a_person_is_looked_at_and_then_moves(site: Site, admin: Desk) -> None:
    cases = [site.place.register(f"k{n}").case for n in range(2)]
    admin.get("/handover")
    admin.post("/handover", {"_act": "look", "person": "clerk", "to": "clerk-2"}, 200)
    assert admin.shows("将移交在办案件 2 件，其中待办任务 2 项。")
    assert all("clerk" in site.place.state(case).tasks["mend", "", 1].slots[0].people for case in cases)
    admin.post("/handover", {"_act": "act", "person": "clerk", "to": "clerk-2"}, 422)
    assert admin.shows("请填写“理由”")
    admin.post("/handover", {"_act": "act", "person": "clerk", "to": "clerk-2", "reason": "调离"})
    admin.follow()
    assert admin.shows("已移交 2 件。")
    assert {site.place.state(case).tasks["mend", "", 1].slots[0].people for case in cases} == {("clerk-2",)}


def test_a_part_of_the_charges_goes_where_the_remit_goes(site: Site, admin: Desk) -> None:
    printer, computer = (site.place.register(n, category=n).case for n in ("printer", "computer"))
    admin.get("/handover")
    assert admin.shows("只限这样的内容", "只限这一类事项", "或者整个单位的工作")
    part = {"person": "clerk", "to": "clerk-2", "case_type": "minimal/repair", "value": "printer", "reason": "分工调整"}
    admin.post("/handover", {"_act": "look", **part}, 200)
    assert admin.shows("将移交在办案件 1 件，其中待办任务 1 项。")
    admin.post("/handover", {"_act": "act", **part})
    assert site.place.state(printer).tasks["mend", "", 1].slots[0].people == ("clerk-2",)
    assert "clerk" in site.place.state(computer).tasks["mend", "", 1].slots[0].people
    whole = {"of_unit": "office", "person": "chief", "to": "clerk-2", "reason": "职责整体划转"}
    admin.get("/handover")
    admin.post("/handover", {"_act": "look", **whole}, 200)
    assert admin.shows("将移交在办案件 1 件")
    admin.post("/handover", {"_act": "act", **whole})
    assert site.place.state(computer).tasks["mend", "", 1].slots[0].people == ("clerk-2",)


def test_an_officer_hands_over_nobody_elses_work(site: Site, clerk: Desk) -> None:
    clerk.get("/handover")
    assert "谁的工作" not in clerk.page
    clerk.post("/handover", {"_act": "act", "person": "chief", "to": "clerk-2", "reason": "调离"})
    clerk.get("/units/merge", 403)


def test_a_unit_is_looked_at_and_then_merges(site: Site, admin: Desk) -> None:
    case = site.case()
    admin.get("/units/merge")
    admin.post("/units/merge", {"_act": "look", "unit": "office", "to": "office"}, 422)
    assert admin.shows("并入的单位不能是自己")
    admin.post("/units/merge", {"_act": "look", "unit": "office", "to": "office-2"}, 200)
    assert admin.shows("将移交在办案件 1 件", "还有人员在这个单位任职", "报修员甲")
    assert site.place.state(case).unit == "office"
    admin.post("/units/merge", {"_act": "act", "unit": "office", "to": "office-2", "reason": "机构改革"})
    assert site.place.state(case).unit == "office-2"


def test_an_administrator_changes_posts_and_closes_an_account(site: Site, admin: Desk) -> None:
    address = "/organisation/people/clerk-2"
    admin.get(address)
    admin.post(f"{address}/posts", {"_act": "give", "unit": "office", "role": ""}, 422)
    assert admin.shows("请填写“岗位”")
    admin.post(f"{address}/posts", {"_act": "give", "unit": "office", "role": "chief"})
    admin.follow()
    assert admin.shows("岗位已调整", "办公室 · 设备科长", "第二办公室 · 报修员")
    admin.post(f"{address}/posts", {"_act": "take", "unit": "office-2", "role": "clerk"})
    admin.follow()
    assert "第二办公室 · 报修员" not in admin.page
    admin.post("/organisation/people/admin/posts", {"_act": "take", "unit": "office", "role": "administrator"}, 422)
    assert admin.shows("不能免去自己的管理员岗位")
    admin.post(f"{address}/retire", {})
    admin.follow()
    assert admin.page.index("已停用的人员") < admin.page.index("报修员戊")


def test_whoever_left_is_shut_out_and_may_come_back_with_a_new_password(site: Site, admin: Desk) -> None:
    office, now, address = site.place.office, site.place.now, "/organisation/people/clerk-2"
    open_account(office, "t", "clerk-2", "wu", "the old password", now)
    token = issue_token(office, Identity("t", "clerk-2"), "desk", now)
    admin.get(address)
    admin.post(f"{address}/retire", {})
    with pytest.raises(Refused, match="停用"):
        sign_in(office, "wu", "the old password", now)
    with pytest.raises(Refused, match="令牌无效"):
        by_token(office, token, now)
    admin.get(address)
    assert admin.shows("已停用", "重新启用")
    assert "增加岗位" not in admin.page
    admin.post(f"{address}/password", {}, 422)
    admin.get(address)
    admin.post(f"{address}/reinstate", {}, 200)
    found = re.search(r'fy-secret">(\w{12})<', admin.page)
    assert found
    with pytest.raises(Refused, match="不正确"):
        sign_in(office, "wu", "the old password", now)
    assert sign_in(office, "wu", found[1], now) == Identity("t", "clerk-2")
    assert found[1] not in admin.get(address)


def test_a_new_password_from_the_administrator_ends_the_tokens_too(site: Site, admin: Desk) -> None:
    office, now = site.place.office, site.place.now
    site.open_accounts()
    token = issue_token(office, Identity("t", "clerk"), "desk", now)
    admin = site.desk("admin")
    admin.get("/organisation/people/clerk")
    admin.post("/organisation/people/clerk/password", {}, 200)
    with pytest.raises(Refused, match="令牌无效"):
        by_token(office, token, now)
