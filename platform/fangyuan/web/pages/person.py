"""One officer as administrators see them: posts, account, and a new password where theirs is lost."""

from flask import Blueprint, render_template

from fangyuan.casework import admitting
from fangyuan.casework.reading.organisation import officer_page
from fangyuan.web.at_hand import me, now, office

blueprint = Blueprint("person", __name__)


@blueprint.get("/organisation/people/<person>")
def show(person: str) -> str:
    """The officer."""
    return render_template("organisation/person.html", page=officer_page(office(), me(), person, now()))


@blueprint.post("/organisation/people/<person>/password")
def reset(person: str) -> str:
    """Gives a password for one login. It stands on this answer alone: nothing keeps it, and no redirect carries it."""
    password = admitting.reset_password(office(), me(), person, now())
    page = officer_page(office(), me(), person, now())
    return render_template("organisation/person.html", page=page, password=password)
