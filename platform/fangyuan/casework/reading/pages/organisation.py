"""The organisation as a tree, and its officers one by one."""

from dataclasses import dataclass
from datetime import datetime

from fangyuan.casework.reading.pages.naming import Named


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree of the organisation, with its people and their roles; `code` begins the numbers of its letters."""

    unit: Named
    kind: str
    phone: str
    people: tuple[tuple[Named, tuple[str, ...]], ...]
    children: tuple["UnitNode", ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The jurisdiction, the ones below it, and its units; `gone` are its officers who have left. `tenant_public`: it answers
    on the public page.
    """

    tenant: Named
    level: str
    below: tuple[Named, ...]
    units: tuple[UnitNode, ...]
    roles: tuple[Named, ...]
    gone: tuple[Named, ...] = ()
    tenant_public: bool = False


@dataclass(frozen=True, slots=True)
class OfficerPage:
    """An officer with their posts as (unit, role), and their account; `login` is blank where there is none.

    `active` is False for one who has left.
    """

    person: Named
    posts: tuple[tuple[Named, Named], ...]
    login: str = ""
    must_change: bool = False
    locked: bool = False
    last_login_at: datetime | None = None
    active: bool = True
