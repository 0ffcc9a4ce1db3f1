"""Firings that are carried out together are each what they are alone; what breaks falls out and is told by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, text

from fangyuan.casework import listening
from fangyuan.casework.acting import act, fire
from fangyuan.casework.firing_together import fire_together
from fangyuan.casework.identity import Identity
from fangyuan.casework.listening import Wanted
from fangyuan.casework.mending import set_aside
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.sweeping import sweep
from fangyuan.casework.verifying import verify
from fangyuan.model.commands import ApproveExtension, AskExtension, Comment
from fangyuan.model.world import Person, Post
from fangyuan.store.firings import DueFiring
from unit.casework.offices import CHIEF, CLERK, MINIMAL, Place, at, in_inboxes, make_place, told

WARNED = at("2026-03-04T09:00+08:00")
LATER = at("2026-04-12T10:00+08:00")
LIFE = ["clock-started", "clock-warned", "clock-due", "clock-escalated", "clock-escalated"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Place]:
    """An office where one database says as much as both."""
    made = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path)
    yield made
    made.office.database.close()


def cases_of(place: Place, many: int) -> list[str]:
    return [place.register(f"k{n}").case for n in range(many)]


def lived(place: Place, case: str) -> list[str]:
    return [word for word in place.words(case) if word.startswith("clock-")]


def leased(place: Place, now: datetime, many: int = 100) -> list[DueFiring]:
    with place.office.database.begin() as uow:
        due = uow.firings.lease(now, many)
        uow.commit()
    return due


@contextmanager
def statements(place: Place) -> Iterator[list[str]]:
    """The statements of every connection in the block; a commit is one."""
    said: list[str] = []
    engine = place.office.database.engine
    listeners = {
        "before_cursor_execute": lambda *told: said.append(str(told[2])),
        "commit": lambda _: said.append("COMMIT"),
    }
    for name, hear in listeners.items():
        event.listen(engine, name, hear)
    try:
        yield said
    finally:
        for name, hear in listeners.items():
            event.remove(engine, name, hear)


def test_those_who_fire_together_end_as_those_who_fire_alone(place: Place) -> None:
    alone, *many = cases_of(place, 4)
    while due := leased(place, LATER):
        mine = [one for one in due if one.case == alone]
        others = [one for one in due if one.case != alone]
        assert [fire(place.office, one, LATER) for one in mine] == [True]
        with statements(place) as said:
            assert fire_together(place.office, others, LATER) == [True] * 3
        assert said.count("COMMIT") == 1
    assert [lived(place, case) for case in (alone, *many)] == [LIFE] * 4
    assert [place.words(case) for case in many] == [place.words(alone)] * 3
    clocks = place.state(alone).clocks
    assert [place.state(case).clocks for case in many] == [clocks] * 3
    with place.office.database.read() as uow:
        for case in (alone, *many):
            history = uow.cases.events("t", case)
            assert in_inboxes(uow, case) == told(history)
    assert verify(place.office).problems == ()


def test_more_that_is_due_asks_the_database_no_more_often(place: Place) -> None:
    """Over the whole life of their clocks, of which a program hears."""
    put_organisation(place.office, (), (), [Person("admin", "t", "管理员", (Post("administrator", "office"),))])
    place.office.may_listen = ("http://127.0.0.1:9",)
    wanted = Wanted("http://127.0.0.1:9/", ("clock-due", "clock-escalated"), person=CLERK.person)
    listening.register(place.office, Identity("t", "admin"), wanted, place.now)
    cost = []
    for n, many in enumerate((2, 2, 10)):
        for one in range(many):
            place.register(f"{n}-{one}")
        with statements(place) as said:
            assert sweep(place.office, LATER).fired == 3 * many
        cost.append(len(said))
    assert cost[1] == cost[2]


def test_who_acts_between_reading_and_writing_is_not_overwritten(place: Place) -> None:
    """Of those that were read together the others are carried out all the same, each once, and most of them together."""
    cases = cases_of(place, 8)
    due = leased(place, WARNED)
    with (
        once_read(place, lambda: act(place.office, CLERK, cases[1], Comment(text="好的"), WARNED)),
        statements(place) as said,
    ):
        came = dict(zip((one.case for one in due), fire_together(place.office, due, WARNED), strict=True))
    assert came == {case: case != cases[1] for case in cases}
    assert [lived(place, case) for case in cases] == [LIFE[:2]] * 8
    # Three of the act, which takes and fires what was due; four, two and one case; two for the one that is left, and does nothing.
    assert said.count("COMMIT") == 3 + 3 + 2
    assert "comment-made" in place.words(cases[1])
    assert leased(place, WARNED + timedelta(minutes=5)) == []
    assert verify(place.office).problems == ()


@contextmanager
def once_read(place: Place, then: Callable[[], object]) -> Iterator[None]:
    """Does something when the first reading in the block has ended."""
    still = [then]
    engine = place.office.database.engine

    def ended(_: object) -> None:
        if still:
            still.pop()()

    event.listen(engine, "rollback", ended)
    try:
        yield
    finally:
        event.remove(engine, "rollback", ended)
    assert not still


def test_people_are_told_in_the_order_in_which_it_was_due(office: Place) -> None:
    """Whatever the order in which the cases are locked."""
    slow, quick = cases_of(office, 2)
    act(office.office, CLERK, slow, AskExtension(clock="mend", by="1 workday", reason="等零件"), office.now)
    act(office.office, CHIEF, slow, ApproveExtension(clock="mend"), office.now)
    sweep(office.office, LATER)
    with office.office.database.read() as uow:
        newest = [one.case for one in uow.inbox.page("t", "chief") if one.at == LATER]
    assert newest[::-1] == [quick, slow] * 2


def test_a_case_without_a_key_is_given_one_for_what_people_are_told(place: Place) -> None:
    cases = cases_of(place, 2)
    with place.office.database.begin() as uow:
        assert uow.seals.erase("t", cases[0], place.now)
        uow.commit()
    sweep(place.office, WARNED)
    assert sweep(place.office, LATER).failed == 0
    with place.office.database.read() as uow:
        told_then = [one for one in uow.inbox.page("t", "chief") if one.at == LATER]
    assert {one.case for one in told_then if one.body} == {*cases}
    assert [lived(place, case) for case in cases] == [LIFE] * 2


def test_a_number_of_another_system_is_written_by_itself(tmp_path: Path) -> None:
    """It is locked until the commit: whoever says it elsewhere, in one of these cases, would wait for it and be waited for."""
    pack = tmp_path / "pack"
    shutil.copytree(MINIMAL, pack)
    for name, here, more in _SAYS_A_NUMBER:
        file = pack / "case-types" / "repair" / name
        file.write_text(file.read_text().replace(here, more + here, 1))
    place = make_place(f"sqlite:///{tmp_path / 'office.sqlite3'}", tmp_path, pack=pack)
    cases = cases_of(place, 3)
    sweep(place.office, WARNED)
    with statements(place) as said:
        assert sweep(place.office, WARNED + timedelta(days=2)).fired == 3
    written = [one for one in said if one.startswith(("UPDATE cases", "INSERT INTO case_sources"))]
    assert [one.split()[0] for one in written] == ["UPDATE", "INSERT"] * 3
    assert [place.state(case).answers["outer"] for case in cases] == ["A-1"] * 3
    place.office.database.close()


_SAYS_A_NUMBER = (
    (
        "rules.yaml",
        "- rule",
        "- {rule: says, title: 定号, because: ours, on: {event: clock-due}, then: [{set: {outer: A-1}}]}\n",
    ),
    (
        "report.schema.json",
        '"urgent"',
        '"outer": {"type": "string", "title": "外部编号", "x-fangyuan-external-id": {"system": "national", "title": "国家系统"}},\n    ',
    ),
)


_BREAKS = {
    "reading": "UPDATE snapshots SET body = '{' WHERE \"case\" = :case",
    "opening": "UPDATE seal_keys SET wrapped = :noise WHERE subject LIKE :case || '%'",
    "writing": 'INSERT INTO events SELECT tenant, "case", :next, type, version, actor, at, occurred_on, on_behalf_of, scan,'
    ' cause, body, prev_hash, hash FROM events WHERE "case" = :case AND seq = 1',
}
"""A snapshot that is none, a key of another installation, a next event that stands already."""


@pytest.mark.parametrize("breaks", _BREAKS)
def test_of_those_who_fire_together_only_the_broken_one_is_set_aside(place: Place, breaks: str) -> None:
    cases = cases_of(place, 3)
    known = {"case": cases[1], "noise": b"x" * 60, "next": place.state(cases[1]).seq + 1}
    with place.office.database.begin() as uow:
        breaking = text(_BREAKS[breaks])
        assert uow.connection.execute(breaking, {one: known[one] for one in breaking.compile().params}).rowcount == 1
        uow.commit()
    swept = sweep(place.office, WARNED)
    assert (swept.fired, swept.failed) == (2, 1)
    sound = (cases[0], cases[2])
    assert [lived(place, case)[:2] for case in sound] == [LIFE[:2]] * 2
    with place.office.database.read() as uow:
        (aside,) = set_aside(uow)
        assert aside.case == cases[1]
        assert [in_inboxes(uow, case) == told(uow.cases.events("t", case)) for case in sound] == [True] * 2


def test_what_was_done_meanwhile_is_not_done_again(office: Place) -> None:
    """Somebody acts in one of the cases, which fires it first; of another the lease ran out, and another sweep took it."""
    acted, swept, mine = cases_of(office, 3)
    due = leased(office, WARNED)
    act(office.office, CLERK, acted, Comment(text="好的"), WARNED)
    assert fire(office.office, next(one for one in due if one.case == swept), WARNED)
    came = dict(zip((one.case for one in due), fire_together(office.office, due, WARNED), strict=True))
    assert came == {acted: False, swept: False, mine: True}
    assert [lived(office, case) for case in (acted, swept, mine)] == [LIFE[:2]] * 3
    assert leased(office, WARNED + timedelta(minutes=5)) == []


def test_what_was_taken_before_and_came_to_no_end_is_carried_out_by_itself(office: Place) -> None:
    cases_of(office, 4)
    leased(office, WARNED, 3)
    with statements(office) as said:
        assert sweep(office.office, WARNED + timedelta(minutes=5)).fired == 4
    begun = [one for one in said if one.startswith("UPDATE cases")]
    assert len(begun) == 4


def test_two_who_sweep_the_same_at_once_double_nothing(place: Place) -> None:
    """The later one comes when the leases of the first have run out."""
    cases = cases_of(place, 6)
    ready, broken = Barrier(2), list[Exception]()

    def run(minutes: int) -> None:
        ready.wait()
        try:
            sweep(place.office, LATER + timedelta(minutes=minutes), batch=4)
        except Exception as error:  # noqa: BLE001
            broken.append(error)

    threads = [Thread(target=run, args=(minutes,)) for minutes in (0, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    sweep(place.office, LATER + timedelta(minutes=10))
    assert [lived(place, case) for case in cases] == [LIFE] * 6
    with place.office.database.read() as uow:
        assert [in_inboxes(uow, case) == told(uow.cases.events("t", case)) for case in cases] == [True] * 6
        assert set_aside(uow) == []
    assert verify(place.office).problems == ()
