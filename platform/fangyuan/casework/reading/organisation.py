"""The organisation as a tree: the jurisdiction, those below it, its units and their people."""

from collections.abc import Mapping
from datetime import datetime

from fangyuan.casework.admitting import standing
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.pages import Named, OfficerPage, OrganisationPage, UnitNode
from fangyuan.engine.office import ADMINISTRATOR
from fangyuan.model.pack import Role
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import Directory, Person, Unit
from fangyuan.store.database import UnitOfWork


def organisation_page(office: Office, me: Identity, now: datetime) -> OrganisationPage:
    """The viewer's own jurisdiction."""
    with office.database.read() as uow:
        tenant = office.tenant(uow, me.tenant)
        directory = office.directory(uow, me.tenant)
        roles = active_roles(office, uow, me.tenant, now)
    below = tuple(Named(t.tenant, t.title) for t in directory.tenants.values() if t.parent == me.tenant)
    titles = {role: one.title for role, one in roles.items()} | {ADMINISTRATOR: "系统管理员"}
    return OrganisationPage(
        tenant=Named(tenant.tenant, tenant.title),
        level=tenant.level,
        below=below,
        units=_tree(directory, me.tenant, titles),
        roles=tuple(Named(role, title) for role, title in titles.items()),
        gone=tuple(Named(one.person, one.name) for one in directory.people.values() if _has_left(one, me.tenant)),
        tenant_public=tenant.public,
    )


def _has_left(person: Person, tenant: str) -> bool:
    """Whether somebody of the tenant is no longer there."""
    return person.tenant == tenant and not person.active


def officer_page(office: Office, me: Identity, person: str, now: datetime) -> OfficerPage:
    """An officer of the viewer's own jurisdiction; raises Refused (`not-found`) for anybody else."""
    with office.database.read() as uow:
        directory = office.directory(uow, me.tenant)
        roles = active_roles(office, uow, me.tenant, now)
    found = directory.people.get(person)
    if found is None or found.tenant != me.tenant:
        raise Refused(Problem("not-found", "没有这名人员。", advice="请从本单位的名册中选择。"))
    titles = {role: one.title for role, one in roles.items()} | {ADMINISTRATOR: "系统管理员"}
    posts = tuple(
        (Named(post.unit, directory.name(post.unit)), Named(post.role, titles.get(post.role, post.role)))
        for post in found.posts
    )
    account = standing(office, Identity(me.tenant, person), now)
    named = Named(person, found.name)
    if account is None:
        return OfficerPage(named, posts, active=found.active)
    return OfficerPage(
        named, posts, account.login, account.must_change, account.locked, account.last_login_at, found.active
    )  # fmt: skip


def active_roles(office: Office, uow: UnitOfWork, tenant: str, now: datetime) -> dict[str, Role]:
    """The roles of the packs that are active in a tenant, by id; what two packs both name is told once."""
    hashes = dict.fromkeys(active.hash for active in uow.packs.active_types(tenant, now))
    found: dict[str, Role] = {}
    for pack_hash in hashes:
        for role in office.packs.get(uow, pack_hash).roles.values():
            found.setdefault(role.role, role)
    return found


def _tree(directory: Directory, tenant: str, titles: Mapping[str, str]) -> tuple[UnitNode, ...]:
    """The active units of a tenant; one whose parent is unknown, or is itself below it, stands at the top."""
    own = {unit.unit: unit for unit in directory.units.values() if unit.tenant == tenant and unit.active}
    below: dict[str, list[Unit]] = {}
    for unit in own.values():
        below.setdefault(unit.parent if unit.parent in own and not _circles(unit, own) else "", []).append(unit)
    staff = _staff(directory)
    return tuple(_node(unit, below, staff, titles) for unit in below.get("", []))


def _circles(unit: Unit, known: Mapping[str, Unit]) -> bool:
    """Whether a unit's line of parents leads back to where it has been."""
    seen: set[str] = set()
    at: Unit | None = unit
    while at is not None and at.unit not in seen:
        seen.add(at.unit)
        at = known.get(at.parent or "")
    return at is not None


def _staff(directory: Directory) -> dict[str, list[Person]]:
    """The active people of every unit."""
    found: dict[str, list[Person]] = {}
    for person in directory.people.values():
        for unit in person.units if person.active else ():
            found.setdefault(unit, []).append(person)
    return found


def _node(
    unit: Unit, below: Mapping[str, list[Unit]], staff: Mapping[str, list[Person]], titles: Mapping[str, str]
) -> UnitNode:
    """A unit with everything below it."""
    people = tuple((Named(p.person, p.name), _roles(p, unit.unit, titles)) for p in staff.get(unit.unit, ()))
    children = tuple(_node(child, below, staff, titles) for child in below.get(unit.unit, []))
    return UnitNode(Named(unit.unit, unit.title), unit.kind, unit.phone, people, children, unit.code)


def _roles(person: Person, unit: str, titles: Mapping[str, str]) -> tuple[str, ...]:
    """The titles of the roles that a person holds in a unit."""
    return tuple(titles.get(post.role, post.role) for post in person.posts if post.unit == unit)
