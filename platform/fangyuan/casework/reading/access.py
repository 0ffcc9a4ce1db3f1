"""How far an officer sees in lists: by the scope of their roles, and by what concerns them by name.

A single case is asked of `engine.rights.may_see`; both follow the same scopes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from fangyuan.engine.internal import internals
from fangyuan.engine.masking import FieldSight, roles_of
from fangyuan.engine.placement import SHELF
from fangyuan.model.pack import Pack, Portion, Scope
from fangyuan.model.procedure import CaseType
from fangyuan.model.world import Directory, Person
from fangyuan.store.sight import Sight

_NARROW_TO_WIDE = (Scope.OWN, Scope.UNIT, Scope.SUBTREE, Scope.TENANT)


def sight_of(person: Person, pack: Pack, directory: Directory, today: date, at_most: str = "") -> Sight:
    """What the officer, and whoever they act for today, sees of the cases of a pack; `at_most` narrows every scope."""
    return _of_each(person, directory, today, lambda one: _scope_of(one, pack, directory, at_most))


def _of_each(
    person: Person, directory: Directory, today: date, sees: Callable[[Person], frozenset[str] | None]
) -> Sight:
    """The sight of the officer with their own posts, and of each for whom they act with those of that one: what is kept from
    somebody, or from which they were recused, is not seen in their place either.
    """
    own = directory.people.get(person.person, person)
    lent = (directory.people[one] for one in directory.principals(own.person, today))
    each = (Sight(one.person, sees(one), frozenset(one.units)) for one in (own, *(one for one in lent if one.active)))
    mine, *others = each
    return replace(mine, lent=tuple(others))


def _scope_of(person: Person, pack: Pack, directory: Directory, at_most: str) -> frozenset[str] | None:
    held = list(_held(person, pack, at_most))
    whole = any(_is_whole(scope, unit, person, directory) for scope, unit in held)
    return None if whole else frozenset(_units(held, directory))


def sights(
    person: Person, packs: Mapping[str, Pack], directory: Directory, today: date
) -> dict[Sight, tuple[str, ...]]:
    """The case types by how far the officer sees in them: as few groups as there are different sets of roles."""
    by_pack: dict[str, Sight] = {}
    found: dict[Sight, list[str]] = {}
    for case_type, pack in packs.items():
        if pack.hash not in by_pack:
            by_pack[pack.hash] = sight_of(person, pack, directory, today)
        found.setdefault(by_pack[pack.hash], []).append(case_type)
    return {sight: tuple(case_types) for sight, case_types in found.items()}


def fields_seen(
    person: Person, pack: Pack, case_type: CaseType, directory: Directory, today: date
) -> FieldSight:  # fmt: skip
    """What the officer reads of answers in lists, which hold cases of many units: whoever does not see every case as a
    whole reads there neither what is internal nor what units answer each for itself; the page of a case shows their part.
    """
    roles = roles_of(pack, person)
    whole = sight_of(person, pack, directory, today).whole or any(r.portion is Portion.WHOLE for r in roles)
    return FieldSight(case_type, roles, closed=frozenset() if whole else internals(case_type).names | {SHELF})


def by_name(person: Person, directory: Directory, today: date) -> Sight:
    """What concerns the officer, or one for whom they act, by name, whatever their scope."""
    return _of_each(person, directory, today, lambda _: frozenset())


def not_kept_from(person: Person, directory: Directory, today: date) -> Sight:
    """Everything but what is kept from the officer: for what they, or those for whom they act, were told or are asked by name."""
    return _of_each(person, directory, today, lambda _: None)


def subtree(unit: str, directory: Directory) -> frozenset[str]:
    """A unit and everything below it."""
    below: dict[str, list[str]] = {}
    for one in directory.units.values():
        below.setdefault(one.parent or "", []).append(one.unit)
    found: set[str] = set()
    waiting = [unit]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += below.get(at, [])
    return frozenset(found)


def _held(person: Person, pack: Pack, at_most: str) -> Iterator[tuple[Scope, str]]:
    """The scope and the unit of every post that the pack knows."""
    widest = _NARROW_TO_WIDE.index(Scope(at_most)) if at_most else len(_NARROW_TO_WIDE)
    for post in person.posts:
        if post.role in pack.roles:
            place = min(_NARROW_TO_WIDE.index(pack.roles[post.role].scope), widest)
            yield _NARROW_TO_WIDE[place], post.unit


def _is_whole(scope: Scope, unit: str, person: Person, directory: Directory) -> bool:
    """Whether a post lets its holder see every case of their own tenant."""
    known = directory.units.get(unit)
    return scope is Scope.TENANT and (known is None or known.tenant == person.tenant)


def _units(held: Iterable[tuple[Scope, str]], directory: Directory) -> Iterator[str]:
    """The units whose cases the posts let their holder see."""
    for scope, unit in held:
        if scope is Scope.UNIT:
            yield unit
        elif scope is Scope.SUBTREE:
            yield from subtree(unit, directory)
