"""The views of the packs as ledgers, and the same rows as a workbook."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework.exporting import export
from fangyuan.casework.identity import Download
from fangyuan.casework.importing import returning
from fangyuan.casework.reading.ledger import ledger
from fangyuan.casework.witnessing import ledger_seen
from fangyuan.model.problems import Problem, Refused
from fangyuan.web.at_hand import carried_on, me, now, office, page_number
from fangyuan.web.filling.sheet import ErrorLine
from fangyuan.web.pages.filters import saved_at
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("ledger", __name__)

OWN = ("page", "sort", "group", "cols")
"""What the address says beside the filters."""

LONGEST = 400
NOT_FOR_YOU = Problem("forbidden", "这个台账里没有您能更正的内容。", advice="请由负责登记的人员或管理员导入。")


@blueprint.get("/views/<view>")
def show(view: str) -> str:
    """A page of a view, filtered, sorted and grouped as the address says."""
    page = ledger_seen(office(), me(), view, _filters(), _said("sort"), _said("group"), page_number(), now())
    return render_template(
        "ledger.html", ledger=page.only(_columns()), all_columns=page.columns, asked=_asked(),
        saved=saved_at(view),
    )  # fmt: skip


@blueprint.post("/views/<view>.xlsx")
def excel(view: str) -> Response:
    """The same rows, all of them, as a workbook. Posted, because taking rows out is written into the access log."""
    made = export(office(), me(), view, _filters(), _said("sort"), _said("group"), now())
    return handed_out(made) if isinstance(made, Download) else redirect(url_for("jobs.show", job=made.id))


@blueprint.get("/views/<view>/back")
def back(view: str) -> str:
    """Where an edited workbook of the view is brought back."""
    return _back(view)


@blueprint.post("/views/<view>/back")
def bring_back(view: str) -> Response | tuple[str, int]:
    """Keeps it, and lets every row be tried."""
    sent, reason = request.files.get("file"), request.form.get("reason", "")[:LONGEST]
    if sent is None or not sent.filename:
        return _back(view, (Problem("blank", gettext("请选择文件。"), "file"),), reason), 422
    try:
        with sent.stream as stream:
            job = returning.bring(office(), me(), view, stream, sent.filename, reason, now())  # type: ignore[arg-type]
    except Refused as refused:
        return _back(view, refused.problems, reason), 422
    return redirect(url_for("imports.show", job=job.id))


def _back(view: str, problems: tuple[Problem, ...] = (), reason: str = "") -> str:
    page = ledger(office(), me(), view, {}, "", "", 1, now())
    if not page.returns:
        raise Refused(NOT_FOR_YOU)
    lines = [ErrorLine(f"f-{one.path}" if one.path else "", "", one.message, one.advice) for one in problems]
    return render_template("imports/back.html", ledger=page, errors=lines, reason=reason)


def _said(name: str) -> str:
    return request.args.get(name, "")[:200]


def _filters() -> Mapping[str, str]:
    """The filters that say something."""
    return {name: text[:200] for name, text in request.args.items() if text and name not in OWN}


def _asked() -> dict[str, str]:
    """What the address says, without the number of the page; the columns as one word."""
    said = carried_on("page", "view")
    return {**said, "cols": ",".join(_columns())} if "cols" in said else said


def _columns() -> tuple[str, ...]:
    """The columns that are chosen, by path; none are all."""
    words = (path for text in request.args.getlist("cols") for path in text[:LONGEST].split(","))
    return tuple(path for path in dict.fromkeys(words) if path)
