"""A number of another system is one number: however a case came in, an export that bears it finds that case."""

from __future__ import annotations

import pytest

from fangyuan.casework.forwarding import forward
from fangyuan.casework.importing import asking
from fangyuan.casework.installing import activate
from fangyuan.casework.merging import merge
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.inbox import inbox
from fangyuan.casework.resembling import look_alike
from fangyuan.casework.verifying import rebuild, verify
from fangyuan.model.commands import CorrectAnswers, TakeAction
from fangyuan.model.problems import Refused
from fangyuan.model.world import Tenant
from fixtures.reading import NOW, SINCE, Bench
from unit.casework_reading.numbered import (
    ACCUSED,
    AFAR,
    DESK,
    ERRAND,
    KEEPER,
    KNOWN,
    MATTER,
    PORTAL,
    book,
    cases,
    count,
    furnished,
    imported,
    lines,
    refused,
    taken,
    tried,
)


@pytest.fixture
def bench(office: Office) -> Bench:
    """The office with the pack and its people."""
    return furnished(office)


def test_an_export_finds_the_case_that_was_typed_by_hand_however_its_number_is_written(bench: Bench) -> None:
    case = taken(bench, portal_number="XX-2026-001")
    job = imported(bench, book(PORTAL, ["ｘｘ－2026 －００１", "路灯不亮"], ["XX-2026-002", "井盖松动"]))
    assert job.counts == {"known": 1, "new": 1}
    assert next(lines(bench, job)) == ("known", case)
    (known,) = asking.page_of(bench.office, DESK, job.id, NOW).known
    assert (known.place, known.case, known.number) == (2, case, "LJ2026-0001")
    assert imported(bench, book(PORTAL, ["XX-2026-002", "井盖松动"])).counts == {"known": 1}
    assert count(bench) == 2


def test_what_is_typed_by_hand_is_refused_where_an_export_brought_it(bench: Bench) -> None:
    imported(bench, book(PORTAL, ["XX-2026-001", "路灯不亮"]))
    assert (
        refused(bench, portal_number=" xx-2026-001")
        == "portal_number: 这个编号（网上信箱）已经登记过，是 LJ2026-0001。"
    )
    found = look_alike(bench.office, DESK, MATTER, {"topic": "别的", "portal_number": "xx-2026-001"}, (), NOW)
    assert [(one.row.number, one.same) for one in found] == [("LJ2026-0001", ("网上信箱编号",))]
    taken(bench, desk_number="XX-2026-001")
    assert count(bench) == 2


def test_whoever_may_not_see_the_case_learns_that_the_number_is_taken_and_no_more(bench: Bench) -> None:
    taken(bench, portal_number="XX-2026-001")
    assert refused(bench, KEEPER, portal_number="XX-2026-001") == (
        "portal_number: 这个编号（网上信箱）在本机关已经登记过，您无权查看那一件。"
    )
    assert look_alike(bench.office, KEEPER, MATTER, {"topic": "别的", "portal_number": "XX-2026-001"}, (), NOW) == ()


def test_numbers_of_an_action_and_of_a_correction_count_as_well_and_a_number_that_is_taken_out_is_free(
    bench: Bench,
) -> None:
    first, second = taken(bench), taken(bench, desk_number="GD-2")
    bench.act(DESK, first, TakeAction(action="note-number", answers={"desk_number": "GD-1"}))
    assert refused(bench, desk_number="gd-1").endswith("是 LJ2026-0001。")
    with pytest.raises(Refused, match="是 LJ2026-0002"):
        bench.act(DESK, first, TakeAction(action="note-number", answers={"desk_number": "GD-2"}))
    bench.act(DESK, second, CorrectAnswers(reason="抄错了", answers={"desk_number": "GD-3"}))
    taken(bench, desk_number="GD-2")
    heads = ["工单编号", "事由"]
    assert tried(bench, book(heads, ["GD-1", "甲"], ["GD-2", "乙"], ["GD-3", "丙"])).counts == {"known": 3}


def test_a_number_of_no_system_in_particular_is_found_by_an_export_and_borne_by_several(bench: Bench) -> None:
    case = taken(bench, reference="XX-2026-009")
    taken(bench, reference="XX-2026-009")
    job = tried(bench, book(PORTAL, ["XX-2026-009", "路灯不亮"]))
    assert list(lines(bench, job)) == [("known", case)]
    rows = book(["来文号", "事由"], ["〔2026〕12号", "路灯不亮"], ["〔2026〕12号", "井盖松动"])
    assert imported(bench, rows).counts == {"new": 2}


def test_the_name_of_a_source_says_the_system_and_another_name_asks_back(bench: Bench) -> None:
    taken(bench, portal_number="XX-2026-001")
    rows = book(["序号", "事由"], ["XX-2026-001", "路灯不亮"])
    assert tried(bench, rows, "网上信箱").counts == {"known": 1}
    rows.seek(0)
    job = tried(bench, rows, "某处的台账")
    assert job.counts == {"wrong": 1}
    (line,) = asking.page_of(bench.office, DESK, job.id, NOW).lines
    assert line.reasons[0][:2] == (
        "A2", "同样的编号以前按“网上信箱”记过一件；是同一件的不用再导入，不是同一件的请把这一格空着"
    )  # fmt: skip


def test_two_rows_of_one_number_make_one_case_and_a_page_that_is_sent_twice_one_too(bench: Bench) -> None:
    job = imported(bench, book(PORTAL, ["XX-1", "路灯不亮"], ["xx－1", "路灯不亮"]))
    assert job.counts == {"new": 1, "wrong": 1}
    once = taken(bench, key="page", portal_number="XX-2")
    assert taken(bench, key="page", portal_number="XX-2") == once


def test_an_accusation_stays_unknown_to_whom_it_is_about_and_its_keeper_is_told_of_the_double(bench: Bench) -> None:
    taken(bench, portal_number="XX-2026-001", about_unit="east")
    fresh = {"topic": "别的", "portal_number": "XX-2026-001"}
    assert look_alike(bench.office, ACCUSED, MATTER, fresh, (), NOW) == ()
    heads = [*PORTAL, "被反映单位"]
    rows = book(heads, ["XX-2026-001", "路灯不亮", "东区"], ["XX-2026-002", "井盖松动", "东区"])
    for _ in range(2):
        rows.seek(0)
        assert imported(bench, rows, me=ACCUSED).counts == {"new": 2}
    assert count(bench) == 2
    taken(bench, ACCUSED, portal_number="XX-2026-001")
    told = inbox(bench.office, DESK, 1, NOW)
    assert [item.text for item in told] == [
        "LJ2026-0001 在别的系统里的编号又登记了一件（LJ2026-0003），请核对是不是同一件。"
    ]


def test_a_version_that_begins_to_say_so_knows_the_numbers_of_older_cases(bench: Bench) -> None:
    case = taken(bench, portal_number="XX-2026-001")
    with bench.office.database.begin() as uow:
        uow.connection.exec_driver_sql("DELETE FROM case_sources")
        uow.commit()
    activate(bench.office, "t1", KNOWN["pack"], SINCE)
    assert list(lines(bench, tried(bench, book(PORTAL, ["xx-2026-001", "路灯不亮"])))) == [("known", case)]
    assert verify(bench.office).problems == ()
    assert rebuild(bench.office) == 1


def test_only_lists_are_split_and_an_address_stays_whole(bench: Bench) -> None:
    heads = ["住址", "姓名", "事由", "涉及方面"]
    job = imported(bench, book(
        heads,
        ["幸福路1号、2号院", "陈小明", "路灯不亮", "道路、照明"],
        ["东街3号、4号院；西街8号", "林大海、赵一", "井盖松动", "道路"],
        ["南街9号、10号", "钱二、孙三", "树枝挡路", "绿化"],
    ))  # fmt: skip
    assert job.counts == {"new": 3}
    with bench.office.database.read() as uow:
        states = uow.cases.states("t1", [case for _, case in lines(bench, job)])
    found = [[(one["name"], one.get("address")) for one in state.answers["people"]] for state in states.values()]
    assert found == [
        [("陈小明", "幸福路1号、2号院")],
        [("林大海", "东街3号、4号院"), ("赵一", "西街8号")],
        [("钱二", "南街9号、10号"), ("孙三", None)],
    ]
    assert next(iter(states.values())).answers["kinds"] == ["道路", "照明"]


def test_a_number_is_one_whatever_the_type_and_what_was_sent_on_is_the_same_matter(bench: Bench) -> None:
    matter = taken(bench, portal_number="XX-2026-001", desk_number="GD-1")
    assert refused(bench, kind=ERRAND, portal_number="xx-2026-001").endswith("已经登记过，是 LJ2026-0001（来件）。")
    found = look_alike(bench.office, DESK, ERRAND, {"topic": "别的", "portal_number": "XX-2026-001"}, (), NOW)
    assert [(one.row.number, one.same) for one in found] == [("LJ2026-0001", ("网上信箱编号",))]
    job = tried(bench, book(PORTAL, ["XX-2026-001", "路灯不亮"]), kind=ERRAND)
    assert list(lines(bench, job)) == [("known", matter)]
    bench.act(DESK, matter, TakeAction(action="send-on", answers={"to_unit": "west"}))
    forward(bench.office, NOW)
    child = next(case for case in cases(bench) if case != matter)
    assert list(lines(bench, tried(bench, book(PORTAL, ["XX-2026-001", "一"]), kind=ERRAND))) == [("known", child)]
    assert list(lines(bench, tried(bench, book(PORTAL, ["XX-2026-001", "一"])))) == [("known", matter)]
    assert inbox(bench.office, DESK, 1, NOW) == ()
    for number in ("GD-9", "GD-1"):
        bench.act(DESK, child, TakeAction(action="note-number", answers={"desk_number": number}))
    taken(bench, desk_number="GD-9")


def test_what_another_county_sends_is_taken_and_who_registered_its_number_there_is_told(bench: Bench) -> None:
    put_organisation(bench.office, (Tenant("t2", "另一单位", "380000", "county", parent="t1"),), (), ())
    taken(bench, AFAR, kind=ERRAND, portal_number="XX-2026-001")
    matter = taken(bench, portal_number="XX-2026-001")
    bench.act(DESK, matter, TakeAction(action="send-on", answers={"to_unit": "far"}))
    forward(bench.office, NOW)
    assert [item.text for item in inbox(bench.office, AFAR, 1, NOW)] == [
        "CB2026-0001 在别的系统里的编号又登记了一件（CB2026-0002），请核对是不是同一件。"
    ]


def test_a_merged_case_and_the_one_that_it_went_into_may_bear_one_number(bench: Bench) -> None:
    first, second = taken(bench, portal_number="XX-2026-001"), taken(bench)
    merge(bench.office, DESK, first, "LJ2026-0002", "同一件", NOW)
    bench.act(DESK, second, CorrectAnswers(reason="补上", answers={"portal_number": "XX-2026-001"}))
    with pytest.raises(Refused, match="已经登记过，是 LJ2026-0001。"):
        taken(bench, portal_number="XX-2026-001")
