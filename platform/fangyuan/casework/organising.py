"""Tenants, units, people and their posts, as administrators keep them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from fangyuan.casework.identity import Identity
from fangyuan.casework.keeping_away import keep_away
from fangyuan.casework.office import Office
from fangyuan.engine.office import ADMINISTRATOR
from fangyuan.model.problems import Problem, Refused
from fangyuan.model.world import Person, Post, Tenant, Unit
from fangyuan.store.database import UnitOfWork
from fangyuan.store.ids import new_id


def put_organisation(
    office: Office, tenants: Iterable[Tenant], units: Iterable[Unit], people: Iterable[Person]
) -> None:
    """Adds or replaces whole lists, by id: what a demonstration or an import brings."""
    with office.database.begin() as uow:
        uow.directory.put_tenants(tenants)
        uow.directory.put_units(units)
        uow.directory.put_people(people)
        uow.commit()
    keep_away(office)


def add_unit(
    office: Office, me: Identity, title: str, kind: str = "", parent: str = "", phone: str = "", code: str = ""
) -> str:
    """A new unit of the administrator's own tenant; gives its id. `code` begins the numbers of its letters."""
    check_administrator(office, me)
    if not title.strip():
        raise Refused(Problem("blank", "请填写机构名称。", "title"))
    unit = Unit(new_id(), me.tenant, title.strip(), kind=kind, parent=parent or None, phone=phone, code=code)
    with office.database.begin() as uow:
        uow.directory.put_units([unit])
        uow.commit()
    keep_away(office)
    return unit.unit


def publish(office: Office, me: Identity, public: bool) -> None:
    """Lets the administrator's own tenant answer on the public page, or no longer."""
    check_administrator(office, me)
    with office.database.begin() as uow:
        uow.directory.put_tenants([replace(uow.directory.tenants()[me.tenant], public=public)])
        uow.commit()


def set_code(office: Office, me: Identity, unit: str, code: str) -> str:
    """Gives a unit of the administrator's own tenant the word by which the numbers of its letters begin; its title."""
    check_administrator(office, me)
    with office.database.begin() as uow:
        known = uow.directory.unit(me.tenant, unit)
        if known is None:
            raise Refused(Problem("not-found", "没有这个单位。", advice="请回到组织页面重新选择。"))
        uow.directory.put_units([replace(known, code=code.strip()[:20])])
        uow.commit()
    return known.title


def add_person(
    office: Office, me: Identity, name: str, posts: Sequence[tuple[str, str]], phone: str = "", email: str = ""
) -> str:
    """A new officer with posts as (role, unit); gives the id. The account is opened apart."""
    check_administrator(office, me)
    if not name.strip():
        raise Refused(Problem("blank", "请填写姓名。", "name"))
    held = tuple(Post(role, unit) for role, unit in posts)
    person = Person(new_id(), me.tenant, name.strip(), _own(office, me, held), phone, email)
    with office.database.begin() as uow:
        uow.directory.put_people([person])
        uow.commit()
    keep_away(office)
    return person.person


def give_post(office: Office, me: Identity, person: str, role: str, unit: str) -> None:
    """One more post for an officer; one that they have already changes nothing."""
    check_administrator(office, me)
    if not role:
        raise Refused(Problem("blank", "请选择岗位。", "role"))
    more = _own(office, me, (Post(role, unit),))
    _change_posts(office, me, person, lambda held: held if _among(held, role, unit) else (*held, *more))


def take_post(office: Office, me: Identity, person: str, role: str, unit: str) -> None:
    """Takes a post from an officer; their own post of an administrator nobody takes, so that one is always left."""
    if role == ADMINISTRATOR and person == me.person:
        raise Refused(Problem("last-administrator", "不能免去自己的管理员岗位。", advice="请由另一名管理员办理。"))
    check_administrator(office, me)
    _change_posts(office, me, person, lambda held: tuple(post for post in held if not _among((post,), role, unit)))


def _among(posts: Iterable[Post], role: str, unit: str) -> bool:
    return any((post.role, post.unit) == (role, unit) for post in posts)


def _change_posts(
    office: Office, me: Identity, person: str, change: Callable[[tuple[Post, ...]], tuple[Post, ...]]
) -> None:
    """Changes the posts that the officer has at the moment of writing, whatever was looked at before."""
    with office.database.begin() as uow:
        known = officer_of(uow, me.tenant, person)
        posts = change(known.posts)
        if posts == known.posts:
            return
        uow.directory.put_people([replace(known, posts=posts)])
        uow.commit()
    keep_away(office)


def officer_of(uow: UnitOfWork, tenant: str, person: str) -> Person:
    """An officer of the tenant, as they stand when they are put again."""
    known = uow.directory.officer(tenant, person)
    if known is None:
        raise Refused(Problem("not-found", "没有这名人员。"))
    return known


def _own(office: Office, me: Identity, posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """Posts in units of the own tenant only."""
    with office.database.read() as uow:
        units = office.directory(uow, me.tenant).units
    for post in posts:
        if post.unit not in units or units[post.unit].tenant != me.tenant:
            raise Refused(Problem("not-found", "没有这个机构。", "unit", advice="请从本单位的机构中选择。"))
    return posts


def check_administrator(office: Office, me: Identity) -> None:
    """Refuses whoever holds no post with the platform's role `administrator`."""
    with office.database.read() as uow:
        person = office.person(uow, me)
    if not person.holds(ADMINISTRATOR):
        raise Refused(Problem("forbidden", "只有管理员可以这样做。", advice="请联系本单位管理员。"))
