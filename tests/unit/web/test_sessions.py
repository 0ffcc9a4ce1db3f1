"""The cookie of a session: whether it is ours, how old it may be, when it is written anew."""

from datetime import timedelta
from time import time

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from fangyuan.web.sessions import FRESH, Sessions
from fixtures.web import Desk, Site


def test_a_session_lasts_as_long_as_somebody_works_and_no_longer(site: Site) -> None:
    length = site.app.permanent_session_lifetime
    desk = _with_cookie(site, length - timedelta(minutes=1))
    assert "fangyuan=" in _opened(desk, 200)
    assert "Location" not in desk.client.get("/diary").headers
    _opened(_with_cookie(site, length + timedelta(seconds=2)), 302)


@pytest.mark.parametrize(("seconds", "written"), [(2, False), (FRESH + 2, True)])
def test_a_cookie_is_written_anew_once_a_minute_at_most(site: Site, seconds: int, written: bool) -> None:
    desk = _with_cookie(site, timedelta(seconds=seconds))
    assert ("fangyuan=" in _opened(desk, 200)) is written


def test_a_cookie_that_was_good_is_not_good_with_another_signature_or_content(site: Site) -> None:
    desk = _with_cookie(site, timedelta())
    _opened(desk, 200)
    cookie = desk.client.get_cookie("fangyuan")
    assert cookie
    payload, at, signature = cookie.value.rsplit(".", 2)
    other_content, other_signature = (
        f"{payload[:-1]}{_another(payload[-1])}",
        f"{_another(signature[0])}{signature[1:]}",
    )
    for wrong in (
        f"{payload}.{at}.{other_signature}", f"{other_content}.{at}.{signature}", f"{payload}.{at}", "x", "",
    ):  # fmt: skip
        other = site.anonymous()
        other.client.set_cookie("fangyuan", wrong)
        _opened(other, 302)
    _opened(desk, 200)


def test_what_a_request_puts_into_its_session_is_in_no_other(site: Site) -> None:
    desk, same = _with_cookie(site, timedelta()), _with_cookie(site, timedelta())
    same.client.set_cookie("fangyuan", desk.client.get_cookie("fangyuan").value)  # type: ignore[union-attr]
    for each in (desk, same):
        each.get("/cases/new/minimal/repair")
    desk.post("/language", {"language": "en", "back": "/"})
    assert "My work" in desk.get("/")
    assert "我的工作" in same.get("/")


def _with_cookie(site: Site, age: timedelta) -> Desk:
    """A clerk whose cookie was signed some time ago."""
    desk = site.desk("clerk")
    desk.get("/diary")
    with desk.client.session_transaction() as session:
        session.permanent = True
        said = dict(session)

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time() - age.total_seconds())

    ours = site.app.session_interface
    assert isinstance(ours, Sessions)
    assert site.app.secret_key
    kept = {"key_derivation": ours.key_derivation, "digest_method": ours.digest_method}
    signed = URLSafeTimedSerializer(
        site.app.secret_key, salt=ours.salt, serializer=ours.serializer, signer=Earlier, signer_kwargs=kept
    )
    written = signed.dumps(said)
    desk.client.set_cookie("fangyuan", written if isinstance(written, str) else written.decode("ascii"))
    return desk


def _opened(desk: Desk, status: int) -> str:
    """The cookies that a page writes."""
    answer = desk.client.get("/diary")
    assert answer.status_code == status
    return " ".join(answer.headers.getlist("Set-Cookie"))


def _another(letter: str) -> str:
    """A letter of a signature that is not this one."""
    return "A" if letter != "A" else "B"
