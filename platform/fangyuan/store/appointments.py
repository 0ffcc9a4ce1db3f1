"""`uow.appointments`: which cases are booked for which times of recurring work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from fangyuan.store.tables import Appointments
from fangyuan.store.tables.base import insert_new, table_of

BOOKED, KEPT, MISSED = "booked", "kept", "missed"

_booked = table_of(Appointments)


@dataclass(frozen=True, slots=True)
class Booked:
    """A case at a time of a day; `day` is the one that the person was told, `state` booked, kept or missed."""

    duty: str
    occurs_on: date
    time: str
    place: int
    case: str
    day: date
    state: str
    actor: str
    at: datetime


class AppointmentRepository:
    """Places by tenant, duty (`pack/duty`), the date of its rule and the time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, tenant: str, booked: Booked, places: int) -> bool:
        """Takes the first free place at a time; False where none is left, or the case has that day already."""
        key = {"tenant": tenant, "duty": booked.duty, "occurs_on": booked.occurs_on, "time": booked.time}
        said = {"case": booked.case, "day": booked.day, "state": booked.state, "actor": booked.actor, "at": booked.at}
        return any(
            insert_new(self._connection, _booked, {**key, "place": place, **said}) for place in range(1, places + 1)
        )

    def leave(self, tenant: str, case: str, duty: str, occurs_on: date) -> None:
        """Gives the place of a case back; what was is told by the events of the case."""
        self._connection.execute(delete(_booked).where(*_mine(tenant, case, duty, occurs_on)))

    def mark(self, tenant: str, case: str, duty: str, occurs_on: date, state: str) -> None:
        """Whether they came."""
        self._connection.execute(update(_booked).where(*_mine(tenant, case, duty, occurs_on)).values(state=state))

    def of_duty(self, tenant: str, duty: str, days: Iterable[date]) -> list[Booked]:
        """What is booked for dates of a duty's rule, by date, time and place."""
        mine = (_booked.c.tenant == tenant, _booked.c.duty == duty, _booked.c.occurs_on.in_(tuple(days)))
        order = (_booked.c.occurs_on, _booked.c.time, _booked.c.place)
        return [_read(row) for row in self._connection.execute(select(_booked).where(*mine).order_by(*order))]

    def of_case(self, tenant: str, case: str) -> list[Booked]:
        """What a case was booked for and not taken out of, in order of the days."""
        mine = (_booked.c.tenant == tenant, _booked.c.case == case)
        order = (_booked.c.day, _booked.c.time)
        return [_read(row) for row in self._connection.execute(select(_booked).where(*mine).order_by(*order))]


def _mine(tenant: str, case: str, duty: str, occurs_on: date) -> tuple[ColumnElement[bool], ...]:
    known = (_booked.c.tenant == tenant, _booked.c.case == case)
    return (*known, _booked.c.duty == duty, _booked.c.occurs_on == occurs_on)


def _read(row: "Row[tuple[object, ...]]") -> Booked:
    return Booked(row.duty, row.occurs_on, row.time, row.place, row.case, row.day, row.state, row.actor, row.at)
