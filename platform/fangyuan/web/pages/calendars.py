"""Working calendars: which years are published, and a year to publish or to keep dates of one's own for."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import calendar_lines, keeping_calendars
from fangyuan.casework.keeping_calendars import YearSaid
from fangyuan.casework.reading import calendars as reading
from fangyuan.casework.reading.pages import CalendarsPage, Named, YearForm, YearPublished
from fangyuan.model.problems import ChangedMeanwhile, Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling import asking
from fangyuan.web.filling.asking import Ask, Asks, chosen_from

blueprint = Blueprint("calendars", __name__)

PUBLISHED, PROVISIONAL = "published", "provisional"
LONGEST = 20_000


@blueprint.get("/calendars")
def index() -> str:
    """Every calendar with its years."""
    return render_template("calendars/index.html", page=_all())


@blueprint.get("/calendars/<calendar>/<int:year>")
def show(calendar: str, year: int) -> str:
    """A year, line by line."""
    form = _form(calendar, year)
    return _render(form, _asks(form), form.base)


@blueprint.post("/calendars/<calendar>/<int:year>")
def keep(calendar: str, year: int) -> Response | str | tuple[str, int]:
    """Looks at what would move, or keeps the year and moves it."""
    form = _form(calendar, year)
    asks, base = asking.sent(_asks(form)), request.form.get("_base", "")
    if asking.wrong(asks):
        return _render(form, asks, base), 422
    try:
        said = _said(form, asking.answers(asks))
        if request.form.get("_act") != "publish":
            found = keeping_calendars.foresee(office(), me(), said, now())
            return _render(form, asks, base, foreseen=reading.published(found, me(), year))
        done = reading.published(keeping_calendars.carry_out(office(), me(), said, now(), base), me(), year)
    except ChangedMeanwhile as changed:
        return _render(form, asks, form.base, stale=" ".join(p.message + p.advice for p in changed.problems)), 409
    except Refused as refused:
        beside, rest = asking.refused(asks, refused.problems)
        return _render(form, beside, base, errors=asking.lines(beside, rest)), 422
    return _told(done)


def _all() -> CalendarsPage:
    return reading.calendars_page(office(), me(), now())


def _own() -> bool:
    """Whether dates of the own jurisdiction are meant; where nobody here may publish for all, they are."""
    return "own" in request.values or not _all().publishes


def _form(calendar: str, year: int) -> YearForm:
    if not 1900 <= year <= 9999:
        abort(404)
    return reading.year_form(office(), me(), calendar, year, own=_own())


def _asks(form: YearForm) -> Asks:
    year, own = form.year, _own()
    states = (Named(PUBLISHED, gettext("已公布")), Named(PROVISIONAL, gettext("暂定")))
    status = Ask(
        "status",
        gettext("状态"),
        "radio",
        gettext("公布以后，依据这一年算出的期限不再是暂定。"),
        choices=chosen_from(states),
        value=PUBLISHED if form.published else PROVISIONAL,
    )
    row = gettext("一行一天，或者一行一段：%(example)s", example=f"{year}-10-01至{year}-10-07 国庆节")
    return (
        *(() if own else (status,)),
        Ask("days_off", gettext("放假"), "lines", row, required=False, value=form.days_off, most=LONGEST),
        Ask("workdays", gettext("调休上班"), "lines", gettext("一行一天：%(example)s", example=f"{year}-10-10"),
            required=False, value=form.workdays, most=LONGEST),
        Ask("hours", gettext("半天和特殊上班时间"), "lines",
            gettext("一行一天：%(example)s", example=f"{year}-02-04 09:00-12:00"), required=False, value=form.hours,
            most=LONGEST),
    )  # fmt: skip


def _said(form: YearForm, said: dict[str, str]) -> YearSaid:
    own = _own()
    return YearSaid(
        form.calendar.id,
        form.year,
        own or said["status"] == PUBLISHED,
        calendar_lines.days_off(said["days_off"], form.year),
        calendar_lines.workdays(said["workdays"], form.year),
        calendar_lines.hours(said["hours"], form.year),
        own,
    )


def _told(done: YearPublished) -> Response:
    moved = len(done.moves) + done.elsewhere
    flash(gettext("%(year)s 年的日历已保存，调整了 %(moved)s 个期限。", year=done.year, moved=moved), "done")
    for case in done.failed:
        flash(gettext("有一件没有调整：%(case)s。排除原因后再公布一次，会接着做完。", case=case), "problem")
    return redirect(url_for("calendars.index"))


def _render(form: YearForm, asks: Asks, base: str, **words: Any) -> str:
    words = {"errors": asking.lines(asks), "foreseen": None, "stale": "", **words}
    return render_template("calendars/year.html", form=form, asks=asks, base=base, own=_own(), **words)
