"""The page of a case, and what is read or left beside its tasks."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.files import file as case_file
from fangyuan.model.commands import Comment, Reveal
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.answering import acted
from fangyuan.web.filling.taking import sent
from fangyuan.web.pages.letter import handed_out
from fangyuan.web.sentences import STEPS

blueprint = Blueprint("case", __name__)

TABS = ("matter", "units", "letters", "links", "timeline")


@blueprint.get("/cases/<case>")
def show(case: str) -> str:
    """Everything about one case that this officer may see."""
    tab = request.args.get("tab", TABS[0])
    if tab not in TABS:
        abort(404)
    return render_template(
        "case.html", page=case_page(office(), me(), case, now()), tab=tab, whole="whole" in request.args, steps=STEPS
    )


@blueprint.get("/cases/<case>/why")
def why(case: str) -> str:
    """Which rules fired and which did not, with what they saw."""
    return render_template("why.html", page=case_page(office(), me(), case, now()))


@blueprint.get("/cases/<case>/print")
def printed(case: str) -> str:
    """The case on paper."""
    return render_template("printed.html", page=case_page(office(), me(), case, now()))


@blueprint.get("/cases/<case>/files/<file>")
def file(case: str, file: str) -> Response:
    """A file of the case."""
    return handed_out(case_file(office(), me(), case, file, now()))


@blueprint.post("/cases/<case>/comments")
def comment(case: str) -> Response:
    """Leaves a remark for colleagues."""
    text = request.form.get("text", "").strip()
    if not text:
        flash(gettext("请先写下留言。"), "problem")
        return redirect(url_for("case.show", case=case, tab="timeline"))
    return acted(case, Comment(text=text[:4000]), sent(None), gettext("留言"))


@blueprint.post("/cases/<case>/reveal")
def reveal(case: str) -> Response:
    """Opens a masked value to this officer, after the reason has been written into the case."""
    path, reason = request.form.get("path", ""), request.form.get("reason", "").strip()
    if not reason:
        flash(gettext("请写明查看理由。"), "problem")
        return redirect(url_for("case.show", case=case))
    return acted(case, Reveal(path=path, reason=reason[:400]), sent(None), gettext("查看敏感信息"))
