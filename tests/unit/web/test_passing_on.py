"""Work that changes hands, recusals, duplicates, objections, a case that goes on: each on its own small page."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from fangyuan.casework.acting import act, act_as_clockwork
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import open_dispatched
from fangyuan.model.commands import CompleteTask, LinkCase, ReportObjection, TakeAction
from fangyuan.model.decisions import Outgoing
from fangyuan.model.world import Person, Post, Unit
from fixtures.web import Desk, Site
from unit.casework.offices import ANSWERS, CHIEF, CLERK, REPAIR

WHY = "分工调整"


@pytest.fixture
def staffed(site: Site) -> Site:
    """The site with a second unit and its clerk, and somebody who has left."""
    people = [
        Person("clerk-2", "t", "报修员戊", (Post("clerk", "office-2"),)),
        Person("gone", "t", "离任者", (Post("clerk", "office"),), active=False),
    ]
    put_organisation(site.place.office, [], [Unit("office-2", "t", "第二办公室", "office")], people)
    return site


@pytest.fixture
def case(staffed: Site) -> str:
    return staffed.case()


@pytest.fixture
def clerk(staffed: Site) -> Desk:
    return staffed.desk("clerk")


@pytest.fixture
def chief(staffed: Site) -> Desk:
    return staffed.desk("chief")


def page_of(case: str, act: str, about: str = "") -> str:
    return f"/cases/{case}/acts/{act}" + (f"?about={about}" if about else "")


def hands(site: Site, case: str) -> tuple[str, ...]:
    return site.place.state(case).tasks["mend", "", 1].slots[0].people


def test_the_case_page_leads_to_every_act_that_is_ones_own(clerk: Desk, case: str) -> None:
    clerk.get(f"/cases/{case}")
    assert clerk.shows(*(f"/cases/{case}/acts/{act}" for act in ("reassign", "add-signer", "recuse", "merge")))
    assert all(f"/acts/{act}" not in clerk.page for act in ("reopen", "object", "decide-objection", "withdraw"))


def test_a_task_is_given_to_one_of_those_who_are_offered(staffed: Site, clerk: Desk, case: str) -> None:
    clerk.get(page_of(case, "reassign", "mend"))
    assert clerk.shows("第二办公室", "报修员戊（报修员）")
    assert "离任者" not in clerk.page
    assert "外人" not in clerk.page
    clerk.post(page_of(case, "reassign"), {"_about": "mend", "_subject": "", "to": "clerk-2", "reason": WHY})
    assert hands(staffed, case) == ("clerk-2",)
    clerk.follow()
    assert clerk.shows("已办：改派。", "改由 报修员戊 办理 分工调整")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"to": "clerk-2"}, "请填写“理由”。"),
        ({"reason": WHY}, "请填写“改由谁办理”。"),
        ({"to": "stranger", "reason": WHY}, "请从列出的选项中选择。"),
        ({"to": "clerk-2", "reason": "长" * 401}, "最多 400 个字"),
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed(
    staffed: Site, clerk: Desk, case: str, fields: dict[str, str], says: str
) -> None:
    before = hands(staffed, case)
    clerk.get(page_of(case, "reassign", "mend"))
    clerk.post(page_of(case, "reassign"), {"_about": "mend", **fields}, 422)
    assert clerk.shows(says, fields.get("reason", ""))
    assert hands(staffed, case) == before


def test_one_more_signer_is_asked(staffed: Site, clerk: Desk, case: str) -> None:
    clerk.get(page_of(case, "add-signer", "mend"))
    clerk.post(page_of(case, "add-signer"), {"_about": "mend", "to": "chief", "reason": "需要复核"})
    assert [place.people for place in staffed.place.state(case).tasks["mend", "", 1].slots][1:] == [("chief",)]
    clerk.get(page_of(case, "add-signer", "mend"))
    assert "科长乙" not in clerk.page.partition('id="f-to"')[2]


def test_done_work_is_sent_back_and_an_instrument_withdrawn(staffed: Site, clerk: Desk, chief: Desk, case: str) -> None:
    act(staffed.place.office, CLERK, case, CompleteTask(task="mend"), staffed.place.now)
    chief.get(f"/cases/{case}")
    assert chief.shows("退回重做")
    chief.get(page_of(case, "return", "mend"))
    chief.post(page_of(case, "return"), {"_about": "mend", "reason": "没有修好"})
    assert staffed.place.state(case).tasks["mend", "", 1].returned == "没有修好"


def test_who_steps_aside_names_a_stand_in_where_nobody_else_can_do_it(staffed: Site, chief: Desk, case: str) -> None:
    chief.get(page_of(case, "recuse"))
    chief.post(page_of(case, "recuse"), {"reason": "亲属"}, 422)
    assert chief.shows("没有其他人可以承担", "亲属")
    chief.post(page_of(case, "recuse"), {"reason": "亲属", "to": "clerk-2"})
    assert staffed.place.state(case).recused == (("chief", "clerk-2"),)


def test_a_registrar_has_another_step_aside(staffed: Site, clerk: Desk, case: str) -> None:
    clerk.get(page_of(case, "recuse"))
    assert clerk.shows("谁回避")
    clerk.post(page_of(case, "recuse"), {"person": "clerk-2", "to": "chief", "reason": "利害关系"})
    assert dict(staffed.place.state(case).recused) == {"clerk-2": "chief"}


def test_a_duplicate_is_looked_for_and_merged(staffed: Site, clerk: Desk, case: str) -> None:
    main = staffed.place.register("k2", device="三楼打印机卡纸")
    clerk.get(page_of(case, "merge"))
    clerk.post(page_of(case, "merge"), {"_act": "submit", "reason": "同一事项"}, 422)
    assert clerk.shows("请先找到要并入的那一件。", "同一事项")
    clerk.post(page_of(case, "merge"), {"_act": "find", "q": "卡纸", "reason": "同一事项"}, 200)
    assert clerk.shows(main.number, "同一事项")
    assert staffed.place.state(case).number not in clerk.page.partition('id="f-into"')[2]
    clerk.post(page_of(case, "merge"), {"_act": "submit", "q": "卡纸", "into": main.number, "reason": "同一事项"})
    assert staffed.place.state(case).closed
    clerk.get(f"/cases/{case}?tab=links")
    assert clerk.shows("已并入", main.number)


def test_a_closed_case_goes_on_in_a_stage_that_is_chosen(staffed: Site, clerk: Desk, case: str) -> None:
    act(staffed.place.office, CHIEF, case, TakeAction(action="scrap"), staffed.place.now)
    clerk.get(f"/cases/{case}")
    assert clerk.shows("/acts/reopen")
    clerk.get(page_of(case, "reopen"))
    clerk.post(page_of(case, "reopen"), {"stage": "done", "reason": "又坏了"}, 422)
    clerk.post(page_of(case, "reopen"), {"stage": "open", "reason": "又坏了"})
    assert not staffed.place.state(case).closed


def test_an_objection_is_answered_on_the_case_that_was_sent(staffed: Site, clerk: Desk, case: str) -> None:
    office, now = staffed.place.office, staffed.place.now
    child = staffed.place.register("k2").case
    act_as_clockwork(office, "t", case, LinkCase(relation="child", case=child, number="X-1", key="d1"), now)
    act_as_clockwork(office, "t", case, ReportObjection(case=child, reason="不归我们管"), now)
    clerk.get(f"/cases/{case}")
    assert clerk.shows("待我答复", "不归我们管")
    clerk.get(page_of(case, "decide-objection", child))
    clerk.post(page_of(case, "decide-objection"), {"_about": child, "decision": "refused"}, 422)
    assert clerk.shows("请写明不同意退回的理由")
    clerk.post(page_of(case, "decide-objection"), {"_about": child, "decision": "refused", "reason": "由你们管"})
    assert [tie.objection for tie in staffed.place.state(case).links if tie.case == child] == ["refused"]


def test_a_page_that_others_overtook_keeps_what_was_typed(staffed: Site, clerk: Desk, case: str) -> None:
    clerk.get(page_of(case, "reassign", "mend"))
    carried = {name: clerk.hidden(name) for name in ("csrf_token", "_key", "_seq")}
    other = staffed.desk("clerk")
    other.get(page_of(case, "add-signer", "mend"))
    other.post(page_of(case, "add-signer"), {"_about": "mend", "to": "chief", "reason": WHY})
    sent = {**carried, "_about": "mend", "to": "clerk-2", "slot": "0", "reason": "我打的字"}
    clerk.post(page_of(case, "reassign"), sent, 409)
    assert clerk.shows("刚刚被别人", "我打的字")
    clerk.post(page_of(case, "reassign"), {"_about": "mend", "to": "clerk-2", "slot": "0", "reason": "我打的字"})
    assert hands(staffed, case) == ("clerk-2",)


def test_an_act_that_is_no_more_tells_so_and_a_second_click_leads_on(staffed: Site, clerk: Desk, case: str) -> None:
    clerk.get(page_of(case, "recuse"))
    sent = {name: clerk.hidden(name) for name in ("csrf_token", "_key", "_seq")}
    sent |= {"person": "clerk", "to": "clerk-2", "reason": "利害关系"}
    for _ in range(2):
        assert clerk.client.post(page_of(case, "recuse"), data=sent).headers["Location"] == "/"
    late = clerk.client.post(page_of(case, "recuse"), data={**sent, "_key": "another"})
    assert late.status_code == 404, "whoever stepped aside finds the case no more"


@pytest.mark.parametrize("path", ["acts/no-such-act", "acts/withdraw?about=mend", "acts/object", "acts/reopen"])
def test_what_is_not_offered_cannot_be_opened(clerk: Desk, case: str, path: str) -> None:
    answer = clerk.client.get(f"/cases/{case}/{path}")
    assert answer.status_code in (404, 422)


def test_nobody_passes_on_what_they_may_not_see(staffed: Site, case: str) -> None:
    stranger = staffed.desk("stranger")
    stranger.get(page_of(case, "recuse"), 404)


def test_what_was_sent_on_is_called_back_from_the_list_of_ties(staffed: Site, clerk: Desk, case: str) -> None:
    office, now = staffed.place.office, staffed.place.now
    child = staffed.place.register("k2").case
    act_as_clockwork(office, "t", case, LinkCase(relation="child", case=child, number="X-1", key="d1"), now)
    clerk.get(f"/cases/{case}?tab=links")
    assert clerk.shows(f"/cases/{case}/acts/recall?about=d1")
    clerk.get(page_of(case, "recall", "d1"))
    assert clerk.shows("X-1", "对方的案件随即终止")
    clerk.post(page_of(case, "recall"), {"_about": "d1", "reason": ""}, 422)
    clerk.post(page_of(case, "recall"), {"_about": "d1", "reason": "发错了单位"})
    clerk.get(f"/cases/{case}?tab=links")
    assert clerk.shows("已收回：发错了单位")
    assert "/acts/recall" not in clerk.page
    clerk.get(page_of(case, "recall", "d1"), 422)


def test_a_case_is_looked_for_tied_and_untied_again(staffed: Site, clerk: Desk, case: str) -> None:
    other = staffed.place.register("k2", device="三楼打印机卡纸")
    act(staffed.place.office, CHIEF, other.case, TakeAction(action="scrap"), staffed.place.now)
    clerk.get(f"/cases/{case}")
    assert clerk.shows(f"/cases/{case}/acts/link")
    clerk.get(page_of(case, "link"))
    clerk.post(page_of(case, "link"), {"_act": "submit", "relation": "repeat"}, 422)
    assert clerk.shows("请先找到要关联的那一件。")
    clerk.post(page_of(case, "link"), {"_act": "find", "q": "卡纸", "relation": "repeat"}, 200)
    assert clerk.shows(other.number)
    found = {"_act": "submit", "q": "卡纸", "into": other.number}
    clerk.post(page_of(case, "link"), found, 422)
    clerk.post(page_of(case, "link"), {**found, "relation": "repeat"})
    clerk.get(f"/cases/{case}?tab=links")
    assert clerk.shows("重复", other.number, f"/cases/{case}/acts/unlink?about={other.case}")
    clerk.get(page_of(case, "link"))
    clerk.post(page_of(case, "link"), {**found, "relation": "related"}, 422)
    assert clerk.shows("这两件事项已经关联")
    clerk.get(page_of(case, "unlink", other.case))
    assert clerk.shows(other.number)
    clerk.post(page_of(case, "unlink"), {"_about": other.case, "reason": "不是同一事项"})
    assert staffed.place.state(case).links == ()
    clerk.get(page_of(case, "unlink", other.case), 422)


def test_an_objection_made_on_paper_is_entered_with_its_day_and_its_scan(site: Site, clerk: Desk) -> None:
    order = Outgoing(key="sent", command=None, case_type=REPAIR, unit="office", answers=ANSWERS)
    sent = open_dispatched(site.place.office, "t", site.case(), order, site.place.now).case
    place = f"/cases/{sent}/acts/object"
    clerk.get(place)
    clerk.post(place, {"occurred": "2026-03-02", "reason": "不属本单位"}, 422)
    assert clerk.shows("请上传书面异议的扫描件或照片。")
    paper = (BytesIO(b"%PDF-1.4\n%%EOF"), "异议.pdf")
    clerk.post(place, {"occurred": "2026-03-02", "reason": "", "scan": paper}, 422)
    assert clerk.shows("已上传，可以不再选择。")
    clerk.post(place, {"occurred": "2026-03-02", "reason": "不属本单位", "scan": clerk.hidden("scan")})
    with site.place.office.database.read() as uow:
        (made,) = [one for one in uow.cases.events("t", sent) if one.event.word == "objection-made"]
    assert made.occurred_on == date(2026, 3, 2)
    assert made.scan
    clerk.get(f"/cases/{sent}?tab=timeline")
    assert made.scan in clerk.page
