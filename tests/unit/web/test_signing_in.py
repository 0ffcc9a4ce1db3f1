"""Signing in: the same words for a wrong name and a wrong password, a lock, a session that holds two ids;
and passwords that change."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from fixtures.web import PASSWORD, Desk, Site


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


def signed_in(site: Site, login: str, password: str = PASSWORD) -> Desk:
    desk = site.anonymous()
    desk.get("/login")
    desk.post("/login", {"username": login, "password": password})
    return desk


def test_a_changed_password_ends_the_sessions_elsewhere_and_this_one_goes_on(site: Site) -> None:
    here, elsewhere = signed_in(site, "clerk"), signed_in(site, "clerk")
    here.get("/password")
    here.post("/password", {"old": PASSWORD, "new": "a new password", "again": "a new password"})
    here.follow()
    assert here.shows("密码已修改。")
    elsewhere.get("/", 302)
    assert elsewhere.answer.headers["Location"].startswith("/login")
    signed_in(site, "clerk", "a new password").get("/")


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong", "a new password", "a new password", "原密码不正确"),
        (PASSWORD, "short", "short", "密码至少 8 位"),
        (PASSWORD, "a new password", "another password", "两次输入的新密码不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "不能与原密码相同"),
        ("", "a new password", "a new password", "请填写“原密码”"),
    ],
)
def test_a_password_that_is_not_changed(site: Site, old: str, new: str, again: str, says: str) -> None:
    desk = signed_in(site, "clerk")
    desk.get("/password")
    desk.post("/password", {"old": old, "new": new, "again": again}, 422)
    assert desk.shows(says)
    assert f'value="{new}"' not in desk.page
    signed_in(site, "clerk").get("/")


def test_wrong_old_passwords_lock_the_account_as_at_the_login(site: Site) -> None:
    desk = signed_in(site, "clerk")
    desk.get("/password")
    for _ in range(6):
        desk.post("/password", {"old": "wrong", "new": "a new password", "again": "a new password"}, 422)
    assert desk.shows("已暂时锁定")


def test_a_password_that_an_administrator_set_is_good_for_one_login(site: Site) -> None:
    before, admin = signed_in(site, "clerk"), signed_in(site, "admin")
    admin.get("/organisation/people/clerk")
    admin.post("/organisation/people/clerk/password", {}, 200)
    found = re.search(r'fy-secret">(\w{12})<', admin.page)
    assert found
    assert found[1] not in admin.get("/organisation/people/clerk")
    before.get("/", 302)
    desk = signed_in(site, "clerk", found[1])
    desk.get("/inbox", 302)
    assert desk.answer.headers["Location"] == "/password"
    desk.follow()
    assert desk.shows("现在的密码是管理员设的")
    desk.post("/password", {"old": found[1], "new": "a new password", "again": "a new password"})
    desk.get("/inbox")


def test_nobody_but_an_administrator_resets_a_password(site: Site) -> None:
    clerk, admin = signed_in(site, "clerk"), signed_in(site, "admin")
    clerk.get("/password")
    clerk.post("/organisation/people/chief/password", {}, 403)
    admin.get("/organisation/people/stranger", 404)
    admin.get("/organisation")
    admin.post("/organisation/people/stranger/password", {}, 404)
