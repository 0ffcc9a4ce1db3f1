"""Earlier cases for a new form: found exactly and by sight, taken without what is masked, and written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.looking_up import MOST, SOUGHT
from fangyuan.casework.reading import forming
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.earlier import Sought, Taken, asks_for_people
from fangyuan.casework.reusing import REASON, look_up, take
from fangyuan.forms.building import build_form
from fangyuan.model.events import PrivateDataSeen
from fangyuan.model.fields import Form
from fangyuan.model.problems import Refused
from fangyuan.store.access import Look
from fixtures.reading import AT_EAST, AUDITOR, COMPLAINED, COMPLAINT, DIRECTOR, NOW, OUTSIDER, WINDOW, Bench

WORD = "x-fangyuan-prefill"
ELSEWHERE = {
    "type": "object",
    "properties": {
        "applicant": {
            "type": "object", "title": "申请人", "x-fangyuan-kind": "person", WORD: "earlier.persons",
            "properties": {
                "name": {"type": "string", "title": "姓名"},
                "phone": {"type": "integer", "title": "电话"},
                "age": {"type": "integer", "title": "年龄"},
            },
        },
        "agent": {"type": "object", "title": "代理人", "x-fangyuan-kind": "person", "properties": {"name": {"type": "string"}}},
        "where": {"type": "string", "title": "地址", WORD: "earlier.persons.address"},
        "topic": {"type": "string", "title": "事由", WORD: "earlier.topic"},
    },
}  # fmt: skip
BY_PHONE = Sought(name="陈小明", contact="139-0000 1111")


def form_of(bench: Bench) -> Form:
    return forming.new_case(bench.office, WINDOW, COMPLAINT, NOW).form


def found(bench: Bench, me: Identity, sought: Sought) -> list[str]:
    return [row.case for row in look_up(bench.office, me, sought, NOW)]


def looks(bench: Bench) -> list[tuple[str, str, str, int]]:
    with bench.office.database.read() as uow:
        return [(one.person, one.what, one.about, one.amount) for one in uow.log.page("t1")]


def test_a_case_is_found_by_its_whole_number_or_by_one_person_who_has_both(bench: Bench) -> None:
    case = bench.complain()
    later = bench.complain(NOW + timedelta(minutes=1))
    number = case_page(bench.office, WINDOW, case, NOW).number
    assert found(bench, WINDOW, Sought(number=number)) == [case]
    assert found(bench, WINDOW, BY_PHONE) == [later, case]
    for sought in (
        Sought(number=number[:-1]),
        Sought(name="陈小明", contact="13900002222"),
        Sought(name="陈小", contact="13900001111"),
        Sought(name="陈小明", contact="1390000111"),
    ):
        assert found(bench, WINDOW, sought) == []
    for little in (Sought(), Sought(name="陈小明"), Sought(contact="13900001111")):
        with pytest.raises(Refused, match="完整的编号"):
            look_up(bench.office, WINDOW, little, NOW)


def test_only_what_the_officer_may_see_is_found_and_hidden_answers_cannot_be_asked_for(bench: Bench) -> None:
    case = bench.complain()
    number = case_page(bench.office, WINDOW, case, NOW).number
    assert found(bench, OUTSIDER, Sought(number=number)) == []
    assert found(bench, AT_EAST, Sought(number=number)) == []
    with pytest.raises(Refused, match="没有找到"):
        take(bench.office, OUTSIDER, form_of(bench), case, NOW)
    bench.hand_out(case, "east")
    assert found(bench, AT_EAST, Sought(number=number)) == [case]
    assert found(bench, AT_EAST, BY_PHONE) == []
    assert found(bench, DIRECTOR, BY_PHONE) == [case]
    assert found(bench, AUDITOR, BY_PHONE) == []


def test_the_people_are_taken_and_nothing_of_the_matter(bench: Bench) -> None:
    case = bench.complain()
    assert take(bench.office, WINDOW, form_of(bench), case, NOW) == Taken(
        {"persons": COMPLAINED["persons"]}, ("persons",), 6
    )


def test_a_pack_says_where_a_form_of_another_shape_takes_them_from_and_never_reaches_the_matter(bench: Bench) -> None:
    form, problems = build_form("f", ELSEWHERE, None, codes={}, kinds=bench.office.kinds)
    assert form is not None, problems
    told = take(bench.office, WINDOW, form, bench.complain(), NOW)
    assert told == Taken({"applicant": {"name": "陈小明"}, "where": "东街 3 号"}, ("persons", "persons.address"), 2)
    bare = {"type": "object", "properties": {"topic": ELSEWHERE["properties"]["topic"] | {WORD: "today"}}}
    plain, _ = build_form("f", bare, None, codes={}, kinds=bench.office.kinds)
    assert plain is not None
    assert not asks_for_people(plain)


def test_what_a_role_may_see_only_masked_is_not_taken(bench: Bench) -> None:
    case = bench.complain()
    told = take(bench.office, DIRECTOR, form_of(bench), case, NOW).answers
    assert told == {"persons": [{"name": "陈小明", "address": "东街 3 号"}, {"name": "林大海", "address": "西街 8 号"}]}
    with pytest.raises(Refused, match="没有可以填入"):
        take(bench.office, AUDITOR, form_of(bench), case, NOW)


def test_the_log_has_every_look_and_the_case_who_took_it(bench: Bench) -> None:
    case = bench.complain()
    look_up(bench.office, WINDOW, BY_PHONE, NOW)
    take(bench.office, WINDOW, form_of(bench), case, NOW)
    number = case_page(bench.office, WINDOW, case, NOW).number
    assert sorted(looks(bench)) == [
        ("window", "prefill", number, 6), ("window", "prefill", "person", 1), ("window", "search", "139****1111", 1)
    ]  # fmt: skip
    with bench.office.database.read() as uow:
        seen = [one for one in uow.cases.events("t1", case) if isinstance(one.event, PrivateDataSeen)]
    assert [(one.actor, one.event.path, one.event.reason) for one in seen] == [("window", "persons", REASON)]


def test_phones_are_bounded_like_those_of_a_search_whether_they_were_found_or_not(bench: Bench) -> None:
    number = case_page(bench.office, WINDOW, bench.complain(), NOW).number
    with bench.office.database.begin() as uow:
        uow.log.add_all("t1", [Look("window", SOUGHT, "", 0, NOW)] * (MOST - 1))
        uow.commit()
    assert found(bench, WINDOW, Sought(name="陈小明", contact="13900002222")) == []
    with pytest.raises(Refused, match="按完整号码查找已经超过"):
        look_up(bench.office, WINDOW, BY_PHONE, NOW)
    assert found(bench, WINDOW, Sought(number=number)) != []
    assert found(bench, DIRECTOR, BY_PHONE) != []
    assert look_up(bench.office, WINDOW, BY_PHONE, NOW + timedelta(hours=1)) != ()
