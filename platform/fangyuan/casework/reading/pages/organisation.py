"""The organisation as a tree."""

from dataclasses import dataclass

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
