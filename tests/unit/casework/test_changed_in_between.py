"""Whoever writes by what a request has read at its beginning takes back nothing that others have written since."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from threading import Thread

import pytest

from fangyuan.casework.admitting import change_password, open_account, reset_password, sign_in
from fangyuan.casework.handing_over import merge_units
from fangyuan.casework.identity import Identity
from fangyuan.casework.keeping_calendars import YearSaid, carry_out, revision
from fangyuan.casework.office import Office
from fangyuan.casework.organising import give_post, put_organisation, set_code, take_post
from fangyuan.casework.tenure import close_account, reinstate, retire
from fangyuan.engine.folding import fold
from fangyuan.model.problems import ChangedMeanwhile, Refused
from fangyuan.model.world import Person, Post, Unit
from fangyuan.store.database import Database, UnitOfWork
from unit.casework.offices import Place

ADMIN, GUEST = Identity("t", "admin"), Identity("t", "guest")
OLD, NEW = "the old password", "the new password"


@pytest.fixture
def place(place: Place) -> Place:
    """The place with an administrator, an officer of two posts, and a unit to merge."""
    posts = (Post("guest", "office"), Post("clerk", "office"))
    people = [Person("admin", "t", "管理员丁", (Post("administrator", "office"),)), Person("guest", "t", "丙", posts)]
    put_organisation(place.office, (), [Unit("office-2", "t", "第二办公室", "office")], people)
    return place


@pytest.fixture
def beside(place: Place, database_url: str) -> Iterator[Office]:
    """Another process over the same database."""
    made = Database(database_url, place.office.database.key, fold)
    yield Office(made, place.office.kinds, place.office.files, place.time)
    made.close()


@pytest.fixture
def begun(place: Place) -> Iterator[UnitOfWork]:
    """A request that has read who is who, and will write."""
    with place.office.database.one_snapshot(until_written=True) as uow:
        _officer(place, uow)
        yield uow


def _officer(place: Place, uow: UnitOfWork) -> Person:
    return place.office.directory(uow, "t").people["guest"]


def _stands(place: Place) -> tuple[bool, list[str]]:
    """Whether the officer is there, and their roles."""
    with place.office.database.read() as uow:
        person = _officer(place, uow)
    return person.active, sorted(post.role for post in person.posts)


@pytest.mark.usefixtures("begun")
def test_posts_given_and_taken_at_once_are_all_as_they_were_said(place: Place, beside: Office) -> None:
    give_post(beside, ADMIN, "guest", "chief", "office")
    give_post(place.office, ADMIN, "guest", "director", "office")
    assert _stands(place) == (True, ["chief", "clerk", "director", "guest"])
    take_post(beside, ADMIN, "guest", "chief", "office")
    take_post(place.office, ADMIN, "guest", "clerk", "office")
    assert _stands(place) == (True, ["director", "guest"])


@pytest.mark.usefixtures("begun")
def test_whoever_has_left_does_not_come_back_with_a_post(place: Place, beside: Office) -> None:
    retire(beside, ADMIN, "guest", place.now)
    give_post(place.office, ADMIN, "guest", "chief", "office")
    assert _stands(place) == (False, ["chief", "clerk", "guest"])


@pytest.mark.usefixtures("begun")
def test_whoever_leaves_or_comes_back_has_the_posts_given_meanwhile(place: Place, beside: Office) -> None:
    give_post(beside, ADMIN, "guest", "chief", "office")
    retire(place.office, ADMIN, "guest", place.now)
    assert _stands(place) == (False, ["chief", "clerk", "guest"])
    take_post(beside, ADMIN, "guest", "chief", "office")
    assert reinstate(place.office, ADMIN, "guest", place.now) == ""
    assert _stands(place) == (True, ["clerk", "guest"])


def test_who_gives_a_post_waits_for_whoever_writes_the_officer(place: Place, beside: Office) -> None:
    giving = Thread(target=give_post, args=(beside, ADMIN, "guest", "chief", "office"))
    with place.office.database.begin() as uow:
        known = uow.directory.officer("t", "guest")
        assert known is not None
        giving.start()
        giving.join(0.2)
        uow.directory.put_people([replace(known, active=False)])
        uow.commit()
    giving.join(20)
    assert _stands(place) == (False, ["chief", "clerk", "guest"])


@pytest.mark.usefixtures("begun")
def test_a_unit_that_merges_keeps_the_code_given_meanwhile(place: Place, beside: Office) -> None:
    set_code(beside, ADMIN, "office-2", "二办")
    merge_units(place.office, ADMIN, "office-2", "office", "机构改革", place.now)
    with place.office.database.read() as uow:
        unit = place.office.directory(uow, "t").units["office-2"]
    assert (unit.active, unit.code) == (False, "二办")


@pytest.fixture
def account(place: Place) -> None:
    open_account(place.office, "t", "guest", "guest", OLD, place.now)


@pytest.mark.usefixtures("account", "begun")
def test_a_password_that_was_reset_meanwhile_is_not_changed_by_whoever_knew_the_old_one(
    place: Place, beside: Office
) -> None:
    once = reset_password(beside, ADMIN, "guest", place.now)
    with pytest.raises(Refused):
        change_password(place.office, GUEST, OLD, NEW, place.now)
    assert sign_in(place.office, "guest", once, place.now) == GUEST


@pytest.mark.usefixtures("account", "begun")
def test_an_account_that_was_closed_meanwhile_stays_closed(place: Place, beside: Office) -> None:
    close_account(beside, GUEST, place.now)
    with pytest.raises(Refused):
        change_password(place.office, GUEST, OLD, NEW, place.now)
    with pytest.raises(Refused):
        reset_password(place.office, ADMIN, "guest", place.now)
    with place.office.database.read() as uow:
        found = uow.accounts.of("t", "guest")
    assert found is not None
    assert not found.active


def test_of_two_who_publish_a_year_at_once_the_later_one_is_told(
    place: Place, beside: Office, begun: UnitOfWork
) -> None:
    base = revision(begun, "t", "cn", own=False)
    first = YearSaid("cn", 2027, published=True, days_off={date(2027, 1, 1): "元旦"})
    carry_out(beside, ADMIN, first, place.now, base)
    with pytest.raises(ChangedMeanwhile, match="这个日历刚刚被别人改过"):
        carry_out(place.office, ADMIN, replace(first, days_off={}), place.now, base)
    with place.office.database.read() as uow:
        assert uow.calendars.all()["cn"].years[2027].holidays == first.days_off
