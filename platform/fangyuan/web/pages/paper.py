"""Forms on paper: a filled one, whose printing leaves a trace, and a blank one to be filled in with a pen."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fangyuan.casework import printing
from fangyuan.casework.reading import printing as reading
from fangyuan.casework.reading.pages import Named
from fangyuan.casework.witnessing import looked
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.filled import blank_sheet

blueprint = Blueprint("paper", __name__)


@blueprint.app_template_global()
def printable(case: str) -> tuple[Named, ...]:
    """What of a case can be printed alone."""
    return reading.printable(office(), me(), case, now())


@blueprint.app_template_global()
def paper_address(case: str, written: str) -> str:
    """Where one of these is looked at."""
    form, _, entry = written.partition("?")
    return url_for("paper.filled", case=case, form=form, entry=entry or None)


@blueprint.get("/forms/<pack>/<case_type>/<form>/print")
def blank(pack: str, case_type: str, form: str) -> str:
    """A form with boxes to tick and lines to write on; every branch of it is there, with when it is to be filled in."""
    paper = reading.blank(office(), me(), f"{pack}/{case_type}", form, now())
    return render_template("paper/blank.html", paper=paper, sheet=blank_sheet(paper.form))


@blueprint.get("/cases/<case>/forms/<form>/print")
def filled(case: str, form: str) -> str:
    """What was answered, masked where this officer may not see it or has not opened it."""
    looked(office(), me(), case, now())
    paper = reading.filled(office(), me(), case, form, request.args.get("entry", ""), now())
    return render_template("paper/filled.html", paper=paper, case=case, entry=request.args.get("entry", ""))


@blueprint.post("/cases/<case>/forms/<form>/print")
def trace(case: str, form: str) -> Response:
    """Writes down that it is printed, then opens the browser's own dialogue."""
    entry = request.form.get("entry", "")
    printing.trace(office(), me(), case, form, entry, now())
    return redirect(url_for("paper.filled", case=case, form=form, entry=entry or None, printing="1"))
