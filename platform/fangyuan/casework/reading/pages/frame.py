"""The frame of every page: who is signed in, and what they were told."""

from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.reading.pages.naming import Named, Offered


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in officer, for the frame of every page. `menus` are the views of the packs that they may open."""

    person: str
    name: str
    tenant: Named
    units: tuple[Named, ...]
    roles: tuple[Named, ...]
    views: tuple[Named, ...] = ()
    unread: int = 0
    administers: bool = False
    may_register: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something the officer was told."""

    id: str
    at: datetime
    text: str
    case: str
    number: str
    read: bool
    page: str = ""
    """A page of its own on which it goes on: `rota`."""
