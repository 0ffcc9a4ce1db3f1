"""What a new version of a parent changes while the child says otherwise of the same: was, theirs, ours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from fangyuan.compiler.comparing.climbing import pairs
from fangyuan.compiler.comparing.elements import Element, Sort, elements
from fangyuan.model.pack import Pack


class Kind(StrEnum):
    """What came together: two values, a change of what the child took out, one taken out above that the child still has,
    or two things of one name that both are new.
    """

    CHANGED = "changed"
    REMOVED_HERE = "removed-here"
    REMOVED_ABOVE = "removed-above"
    BOTH_ADDED = "both-added"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One place where the child hides what its parent changed. `facet` and the values are there where `kind` is `changed`.

    `case_type` is the child's; `above` is the one of the parent that it overlays or derives from.
    """

    kind: Kind
    sort: Sort
    place: str
    title: str
    facet: str = ""
    was: Any = None
    theirs: Any = None
    ours: Any = None
    case_type: str = ""
    above: str = ""


def conflicts(was: Pack, theirs: Pack, ours: Pack, *, rebuilt: bool = True) -> tuple[Conflict, ...]:
    """Every conflict between two versions of a parent and a child, each in the order of the parent, whole things once.

    `ours` is the child over the new version; where it still stands on the old one (not `rebuilt`), only what differs from
    the old version counts as the child's own word.
    """
    before, after, here = elements(was), elements(theirs), elements(ours)
    found: list[Conflict] = []
    for key, above in _types(was, ours):
        view = _View(key, above, before, after, here, rebuilt)
        found += _outermost(list(view.conflicts()))
    return tuple(_told_once(found, ours))


def _types(was: Pack, ours: Pack) -> Iterator[tuple[str, str]]:
    """(case type of the child, the one of the parent that it says more of); first, both blank, what lies outside."""
    yield "", ""
    for key, kind in ours.case_types.items():
        above = next((name for name in (key, *kind.ancestors) if name in was.case_types), None)
        if above is not None:
            yield key, above
    yield from ((key, key) for key in was.case_types if key not in ours.case_types)


@dataclass(frozen=True, slots=True)
class _View:
    """The elements of one case type, or outside case types, under the parent's places."""

    key: str
    above: str
    before: Mapping[str, Element]
    after: Mapping[str, Element]
    here: Mapping[str, Element]
    rebuilt: bool

    def conflicts(self) -> Iterator[Conflict]:
        """Everything in which the parent changed and the child does not follow."""
        places = dict.fromkeys([*self.after, *self.before])
        for place in places:
            was, theirs, ours = self.before.get(place), self.after.get(place), self.here.get(self._here(place))
            one = theirs or was
            if one is None or one.case_type != self.above or one.sort is Sort.PACK:
                continue
            if self.key != self.above and one.sort is Sort.CASE_TYPE:
                continue
            yield from self._at(one, was, theirs, ours)

    def _here(self, place: str) -> str:
        return self.key + place.removeprefix(self.above) if self.above else place

    def _at(
        self, one: Element, was: Element | None, theirs: Element | None, ours: Element | None
    ) -> Iterator[Conflict]:
        if was is not None and theirs is not None:
            changed = [facet for facet in _facets(was, theirs) if _said(was, facet) != _said(theirs, facet)]
            if ours is None:
                yield from [self._whole(Kind.REMOVED_HERE, one)] if changed else []
            else:
                yield from (
                    self._facet(facet, was, theirs, ours) for facet in changed if self._apart(facet, was, theirs, ours)
                )
        elif ours is not None and was is not None:
            own = self.rebuilt or _differ(was, ours)
            yield from [self._whole(Kind.REMOVED_ABOVE, one)] if own else []
        elif ours is not None and theirs is not None and _differ(theirs, ours):
            yield self._whole(Kind.BOTH_ADDED, one)

    def _apart(self, facet: str, was: Element, theirs: Element, ours: Element) -> bool:
        values = _said(was, facet), _said(theirs, facet), _said(ours, facet)
        return apart(*values) and (self.rebuilt or values[0] != values[2])

    def _facet(self, facet: str, was: Element, theirs: Element, ours: Element) -> Conflict:
        values: list[Any] = [one.facets.get(facet) for one in (was, theirs, ours)]
        first, second, third = narrowed(*values) if facet in _LISTED and all(map(_listed, values)) else values
        return Conflict(
            Kind.CHANGED, ours.sort, ours.place, ours.title, facet, first, second, third, self.key, self.above
        )

    def _whole(self, kind: Kind, one: Element) -> Conflict:
        return Conflict(kind, one.sort, self._here(one.place), one.title, case_type=self.key, above=self.above)


def apart(was: Any, theirs: Any, ours: Any) -> bool:
    """Whether what changed from `was` to `theirs` is not in `ours`; mappings, records and lists count part by part."""
    if isinstance(was, Mapping) and isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        changed = [key for key in {*was, *theirs} if was.get(key) != theirs.get(key)]
        return any(theirs.get(key) != ours.get(key) for key in changed)
    if is_dataclass(was) and type(was) is type(theirs) is type(ours):
        return any(apart(*(getattr(one, each.name) for one in (was, theirs, ours))) for each in fields(was))
    if _listed(was) and _listed(theirs) and _listed(ours):
        new, gone = [x for x in theirs if x not in was], [x for x in was if x not in theirs]
        return any(x not in ours for x in new) or any(x in ours for x in gone)
    return bool(was != theirs and ours != theirs)


def narrowed(was: Sequence[Any], theirs: Sequence[Any], ours: Sequence[Any]) -> tuple[Any, Any, Any]:
    """Of three ladders, or lists of effects, what the parent changed, what it made of it, and what the child has there."""
    own = pairs(was, ours)
    here = {id(old): new for old, new in own if old is not None}
    added = [new for old, new in own if old is None]
    met = []
    for old, new in pairs(was, theirs):
        mine = _paired(ours, new) if old is None else here.get(id(old), old) or next(iter(added), None)
        if mine in added:
            added.remove(mine)
        if new not in ours and (mine, new) != (None, None):
            met.append((old, new, mine))
    before, after, kept = (tuple(row[side] for row in met if row[side] is not None) for side in range(3))
    return before, after, kept


def _paired(ours: Sequence[Any], new: Any) -> Any:
    """What the child has in the place of a row that the parent added."""
    return next((old for old, now in pairs(ours, [new]) if old is not None and now is not None), None)


def _listed(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


def _facets(one: Element, other: Element) -> list[str]:
    """What both may say; what follows from all that stands in a type is nobody's own word."""
    return [facet for facet in dict.fromkeys((*one.facets, *other.facets)) if facet not in _FOLLOWS]


def _differ(one: Element, other: Element) -> bool:
    return any(_said(one, facet) != _said(other, facet) for facet in _facets(one, other))


def _said(one: Element, facet: str) -> Any:
    value = one.facets.get(facet)
    return dict(value) if facet == "shown" and value else value


def _outermost(found: list[Conflict]) -> Iterator[Conflict]:
    """Of things that came or went whole, only the outer one."""
    whole = {one.place for one in found if one.kind is not Kind.CHANGED}
    for one in found:
        if not any(one.place.startswith((f"{place}/", f"{place}=", f"{place}.")) for place in whole):
            yield one


def _told_once(found: list[Conflict], ours: Pack) -> Iterator[Conflict]:
    """What a derived type has from an overlay of its base is told of the base alone."""
    told = {(one.place, one.facet): one for one in found}
    for one in found:
        kind = ours.case_types.get(one.case_type)
        bases = kind.ancestors if kind else ()
        places = [base + one.place.removeprefix(one.case_type) for base in bases]
        if not any((same := told.get((place, one.facet))) and same.ours == one.ours for place in places):
            yield one


_LISTED = frozenset({"warn", "escalate", "then", "tables"})
"""Lists whose rows stand by themselves."""
_FOLLOWS = frozenset({"stage_order", "rule_order", "automatic_order", "arrangement", "ancestors", "key"})
