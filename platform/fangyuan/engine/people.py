"""From a description of people to the people: `{role: handler, unit: {subject: true}}`."""

from collections.abc import Iterable, Iterator, Sequence

from fangyuan.engine.facts import AWAY, Facts, plain, standing_facts
from fangyuan.forms.paths import values_at
from fangyuan.model.fields import Offer
from fangyuan.model.procedure import CaseType, Lead
from fangyuan.model.state import CaseState
from fangyuan.model.who import UnitFrom, UnitRef, Who, Whos
from fangyuan.model.world import Directory, Person, Post, World


def resolve(who: Who | Whos, case: CaseState, world: World, subject: str = "") -> tuple[Person, ...]:
    """The active people that a description, or any of several, means now; each once, in the directory's order.

    `subject` is the unit or person that the task or the run of a clock is about. A role without a unit or a level is
    looked for in the tenant of the case's owning unit. Nobody is an empty tuple, never an error.
    """
    tree = standing_facts(case, world, subject)
    found = (person for one in _each(who) for person in _people(one, case, world, tree, subject))
    return tuple({person.person: person for person in found}.values())


def units_of(ref: UnitRef, case: CaseState, tree: Facts, subject: str = "") -> tuple[str, ...]:
    """The units that a reference names: none where the answer is blank."""
    match ref.source:
        case UnitFrom.SUBJECT:
            return _of_row(ref.path, tree, subject) if ref.path else (subject,) if subject else ()
        case UnitFrom.OWNER:
            return (case.unit,)
        case UnitFrom.FIELD | UnitFrom.EACH:
            return named(ref.path, case, tree)


def named(path: str, case: CaseState, tree: Facts) -> tuple[str, ...]:
    """The ids at a path: what was answered there, else what the slot of that name holds; nobody the case is kept from.

    Rows of a list are known by their `person_id` or `id`, else by their place (`#1`).
    """
    found = ids_at(path, tree) or case.slots.get(path, ())
    away = tree.get(AWAY, ())
    return tuple(one for one in found if one not in away)


def ids_at(path: str, tree: Facts) -> tuple[str, ...]:
    """The ids that were answered at a path, each once, whoever they are."""
    rows = [row for value in values_at(tree, path) for row in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(name_of_row(row, place) for place, row in enumerate(rows, 1) if row not in ("", None)))


def leads(case_type: CaseType, tree: Facts) -> frozenset[str]:
    """The units that lead the others, as the case type says where they are named."""
    return frozenset(unit for lead in case_type.lead for unit in _leading(lead, tree))


def _leading(lead: Lead, tree: Facts) -> Iterator[str]:
    if not lead.where:
        yield from ids_at(lead.path, tree)
        return
    rows_at, _, column = lead.path.rpartition(".")
    for value in values_at(tree, rows_at):
        for row in value if isinstance(value, list) else [value]:
            if isinstance(row, dict) and all(str(row.get(name)) == said for name, said in lead.where.items()):
                yield str(row.get(column) or "")


def _of_row(path: str, tree: Facts, subject: str) -> tuple[str, ...]:
    """The units in a column (`lines.unit`) of the rows that the subject names."""
    rows_at, _, column = path.rpartition(".")
    rows = [row for value in values_at(tree, rows_at) for row in (value if isinstance(value, list) else [value])]
    found = (row for place, row in enumerate(rows, 1) if isinstance(row, dict) and name_of_row(row, place) == subject)
    return tuple(plain(row.get(column) for row in found))


def name_of_row(row: object, place: int) -> str:
    """What a row of a list is known by: its `person_id` or `id`, else its place (`#1`); a plain value is its own name."""
    return str(row.get("person_id") or row.get("id") or f"#{place}") if isinstance(row, dict) else str(row)


def called_rows(offer: Offer, tree: Facts) -> dict[str, str]:
    """What the rows of a list that a field offers are called, by id: their column, else their first text, else the id."""
    rows = [row for value in values_at(tree, offer.among) for row in (value if isinstance(value, list) else [value])]
    named = ((name_of_row(row, place), row) for place, row in enumerate(rows, 1) if isinstance(row, dict))
    return {name: _called(offer, row) or name for name, row in named}


def _called(offer: Offer, row: Facts) -> str:
    texts = (value for name, value in row.items() if name not in _IDENTITIES and isinstance(value, str) and value)
    return str(row.get(offer.title) or "") or next(texts, "")


_IDENTITIES = frozenset({"id", "person_id"})


def people_of(holders: Iterable[str], directory: Directory) -> tuple[Person, ...]:
    """The active people behind ids; the id of a unit means everybody who has a post there."""
    found: list[Person] = []
    for holder in holders:
        if holder in directory.people:
            found.append(directory.people[holder])
        elif holder in directory.units:
            found += [person for person in directory.people.values() if holder in person.units]
    return tuple(person for person in found if person.active)


def tenant_of(case: CaseState, world: World) -> str:
    """The tenant of the case's owning unit."""
    unit = world.directory.units.get(case.unit)
    return unit.tenant if unit else case.tenant


def _each(who: Who | Whos) -> Whos:
    return (who,) if isinstance(who, Who) else who


def _people(who: Who, case: CaseState, world: World, tree: Facts, subject: str) -> Sequence[Person]:
    if who.role:
        return _in_role(who, case, world, tree, subject)
    holders = case.slots.get(who.slot, ()) if who.slot else named(who.field, case, tree)
    return people_of(holders, world.directory)


def _in_role(who: Who, case: CaseState, world: World, tree: Facts, subject: str) -> Sequence[Person]:
    units = set(units_of(who.unit, case, tree, subject)) if who.unit else None
    tenants = _tenants(who, case, world) if units is None else None
    posts = [
        (person, post)
        for person in world.directory.with_role(who.role)
        for post in person.posts
        if post.role == who.role
        and (units is None or post.unit in units)
        and (tenants is None or _tenant_of_post(person, post, world) in tenants)
        and (not who.level or _level(person, post, world) == who.level)
    ]
    return (
        [person for person, _ in _covering(posts, plain(values_at(tree, who.covers)), world)]
        if who.covers
        else [person for person, _ in posts]
    )


def _covering(
    posts: Sequence[tuple[Person, Post]], values: Sequence[str], world: World
) -> Sequence[tuple[Person, Post]]:
    """Those whose remit names a value; else those without a remit, who cover everything; all where nothing is asked."""
    if not values:
        return posts
    exact = [(person, post) for person, post in posts if _remit(post, world) & set(values)]
    return exact or [(person, post) for person, post in posts if not _remit(post, world)]


def _remit(post: Post, world: World) -> frozenset[str]:
    """A post's own remit, else that of its unit."""
    unit = world.directory.units.get(post.unit)
    return post.remit or (unit.remit if unit else frozenset())


def _tenants(who: Who, case: CaseState, world: World) -> frozenset[str]:
    """The tenant of the owning unit; with a level also the tenants above and below it."""
    own = tenant_of(case, world)
    return frozenset({own}) if not who.level else frozenset({own, *_above(own, world), *_below(own, world)})


def _above(tenant: str, world: World) -> list[str]:
    """The parents, nearest first; a circle in the data ends the walk."""
    found: list[str] = []
    known = world.directory.tenants
    while tenant in known and (parent := known[tenant].parent) and parent not in found:
        found.append(parent)
        tenant = parent
    return found


def _below(tenant: str, world: World) -> list[str]:
    return [other for other in world.directory.tenants if tenant in _above(other, world)]


def _tenant_of_post(person: Person, post: Post, world: World) -> str:
    unit = world.directory.units.get(post.unit)
    return unit.tenant if unit else person.tenant


def _level(person: Person, post: Post, world: World) -> str:
    """The unit's own level, else that of its tenant."""
    unit = world.directory.units.get(post.unit)
    tenant = world.directory.tenants.get(_tenant_of_post(person, post, world))
    return (unit.level if unit else "") or (tenant.level if tenant else "")
