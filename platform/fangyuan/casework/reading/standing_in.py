"""Delegations as their people and administrators see them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fangyuan.casework.delegating import delegations
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.colleagues import by_unit, role_titles
from fangyuan.casework.reading.desk import sit
from fangyuan.casework.reading.dues import usual_calendar
from fangyuan.casework.reading.pages import Colleagues, DelegationsPage, DelegationView, Named, RemitPage
from fangyuan.engine.office import ADMINISTRATOR
from fangyuan.model.fields import Option
from fangyuan.model.world import Delegation, Directory


def delegations_page(office: Office, me: Identity, now: datetime) -> DelegationsPage:
    """The delegations of the tenant as far as they concern the viewer; administrators see all."""
    with office.database.read() as uow:
        person, directory = office.person(uow, me), office.directory(uow, me.tenant)
        today = now.astimezone(ZoneInfo(usual_calendar(office.almanac.calendars(uow, me.tenant)).zone)).date()
    administers = person.holds(ADMINISTRATOR)
    views = [
        _view(key, one, directory, today, may_end=administers or one.person == me.person)
        for key, one in delegations(office, me).items()
    ]
    return DelegationsPage(
        given=tuple(view for view in views if view.person.id == me.person),
        received=tuple(view for view in views if view.to.id == me.person),
        others=tuple(view for view in views if administers and me.person not in (view.person.id, view.to.id)),
        people=officers(office, me, now),
        administers=administers,
    )


def officers(office: Office, me: Identity, now: datetime) -> tuple[Colleagues, ...]:
    """The active officers of the viewer's tenant, unit by unit."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
    own = (one for one in desk.directory.people.values() if one.active and one.tenant == me.tenant)
    # Of two packs that name a role the first one's title counts, as everywhere.
    in_force = [pack for pack, _ in desk.types_in_force().values()]
    roles = {**role_titles(reversed(in_force)), ADMINISTRATOR: "系统管理员"}
    return by_unit(own, desk.directory, roles, desk.person.units)


def remit_page(office: Office, me: Identity, now: datetime) -> RemitPage:
    """By what charges may be told apart: the units, the kinds of matters in force, and the choices that their forms offer."""
    with office.database.read() as uow:
        desk = sit(office, uow, me, now)
    units = (unit for unit in desk.directory.units.values() if unit.tenant == me.tenant and unit.active)
    types = [case_type for _, case_type in desk.types_in_force().values()]
    subjects = {
        field.title: tuple(Named(str(option.value), option.title) for option in _chosen(field.options))
        for case_type in types
        for field in case_type.fields.values()
        if field.options and isinstance(field.options[0].value, str)
    }
    return RemitPage(
        units=tuple(Named(unit.unit, unit.title) for unit in units),
        case_types=tuple(Named(one.key, one.title) for one in types),
        subjects=tuple(subjects.items()),
    )


def _chosen(options: Iterable[Option]) -> Iterator[Option]:
    """Everything that may be chosen, at every depth."""
    for option in options:
        yield option
        yield from _chosen(option.children)


def _view(key: str, one: Delegation, directory: Directory, today: date, *, may_end: bool) -> DelegationView:
    status = "coming" if today < one.since else "running" if one.holds(today) else "over"
    person, to = (Named(who, directory.name(who)) for who in (one.person, one.to))
    return DelegationView(key, person, to, one.since, one.until, one.reason, status, may_end and status != "over")
