"""What an administrator fills in before a pack is opened: parameters, roles, case types, the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fangyuan.casework.activating import zone_of
from fangyuan.casework.adopting import Open, left_open
from fangyuan.casework.identity import Identity
from fangyuan.casework.office import Office
from fangyuan.casework.reading.colleagues import by_unit
from fangyuan.casework.reading.organisation import active_roles
from fangyuan.casework.reading.pages import Colleagues, Named
from fangyuan.casework.reading.parameter_words import told
from fangyuan.casework.staffing import Staff
from fangyuan.model.pack import Pack, Parameter, Role
from fangyuan.store.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A case type that may be opened: under what it is opened now (blank for nothing), and whether that is meant to change."""

    id: str
    title: str
    was: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ActivationForm:
    """The form of an activation. `values` are what the parameters are to stand for, unless something else is filled in,
    `told` what becomes of a value whose default is another now; `staff` every role of the pack with who holds it here,
    `held` the roles that somebody holds; `levels` those that no unit has.
    """

    parameters: tuple[Parameter, ...]
    values: Mapping[str, str]
    told: Mapping[str, str]
    case_types: tuple[TypeChoice, ...]
    staff: tuple[Staff, ...]
    held: tuple[Named, ...]
    levels: tuple[str, ...]
    units: tuple[Named, ...]
    officers: tuple[Colleagues, ...]
    today: date


def activation_form(office: Office, me: Identity, pack: Pack, now: datetime, language: str = "zh") -> ActivationForm:
    """The form for a pack; what was chosen under an earlier version is filled in, what was its default follows the new one."""
    found = left_open(office, me.tenant, pack, now)
    with office.database.read() as uow:
        directory = office.directory(uow, me.tenant)
        roles = active_roles(office, uow, me.tenant, now)
        types = _types(office, uow, me, pack, now)
    people = [one for one in directory.people.values() if one.tenant == me.tenant and one.active]
    units = tuple(
        Named(one.unit, one.title) for one in directory.units.values() if one.tenant == me.tenant and one.active
    )
    titles = {name: role.title for name, role in (*roles.items(), *pack.roles.items())}
    return ActivationForm(
        parameters=tuple(pack.parameters.values()),
        values={one.parameter.name: _written(one.value) for one in found.carried if one.value is not None},
        told={one.parameter.name: told(one, directory, language) for one in found.carried},
        case_types=types,
        staff=found.staff,
        held=_held(found, roles, pack.roles),
        levels=found.levels,
        units=units,
        officers=by_unit(people, directory, titles),
        today=now.astimezone(zone_of(office, me.tenant)).date(),
    )


def _held(found: Open, *known: Mapping[str, Role]) -> tuple[Named, ...]:
    """The roles that somebody holds here, by the titles of any pack that names them."""
    titles = {name: role.title for roles in reversed(known) for name, role in roles.items()}
    return tuple(Named(role, titles[role]) if role in titles else Named(role, role) for role in found.held)


def _types(office: Office, uow: UnitOfWork, me: Identity, pack: Pack, now: datetime) -> tuple[TypeChoice, ...]:
    """What is open under another version changes, and what no version had before; nothing else unless it is chosen."""
    active = {line.case_type: office.packs.get(uow, line.hash) for line in uow.packs.active_types(me.tenant, now)}
    earlier = [one for one in active.values() if one.pack == pack.pack]
    return tuple(
        TypeChoice(
            key, one.title, f"{active[key].title} {active[key].version}" if key in active else "",
            active[key].pack == pack.pack if key in active else not any(key in one.case_types for one in earlier),
        )
        for key, one in pack.case_types.items() if not one.abstract
    )  # fmt: skip


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
