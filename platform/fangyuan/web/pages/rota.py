"""Who has which turn of recurring work: whoever says so sets the days, two officers swap."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import rotas, swaps
from fangyuan.casework.reading.rota import rota_page
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office, whole
from fangyuan.web.texts import weekday

blueprint = Blueprint("rota", __name__)


@blueprint.get("/rota")
def show() -> str:
    """Every rota of the jurisdiction."""
    return _page()


@blueprint.post("/rota/give")
def give() -> Response | tuple[str, int]:
    """Says whose a day is."""
    on, n = _day(request.form.get("day", ""))

    def done() -> str:
        day = rotas.give_turn(office(), me(), _duty(), on, _said("person"), _said("reason"), now(), n)
        return gettext("%(day)s 已排定，本人和原来的人都收到了消息。", day=day.on.isoformat())

    return _done(done)


@blueprint.post("/rota/swap")
def swap() -> Response | tuple[str, int]:
    """Two officers change places: at once where whoever says whose the days are does it, else the other is asked."""
    (first, n), (second, m) = (_day(request.form.get(name, "")) for name in ("day", "other"))

    def done() -> str:
        asked = swaps.change_places(office(), me(), _duty(), first, second, _said("reason"), now(), (n, m))
        if asked:
            return gettext("已请对方换班，对方同意以后才换。")
        return gettext(
            "%(one)s 和 %(other)s 已换班，两个人都收到了消息。", one=first.isoformat(), other=second.isoformat()
        )

    return _done(done)


@blueprint.post("/rota/swaps/<swap>")
def answer(swap: str) -> Response | tuple[str, int]:
    """The other agrees or declines, or whoever asked asks no longer."""

    def done() -> str:
        act = request.form.get("_act", "")
        if act == "back":
            swaps.take_swap_back(office(), me(), swap, now())
            return gettext("已撤回，原来的班不变。")
        swaps.answer_swap(office(), me(), swap, act == "agree", now(), _said("reason"))
        return gettext("已换班，对方收到了消息。") if act == "agree" else gettext("没有换，已经告诉对方。")

    return _done(done)


@blueprint.post("/rota/settle")
def settle() -> Response | tuple[str, int]:
    """The days that are listed stay as they are expected."""
    until, _ = _day(request.form.get("day", ""))

    def done() -> str:
        many = rotas.settle_turns(office(), me(), _duty(), until, now())
        return gettext("已排定 %(many)s 次，以后人员变动也不会改动。", many=many)

    return _done(done)


def _done(act: Callable[[], str]) -> Response | tuple[str, int]:
    """Back to the page; what was refused is said above the form, in which everything stands as it was sent."""
    try:
        flash(act(), "done")
    except Refused as refused:
        return _page(" ".join(f"{one.message}。{one.advice}" for one in refused.problems)), 422
    return redirect(url_for("rota.show"))


def _page(problem: str = "") -> str:
    page = rota_page(office(), me(), now())
    return render_template("rota.html", page=page, problem=problem, said=request.form, weekday=weekday)


def _duty() -> str:
    return request.form.get("duty", "")[:200]


def _said(name: str) -> str:
    return request.form.get(name, "").strip()


def _day(written: str) -> tuple[date, int]:
    """`2026-03-09/2`: a day by the date of its rule, and how much the page knew of it. What is none is a day that never was."""
    on, _, n = written.partition("/")
    try:
        return date.fromisoformat(on), whole(n, 0)
    except ValueError:
        return date.min, 0
