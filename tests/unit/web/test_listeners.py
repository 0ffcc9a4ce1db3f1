"""The page of programs that listen: an address is registered, its secret shown once, its log read, stopped, dropped."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fangyuan.casework import listening
from fangyuan.casework.identity import Identity
from fangyuan.casework.listening import ListenerView
from fixtures.web import Site

ADMIN = Identity("t", "admin")
SAID: dict[str, Any] = {
    "address": "http://127.0.0.1:9/events",
    "person": "clerk",
    "events": ["case-registered", "case-closed"],
}


@pytest.fixture
def heard(site: Site) -> Site:
    """An office that may tell one server; nobody answers there."""
    site.place.office.may_listen = ("http://127.0.0.1:9",)
    return site


def known(site: Site) -> tuple[ListenerView, ...]:
    return listening.listeners(site.place.office, ADMIN)


def test_an_address_is_registered_and_its_secret_stands_on_that_answer_alone(heard: Site) -> None:
    desk = heard.desk("admin")
    desk.get("/listeners")
    [secret] = re.findall(r'fy-secret">([^<]+)<', desk.post("/listeners", SAID, 200))
    [one] = known(heard)
    assert (one.address, one.person, one.events) == (SAID["address"], "clerk", ("case-closed", "case-registered"))
    for path in ("/listeners", f"/listeners/{one.listener}"):
        assert one.address in desk.get(path)
        assert secret not in desk.page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"events": []}, "请至少选择一种事件"),
        ({"address": ""}, "请填写“接收地址”"),
        ({"address": "http://169.254.169.254/"}, "运维没有允许"),
        ({"address": "javascript:1"}, "接收地址不对"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(heard: Site, more: dict[str, Any], words: str) -> None:
    desk, said = heard.desk("admin"), {**SAID, **more}
    desk.get("/listeners")
    desk.post("/listeners", said, 422)
    assert desk.shows(words, f'value="{said["address"]}"')
    assert desk.page.count(" checked") == len(said["events"])
    assert known(heard) == ()


def test_what_one_was_told_is_shown_sent_again_stopped_started_and_dropped(heard: Site) -> None:
    desk = heard.desk("admin")
    desk.get("/listeners")
    desk.post("/listeners", SAID, 200)
    [one] = known(heard)
    number = heard.place.register().number
    heard.place.work(heard.place.now)
    desk.get(f"/listeners/{one.listener}")
    assert desk.shows(number, "没有接收", "重新推送")
    [again] = re.findall(r'action="([^"]+/resend)"', desk.page)
    desk.post(again, {})
    desk.follow()
    for act, stopped in (("stop", True), ("start", False)):
        desk.post(f"/listeners/{one.listener}/{act}", {})
        assert (known(heard)[0].stopped_at is not None) is stopped
        desk.follow()
    desk.post(f"/listeners/{one.listener}/drop", {})
    assert known(heard) == ()


def test_where_the_operator_allowed_no_server_the_page_says_whom_to_ask(heard: Site) -> None:
    heard.place.office.may_listen = ()
    page = heard.desk("admin").get("/listeners")
    assert "FANGYUAN_LISTENERS" in page
    assert 'name="address"' not in page
