"""Work that changes hands, on real databases: delegates, charges handed over, units and duplicates that merge."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from fangyuan.casework import handing_over
from fangyuan.casework.acting import act, act_as_clockwork
from fangyuan.casework.delegating import delegate, delegations, end_delegation
from fangyuan.casework.handing_over import (
    Remit,
    charges_of,
    foresee,
    foresee_merger,
    foresee_unit,
    hand_over,
    hand_over_unit,
    merge_units,
)
from fangyuan.casework.identity import Identity
from fangyuan.casework.merging import merge
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.work import my_work
from fangyuan.casework.verifying import verify
from fangyuan.model.commands import CompleteTask, LinkCase, TakeAction
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post, Tenant, Unit
from unit.casework.offices import CHIEF, CLERK, Place, at

HELPER, ADMIN = Identity("t", "helper"), Identity("t", "admin")
TODAY = date(2026, 3, 2)


@pytest.fixture
def staffed(place: Place) -> Place:
    """The place with a helper who holds no post of the pack, an administrator, and a second unit with its own clerk."""
    put_organisation(
        place.office,
        (),
        [Unit("office-2", "t", "第二办公室", "office")],
        [
            Person("helper", "t", "帮手丙", (Post("guest", "office"),)),
            Person("admin", "t", "管理员丁", (Post("administrator", "office"),)),
            Person("clerk-2", "t", "报修员戊", (Post("clerk", "office-2"),)),
        ],
    )
    return place


def lend(place: Place, since: date = TODAY, until: date = TODAY) -> str:
    return delegate(place.office, CLERK, "clerk", "helper", since, until, "出差", place.now)


def test_a_delegate_finds_the_work_in_their_list_and_does_it(staffed: Place) -> None:
    case = staffed.register().case
    assert my_work(staffed.office, HELPER, "mine", None, 1, staffed.now).total == 0
    lend(staffed)
    assert my_work(staffed.office, HELPER, "mine", None, 1, staffed.now).total == 1
    act(staffed.office, HELPER, case, CompleteTask(task="mend"), staffed.now)
    (signature,) = staffed.state(case).tasks["mend", "", 1].signatures
    assert (signature.person, signature.instead_of) == ("helper", "clerk")


def test_a_delegate_finds_the_cases_that_reach_the_principal_by_name_in_the_lists_too(staffed: Place) -> None:
    staffed.register()
    lists = [lambda now: my_work(staffed.office, HELPER, "watched", None, 1, now).total]
    assert [count(staffed.now) for count in lists] == [0]
    lend(staffed)
    assert [count(staffed.now) for count in lists] == [1]
    assert [count(staffed.now + timedelta(days=1)) for count in lists] == [0]


def test_a_delegation_is_over_after_its_last_day_or_when_it_is_taken_back(staffed: Place) -> None:
    case = staffed.register().case
    key = lend(staffed)
    later = staffed.now + timedelta(days=1)
    with pytest.raises(Refused, match="没有找到"):
        act(staffed.office, HELPER, case, CompleteTask(task="mend"), later)
    end_delegation(staffed.office, CLERK, key, staffed.now)
    with pytest.raises(Refused, match="没有找到"):
        act(staffed.office, HELPER, case, CompleteTask(task="mend"), staffed.now)
    assert delegations(staffed.office, CLERK) == {}
    with pytest.raises(Refused, match="已经收回"):
        end_delegation(staffed.office, CLERK, key, staffed.now)


@pytest.mark.parametrize(
    ("me", "to", "since", "until", "reason", "match"),
    [
        (HELPER, "helper", TODAY, TODAY, "出差", "只有管理员"),
        (CLERK, "clerk", TODAY, TODAY, "出差", "另选一位受托人"),
        (CLERK, "stranger", TODAY, TODAY, "出差", "另选一位受托人"),
        (CLERK, "helper", TODAY, TODAY - timedelta(days=1), "出差", "起止日期"),
        (CLERK, "helper", TODAY, TODAY + timedelta(days=800), "出差", "最长一年"),
        (CLERK, "helper", TODAY, TODAY, " ", "事由"),
    ],
)
def test_delegations_that_are_refused(
    staffed: Place, me: Identity, to: str, since: date, until: date, reason: str, match: str
) -> None:
    with pytest.raises(Refused, match=match):
        delegate(staffed.office, me, "clerk", to, since, until, reason, staffed.now)


def test_a_day_is_over_where_the_officer_is_not_where_the_clock_counts(staffed: Place) -> None:
    staffed.time.at = at("2026-03-03T00:30+08:00")
    with pytest.raises(Refused, match="起止日期"):
        lend(staffed)


def test_an_administrator_lets_somebody_act_for_another(staffed: Place) -> None:
    delegate(staffed.office, ADMIN, "clerk", "helper", TODAY, TODAY, "病假", staffed.now)
    (made,) = delegations(staffed.office, ADMIN).values()
    assert (made.person, made.to, made.reason) == ("clerk", "helper", "病假")


def test_everything_of_a_person_goes_to_another_one_commit_a_case(staffed: Place) -> None:
    cases = [staffed.register(f"k{n}").case for n in range(3)]
    act(staffed.office, CLERK, cases[0], CompleteTask(task="mend"), staffed.now)
    act(staffed.office, CHIEF, cases[0], TakeAction(action="finish"), staffed.now)
    assert set(charges_of(staffed.office, ADMIN, "clerk")) == set(cases[1:])
    done = hand_over(staffed.office, ADMIN, "clerk", "clerk-2", "调离", staffed.now)
    assert (set(done.changed), done.failed) == (set(cases[1:]), ())
    for case in cases[1:]:
        assert staffed.state(case).tasks["mend", "", 1].slots[0].people[0] == "clerk-2"
    assert hand_over(staffed.office, ADMIN, "clerk", "clerk-2", "调离", staffed.now).changed == ()
    assert verify(staffed.office).problems == ()


def test_one_hands_over_ones_own_work_and_of_some_cases_alone(staffed: Place) -> None:
    one, two = staffed.register("k1").case, staffed.register("k2").case
    done = hand_over(staffed.office, CLERK, "clerk", "clerk-2", "分工调整", staffed.now, cases=[two])
    assert done.changed == (two,)
    assert "clerk" in staffed.state(one).tasks["mend", "", 1].slots[0].people


@pytest.mark.parametrize(
    ("me", "to", "reason", "match"),
    [
        (CHIEF, "helper", "调离", "只有管理员"),
        (CLERK, "clerk", "调离", "接手的人"),
        (CLERK, "stranger", "调离", "没有这名人员"),
        (CLERK, "helper", "", "理由"),
    ],
)
def test_charges_that_are_not_handed_over(staffed: Place, me: Identity, to: str, reason: str, match: str) -> None:
    with pytest.raises(Refused, match=match):
        hand_over(staffed.office, me, "clerk", to, reason, staffed.now)


@pytest.mark.parametrize(
    ("remit", "moved"),
    [
        (Remit(), ["printer", "computer"]),
        (Remit(values=frozenset({"printer"})), ["printer"]),
        (Remit(case_types=("minimal/repair",), values=frozenset({"computer"})), ["computer"]),
        (Remit(case_types=("minimal/other",)), []),
        (Remit(unit="office"), ["printer", "computer"]),
        (Remit(unit="office-2"), []),
    ],
)
def test_remits_change_by_unit_kind_and_subject(staffed: Place, remit: Remit, moved: list[str]) -> None:
    cases = {staffed.register(f"k{n}", category=n).case: n for n in ("printer", "computer")}
    done = hand_over(staffed.office, ADMIN, "clerk", "clerk-2", "职责调整", staffed.now, remit=remit)
    assert [cases[case] for case in done.changed] == moved
    assert done.failed == ()


def test_the_charges_of_a_whole_unit_go_to_one_person(staffed: Place) -> None:
    first, second = staffed.register("k1", category="printer").case, staffed.register("k2", category="computer").case
    printers = Remit(values=frozenset({"printer"}))
    done = hand_over_unit(staffed.office, ADMIN, "office", "clerk-2", "职责调整", staffed.now, printers)
    assert done.changed == (first,)
    assert "clerk" in staffed.state(second).tasks["mend", "", 1].slots[0].people
    assert hand_over_unit(staffed.office, ADMIN, "office", "clerk-2", "职责调整", staffed.now).changed == (second,)
    with pytest.raises(Refused, match="只有管理员"):
        hand_over_unit(staffed.office, CLERK, "office", "clerk-2", "职责调整", staffed.now)


def test_a_unit_that_merges_takes_its_cases_along_those_that_are_closed_too(staffed: Place) -> None:
    cases = [staffed.register(f"k{n}").case for n in range(2)]
    act(staffed.office, CLERK, cases[0], CompleteTask(task="mend"), staffed.now)
    act(staffed.office, CHIEF, cases[0], TakeAction(action="finish"), staffed.now)
    done = merge_units(staffed.office, ADMIN, "office", "office-2", "机构改革", staffed.now)
    assert (set(done.changed), done.failed) == (set(cases), ())
    assert {staffed.state(case).unit for case in cases} == {"office-2"}
    assert merge_units(staffed.office, ADMIN, "office", "office-2", "机构改革", staffed.now).changed == ()
    with staffed.office.database.read() as uow:
        assert not staffed.office.directory(uow, "t").units["office"].active
    assert verify(staffed.office).problems == ()


def test_cases_elsewhere_that_name_a_merged_unit_follow_it(staffed: Place) -> None:
    case = staffed.register().case
    tie = LinkCase(relation="child", case="C1", number="1", key="k")
    act_as_clockwork(staffed.office, "t", case, tie, staffed.now)
    sent_to = text(
        """update snapshots set body = replace(body, '"case":"C1"', '"case":"C1","to":"away"') where "case" = :case"""
    )
    with staffed.office.database.begin() as uow:
        uow.connection.execute(sent_to, {"case": case})
        uow.commit()
    put_organisation(
        staffed.office,
        [Tenant("other", "别处", "BC", "township", parent="t")],
        [Unit("away-2", "other", "新办公室", "office")],
        [Person("keeper", "other", "管理员", (Post("administrator", "away-2"),))],
    )
    keeper = Identity("other", "keeper")
    assert foresee_merger(staffed.office, keeper, "away", "away-2", staffed.now).elsewhere == 1
    assert merge_units(staffed.office, keeper, "away", "away-2", "机构改革", staffed.now).failed == ()
    assert [link.to for link in staffed.state(case).links] == ["away"]
    staffed.work(staffed.now)
    assert [link.to for link in staffed.state(case).links] == ["away-2"]


def test_many_cases_are_counted_and_not_tried_out_one_by_one(staffed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "LOOKED", 1)
    for key in ("k1", "k2", "k3"):
        staffed.register(key)
    found = foresee(staffed.office, ADMIN, "clerk", "clerk-2", staffed.now)
    assert (found.cases, found.tasks, found.looked) == (3, 3, 1)
    found = foresee_merger(staffed.office, ADMIN, "office", "office-2", staffed.now)
    assert (found.cases, found.ended, found.looked) == (3, 0, 1)
    assert foresee_unit(staffed.office, ADMIN, "office", "clerk-2", staffed.now).looked == 1
    remit = Remit(values=frozenset({"printer"}))
    assert len(charges_of(staffed.office, ADMIN, "clerk", remit)) == 3


@pytest.mark.parametrize(
    ("me", "unit", "into", "match"),
    [
        (CLERK, "office", "office-2", "只有管理员"),
        (ADMIN, "office", "office", "不能是自己"),
        (ADMIN, "office", "away", "没有这个机构"),
        (ADMIN, "nowhere", "office", "没有这个机构"),
    ],
)
def test_units_that_do_not_merge(staffed: Place, me: Identity, unit: str, into: str, match: str) -> None:
    with pytest.raises(Refused, match=match):
        merge_units(staffed.office, me, unit, into, "机构改革", staffed.now)


def test_a_duplicate_goes_into_the_case_of_a_number(staffed: Place) -> None:
    main, twin = staffed.register("k1"), staffed.register("k2")
    merge(staffed.office, CLERK, twin.case, main.number, "同一设备", staffed.now)
    assert staffed.state(twin.case).outcome == "merged"
    staffed.work(staffed.now)
    assert [(tie.relation, tie.case) for tie in staffed.state(main.case).links] == [("merged", twin.case)]
    with pytest.raises(Refused, match="没有找到编号"):
        merge(staffed.office, CLERK, main.case, "没有的编号", "同一设备", staffed.now)
    with pytest.raises(Refused, match="已经办结"):
        merge(staffed.office, CLERK, main.case, twin.number, "同一设备", staffed.now)


def test_a_command_that_is_delivered_twice_is_done_once(staffed: Place) -> None:
    case = staffed.register().case
    command = LinkCase(relation="supervised-by", case="elsewhere", number="1", key="a")
    first = act_as_clockwork(staffed.office, "t", case, command, staffed.now, key="x")
    again = act_as_clockwork(staffed.office, "t", case, LinkCase(relation="child", case="y"), staffed.now, key="x")
    assert again.seq == first.seq
    with staffed.office.database.read() as uow:
        told = uow.connection.execute(text("select count(*) from events where type = 'cases-linked'")).scalar_one()
    assert told == 1
