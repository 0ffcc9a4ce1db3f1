"""Who holds the roles of a pack in a jurisdiction: by their own posts, or through a mapping of roles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fangyuan.model.pack import Pack
from fangyuan.model.world import Directory, Person, Post


@dataclass(frozen=True, slots=True)
class Staff:
    """A role of a pack and the names of those who hold it here.

    A role is known by its id: where another pack in force has the same id, whoever holds it there holds it here.
    `also` says what those call it: (title, title of the pack), each title once.
    """

    role: str
    title: str
    people: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()


def staff_of(
    directory: Directory, tenant: str, pack: Pack, others: Iterable[Pack], mapped: Mapping[str, str] | None = None
) -> tuple[Staff, ...]:
    """Every role of a pack, with who holds it here once `mapped` is carried out; `others` are the packs in force."""
    after = {one.person: one for one in with_posts(directory, tenant, mapped or {})}
    officers = [after.get(one.person, one) for one in officers_of(directory, tenant)]
    beside = [one for one in others if one.pack != pack.pack]
    return tuple(
        Staff(
            role.role, role.title, tuple(one.name for one in officers if one.holds(role.role)), _also(role.role, beside)
        )
        for role in pack.roles.values()
    )


def with_posts(directory: Directory, tenant: str, mapped: Mapping[str, str]) -> list[Person]:
    """The officers who hold more posts under a mapping of roles, with all of them."""
    officers = officers_of(directory, tenant)
    return [replace(each, posts=posts) for each in officers if (posts := _posts(each, mapped)) != each.posts]


def officers_of(directory: Directory, tenant: str) -> list[Person]:
    """The people of a jurisdiction who are still there."""
    return [person for person in directory.people.values() if person.tenant == tenant and person.active]


def _posts(person: Person, mapped: Mapping[str, str]) -> tuple[Post, ...]:
    """The posts of an officer, with the pack's role beside each of the office's that it is mapped to."""
    more = (replace(post, role=theirs) for theirs, ours in mapped.items() for post in person.posts if post.role == ours)
    return tuple(dict.fromkeys([*person.posts, *more]))


def _also(role: str, others: Iterable[Pack]) -> tuple[tuple[str, str], ...]:
    """What other packs call a role of this id, the first pack of each title."""
    found: dict[str, str] = {}
    for pack in others:
        if role in pack.roles:
            found.setdefault(pack.roles[role].title, pack.title)
    return tuple(found.items())
