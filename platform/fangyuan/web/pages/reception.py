"""A day for which people are booked: its list, booking by number, the paper; and what one case is booked for."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import appointing, reception_papers
from fangyuan.casework.identity import Done
from fangyuan.casework.reading import receptions
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.taking import Sent, sent
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("reception", __name__)

LONGEST = 200


@blueprint.get("/reception/<pack>/<duty>/<day>")
def show(pack: str, duty: str, day: str) -> str:
    """Who comes when."""
    return _day_page(f"{pack}/{duty}", _date(day))


@blueprint.post("/reception/<pack>/<duty>/<day>")
def book_number(pack: str, duty: str, day: str) -> Response | tuple[str, int]:
    """Books a case by its number."""
    name, on, form = f"{pack}/{duty}", _date(day), sent(None)

    def done() -> str:
        case = receptions.case_by_number(office(), me(), request.form.get("number", ""), now())
        made = appointing.book(office(), me(), case, name, on, request.form.get("time", ""), now(), form.key)
        return gettext("%(number)s 已约到 %(time)s。", number=made.number, time=request.form.get("time", ""))

    return _tried(done, lambda problem: _day_page(name, on, problem), url_for(".show", pack=pack, duty=duty, day=day))


@blueprint.post("/reception/<pack>/<duty>/<day>/paper")
def paper(pack: str, duty: str, day: str) -> Response:
    """The list of the day. Posted, because the print is written into the access log."""
    return handed_out(reception_papers.print_day(office(), me(), f"{pack}/{duty}", _date(day), now()))


@blueprint.post("/reception/<pack>/<duty>/<day>/came/<case>")
def came(pack: str, duty: str, day: str, case: str) -> Response | tuple[str, int]:
    """Whether somebody came, from the list of the day."""
    name, on = f"{pack}/{duty}", _date(day)
    back = url_for(".show", pack=pack, duty=duty, day=day)
    return _tried(_record(case, sent(None)), lambda problem: _day_page(name, on, problem), back)


@blueprint.get("/cases/<case>/appointment")
def choose(case: str) -> str:
    """What the case is booked for, and what is free."""
    return _case_page(case)


@blueprint.post("/cases/<case>/appointment")
def keep(case: str) -> Response | tuple[str, int]:
    """Books, moves, cancels; or writes down whether they came."""
    form = sent(None)
    acts: dict[str, Callable[[], str]] = {
        "cancel": lambda: _told(
            appointing.cancel(office(), me(), case, _reason(), now(), form.key, form.seen), "cancel"
        ),
        "kept": _record(case, form),
        "missed": _record(case, form),
    }
    done = acts.get(form.act, lambda: _told(_booked(case, form), "book"))
    return _tried(done, lambda problem: _case_page(case, problem), url_for("case.show", case=case))


def _booked(case: str, form: Sent) -> Done:
    """`pack/duty/2026-03-11/09:30` as the page offers it."""
    name, _, time = request.form.get("place", "").rpartition("/")
    duty, _, day = name.rpartition("/")
    return appointing.book(office(), me(), case, duty[:LONGEST], _date_or_none(day), time, now(), form.key, form.seen)


def _record(case: str, form: Sent) -> Callable[[], str]:
    kept = form.act == "kept"

    def done() -> str:
        made = appointing.record(office(), me(), case, kept, now(), form.key, _reason())
        return _told(made, "kept" if kept else "missed")

    return done


def _told(done: Done, what: str) -> str:
    told = {
        "book": gettext("%(number)s 已经约好，回执上会写明时间。", number=done.number),
        "cancel": gettext("%(number)s 的预约已取消。", number=done.number),
        "kept": gettext("%(number)s 记为到场。", number=done.number),
        "missed": gettext("%(number)s 记为没有来，可以另约。", number=done.number),
    }
    return str(told[what])


def _tried(done: Callable[[], str], page: Callable[[str], str], back: str) -> Response | tuple[str, int]:
    """Back to where one came from, or the page with what is in the way; what was typed stands in it."""
    try:
        flash(done(), "done")
    except Refused as refused:
        return page(" ".join(f"{one.message.rstrip('。')}。{one.advice}" for one in refused.problems)), 422
    return redirect(back)


def _day_page(duty: str, on: date, problem: str = "") -> str:
    page = receptions.reception_page(office(), me(), duty, on, now())
    pack, _, name = duty.partition("/")
    where = {"pack": pack, "duty": name, "day": on.isoformat()}
    return render_template("reception.html", page=page, problem=problem, said=request.form, where=where)


def _case_page(case: str, problem: str = "") -> str:
    page = receptions.appointment_page(office(), me(), case, now())
    return render_template("appointment.html", page=page, problem=problem, said=request.form)


def _reason() -> str:
    return request.form.get("reason", "")[:LONGEST]


def _date(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        abort(404)


def _date_or_none(written: str) -> date:
    """A day of the page; what is none is a day that never was."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return date.min
