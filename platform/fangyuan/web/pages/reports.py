"""Reports and targets: the list, one in a period, the cases behind a number, files."""

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework.reading.figures.papers import report_file
from fangyuan.casework.reading.figures.report import cases_behind, report_page, reports_page
from fangyuan.casework.reading.figures.targets import target_chart, targets_page
from fangyuan.casework.reading.pages import TargetView
from fangyuan.web.at_hand import me, now, office, page_number
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("reports", __name__)


@blueprint.get("/reports")
def index() -> str:
    """The reports that the officer may open."""
    return render_template("reports/index.html", page=reports_page(office(), me(), now()))


@blueprint.get("/reports/<report>")
def show(report: str) -> str:
    """A report in the period that the address names, else in the current one."""
    page = report_page(office(), me(), report, _said("period"), now())
    return render_template("reports/report.html", page=page)


@blueprint.get("/reports/<report>/cases")
def cases(report: str) -> str:
    """The cases that one number counts."""
    places = [place[:300] for place in request.args.getlist("at")[:4]]
    asked = (report, _said("period"), _said("table"), _said("measure"), places, page_number())
    return render_template("reports/cases.html", page=cases_behind(office(), me(), *asked, now()), asked=_asked())


@blueprint.post("/reports/<report>.<sort>")
def file(report: str, sort: str) -> Response:
    """The report as a workbook or a document. Posted, because taking figures out is written into the access log."""
    if sort not in ("xlsx", "docx", "sheet"):
        abort(404)
    return handed_out(report_file(office(), me(), report, _said("period"), sort, now()))


@blueprint.get("/targets")
def targets() -> str:
    """The targets in their current period."""
    return render_template("reports/targets.html", page=targets_page(office(), me(), now()), drawn=_drawn)


def _drawn(target: TargetView) -> str:
    """The course of a target, in the reader's language."""
    return target_chart(target, gettext("完成"), gettext("要求") if target.rate else gettext("按时间应完成"))


def _said(name: str) -> str:
    return request.args.get(name, "")[:200]


def _asked() -> dict[str, list[str]]:
    """What the address says, without the number of the page."""
    return {name: request.args.getlist(name) for name in request.args if name != "page"}
