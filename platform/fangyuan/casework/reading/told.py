"""What whoever a case is of was told of when to come."""

from fangyuan.casework.reading.opened import Opened
from fangyuan.casework.reading.pages import Told
from fangyuan.engine.office import registers


def told_of(found: Opened) -> Told | None:
    """The day, the time, and with whom; None where they were told nothing."""
    one = found.state.appointment
    person = found.names.person(one.person) if one and one.person else ""
    return Told(one.duty, one.title, one.occurs_on, one.day, one.time, person, one.state) if one else None


def may_book(found: Opened) -> bool:
    """Whether the case's own version of the pack lets the officer book it for something."""
    kinds = {found.case_type.key, *found.case_type.ancestors}
    taking = [duty.appointments for duty in found.pack.duties.values() if duty.appointments]
    registrar = registers(found.pack, found.person, found.case_type.key)
    roles = found.person.roles
    return any(
        kinds.intersection(one.case_types) and (roles & {who.role for who in one.who} if one.who else registrar)
        for one in taking
    )
