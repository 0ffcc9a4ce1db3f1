"""One officer as administrators see them: posts given and taken, the account, a new password, and that they have left."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import admitting, organising, tenure
from fangyuan.casework.reading.organisation import officer_page, organisation_page
from fangyuan.casework.reading.pages import Named, UnitNode
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling import asking
from fangyuan.web.filling.asking import Ask, Asks, chosen_from

blueprint = Blueprint("person", __name__)


@blueprint.get("/organisation/people/<person>")
def show(person: str) -> str:
    """The officer."""
    return _render(person, _asks())


@blueprint.post("/organisation/people/<person>/password")
def reset(person: str) -> str:
    """Gives a password for one login. It stands on this answer alone: nothing keeps it, and no redirect carries it."""
    password = admitting.reset_password(office(), me(), person, now())
    return _render(person, _asks(), password=password)


@blueprint.post("/organisation/people/<person>/posts")
def place(person: str) -> Response | tuple[str, int]:
    """Gives a post or takes one."""
    asks = asking.sent(_asks())
    said = asking.answers(asks)
    giving = request.form.get("_act") == "give"
    if giving and asking.wrong(asks):
        return _render(person, asks), 422
    try:
        change = organising.give_post if giving else organising.take_post
        change(office(), me(), person, said["role"], said["unit"])
    except Refused as refused:
        beside, rest = asking.refused(asks, refused.problems)
        return _render(person, beside, errors=asking.lines(beside, rest)), 422
    flash(gettext("岗位已调整，随即生效。"), "done")
    return redirect(url_for("person.show", person=person))


@blueprint.post("/organisation/people/<person>/retire")
def retire(person: str) -> Response:
    """The officer has left."""
    tenure.retire(office(), me(), person, now())
    flash(gettext("已停用。名下的工作随即转给现任人员，没有人担任该岗位的由登记人或管理员指定。"), "done")
    return redirect(url_for("organisation.show"))


@blueprint.post("/organisation/people/<person>/reinstate")
def reinstate(person: str) -> str:
    """The officer is back. As after a reset, the password stands on this answer alone."""
    return _render(person, _asks(), password=tenure.reinstate(office(), me(), person, now()), back=True)


def units(nodes: Sequence[UnitNode], depth: int = 0) -> list[Named]:
    """Units to choose from, each as far in as it lies deep."""
    found: list[Named] = []
    for node in nodes:
        found += [Named(node.unit.id, "\u3000" * depth + node.unit.title), *units(node.children, depth + 1)]
    return found


def _asks() -> Asks:
    page = organisation_page(office(), me(), now())
    return (
        Ask("unit", gettext("单位"), "select", choices=chosen_from(units(page.units))),
        Ask("role", gettext("岗位"), "select", choices=chosen_from(page.roles)),
    )


def _render(person: str, asks: Asks, **words: Any) -> str:
    words = {"errors": asking.lines(asks), **words}
    page = officer_page(office(), me(), person, now())
    return render_template("organisation/person.html", page=page, asks=asks, **words)
