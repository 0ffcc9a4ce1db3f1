"""Looking for a case by number, name or matter."""

from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.pages import WorkRow
from fangyuan.casework.reading.rows import RowMaker
from fangyuan.model.conditions import ALWAYS, Atom, Op
from fangyuan.store.lines import CaseLine
from fangyuan.store.lists import Listing

MOST = 50
"""As many cases as a search shows."""


def search(
    office: Office, me: Identity, words: str, now: datetime, *, only_open: bool = False
) -> tuple[WorkRow, ...]:  # fmt: skip
    """The cases that the officer may see whose number, names or matter hold the words, the newest first."""
    if not words.strip():
        return ()
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
        found: list[CaseLine] = []
        for sight, case_types in desk.sights.items():
            listing = Listing(
                me.tenant, sight, desk.moment(), case_types, words=words, limit=MOST,
                condition=Atom("case.closed", Op.CONST, False) if only_open else ALWAYS,
            )  # fmt: skip
            found += uow.cases.page(listing).rows
        found.sort(key=lambda line: line.registered_at, reverse=True)
        return RowMaker(desk).cases(found[:MOST])
