"""Whose days are asked for: one's own, those of a unit or of an officer, as far as one's roles let one see."""

from collections.abc import Iterator
from dataclasses import dataclass

from fangyuan.casework.reading.desk import Desk
from fangyuan.casework.reading.pages import Named
from fangyuan.model.world import Person

UNIT, PERSON = "unit/", "person/"


@dataclass(frozen=True, slots=True)
class Whose:
    """What was chosen, as it is written (blank: what concerns the viewer), and whom that means."""

    written: str = ""
    unit: str = ""
    people: frozenset[str] = frozenset()


MINE = Whose()


def read_whose(desk: Desk, written: str) -> Whose:
    """The choice; one that is not offered to this officer counts as none."""
    name = written.partition("/")[2]
    if written.startswith(UNIT) and any(one.id == name for one in units_of(desk)):
        people = frozenset(person.person for person in _people(desk) if name in person.units)
        return Whose(written, name, people)
    if written.startswith(PERSON) and any(one.id == name for one in people_of(desk)):
        return Whose(written, "", frozenset({name}))
    return MINE


def units_of(desk: Desk) -> tuple[Named, ...]:
    """The units whose cases the officer sees as a whole, and their own."""
    mine = {*desk.person.units, *(unit for sight in desk.sights for unit in sight.span)}
    whole = any(sight.whole for sight in desk.sights)
    units = (one for one in desk.directory.units.values() if one.tenant == desk.tenant.tenant and one.active)
    return tuple(Named(one.unit, one.title) for one in units if whole or one.unit in mine)


def people_of(desk: Desk) -> tuple[Named, ...]:
    """The officers of these units."""
    return tuple(Named(one.person, one.name) for one in _people(desk))


def _people(desk: Desk) -> Iterator[Person]:
    units = {one.id for one in units_of(desk)}
    for person in desk.directory.people.values():
        if person.tenant == desk.tenant.tenant and person.active and not units.isdisjoint(person.units):
            yield person
