"""One's own password: changed at will, and at the first login with one that somebody else knows."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import admitting
from fangyuan.casework.passwords import SHORTEST
from fangyuan.model.problems import Refused
from fangyuan.web import signing_in
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling import asking
from fangyuan.web.filling.asking import Ask, Asks

blueprint = Blueprint("password", __name__)


@blueprint.get("/password")
def show() -> str:
    """Asks for the old password and twice for the new one."""
    return _render(_asks())


@blueprint.post("/password")
def change() -> Response | tuple[str, int]:
    """Changes it; this session goes on, every other one of the officer ends."""
    asks = asking.sent(_asks())
    said = asking.answers(asks)
    if not asking.wrong(asks) and said["new"] != said["again"]:
        asks = asking.beside(asks, "again", gettext("两次输入的新密码不一样。"))
    if asking.wrong(asks):
        return _render(asks), 422
    who = me()
    try:
        admitting.change_password(office(), who, said["old"], said["new"], now())
    except Refused as refused:
        beside, rest = asking.refused(asks, refused.problems)
        return _render(beside, errors=asking.lines(beside, rest)), 422
    signing_in.remember(who)
    flash(gettext("密码已修改。您在别处的登录已经全部退出。"), "done")
    return redirect(url_for("desk.show"))


def _asks() -> Asks:
    hint = gettext("至少 %(count)s 位。", count=SHORTEST)
    return (
        Ask("old", gettext("原密码"), "password", autocomplete="current-password"),
        Ask("new", gettext("新密码"), "password", hint, autocomplete="new-password"),
        Ask("again", gettext("再输一次新密码"), "password", autocomplete="new-password"),
    )


def _render(asks: Asks, **words: Any) -> str:
    words = {"errors": asking.lines(asks), **words}
    login = getattr(admitting.standing(office(), me(), now()), "login", "")
    must = g.must_change and request.endpoint in ("password.show", "password.change")
    return render_template("asks/password.html", asks=asks, login=login, must=must, **words)
