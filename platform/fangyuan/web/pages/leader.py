"""What a leader asks on a phone."""

from flask import Blueprint, render_template
from flask_babel import gettext

from fangyuan.casework.reading.leader import leader_page
from fangyuan.web.at_hand import me, now, office

blueprint = Blueprint("leader", __name__)


@blueprint.get("/leader")
def show() -> str:
    """To decide, in my charge, this month."""
    return render_template("leader.html", page=leader_page(office(), me(), now()), month_word=month_word)


def month_word(name: str) -> str:
    """A figure of the month in words."""
    words = {
        "received": gettext("新收"),
        "registered": gettext("登记"),
        "closed": gettext("办结"),
        "open": gettext("在办"),
        "overdue": gettext("超期"),
        "late": gettext("逾期办结"),
    }
    return words.get(name, name)
