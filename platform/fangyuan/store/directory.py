"""`uow.directory`: tenants, units, people and their posts, with a revision that readers can hold a copy against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from fangyuan.model.world import Delegation, Directory, Person, Post, Tenant, Unit
from fangyuan.store.canonical import canonical
from fangyuan.store.listeners import listening
from fangyuan.store.prepared import scalar
from fangyuan.store.tables import Delegations, DirectoryRevisions, People, Posts, Tenants, Units
from fangyuan.store.tables.base import insert_of, put, table_of

_tenants = table_of(Tenants)
_delegations = table_of(Delegations)
_revisions = table_of(DirectoryRevisions)
_units = table_of(Units)
_people = table_of(People)
_posts = table_of(Posts)
# Built once: every page asks these first.
_ALL_TENANTS = select(_tenants).order_by(_tenants.c.tenant)
_ALL_REVISIONS = (
    select(_tenants.c.tenant, _tenants.c.parent, _revisions.c.revision)
    .outerjoin(_revisions, _revisions.c.tenant == _tenants.c.tenant)
    .order_by(_tenants.c.tenant)
)
# A revision is never taken back and no row is ever deleted, so that the sum moves with each of them.
CHANGES = select(func.coalesce(func.sum(_revisions.c.revision), 0))


class DirectoryRepository:
    """Who is who. Nobody is deleted: who has left is put again with `active=False`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes: int | None = None
        self.changed = False
        """Whether this unit of work has itself changed what `changes` counts: what it reads may still be taken back."""

    def changes(self) -> int:
        """Moves whenever anybody's register, an activation or a calendar has changed; asked once, and after every change of
        this unit of work.
        """
        if self._changes is None:
            self._changes = int(scalar(self._connection, CHANGES, {}))
        return self._changes

    def heard(self, changes: int) -> None:
        """What `changes` is, for whoever has asked it together with something else."""
        self._changes = changes

    def tenants(self) -> dict[str, Tenant]:
        """Every tenant of the installation, by id."""
        rows = self._connection.execute(_ALL_TENANTS)
        return {row.tenant: Tenant(**row._mapping) for row in rows}

    def revision(self, tenant: str) -> int:
        """Moves whenever anything that `load` gives for this tenant has changed."""
        rows = self._connection.execute(_ALL_REVISIONS).all()
        known = {row.tenant: Tenant(row.tenant, "", "", "", row.parent) for row in rows}
        kin = set(family(known, tenant))
        return _stamp([row.tenant, row.revision] for row in rows if row.tenant in kin and row.revision is not None)

    def stamp(self) -> int:
        """Moves whenever anything of any tenant's register has changed."""
        return _stamp([row.tenant, row.parent, row.revision] for row in self._connection.execute(_ALL_REVISIONS))

    def load(self, tenant: str) -> tuple[int, Directory]:
        """(revision, directory): the units and people of the tenant, of those above it and of all below it."""
        known = self.tenants()
        kin = family(known, tenant)
        tenants, lent = map(known.__getitem__, kin), (one for _, one in self._delegations(kin))
        told = listening(self._connection, kin)
        return self._revision(kin), Directory.of(self._load_units(kin), self._load_people(kin), tenants, lent, told)

    def moved(self, tenant: str) -> None:
        """What `load` gives for a tenant has changed elsewhere, or what is active there; none: what all tenants share."""
        self._bump(tenant)

    def put_tenants(self, tenants: Iterable[Tenant]) -> None:
        """Adds tenants or replaces them by id."""
        for one in tenants:
            before = self.tenants().get(one.tenant)
            put(self._connection, _tenants, {part: getattr(one, part) for part in _tenants.c.keys()})  # noqa: SIM118
            # A tenant that moves changes what the directories on both branches hold.
            self._bump(one.tenant, *filter(None, {before.parent if before else None, one.parent}))

    def put_units(self, units: Iterable[Unit]) -> None:
        """Adds units or replaces them by id."""
        for unit in units:
            values = {part: getattr(unit, part) for part in _units.c.keys()}  # noqa: SIM118
            put(self._connection, _units, {**values, "remit": sorted(unit.remit)})
            self._bump(unit.tenant)

    def officer(self, tenant: str, person: str) -> Person | None:
        """A person of the tenant to be put again: until this unit of work ends another one who wants them so waits."""
        mine = (_people.c.tenant == tenant, _people.c.person == person)
        row = self._connection.execute(select(_people).where(*mine).with_for_update()).first()
        if row is None:
            return None
        theirs = (_posts.c.tenant == tenant, _posts.c.person == person)
        held = self._connection.execute(select(_posts).where(*theirs).order_by(_posts.c.place))
        return Person(**row._mapping, posts=tuple(Post(one.role, one.unit, frozenset(one.remit)) for one in held))

    def unit(self, tenant: str, unit: str) -> Unit | None:
        """The same of a unit."""
        mine = (_units.c.tenant == tenant, _units.c.unit == unit)
        row = self._connection.execute(select(_units).where(*mine).with_for_update()).first()
        return None if row is None else Unit(**{**row._mapping, "remit": frozenset(row.remit)})

    def put_people(self, people: Iterable[Person]) -> None:
        """Adds people or replaces them by id, with all their posts."""
        for person in people:
            put(self._connection, _people, {part: getattr(person, part) for part in _people.c.keys()})  # noqa: SIM118
            self._put_posts(person)
            self._bump(person.tenant)

    def delegations(self, tenant: str) -> dict[str, Delegation]:
        """Who may act for whom in a tenant, by id, the earliest first; those that were taken back are left out."""
        return dict(self._delegations([tenant]))

    def delegate(self, tenant: str, key: str, delegation: Delegation, by: str, now: datetime) -> None:
        """Lets somebody act for another for a while."""
        self._connection.execute(
            insert(_delegations).values(tenant=tenant, id=key, **asdict(delegation), made_by=by, made_at=now)
        )
        self._bump(tenant)

    def end_delegation(self, tenant: str, key: str, now: datetime) -> None:
        """Takes it back from now on."""
        mine = (_delegations.c.tenant == tenant, _delegations.c.id == key)
        self._connection.execute(update(_delegations).where(*mine).values(ended_at=now))
        self._bump(tenant)

    def _delegations(self, kin: Sequence[str]) -> list[tuple[str, Delegation]]:
        there = (_delegations.c.tenant.in_(kin), _delegations.c.ended_at.is_(None))
        query = select(_delegations).where(*there).order_by(_delegations.c.since, _delegations.c.id)
        rows = self._connection.execute(query)
        return [(row.id, Delegation(row.person, row.to, row.since, row.until, row.reason)) for row in rows]

    def _put_posts(self, person: Person) -> None:
        mine = (_posts.c.tenant == person.tenant, _posts.c.person == person.person)
        self._connection.execute(delete(_posts).where(*mine))
        rows = [
            {"tenant": person.tenant, "person": person.person, "place": place, "role": post.role, "unit": post.unit,
             "remit": sorted(post.remit)}
            for place, post in enumerate(person.posts)
        ]  # fmt: skip
        if rows:
            self._connection.execute(insert(_posts), rows)

    def _bump(self, *tenants: str) -> None:
        self._changes, self.changed = None, True
        for tenant in tenants:
            first = insert_of(self._connection.dialect.name, _revisions).values(tenant=tenant, revision=1)
            self._connection.execute(
                first.on_conflict_do_update(index_elements=["tenant"], set_={"revision": _revisions.c.revision + 1})
            )

    def _revision(self, kin: Sequence[str]) -> int:
        """A number made of all their revisions: it moves when one of them does, and when one comes or goes."""
        query = select(_revisions).where(_revisions.c.tenant.in_(kin)).order_by(_revisions.c.tenant)
        return _stamp(list(row) for row in self._connection.execute(query))

    def _load_units(self, kin: Sequence[str]) -> list[Unit]:
        rows = self._connection.execute(select(_units).where(_units.c.tenant.in_(kin)).order_by(*_units.primary_key))
        return [Unit(**{**row._mapping, "remit": frozenset(row.remit)}) for row in rows]

    def _load_people(self, kin: Sequence[str]) -> list[Person]:
        posts: dict[tuple[str, str], list[Post]] = {}
        for row in self._ordered(_posts, kin):
            posts.setdefault((row.tenant, row.person), []).append(Post(row.role, row.unit, frozenset(row.remit)))
        return [
            Person(**row._mapping, posts=tuple(posts.get((row.tenant, row.person), ())))
            for row in self._ordered(_people, kin)
        ]

    def _ordered(self, table: Table, kin: Sequence[str]) -> Iterable[Row[Any]]:
        return self._connection.execute(select(table).where(table.c.tenant.in_(kin)).order_by(*table.primary_key))


def _stamp(revisions: Iterable[list[Any]]) -> int:
    """One number for [tenant, revision] of several tenants, in the order of their ids."""
    return int.from_bytes(sha256(canonical(list(revisions)).encode()).digest()[:8])


def family(tenants: Mapping[str, Tenant], tenant: str) -> list[str]:
    """A tenant, those above it, and all below it; a circle of parents ends where it began."""
    kin = dict.fromkeys(_above(tenants, tenant))
    below: dict[str, list[str]] = {}
    for one in tenants.values():
        below.setdefault(one.parent or "", []).append(one.tenant)
    waiting = [tenant] if tenant in tenants else []
    seen: set[str] = set()
    while waiting:
        one_id = waiting.pop()
        if one_id not in seen:
            seen.add(one_id)
            kin[one_id] = None
            waiting += below.get(one_id, [])
    return sorted(kin)


def _above(tenants: Mapping[str, Tenant], tenant: str) -> list[str]:
    """The tenant and its parents, the nearest first."""
    line: list[str] = []
    while tenant in tenants and tenant not in line:
        line.append(tenant)
        tenant = tenants[tenant].parent or ""
    return line
