"""Reports: the list, one in a period, the cases behind a number."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.layouts import Layout, read
from fangyuan.casework.reading.figures.periods import Period, parse, period_of, recent
from fangyuan.casework.reading.figures.places import Places
from fangyuan.casework.reading.figures.shares import meant
from fangyuan.casework.reading.figures.sheets import TEMPLATE
from fangyuan.casework.reading.figures.tables import table_of
from fangyuan.casework.reading.figures.tallying import span_of, tallies_of
from fangyuan.casework.reading.figures.targets import target_view
from fangyuan.casework.reading.pages import (
    CasesBehind,
    Named,
    Onward,
    Opened,
    ReportLine,
    ReportPage,
    ReportsPage,
    turned,
)
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.model.pack import Pack
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.reports import Figure, Measure, Report, Table
from fangyuan.store.questions import Behind, Key, Question
from fangyuan.store.sight import Sight

ROWS = 50
DAY = timedelta(days=1)
NO_REPORT = Problem("not-found", "没有这张报表，或者您无权查看。", advice="请从统计报表里选择。")
NO_PERIOD = Problem(
    "malformed",
    "没有这一期。",
    "period",
    advice="日写 2026-03-06，月写 2026-03，季写 2026-Q1，半年写 2026-H1，年写 2026。",
)
NO_NUMBER = Problem("not-found", "报表里没有这个数。", advice="请从报表里点数字打开。")


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


def cases_behind(
    office: Office, me: Identity, report: str, period: str, table: str, measure: str, places: Sequence[str], page: Opened,
    now: datetime,
) -> CasesBehind:  # fmt: skip
    """The cases that a number counts, of a rate those of its whole; `places` as its cell says them."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        _, found = opened(desk, report)
        shown, figure = _number(found, table, measure)
        layout = Layout(desk, found, shown, period_for(desk, found, period))
        if layout.problem is not None:
            raise Refused(layout.problem)
        found_cases, total = _behind(layout, figure, places, page)
        cases = [one.case for one in found_cases]
        lines = uow.cases.lines(me.tenant, cases, desk.moment(), _widest(layout)) if cases else {}
        rows = RowMaker(desk).cases(lines[case] for case in cases if case in lines)
    told = " · ".join([*_told(layout, places), figure.title])
    title = Named(layout.period.key, layout.period.title)
    return CasesBehind(
        report,
        found.title,
        title,
        shown.title,
        told,
        rows,
        total,
        turned(page)[0],
        max(-(-total // ROWS), 1),
        going_on(found_cases),
    )


def _number(report: Report, table: str, measure: str) -> tuple[Table, Measure]:
    shown = next((one for one in report.tables if one.table == table), None)
    figure = next((one for one in shown.measures if one.measure == measure), None) if shown else None
    if shown is None or figure is None:
        raise Refused(NO_NUMBER)
    return shown, figure


def _behind(layout: Layout, figure: Measure, places: Sequence[str], opened_at: Opened) -> tuple[list[Behind], int]:
    """The page of ids; cases below are only counted, so that of other jurisdictions none is named."""
    dimensions, key = _asked(layout, places)
    tally = tallies_of(figure)[-1 if figure.figure is Figure.RATE else 0]
    mine = tuple(share for share in layout.counted.shares if share.tenant == layout.desk.tenant.tenant)
    question = Question(mine, span_of(figure, layout.period), (tally,), tuple(one.axis for one in dimensions))
    page, after = turned(opened_at)
    return layout.desk.uow.figures.behind(question, key, ROWS, ROWS * (page - 1), after)


def going_on(found: Sequence[Behind]) -> Onward:
    """What follows a page of the cases behind a number."""
    return Onward((found[-1].received_on, found[-1].case) if len(found) == ROWS else ())


def _asked(layout: Layout, places: Sequence[str]) -> tuple[tuple[Places, ...], Key]:
    """The dimensions that the places are on, and the places; a total lies on fewer."""
    try:
        read_ones = [read(place) for place in places]
        return tuple(layout.dimensions[n] for n, _ in read_ones), tuple(place for _, place in read_ones)
    except (ValueError, IndexError):
        raise Refused(NO_NUMBER) from None


def _told(layout: Layout, places: Sequence[str]) -> Iterator[str]:
    """What the places are called."""
    for dimension, place in zip(*_asked(layout, places), strict=True):
        yield dimension.named(place)


def _widest(layout: Layout) -> Sight:
    """How far the officer sees: the ids were chosen by the sight of each type."""
    return replace(layout.counted.shares[0].sight, units=None)
