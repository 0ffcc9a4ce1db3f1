"""Who looked at sealed answers that stand open to them because of their roles: a line an hour in the access log.

What somebody reveals for a reason is an event of the case; what is taken out has lines of its own.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.case import case_page
from fangyuan.casework.reading.ledger import ledger
from fangyuan.casework.reading.opened import opened
from fangyuan.casework.reading.pages import CasePage, Ledger, Opened
from fangyuan.engine.masking import open_values
from fangyuan.store.access import Look

LOG = logging.getLogger("fangyuan.looks")

LOOK = "look"
"""The word of the access log."""

EVERY = timedelta(hours=1)
"""Who works on a case for an hour has looked at it once."""


def case_seen(office: Office, me: Identity, case: str, now: datetime) -> CasePage:
    """The page of a case, for whoever will read it; raises Refused as `case_page` does."""
    page = case_page(office, me, case, now)
    _write_down(office, me, page.number, page.open_values, now)
    return page


def looked(office: Office, me: Identity, case: str, now: datetime) -> None:
    """The officer is shown a part of a case, such as a letter or a form with what stands in it already."""
    with office.database.read() as uow:
        found = opened(office, uow, me, case, now)
    _write_down(office, me, found.state.number, open_values(found.state.answers, found.sight()), now)


def ledger_seen(
    office: Office, me: Identity, view: str, filters: Mapping[str, str], sort: str, group: str, page: Opened, now: datetime
) -> Ledger:  # fmt: skip
    """A page of a view, for whoever will read it; raises Refused as `ledger` does."""
    found = ledger(office, me, view, filters, sort, group, page, now)
    _write_down(office, me, view, found.open_values, now)
    return found


def _write_down(office: Office, me: Identity, about: str, amount: int, now: datetime) -> None:
    name = (me, about)
    if not amount or not office.lately.is_due(name, now, EVERY):
        return
    look = Look(me.person, LOOK, about, amount, now)
    office.unwritten.append((me.tenant, look))
    try:
        _write(office)
    except Exception:
        # Who reads does not wait for who writes, nor for a disk that is full: the line goes in with the next one.
        LOG.exception("not in the access log yet: %s", look)
    office.lately.done(name, now)


def _write(office: Office) -> None:
    """Writes what nobody could write until now; what cannot be written now waits on."""
    waiting = list(_taken(office))
    try:
        with office.database.begin() as uow:
            for tenant, look in waiting:
                uow.log.add(tenant, look)
            uow.commit()
    except Exception:
        office.unwritten.extendleft(reversed(waiting))
        raise


def _taken(office: Office) -> Iterator[tuple[str, Look]]:
    """Each goes to one of those who take at the same time."""
    with suppress(IndexError):
        while True:
            yield office.unwritten.popleft()
