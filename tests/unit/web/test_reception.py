"""Turns and appointments on the pages: set, swapped, booked, moved, printed, kept; what is typed stands where it is refused."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from fangyuan.casework.acting import act
from fangyuan.casework.admitting import open_account
from fangyuan.casework.appointing import book
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.commands import CorrectAnswers, Recuse, TakeAction
from fangyuan.model.world import Person, Post
from fixtures import web
from fixtures.web import PASSWORD, Site
from packs.examples import VALID
from unit.casework.offices import CLERK, at, make_place

DAY = "/reception/receiving/reception/2026-03-11"
DUTY = "receiving/reception"


@pytest.fixture
def receiving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The web over the pack that receives on Wednesdays, with two leaders and two clerks."""
    place = make_place(
        f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, "2026-03-04T10:00+08:00", VALID / "receiving"
    )
    posts = (("first", "书记", "leader"), ("second", "县长", "leader"), ("other", "经办员乙", "clerk"))
    people = [Person(name, "t", title, (Post(role, "office"),)) for name, title, role in posts]
    put_organisation(place.office, [], [], people)
    monkeypatch.setattr(web, "PEOPLE", {**web.PEOPLE, **{name: "t" for name, *_ in posts}})
    for name in ("clerk", "other", "first", "second"):
        open_account(place.office, "t", name, name, PASSWORD, place.now)
    return Site(place)


def visit(site: Site, name: str = "王某") -> str:
    answers = {"persons": [{"name": name, "phone": "13800000000"}], "cause": "低保"}
    return register(site.place.office, CLERK, "receiving/visit", answers, None, name, site.place.now).case


def test_a_case_is_booked_from_its_page_and_the_slip_says_when(receiving: Site) -> None:
    case, clerk = visit(receiving), receiving.desk("clerk")
    clerk.get(f"/cases/{case}")
    assert clerk.shows(f"/cases/{case}/appointment", "预约")
    clerk.get(f"/cases/{case}/appointment")
    assert clerk.shows("2026-03-11", "书记", "09:30")
    clerk.post(f"/cases/{case}/appointment", {"place": f"{DUTY}/2026-03-11/09:30", "_act": "book"})
    clerk.follow()
    assert clerk.shows("已经约好", "2026-03-11", "09:30", "改约", "约到 2026-03-11 09:30 领导接访 书记")
    clerk.get(f"/cases/{case}/slip")
    assert clerk.shows("09:30", "领导接访")
    clerk.get(DAY)
    assert clerk.shows("王某", "低保", "空 1", "空 2")
    clerk.get("/diary?day=2026-03-11&span=week")
    assert clerk.shows(f'href="{DAY}"', "书记")


def test_a_full_time_says_so_and_what_was_typed_stands(receiving: Site) -> None:
    office, now = receiving.place.office, receiving.place.now
    for name in ("甲", "乙"):
        book(office, CLERK, visit(receiving, name), DUTY, date(2026, 3, 11), "09:00", now)
    case, clerk = visit(receiving), receiving.desk("clerk")
    number = receiving.place.state(case).number
    clerk.get(DAY)
    assert ">09:00</option>" not in clerk.page
    clerk.post(DAY, {"number": number, "time": "09:00"}, 422)
    assert clerk.shows("2026-03-11 09:00 已经约满", "请另选一场", f'value="{number}"')
    clerk.post(DAY, {"number": "没有这件", "time": "09:30"}, 422)
    assert clerk.shows("没有找到编号为“没有这件”的事项")
    clerk.post(DAY, {"number": number, "time": "09:30"})
    clerk.follow()
    assert clerk.shows("已约到 09:30", "王某")
    clerk.get("/reception/receiving/reception/2026-03-12", 404)
    clerk.get("/reception/receiving/reception/tomorrow", 404)


def test_on_the_day_it_is_told_who_came_and_the_list_is_printed(receiving: Site) -> None:
    place = receiving.place
    came, missed = visit(receiving, "甲"), visit(receiving, "乙")
    for case in (came, missed):
        book(place.office, CLERK, case, DUTY, date(2026, 3, 11), "09:00", place.now)
    place.work(at("2026-03-11T09:30+08:00"))
    clerk = receiving.desk("clerk")
    clerk.get(DAY)
    clerk.post(f"{DAY}/came/{came}", {"_act": "kept"})
    clerk.follow()
    clerk.post(f"{DAY}/came/{missed}", {"_act": "missed"})
    clerk.follow()
    assert clerk.shows("记为没有来，可以另约", "到场", "没有来")
    assert [place.words(case)[-1] for case in (came, missed)] == ["appointment-kept", "appointment-missed"]
    paper = clerk.client.post(f"{DAY}/paper", data={"csrf_token": clerk.hidden("csrf_token")})
    (table,) = Document(BytesIO(paper.get_data())).tables
    rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]
    assert rows[1][:5] == ["09:00", place.state(came).number, "甲", "低保", "到场"]
    assert [row[0] for row in rows[1:]] == ["09:00", "09:00", "09:30", "09:30", "10:00", "10:00"]
    with place.office.database.read() as uow:
        assert ("print", f"{DUTY} 2026-03-11") in {(look.what, look.about) for look in uow.log.page("t", "clerk")}


def test_the_list_of_the_day_says_who_should_not_come_as_booked_and_keeps_a_case_from_whom_it_is_about(
    receiving: Site,
) -> None:
    place, names = receiving.place, ("乙某", "丙某", "丁某", "戊某")
    over, accusing, aside, still = (visit(receiving, name) for name in names)
    for case, time in ((over, "09:00"), (accusing, "09:00"), (aside, "09:30"), (still, "10:00")):
        book(place.office, CLERK, case, DUTY, date(2026, 3, 11), time, place.now)
    answers = {name: place.state(accusing).answers[name] for name in ("persons", "cause")}
    correct = CorrectAnswers(answers={**answers, "accused": "first"}, reason="信访人说明")
    act(place.office, CLERK, accusing, correct, place.now)
    act(place.office, CLERK, aside, Recuse(reason="亲属", person="first", to="second"), place.now)
    act(place.office, CLERK, over, TakeAction(action="close"), place.now)
    clerk, told = receiving.desk("clerk"), ("已经办结：不用来的，请取消", "要回避：请改约")
    clerk.get(DAY)
    booked = re.findall(r'<div class="fy-booked">.*?</div>', clerk.page, re.DOTALL)
    said = {name: [words in one for words in told] for one in booked for name in names if name in one}
    assert said == dict(zip(names, ([True, False], [False, True], [False, True], [False, False]), strict=True))
    paper = clerk.client.post(f"{DAY}/paper", data={"csrf_token": clerk.hidden("csrf_token")})
    (table,) = Document(BytesIO(paper.get_data())).tables
    rows = [[cell.text.strip() for cell in row.cells][2] for row in table.rows[1:]]
    assert rows == ["乙某", "已约（另行安排）", "已约（另行安排）", "", "戊某", ""]


def test_it_is_moved_and_cancelled_with_a_reason(receiving: Site) -> None:
    case, clerk = visit(receiving), receiving.desk("clerk")
    book(receiving.place.office, CLERK, case, DUTY, date(2026, 3, 11), "09:00", receiving.place.now)
    clerk.get(f"/cases/{case}/appointment")
    clerk.post(f"/cases/{case}/appointment", {"place": f"{DUTY}/2026-03-18/10:00", "_act": "book"})
    clerk.get(f"/cases/{case}/appointment")
    assert clerk.shows("2026-03-18", "县长", "现在的预约")
    clerk.post(f"/cases/{case}/appointment", {"_act": "cancel", "reason": ""}, 422)
    assert clerk.shows("请写明为什么取消")
    clerk.post(f"/cases/{case}/appointment", {"_act": "cancel", "reason": "本人不来了"})
    clerk.follow()
    assert clerk.shows("的预约已取消", "取消 2026-03-18 10:00 的预约：本人不来了")


def test_who_may_not_book_sees_the_day_without_the_form(receiving: Site) -> None:
    case = visit(receiving)
    leader = receiving.desk("first")
    leader.get(f"/cases/{case}")
    assert f"/cases/{case}/appointment" not in leader.page
    leader.get(DAY)
    assert "约一件" not in leader.page
    leader.get(f"/cases/{case}/appointment")
    assert leader.shows("现在没有可以约的时间")
    leader.post(f"/cases/{case}/appointment", {"place": f"{DUTY}/2026-03-11/09:30", "_act": "book"}, 422)
    assert leader.shows("预约不由您办理")


def test_turns_are_swapped_on_their_page(receiving: Site) -> None:
    leader = receiving.desk("first")
    leader.get("/rota")
    assert leader.shows("领导接访", "2026-03-11", "书记", "我的", "2026年第一季度", "每人至少 1 次", f'href="{DAY}"')
    leader.post("/rota/swap", {"duty": DUTY, "day": "2026-03-11/0", "other": "2026-03-18/0", "reason": ""}, 422)
    assert leader.shows("请写明为什么换班", 'value="2026-03-18/0" selected')
    leader.post("/rota/swap", {"duty": DUTY, "day": "2026-03-11/0", "other": "2026-03-18/0", "reason": "开会"})
    leader.follow()
    assert leader.shows("已请对方换班", "书记请县长换班", "等对方答复")
    other = receiving.desk("second")
    other.get("/inbox")
    assert other.shows("书记请您换班（领导接访）", 'href="/rota"')
    other.get("/rota")
    (answer,) = set(re.findall(r"/rota/swaps/[^\"]+", other.page))
    other.post(answer, {"_act": "agree"})
    other.follow()
    assert other.shows("已换班，对方收到了消息", "换班 · 县长 · 开会")
    other.post(answer, {"_act": "agree"}, 422)
    assert other.shows("已经答复或者撤回了")
    leader.post("/rota/give", {"duty": DUTY, "day": "2026-03-11/1", "person": "first"}, 422)
    assert leader.shows("轮值不由您排")
    leader.post("/rota/settle", {"duty": "no/such", "day": "never"}, 422)
