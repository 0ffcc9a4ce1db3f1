"""The organisation as a tree, and its officers one by one."""

from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree of the organisation, with its people and their roles."""

    unit: Named
    kind: str
    phone: str
    people: tuple[tuple[Named, tuple[str, ...]], ...]
    children: tuple["UnitNode", ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The jurisdiction, the ones below it, and its units."""

    tenant: Named
    level: str
    below: tuple[Named, ...]
    units: tuple[UnitNode, ...]
    roles: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class OfficerPage:
    """An officer with their posts as (unit, role), and their account; `login` is blank where there is none."""

    person: Named
    posts: tuple[tuple[Named, Named], ...]
    login: str = ""
    must_change: bool = False
    locked: bool = False
    last_login_at: datetime | None = None
