"""Rotas: turns that go round by themselves, are set and swapped, and stand when the day has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from fangyuan.casework.identity import Identity
from fangyuan.casework.installing import activate, install
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.diary import diary_page
from fangyuan.casework.reading.pages import RotaView
from fangyuan.casework.reading.rota import rota_page
from fangyuan.casework.rotas import give_turn, settle_turns
from fangyuan.casework.swaps import answer_swap, change_places, take_swap_back
from fangyuan.compiler.loading import load
from fangyuan.model.problems import ChangedMeanwhile, Refused
from fangyuan.model.world import Delegation, Person, Post
from unit.casework.offices import CHIEF, CLERK, STRANGER, Place, at, make_place
from unit.casework.test_duties import pack_with_duties

DUTY = "minimal/watch"
WATCH = """
- duty: watch
  title: 值班接待
  every: {rrule: "FREQ=WEEKLY;BYDAY=MO", if-holiday: next-workday}
  opens: {task: 接待群众}
  who: {role: chief}
  rota: {of: [{role: clerk}], at-least: 2, per: quarter}
  within: 1 workday
"""
SECOND, THIRD = Identity("t", "second"), Identity("t", "third")
DAYS = [date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 30)]


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """An office whose three clerks take turns on Mondays."""
    made = make_place(database_url, tmp_path)
    clerks = [
        Person(name, "t", title, (Post("clerk", "office"),)) for name, title in (("second", "乙"), ("third", "丙"))
    ]
    put_organisation(made.office, [], [], clerks)
    source, _ = load(pack_with_duties(tmp_path, WATCH), (), made.office.kinds)
    made.pack = install(made.office, source, made.now, trial=False).pack
    activate(made.office, "t", made.pack, made.now)
    # The Monday on which it was activated has passed: what did not open within half an hour never was.
    made.time.at += timedelta(minutes=31)
    yield made
    made.office.database.close()


def view(place: Place, me: Identity = CLERK) -> RotaView:
    (found,) = rota_page(place.office, me, place.now).rotas
    return found


def people(place: Place, many: int = 4) -> list[str]:
    return [day.person.id if day.person else "" for day in view(place).days[:many]]


def told(place: Place, person: str) -> list[str]:
    with place.office.database.read() as uow:
        return [str(one.body["text"]) for one in uow.inbox.page("t", person) if not one.case]


def test_turns_go_round_and_the_task_of_the_day_is_given_to_whoever_has_it(place: Place) -> None:
    assert people(place) == ["clerk", "second", "third", "clerk"]
    place.work(at("2026-03-09T09:00+08:00"))
    with place.office.database.read() as uow:
        case = uow.duties.opened("t")[0].case
    (task,) = place.state(case).open_tasks()
    assert task.slots[0].people == ("clerk",)
    (today, *_) = view(place).days
    assert (today.on, today.sort, today.open, today.case) == (DAYS[0], "opened", False, case)


def test_what_was_stays_when_people_come_and_go(place: Place) -> None:
    place.work(at("2026-03-09T09:00+08:00"))
    put_organisation(
        place.office, [], [], [Person("clerk", "t", "报修员甲"), Person("aaa", "t", "新人", (Post("clerk", "office"),))]
    )
    assert people(place) == ["clerk", "aaa", "second", "third"]


def asking(place: Place) -> str:
    """The clerk asks the second one to change the first two days."""
    asked = change_places(place.office, CLERK, DUTY, DAYS[0], DAYS[1], "下乡", place.now, (0, 0))
    assert asked
    return asked.swap


def test_two_change_places_once_the_other_has_agreed_and_both_are_told(place: Place) -> None:
    asked = asking(place)
    assert people(place) == ["clerk", "second", "third", "clerk"]
    assert told(place, "second") == [
        "报修员甲请您换班（值班接待）：您 2026-03-16 的班换成 2026-03-09。下乡。请在“轮值”里答复。"
    ]
    answer_swap(place.office, SECOND, asked, True, place.now)
    assert people(place) == ["second", "clerk", "third", "second"]
    assert told(place, "clerk") == ["值班接待换班：2026-03-09 由乙，2026-03-16 由报修员甲。下乡"]
    first = view(place).days[0]
    assert (first.sort, first.reason, first.by) == ("swapped", "下乡", "乙")
    assert [(one.on, one.person) for one in view(place).changes] == [(DAYS[1], "报修员甲"), (DAYS[0], "乙")]
    place.work(at("2026-03-09T09:00+08:00"))
    with place.office.database.read() as uow:
        case = uow.duties.opened("t")[0].case
    assert place.state(case).open_tasks()[0].slots[0].people == ("second",)


def test_who_declines_or_asks_no_longer_leaves_the_days_as_they_are(place: Place) -> None:
    answer_swap(place.office, SECOND, asking(place), False, place.now, "那天开会")
    assert told(place, "clerk") == ["乙不同意换班（值班接待 2026-03-09 和 2026-03-16）。那天开会"]
    take_swap_back(place.office, CLERK, asking(place), place.now)
    assert told(place, "second")[0] == "报修员甲不再请您换班，原来的班不变。"
    assert people(place) == ["clerk", "second", "third", "clerk"]
    assert view(place).asked == ()


def test_nobody_answers_for_another_twice_or_when_the_days_have_changed(place: Place) -> None:
    swap = asking(place)
    assert [(one.may_answer, one.may_take_back) for one in view(place, SECOND).asked] == [(True, False)]
    assert [(one.may_answer, one.may_take_back) for one in view(place, THIRD).asked] == [(False, False)]
    for me in (THIRD, CHIEF, CLERK):
        with pytest.raises(Refused, match="请您换班的不是这一条"):
            answer_swap(place.office, me, swap, True, place.now)
    with pytest.raises(Refused, match="换班不是您提出的"):
        take_swap_back(place.office, SECOND, swap, place.now)
    with pytest.raises(Refused, match="已经请对方换了"):
        asking(place)
    give_turn(place.office, CHIEF, DUTY, DAYS[1], "third", "", place.now)
    assert view(place, SECOND).asked == ()
    with pytest.raises(Refused, match="这两天的班已经变了"):
        answer_swap(place.office, SECOND, swap, True, place.now)
    answer_swap(place.office, SECOND, swap, False, place.now)
    with pytest.raises(Refused, match="已经答复或者撤回了"):
        answer_swap(place.office, SECOND, swap, False, place.now)


def stands_in(place: Place, who: str, *for_whom: str) -> None:
    """From today on for two days, of which none is a day of the duty."""
    with place.office.database.begin() as uow:
        for one in for_whom:
            given = Delegation(one, who, date(2026, 3, 2), date(2026, 3, 3))
            uow.directory.delegate("t", f"{one}-{who}", given, one, place.now)
        uow.commit()


def test_who_stands_in_for_both_neither_asks_nor_answers_for_them(place: Place) -> None:
    stands_in(place, "third", "clerk", "second")
    with pytest.raises(Refused, match="一个人不能代表双方"):
        change_places(place.office, THIRD, DUTY, DAYS[0], DAYS[1], "下乡", place.now)
    swap = asking(place)
    assert [(one.may_answer, one.may_take_back) for one in view(place, THIRD).asked] == [(False, True)]
    with pytest.raises(Refused, match="一个人不能代表双方"):
        answer_swap(place.office, THIRD, swap, True, place.now)
    answer_swap(place.office, SECOND, swap, True, place.now)
    assert people(place) == ["second", "clerk", "third", "second"]


def test_who_stands_in_for_the_other_asks_for_oneself_and_leaves_the_answer_to_them(place: Place) -> None:
    stands_in(place, "second", "clerk")
    asked = change_places(place.office, SECOND, DUTY, DAYS[0], DAYS[1], "下乡", place.now)
    assert asked
    assert (asked.asker, asked.asked) == ("second", "clerk")
    with pytest.raises(Refused, match="一个人不能代表双方"):
        answer_swap(place.office, SECOND, asked.swap, True, place.now)
    answer_swap(place.office, CLERK, asked.swap, True, place.now)
    assert people(place) == ["second", "clerk", "third", "second"]


def test_who_was_asked_by_somebody_that_they_stand_in_for_answers_for_oneself(place: Place) -> None:
    stands_in(place, "second", "clerk")
    answer_swap(place.office, SECOND, asking(place), True, place.now)
    assert people(place) == ["second", "clerk", "third", "second"]


def test_who_says_whose_the_days_are_asks_nobody(place: Place) -> None:
    assert change_places(place.office, CHIEF, DUTY, DAYS[0], DAYS[1], "调整", place.now) is None
    assert people(place) == ["second", "clerk", "third", "second"]
    assert told(place, "clerk") == told(place, "second") != []


@pytest.mark.parametrize(
    ("me", "days", "reason", "code"),
    [
        (CLERK, (0, 1), " ", "reason-missing"),
        (CLERK, (1, 2), "有事", "swap-not-yours"),
        (CLERK, (0, 3), "有事", "swap-same-person"),
        (CLERK, (0, 0), "有事", "swap-same-day"),
        (STRANGER, (0, 1), "有事", "not-found"),
    ],
)
def test_a_swap_that_cannot_be_is_refused(
    place: Place, me: Identity, days: tuple[int, int], reason: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        change_places(place.office, me, DUTY, DAYS[days[0]], DAYS[days[1]], reason, place.now)
    assert refused.value.problems[0].code == code
    assert people(place) == ["clerk", "second", "third", "clerk"]


def test_only_who_does_the_duty_says_whose_day_it_is(place: Place) -> None:
    with pytest.raises(Refused, match="不由您排"):
        give_turn(place.office, CLERK, DUTY, DAYS[0], "third", "", place.now)
    give_turn(place.office, CHIEF, DUTY, DAYS[0], "third", "出差回来补上", place.now, 0)
    assert people(place) == ["third", "clerk", "second", "third"]
    assert told(place, "clerk") == told(place, "third") != []
    with pytest.raises(Refused, match="不在轮值的名单"):
        give_turn(place.office, CHIEF, DUTY, DAYS[1], "chief", "", place.now)
    with pytest.raises(Refused, match="没有这一天"):
        give_turn(place.office, CHIEF, DUTY, date(2026, 3, 10), "third", "", place.now)
    with pytest.raises(ChangedMeanwhile):
        give_turn(place.office, CHIEF, DUTY, DAYS[0], "second", "", place.now, 0)


def test_days_that_were_settled_do_not_move_when_somebody_joins(place: Place) -> None:
    assert settle_turns(place.office, CHIEF, DUTY, DAYS[2], place.now) == 3
    put_organisation(place.office, [], [], [Person("aaa", "t", "新人", (Post("clerk", "office"),))])
    assert people(place) == ["clerk", "second", "third", "aaa"]
    assert [day.sort for day in view(place).days[:4]] == ["set", "set", "set", "expected"]
    assert settle_turns(place.office, CHIEF, DUTY, DAYS[2], place.now) == 0


def test_a_day_that_has_begun_changes_hands_in_its_case_alone(place: Place) -> None:
    place.work(at("2026-03-09T09:00+08:00"))
    with pytest.raises(Refused, match="已经开始"):
        change_places(place.office, CLERK, DUTY, DAYS[0], DAYS[1], "有事", place.now)


def test_who_is_away_is_passed_over_and_comes_next(place: Place) -> None:
    with place.office.database.begin() as uow:
        uow.directory.delegate(
            "t", "d1", Delegation("clerk", "chief", date(2026, 3, 8), date(2026, 3, 10)), "clerk", place.now
        )
        uow.commit()
    assert people(place) == ["second", "clerk", "third", "second"]


def test_each_ones_share_of_the_quarter_is_told(place: Place) -> None:
    found = view(place)
    assert (found.period, found.at_least) == ("2026年第一季度", 2)
    assert [(one.person.id, one.turns, one.enough) for one in found.shares] == [
        ("clerk", 2, True), ("second", 1, False), ("third", 1, False),
    ]  # fmt: skip


def test_two_who_change_the_same_day_at_once_do_not_both_have_it(place: Place) -> None:
    barrier, won = Barrier(2), []

    def give(person: str) -> None:
        barrier.wait(10)
        try:
            give_turn(place.office, CHIEF, DUTY, DAYS[0], person, "", place.now, 0)
            won.append(person)
        except ChangedMeanwhile:
            pass

    threads = [Thread(target=give, args=(person,)) for person in ("second", "third")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(won) == 1
    assert people(place)[0] == won[0]


def test_the_diary_names_whose_day_it_is(place: Place) -> None:
    page = diary_page(place.office, CLERK, "month", date(2026, 3, 1), "", place.now)
    listed = {day.on: [one.title for entry in day.entries for one in entry.people] for day in page.days}
    assert [listed[on] for on in DAYS] == [["报修员甲"], ["乙"], ["丙"], ["报修员甲"]]
    mine = diary_page(place.office, CHIEF, "month", date(2026, 3, 1), "person/second", place.now)
    assert [day.on for day in mine.days if day.entries] == [DAYS[1]]
