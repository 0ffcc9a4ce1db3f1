"""Who may be named to take work over: the officers of the jurisdiction who may work on the case, unit by unit."""

from collections.abc import Collection, Iterable, Mapping

from fangyuan.casework.reading.opened import Opened
from fangyuan.casework.reading.pages import Colleagues, Named
from fangyuan.model.pack import Pack
from fangyuan.model.world import Directory, Person


def colleagues(found: Opened, near: Collection[str] = (), but: Collection[str] = ()) -> tuple[Colleagues, ...]:
    """Active officers of the case's jurisdiction, those of the `near` units first.

    Left out are those in `but`, those who were recused, and those whom the case must not reach (Regulation 2022,
    Art. 28, 30).
    """
    state, directory, away = found.state, found.world.directory, found.away
    out = {*but, *dict(state.recused), *away}
    able = (
        person
        for person in directory.people.values()
        if person.active
        and person.tenant == state.tenant
        and person.person not in out
        and away.isdisjoint(person.units)
    )
    return by_unit(able, directory, role_titles([found.pack]), (*near, state.unit))


def by_unit(
    people: Iterable[Person], directory: Directory, roles: Mapping[str, str], near: Iterable[str] = ()
) -> tuple[Colleagues, ...]:
    """People under the first of their units, the `near` units first, then as the directory has them."""
    first = list(dict.fromkeys(near))
    groups: dict[str, list[Named]] = {unit: [] for unit in (*first, *directory.units)}
    for person in people:
        home = next((unit for unit in first if unit in person.units), next(iter(person.units), ""))
        groups.setdefault(home, []).append(Named(person.person, called(person, home, roles)))
    return tuple(Colleagues(Named(unit, directory.name(unit)), tuple(own)) for unit, own in groups.items() if own)


def called(person: Person, unit: str, roles: Mapping[str, str]) -> str:
    """An officer's name with what they do in a unit, so that two of one name are told apart."""
    held = [roles[post.role] for post in person.posts if post.unit == unit and post.role in roles]
    return f"{person.name}（{'、'.join(dict.fromkeys(held))}）" if held else person.name


def role_titles(packs: Iterable[Pack]) -> Mapping[str, str]:
    """The titles of the roles of some packs, by id."""
    return {role.role: role.title for pack in packs for role in pack.roles.values()}
