"""One moment of the database for everything that a page reads."""

from contextlib import AbstractContextManager

from fangyuan.casework.office import Office
from fangyuan.store.database import UnitOfWork


def one_snapshot(office: Office) -> AbstractContextManager[UnitOfWork]:
    """While it lasts all reads of this thread see the same moment, in one transaction; nothing may be written in it."""
    return office.database.one_snapshot()
