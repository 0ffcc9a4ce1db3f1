"""When whoever the case is of is to come."""

from fangyuan.model import events
from fangyuan.model.events import Recorded
from fangyuan.model.replacing import replace
from fangyuan.model.state import Appointed, CaseState


def made(case: CaseState, event: events.AppointmentMade, _: Recorded) -> CaseState:
    """The last one counts."""
    told = Appointed(event.duty, event.title, event.occurs_on, event.day, event.time, event.person)
    return replace(case, appointment=told)


def cancelled(case: CaseState, _: events.AppointmentCancelled, __: Recorded) -> CaseState:
    """They need not come."""
    return _stands(case, "cancelled")


def kept(case: CaseState, _: events.AppointmentKept, __: Recorded) -> CaseState:
    """They came."""
    return _stands(case, "kept")


def missed(case: CaseState, _: events.AppointmentMissed, __: Recorded) -> CaseState:
    """They did not come."""
    return _stands(case, "missed")


def _stands(case: CaseState, state: str) -> CaseState:
    told = case.appointment
    return replace(case, appointment=replace(told, state=state) if told else None)
