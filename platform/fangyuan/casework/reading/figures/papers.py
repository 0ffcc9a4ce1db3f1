"""A report as a workbook or a document; that it was taken out, by whom, stands in the access log."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fangyuan.casework.identity import Download, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.layouts import Layout
from fangyuan.casework.reading.figures.report import open_reports, opened, page_of, period_for
from fangyuan.casework.reading.figures.sheets import TEMPLATE, filled_sheet
from fangyuan.casework.reading.pages import FigureCell, FigureRow, FigureTable, ReportPage, TargetRow, TargetView
from fangyuan.forms.holes import fill, parse_text
from fangyuan.model.later import later
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.reports import Table
from fangyuan.publishing.ledgers import XLSX
from fangyuan.store.access import Look

if TYPE_CHECKING:
    from fangyuan.publishing import reports
else:
    reports = later("fangyuan.publishing.reports")

SHEET = "sheet"
NO_SHEET = Problem("not-found", "这张报表没有上级的表样。", advice="请导出 Excel。")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report_file(office: Office, me: Identity, report: str, period: str, sort: str, now: datetime) -> Download:
    """A report in a period as `xlsx`, `docx` or `sheet`, the workbook of another office; raises Refused as its page does."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        page = page_of(desk, report, period)
        paper = _paper(desk, page)
        sheet = _sheet(desk, page) if sort == SHEET else b""
    with office.database.begin() as uow:
        uow.log.add(me.tenant, Look(me.person, "export", f"{report} {page.period.id} {sort}", len(paper.tables), now))
        uow.commit()
    if sort == SHEET:
        return Download(f"{paper.title}（上报）.xlsx", XLSX, sheet)
    if sort == "docx":
        return Download(f"{paper.title}.docx", DOCX, reports.report_docx(paper))
    return Download(f"{paper.title}.xlsx", XLSX, reports.report_xlsx(paper))


def _paper(desk: Desk, page: ReportPage) -> "reports.ReportPaper":
    found = next(report for _, report in open_reports(desk) if report.report == page.report)
    usual = "{tenant.title}{period}" + page.title.replace("{", "{{").replace("}", "}}")
    tree = {
        **_words(desk, page), "tenant": {"title": desk.tenant.title, "code": desk.tenant.code},
        "jurisdiction": desk.tenant.title,
    }  # fmt: skip
    until = f"（截至 {desk.today.isoformat()}）" if page.unfinished else ""
    tables, lies = tuple(paper_tables(page)), found.excel.get("orientation")
    return reports.ReportPaper(
        title=fill(parse_text(str(found.excel.get("title") or usual)), tree),
        subtitle=f"{page.from_day.isoformat()} 至 {page.to_day.isoformat()}{until}  导出：{desk.person.name} {desk.today.isoformat()}",
        tables=tables,
        landscape=lies == "landscape" if lies else reports.is_wide(tables),
    )


def _words(desk: Desk, page: ReportPage) -> dict[str, Any]:
    """What titles and workbooks may name."""
    return {
        "title": page.title, "tenant": desk.tenant.title, "year": page.from_day.year, "month": page.from_day.month,
        "today": desk.today, "period": page.period.title,
    }  # fmt: skip


def _sheet(desk: Desk, page: ReportPage) -> bytes:
    """The workbook of another office; raises Refused where the report fills none."""
    pack, report = opened(desk, page.report)
    template = pack.files.get(str(report.excel.get(TEMPLATE, "")))
    if template is None:
        raise Refused(NO_SHEET)
    period = period_for(desk, report, page.period.id)

    def called(table: Table) -> tuple[AbstractSet[str], ...]:
        return tuple(one.titles for one in Layout(desk, report, table, period).dimensions)

    return filled_sheet(template, report, page, _words(desk, page), called)


def paper_tables(page: ReportPage) -> Iterator["reports.ReportTable"]:
    """The tables of a report that its reader may see, and its targets, as workbooks and documents have them."""
    for table in page.tables:
        if not table.problem:
            yield paper_table(table)
    if page.targets:
        yield _targets(page.targets)


def paper_table(table: FigureTable) -> "reports.ReportTable":
    """A table as workbooks and documents have it."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    return reports.ReportTable(
        title=table.title,
        heads=table.heads,
        columns=[(head.group, head.title) for head in table.columns],
        rows=[(_heads(row, len(table.heads)), [_cell(cell) for cell in row.cells]) for row in rows],
        totals=int(table.total is not None),
        note=table.hint,
    )


def _heads(row: FigureRow, width: int) -> tuple[str, ...]:
    return (*row.heads, *("",) * (width - len(row.heads)))


def _cell(cell: FigureCell) -> "reports.Cell":
    """A number stays one where its text says nothing more than it."""
    plain = cell.value is not None and cell.text.replace(",", "") == f"{cell.value:.15g}"
    return reports.Cell(cell.text, cell.value if plain else None)


def _missing(whole: TargetRow) -> str:
    """What is missing; of nothing that was counted nobody says that it was reached."""
    return whole.missing or ("已达到" if whole.reached else "还没有数")


def _targets(targets: tuple[TargetView, ...]) -> "reports.ReportTable":
    rows = [
        (
            (one.title, one.period.title),
            [reports.Cell(one.wanted), reports.Cell(one.whole.text), reports.Cell(_missing(one.whole))],
        )
        for one in targets
    ]
    return reports.ReportTable("目标", ("目标", "时期"), [("", "要求"), ("", "现在"), ("", "还差")], rows)
