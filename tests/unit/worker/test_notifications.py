"""Nobody is written to at midnight; several messages make one mail; the webhook is signed, retried, never doubled."""

from __future__ import annotations

import hmac
import json
from datetime import datetime, time, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from fangyuan.app import Settings, open_office
from fangyuan.casework.channels import ChannelUnusable, Webhook, load_channels
from fangyuan.casework.delivering import Delivery
from fangyuan.casework.mending import set_aside
from fangyuan.casework.organising import put_organisation
from fangyuan.casework.working import work
from fangyuan.engine.clocks.quiet_hours import open_from
from fangyuan.model.channels import Outbound
from fangyuan.model.world import Person
from fangyuan.model.world import Post as Held
from fixtures.receiving import Receiver
from unit.casework.offices import Place, at
from unit.engine_clocks.bench import CN
from unit.worker.conftest import Mailbox

SECRET = "a secret of the receiver"


@pytest.fixture
def posting(place: Place) -> Place:
    """An office with a mail server, whose chief has an address."""
    place.office.mails = True
    chief = Person("chief", "t", "科长乙", (Held("chief", "office"),), email="chief@example.org")
    put_organisation(place.office, (), (), [chief])
    return place


def _unread(place: Place) -> int:
    with place.office.database.read() as uow:
        return uow.inbox.unread("t", "chief")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-02-13T09:00", "2026-02-13T09:00"),
        ("2026-02-13T17:59", "2026-02-13T17:59"),
        ("2026-02-13T18:00", "2026-02-14T09:00"),
        ("2026-02-13T00:00", "2026-02-13T09:00"),
        ("2026-02-14T23:00", "2026-02-24T09:00"),
        ("2026-02-20T12:00", "2026-02-24T09:00"),
    ],
)
def test_people_are_written_to_on_working_days_from_the_morning_to_the_evening(now: str, opens: str) -> None:
    assert open_from(CN, at(f"{now}+08:00")) == at(f"{opens}+08:00")


def test_a_calendar_that_opens_after_the_evening_keeps_nothing_back() -> None:
    now = at("2026-02-20T03:00+08:00")
    assert open_from(CN, now, time(8)) == now


def test_at_midnight_the_inbox_is_told_and_the_mail_waits_for_the_morning(posting: Place, mailbox: Mailbox) -> None:
    posting.time.at = at("2026-03-06T23:30+08:00")
    posting.register()
    work(posting.office, Delivery(mailbox.post), posting.now)
    assert (_unread(posting), mailbox.mails) == (1, [])
    work(posting.office, Delivery(mailbox.post), at("2026-03-08T12:00+08:00"))
    assert mailbox.mails == []
    work(posting.office, Delivery(mailbox.post), at("2026-03-09T09:00+08:00"))
    assert len(mailbox.mails) >= 1


def test_several_messages_to_one_person_are_one_mail(posting: Place, mailbox: Mailbox) -> None:
    numbers = [posting.register(f"k{n}").number for n in range(3)]
    work(posting.office, Delivery(mailbox.post), posting.now)
    (mail,) = mailbox.mails
    assert mail["Subject"].startswith("3 条提醒：")
    assert [number in mail.get_content() for number in numbers] == [True] * 3
    work(posting.office, Delivery(mailbox.post), posting.now)
    assert len(mailbox.mails) == 1


def test_mail_for_which_there_is_no_server_is_named_and_kept(posting: Place) -> None:
    posting.register()
    work(posting.office, Delivery(), posting.now)
    with posting.office.database.read() as uow:
        (aside,) = set_aside(uow)
    assert "FANGYUAN_MAIL_HOST" in aside.error


def test_a_webhook_is_signed_and_delivered_once(place: Place, receiver: Receiver) -> None:
    place.office.channels = load_channels([], [Webhook(receiver.url, SECRET)])
    done = place.register()
    for _ in range(2):
        place.work(place.now)
    ((headers, body),) = receiver.taken
    told = json.loads(body)
    assert (told["number"], told["person"], told["key"]) == (done.number, "chief", headers["X-Fangyuan-Delivery"])
    signed = headers["X-Fangyuan-Timestamp"].encode() + b"." + body
    expected = hmac.new(SECRET.encode(), signed, sha256).hexdigest()
    assert headers["X-Fangyuan-Signature"] == f"sha256={expected}"


def test_a_webhook_that_is_refused_is_tried_again_with_the_same_key(place: Place, receiver: Receiver) -> None:
    place.office.channels = load_channels([], [Webhook(receiver.url, SECRET)])
    place.register()
    with place.office.database.read() as uow:
        key = uow.connection.execute(text("select id from outbox where channel = 'webhook'")).scalar_one()
    receiver.status = 503
    place.work(place.now)
    assert receiver.taken == []
    receiver.status = 200
    place.work(place.now + timedelta(hours=1))
    assert [headers["X-Fangyuan-Delivery"] for headers, _ in receiver.taken] == [key]


def test_a_channel_that_breaks_holds_up_no_other(posting: Place, mailbox: Mailbox) -> None:
    class Broken:
        name = "broken"

        def reaches(self, person: Person) -> bool:
            return True

        def send(self, message: object) -> None:
            raise AttributeError("a fault of the plugin")

    posting.office.channels = load_channels([], [Broken()])
    posting.register()
    work(posting.office, Delivery(mailbox.post), posting.now)
    assert len(mailbox.mails) == 1
    with posting.office.database.read() as uow:
        (aside,) = set_aside(uow)
    assert (aside.name, "a fault of the plugin" in aside.error) == ("broken", True)


def test_who_takes_long_to_be_told_keeps_no_clock_waiting(place: Place) -> None:
    told: list[str] = []

    class Slow:
        name = "slow"

        def reaches(self, person: Person) -> bool:
            return True

        def send(self, message: Outbound) -> None:
            told.append(message.number)
            place.time.at += timedelta(seconds=8)

    place.office.channels = load_channels([], [Slow()])
    numbers = [place.register(f"k{n}").number for n in range(6)]
    begun = place.now
    assert place.work(place.now).delivered > len(told)  # The letters of all are rendered beside.
    assert (len(told), place.now - begun) == (4, timedelta(seconds=32))
    place.work(place.now)
    place.work(place.now)
    assert (sorted(told), len(told)) == (sorted(numbers), 6)
    with place.office.database.read() as uow:
        assert set_aside(uow) == []


def test_what_was_queued_for_a_channel_that_is_gone_is_named(place: Place, receiver: Receiver) -> None:
    place.office.channels = load_channels([], [Webhook(receiver.url, SECRET)])
    place.register()
    place.office.channels = {}
    place.work(place.now)
    with place.office.database.read() as uow:
        (aside,) = set_aside(uow)
    assert "没有启用" in aside.error


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"FANGYUAN_WEBHOOK_URL": "ftp://example.org", "FANGYUAN_WEBHOOK_SECRET": SECRET}, "http://"),
        ({"FANGYUAN_WEBHOOK_URL": "https://example.org", "FANGYUAN_WEBHOOK_SECRET": "short"}, "至少 16 个字符"),
        ({"FANGYUAN_NOTIFY_UNTIL": "evening"}, "18:00"),
    ],
)
def test_a_wrong_setting_says_what_to_write(environ: dict[str, str], words: str) -> None:
    with pytest.raises(ChannelUnusable, match=words):
        Settings.read(environ)


def test_a_plugin_that_is_missing_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    settings = Settings.read({"FANGYUAN_HOME": str(home), "FANGYUAN_PLUGINS": "no_such_plugin"})
    with pytest.raises(ChannelUnusable, match="no_such_plugin"):
        open_office(settings)


def test_two_channels_of_one_name_are_refused() -> None:
    hook = Webhook("http://127.0.0.1:1/x", SECRET)
    with pytest.raises(ChannelUnusable, match="重名"):
        load_channels([], [hook, hook])


def test_the_hours_are_those_of_the_calendars_zone() -> None:
    assert open_from(CN, datetime.fromisoformat("2026-03-02T00:59+00:00")) == at("2026-03-02T09:00+08:00")
