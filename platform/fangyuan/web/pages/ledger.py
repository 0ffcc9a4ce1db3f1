"""The views of the packs as ledgers, and the same rows as a workbook."""

from collections.abc import Mapping

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from fangyuan.casework import reading
from fangyuan.web.at_hand import me, now, office
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("ledger", __name__)


@blueprint.get("/views/<view>")
def show(view: str) -> str:
    """A page of a view, filtered and sorted as the address says."""
    page = request.args.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    ledger = reading.ledger(office(), me(), view, now(), _filters(), request.args.get("sort", ""), max(1, number))
    return render_template("ledger.html", ledger=ledger, asked=_asked())


@blueprint.get("/views/<view>.xlsx")
def excel(view: str) -> Response:
    """The same rows, all of them, as a workbook."""
    return handed_out(reading.ledger_file(office(), me(), view, now(), _filters(), request.args.get("sort", "")))


def _filters() -> Mapping[str, str]:
    """The filters that say something."""
    return {name: text for name, text in request.args.items() if text and name not in ("page", "sort")}


def _asked() -> dict[str, str]:
    """What the address says, without the number of the page."""
    return {name: text for name, text in request.args.items() if text and name != "page"}
