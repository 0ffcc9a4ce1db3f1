"""Appointments: a case is booked for a time of recurring work; the place is a row, so that no two have the same one."""

from datetime import date, datetime

from fangyuan.casework.acting import act
from fangyuan.casework.identity import Done, Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.sittings import Sitting, find_duty, sitting_of
from fangyuan.engine.clocks.calendars import instant
from fangyuan.engine.refusing import refuse
from fangyuan.model.appointment_commands import Book, CancelAppointment, RecordAppointment
from fangyuan.model.outputs import Duty
from fangyuan.model.rotas import DAY, NUMBER, TIME, TURN, Appointments
from fangyuan.store.appointments import BOOKED, KEPT, MISSED, Booked
from fangyuan.store.database import UnitOfWork


def book(
    office: Office, me: Identity, case: str, duty: str, occurs_on: date, time: str, now: datetime, key: str = "",
    seen: int | None = None,
) -> Done:  # fmt: skip
    """Books the case, or moves what it was booked for. Raises Refused where nothing is left at that time."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        sitting = sitting_of(desk, duty, occurs_on)
        asked = checked(desk, sitting, time)
        held = uow.appointments.of_case(me.tenant, case)
    values = {DAY: sitting.on.isoformat(), TIME: time, TURN: sitting.person, NUMBER: sitting.number}
    command = Book(
        duty=duty,
        title=sitting.duty.title,
        occurs_on=occurs_on,
        day=sitting.on,
        time=time,
        person=sitting.person,
        case_types=asked.case_types,
        who=asked.who,
        answers={path: values[word] for path, word in asked.answers.items() if values[word]},
    )

    def take(uow: UnitOfWork) -> None:
        for one in held:
            if one.state == BOOKED or (one.duty, one.occurs_on) == (duty, occurs_on):
                uow.appointments.leave(me.tenant, case, one.duty, one.occurs_on)
        booked = Booked(duty, occurs_on, time, 0, case, sitting.on, BOOKED, me.person, now)
        if not uow.appointments.take(me.tenant, booked, asked.places):
            refuse("time-full", f"{sitting.on} {time} 已经约满", "请另选一场", "time")

    return act(office, me, case, command, now, key, seen, take)


def cancel(
    office: Office, me: Identity, case: str, reason: str, now: datetime, key: str = "", seen: int | None = None
) -> Done:
    """They need not come; the place is free again."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        held = [one for one in uow.appointments.of_case(me.tenant, case) if one.state == BOOKED]
        asked = _asked(desk, held)

    def leave(uow: UnitOfWork) -> None:
        for one in held:
            uow.appointments.leave(me.tenant, case, one.duty, one.occurs_on)

    cleared = tuple(asked.answers) if asked else ()
    command = CancelAppointment(reason=reason, who=asked.who if asked else (), cleared=cleared)
    return act(office, me, case, command, now, key, seen, leave)


def record(
    office: Office, me: Identity, case: str, kept: bool, now: datetime, key: str = "", reason: str = "",
    seen: int | None = None,
) -> Done:  # fmt: skip
    """Whether they came."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        held = [one for one in uow.appointments.of_case(me.tenant, case) if one.state == BOOKED]
        asked = _asked(desk, held)

    def mark(uow: UnitOfWork) -> None:
        for one in held:
            uow.appointments.mark(me.tenant, case, one.duty, one.occurs_on, KEPT if kept else MISSED)

    command = RecordAppointment(kept=kept, reason=reason, who=asked.who if asked else ())
    return act(office, me, case, command, now, key, seen, mark)


def checked(desk: Desk, sitting: Sitting, time: str) -> Appointments:
    """What the pack says of booking that day; raises Refused where the time is none of its times, or over."""
    asked = offered(sitting.duty)
    if time not in asked.times():
        refuse("time-unknown", f"{sitting.on} 没有“{time}”这一场", f"可以约：{'、'.join(asked.times())}", "time")
    if is_over(desk, sitting, time):
        refuse("time-past", f"{sitting.on} {time} 已经过了", "请另选一场", "time")
    return asked


def is_over(desk: Desk, sitting: Sitting, time: str) -> bool:
    """Whether nobody can be told any more to come then."""
    at = datetime.strptime(time, "%H:%M").time()  # noqa: DTZ007 - a time of the day, of the calendar's zone
    return sitting.closed or instant(desk.calendar, sitting.on, at) <= desk.now


def offered(duty: Duty) -> Appointments:
    """Its appointments; raises Refused where it takes none."""
    return duty.appointments or refuse("no-appointments", f"“{duty.title}”不接受预约", "请换一项接待")


def _asked(desk: Desk, held: list[Booked]) -> Appointments | None:
    """What the pack in force says of what the case is booked for."""
    names = {one.duty for one in held}
    return find_duty(desk, names.pop())[1].appointments if len(names) == 1 else None
