"""What a leader asks on a phone."""

from flask import Blueprint, render_template, request
from flask_babel import gettext

from fangyuan.casework.reading.leader import leader_page, month_cases
from fangyuan.web.at_hand import me, now, office, page_number
from fangyuan.web.sentences import STEPS

blueprint = Blueprint("leader", __name__)


@blueprint.get("/leader")
def show() -> str:
    """To decide, in my charge, this month."""
    return render_template("leader.html", page=leader_page(office(), me(), now()), month_word=month_word, steps=STEPS)


@blueprint.get("/leader/cases")
def cases() -> str:
    """The cases behind a figure of the month."""
    page = month_cases(office(), me(), request.args.get("figure", ""), page_number(), now())
    return render_template("leader_cases.html", page=page, told=month_word(page.figure))


def month_word(name: str) -> str:
    """A figure of the month in words."""
    words = {
        "received": gettext("新收"),
        "closed": gettext("办结"),
        "open": gettext("在办"),
        "overdue": gettext("超期"),
        "late": gettext("逾期办结"),
    }
    return words.get(name, name)
