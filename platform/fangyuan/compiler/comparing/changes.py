"""What changed between two versions of a pack, each change with its class."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fangyuan.compiler.comparing.arranging import same_arrangement
from fangyuan.compiler.comparing.directions import Class, Direction
from fangyuan.compiler.comparing.elements import Element, Sort, elements
from fangyuan.compiler.comparing.facets import ADDED, BREAKS, FACETS, KEYWORDS, REMOVED, keyword
from fangyuan.compiler.comparing.ordering import same_orders
from fangyuan.model.pack import Pack


class How(StrEnum):
    """What became of an element."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `facet` is empty where the whole element came or went; `was` and `now` are then None."""

    how: How
    cls: Class
    sort: Sort
    place: str
    title: str
    facet: str = ""
    was: Any = None
    now: Any = None
    case_type: str = ""


def compare(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Every change from `old` to `new`, in the order of the new pack, what is gone last; nothing where they mean the same."""
    before, after = elements(old), elements(new)
    found = [change for place, one in after.items() for change in _at(before.get(place), one)]
    gone = [_whole(How.REMOVED, one, _gone(one)) for place, one in before.items() if place not in after]
    return tuple(_outermost([*found, *gone]))


def _at(was: Element | None, now: Element) -> Iterator[Change]:
    if was is None:
        yield _whole(How.ADDED, now, _new(now))
        return
    for facet in dict.fromkeys((*was.facets, *now.facets)):
        before, after = was.facets.get(facet), now.facets.get(facet)
        if not _ALIKE.get(facet, _same)(before, after):
            cls = direction(now.sort, facet)(before, after)
            yield Change(How.CHANGED, cls, now.sort, now.place, now.title, facet, before, after, now.case_type)


def direction(sort: Sort, facet: str) -> Direction:
    """Which way a change of a facet goes."""
    if facet.startswith("schema."):
        return KEYWORDS.get(facet.removeprefix("schema."), keyword)
    return FACETS[sort].get(facet, BREAKS)


def _new(one: Element) -> Class:
    """A required answer and a parameter without a default break whoever does not give them."""
    if one.sort is Sort.FIELD and one.facets["required"]:
        return Class.BREAKING
    if one.sort is Sort.PARAMETER and one.facets["default"] is None:
        return Class.BREAKING
    if one.sort is Sort.TASK and (one.facets["optional"] or one.facets["instrument"]):
        return Class.LOOSENING
    return ADDED.get(one.sort, Class.LOOSENING)


def _gone(one: Element) -> Class:
    return REMOVED.get(one.sort, Class.BREAKING)


def _whole(how: How, one: Element, cls: Class) -> Change:
    return Change(how, cls, one.sort, one.place, one.title, case_type=one.case_type)


def _outermost(changes: list[Change]) -> Iterator[Change]:
    """What came or went with something larger is not told again, unless it breaks where the larger does not."""
    whole = {change.place: change for change in changes if change.how is not How.CHANGED}
    for change in changes:
        above = _above(change, whole)
        if above is None or (change.cls is Class.BREAKING and above.cls is not Class.BREAKING and _old_form(above)):
            yield change


def _above(change: Change, whole: dict[str, Change]) -> Change | None:
    """The larger element that came or went with this one, if any."""
    for place, larger in whole.items():
        if change.place != place and change.place.startswith((f"{place}/", f"{place}=", f"{place}.")):
            return larger
    return None


def _old_form(above: Change) -> bool:
    """A required field of a new form harms nobody; of a new part of an old form it does."""
    return above.sort is Sort.FIELD


def _same(was: Any, now: Any) -> bool:
    """Equality that keeps true, 1 and 1.0 apart, at any depth."""
    return was == now and repr(was) == repr(now) if _plain(was) and _plain(now) else was == now


def _plain(value: Any) -> bool:
    return isinstance(value, dict | list | str | int | float | bool) or value is None


_ALIKE: Mapping[str, Callable[[Any, Any], bool]] = {
    "arrangement": same_arrangement,
    "rule_order": same_orders,
    "automatic_order": same_orders,
    "option_order": lambda was, now: was is None or now is None or same_orders(was, now),
}
"""Facets that may be written differently and mean the same."""
