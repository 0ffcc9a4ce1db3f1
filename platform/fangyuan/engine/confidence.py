"""Cases that must never reach the people they are about (Regulation 2022, Art. 30): they are as if not there."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from fangyuan.engine.facts import Facts, plain
from fangyuan.forms.conditions import holds
from fangyuan.forms.moment import Moment
from fangyuan.forms.paths import values_at
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Directory, Person, World


def is_confidential(case_type: CaseType, tree: Facts, moment: Moment) -> bool:
    """Whether the case is confidential, also where those whom it is about are in no register and none can be kept away."""
    return case_type.confidential is not None and holds(case_type.confidential.condition, tree, moment)


def kept_from(case_type: CaseType, tree: Facts, moment: Moment, directory: Directory) -> frozenset[str]:
    """The ids of the people and units that the case is kept from, with the units that those people head and the units
    below; none where it is open.
    """
    confidential = case_type.confidential
    if confidential is None or not is_confidential(case_type, tree, moment):
        return frozenset()
    named = frozenset(plain(value for path in confidential.away_from for value in values_at(tree, path)))
    named |= _headed(confidential.heads, named, str(next(iter(values_at(tree, "case.unit")), "")), directory)
    return named | {unit for unit in directory.units if named.intersection(_above(unit, directory))}


def _headed(roles: Collection[str], named: Iterable[str], owner: str, directory: Directory) -> frozenset[str]:
    """The units that one of those people heads: what reaches the unit reaches its head. The unit whose case it is goes on
    without its head, since nobody could work on the case otherwise.
    """
    own = {owner, *_above(owner, directory)}
    heads = (directory.people[one] for one in named if one in directory.people)
    return frozenset(post.unit for head in heads for post in head.posts if post.role in roles and post.unit not in own)


def _above(unit: str, directory: Directory) -> Iterator[str]:
    """The units above one, the nearest first; a circle of parents ends where it began."""
    seen = {unit}
    while (known := directory.units.get(unit)) and known.parent and known.parent not in seen:
        seen.add(unit := known.parent)
        yield unit


def is_kept_from(person: Person, away: Collection[str]) -> bool:
    """Whether the person, or a unit in which they hold a post, is among those."""
    return person.person in away or any(unit in away for unit in person.units)


def world_without(world: World, away: Collection[str]) -> World:
    """The world in which nobody of those can be asked, told or named as able to act; titles stay readable."""
    if not away:
        return world
    known = world.directory
    people = [replace(p, active=False) if is_kept_from(p, away) else p for p in known.people.values()]
    return replace(
        world, directory=Directory.of(known.units.values(), people, known.tenants.values(), known.delegations)
    )


def world_after(world: World, recused: Iterable[tuple[str, str]]) -> World:
    """The world in which those who were recused take no part; who stands in for them has their posts as well (Art. 28)."""
    people = dict(world.directory.people)
    for name, to in recused:
        if name in people:
            lent = people[name].posts
            people[name] = replace(people[name], active=False)
            if to in people:
                people[to] = replace(people[to], posts=tuple(dict.fromkeys((*people[to].posts, *lent))))
    known = world.directory
    return replace(
        world,
        directory=Directory.of(known.units.values(), people.values(), known.tenants.values(), known.delegations),
    )
