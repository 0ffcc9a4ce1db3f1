"""The views of the packs as ledgers, and the same rows as a workbook."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fangyuan.casework.exporting import export
from fangyuan.casework.identity import Download
from fangyuan.casework.reading.ledger import ledger
from fangyuan.web.at_hand import me, now, office, page_number
from fangyuan.web.pages.filters import saved_at
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("ledger", __name__)

OWN = ("page", "sort", "group")
"""What the address says beside the filters."""


@blueprint.get("/views/<view>")
def show(view: str) -> str:
    """A page of a view, filtered, sorted and grouped as the address says."""
    page = ledger(office(), me(), view, _filters(), _said("sort"), _said("group"), page_number(), now())
    return render_template("ledger.html", ledger=page, asked=_asked(), saved=saved_at(view))


@blueprint.post("/views/<view>.xlsx")
def excel(view: str) -> Response:
    """The same rows, all of them, as a workbook. Posted, because taking rows out is written into the access log."""
    made = export(office(), me(), view, _filters(), _said("sort"), _said("group"), now())
    return handed_out(made) if isinstance(made, Download) else redirect(url_for("jobs.show", job=made.id))


def _said(name: str) -> str:
    return request.args.get(name, "")[:200]


def _filters() -> Mapping[str, str]:
    """The filters that say something."""
    return {name: text[:200] for name, text in request.args.items() if text and name not in OWN}


def _asked() -> dict[str, str]:
    """What the address says, without the number of the page."""
    return {name: text for name, text in request.args.items() if text and name != "page"}
