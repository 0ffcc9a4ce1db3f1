"""The diary: a month or a week, and the same as a file or at an address for the calendar of a phone."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import subscribing
from fangyuan.casework.reading.diary import Span, diary_page
from fangyuan.casework.reading.pages import DiaryPage
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.pages.letter import handed_out
from fangyuan.web.texts import weekday

blueprint = Blueprint("diary", __name__)

MOST = 4
"""Entries of a day that a month shows; the week shows all."""


@blueprint.get("/diary")
def show() -> str:
    """A month, or the week of a day."""
    return _page("")


@blueprint.post("/diary.ics")
def file() -> Response:
    """My diary as a file. Posted, because taking it out is written into the access log."""
    return handed_out(subscribing.download(office(), me(), _link, now()))


@blueprint.post("/diary/address")
def make_address() -> str:
    """A secret address, shown this once; the one before it ends."""
    return _page(url_for("diary.feed", secret=subscribing.make_address(office(), me(), now()), _external=True))


@blueprint.post("/diary/address/end")
def end_address() -> Response:
    """Ends the address."""
    subscribing.end_address(office(), me())
    flash(gettext("订阅地址已停用。"), "done")
    return redirect(url_for("diary.show"))


@blueprint.get("/diary/<secret>.ics")
def feed(secret: str) -> Response:
    """The diary for whoever has the secret: a program that cannot sign in."""
    try:
        return handed_out(subscribing.feed(office(), secret, _link, now()))
    except Refused:
        return Response(gettext("这个日程地址不存在，或者已经停用。"), 404, mimetype="text/plain")


def _page(address: str) -> str:
    page = _asked()
    since = subscribing.made_at(office(), me())
    return render_template(
        "diary.html", page=page, address=address, since=since, most=MOST, title=_title(page), weekday=weekday
    )


def _asked() -> DiaryPage:
    """What the address asks for; what cannot be read is the month of today."""
    said = request.args
    try:
        day = date.fromisoformat(said.get("day", ""))
    except ValueError:
        day = None
    span: Span = "week" if said.get("span") == "week" else "month"
    return diary_page(office(), me(), span, day, said.get("whose", "")[:200], now())


def _title(page: DiaryPage) -> str:
    if page.span == "month":
        return gettext("%(year)s年%(month)s月", year=page.first.year, month=page.first.month)
    return gettext("%(first)s 至 %(last)s", first=page.first.isoformat(), last=page.last.isoformat())


def _link(case: str) -> str:
    return url_for("case.show", case=case, _external=True)
