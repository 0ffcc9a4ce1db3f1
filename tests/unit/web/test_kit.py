"""The papers of a meeting over cases of a ledger: one file, what its reader may see, and a trace of it."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from fangyuan.casework.acting import act_as_clockwork
from fangyuan.casework.organising import put_organisation
from fangyuan.model.commands import LinkCase
from fangyuan.model.world import Unit
from fixtures.web import Site

KIT = "/views/ledger/kit"


def test_the_papers_of_a_meeting_are_one_file(site: Site) -> None:
    named = (("one", "东门摄像头"), ("two", "西门道闸"), ("three", "南楼电梯"))
    cases = [site.place.register(key, device=device).case for key, device in named]
    state = site.place.state(cases[0])
    with site.place.office.database.read() as uow:
        known = site.place.office.directory(uow, "t").units[state.unit]
    called = Unit(known.unit, "t", known.title, known.kind, known.parent, known.level, "0530-7654321", known.remit)
    put_organisation(site.place.office, [], [called], [])
    clerk = site.desk("clerk")
    clerk.get("/views/ledger")
    assert clerk.shows(f'formaction="{KIT}"')
    clerk.get(f"{KIT}?case={cases[0]}&case={cases[1]}&case=nowhere")
    assert clerk.shows("选中的 2 件", "SLBX2026-0001", "SLBX2026-0002")
    said = {"case": cases[:2], "title": "三月交办会", "when": "3月5日", "where": "三楼"}
    parts = {"part": ["list", "slips", "sign-in", "calls"], "csrf_token": clerk.hidden("csrf_token")}
    with clerk.client.post(KIT, data={**said, **parts}) as answer:
        paper = Document(BytesIO(answer.get_data()))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    listed, first, second, signed, calls = tables
    assert [row[2] for row in listed[1:]] == [dict(first)["设备"], dict(second)["设备"]]
    assert sorted(row[2] for row in listed[1:]) == ["东门摄像头", "西门道闸"]
    assert listed[0][0] == "序号"
    assert "单位负责人签名" in dict(first)
    assert [row[0] for row in signed[:2]] == ["单位", known.title]
    assert next(row[:2] for row in calls[1:]) == [known.title, "0530-7654321"]
    assert "时间：3月5日" in [paragraph.text for paragraph in paper.paragraphs]
    assert len(paper.sections) == len(tables)
    with site.place.office.database.read() as uow:
        look = uow.log.page("t", "clerk")[0]
    assert (look.what, look.about, look.amount) == ("print", "ledger list slips sign-in calls", 2)


def test_the_cases_that_one_case_gathers_lead_to_the_ledger_whose_columns_tell_of_them(site: Site) -> None:
    lead, *others = (site.place.register(key, device=f"{key}号设备").case for key in ("1", "2", "3"))
    for other in others:
        number = site.place.state(other).number
        tie = LinkCase(relation="related", case=other, number=number)
        act_as_clockwork(site.place.office, "t", lead, tie, site.place.now)
    clerk = site.desk("clerk")
    clerk.get(f"/cases/{lead}?tab=links")
    assert clerk.shows('formaction="/kit"')
    clerk.get(f"/kit?case={others[0]}&case={others[1]}&case=nowhere", 302)
    clerk.follow()
    assert clerk.shows("选中的 2 件", "另外 1 件不在这个台账里", "SLBX2026-0002", "SLBX2026-0003")
    clerk.get("/kit")
    assert clerk.shows("没有选中可以打印的案件")
    clerk.get("/kit?case=nowhere")
    assert clerk.shows("不在您的任何一个台账里")
    stranger = site.desk("stranger")
    stranger.get(f"/kit?case={others[0]}")
    assert stranger.shows("不在您的任何一个台账里")


def test_without_a_case_or_a_part_it_is_said_what_to_do_and_what_was_typed_stays(site: Site) -> None:
    case, clerk = site.case(), site.desk("clerk")
    clerk.get(KIT)
    assert clerk.shows("没有选中可以打印的案件")
    clerk.get(f"{KIT}?case={case}")
    clerk.post(KIT, {"case": case, "title": "自己写的标题"}, 422)
    assert clerk.shows("请至少选一样要打印的", "自己写的标题")
    clerk.get("/views/nowhere/kit", 404)
    site.desk("stranger").get(f"{KIT}?case={case}", 404)
