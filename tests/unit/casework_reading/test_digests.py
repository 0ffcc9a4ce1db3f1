"""Papers for leaders: what the report counts, the cases that were chosen, and nobody in them who could be found."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.figures.covering import (
    covered,
    covered_name,
    finds_somebody,
    left_in,
    people_of,
    unsure,
    without_numbers,
    without_people,
)
from fangyuan.casework.reading.figures.digests import Written, _Composer, digest_file, digest_page
from fangyuan.casework.reading.figures.layouts import Layout
from fangyuan.casework.reading.figures.tables import table_of
from fangyuan.casework.reading.figures.typed_tables import retold, typed_texts
from fangyuan.compiler.loading import load
from fangyuan.kinds import load_kinds
from fangyuan.model.commands import CompleteTask, TakeAction
from fangyuan.model.problems import Refused
from fangyuan.model.world import Directory, Person, Unit
from fixtures.reading import AT_EAST, CLERK, COMPLAINED, COMPLAINT, DIRECTOR, PACKS, WINDOW, Bench, day
from packs.mechanisms import loaded

NOW = day("2026-03-20T09:00")
TOPIC = "陈小明、林大海反映：13900001111 一直打不通，东街 3 号门口等了一天，找过110101199003071234和a.b@example.com"


@pytest.fixture
def closed(bench: Bench) -> tuple[Bench, list[str]]:
    """Three complaints that were closed in March, the first one telling of its people in its text; one is confidential."""
    cases = []
    for topic, about in ((TOPIC, None), ("门口没有坡道", None), ("不能让东区知道的事", "east")):
        more = {"about_unit": about} if about else {}
        case = bench.complain(day("2026-03-03T09:00"), topic=topic, **more)
        bench.hand_out(case, "west" if about else "east", now=day("2026-03-04T09:00"))
        unit, me = ("west", None) if about else ("east", AT_EAST)
        if me:
            answer = {"finding": "属实", "answered_on": "2026-03-05"}
            bench.act(me, case, CompleteTask(task="answer", subject=unit, answers=answer), day("2026-03-05T09:00"))
            bench.act(WINDOW, case, TakeAction(action="finish"), day("2026-03-06T09:00"))
        cases.append(case)
    return bench, cases


def test_a_chosen_case_is_told_without_the_people_in_it(closed: tuple[Bench, list[str]]) -> None:
    bench, (first, second, hidden) = closed
    empty = digest_page(bench.office, DIRECTOR, "monthly", "2026-03", Written(), NOW)
    assert {row.case for row in empty.candidates} == {first, second}
    assert [part.tables for part in empty.sections] == [("投诉总量", "各单位"), (), ()]
    chosen = Written((first, hidden, "no such case", second))
    page = digest_page(bench.office, DIRECTOR, "monthly", "2026-03", chosen, NOW)
    (one, two) = page.sections[1].cases
    assert one.text.splitlines() == [
        "案例1",
        "事由：陈某某、林某某反映：（略） 一直打不通，（略）门口等了一天，找过（略）和（略）",
        "发生日期：2026年2月27日", "金额（元）：300",
        "办结日期：2026年3月6日",
        "办理结果：办结",
    ]  # fmt: skip
    assert two.case == second
    assert (page.sections[2].text, page.sections[2].written) == ("请阅。", True)


def test_the_paper_holds_the_tables_and_the_words_as_they_were_corrected(closed: tuple[Bench, list[str]]) -> None:
    bench, (first, second, _) = closed
    written = Written((first, second), {first: "改过的话：一名群众"}, {"advice": "第一条\n第二条"})
    made = digest_file(bench.office, DIRECTOR, "monthly", "2026-03", written, NOW)
    paper = Document(BytesIO(made.data))
    lines = [paragraph.text for paragraph in paper.paragraphs if paragraph.text]
    assert (made.name, lines[:2]) == ("投诉情况送阅（2026年3月）.docx", ["投诉情况送阅", "某单位  2026年3月"])
    assert {"一、情况", "投诉总量", "改过的话：一名群众", "第一条", "第二条"} <= set(lines)
    cells = [[cell.text for cell in row.cells] for grid in paper.tables for row in grid.rows]
    assert ["件数（件）", "3", "0 ↑", "0 ↑", "3"] in cells
    assert not any(word in "".join(lines) for word in ("陈小明", "林大海", "TS2026", "139"))
    with bench.office.database.read() as uow:
        look = uow.log.page("t1", "director")[0]
        assert (look.what, look.about, look.amount) == ("export", "monthly 2026-03 digest", 2)


def test_a_paper_in_which_somebody_can_be_found_is_not_made(closed: tuple[Bench, list[str]]) -> None:
    bench, (first, *_) = closed
    for written in (
        Written((first,), {first: "请拨打 138 1234 5678"}),
        Written((), {}, {"advice": "见 110101199003071234"}),
    ):
        with pytest.raises(Refused) as refused:
            digest_file(bench.office, DIRECTOR, "monthly", "2026-03", written, NOW)
        assert "号码" in refused.value.problems[0].message
    for me, report in ((CLERK, "monthly"), (DIRECTOR, "yearly")):
        with pytest.raises(Refused):
            digest_page(bench.office, me, report, "", Written(), NOW)


def test_what_an_officer_wrote_of_the_people_in_a_case_does_not_leave_with_it(closed: tuple[Bench, list[str]]) -> None:
    """Whoever retypes a name, a number or an address of the case; what the platform cannot know is shown and has to be said."""
    bench, (first, second, _) = closed
    told = {first: "案例1\n陈 小明和林大海（电话13900001111，住东街 3 号）反映，村民王桂花也在场。"}
    texts = {"advice": "林大海的事已经办好，请到东街3号回访；李强等三人仍有意见。"}
    with pytest.raises(Refused) as refused:
        digest_file(bench.office, DIRECTOR, "monthly", "2026-03", Written((first, second), told, texts), NOW)
    assert [(one.code, one.path) for one in refused.value.problems] == [
        ("looks-like-person", f"told-{first}"),
        ("looks-like-person", "text-advice"),
    ]
    assert ["王桂花" in refused.value.problems[0].message, "李强" in refused.value.problems[1].message] == [True, True]
    written = Written((first, second), told, texts, ("王桂花", "李强"))
    page = digest_page(bench.office, DIRECTOR, "monthly", "2026-03", written, NOW)
    assert page.sections[1].cases[0].unsure == ("王桂花",)
    shown = [(one.word, one.cover) for one in page.sections[1].cases[0].covered]
    assert {("林大海", "林某某"), ("13900001111", "（略）"), ("东街 3 号", "（略）")} <= set(shown)
    kept = digest_page(bench.office, DIRECTOR, "monthly", "2026-03", written, NOW).sections[2]
    assert (kept.text, [one.word for one in kept.covered]) == (texts["advice"], ["东街 3 号", "林大海"])
    made = digest_file(bench.office, DIRECTOR, "monthly", "2026-03", written, NOW)
    lines = [paragraph.text for paragraph in Document(BytesIO(made.data)).paragraphs]
    assert "陈某某和林某某（电话（略），住（略））反映，村民王桂花也在场。" in lines
    assert "林某某的事已经办好，请到（略）回访；李强等三人仍有意见。" in lines
    said = replace(written, nobody=("王桂花", "李强", "林大海"))
    made = digest_file(bench.office, DIRECTOR, "monthly", "2026-03", said, NOW)
    lines = [paragraph.text for paragraph in Document(BytesIO(made.data)).paragraphs]
    assert "林大海的事已经办好，请到（略）回访；李强等三人仍有意见。" in lines


def test_an_address_is_told_as_far_as_its_town_and_an_accused_officer_by_the_surname() -> None:
    kind = loaded("petition-base")[1].case_types["petition-base/congress-petition"]
    answers = {
        "persons": [
            {"name": "张 三丰", "address": "砚浦县东山镇王村3号", "phone": "0530-5550100", "occupation": "农民"}
        ],
        "accused": [{"name": "钱大有", "address": "东山镇政府"}],
        "accused_person": "yp-clerk",
    }
    directory = Directory.of((), (Person("yp-clerk", "t", "史长笔", ()),), ())
    text = "张三丰（农民工）反映钱大有、史长笔，住砚浦县东山镇王村3号，就是王村3号"
    assert without_people(text, people_of(answers, kind, directory)) == (
        "张某某（农民工）反映钱某某、史某某，住砚浦县东山镇，就是（略）"
    )


def test_bodies_longer_words_and_other_words_of_a_row_stay_as_officers_wrote_them() -> None:
    kind = loaded("petition-base")[1].case_types["petition-base/congress-petition"]
    answers = {
        "persons": [
            {"name": "示例县第一建筑公司", "address": "东山镇人民政府"},
            {"name": "王红", "address": "示例县东山镇王村3号", "occupation": "农民"},
            {"name": "高峰", "phone": "13812345678"},
            {"name": "阿卜杜拉·买买提"},
        ],
        "accused": [{"name": "信访局"}],
    }
    directory = Directory.of((Unit("office", "t", "信访局"),), (), ())
    people = people_of(answers, kind, directory)
    stays = "示例县第一建筑公司反映信访局，由县人民政府答复；农民工工资、用电高峰期间，王红旗小学门口"
    assert (without_people(stays, people), left_in(stays, people)) == (stays, ("王红旗小学", "高峰"))
    told = without_people("王红和阿卜杜拉•买买提、阿卜杜拉・买买提住王村3号，高峰反映", people)
    assert told == "王某某和阿某某、阿某某住（略），高某某反映"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("洪秀英反映，祝小兰诉称，欧阳小明反映", ("洪秀英", "祝小兰", "欧阳小明")),
        ("张三、李四、王五等人联名", ("张三", "李四", "王五")),
        ("王桂花（女）反映，小王反映", ("王桂花", "小王")),
        ("阿卜杜拉·买买提反映", ("阿卜杜拉·买买提",)),
        ("东山村三组，幸福路十二号，阳光小区3-2-501", ("东山村三组", "幸福路十二号", "阳光小区3-2-501")),
        ("居民反映、农民反映、高中学生反映，施工队反映，管理员说，温泉镇等五人，张某某等三人", ()),
    ],
)
def test_what_looks_like_a_name_or_a_house_is_shown(text: str, found: tuple[str, ...]) -> None:
    assert set(unsure(text)) == set(found)


def test_what_officers_typed_into_cases_is_covered_in_the_tables_too(bench: Bench) -> None:
    """Known people, numbers and what looks like somebody; what is covered is shown, and may be said to be nobody."""
    bench.complain(day("2026-03-03T09:00"), topic="王桂花反映13900002222", serious=True)
    with bench.office.database.read() as uow:
        desk = sit(bench.office, uow, DIRECTOR, NOW)
        composer = _Composer.at(desk, "monthly", "2026-03", Written())
        topics = next(table for table in composer.report.tables if table.table == "topics")
        layout = Layout(desk, composer.report, replace(topics, condition=None), composer.period)
        table = table_of(desk, composer.report, layout.table, composer.period)
        assert list(typed_texts(layout, table)) == ["王桂花反映13900002222"]
        heads = [row.heads for row in retold(layout, table, composer._in_table).rows]
        assert heads == [("王某某反映（略）",)]
        said = replace(composer, written=Written(nobody=("王桂花",)))
        assert [row.heads for row in retold(layout, table, said._in_table).rows] == [("王桂花反映（略）",)]


def test_surnames_stay_and_numbers_of_no_person_too() -> None:
    assert [covered_name(name) for name in ("欧阳小明", "王二", "买买提")] == ["欧阳某某", "王某某", "买某某"]
    assert without_numbers("2026年3月，135件中128件，金额12000000元") == "2026年3月，135件中128件，金额12000000元"
    assert without_numbers("电话0530-5550100，卡6222 0212 3456 7890 123") == "电话（略），卡（略）"


@settings(deadline=None, max_examples=60)
@given(st.text("东街北路3号有人等13900002222 ，王", max_size=20), st.text("在门口说，.a@b13", max_size=20))
def test_nobody_the_case_knows_is_left_in_its_text(bench_kind: object, before: str, after: str) -> None:
    told = covered(f"{before}林大海{after}13900002222，西街 8 号", COMPLAINED, bench_kind)  # type: ignore[arg-type]
    assert not any(known in told for known in ("林大海", "13900002222", "西街 8 号"))
    assert not finds_somebody(told)


@pytest.fixture(scope="module")
def bench_kind() -> object:
    """The complaint as it is compiled."""
    return load(PACKS / "complaint", [PACKS], load_kinds())[1].case_types[COMPLAINT]
