"""A paper for leaders: cases are chosen, what it says of them is corrected, then it is made; what was typed stays."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from fangyuan.casework.reading.figures.digests import Written, digest_file, digest_page
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("digests", __name__)

LONGEST = 20_000
_MOST = 20


@blueprint.get("/reports/<report>/digest")
def show(report: str) -> str:
    """The paper of a period, before anything is chosen."""
    return _page(report, Written(), ())


@blueprint.post("/reports/<report>/digest")
def compose(report: str) -> Response | str | tuple[str, int]:
    """Shows the chosen cases with what was typed so far, or makes the paper. Posted, for what is typed is long."""
    written = _written()
    if request.form.get("do") != "make":
        return _page(report, written, ())
    try:
        return handed_out(digest_file(office(), me(), report, request.args.get("period", "")[:20], written, now()))
    except Refused as refused:
        return _page(report, written, refused.problems), 422


def _page(report: str, written: Written, problems: tuple[Problem, ...]) -> str:
    page = digest_page(office(), me(), report, request.args.get("period", "")[:20], written, now())
    return render_template("reports/digest.html", page=page, problems=problems, chosen=written.cases)


def _written() -> Written:
    """What the form holds; a text of a case or of a section under its id."""
    form = request.form
    texts = {name: text[:LONGEST].replace("\r\n", "\n") for name, text in form.items()}
    return Written(
        tuple(dict.fromkeys(case[:100] for case in form.getlist("case")))[:_MOST],
        {name.removeprefix("told-"): text for name, text in texts.items() if name.startswith("told-")},
        {name.removeprefix("text-"): text for name, text in texts.items() if name.startswith("text-")},
    )
