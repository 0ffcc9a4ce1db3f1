"""The report that recurring work hands in: always of the period that it was for, however late it is done."""

from collections.abc import Iterable
from datetime import date, datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.figures.periods import Period, period_of
from fangyuan.casework.reading.figures.report import open_reports
from fangyuan.casework.reading.pages import HandedIn, Named
from fangyuan.model.events import DutyOpened, Recorded
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.model.reports import Report
from fangyuan.store.database import UnitOfWork


def period_for(duty: Duty, report: Report, occurs_on: date) -> Period:
    """The period of a report that the duty of a date hands in; the date is the rule's, before any moving for days off."""
    current = period_of(report.per, occurs_on)
    return current if duty.period == "current" else current.before()


def report_of(desk: Desk, duty: Duty) -> Report | None:
    """The report that the duty hands in, where the officer may open it."""
    return next((one for _, one in open_reports(desk) if one.report == duty.report), None) if duty.report else None


def handed_in(
    office: Office, uow: UnitOfWork, me: Identity, pack: Pack, events: Iterable[Recorded], now: datetime
) -> HandedIn | None:
    """What a case that a duty opened hands in, with the period; nothing where the officer may not open the report."""
    came = next((one.event for one in events if isinstance(one.event, DutyOpened)), None)
    duty = pack.duties.get(came.duty) if came else None
    report = report_of(sit(office, uow, me, now), duty) if duty and duty.report else None
    if came is None or duty is None or report is None:
        return None
    period = period_for(duty, report, came.occurs_on)
    return HandedIn(Named(report.report, report.title), Named(period.key, period.title))
