"""One reading transaction lent to everybody who reads in a block, so that all of them see the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fangyuan.store.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class _Lent:
    uow: "UnitOfWork"
    until_written: bool


_lent: ContextVar[_Lent | None] = ContextVar("lent", default=None)


def borrowed(database: "Database") -> "UnitOfWork | None":
    """The transaction that is lent here, if it is one of this database."""
    lent = _lent.get()
    return lent.uow if lent is not None and lent.uow.of(database) else None


@contextmanager
def lending(fresh: "UnitOfWork", database: "Database", until_written: bool) -> Iterator["UnitOfWork"]:
    """Lends a transaction that has not begun in the block, or until something is written in it: then the one that is lent
    already does as well.
    """
    if until_written and (lent := borrowed(database)):
        yield lent
        return
    with fresh as uow:
        token = _lent.set(_Lent(uow, until_written))
        try:
            yield uow
        finally:
            _lent.reset(token)


def before_writing(database: "Database") -> None:
    """Takes back what was lent until something is written; whoever reads in it right now reads on."""
    lent = _lent.get()
    if lent is not None and lent.until_written and lent.uow.of(database):
        _lent.set(None)
        lent.uow.let_go()
