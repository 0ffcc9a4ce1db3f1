"""What somebody has begun: listed, kept while it is typed, laid aside, taken back."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import drafting
from fangyuan.casework.drafting import Saved
from fangyuan.casework.reading.pages import FormPage
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.begun import keep, texts_of
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.taking import sent
from fangyuan.web.pages.login import local
from fangyuan.web.texts import local as at_home

blueprint = Blueprint("drafts", __name__)


@blueprint.app_template_global()
def drafts_of(place: str | None = None) -> tuple[drafting.Begun, ...]:
    """The drafts of whoever looks, or those at one place."""
    return drafting.mine(office(), me(), now(), place)


@blueprint.app_template_global()
def draft_address(written: str, key: str) -> str:
    """Where a draft is gone on with."""
    return Place.read(written).address(draft=key)


@blueprint.get("/drafts")
def show() -> str:
    """Everything that this officer has begun."""
    return render_template("drafts.html")


@blueprint.post("/drafts")
def save() -> tuple[Response, int]:
    """Keeps a form while it is typed: called by the page's script with what the form holds, without its files."""
    place = Place.read(request.form.get("_place", ""))
    page, form = _page(place), sent(None)
    saved = keep(place, page, form, texts_of(place, page, form) if page else form.posted)
    return jsonify(_said(place, saved)), 409 if saved.forked else 200


@blueprint.post("/drafts/<key>/drop")
def drop(key: str) -> Response:
    """Lays a draft aside; the page that follows can take it back."""
    if drafting.drop(office(), me(), key, now()):
        flash(gettext("草稿已删除，一小时内可以撤销。"), "done")
    return redirect(_back())


@blueprint.post("/drafts/<key>/restore")
def restore(key: str) -> Response:
    """Takes it back."""
    there = drafting.restore(office(), me(), key)
    flash(gettext("草稿已恢复。") if there else gettext("这份草稿已经不在了。"), "done" if there else "problem")
    return redirect(_back())


def _page(place: Place) -> FormPage | None:
    """The form; None where it may not be filled in any more, for what was typed is kept all the same."""
    try:
        return place.page()
    except Refused:
        return None


def _said(place: Place, saved: Saved) -> dict[str, Any]:
    """What the page's script shows and goes on with."""
    time = at_home(saved.saved_at).strftime("%H:%M")
    if saved.done:
        return {"said": gettext("这张表已经提交过了。"), "done": True}
    said = gettext("草稿已自动保存 %(time)s", time=time)
    if saved.forked:
        said = gettext(
            "另一台设备上也改动过这份草稿。两边填写的都没有丢：您这里的内容另存成了一份草稿（%(time)s）。", time=time
        )
    return {"said": said, "key": saved.key, "revision": saved.revision, "address": place.address(draft=saved.key)}


def _back() -> str:
    return local(request.form.get("back", "") or url_for("drafts.show"))
