"""The frame of every page: who is signed in, what they may open, what waits unread."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.desk import Desk, sit
from fangyuan.casework.reading.dues import usual_calendar
from fangyuan.casework.reading.pages import Named, Offered, Viewer
from fangyuan.engine.office import ADMINISTRATOR
from fangyuan.engine.rights import may_register
from fangyuan.model.outputs import View
from fangyuan.model.pack import Pack
from fangyuan.model.world import Person


def viewer(office: Office, me: Identity, now: datetime, waiting: int | None = None) -> Viewer:
    """The signed-in officer; raises Refused where their account has ended. The same object as long as nothing of it changes.

    `waiting` is how much is unread, where it was asked already.
    """
    with office.database.read() as uow:
        office.person(uow, me)
        unread = uow.inbox.unread(me.tenant, me.person) if waiting is None else waiting
        today = now.astimezone(ZoneInfo(usual_calendar(office.almanac.calendars(uow, me.tenant)).zone)).date()
        stands = (today, unread, *office.almanac.stands(uow, me.tenant, now))
        return office.almanac.seen(me, stands, lambda: _viewer(sit(office, uow, me, now), unread))


def _viewer(desk: Desk, unread: int) -> Viewer:
    person = desk.person
    return Viewer(
        person=person.person,
        name=person.name,
        tenant=Named(desk.tenant.tenant, desk.tenant.title),
        units=tuple(Named(unit, desk.directory.name(unit)) for unit in person.units),
        roles=tuple(Named(role, _role(desk, role)) for role in dict.fromkeys(post.role for post in person.posts)),
        views=tuple(Named(view.view, view.title) for _, view in open_views(desk)),
        unread=unread,
        administers=administers(desk),
        may_register=tuple(_registers(desk)),
    )


def open_views(desk: Desk) -> Iterator[tuple[Pack, View]]:
    """The views that the officer may open, each with the pack that says it; of two of one name the first."""
    told: set[str] = set()
    for key, (pack, _) in desk.types_in_force().items():
        for view in pack.views.values():
            if view_type(pack, view) == key and view.view not in told and may_open(view, desk.person, pack):
                told.add(view.view)
                yield pack, view


def view_type(pack: Pack, view: View) -> str:
    """The key of the case type that a view is about."""
    return view.case_type if view.case_type in pack.case_types else f"{pack.name}/{view.case_type}"


def may_open(view: View, person: Person, pack: Pack) -> bool:
    """Whether a view is for the officer: by a role that it names; one that names nobody is for every role of its pack."""
    wanted = {who.role for who in view.who if who.role} or set(pack.roles)
    return bool(wanted & person.roles)


def administers(desk: Desk) -> bool:
    """Whether the officer looks after packs and the organisation."""
    roles = desk.person.roles
    known = (pack.roles[role] for pack in desk.packs.values() for role in roles if role in pack.roles)
    return ADMINISTRATOR in roles or any(role.administers for role in known)


def _role(desk: Desk, role: str) -> str:
    """What a role is called in the packs in force."""
    if role == ADMINISTRATOR:
        return "系统管理员"
    return next((pack.roles[role].title for pack in desk.packs.values() if role in pack.roles), role)


def _registers(desk: Desk) -> Iterator[Offered]:
    """The case types that the officer may open cases of."""
    for key, (pack, case_type) in desk.types_in_force().items():
        if may_register(pack, case_type, desk.person):
            yield Offered(key, case_type.title, case_type.description)
