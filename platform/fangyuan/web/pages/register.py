"""Registering a case: the form of the first task, the date received beside the date entered."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import drafting, registering
from fangyuan.casework.reading.forming import new_case
from fangyuan.casework.reading.pages import FormPage
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, moment, now, office
from fangyuan.web.filling.filled import Typed, fresh_sheet, rearranged, sheet_of, typed
from fangyuan.web.filling.sheet import ErrorLine, Sheet
from fangyuan.web.filling.taking import Sent, read_day, sent
from fangyuan.web.frame import new_key

blueprint = Blueprint("register", __name__)


@blueprint.get("/cases/new")
def choose() -> str:
    """Which type of case; an officer who may register one type only still sees which."""
    return render_template("choose.html", types=g.viewer.may_register)


@blueprint.get("/cases/new/<pack>/<case_type>")
def show(pack: str, case_type: str) -> str:
    """The empty form, or the draft that this officer had begun."""
    page = _page(pack, case_type)
    kept = drafting.resume(office(), me(), _place(page))
    if kept:
        posted = {name: list(texts) for name, texts in kept.items()}
        sheet = sheet_of(page, Typed(posted, typed(page, posted).answers), _address(page))
    else:
        sheet = fresh_sheet(page, _address(page))
    return _form(page, sheet, new_key(), moment().today.isoformat(), resumed=bool(kept))


@blueprint.post("/cases/new/<pack>/<case_type>")
def submit(pack: str, case_type: str) -> Response | str | tuple[str, int]:
    """Opens the case; a second submit of the same page leads to the case that the first made."""
    page = _page(pack, case_type)
    form = sent(page.form)
    received = read_day("_received")
    if form.row:
        return _again(page, form, rearranged(page, form.row, form.posted))
    if form.act == "save":
        drafting.keep(office(), me(), _place(page), form.posted, now())
        flash(gettext("草稿已保存，下次打开“%(title)s”时接着填。", title=page.case_type.title), "done")
        return redirect(_address(page))
    what = typed(page, form.posted, form.problems, wrong=received is None)
    if what.problems or received is None:
        return _again(page, form, what, gettext("请填写收到日期。") if received is None else ""), 422
    try:
        done = registering.register(office(), me(), page.case_type.key, what.answers, received, form.key, now())
    except Refused as refused:
        late = next((p.message for p in refused.problems if p.path == "received_on"), "")
        return _again(page, form, what, late, refused), 422
    drafting.drop(office(), me(), _place(page))
    flash(gettext("已登记，编号 %(number)s。", number=done.number), "done")
    return redirect(url_for("case.show", case=done.case))


def _page(pack: str, case_type: str) -> FormPage:
    return new_case(office(), me(), f"{pack}/{case_type}", now())


def _address(page: FormPage) -> str:
    pack, _, case_type = page.case_type.key.partition("/")
    return url_for("register.submit", pack=pack, case_type=case_type)


def _place(page: FormPage) -> str:
    return f"new:{page.case_type.key}"


def _again(page: FormPage, form: Sent, what: Typed, received_problem: str = "", refused: Refused | None = None) -> str:
    """The same form with everything that was typed, under the same key."""
    problems = [p for p in refused.problems if p.path != "received_on"] if refused else []
    sheet = sheet_of(page, what, _address(page), problems)
    day = read_day("_received")
    return _form(page, sheet, form.key, day.isoformat() if day else "", received_problem)


def _form(
    page: FormPage, sheet: Sheet, key: str, received_on: str, received_problem: str = "", resumed: bool = False
) -> str:
    words = {
        "heading": gettext("登记：%(title)s", title=page.case_type.title),
        "back": url_for("register.choose"),
        "back_title": gettext("登记什么"),
        "submit": gettext("登记并下一步"),
        "received_on": received_on,
        "received_problem": received_problem,
        "own_errors": (ErrorLine("f-_received", gettext("收到日期"), received_problem),) if received_problem else (),
        "resumed": resumed,
        "drafts": True,
    }
    return render_template("fill.html", sheet=sheet, key=key, action=sheet.action, **words)
