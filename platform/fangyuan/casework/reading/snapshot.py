"""One moment of the database for everything that a page reads."""

from contextlib import AbstractContextManager

from fangyuan.casework.office import Office
from fangyuan.store.database import UnitOfWork


def one_snapshot(office: Office, until_written: bool = False) -> AbstractContextManager[UnitOfWork]:
    """While it lasts, or until something is written, all reads of this thread see the same moment, in one transaction."""
    return office.database.one_snapshot(until_written)
