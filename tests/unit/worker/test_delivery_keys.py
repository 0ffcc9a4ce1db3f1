"""What happens when a process dies with a message in hand, when two workers meet, and when a channel fails for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from fangyuan.casework.channels import load_channels
from fangyuan.casework.delivering import Delivery, deliver
from fangyuan.casework.mending import release, set_aside
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.sweeping import sweep
from fangyuan.casework.working import work
from fangyuan.model.channels import Outbound
from fangyuan.model.world import Person, Post
from fangyuan.store.leasing import MAX_ATTEMPTS
from unit.casework.offices import CLERK, Place
from unit.worker.conftest import Mailbox

MINUTES = timedelta(minutes=2)


def nothing() -> None:
    """What most sendings do besides."""


@dataclass(slots=True)
class Way:
    """A channel that keeps what it is given, then does what a test wants of it."""

    name: str = "way"
    keys: list[str] = field(default_factory=list)
    then: Callable[[], None] = nothing

    def reaches(self, person: Person) -> bool:
        return person.person == "chief"

    def send(self, message: Outbound) -> None:
        self.keys.append(message.key)
        self.then()


def dies() -> None:
    raise KeyboardInterrupt


@pytest.fixture
def way(place: Place) -> Way:
    made = Way()
    place.office.channels = load_channels([], [made])
    return made


def test_what_a_dying_process_had_sent_goes_again_under_its_key(place: Place, way: Way) -> None:
    place.register()
    way.then = dies
    with pytest.raises(KeyboardInterrupt):
        place.work(place.now)
    way.then = nothing
    place.work(place.now)
    assert len(way.keys) == 1
    place.work(place.now + MINUTES)
    place.work(place.now + MINUTES)
    assert len(way.keys) == 2
    assert len(set(way.keys)) == 1


def test_a_worker_that_took_long_sends_nothing_that_another_has_taken(place: Place, way: Way) -> None:
    place.register("k1")
    place.register("k2")
    later = place.now + MINUTES

    def another_worker() -> None:
        way.then = nothing
        deliver(place.office, Delivery(), later)

    way.then = another_worker
    deliver(place.office, Delivery(), place.now)
    deliver(place.office, Delivery(), later + MINUTES)
    # The first was in hand when the other worker came, so that it went twice under one key; the second went once.
    assert (len(way.keys), len(set(way.keys))) == (3, 2)


def test_a_mail_tried_before_keeps_its_key_and_takes_nothing_new_along(place: Place, mailbox: Mailbox) -> None:
    office, delivery = place.office, Delivery(mailbox.post)
    office.mails = True
    put_organisation(
        office, (), (), [Person("chief", "t", "科长乙", (Post("chief", "office"),), email="c@example.org")]
    )
    mailbox.closed = True
    place.register("k1")
    place.register("k2")
    work(office, delivery, place.now)
    mailbox.closed = False
    place.time.at += timedelta(hours=1)
    place.register("k3")
    work(office, delivery, place.now)
    again, fresh = sorted(mailbox.mails, key=lambda mail: str(mail["Subject"]))
    assert again["Subject"].startswith("2 条提醒")
    assert again["Message-ID"] != fresh["Message-ID"]
    assert "SLBX2026-0003" in fresh["Subject"]


def test_a_mail_goes_where_the_person_now_is_and_to_nobody_who_left(place: Place, mailbox: Mailbox) -> None:
    office = place.office
    office.mails = True

    def chief(address: str, active: bool = True) -> None:
        person = Person("chief", "t", "科长乙", (Post("chief", "office"),), email=address, active=active)
        put_organisation(office, (), (), [person])

    chief("old@example.org")
    place.register("k1")
    chief("new@example.org")
    work(office, Delivery(mailbox.post), place.now)
    assert [mail["To"] for mail in mailbox.mails] == ["new@example.org"]
    place.register("k2")
    chief("new@example.org", active=False)
    work(office, Delivery(mailbox.post), place.now)
    assert len(mailbox.mails) == 1


def fails() -> None:
    raise OSError("nobody answers")


def test_a_channel_that_fails_for_good_is_reported_once_and_released_by_case(place: Place, way: Way) -> None:
    put_organisation(place.office, (), (), [Person("admin", "t", "管理员", (Post("administrator", "office"),))])
    first, second = (place.register(key).case for key in ("k1", "k2"))
    way.then = fails
    now = place.now
    for _ in range(2 * MAX_ATTEMPTS):
        now += timedelta(days=1)
        deliver(place.office, Delivery(), now)
    with place.office.database.read() as uow:
        told = [str(one.body["text"]) for one in uow.inbox.page("t", "admin")]
        waiting = {one.case for one in set_aside(uow, tenant="t") if one.waits_for_person}
        assert set_aside(uow, tenant="other") == []
    assert len(told) == 1
    assert "nobody answers" in told[0]
    assert "搁置的事项" in told[0]
    assert waiting == {first, second}
    way.then, way.keys = nothing, []
    from_admin = type(CLERK)("t", "admin")
    assert release(place.office, from_admin, now, case=first) == 1
    deliver(place.office, Delivery(), now)
    assert len(way.keys) == 1
    with place.office.database.read() as uow:
        assert {one.case for one in set_aside(uow)} == {second}
    assert sweep(place.office, place.now).failed == 0
