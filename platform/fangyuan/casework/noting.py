"""What officers do with notes that they were sent."""

from collections.abc import Sequence
from datetime import datetime

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office


def mark_read(office: Office, me: Identity, ids: Sequence[str], now: datetime) -> None:
    """Marks the officer's own notes as read."""
    with office.database.begin() as uow:
        uow.inbox.read(me.tenant, me.person, ids, now)
        uow.commit()
