"""What an office keeps in memory of who is who and what is active: it shows every change of another process at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.reading.frame import viewer
from fangyuan.kinds import load_kinds
from fangyuan.model.calendars import Calendar, CalendarYear
from fangyuan.model.world import Directory, Person, Post
from unit.casework.offices import Place

NEW = Person("new", "t", "新来的", (Post("clerk", "office"),))


@pytest.fixture
def other(place: Place) -> Office:
    """Another process over the same database, which has read everything once."""
    there = Office(place.office.database, load_kinds(), place.office.files, place.time)
    _seen(there, place)
    return there


def test_whoever_comes_is_known_at_once_in_another_process(place: Place, other: Office) -> None:
    put_organisation(place.office, (), (), [NEW])
    assert "new" in _seen(other, place)[0]


def test_what_is_planned_holds_from_its_instant_on_and_what_is_stopped_no_longer(place: Place, other: Office) -> None:
    with place.office.database.begin() as uow:
        uow.packs.deactivate("t", "minimal/repair", place.now + timedelta(days=1), place.now)
        uow.commit()
    assert _seen(other, place)[1] == ["minimal/repair"]
    assert _seen(other, place, days=1)[1] == []
    with place.office.database.begin() as uow:
        uow.packs.activate("t", "minimal/repair", place.pack.hash, place.now + timedelta(days=2), place.now)
        uow.commit()
    assert [_seen(other, place, days=days)[1] for days in range(3)] == [["minimal/repair"], [], ["minimal/repair"]]
    with place.office.database.begin() as uow:
        uow.packs.unplan("t", place.pack.hash, place.now)
        uow.commit()
    assert _seen(other, place, days=2)[1] == []


def test_a_calendar_that_is_published_counts_at_once_in_another_process(place: Place, other: Office) -> None:
    years = {2030: CalendarYear(2030, published=True)}
    with place.office.database.begin() as uow:
        uow.calendars.put(Calendar("elsewhere", "别处", years, revision="1"), place.now)
        uow.commit()
    assert "elsewhere" in _seen(other, place)[2]


def test_a_calendar_that_is_published_between_two_looks_counts_for_the_tenant_too(place: Place, other: Office) -> None:
    put_organisation(place.office, (), (), [NEW])
    database, published, years = other.database, list[str](), {2030: CalendarYear(2030, published=True)}
    beside = database.begin if database.engine.dialect.name == "postgresql" else database.read  # where others may write

    def publish(*said: object) -> None:
        if "FROM calendars" in str(said[2]) and not published:
            published.append("elsewhere")
            with database.begin() as uow:
                uow.calendars.put(Calendar("elsewhere", "别处", years, revision="1"), place.now)
                uow.commit()

    event.listen(database.engine, "after_cursor_execute", publish)
    with beside() as uow:
        other.almanac.calendars(uow, "t")
    event.remove(database.engine, "after_cursor_execute", publish)
    assert published == ["elsewhere"]
    assert "elsewhere" in _seen(other, place)[2]


def test_registers_of_before_are_let_go_whoever_has_looked_at_them(place: Place, other: Office) -> None:
    gc.collect()
    before = _registers()
    for key in "abcdef":
        put_organisation(place.office, (), (), [Person(key, "t", key)])
        viewer(other, Identity("t", key), place.now)
    assert _registers() <= before + 1


def test_what_was_taken_back_was_never_there(place: Place, other: Office) -> None:
    with place.office.database.begin() as uow:
        uow.directory.put_people([NEW])
        assert "new" in other.directory(uow, "t").people
    put_organisation(place.office, (), (), [Person("late", "t", "后来的")])
    people, _, _ = _seen(other, place)
    assert ("new" in people, "late" in people) == (False, True)


def test_as_long_as_nothing_changes_one_statement_tells_so(place: Place, other: Office) -> None:
    with _sent(place) as statements:
        _seen(other, place)
    assert len(statements) == 1


def _registers() -> int:
    """How many registers are in memory."""
    return sum(type(one) is Directory for one in gc.get_objects())


def _seen(office: Office, place: Place, days: int = 0) -> tuple[set[str], list[str], set[str]]:
    """Who is there, what is active in some days, which calendars are known."""
    with office.database.read() as uow:
        people = set(office.directory(uow, "t").people)
        active = [one.case_type for one in office.in_force(uow, "t", place.now + timedelta(days=days))]
        return people, active, set(office.almanac.calendars(uow, "t"))


@contextmanager
def _sent(place: Place) -> Iterator[list[str]]:
    """The statements of the block."""
    sent: list[str] = []

    def listen(*said: object) -> None:
        if not str(said[2]).startswith("BEGIN"):
            sent.append(str(said[2]))

    event.listen(place.office.database.engine, "before_cursor_execute", listen)
    yield sent
    event.remove(place.office.database.engine, "before_cursor_execute", listen)
