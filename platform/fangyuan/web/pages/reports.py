"""Reports and targets: the list, one in a period, the cases behind a number, files."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework.reading.figures.behind import Where, cases_behind
from fangyuan.casework.reading.figures.behind_targets import target_cases
from fangyuan.casework.reading.figures.papers import report_file
from fangyuan.casework.reading.figures.report import report_page, reports_page
from fangyuan.casework.reading.figures.targets import target_chart, targets_page
from fangyuan.casework.reading.pages import FigureCell, FigureTable, ReportPage, TargetStep, TargetView
from fangyuan.web.at_hand import me, names_carried, now, office, page_number
from fangyuan.web.drawings import Point, drawing
from fangyuan.web.pages.letter import handed_out

blueprint = Blueprint("reports", __name__)
_OF_TARGETS = ("target", "case_type", "period", "holder", "until", "half")


@blueprint.get("/reports")
def index() -> str:
    """The reports that the officer may open."""
    return render_template("reports/index.html", page=reports_page(office(), me(), now()))


@blueprint.get("/reports/<report>")
def show(report: str) -> str:
    """A report in the period that the address names, else in the current one."""
    page = report_page(office(), me(), report, _said("period"), now())
    return render_template("reports/report.html", page=page, leads=_leads, drawn=_drawn)


@blueprint.get("/reports/<report>/cases")
def cases(report: str) -> str:
    """The cases that one number counts."""
    places = [place[:300] for place in request.args.getlist("at")[:4]]
    where = Where(_said("table"), _said("measure"), places, _said("half"), _said("compared"), bool(_said("rest")))
    page = cases_behind(office(), me(), report, _said("period"), where, page_number(), now())
    asked = {name: request.args.getlist(name) for name in names_carried("report", "page")}

    def turned(number: int) -> str:
        return url_for("reports.cases", report=report, **{**asked, "page": number})  # type: ignore[arg-type]

    return render_template("reports/cases.html", page=page, turned=turned)


@blueprint.post("/reports/<report>.<sort>")
def file(report: str, sort: str) -> Response:
    """The report as a workbook or a document. Posted, because taking figures out is written into the access log."""
    if sort not in ("xlsx", "docx", "sheet"):
        abort(404)
    return handed_out(report_file(office(), me(), report, _said("period"), sort, now()))


@blueprint.get("/targets")
def targets() -> str:
    """The targets in their current period."""
    return render_template("reports/targets.html", page=targets_page(office(), me(), now()), course=_course)


@blueprint.get("/targets/cases")
def behind() -> str:
    """The cases that one number of a target counts."""
    asked = {name: _said(name) for name in _OF_TARGETS if name in request.args}
    page = target_cases(office(), me(), asked, page_number(), now())

    def turned(number: int) -> str:
        return url_for("reports.behind", **asked, page=number)  # type: ignore[arg-type]

    return render_template("reports/target_cases.html", page=page, turned=turned)


def _leads(page: ReportPage, table: FigureTable, cell: FigureCell, half: str = "") -> str:
    """The address of the cases behind a number, or a half of it; blank where there are none."""
    if cell.places is None:
        return ""
    where: dict[str, Any] = {"report": page.report, "period": page.period.id}
    asked = {"half": half, "compared": cell.compared, "rest": "1" if cell.rest else ""}
    said = {name: value for name, value in asked.items() if value}
    return url_for("reports.cases", table=table.table, measure=cell.measure, at=cell.places, **where, **said)  # type: ignore[arg-type]


def _drawn(page: ReportPage, table: FigureTable) -> str:
    """The picture of a table, for the script that draws it."""
    picture = table.picture
    if picture is None:
        return ""
    lines = (
        (line.name, [Point(cell.value, cell.text, _leads(page, table, cell)) for cell in line.cells])
        for line in picture.lines
    )
    return drawing(picture.sort, table.title, picture.labels, lines)


def _course(target: TargetView) -> tuple[str, str]:
    """The course of a target in the reader's language: as SVG, and for the script that draws it."""
    names = gettext("完成"), gettext("要求") if target.rate else gettext("按时间应完成")
    reached = [Point(one.value, one.text, _course_leads(one)) for one in target.path]
    even = [Point(one.even, f"{one.even:,.1f}{' %' if target.rate else ''}") for one in target.path]
    titles = [one.title for one in target.path]
    return target_chart(target, *names), drawing("line", target.title, titles, zip(names, (reached, even), strict=True))


def _course_leads(step: TargetStep) -> str:
    """The address of the cases of a month; of a rate those of its part."""
    asked = next((part.asked for part in step.parts if part.asked is not None), None)
    return "" if asked is None else url_for("reports.behind", **asked)  # type: ignore[arg-type]


def _said(name: str) -> str:
    return request.args.get(name, "")[:200]
