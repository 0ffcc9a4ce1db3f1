"""Recurring work as officers plan by it: what is open, by whom, what comes next."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import islice

from fangyuan.casework.acting import load
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.dues import due_at
from fangyuan.casework.reading.handing_in import period_for, report_of
from fangyuan.casework.reading.pages import DutiesPage, DutyCase, DutyView, Named
from fangyuan.compiler.duties import NIL_REPORT as NIL_REPORT
from fangyuan.engine.clocks.calendars import calendar_of
from fangyuan.engine.recurring import occurrences
from fangyuan.engine.rights import available
from fangyuan.model.calendars import USUAL_CALENDAR
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.model.reports import Report
from fangyuan.store.lines import CaseLine

AHEAD = timedelta(days=366)
COMING = 3
"""How many of the next dates are told."""

Held = tuple[CaseLine, date]
"""An open case of a duty, with the date of the rule that opened it."""


def duties_page(office: Office, me: Identity, now: datetime) -> DutiesPage:
    """The duties of the types in force; of their open cases those that the officer may see."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        opened = _open(desk)
        views = tuple(
            _view(desk, pack, duty, opened.get((duty.duty, duty.opens), ()))
            for key, (pack, _) in desk.types_in_force().items()
            for duty in pack.duties.values()
            if duty.opens == key and duty.rrule
        )
    return DutiesPage(views)


def _open(desk: Desk) -> Mapping[tuple[str, str], tuple[Held, ...]]:
    """The open cases of each duty and type of case, the earliest due first."""
    told = desk.uow.duties.opened(desk.tenant.tenant)
    cases = [one.case for one in told]
    lines: dict[str, CaseLine] = {}
    for sight in desk.sights if cases else ():
        lines.update(desk.uow.cases.lines(desk.tenant.tenant, cases, desk.moment(), sight))
    found: dict[tuple[str, str], list[Held]] = {}
    for one in told:
        line = lines.get(one.case)
        if line is not None and line.closed_at is None:
            found.setdefault((one.duty.rpartition("/")[2], line.case_type), []).append((line, one.occurs_on))
    return {duty: tuple(sorted(own, key=_due_first)) for duty, own in found.items()}


def _due_first(held: Held) -> tuple[bool, datetime]:
    line, _ = held
    return (line.due_at is None, line.due_at or line.registered_at)


def _view(desk: Desk, pack: Pack, duty: Duty, held: tuple[Held, ...]) -> DutyView:
    calendar = calendar_of(desk.world(pack), USUAL_CALENDAR)
    coming = tuple(islice(occurrences(duty, calendar, desk.now, desk.now + AHEAD), COMING))
    roles = [pack.roles[who.role].title for who in duty.who if who.role in pack.roles]
    report = report_of(desk, duty)
    come = tuple(occurrences(duty, calendar, desk.now - AHEAD, desk.now))[-1:] or coming[:1]
    return DutyView(
        duty=duty.duty,
        title=duty.title,
        case_type=Named(duty.opens, pack.case_types[duty.opens].title),
        who=tuple(Named(role, role) for role in dict.fromkeys(roles)),
        coming=tuple(one.on for one in coming),
        open=tuple(_cases(desk, duty, held)),
        report=Named(report.report, report.title) if report and come else None,
        period=_period(duty, report, come[0].occurs_on) if come else None,
    )


def _period(duty: Duty, report: Report | None, occurs_on: date) -> Named | None:
    """The period of the report that the duty of a date hands in."""
    found = period_for(duty, report, occurs_on) if report else None
    return Named(found.key, found.title) if found else None


def _cases(desk: Desk, duty: Duty, held: tuple[Held, ...]) -> Iterator[DutyCase]:
    report = report_of(desk, duty) if held else None
    for line, occurs_on in held:
        state = load(desk.uow, desk.tenant.tenant, line.case).state
        pack = desk.office.pack_of(desk.uow, state)
        world = desk.office.world(desk.uow, desk.tenant.tenant, pack, state.parameters)
        may = available(pack, state, world, desk.person, desk.now)
        asked = dict.fromkeys(one for task in state.open_tasks() for place in task.unfilled() for one in place.people)
        yield DutyCase(
            case=line.case,
            seq=line.seq,
            number=line.number,
            matter=line.title,
            opened_on=line.registered_at.astimezone(desk.zone).date(),
            due=due_at(line.due_at, line.light, desk.calendar, desk.now) if line.due_at else None,
            asked=tuple(Named(one, desk.directory.name(one)) for one in asked),
            may_report_nil=any(one.action.action == NIL_REPORT and one.allowed for one in may.actions),
            period=_period(duty, report, occurs_on),
        )
