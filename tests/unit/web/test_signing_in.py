"""Signing in: the same words for a wrong name and a wrong password, a lock, a session that holds two ids."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fixtures.web import PASSWORD, Site


@pytest.fixture(autouse=True)
def accounts(site: Site) -> None:
    site.open_accounts()


def test_whoever_is_not_signed_in_is_sent_to_the_form_and_back(site: Site) -> None:
    desk = site.anonymous()
    desk.get("/inbox", 302)
    assert desk.answer.headers["Location"] == "/login?next=/inbox"
    desk.follow()
    desk.post("/login", {"username": "clerk", "password": PASSWORD, "next": desk.hidden("next")})
    assert desk.answer.headers["Location"] == "/inbox"


@pytest.mark.parametrize(("login", "password"), [("clerk", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(site: Site, login: str, password: str) -> None:
    desk = site.anonymous()
    desk.get("/login")
    desk.post("/login", {"username": login, "password": password}, 422)
    assert desk.shows("用户名或密码不正确", f'value="{login}"')
    assert password not in desk.page


def test_five_wrong_passwords_lock_the_account_for_a_while(site: Site) -> None:
    desk = site.anonymous()
    desk.get("/login")
    for _ in range(5):
        desk.post("/login", {"username": "clerk", "password": "wrong"}, 422)
    desk.post("/login", {"username": "clerk", "password": PASSWORD}, 422)
    assert desk.shows("已暂时锁定", "15 分钟")
    site.place.time.at += timedelta(minutes=16)
    desk.post("/login", {"username": "clerk", "password": PASSWORD})


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "/login?next=/login", ""]
)
def test_a_login_never_leads_away(site: Site, elsewhere: str) -> None:
    desk = site.anonymous()
    desk.get("/login")
    desk.post("/login", {"username": "clerk", "password": PASSWORD, "next": elsewhere})
    assert desk.answer.headers["Location"] == "/"


def test_the_cookie_is_not_for_scripts_nor_for_other_sites(site: Site) -> None:
    desk = site.anonymous()
    desk.get("/login")
    desk.post("/login", {"username": "clerk", "password": PASSWORD})
    cookie = desk.answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_leaving_ends_the_session(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get("/")
    desk.post("/logout", {})
    desk.get("/", 302)


def test_an_officer_who_has_left_is_signed_out(site: Site) -> None:
    desk = site.desk("clerk")
    with desk.client.session_transaction() as session:
        session["person"] = "gone"
    desk.get("/", 302)
    assert desk.answer.headers["Location"].startswith("/login")


def test_the_language_is_chosen_for_the_session_and_outlives_it(site: Site) -> None:
    desk = site.desk("clerk")
    desk.get("/")
    desk.post("/language", {"language": "en", "back": "/inbox"})
    assert desk.answer.headers["Location"] == "/inbox"
    desk.get("/")
    assert desk.shows('lang="en"', "My work")
    desk.post("/logout", {})
    desk.follow()
    assert desk.shows("Sign in")
