"""The papers of a meeting over the cases that are ticked in a ledger."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fangyuan.casework import kits
from fangyuan.model.problems import Refused
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("kit", __name__)

LONGEST = 100


@blueprint.get("/kit")
def choose() -> Response | str | tuple[str, int]:
    """Leads cases that were ticked outside a ledger to the ledger whose columns tell of them."""
    cases = request.args.getlist("case")
    try:
        view = kits.view_of_all(office(), me(), cases, now())
    except Refused as refused:
        return render_template("kit.html", page=None, view="", wanted=None, errors=_lines(refused))
    return redirect(url_for("kit.show", view=view, case=cases))


@blueprint.get("/views/<view>/kit")
def show(view: str) -> str | tuple[str, int]:
    """What would be printed of the ticked cases, and what is to stand on the papers."""
    return _page(view, request.args.getlist("case"), kits.Wanted(kits.PARTS))


@blueprint.post("/views/<view>/kit")
def make(view: str) -> Response | str | tuple[str, int]:
    """The papers as one file."""
    said = request.form
    wanted = kits.Wanted(
        tuple(said.getlist("part")), *(said.get(name, "")[:LONGEST] for name in ("title", "when", "where"))
    )
    try:
        return handed_out(kits.make_kit(office(), me(), view, said.getlist("case"), wanted, now()))
    except Refused as refused:
        return _page(view, said.getlist("case"), wanted, _lines(refused))


def _page(
    view: str, cases: list[str], wanted: kits.Wanted, errors: tuple[ErrorLine, ...] = ()
) -> str | tuple[str, int]:
    page = None
    try:
        page = kits.kit_page(office(), me(), view, cases, now())
    except Refused as refused:
        if any(one.code == "not-found" for one in refused.problems):
            raise
        errors = _lines(refused)
    made = render_template("kit.html", page=page, view=view, wanted=wanted, errors=errors)
    return (made, 422) if errors and request.method == "POST" else made


def _lines(refused: Refused) -> tuple[ErrorLine, ...]:
    return tuple(ErrorLine("", "", one.message, one.advice) for one in refused.problems)
