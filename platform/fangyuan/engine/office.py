"""The people who look after a case when nobody else does: whoever registered it, and its administrators."""

from dataclasses import replace

from fangyuan.engine.people import tenant_of
from fangyuan.model.pack import Pack
from fangyuan.model.procedure import CaseType
from fangyuan.model.state import CaseState
from fangyuan.model.who import Whos
from fangyuan.model.world import Person, World

ADMINISTRATOR = "administrator"
"""The one role that belongs to the platform and to no pack: it keeps the register of people and units."""


def keeps_directory(person: Person) -> bool:
    """Whether the person keeps the register of people and units."""
    return person.holds(ADMINISTRATOR)


def administers(pack: Pack, person: Person, case: CaseState, world: World) -> bool:
    """Whether a role of the person administers the procedure in the case's own tenant."""
    return any(
        pack.roles[post.role].administers and _tenant(post.unit, person, world) == tenant_of(case, world)
        for post in person.posts
        if post.role in pack.roles
    )


def registers(pack: Pack, person: Person, case_type: str) -> bool:
    """Whether a role of the person may register cases of the type; a role names it by its key or its own last word."""
    names = {case_type, case_type.rpartition("/")[2]}
    return any(names & set(pack.roles[role].registers) for role in person.roles if role in pack.roles)


def opens(pack: Pack, case_type: CaseType, person: Person) -> bool:
    """Whether a person may open cases of a type: by `registers` of a role, or as whom the first task is asked of.

    A role that lists what it registers opens that alone.
    """
    if case_type.abstract or case_type.only_sent:
        return False
    tasks = case_type.first_stage.tasks
    asked = {who.role for who in without_lists(pack, tasks[0].who) if who.role} if tasks else set()
    return registers(pack, person, case_type.key) or bool(asked & person.roles)


def units_to_open(pack: Pack, case_type: CaseType, person: Person) -> tuple[str, ...]:
    """The units in whose name a person may open cases of a type: those of the posts that let them; of all posts where none does
    by itself.
    """
    mine = dict.fromkeys(post.unit for post in person.posts if opens(pack, case_type, replace(person, posts=(post,))))
    return tuple(mine) or tuple(dict.fromkeys(person.units))


def without_lists(pack: Pack, whos: Whos) -> Whos:
    """Those of whom a first task is asked and who keep no list of what they register: a list says all that a role opens."""
    listed = {role.role for role in pack.roles.values() if role.registers}
    return tuple(who for who in whos if who.role not in listed)


def office_people(pack: Pack, case: CaseState, world: World) -> tuple[Person, ...]:
    """The registrar and those who administer the procedure; without a registrar those who might be.

    Where there is nobody at all, those who keep the register of people: they can name somebody, or give a post.
    """
    people = [person for person in world.directory.people.values() if person.active]
    registrar = [person for person in people if person.person == case.registered_by] or [
        person for person in people if case.unit in person.units and registers(pack, person, case.case_type)
    ]
    administrators = [person for person in people if administers(pack, person, case, world)]
    found = {person.person: person for person in (*registrar, *administrators)}
    return tuple(found.values()) or keepers_of(case, world)


def keepers_of(case: CaseState, world: World) -> tuple[Person, ...]:
    """Those who keep the register of people in the jurisdiction of the case."""
    people = (person for person in world.directory.people.values() if person.active and keeps_directory(person))
    return tuple(person for person in people if person.tenant == tenant_of(case, world))


def _tenant(unit: str, person: Person, world: World) -> str:
    known = world.directory.units.get(unit)
    return known.tenant if known else person.tenant
