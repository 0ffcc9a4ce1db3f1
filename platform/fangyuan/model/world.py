"""The outside facts of a decision, frozen: who is who, which calendars, which related cases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fangyuan.model.calendars import Calendar


@dataclass(frozen=True, slots=True)
class Tenant:
    """A jurisdiction that activates packs; `code` begins its case numbers; `level` is city, county, township …

    `public`: whoever a matter is of may ask after it on the public page.
    """

    tenant: str
    title: str
    code: str
    level: str
    parent: str | None = None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a tenant; `kind` is free (`office`, `bureau`, `township` …); `remit` holds values it covers.

    `code` is the word by which the numbers of its letters begin.
    """

    unit: str
    tenant: str
    title: str
    kind: str = ""
    parent: str | None = None
    level: str = ""
    phone: str = ""
    remit: frozenset[str] = frozenset()
    active: bool = True
    code: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A role held in a unit; `remit` holds the values (categories, places) that the holder covers, empty for all."""

    role: str
    unit: str
    remit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """An officer; what they may do follows from their posts."""

    person: str
    tenant: str
    name: str
    posts: tuple[Post, ...] = ()
    phone: str = ""
    email: str = ""
    active: bool = True

    @property
    def roles(self) -> frozenset[str]:
        """The roles held in any unit."""
        return frozenset(post.role for post in self.posts)

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the posts, each once, in order."""
        return tuple(dict.fromkeys(post.unit for post in self.posts))

    def holds(self, role: str, unit: str | None = None) -> bool:
        """Whether a post has that role (in that unit)."""
        return any(post.role == role and unit in (None, post.unit) for post in self.posts)


CLOCKWORK = Person(person="clockwork", tenant="", name="")
"""The actor of what no person does: firings of clocks, commands between cases, renderings."""

OUTSIDER = Person(person="outsider", tenant="", name="本人（公开查询页）")
"""Whoever the matter is of, on the public page: known by the number of the case and its query code alone."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """`to` may act for `person` from one date until another, both included; what is done is done by `to`."""

    person: str
    to: str
    since: date
    until: date
    reason: str = ""

    def holds(self, today: date) -> bool:
        """Whether it is in force."""
        return self.since <= today <= self.until


@dataclass(frozen=True, slots=True)
class Listener:
    """A program that is told of events (by their words) in cases of these types, of all where there are none.

    It is told of no case that `person`, an officer, may not see.
    """

    tenant: str
    listener: str
    person: str
    events: frozenset[str]
    case_types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Directory:
    """The units and people that a decision may name, with look-ups by id and by role, and who stands in for whom."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    tenants: Mapping[str, Tenant] = field(default_factory=dict)
    by_role: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    delegations: tuple[Delegation, ...] = ()
    listeners: tuple[Listener, ...] = ()

    @classmethod
    def of(
        cls,
        units: Iterable[Unit],
        people: Iterable[Person],
        tenants: Iterable[Tenant] = (),
        delegations: Iterable[Delegation] = (),
        listeners: Iterable[Listener] = (),
    ) -> "Directory":
        """Builds the look-ups; inactive people stay known by id and are in no role."""
        known = {person.person: person for person in people}
        by_role: dict[str, list[str]] = {}
        for person in known.values():
            for role in person.roles if person.active else ():
                by_role.setdefault(role, []).append(person.person)
        return cls(
            {unit.unit: unit for unit in units},
            known,
            {tenant.tenant: tenant for tenant in tenants},
            {role: tuple(ids) for role, ids in by_role.items()},
            tuple(delegations),
            tuple(listeners),
        )

    def principals(self, person: str, today: date) -> tuple[str, ...]:
        """Those for whom the person may act on that day; a delegate does not pass it on."""
        held = (one.person for one in self.delegations if one.to == person and one.holds(today))
        return tuple(dict.fromkeys(one for one in held if one in self.people and one != person))

    def empowered(self, person: Person, today: date) -> Person:
        """The person with the posts of those for whom they may act on that day."""
        lent = tuple(post for one in self.principals(person.person, today) for post in self.people[one].posts)
        return replace(person, posts=tuple(dict.fromkeys((*person.posts, *lent)))) if lent else person

    def with_role(self, role: str, unit: str | None = None) -> tuple[Person, ...]:
        """The active people who hold a role (in a unit), in the order of the directory."""
        people = (self.people[person] for person in self.by_role.get(role, ()))
        return tuple(person for person in people if person.holds(role, unit))

    def name(self, key: str) -> str:
        """The title of a unit, a tenant, or the name of a person; the id itself where nobody knows it."""
        for shelf in (self.units, self.tenants):
            if key in shelf:
                return shelf[key].title
        return self.people[key].name if key in self.people else key


@dataclass(frozen=True, slots=True)
class World:
    """Exactly the outside facts that a decision may see.

    `facts` holds the derived facts about related cases by name (`repeat_count`). `parameters` are pinned with the case.
    `targets` maps an interface (`pack/type`) and a tenant to the active case type there, for dispatches.
    """

    tenant: Tenant
    directory: Directory = Directory()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
