"""The slip and the public page: what the person learns, what nobody learns, and that trying does not help."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from fangyuan.casework.acting import act
from fangyuan.casework.asking_after import MOST_FOR_A_NUMBER, MOST_FROM_AN_ADDRESS, ask
from fangyuan.casework.identity import Identity
from fangyuan.casework.merging import merge
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.casework.slips import code_of, plainly, spaced
from fangyuan.engine.folding import fold
from fangyuan.kinds import load_kinds
from fangyuan.model.commands import CompleteTask, Reopen, TakeAction
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.store.database import Database
from fangyuan.store.installation import CODE_LENGTH, CODE_SIGNS, InstallationKey
from fangyuan.store.shelf import FileShelf
from fixtures.web import KEY, START, Desk, Site
from unit.casework.offices import MINIMAL, Place, SetTime, at, make_place

WINDOW, EAST = Identity("t", "window"), Identity("t", "e")
PUBLIC = "/public/t"
ANSWERS: dict[str, Any] = {
    "persons": [{"name": "甲某某", "phone": "13900000000", "address": "幸福路9号"}, {"name": "第三人乙"}],
    "topic": "等候太久，甲某某不满", "happened_on": "2026-03-01",
}  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Pack]:
    """An office of complaints that answers on the public page, made once; every test works on a copy of its own."""
    folder = tmp_path_factory.mktemp("complaints")
    place = make_place(f"sqlite:///{folder / 'office.sqlite3'}", folder, pack=MINIMAL.parent / "complaint")
    people = [
        Person("window", "t", "受理员", (Post("window", "office"),), phone="010-5551"),
        Person("e", "t", "东区答复人", (Post("answerer", "east"),)),
        Person("admin", "t", "管理员", (Post("administrator", "office"),)),
    ]
    units = [Unit("office", "t", "办公室", "office", phone="010-5550"), Unit("east", "t", "东区", "bureau")]
    put_organisation(place.office, [Tenant("t", "示例县", "SL", "county", public=True)], units, people)
    place.office.database.close()
    return folder / "office.sqlite3", place.pack


@pytest.fixture
def site(made: tuple[Path, Pack], tmp_path: Path) -> Iterator[Site]:
    shutil.copy(made[0], tmp_path / "office.sqlite3")
    time = SetTime(at(START))
    database = Database(f"sqlite:///{tmp_path / 'office.sqlite3'}", KEY, fold)
    yield Site(Place(Office(database, load_kinds(), FileShelf(tmp_path / "files"), time), time, made[1]))
    database.close()


def desk_of(site: Site, person: str) -> Desk:
    desk = site.anonymous()
    with desk.client.session_transaction() as session:
        session["tenant"], session["person"], session["stamp"] = "t", person, ""
    return desk


def complaint(site: Site, key: str = "k", **more: Any) -> tuple[str, str, str]:
    """A complaint: its id, its number and its code."""
    office, now = site.place.office, site.place.now
    done = register(office, WINDOW, "complaint/complaint", {**ANSWERS, **more}, None, key, now)
    return done.case, done.number, code_of(office, "t", done.case, 0)


def asked(site: Site, number: str, code: str, status: int = 200, tenant: str = "t") -> Desk:
    desk = site.anonymous()
    desk.post(f"/public/{tenant}", {"number": number, "code": code}, status)
    return desk


def answer_and_finish(site: Site, case: str) -> None:
    office, now = site.place.office, site.place.now
    done = CompleteTask(task="answer", subject="east", answers={"finding": "已改", "answered_on": "2026-03-02"})
    act(office, EAST, case, done, now)
    act(office, WINDOW, case, TakeAction(action="finish"), now)


def hand_out(site: Site, case: str) -> None:
    act(site.place.office, WINDOW, case, TakeAction(action="hand-out", answers={"units": ["east"]}), site.place.now)


# --- the slip -------------------------------------------------------------------------------------------------------


def test_the_slip_shows_its_code_only_where_it_is_printed_and_each_print_is_told(site: Site) -> None:
    case, number, code = complaint(site)
    desk = desk_of(site, "window")
    desk.get(f"/cases/{case}")
    assert desk.shows(f'href="/cases/{case}/slip"', "打印回执")
    desk.get(f"/cases/{case}/slip")
    assert desk.shows(number, "打印时才显示", "受理员 010-5551", "办公室 010-5550", "2026-03-02", "/public/t")
    assert code not in plainly(desk.page)
    desk.post(f"/cases/{case}/slip", {}, 200)
    assert desk.shows(spaced(code), "data-print-now", "2026-03-02 09:00 受理员 打印")
    assert site.place.words(case).count("slip-printed") == 1
    desk.post(f"/cases/{case}/slip", {"_act": "renew"}, 200)
    renewed = code_of(site.place.office, "t", case, 1)
    assert desk.shows(spaced(renewed), "换了查询码")
    asked(site, number, code, 422)
    assert asked(site, number, renewed).shows(number)
    desk.get(f"/cases/{case}?tab=timeline")
    assert desk.shows("打印了回执")


def test_the_slip_of_a_case_that_is_not_answered_online_promises_nothing(site: Site) -> None:
    case, _, code = complaint(site, topic="反映干部")
    desk = desk_of(site, "window")
    desk.get(f"/cases/{case}/slip")
    desk.post(f"/cases/{case}/slip", {}, 200)
    assert desk.shows("这件事项不在网上答复")
    assert spaced(code) not in desk.page
    assert "查询码" not in desk.page


def test_a_case_of_a_person_has_a_slip_though_its_type_is_not_answered_online(tmp_path: Path) -> None:
    pack = tmp_path / "receiving"
    shutil.copytree(MINIMAL.parent / "receiving", pack)
    visit = pack / "case-types/visit/case-type.yaml"
    visit.write_text(visit.read_text("utf-8").partition("public:")[0], "utf-8")
    place = make_place(f"sqlite:///{tmp_path / 'visits.sqlite3'}", tmp_path, pack=pack)
    put_organisation(place.office, [], [], [Person("registrar", "t", "登记员", (Post("clerk", "office"),))])
    answers = {"persons": [{"name": "甲某某"}], "cause": "低保"}
    me = Identity("t", "registrar")
    done = register(place.office, me, "receiving/visit", answers, None, "k", place.now)
    desk = desk_of(Site(place), "registrar")
    desk.get(f"/cases/{done.case}")
    assert desk.shows(f'href="/cases/{done.case}/slip"')
    desk.get(f"/cases/{done.case}/slip")
    desk.post(f"/cases/{done.case}/slip", {}, 200)
    assert desk.shows(done.number, "登记员", "请向登记的单位询问")
    place.office.database.close()


def test_only_who_registers_prints_slips_so_that_nobody_rates_their_own_work(site: Site) -> None:
    case, *_ = complaint(site)
    hand_out(site, case)
    handler = desk_of(site, "e")
    handler.get(f"/cases/{case}")
    assert "打印回执" not in handler.page
    handler.get(f"/cases/{case}/slip", 422)
    handler.get("/")
    handler.post(f"/cases/{case}/slip", {}, 422)
    assert "slip-printed" not in site.place.words(case)


def test_codes_differ_and_have_no_signs_that_look_alike() -> None:
    key = InstallationKey(b"q" * 32)
    codes = {key.query_code("t", str(n), issue) for n in range(300) for issue in (0, 1)}
    assert len(codes) == 600
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) == set(CODE_SIGNS)
    assert not set(CODE_SIGNS) & set("01258BGILOQSZ")
    assert InstallationKey(b"r" * 32).query_code("t", "1", 0) not in codes


# --- what the person learns ---------------------------------------------------------------------------------------------


def test_the_person_sees_the_progress_the_deadline_and_its_law_and_nobody_else(site: Site) -> None:
    case, number, code = complaint(site, happened_on="2026-03-01")
    hand_out(site, case)
    typed = f" {code[:5].lower()}-{code[5:]} "
    desk = asked(site, number, typed)
    assert desk.shows(
        number, "已经收到，正在看由谁答复。", "正在请有关单位答复。", "答复时限 · 东区", "2026-03-09", "服务投诉办法 第五条",
        "发生日期", "2026年3月1日", "答复单位", "东区", "办公室 010-5550", "补充材料", "评价", "分开评价。",
    )  # fmt: skip
    for hidden in (
        "甲某某",
        "13900000000",
        "幸福路",
        "第三人乙",
        "等候太久",
        "受理员",
        "东区答复人",
        "fy-menu",
        "/cases/",
    ):
        assert hidden not in desk.page, hidden
    assert "Set-Cookie" not in desk.answer.headers
    assert desk.answer.headers["Cache-Control"] == "no-store"
    assert desk.answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in desk.answer.headers["X-Robots-Tag"]
    with site.place.office.database.read() as uow:
        assert [(one.person, one.what, one.about) for one in uow.log.page("t")] == [("outsider", "public-view", number)]


def test_the_person_adds_and_rates_and_the_office_reads_who_said_it(site: Site) -> None:
    case, number, code = complaint(site)
    hand_out(site, case)
    desk = asked(site, number, code)
    desk.post(f"{PUBLIC}/acts/rate", {"_ticket": desk.hidden("_ticket")}, 200)
    assert desk.shows("对受理的评价", "对答复单位的评价")
    kept = {"_ticket": desk.hidden("_ticket"), "_key": desk.hidden("_key")}
    desk.post(f"{PUBLIC}/acts/rate", {**kept, "office_rating": "good"}, 422)
    assert desk.shows("对答复单位的评价", "checked" if "radio" in desk.page else "selected")
    sent = {**kept, "office_rating": "good", "unit_rating": "bad"}
    desk.post(f"{PUBLIC}/acts/rate", sent, 200)
    assert desk.shows("已经收到：评价。")
    desk.post(f"{PUBLIC}/acts/rate", sent, 200)
    assert site.place.words(case).count("action-taken") == 2
    state = site.place.state(case)
    assert (state.answers["office_rating"], state.answers["unit_rating"]) == ("good", "bad")
    desk.post(f"{PUBLIC}/acts/add", {"_ticket": desk.hidden("_ticket")}, 200)
    file = (BytesIO(PDF), "单据.pdf")
    more = {
        "_ticket": desk.hidden("_ticket"),
        "_key": desk.hidden("_key"),
        "added.0.words": "补一份",
        "added.0.files": file,
    }
    desk.post(f"{PUBLIC}/acts/add", more, 200)
    assert site.place.state(case).answers["added"][0]["files"][0]["name"] == "单据.pdf"
    desk.post(f"{PUBLIC}/acts/add", {"_ticket": desk.hidden("_ticket")}, 200)
    assert desk.shows("补一份", "单据.pdf")
    inside = desk_of(site, "window")
    inside.get(f"/cases/{case}?tab=timeline")
    assert inside.shows("本人（公开查询页）")
    assert "评价" not in re.findall(r'/actions/(\w+)"', inside.page)


def test_what_was_taken_is_said_to_be_taken_also_where_the_case_is_past_it_by_now(site: Site) -> None:
    case, number, code = complaint(site)
    hand_out(site, case)
    desk = asked(site, number, code)
    desk.post(f"{PUBLIC}/acts/add", {"_ticket": desk.hidden("_ticket")}, 200)
    sent = {"_ticket": desk.hidden("_ticket"), "_key": desk.hidden("_key"), "added.0.words": "补一份"}
    desk.post(f"{PUBLIC}/acts/add", sent, 200)
    answer_and_finish(site, case)
    desk.post(f"{PUBLIC}/acts/add", sent, 200)
    assert desk.shows("已经收到。", number)
    desk.post(f"{PUBLIC}/acts/add", {**sent, "_key": "another"}, 404)
    assert len(site.place.state(case).answers["added"]) == 1


def test_nothing_else_can_be_done_from_outside(site: Site) -> None:
    case, number, code = complaint(site)
    desk = asked(site, number, code)
    ticket = desk.hidden("_ticket")
    desk.post(f"{PUBLIC}/acts/hand-out", {"_ticket": ticket}, 404)
    desk.post(f"{PUBLIC}/acts/rate", {"_ticket": ticket}, 404)
    for forged in ("", ticket[:-2], "x", ticket.replace(".", "")):
        desk.post(f"{PUBLIC}/acts/add", {"_ticket": forged}, 422)
    desk.post("/public/other/acts/add", {"_ticket": ticket}, 404)
    site.place.time.at += timedelta(minutes=31)
    desk.post(PUBLIC, {"_ticket": ticket}, 422)
    assert desk.shows("离上次输入查询码太久了")
    assert case not in desk.page


def test_who_writes_for_longer_than_half_an_hour_loses_nothing(site: Site) -> None:
    case, number, code = complaint(site)
    desk = asked(site, number, code)
    desk.post(f"{PUBLIC}/acts/add", {"_ticket": desk.hidden("_ticket")}, 200)
    form = {"_ticket": desk.hidden("_ticket"), "_key": desk.hidden("_key"), "added.0.words": "写了很久的补充"}
    site.place.time.at += timedelta(minutes=32)
    desk.post(PUBLIC, {"_ticket": form["_ticket"]}, 422)
    desk.post(f"{PUBLIC}/acts/add", form, 200)
    assert desk.shows("已经收到", "请重新输入编号和查询码")
    assert case not in desk.page
    assert site.place.state(case).answers["added"][0]["words"] == "写了很久的补充"
    site.place.time.at += timedelta(hours=4)
    desk.post(f"{PUBLIC}/acts/add", {**form, "_key": "another"}, 422)
    assert desk.shows("离上次输入查询码太久了", "写了很久的补充")


# --- what nobody learns -------------------------------------------------------------------------------------------------


def test_one_answer_for_a_wrong_number_a_wrong_code_and_a_case_that_does_not_answer(site: Site) -> None:
    _, number, code = complaint(site)
    _, private, its_code = complaint(site, "k2", about_unit="east")
    _, serious, other_code = complaint(site, "k3", serious=True)
    _, stranger, third_code = complaint(site, "k4", topic="反映干部")
    pages = []
    for tried in (
        (number, "AAAAAAAAAA"),
        ("TS2026-9999", code),
        (private, its_code),
        (serious, other_code),
        (stranger, third_code),
        (private, code),
    ):
        desk = asked(site, *tried, 422)
        pages.append(
            (desk.page.replace(tried[0], "N"), {k: v for k, v in desk.answer.headers if k != "Content-Length"})
        )
    assert all(page == pages[0] for page in pages)
    assert "编号或者查询码不对" in pages[0][0]


def test_a_wrong_number_costs_the_same_work_as_a_wrong_code(site: Site) -> None:
    """What takes as long must do as much: the same statements, one after the other, whatever is wrong."""
    _, number, _ = complaint(site)
    _, private, _ = complaint(site, "k2", about_unit="east")
    said: list[list[str]] = []
    engine = site.place.office.database.engine
    event.listen(engine, "before_cursor_execute", lambda c, cursor, statement, *rest: said[-1].append(statement))
    for tried in ("warm-up", "TS2026-9999", number, private, "TS2026-9998"):
        said.append([])
        asked(site, tried, "AAAAAAAAAA", 422)
    assert all(statements == said[1] for statements in said[1:])


def test_wrong_tries_are_counted_for_the_number_and_for_the_address_and_run_out(site: Site) -> None:
    _, number, code = complaint(site)
    for _ in range(MOST_FOR_A_NUMBER):
        asked(site, number, "AAAAAAAAAA", 422)
    assert asked(site, number, code, 429).shows("试的次数太多")
    for n in range(MOST_FROM_AN_ADDRESS - MOST_FOR_A_NUMBER):
        asked(site, f"TS2026-8{n:03}", "AAAAAAAAAA", 422)
    asked(site, "TS2026-0001X", "AAAAAAAAAA", 429)
    site.place.time.at += timedelta(minutes=16)
    assert asked(site, number, code).shows(number)


def test_many_tries_at_once_are_no_more_than_one_after_the_other(site: Site) -> None:
    _, number, _ = complaint(site)

    def tried(n: int) -> str:
        with pytest.raises(Refused) as refused:
            ask(site.place.office, "t", number, f"BADCODE{n}", "9.9.9.9", site.place.now)
        return refused.value.problems[0].code

    with ThreadPoolExecutor(8) as pool:
        said = Counter(pool.map(tried, range(24)))
    assert said == {"wrong-code": MOST_FOR_A_NUMBER, "too-often": 24 - MOST_FOR_A_NUMBER}


def test_there_is_no_page_where_the_jurisdiction_has_not_opened_it(site: Site) -> None:
    for tenant in ("other", "nowhere", "%00", "t'--"):
        closed = site.anonymous()
        closed.get(f"/public/{tenant}", 404)
        assert "我的工作" not in closed.page
    admin = desk_of(site, "admin")
    admin.get("/organisation")
    assert admin.shows("/public/t")
    admin.post("/organisation/public", {"_act": "close"})
    site.anonymous().get(PUBLIC, 404)
    admin.follow()
    assert admin.shows("公开查询页已关闭。", "开启查询页")
    admin.post("/organisation/public", {"_act": "open"})
    site.anonymous().get(PUBLIC)
    clerk = desk_of(site, "window")
    clerk.get("/")
    clerk.post("/organisation/public", {"_act": "close"}, 403)


def test_what_makes_no_sense_is_answered_like_anything_wrong(site: Site) -> None:
    _, number, code = complaint(site)
    for tried in (
        ("", ""),
        (number, ""),
        ("", code),
        ("%' or 1=1", "😀" * 30),
        ("\x00", "\ud800"),
        (number * 50, code * 50),
    ):
        asked(site, tried[0].encode("utf-8", "replace").decode(), tried[1].encode("utf-8", "replace").decode(), 422)
    client = site.app.test_client()
    assert client.post(PUBLIC, data=b"\xff\xfe", content_type="application/x-www-form-urlencoded").status_code == 422
    assert client.post(f"{PUBLIC}/acts/add", data={"_ticket": "[]", "_key": "k" * 999}).status_code == 422


def test_who_asks_after_a_merged_case_learns_that_it_goes_on_in_another_until_it_goes_on_itself(site: Site) -> None:
    _, earlier, _ = complaint(site)
    again, number, code = complaint(site, "k2")
    hand_out(site, again)
    merge(site.place.office, WINDOW, again, earlier, "同一事项", site.place.now)
    desk = asked(site, number, code)
    assert desk.shows("已经并在一起办理")
    assert "评价" not in desk.page
    act(site.place.office, WINDOW, again, Reopen(stage="answering", reason="不是同一事项"), site.place.now)
    assert asked(site, number, code).shows("补充材料", "评价")
    answer_and_finish(site, again)
    assert asked(site, number, code).shows("已经书面答复您。", "评价")


def test_a_closed_case_may_still_be_rated_and_an_officer_s_page_is_not_mixed_in(site: Site) -> None:
    case, number, code = complaint(site)
    hand_out(site, case)
    answer_and_finish(site, case)
    officer = desk_of(site, "window")
    officer.get("/")
    officer.post(PUBLIC, {"number": number, "code": code}, 200)
    assert officer.shows("办结", "已经书面答复您。", "2026-03-02(周一) 办完")
    assert "fy-menu" not in officer.page
    officer.post(f"{PUBLIC}/acts/rate", {"_ticket": officer.hidden("_ticket")}, 200)
    kept = {"_ticket": officer.hidden("_ticket"), "_key": officer.hidden("_key")}
    officer.post(f"{PUBLIC}/acts/rate", {**kept, "office_rating": "good", "unit_rating": "good"}, 200)
    assert site.place.state(case).closed
    assert site.place.state(case).answers["unit_rating"] == "good"
