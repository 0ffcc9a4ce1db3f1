"""Programs that listen: told signed and no more than they may know, tried again, stopped when they are gone; a real server."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from fangyuan.app import Settings
from fangyuan.casework import listening
from fangyuan.casework.acting import act
from fangyuan.casework.asking_once import KEPT
from fangyuan.casework.carrying_news import PATIENCE
from fangyuan.casework.channels import ChannelUnusable
from fangyuan.casework.identity import Identity
from fangyuan.casework.listening import Wanted
from fangyuan.casework.organising import put_organisation
from fangyuan.model.commands import CompleteTask
from fangyuan.model.problems import Refused
from fangyuan.model.world import Person, Post
from fixtures.receiving import Receiver
from unit.casework.offices import CLERK, STRANGER, Place

ADMIN = Identity("t", "admin")
EVENTS = ("case-registered", "case-closed")


@pytest.fixture
def heard(place: Place, receiver: Receiver) -> Place:
    """An office with an administrator, that may speak to the receiver."""
    put_organisation(place.office, (), (), [Person("admin", "t", "管理员", (Post("administrator", "office"),))])
    place.office.may_listen = (receiver.server,)
    return place


def listen(
    place: Place, receiver: Receiver, person: str = CLERK.person, events: tuple[str, ...] = EVENTS
) -> tuple[str, str]:
    return listening.register(place.office, ADMIN, Wanted(receiver.url, events, person=person), place.now)


def rows(place: Place, listener: str, who: Identity = ADMIN) -> list[tuple[str, int, bool]]:
    log = listening.log(place.office, who, listener, 1)
    return [(row.event, row.tries, row.taken_at is not None) for row in log.rows]


def test_a_program_is_told_what_it_asked_for_signed_and_nothing_else(heard: Place, receiver: Receiver) -> None:
    listener, secret = listen(heard, receiver)
    done = heard.register()
    for _ in range(2):
        heard.work(heard.now)
    ((headers, body),) = receiver.taken
    told = json.loads(body)
    assert told == {
        "key": headers["X-Fangyuan-Delivery"], "event": "case-registered", "number": done.number,
        "at": heard.now.isoformat(), "link": f"/api/v1/cases/{done.case}",
    }  # fmt: skip
    signed = headers["X-Fangyuan-Timestamp"].encode() + b"." + body
    assert headers["X-Fangyuan-Signature"] == "sha256=" + hmac.new(secret.encode(), signed, sha256).hexdigest()
    assert rows(heard, listener) == [("case-registered", 1, True)]


def test_the_secret_cannot_be_read_in_the_database(heard: Place, receiver: Receiver) -> None:
    _, secret = listen(heard, receiver)
    with heard.office.database.read() as uow:
        [kept] = uow.connection.execute(text("select secret from listeners")).scalars()
    assert secret not in kept


def test_only_events_and_types_that_were_asked_for_are_told(heard: Place, receiver: Receiver) -> None:
    listen(heard, receiver, events=("case-closed",))
    listening.register(heard.office, ADMIN, Wanted(receiver.url, EVENTS, ("other/type",), "clerk"), heard.now)
    heard.register()
    heard.work(heard.now)
    assert receiver.asked == 0


def test_a_word_that_a_pack_says_itself_is_told_as_that_word(heard: Place, receiver: Receiver) -> None:
    assert [(one.id, one.title) for one in listening.words(heard.office, ADMIN, heard.now)] == [("repaired", "修理")]
    own, _ = listen(heard, receiver, events=("repaired",))
    every, _ = listen(heard, receiver, events=("emitted",))
    case = heard.register().case
    act(heard.office, CLERK, case, CompleteTask(task="mend"), heard.now)
    heard.work(heard.now)
    assert sorted(receiver.events()) == ["emitted", "repaired"]
    assert (rows(heard, own), rows(heard, every)) == ([("repaired", 1, True)], [("emitted", 1, True)])


def test_an_administrator_hears_of_no_case_by_being_one(heard: Place, receiver: Receiver) -> None:
    own, _ = listening.register(heard.office, ADMIN, Wanted(receiver.url, EVENTS), heard.now)
    clerks, _ = listen(heard, receiver)
    heard.register()
    heard.work(heard.now)
    assert (rows(heard, own), rows(heard, clerks)) == ([], [("case-registered", 1, True)])
    assert receiver.asked == 1


def test_for_one_who_left_meanwhile_nothing_more_is_told(heard: Place, receiver: Receiver) -> None:
    listener, _ = listen(heard, receiver)
    heard.register()
    put_organisation(heard.office, (), (), [Person("clerk", "t", "张三", (Post("clerk", "office"),), active=False)])
    heard.work(heard.now)
    assert (receiver.asked, rows(heard, listener)) == (0, [])


def test_what_was_refused_is_tried_again_with_the_same_key(heard: Place, receiver: Receiver) -> None:
    listener, _ = listen(heard, receiver)
    heard.register()
    receiver.status = 503
    heard.work(heard.now)
    assert (receiver.asked, rows(heard, listener)) == (1, [("case-registered", 1, False)])
    log = listening.log(heard.office, ADMIN, listener, 1)
    assert "503" in log.rows[0].error
    receiver.status = 200
    heard.work(heard.now + timedelta(hours=1))
    assert [headers["X-Fangyuan-Delivery"] for headers, _ in receiver.taken] == [log.rows[0].announcement]
    assert rows(heard, listener) == [("case-registered", 2, True)]
    assert listening.listeners(heard.office, ADMIN)[0].failing_since is None


def test_one_that_is_down_is_not_asked_for_every_event(heard: Place, receiver: Receiver) -> None:
    listen(heard, receiver)
    for n in range(5):
        heard.register(f"k{n}")
    receiver.status = 500
    heard.work(heard.now)
    assert receiver.asked == 1


def test_one_that_takes_nothing_for_days_is_stopped_and_the_administrators_are_told(
    heard: Place, receiver: Receiver
) -> None:
    listener, _ = listen(heard, receiver)
    receiver.status = 500
    heard.register()
    heard.work(heard.now)
    heard.time.at += PATIENCE
    heard.register("k2")
    heard.work(heard.now)
    [shown] = listening.listeners(heard.office, ADMIN)
    assert shown.stopped_at == heard.now
    with heard.office.database.read() as uow:
        assert any("已停用" in note.body["text"] for note in uow.inbox.page("t", "admin"))
        assert uow.connection.execute(text("select count(*) from outbox where channel = 'listener'")).scalar_one() == 0
    asked, receiver.status = receiver.asked, 204
    heard.register("k3")
    heard.work(heard.now + timedelta(hours=9))
    assert receiver.asked == asked
    listening.start(heard.office, ADMIN, listener, heard.now)
    heard.register("k4")
    heard.work(heard.now)
    assert receiver.events() == ["case-registered"]


def test_it_is_told_once_more_at_an_administrators_word(heard: Place, receiver: Receiver) -> None:
    listener, _ = listen(heard, receiver)
    heard.register()
    heard.work(heard.now)
    [row] = listening.log(heard.office, ADMIN, listener, 1).rows
    listening.resend(heard.office, ADMIN, listener, row.announcement, heard.now)
    heard.work(heard.now)
    first, second = receiver.taken
    assert first[0]["X-Fangyuan-Delivery"] == second[0]["X-Fangyuan-Delivery"]
    assert first[1] == second[1]


def test_a_redirect_is_never_followed(heard: Place, receiver: Receiver) -> None:
    listener, _ = listen(heard, receiver)
    receiver.status, receiver.to = 302, receiver.url
    heard.register()
    heard.work(heard.now)
    assert receiver.asked == 1
    assert "302" in listening.log(heard.office, ADMIN, listener, 1).rows[0].error


def test_a_server_that_the_operator_did_not_name_is_never_spoken_to(heard: Place, receiver: Receiver) -> None:
    for address, code in (
        ("http://127.0.0.1:1/events", "server-not-allowed"),
        ("http://169.254.169.254/latest", "server-not-allowed"),
        (receiver.url.replace("http:", "https:"), "server-not-allowed"),
        (receiver.url.replace("127.0.0.1", "user@127.0.0.1"), "bad-address"),
        (receiver.url.replace("http:", "file:"), "bad-address"),
        ("http://127.0.0.1:x/", "bad-address"),
        ("", "bad-address"),
    ):
        with pytest.raises(Refused) as refused:
            listening.register(heard.office, ADMIN, Wanted(address, EVENTS), heard.now)
        assert [(one.code, one.path) for one in refused.value.problems] == [(code, "address")], address
    listen(heard, receiver)
    heard.office.may_listen = ()
    heard.register()
    heard.work(heard.now)
    assert receiver.asked == 0


def test_it_is_for_administrators_of_its_own_jurisdiction(heard: Place, receiver: Receiver) -> None:
    listener, _ = listen(heard, receiver)
    for who in (CLERK, STRANGER):
        with pytest.raises(Refused):
            listening.register(heard.office, who, Wanted(receiver.url, EVENTS), heard.now)
        with pytest.raises(Refused):
            listening.log(heard.office, who, listener, 1)
    for wanted, path in (
        (Wanted(receiver.url, ("no-such",)), "events"),
        (Wanted(receiver.url, EVENTS, person="stranger"), "person"),
    ):
        with pytest.raises(Refused) as refused:
            listening.register(heard.office, ADMIN, wanted, heard.now)
        assert [one.path for one in refused.value.problems] == [path]


def test_a_program_that_is_dropped_leaves_nothing(heard: Place, receiver: Receiver) -> None:
    listener, _ = listen(heard, receiver)
    heard.register()
    listening.drop(heard.office, ADMIN, listener, heard.now)
    heard.work(heard.now)
    assert receiver.asked == 0
    with heard.office.database.read() as uow:
        left = [
            uow.connection.execute(text(f"select count(*) from {one}")).scalar_one()
            for one in ("listeners", "announcements")
        ]
    assert left == [0, 0]


def test_what_was_told_is_forgotten_after_a_while(heard: Place, receiver: Receiver) -> None:
    listener, _ = listen(heard, receiver)
    heard.register()
    heard.work(heard.now)
    heard.work(heard.now + KEPT + timedelta(hours=2))
    assert "case-registered" not in [event for event, _, _ in rows(heard, listener)]


@pytest.mark.parametrize("written", ["oa.example", "https://oa.example/path", "ftp://oa.example", "https://u:p@oa"])
def test_a_setting_that_names_no_server_says_what_to_write(written: str) -> None:
    with pytest.raises(ChannelUnusable, match="FANGYUAN_LISTENERS"):
        Settings.read({"FANGYUAN_LISTENERS": written})
    assert Settings.read({"FANGYUAN_LISTENERS": "https://oa:8443, http://10.0.0.1"}).may_listen == (
        "https://oa:8443", "http://10.0.0.1",
    )  # fmt: skip
