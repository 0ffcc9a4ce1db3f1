"""Programs that are told what happens in cases: registered, stopped and started, with a log of what each was told."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import listening
from fangyuan.casework.reading.pages import Named, Onward
from fangyuan.casework.reading.standing_in import officers, remit_page
from fangyuan.casework.reading.why import EVENTS
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling import asking
from fangyuan.web.filling.asking import Ask, Asks, of_colleagues

blueprint = Blueprint("listeners", __name__)

USUAL = (
    "case-registered",
    "stage-entered",
    "clock-due",
    "letter-issued",
    "letter-delivered",
    "case-closed",
    "case-reopened",
)
"""The events that most programs want; they stand first."""


@blueprint.get("/listeners")
def show() -> str:
    """Every address of the jurisdiction, and the form that registers one."""
    return _render(_asks())


@blueprint.post("/listeners")
def register() -> str | tuple[str, int]:
    """Registers an address. Its secret stands on this answer alone: nothing shows it again, and no redirect carries it."""
    asks = asking.sent(_asks())
    events, types = _chosen()
    if asking.wrong(asks) or not events:
        told = "" if events else gettext("请至少选择一种事件。")
        return _render(asks, events_wrong=told), 422
    said = asking.answers(asks)
    wanted = listening.Wanted(said["address"], events, types, said["person"])
    try:
        _listener, secret = listening.register(office(), me(), wanted, now())
    except Refused as refused:
        beside, rest = asking.refused(asks, refused.problems)
        return _render(beside, errors=asking.lines(beside, rest)), 422
    return _render(_asks(), secret=secret, picked=())


@blueprint.get("/listeners/<listener>")
def log(listener: str) -> str:
    """What one was told, the newest first."""
    after = request.args.get("before", "")
    page = listening.log(office(), me(), listener, Onward((after,) if after else ()))
    following = url_for("listeners.log", listener=listener, before=page.next.after[0]) if page.next.after else ""
    return render_template("listeners/log.html", page=page, events={**_own(), **EVENTS}, following=following)


@blueprint.post("/listeners/<listener>/stop")
def stop(listener: str) -> Response:
    """Tells it nothing from now on."""
    listening.stop(office(), me(), listener, now())
    flash(gettext("已停用，不再推送；还没有送出的一并取消。"), "done")
    return redirect(url_for("listeners.log", listener=listener))


@blueprint.post("/listeners/<listener>/start")
def start(listener: str) -> Response:
    """Tells it again."""
    listening.start(office(), me(), listener, now())
    flash(gettext("已重新启用，今后的事件照常推送。"), "done")
    return redirect(url_for("listeners.log", listener=listener))


@blueprint.post("/listeners/<listener>/drop")
def drop(listener: str) -> Response:
    """Forgets it."""
    listening.drop(office(), me(), listener, now())
    flash(gettext("已删除。"), "done")
    return redirect(url_for("listeners.show"))


@blueprint.post("/listeners/<listener>/log/<announcement>/resend")
def resend(listener: str, announcement: str) -> Response:
    """Tells it once more."""
    listening.resend(office(), me(), listener, announcement, now())
    flash(gettext("稍后重新推送。"), "done")
    return redirect(url_for("listeners.log", listener=listener))


def _own() -> dict[str, str]:
    """What the packs say themselves, with who says it."""
    return {one.id: one.title for one in listening.words(office(), me(), now())}


def _chosen() -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(request.form.getlist("events")), tuple(request.form.getlist("case_types"))


def _asks() -> Asks:
    return (
        Ask("address", gettext("接收地址"), hint=gettext("只能填运维在系统设置里允许的服务器。"), most=500),
        Ask("person", gettext("按谁的权限"), "select", gettext("这个人看不到的案件，一律不推送。"),
            choices=of_colleagues(officers(office(), me(), now()))),
    )  # fmt: skip


def _render(asks: Asks, picked: tuple[str, ...] | None = None, **words: Any) -> str:
    events, types = _chosen()
    own = _own()
    ordered = (*USUAL, *(word for word in EVENTS if word not in USUAL))
    return render_template(
        "listeners/index.html",
        listeners=listening.listeners(office(), me()),
        servers=office().may_listen,
        asks=asks,
        usual=tuple(Named(word, EVENTS[word]) for word in USUAL),
        others=tuple(Named(word, EVENTS[word]) for word in ordered[len(USUAL) :]),
        types=remit_page(office(), me(), now()).case_types,
        own=tuple(Named(word, f"{title}（{word}）") for word, title in own.items()),
        events={**own, **EVENTS},
        picked=(events if request.method == "POST" else ()) if picked is None else picked,
        picked_types=types,
        **{"errors": asking.lines(asks), "secret": "", "events_wrong": "", **words},
    )
