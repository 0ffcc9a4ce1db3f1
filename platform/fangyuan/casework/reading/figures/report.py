"""Reports: the list, one in a period, the cases behind a number."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.periods import Period, parse, period_of, recent
from fangyuan.casework.reading.figures.shares import meant
from fangyuan.casework.reading.figures.sheets import TEMPLATE
from fangyuan.casework.reading.figures.tables import table_of
from fangyuan.casework.reading.figures.targets import target_view
from fangyuan.casework.reading.pages import (
    Named,
    ReportLine,
    ReportPage,
    ReportsPage,
)
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.reports import Report

DAY = timedelta(days=1)
NO_REPORT = Problem("not-found", "没有这张报表，或者您无权查看。", advice="请从统计报表里选择。")
NO_PERIOD = Problem(
    "malformed",
    "没有这一期。",
    "period",
    advice="日写 2026-03-06，月写 2026-03，季写 2026-Q1，半年写 2026-H1，年写 2026。",
)


def reports_page(office: Office, me: Identity, now: datetime) -> ReportsPage:
    """The reports that the officer may open, each with its current period."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        return ReportsPage(tuple(_line(desk, report) for _, report in open_reports(desk)))


def _line(desk: Desk, report: Report) -> ReportLine:
    period = period_of(report.per, desk.today)
    return ReportLine(report.report, report.title, report.hint, report.law, report.per, Named(period.key, period.title))


def open_reports(desk: Desk) -> Iterator[tuple[Pack, Report]]:
    """The reports that the officer may open, each with the pack that says it; of two of one name the first."""
    told: set[str] = set()
    for pack in {pack.hash: pack for pack, _ in desk.types_in_force().values()}.values():
        for report in pack.reports.values():
            wanted = {who.role for who in report.who if who.role} or set(pack.roles)
            used = any(meant(desk, table.case_types) for table in report.tables)
            if used and report.report not in told and wanted & desk.person.roles:
                told.add(report.report)
                yield pack, report


def report_page(office: Office, me: Identity, report: str, period: str, now: datetime) -> ReportPage:
    """A report in a period, empty for the current one; raises Refused where there is no such report or period."""
    with office.database.read() as uow:
        return page_of(sit(office, uow, me, now), report, period)


def page_of(desk: Desk, name: str, written: str) -> ReportPage:
    """The same for an officer at their desk."""
    pack, report = opened(desk, name)
    period = period_for(desk, report, written)
    wanted = (pack.targets[target] for target in report.targets if target in pack.targets)
    targets = (target_view(desk, pack, target, period_of(target.per, period.end - DAY)) for target in wanted)
    return ReportPage(
        report=report.report,
        title=report.title,
        hint=report.hint,
        law=report.law,
        per=report.per,
        period=Named(period.key, period.title),
        from_day=period.start,
        to_day=period.end - DAY,
        unfinished=desk.today < period.end,
        periods=tuple(Named(one.key, one.title) for one in recent(report.per, desk.today, period)),
        tables=tuple(table_of(desk, report, table, period) for table in report.tables),
        targets=tuple(one for one in targets if one is not None),
        over_levels=report.over == "levels",
        digest=report.digest.title if report.digest else "",
        sheet=report.excel.get(TEMPLATE, "") in pack.files,
    )


def opened(desk: Desk, name: str) -> tuple[Pack, Report]:
    """A report that the officer may open, with its pack; raises Refused."""
    found = next((one for one in open_reports(desk) if one[1].report == name), None)
    if found is None:
        raise Refused(NO_REPORT)
    return found


def period_for(desk: Desk, report: Report, written: str) -> Period:
    """The period that an address names, empty for the current one; raises Refused."""
    period = parse(report.per, written) if written else period_of(report.per, desk.today)
    if period is None:
        raise Refused(NO_PERIOD)
    return period
