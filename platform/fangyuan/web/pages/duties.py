"""Recurring work: what is open, by whom, what comes next; the report of nothing in one click."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework import acting
from fangyuan.casework.reading.duties import NIL_REPORT, duties_page
from fangyuan.model.commands import TakeAction
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.taking import sent

blueprint = Blueprint("duties", __name__)


@blueprint.get("/duties")
def show() -> str:
    """Every duty of the jurisdiction."""
    return render_template("duties.html", page=duties_page(office(), me(), now()))


@blueprint.post("/duties/<case>/nil")
def report_nil(case: str) -> Response:
    """Ends the case of a duty: there was nothing to report."""
    form = sent(None)
    try:
        done = acting.act(office(), me(), case, TakeAction(action=NIL_REPORT), now(), form.key, form.seen)
    except Refused as refused:
        for problem in refused.problems:
            flash(f"{problem.message} {problem.advice}".strip(), "problem")
    else:
        flash(gettext("%(number)s 已作零报告，本期办结。", number=done.number), "done")
    return redirect(url_for("duties.show"))
