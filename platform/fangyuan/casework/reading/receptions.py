"""Days for which people are booked: who comes at which time, what is free, and what a case may be booked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fangyuan.casework.appointing import is_over, offered
from fangyuan.casework.identity import Identity
from fangyuan.casework.linking import by_number
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.opened import opened
from fangyuan.casework.reading.pages import (
    AppointmentPage,
    BookedView,
    DayOffer,
    Named,
    ReceptionPage,
    TimeView,
    WorkRow,
)
from fangyuan.casework.reading.rota import holds_any, visible
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.casework.reading.sittings import Sitting, duties_in_force, sitting_of, sittings
from fangyuan.casework.reading.told import told_of
from fangyuan.engine.office import registers
from fangyuan.model.outputs import Duty
from fangyuan.model.pack import Pack
from fangyuan.model.rotas import Appointments
from fangyuan.store.appointments import BOOKED, Booked

AHEAD = timedelta(days=100)
DAYS = 6
"""Days that are offered to a case."""

MUST_NOT_MEET = "must-not-meet"


def reception_page(office: Office, me: Identity, duty: str, occurs_on: date, now: datetime) -> ReceptionPage:
    """A day, time by time; raises Refused where the duty has none, or takes no appointments."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        sitting = sitting_of(desk, duty, occurs_on)
        asked = offered(sitting.duty)
        booked = uow.appointments.of_duty(me.tenant, duty, [occurs_on])
        seen = bool(sitting.case and visible(desk, [sitting.case]))
        return ReceptionPage(
            duty=duty,
            title=sitting.duty.title,
            occurs_on=occurs_on,
            on=sitting.on,
            person=_person(desk, sitting),
            times=tuple(_times(desk, sitting, asked, booked, _rows(desk, sitting, booked))),
            may_book=may_book(desk, asked),
            come=sitting.on <= desk.today,
            types=tuple(_types(desk, asked)),
            case=sitting.case if seen else "",
            number=sitting.number if seen else "",
        )


def may_book(desk: Desk, asked: Appointments) -> bool:
    """Whether the officer books: as the pack says, else whoever registers such cases."""
    return holds_any(desk, asked.who) if asked.who else any(_types(desk, asked))


def _types(desk: Desk, asked: Appointments) -> Iterator[Named]:
    """The types of these that the officer registers."""
    for key, (pack, case_type) in desk.types_in_force().items():
        known = key in asked.case_types or set(case_type.ancestors).intersection(asked.case_types)
        if known and not case_type.abstract and registers(pack, desk.person, key):
            yield Named(key, case_type.title)


def _person(desk: Desk, sitting: Sitting) -> Named | None:
    return Named(sitting.person, desk.directory.name(sitting.person)) if sitting.person else None


@dataclass(frozen=True, slots=True)
class _Row:
    """The row of a booked case, and why it should not come as booked."""

    row: WorkRow
    amiss: str


def _rows(desk: Desk, sitting: Sitting, booked: Iterable[Booked]) -> Mapping[str, _Row]:
    """The rows of the booked cases that the officer may see, names masked as their roles are."""
    maker, found = RowMaker(desk), dict[str, _Row]()
    cases = [one.case for one in booked]
    kept = _kept_from(desk, sitting, cases)
    for sight in desk.sights if cases else ():
        for case, line in desk.uow.cases.lines(desk.tenant.tenant, cases, desk.moment(), sight).items():
            amiss = MUST_NOT_MEET if case in kept else "closed" if line.closed_at else ""
            found.setdefault(case, _Row(maker.case(line), amiss))
    return found


def _kept_from(desk: Desk, sitting: Sitting, cases: Iterable[str]) -> frozenset[str]:
    """Those that whoever receives must not meet (Art. 28, 30): since they were booked the case or the turn has changed."""
    person = desk.directory.people.get(sitting.person)
    if person is None:
        return frozenset()
    return desk.uow.sources.veiled(desk.tenant.tenant, cases, (person.person, *person.units))[0]


def _times(
    desk: Desk, sitting: Sitting, asked: Appointments, booked: Iterable[Booked], rows: Mapping[str, _Row]
) -> Iterator[TimeView]:
    by_time: dict[str, list[Booked]] = {}
    for one in booked:
        by_time.setdefault(one.time, []).append(one)
    for time in sorted({*asked.times(), *by_time}):
        taken = by_time.get(time, [])
        free = max(asked.places - len(taken), 0) if time in asked.times() else 0
        views = tuple(_booked(one, sitting, rows.get(one.case)) for one in taken)
        yield TimeView(time, free, is_over(desk, sitting, time), views)


def _booked(one: Booked, sitting: Sitting, found: _Row | None) -> BookedView:
    if found is None:
        return BookedView(one.state)
    waits, row = one.state == BOOKED, found.row
    told = one.day if waits and one.day != sitting.on else None
    return BookedView(one.state, one.case, row.number, row.people, row.matter, told, found.amiss if waits else "")


def case_by_number(office: Office, me: Identity, number: str, now: datetime) -> str:
    """The case with a number, of those that the officer may see."""
    with office.database.read() as uow:
        return by_number(office, uow, me, number, now).case


def appointment_page(office: Office, me: Identity, case: str, now: datetime) -> AppointmentPage:
    """What a case is booked for, and the days and times that are free; raises Refused where the officer may not see it."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
        desk = sit(office, uow, me, now)
        told = told_of(found)
        days = [] if found.state.closed else list(_days(desk, found.case_type.key, found.case_type.ancestors))
        return AppointmentPage(
            case=case,
            number=found.state.number,
            matter=found.names.case_type.title,
            seq=found.state.seq,
            told=told,
            come=told is not None and told.state == BOOKED and told.day <= desk.today,
            days=tuple(sorted(days, key=lambda day: (day.on, day.duty))[:DAYS]),
        )


def _taking(desk: Desk, kinds: set[str]) -> Iterator[tuple[Pack, Duty, Appointments]]:
    for pack, duty in duties_in_force(desk):
        if duty.appointments and kinds.intersection(duty.appointments.case_types):
            yield pack, duty, duty.appointments


def _days(desk: Desk, case_type: str, ancestors: Iterable[str]) -> Iterator[DayOffer]:
    for pack, duty, asked in _taking(desk, {case_type, *ancestors}):
        if not may_book(desk, asked):
            continue
        coming = sittings(desk, pack, duty, desk.today, desk.today + AHEAD)[: DAYS + 1]
        booked = desk.uow.appointments.of_duty(
            desk.tenant.tenant, coming[0].name if coming else "", [one.occurs_on for one in coming]
        )
        for one in coming:
            own = [place for place in booked if place.occurs_on == one.occurs_on]
            times = tuple(time for time in _times(desk, one, asked, own, {}) if time.free and not time.over)
            if times:
                yield DayOffer(one.name, duty.title, one.occurs_on, one.on, _person(desk, one), times)
