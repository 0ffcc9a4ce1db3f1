"""The jurisdiction, its units and people; new ones are added here."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import organising, tenure
from fangyuan.casework.reading.organisation import organisation_page
from fangyuan.casework.tenure import Beginning
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.sheet import ErrorLine

blueprint = Blueprint("organisation", __name__)


@blueprint.get("/organisation")
def show() -> str:
    """Units as a tree, people with their roles."""
    return _page({})


@blueprint.post("/organisation")
def add() -> Response | tuple[str, int]:
    """Adds a unit, or an officer with a post and an account."""
    typed = {name: text.strip() for name, text in request.form.items() if name != "password"}
    try:
        said = _add_unit(typed) if typed.get("_act") == "unit" else _add_person(typed, request.form.get("password", ""))
    except Refused as refused:
        return _page(typed, refused.problems), 422
    flash(said, "done")
    return redirect(url_for("organisation.show"))


@blueprint.post("/organisation/units/<unit>")
def code(unit: str) -> Response:
    """Gives a unit the word by which the numbers of its letters begin."""
    title = organising.set_code(office(), me(), unit, request.form.get("code", ""))
    flash(gettext("已记下“%(title)s”的发文代字。", title=title), "done")
    return redirect(url_for("organisation.show"))


@blueprint.post("/organisation/public")
def publish() -> Response:
    """Opens the public page of the jurisdiction, or closes it."""
    public = request.form.get("_act") == "open"
    organising.publish(office(), me(), public)
    flash(gettext("公开查询页已开启。") if public else gettext("公开查询页已关闭。"), "done")
    return redirect(url_for("organisation.show"))


def _add_unit(typed: Mapping[str, str]) -> str:
    title = typed.get("title", "")
    organising.add_unit(
        office(), me(), title, parent=typed.get("parent", ""), phone=typed.get("phone", ""), code=typed.get("code", "")
    )
    return gettext("已添加单位“%(title)s”。", title=title)


def _add_person(typed: Mapping[str, str], password: str) -> str:
    name, role, unit, login = (typed.get(word, "") for word in ("name", "role", "unit", "login"))
    tenure.take_on(office(), me(), Beginning(name, role, unit, login, password), now())
    return gettext("已添加人员“%(name)s”。", name=name)


def _page(typed: Mapping[str, str], problems: Sequence[Problem] = ()) -> str:
    errors = [ErrorLine(f"f-{p.path}" if p.path else "", "", p.message, p.advice) for p in problems]
    page = organisation_page(office(), me(), now())
    return render_template("organisation/show.html", page=page, typed=typed, errors=errors)
