"""What people are told in-app also goes to their mailboxes: once, by a real server, and only where there is one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from fangyuan.casework.delivering import Delivery
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.working import work
from fangyuan.model.decisions import Message
from fangyuan.model.world import Person, Post
from unit.casework.offices import Place
from unit.worker.conftest import Mailbox


@pytest.fixture
def posting(place: Place) -> Place:
    """An office with a mail server, whose chief has an address and whose clerk has none."""
    place.office.mails = True
    chief = Person("chief", "t", "科长乙", (Post("chief", "office"),), email="chief@example.org")
    put_organisation(place.office, (), (), [chief])
    return place


def waiting(place: Place) -> list[str]:
    """The channels of what waits in the outbox."""
    with place.office.database.read() as uow:
        return list(uow.connection.execute(text("select channel from outbox order by id")).scalars())


def test_what_the_chief_is_told_comes_by_mail_once(posting: Place, mailbox: Mailbox) -> None:
    done = posting.register(device="三楼\t打印机" * 3)
    for _ in range(2):
        work(posting.office, Delivery(mailbox.post), posting.now)
    [mail] = mailbox.mails
    assert (mail["To"], mail["From"]) == ("chief@example.org", "fangyuan@example.org")
    assert mail["Subject"].startswith(f"{done.number} 急修：三楼")
    assert mail.get_content().startswith("急修：三楼")
    assert waiting(posting) == []


def test_a_mail_bears_its_delivery_key_at_every_attempt(posting: Place, mailbox: Mailbox) -> None:
    posting.register()
    with posting.office.database.read() as uow:
        query = text("select id from outbox where channel = 'mail'")
        key = uow.connection.execute(query).scalar_one()
    mailbox.closed = True
    work(posting.office, Delivery(mailbox.post), posting.now)
    assert (mailbox.mails, waiting(posting)) == ([], ["mail"])
    mailbox.closed = False
    posting.time.at = posting.now + timedelta(hours=1)
    work(posting.office, Delivery(mailbox.post), posting.now)
    assert [mail["Message-ID"] for mail in mailbox.mails] == [f"<{key}@fangyuan>"]


def test_a_firing_clock_writes_too(posting: Place, mailbox: Mailbox) -> None:
    posting.register(urgent=False)
    posting.time.at = posting.now + timedelta(days=4)
    work(posting.office, Delivery(mailbox.post), posting.now)
    assert {mail["To"] for mail in mailbox.mails} == {"chief@example.org"}


@pytest.mark.parametrize("first", [{}, {"person": "clerk", "subject": "一", "text": "一"}])
def test_of_one_mail_each_message_is_held_against_its_own_person(
    posting: Place, mailbox: Mailbox, first: dict[str, str]
) -> None:
    """What comes first was erased, or is for somebody else with the same mailbox: the case is kept from the chief since."""
    clerk = Person("clerk", "t", "科员甲", (Post("clerk", "office"),), email="chief@example.org")
    put_organisation(posting.office, (), (), [clerk])
    case = posting.register().case
    with posting.office.database.begin() as uow:
        uow.connection.execute(text("delete from outbox"))
        told = [first, {"person": "chief", "subject": "二", "text": "二"}]
        uow.outbox.add("t", case, [Message("mail", "chief@example.org", body) for body in told], posting.now)
        uow.cases.exclude(posting.state(case), frozenset({"chief"}))
        uow.commit()
    work(posting.office, Delivery(mailbox.post), posting.now)
    assert "二" not in "".join(mail.get_content() for mail in mailbox.mails)
    assert waiting(posting) == []


def test_without_a_mail_server_nothing_is_queued_for_one(place: Place) -> None:
    chief = Person("chief", "t", "科长乙", (Post("chief", "office"),), email="chief@example.org")
    put_organisation(place.office, (), (), [chief])
    place.register()
    assert waiting(place) == ["render"]


def test_whoever_left_or_has_no_address_gets_no_mail(posting: Place) -> None:
    put_organisation(posting.office, (), (), [Person("chief", "t", "科长乙", (Post("chief", "office"),))])
    posting.register()
    assert waiting(posting) == ["render"]
