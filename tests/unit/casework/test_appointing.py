"""Appointments: a case is booked for a time once, however many officers try at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Barrier, Thread

import pytest

from fangyuan.casework.acting import act
from fangyuan.casework.appointing import book, cancel, record
from fangyuan.casework.identity import Identity
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.registering import register
from fangyuan.model.commands import CompleteTask, Recuse
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post
from packs.examples import VALID
from unit.casework.offices import CLERK, Place, at, make_place

DUTY = "receiving/reception"
FIRST, SECOND = date(2026, 3, 11), date(2026, 3, 18)
OTHER, LEADER = Identity("t", "other"), Identity("t", "first")


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Place]:
    """An office whose two leaders receive on Wednesdays."""
    made = make_place(database_url, tmp_path, "2026-03-04T10:00+08:00", VALID / "receiving")
    posts = (("first", "书记", "leader"), ("second", "县长", "leader"), ("other", "经办员乙", "clerk"))
    people = [Person(name, "t", title, (Post(role, "office"),)) for name, title, role in posts]
    put_organisation(made.office, [], [], people)
    yield made
    made.office.database.close()


def visit(place: Place, key: str, **more: str) -> str:
    answers = {"persons": [{"name": f"王{key}"}], "cause": "低保", **more}
    return register(place.office, CLERK, "receiving/visit", answers, None, key, place.now).case


def booked(place: Place) -> list[tuple[str, str, int, str]]:
    with place.office.database.read() as uow:
        rows = uow.appointments.of_duty("t", DUTY, [FIRST, SECOND])
    return [(one.occurs_on.isoformat(), one.time, one.place, one.state) for one in rows]


def refusal(place: Place, case: str, day: date, time: str, me: Identity = CLERK) -> str:
    with pytest.raises(Refused) as refused:
        book(place.office, me, case, DUTY, day, time, place.now)
    return refused.value.problems[0].code


def test_a_case_is_booked_and_its_answers_say_when_and_with_whom(place: Place) -> None:
    case = visit(place, "1")
    book(place.office, CLERK, case, DUTY, FIRST, "09:30", place.now)
    state = place.state(case)
    said = {name: state.answers.get(name) for name in ("visit_on", "visit_time", "visit_leader")}
    assert said == {"visit_on": "2026-03-11", "visit_time": "09:30", "visit_leader": "first"}
    assert state.appointment is not None
    assert (state.appointment.day, state.appointment.time, state.appointment.state) == (FIRST, "09:30", "booked")
    assert "appointment-made" in place.words(case)
    assert [task.slots[0].people for task in state.open_tasks()] == [("first",)]
    assert booked(place) == [("2026-03-11", "09:30", 1, "booked")]


def test_no_time_takes_more_than_the_pack_says_also_from_officers_at_once(place: Place) -> None:
    cases = [visit(place, str(n)) for n in range(6)]
    barrier, said = Barrier(len(cases)), []

    def try_it(case: str, me: Identity) -> None:
        barrier.wait(20)
        try:
            book(place.office, me, case, DUTY, FIRST, "09:00", place.now)
            said.append("booked")
        except Refused as refused:
            said.append(refused.problems[0].code)

    threads = [Thread(target=try_it, args=(case, (CLERK, OTHER)[n % 2])) for n, case in enumerate(cases)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == ["booked", "booked", *["time-full"] * 4]
    assert booked(place) == [("2026-03-11", "09:00", 1, "booked"), ("2026-03-11", "09:00", 2, "booked")]
    told = [case for case in cases if "appointment-made" in place.words(case)]
    assert len(told) == 2


def test_moving_frees_the_place_and_tells_what_was(place: Place) -> None:
    case = visit(place, "1")
    book(place.office, CLERK, case, DUTY, FIRST, "09:00", place.now)
    book(place.office, OTHER, case, DUTY, SECOND, "10:00", place.now)
    assert booked(place) == [("2026-03-18", "10:00", 1, "booked")]
    assert place.state(case).answers["visit_leader"] == "second"
    book(place.office, OTHER, case, DUTY, SECOND, "09:00", place.now)
    with place.office.database.read() as uow:
        moves = [one.event for one in uow.cases.events("t", case) if one.event.word == "appointment-made"]
    assert [getattr(one, "instead_of", "") for one in moves] == ["", "2026-03-11 09:00", "2026-03-18 10:00"]
    assert refusal(place, case, SECOND, "09:00") == "nothing-changed"


def test_what_cannot_be_booked_is_refused_with_what_to_do(place: Place) -> None:
    case = visit(place, "1")
    assert refusal(place, case, FIRST, "10:30") == "time-unknown"
    assert refusal(place, case, date(2026, 3, 12), "09:00") == "not-found"
    assert refusal(place, case, FIRST, "09:00", LEADER) == "not-yours"
    place.work(at("2026-03-11T09:10+08:00"))
    assert refusal(place, case, FIRST, "09:00") == "time-past"
    with pytest.raises(Refused) as refused:
        book(place.office, CLERK, case, "receiving/desk", SECOND, "09:00", place.now)
    assert refused.value.problems[0].code == "no-appointments"


def test_nobody_is_sent_to_an_officer_whom_the_case_is_kept_from_or_who_stepped_aside(place: Place) -> None:
    accused = visit(place, "1", accused="first")
    assert refusal(place, accused, FIRST, "09:00") == "must-not-meet"
    book(place.office, CLERK, accused, DUTY, SECOND, "09:00", place.now)
    other = visit(place, "2")
    act(place.office, CLERK, other, Recuse(reason="亲属", person="first", to="second"), place.now)
    assert refusal(place, other, FIRST, "09:00") == "must-not-meet"


def test_a_cancelled_one_frees_its_place_and_empties_the_answers(place: Place) -> None:
    case = visit(place, "1")
    book(place.office, CLERK, case, DUTY, FIRST, "09:00", place.now)
    with pytest.raises(Refused, match="为什么取消"):
        cancel(place.office, CLERK, case, " ", place.now)
    cancel(place.office, CLERK, case, "本人不来了", place.now)
    assert booked(place) == []
    assert "visit_on" not in place.state(case).answers
    with pytest.raises(Refused, match="没有预约"):
        cancel(place.office, CLERK, case, "再取消", place.now)
    book(place.office, CLERK, case, DUTY, FIRST, "09:00", place.now)
    assert booked(place) == [("2026-03-11", "09:00", 1, "booked")]


def test_whether_they_came_is_written_down_from_the_day_on(place: Place) -> None:
    came, missed = visit(place, "1"), visit(place, "2")
    for case in (came, missed):
        book(place.office, CLERK, case, DUTY, FIRST, "09:00", place.now)
    with pytest.raises(Refused, match="还没有到"):
        record(place.office, CLERK, came, True, place.now)
    place.work(at("2026-03-11T09:30+08:00"))
    record(place.office, CLERK, came, True, place.now)
    record(place.office, OTHER, missed, False, place.now, reason="打电话没有人接")
    assert [state for *_, state in booked(place)] == ["kept", "missed"]
    assert [place.words(case)[-1] for case in (came, missed)] == ["appointment-kept", "appointment-missed"]
    book(place.office, CLERK, missed, DUTY, SECOND, "09:00", place.now)
    assert [state for *_, state in booked(place)] == ["kept", "missed", "booked"]


def test_a_second_submit_of_one_page_books_once(place: Place) -> None:
    case = visit(place, "1")
    for _ in range(2):
        book(place.office, CLERK, case, DUTY, FIRST, "09:00", place.now, "page-1")
    assert booked(place) == [("2026-03-11", "09:00", 1, "booked")]
    assert place.words(case).count("appointment-made") == 1


def test_a_day_that_its_case_moved_takes_its_times_along(place: Place) -> None:
    place.work(at("2026-03-06T10:00+08:00"))
    with place.office.database.read() as uow:
        opened = [one.case for one in uow.duties.opened("t") if one.duty.endswith("reception")]
    answers = {"day_on": "2026-03-12", "day_leader": "second"}
    act(place.office, CLERK, opened[0], CompleteTask(task="announce", answers=answers), place.now)
    case = visit(place, "1")
    book(place.office, CLERK, case, DUTY, FIRST, "09:00", place.now)
    said = place.state(case).answers
    assert (said["visit_on"], said["visit_leader"], said["day_number"]) == ("2026-03-12", "second", "SLJR2026-001")
