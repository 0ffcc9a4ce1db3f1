"""`day-began`: once a morning, for the open cases of those types alone whose packs do something then.

Nothing else walks over open cases: a deadline is an instant of a clock. A type that hears the word asks for this walk, and
`pack check` says so. A morning that nobody worked is not made up for: what it would have done, the next one does.
"""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from fangyuan.casework.acting import act_as_clockwork
from fangyuan.casework.office import Office
from fangyuan.casework.reading.dues import usual_calendar
from fangyuan.casework.recurring import PAUSE
from fangyuan.engine.recurring import hears_days, morning
from fangyuan.model.calendars import Calendar
from fangyuan.model.commands import BeginDay
from fangyuan.store.database import UnitOfWork
from fangyuan.store.duties import MORNING

LOG = logging.getLogger("fangyuan.mornings")


def begin_day(office: Office, now: datetime) -> int:
    """Tells the open cases that a day began, once a day and tenant; in how many of them something came of it."""
    seen = office.almanac.mornings_seen
    if seen and seen <= now < seen + PAUSE:
        return 0
    with office.database.read() as uow:
        heard = _heard(office, uow)
        tenants = uow.directory.tenants() if heard else ()
        calendars = {tenant: usual_calendar(office.almanac.calendars(uow, tenant)) for tenant in tenants}
    done = sum(_begin(office, tenant, calendar, heard, now) for tenant, calendar in calendars.items())
    office.almanac.mornings_seen = now
    return done


def _heard(office: Office, uow: UnitOfWork) -> frozenset[tuple[str, str]]:
    """(pack hash, case type) of everything that a case is open under and that does something on a morning."""
    return frozenset(
        (pinned, key) for pinned, key in uow.cases.pins() if hears_days(office.packs.get(uow, pinned).case_types[key])
    )


def _begin(office: Office, tenant: str, calendar: Calendar, heard: frozenset[tuple[str, str]], now: datetime) -> int:
    """One tenant's morning; a case that breaks is named in the log and holds up no other."""
    at = morning(calendar, now)
    if at is None:
        return 0
    day = at.astimezone(ZoneInfo(calendar.zone)).date()
    with office.database.read() as uow:
        if uow.duties.settled(tenant, MORNING, day, now):
            return 0
        waiting = [case for pinned, kind in sorted(heard) for case in uow.cases.open_under(tenant, pinned, kind)]
    done = sum(_tell(office, tenant, case, BeginDay(day=day), now) for case in waiting)
    with office.database.begin() as uow:
        uow.duties.add(tenant, MORNING, day, MORNING, at)
        uow.commit()
    return done


def _tell(office: Office, tenant: str, case: str, command: BeginDay, now: datetime) -> bool:
    try:
        done = act_as_clockwork(office, tenant, case, command, now, key=f"day:{case}:{command.day}")
    except Exception:
        LOG.exception("the morning of case %s broke", case)
        return False
    return bool(done.words)
