"""A letter on its way through the pages: drafted, sent back, checked, signed, numbered, sealed, delivered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from fangyuan.casework.admitting import issue_token
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation, set_code
from fangyuan.casework.reading import letter_batch
from fangyuan.casework.working import work
from fangyuan.model.world import Person, Post
from fangyuan.publishing.stand_ins import sealed_stand_in
from fixtures.web import PEOPLE, START, Desk, Site
from packs.examples import VALID
from unit.api.talking import Program
from unit.casework.offices import make_place

PNG = (Path(__file__).parents[2] / "browser" / "signed-slip.png").read_bytes()
STAFF = {"secretary": "secretary", "director": "director"}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The web over the pack whose letter takes every step."""
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, START, VALID / "lettered")
    people = [Person(name, "t", name, (Post(role, "office"),)) for name, role in STAFF.items()]
    put_organisation(
        place.office, [], [], [*people, Person("admin", "t", "管理员", (Post("administrator", "office"),))]
    )
    for name in STAFF:
        monkeypatch.setitem(PEOPLE, name, "t")
    yield Site(place)
    place.office.database.close()


@pytest.fixture
def case(site: Site) -> str:
    clerk = site.desk("clerk")
    clerk.get("/cases/new/lettered/inquiry")
    clerk.post("/cases/new/lettered/inquiry", {"matter": "水费如何计算", "_received": "2026-03-02", "_act": "submit"})
    return clerk.answer.headers["Location"].rpartition("/")[2]


def on(site: Site, person: str, case: str) -> Desk:
    desk = site.desk(person)
    desk.get(f"/cases/{case}/letters/1/page")
    return desk


def do(site: Site, person: str, case: str, act: str, status: int = 302, **fields: Any) -> Desk:
    desk = on(site, person, case)
    desk.post(f"/cases/{case}/letters/1/page", {"_act": act, **fields}, status)
    return desk


def test_a_letter_goes_its_way_through_the_pages(site: Site, case: str) -> None:
    clerk = site.desk("clerk")
    clerk.get(f"/cases/{case}")
    assert clerk.shows("拟稿：《询问函》", "打开文书")
    refused = do(site, "clerk", case, "pass", 422, **{"w.matter": "水费按什么计算"})
    assert refused.shows("还缺：发往单位(公文处理办法 第九条)", "水费按什么计算")
    do(site, "clerk", case, "pass", **{"w.receiver": "县水务局"})
    chief = site.desk("chief")
    chief.get("/")
    assert chief.shows("核稿：《询问函》")
    do(site, "chief", case, "pass")
    assert do(site, "secretary", case, "return", 422, reason=" ").shows("请写明退回的理由")
    do(site, "secretary", case, "return", reason="请写明日期")
    assert on(site, "clerk", case).shows("退回的理由：请写明日期")
    vague = do(site, "clerk", case, "pass", 422, **{"w.answer_by": "2026年3月底前"})
    assert vague.shows(
        "“请何时答复”要写一个日期，“2026年3月底前”不是", "请写成 2026年3月20日", "2026年3月底前</textarea>"
    )
    do(site, "clerk", case, "pass", **{"w.answer_by": "2026.3.20"})
    do(site, "chief", case, "pass")
    do(site, "secretary", case, "pass")
    director = site.desk("director")
    director.get("/leader")
    assert director.shows(f"/cases/{case}/letters/1/page", "签发：《询问函》")
    assert on(site, "director", case).shows("现询问：水费如何计算。请于2026年3月20日前答复。", "这是稿子")
    do(site, "director", case, "pass")
    set_code(site.place.office, Identity("t", "admin"), "office", "水询")
    do(site, "secretary", case, "pass")
    work(site.place.office, Delivery(), site.place.now)
    assert on(site, "secretary", case).shows("办公室询〔2026〕1号", "2026年3月2日", "记录用印")
    bare = do(site, "secretary", case, "seal", 422)
    assert bare.shows("“询问函”用印须附盖章后的扫描件", "请上传盖章后的扫描件或照片", 'href="#f-original"')
    do(site, "secretary", case, "seal", original=(BytesIO(PNG), "盖章.png"))
    chief.get("/letters/register")
    with ZipFile(BytesIO(file_of(chief, "/letters/register?page=1", letter=f"{case}/1"))) as packed:
        assert [(name, packed.read(name)) for name in packed.namelist()] == [("询问函 办公室询〔2026〕1号.png", PNG)]
    back = do(site, "clerk", case, "deliver", method="邮寄", result="退回", receipt=(BytesIO(PNG), "信封.png"))
    back.follow()
    assert back.shows("已登记退回，仍待送达", "没有送到：邮寄 退回。仍待送达")
    back.get("/letters/register")
    assert back.shows("等待送达", "邮寄 退回")
    sealed = do(site, "clerk", case, "deliver", method="邮寄", result="签收", receipt=(BytesIO(PNG), "回证.png"))
    sealed.follow()
    assert sealed.shows("盖章原件", "送达回证", "已送达：邮寄 签收")
    timeline = sealed.get(f"/cases/{case}?tab=timeline")
    told = [
        "拟写《询问函》", "《询问函》等待核稿：", "《询问函》核稿退回：请写明日期", "修改了《询问函》中的请何时答复",
        "《询问函》签发完成", "《询问函》已用印", "校验值 ", "《询问函》已送达：邮寄 签收",
    ]  # fmt: skip
    assert all(line in timeline for line in told), timeline
    assert re.findall(r"校验值 ([0-9a-f]+)(.)", timeline)[0][1] == "…", "as long as a line of a phone"
    scans = [part.partition('"')[0] for part in sealed.get(f"/cases/{case}/letters/1/page").split('href="')]
    for address in {one for one in scans if f"/cases/{case}/files/" in one}:
        assert sealed.client.get(address).data == PNG


def test_a_step_that_was_done_on_paper_is_written_down_with_its_scan(site: Site, case: str) -> None:
    do(site, "clerk", case, "pass", **{"w.receiver": "县水务局"})
    secretary = on(site, "secretary", case)
    assert secretary.shows("已在纸上办理，录入", "谁签字或办理的")
    refused = do(site, "clerk", case, "paper", 422, _on_behalf="chief", _scan=(BytesIO(PNG), "签字.png"))
    assert refused.shows("请填写纸上签署的日期。", "已上传，可以不再选择。")
    kept = refused.hidden("_scan_file")
    assert do(site, "clerk", case, "paper", 422, _on_behalf="director", _occurred="2026-03-02").shows("请选择在纸上")
    for person in ("chief", "secretary", "director"):
        do(site, "clerk", case, "paper", _on_behalf=person, _occurred="2026-03-02", _scan_file=kept)
    do(site, "clerk", case, "paper", _on_behalf="secretary", _occurred="2026-03-02", _scan_file=kept)
    work(site.place.office, Delivery(), site.place.now)
    done = do(site, "clerk", case, "paper", _on_behalf="secretary", _occurred="2026-03-02", _scan_file=kept)
    done.follow()
    assert done.shows("盖章原件", "✓ 用印")
    assert "代 director 录入" in done.get(f"/cases/{case}?tab=timeline")


def test_a_program_writes_down_what_was_done_on_paper(site: Site, case: str) -> None:
    client = site.app.test_client()
    token = issue_token(site.place.office, Identity("t", "clerk"), "test", site.place.now)
    clerk = Program(client, token, client.get("/api/v1/openapi.json").json)
    scan = clerk.do("uploadFile", {"file": (BytesIO(PNG), "签字.png")})["file"]
    clerk.do("passLetter", {"step": "draft", "words": {"receiver": "县水务局"}}, case=case, copy=1)
    page = clerk.get("getLetterPage", case=case, copy=1)
    assert [one["id"] for one in page["may_record_for"]] == ["chief"]
    paper = {"step": "check", "on_behalf_of": "chief", "occurred_on": "2026-03-02"}
    problem = clerk.refused(422, "passLetter", paper, case=case, copy=1)
    assert [line["path"] for line in problem["problems"]] == ["scan"]
    for step, who in (("check", "chief"), ("check", "secretary"), ("sign", "director"), ("number", "secretary")):
        clerk.do("passLetter", {**paper, "step": step, "on_behalf_of": who, "scan": scan}, case=case, copy=1)
    own = issue_token(site.place.office, Identity("t", "secretary"), "test", site.place.now)
    secretary = Program(client, own, client.get("/api/v1/openapi.json").json)
    bare = secretary.refused(422, "sealLetter", {}, case=case, copy=1)
    assert [(line["code"], line["path"]) for line in bare["problems"]] == [("original-missing", "original")]
    clerk.do("sealLetter", {"original": scan, "on_behalf_of": "secretary"}, case=case, copy=1)
    page = clerk.get("getLetterPage", case=case, copy=1)
    assert [step["status"] for step in page["steps"]] == [*["done"] * 6, "now"]
    assert page["letter"]["original"] == scan


def drawn_up(site: Site, matter: str) -> str:
    """A letter that waits for its number."""
    clerk = site.desk("clerk")
    clerk.get("/cases/new/lettered/inquiry")
    clerk.post("/cases/new/lettered/inquiry", {"matter": matter, "_received": "2026-03-02", "_act": "submit"})
    case = clerk.answer.headers["Location"].rpartition("/")[2]
    do(site, "clerk", case, "pass", **{"w.receiver": "县水务局"})
    for person in ("chief", "secretary", "director"):
        do(site, person, case, "pass")
    return case


def test_a_number_of_the_paper_register_is_written_down_once_and_the_next_follows_it(site: Site) -> None:
    cases = [drawn_up(site, f"第{n}件") for n in range(5)]
    assert on(site, "secretary", cases[0]).shows("纸上已经编了的文号", "由系统接着编")
    do(site, "secretary", cases[0], "pass", number="办公室询 [2026] 012 号")
    taken = do(site, "secretary", cases[1], "pass", 422, number="12")
    assert taken.shows("“办公室询〔2026〕12号”已经编给了别的文书", "请在发文登记簿里查是哪一份", 'value="12"')
    far = do(site, "secretary", cases[1], "pass", 422, number="20261")
    assert far.shows("比现在编到的12号多出1000号以上", "勾选“照原样登记”再提交", 'name="_as_written"')
    do(site, "secretary", cases[1], "pass")
    paper = {"_on_behalf": "secretary", "_occurred": "2026-03-02", "number": "县函3号"}
    foreign = do(site, "clerk", cases[2], "paper", 422, **paper, _scan=(BytesIO(PNG), "登记簿.png"))
    assert foreign.shows("“县函3号”不是这种文书的写法（例如“办公室询〔2026〕12号”）", 'value="县函3号"', "照原样登记")
    do(site, "clerk", cases[2], "paper", **paper, _as_written="1", _scan=(BytesIO(PNG), "登记簿.png"))
    do(site, "secretary", cases[3], "pass", number="7")
    do(site, "secretary", cases[4], "pass")
    book = site.desk("chief").get("/letters/register")
    numbers = [*(f"办公室询〔2026〕{n}号" for n in (12, 13, 7, 14)), "县函3号"]
    assert all(number in book for number in numbers), book


def test_a_number_of_another_series_is_taken_however_it_is_spelled_and_is_not_drawn_once_more(site: Site) -> None:
    cases = [drawn_up(site, f"第{n}件") for n in range(3)]
    do(site, "secretary", cases[0], "pass", number="县函 [2026] 7号", _as_written="1")
    taken = do(site, "secretary", cases[1], "pass", 422, number="县函〔２０２６〕7号", _as_written="1")
    assert taken.shows("“县函〔２０２６〕7号”已经编给了别的文书")
    nought = do(site, "secretary", cases[1], "pass", 422, number="办公室询〔2026〕0号")
    assert nought.shows("流水号从1号起", "请核对纸上的文号")
    with site.place.office.database.begin() as uow:
        # As a letter of another series leaves it that has this number off a paper.
        uow.counters.reach("t", "given:办公室询〔2026〕1号", 0, 1)
        uow.commit()
    do(site, "secretary", cases[1], "pass")
    assert "办公室询〔2026〕2号" in site.desk("chief").get("/letters/register")


def test_an_act_that_issues_a_letter_takes_the_number_of_its_paper_on_its_page_and_from_a_program(site: Site) -> None:
    case = drawn_up(site, "水费如何计算")
    clerk = site.desk("clerk")
    page = f"/cases/{case}/actions/remind"
    assert "照原样登记" not in clerk.get(page)
    assert clerk.shows('<details class="fy-numbers">', "《催复函》的文号")
    foreign = clerk.post(page, {"_number.reminder": "县函3号", "_act": "submit"}, status=422)
    assert 'href="#f-numbers.reminder"' in foreign
    assert clerk.shows(
        "“县函3号”不是这种文书的写法（例如“办公室催〔2026〕12号”）", 'value="县函3号"', "照原样登记", 'fy-numbers" open'
    )
    clerk.post(page, {"_number.reminder": "县函3号", "_as_written": "1", "_act": "submit"})
    clerk.get(page)
    clerk.post(page, {"_number.reminder": "12", "_act": "submit"})
    token = issue_token(site.place.office, Identity("t", "clerk"), "test", site.place.now)
    client = site.app.test_client()
    program = Program(client, token, client.get("/api/v1/openapi.json").json)
    wrong = program.refused(422, "takeAction", {"numbers": {"reminder": "12"}}, case=case, action="remind")
    assert [(one["code"], one["path"]) for one in wrong["problems"]] == [("number-taken", "numbers.reminder")]
    asked = program.refused(422, "takeAction", {"numbers": {"reminder": "3000"}}, case=case, action="remind")
    assert [(one["code"], one["path"]) for one in asked["problems"]] == [("number-far", "numbers.reminder")]
    confirmed = {"numbers": {"reminder": "3000"}, "as_written": True}
    program.do("takeAction", confirmed, case=case, action="remind")
    program.do("takeAction", {}, case=case, action="remind")
    book = site.desk("chief").get("/letters/register")
    numbers = [*(f"办公室催〔2026〕{n}号" for n in (12, 3000, 3001)), "县函3号"]
    assert all(number in book for number in numbers), book


def test_who_acts_in_many_cases_is_told_that_numbers_are_drawn_for_their_letters(site: Site) -> None:
    cases = [drawn_up(site, f"第{n}件") for n in range(2)]
    clerk, told = site.desk("clerk"), "文书的文号由系统逐件接着编"
    clerk.get("/bulk?" + "&".join(f"case={case}" for case in cases) + "&act=action:remind")
    assert clerk.shows("会办 2 项", told, "到案件里单独办，在那里填纸上的文号")
    clerk.get("/bulk?" + "&".join(f"case={case}" for case in cases) + "&act=remind")
    assert told not in clerk.page, "to remind somebody issues none"


def test_registering_takes_the_number_of_the_letter_that_it_issues(site: Site) -> None:
    clerk = site.desk("clerk")
    clerk.get("/cases/new/lettered/note")
    assert clerk.shows("《便函》的文号")
    said = {"text": "水费已经核对", "_received": "2026-03-02", "_act": "submit"}
    clerk.post("/cases/new/lettered/note", {**said, "_number.short-letter": "县便7号"}, status=422)
    assert clerk.shows("“县便7号”不是这种文书的写法", 'value="县便7号"', "水费已经核对", "照原样登记")
    clerk.post("/cases/new/lettered/note", {**said, "_number.short-letter": "9"})
    assert "办公室便〔2026〕9号" in site.desk("chief").get("/letters/register")


def test_several_letters_are_printed_as_one_file_or_it_is_said_why_not(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    cases = [drawn_up(site, f"第{n}件") for n in range(2)]
    for case in cases:
        do(site, "secretary", case, "pass")
        scan = BytesIO(sealed_stand_in("询问函", case))
        do(site, "secretary", case, "seal", original=(scan, "盖章.pdf"))
    chief = site.desk("chief")
    chief.get("/letters/register")
    sent = {"csrf_token": chief.hidden("csrf_token"), "letter": [f"{case}/1" for case in cases], "_as": "one"}
    printed = chief.client.post("/letters/register", data=sent)
    assert (printed.mimetype, len(PdfReader(BytesIO(printed.data)).pages)) == ("application/pdf", 3)
    bare = drawn_up(site, "没有盖章的")
    chief.post("/letters/register", {"letter": f"{bare}/1", "_as": "one"}, 422)
    assert chief.shows("这台服务器没有装 LibreOffice", "请打包下载，逐份打印", "checked")
    chief.post("/letters/register", {"_as": "one"}, 422)
    assert chief.shows("还没有选文书。")
    monkeypatch.setattr(letter_batch, "MOST_BYTES", 100)
    for way in ("one", "zip"):
        chief.post("/letters/register", {"letter": f"{cases[0]}/1", "_as": way}, 422)
        assert chief.shows("选中的文书合起来超过", "请分几次取走")
    with site.place.office.database.read() as uow:
        assert [(one.what, one.amount) for one in uow.log.page("t")][:1] == [("export", 2)]


def test_it_is_told_how_many_letters_wait_that_are_not_listed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        drawn_up(site, f"第{n}件")
    monkeypatch.setattr(letter_batch, "MOST", 1)
    secretary = site.desk("secretary")
    secretary.get("/letters")
    assert secretary.shows("另有 2 份等您办", 'href="/letters/register"')
    monkeypatch.setattr(letter_batch, "MOST", 3)
    assert "份等您办" not in secretary.get("/letters")


def test_a_letter_that_changed_meanwhile_is_not_signed_unseen(site: Site, case: str) -> None:
    do(site, "clerk", case, "pass", **{"w.receiver": "县水务局"})
    late = on(site, "chief", case)
    do(site, "chief", case, "return", reason="重写")
    do(site, "clerk", case, "pass", **{"w.matter": "另一件事"})
    late.post(f"/cases/{case}/letters/1/page", {"_act": "pass", "w.matter": "我改的字"}, 409)
    assert late.shows("我改的字", "刚刚被别人更新")


def test_what_is_not_offered_is_refused(site: Site, case: str) -> None:
    assert do(site, "chief", case, "pass", 422).shows("不由科长乙办理")
    assert do(site, "clerk", case, "seal", 422).shows("还没有签发")
    assert do(site, "clerk", case, "deliver", 422, method="当面", result="签收").shows("现在等待拟稿")
    desk = do(site, "clerk", case, "withdraw", reason="不再需要")
    desk.follow()
    assert desk.shows("已撤回或作废：不再需要")
    site.desk("stranger").get(f"/cases/{case}/letters/1/page", 404)
    site.desk("clerk").get(f"/cases/{case}/letters/9/page", 404)


def test_a_unit_is_given_the_code_of_its_letters(site: Site) -> None:
    admin = site.desk("admin")
    admin.get("/organisation")
    admin.post("/organisation/units/office", {"code": "水询"})
    admin.follow()
    assert admin.shows("已记下“办公室”的发文代字。", "发文代字：水询")
    admin.post("/organisation/units/nobody", {"code": "x"}, 404)


def file_of(desk: Desk, address: str, **fields: str) -> bytes:
    """What the page hands out, as bytes."""
    answer = desk.client.post(address, data={"csrf_token": desk.hidden("csrf_token"), **fields})
    assert answer.status_code == 200
    return answer.data


def test_any_letter_is_found_in_the_register_and_taken_along(site: Site, case: str) -> None:
    chief = site.desk("chief")
    chief.get("/letters/register")
    assert chief.shows("询问函", "等待拟稿", f"/cases/{case}/letters/1/page")
    assert "询问函" not in chief.get("/letters/register?standing=delivered").partition("<table")[2]
    assert chief.shows("没有符合条件的文书。")
    for address in (
        "/letters/register?since=x&page=0&unit=nobody&step=%00",
        "/letters/register?until=9999-12-31&page=99",
    ):
        chief.get(address)
    chief.get("/letters/register?q=%E8%AF%A2%E9%97%AE")
    with ZipFile(BytesIO(file_of(chief, "/letters/register?page=1", letter=f"{case}/1"))) as packed:
        assert packed.namelist() == ["询问函.docx"]
    book = load_workbook(BytesIO(file_of(chief, "/letters/register.xlsx"))).active
    assert book["C4"].value == "询问函"
    chief.post("/letters/register", {}, 422)
    assert chief.shows("还没有选文书。", "询问函")
    stranger = site.desk("stranger")
    assert "询问函" not in stranger.get("/letters/register")
    stranger.post("/letters/register", {"letter": f"{case}/1"}, 422)
