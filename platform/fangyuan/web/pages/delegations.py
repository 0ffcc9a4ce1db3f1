"""Who acts for whom: given for a period, seen, taken back."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import delegating
from fangyuan.casework.reading.pages import DelegationsPage
from fangyuan.casework.reading.standing_in import delegations_page
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, moment, now, office
from fangyuan.web.filling import asking
from fangyuan.web.filling.asking import Ask, Asks, of_colleagues

blueprint = Blueprint("delegations", __name__)


@blueprint.get("/delegations")
def show() -> str:
    """The delegations that concern this officer, and the form that gives one."""
    page = _page()
    return _render(page, _asks(page))


@blueprint.post("/delegations")
def give() -> Response | tuple[str, int]:
    """Lets another officer act for this one; an administrator says for whom."""
    page = _page()
    asks = asking.sent(_asks(page))
    if asking.wrong(asks):
        return _render(page, asks), 422
    said = asking.answers(asks)
    since, until = (date.fromisoformat(said[name]) for name in ("since", "until"))
    try:
        delegating.delegate(
            office(), me(), said.get("person", me().person), said["to"], since, until, said["reason"], now()
        )
    except Refused as refused:
        beside, rest = asking.refused(asks, refused.problems)
        return _render(page, beside, errors=asking.lines(beside, rest)), 422
    flash(gettext("委托已登记，到期自动结束；需要时可以提前收回。"), "done")
    return redirect(url_for("delegations.show"))


@blueprint.post("/delegations/<delegation>/end")
def end(delegation: str) -> Response:
    """Takes it back from now on."""
    delegating.end_delegation(office(), me(), delegation, now())
    flash(gettext("委托已收回。受托人已经办好的不受影响。"), "done")
    return redirect(url_for("delegations.show"))


def _page() -> DelegationsPage:
    return delegations_page(office(), me(), now())


def _asks(page: DelegationsPage) -> Asks:
    today = moment().today.isoformat()
    people = of_colleagues(page.people)
    for_whom = (Ask("person", gettext("谁委托"), "select", choices=people, value=me().person),)
    return (
        *(for_whom if page.administers else ()),
        Ask("to", gettext("受托人"), "select", gettext("委托期间，受托人可以代办委托人的全部事项，以本人名义签字。"),
            choices=people),
        Ask("since", gettext("起"), "date", value=today),
        Ask("until", gettext("止（含当日）"), "date", value=today, earliest=today),
        asking.reason(gettext("事由")),
    )  # fmt: skip


def _render(page: DelegationsPage, asks: Asks, **words: Any) -> str:
    return render_template("asks/delegations.html", page=page, asks=asks, **{"errors": asking.lines(asks), **words})
