"""What may be chosen in fields that name units or officers."""

from collections.abc import Collection, Mapping

from fangyuan.casework.reading.pages import Named
from fangyuan.model.fields import Form
from fangyuan.model.world import Directory, Person, Unit, World

UNIT, OFFICER = "unit", "officer"


def choices(form: Form, world: World, away: Collection[str] = ()) -> dict[str, tuple[Named, ...]]:
    """The units and officers to choose from, by kind of field, as far as the form asks for them.

    `away` are those whom a confidential case must never reach: they are not offered.
    """
    asked = {field.kind for field in form.walk() if not field.options}
    offered = {UNIT: _units, OFFICER: _officers}
    return {kind: offer(world, away) for kind, offer in offered.items() if kind in asked}


def _units(world: World, away: Collection[str]) -> tuple[Named, ...]:
    """Active units, those of the jurisdiction itself first; those of another one say whose they are."""
    home, directory = world.tenant.tenant, world.directory
    found = [unit for unit in directory.units.values() if unit.active and unit.unit not in away]
    return tuple(
        Named(unit.unit, _title(unit, home, directory)) for unit in sorted(found, key=lambda u: u.tenant != home)
    )


def _title(unit: Unit, home: str, directory: Directory) -> str:
    return unit.title if unit.tenant == home else f"{unit.title}（{directory.name(unit.tenant)}）"


def _officers(world: World, away: Collection[str]) -> tuple[Named, ...]:
    """Active officers with their first unit, so that two of one name are told apart."""
    directory = world.directory
    return tuple(
        Named(person.person, _called(person, directory))
        for person in directory.people.values()
        if person.active and person.person not in away and not any(unit in away for unit in person.units)
    )


def _called(person: Person, directory: Directory) -> str:
    return f"{person.name}（{directory.name(person.units[0])}）" if person.units else person.name


def titles(offered: Mapping[str, tuple[Named, ...]]) -> dict[str, str]:
    """Every choice by id."""
    return {named.id: named.title for several in offered.values() for named in several}
