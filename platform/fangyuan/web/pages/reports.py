"""Reports and targets: the list, one in a period, the cases behind a number, files."""

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from fangyuan.casework.reading.figures.papers import report_file
from fangyuan.casework.reading.figures.report import cases_behind, report_page, reports_page
from fangyuan.casework.reading.figures.targets import target_chart, targets_page
from fangyuan.casework.reading.pages import FigureCell, FigureTable, ReportPage, TargetView
from fangyuan.web.at_hand import me, now, office, page_number
from fangyuan.web.drawings import Point, drawing
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
    return render_template("reports/report.html", page=page, leads=_leads, drawn=_drawn)


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
    return render_template("reports/targets.html", page=targets_page(office(), me(), now()), course=_course)


def _leads(page: ReportPage, table: FigureTable, cell: FigureCell) -> str:
    """The address of the cases behind a number; blank where there are none."""
    if cell.places is None:
        return ""
    where = {"report": page.report, "period": page.period.id}
    return url_for("reports.cases", table=table.table, measure=cell.measure, at=cell.places, **where)  # type: ignore[arg-type]


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
    reached = [Point(one.value, one.text) for one in target.path]
    even = [Point(one.even, f"{one.even:,.1f}{' %' if target.rate else ''}") for one in target.path]
    titles = [one.title for one in target.path]
    return target_chart(target, *names), drawing("line", target.title, titles, zip(names, (reached, even), strict=True))


def _said(name: str) -> str:
    return request.args.get(name, "")[:200]


def _asked() -> dict[str, list[str]]:
    """What the address says, without the number of the page."""
    return {name: request.args.getlist(name) for name in request.args if name != "page"}
