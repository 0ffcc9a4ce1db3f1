"""What broke and was set aside: seen by administrators, tried again at their word."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from fangyuan.casework import mending
from fangyuan.casework.reading.aside import aside_page
from fangyuan.web.at_hand import me, now, office

blueprint = Blueprint("aside", __name__)


@blueprint.get("/set-aside")
def show() -> str:
    """Every piece of work of the jurisdiction that broke."""
    return render_template("aside.html", page=aside_page(office(), me(), now()))


@blueprint.post("/set-aside")
def release() -> Response:
    """Tries all of it again from the next round on, or what belongs to one case."""
    count = mending.release(office(), me(), now(), request.form.get("case", ""))
    flash(ngettext("%(num)s 项将重新处理。", "%(num)s 项将重新处理。", count), "done")
    return redirect(url_for("aside.show"))
