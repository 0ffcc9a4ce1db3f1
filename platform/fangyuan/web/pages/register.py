"""Registering a case: the form of the first task, the date received beside the date entered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import registering, repeating, reusing
from fangyuan.casework.reading.earlier import asks_for_people
from fangyuan.casework.reading.pages import FormPage
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, moment, now, office
from fangyuan.web.filling.alike import List, is_for_script, looked, tie, ties_in
from fangyuan.web.filling.begun import Start, of_version, own_of, sent_from, start, texts_of
from fangyuan.web.filling.earlier import Box, joined, sought
from fangyuan.web.filling.filled import Typed, rearranged, sheet_of, typed
from fangyuan.web.filling.paper_numbers import asks_back, is_about_numbers, is_confirmed, typed_numbers
from fangyuan.web.filling.places import Place
from fangyuan.web.filling.sheet import ErrorLine, Sheet
from fangyuan.web.filling.steps import again, kept, left, opened, steps
from fangyuan.web.filling.taking import Sent, sent
from fangyuan.web.frame import new_key

Answer = Response | str | tuple[str, int]

BY_ENTER = "enter"

OWN_PATHS = ("received_on", "unit")
"""What a registration is refused for that the page itself asks, beside its form."""

NOTHING: Mapping[str, str] = {}

blueprint = Blueprint("register", __name__)


@blueprint.get("/cases/new")
def choose() -> str:
    """Which type of case; an officer who may register one type only still sees which."""
    return render_template("choose.html", types=g.viewer.may_register)


@blueprint.get("/cases/new/<pack>/<case_type>")
def show(pack: str, case_type: str) -> str:
    """The empty form, or the draft that the address names; the officer's other drafts of it stand above."""
    place, page = _asked(pack, case_type)
    begin = start(place, page)
    received = (begin.own or {}).get("_received", "" if begin.own else moment().today.isoformat())
    return _form(page, opened(page, begin, place.address()), begin, received)


@blueprint.post("/cases/new/<pack>/<case_type>")
def submit(pack: str, case_type: str) -> Answer:
    """Opens the case; a second submit of the same page leads to the case that the first made."""
    place, page = _asked(pack, case_type)
    form = sent(page.form)
    if way := left(place, page, form):
        return way
    own, texts = own_of(place, form), texts_of(place, page, form)
    received = _day(own.get("_received", ""))
    if form.row:
        return _again(place, page, form, rearranged(page, form.row, texts))
    own_problems = _missing(page, own)
    what = typed(page, texts, form.problems, wrong=bool(own_problems))
    if what.problems or own_problems or received is None:
        return _again(place, page, form, what, own_problems), 422
    try:
        done = registering.register(
            office(), me(), page.case_type.key, what.answers, received, form.key, now(), unit=own.get("_unit", ""),
            numbers=typed_numbers(), as_written=is_confirmed(),
        )  # fmt: skip
        repeating.check_said_again(office(), me(), done, page.form.form, what.answers)
    except Refused as refused:
        if any(problem.code == "said-otherwise" for problem in refused.problems):
            form = replace(form, key=new_key())
        told = {p.path: p.message for p in refused.problems if p.path in OWN_PATHS}
        known = any(problem.code == "number-known" for problem in refused.problems)
        beside = looked(page, texts, _alike(place), ties_in(own)) if known else None
        return _again(place, page, form, what, told, refused, beside=beside), 422
    flash(gettext("已登记，编号 %(number)s。", number=done.number), "done")
    tie(done.case, own)
    return redirect(url_for("case.show", case=done.case))


@blueprint.post("/cases/new/<pack>/<case_type>/earlier")
def earlier(pack: str, case_type: str) -> Answer:
    """The same form with the earlier cases that were looked for, or, with the people of the chosen one in it, as a draft."""
    place, page = _asked(pack, case_type)
    form, wanted = sent(page.form), sought()
    if form.act == BY_ENTER and not any((wanted.number, wanted.name, wanted.contact)):
        # Return in a field of the form presses the first button of the page: what is typed there is kept.
        form = replace(form, act="save")
    if way := left(place, page, form):
        return way
    texts, box = texts_of(place, page, form), Box(_from_earlier(place), wanted)
    what = replace(rearranged(page, "", texts), problems=form.problems)
    try:
        if case := request.form.get("_from", ""):
            taken = reusing.take(office(), me(), page.form, case, now())
            flash(gettext("已填入 %(count)s 项，请核对后再登记。", count=taken.amount), "done")
            return kept(place, page, form, joined(page.form, texts, taken.answers))
        return _again(place, page, form, what, box=replace(box, rows=reusing.look_up(office(), me(), wanted, now())))
    except Refused as refused:
        said = " ".join(f"{problem.message} {problem.advice}".strip() for problem in refused.problems)
        return _again(place, page, form, what, box=replace(box, problem=said)), 422


@blueprint.post("/cases/new/<pack>/<case_type>/alike")
def alike(pack: str, case_type: str) -> Answer:
    """The cases that look like what stands in the form: for the page's script the list alone, else the same form with it."""
    place, page = _asked(pack, case_type)
    form = sent(page.form)
    texts, ties = texts_of(place, page, form), ties_in(own_of(place, form))
    found = looked(page, texts, _alike(place), ties)
    if is_for_script():
        return render_template("sheet/alike.html", alike=found)
    return _again(place, page, form, replace(rearranged(page, "", texts), problems=form.problems), beside=found)


def _alike(place: Place) -> str:
    """Where the list of cases that look alike is asked for."""
    pack, _, case_type = place.case.partition("/")
    return url_for("register.alike", pack=pack, case_type=case_type)


def _from_earlier(place: Place) -> str:
    """Where the box of earlier cases is sent."""
    pack, _, case_type = place.case.partition("/")
    return url_for("register.earlier", pack=pack, case_type=case_type, _anchor="earlier")


def _asked(pack: str, case_type: str) -> tuple[Place, FormPage]:
    place = Place("new", f"{pack}/{case_type}")
    return place, place.page()


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def _missing(page: FormPage, own: Mapping[str, str]) -> dict[str, str]:
    """What is missing of the page's own inputs, by what it is called where a registration is refused."""
    wrong = {} if _day(own.get("_received", "")) else {"received_on": gettext("请填写收到日期。")}
    chosen = not page.units or any(one.id == own.get("_unit") for one in page.units)
    return wrong if chosen else {**wrong, "unit": gettext("请选择以哪个单位的名义登记。")}


def _again(
    place: Place, page: FormPage, form: Sent, what: Typed, told: Mapping[str, str] = NOTHING, refused: Refused | None = None,
    box: Box | None = None, beside: List | None = None,
) -> str:  # fmt: skip
    """The same form with everything that was typed, under the same key; `told` is wrong with the page's own inputs."""
    wrong = refused.problems if refused else ()
    problems = [p for p in wrong if p.path not in OWN_PATHS and not is_about_numbers(p)]
    numbers = [ErrorLine(f"f-{p.path}", "", p.message, p.advice) for p in wrong if is_about_numbers(p)]
    begin = sent_from(place, form, what.posted)
    sheet = again(sheet_of(page, what, place.address(), problems), begin, form.act)
    day = _day((begin.own or {}).get("_received", ""))
    return _form(page, sheet, begin, day.isoformat() if day else "", told, box, beside, numbers, asks_back(wrong))


def _form(
    page: FormPage, sheet: Sheet, begin: Start, received_on: str, told: Mapping[str, str] = NOTHING, box: Box | None = None,
    beside: List | None = None, numbers: Sequence[ErrorLine] = (), ask_back: bool = False,
) -> str:  # fmt: skip
    titles = {"received_on": ("f-_received", gettext("收到日期")), "unit": ("f-_unit", gettext("登记单位"))}
    words = {
        "heading": gettext("登记：%(title)s", title=page.case_type.title),
        "back": url_for("register.choose"),
        "back_title": gettext("登记什么"),
        "submit": gettext("登记并下一步"),
        "received_on": received_on,
        "received_problem": told.get("received_on", ""),
        "units": page.units,
        "unit": (begin.own or {}).get("_unit", ""),
        "unit_problem": told.get("unit", ""),
        "own_errors": (*(ErrorLine(*titles[path], words) for path, words in told.items()), *numbers),
        "numbers": page.numbers,
        "ask_back": ask_back,
        "of": of_version(page),
        "draft": begin,
        "earlier": box or (Box(_from_earlier(begin.place)) if asks_for_people(page.form) else None),
        "alike": beside or List(_alike(begin.place), sheet.id, ties=ties_in(begin.own)),
        "blank_paper": _blank(page, begin.place),
        "steps": steps(sheet, begin, page),
    }
    return render_template("fill.html", sheet=sheet, key=begin.key, action=sheet.action, **words)


def _blank(page: FormPage, place: Place) -> str:
    """Where the form is printed to be filled in with a pen."""
    pack, _, case_type = place.case.partition("/")
    return url_for("paper.blank", pack=pack, case_type=case_type, form=page.form.form) if page.form.form else ""
